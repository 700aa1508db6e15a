"""What a run that left nothing open knows of its source, so that an unchanged one is not read again.

The same content under the same terms comes to the same plan: nothing to do. Terms are all that decides beside the
content: mapping, lookup tables, channels, classifications, this version. Time decides too: see `sure_until`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import orjson

from importer.errors import Issue
from importer.mapping.model import Mapping
from importer.pipeline.catalogue import Catalogue
from importer.pipeline.windows import earliest, latest
from importer.records import Reading, Record, SourceSpec, Window
from importer.store import SourceState, Store

READ_ANYWAY = timedelta(days=7)
"""So often a source is read whatever it says of itself: a server's word on what changed may be wrong."""
SAID_ONCE = frozenset(
    {
        "cell.several",
        "ical.private",
        "row.renewed_identity",
        "privacy.meeting_links",
        "privacy.people",
        "source.nothing",
    }
)
"""Issues that ask for nothing: a source whose run told of these alone need not be read to tell them again."""


@dataclass(frozen=True, slots=True)
class LastRead:
    """A source as the last run found it, which then had nothing left to do.

    content, terms, address: SHA-256 (hex). at, sure_until: epoch seconds. rows, unchanged, skipped: what an
    unchanged source counts as. etag, last_modified: what the address called its content.
    """

    run: str
    content: str
    terms: str
    at: float
    sure_until: float
    rows: int
    unchanged: int
    skipped: int
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None


class Memory:
    """What is remembered of the reading of one source.

    mapping_text: SHA-256 (hex) of the mapping file, taken before it was loaded.
    """

    def __init__(
        self,
        store: Store,
        source: SourceState,
        mapping: Mapping,
        mapping_text: str,
        clock: Callable[[], float],
    ) -> None:
        self._reads, self._clock = store.last_reads(source), clock
        self._mapping_text = mapping_text
        self._lookups = {name: digest_of(path) for name, path in sorted(mapping.lookups.items())}

    def standing(self, catalogue: Catalogue) -> LastRead | None:
        """The last read, if an unchanged source would leave nothing to do; else None."""
        kept = self._reads.recall()
        if kept is None:
            return None
        last = LastRead(**orjson.loads(kept))
        sure = last.at <= self._clock() <= last.sure_until
        return last if sure and last.terms == self.terms(catalogue) else None

    def terms(self, catalogue: Catalogue) -> str:
        """SHA-256 (hex) of all that decides beside the source what a run comes to."""
        facts = [
            version("pinned-events-importer"),
            self._mapping_text,
            self._lookups,
            catalogue.channels(fresh=False),
            catalogue.classifications(fresh=False),
        ]
        return sha256(orjson.dumps(facts)).hexdigest()

    def keep(self, last: LastRead) -> None:
        self._reads.keep(orjson.dumps(asdict(last)).decode(), last.at)

    def forget(self) -> None:
        """To be called before anything that the last read does not know of changes the state."""
        self._reads.forget()


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a small file; "" where it cannot be read, which its reader will tell."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def asks_for_nothing(issues: Iterable[Issue]) -> bool:
    return all(issue.code in SAID_ONCE for issue in issues)


def sure_until(reading: Reading, window: Window | None, spec: SourceSpec, read_at: float) -> float:
    """Until when (epoch seconds) the same content comes to the same plan.

    A window that slides lets occurrences in at its far end: it is sure until the next one. read_at: when it
    was laid over the source. window: None for tables.
    """
    sure = read_at + READ_ANYWAY.total_seconds()
    if window is None or spec.window is not None:
        return sure
    entering = _next_start(reading, Window(window.end, window.end + READ_ANYWAY))
    return sure if entering is None else min(sure, entering - spec.future.total_seconds())


def _next_start(reading: Reading, beyond: Window) -> float | None:
    """The earliest start (epoch seconds) of an occurrence that is not surely in the window before this one."""
    from importer.sources.ical_feed import CalendarReading

    if not isinstance(reading, CalendarReading):
        return None
    starts = []
    for item in reading.within(beyond):
        start = item["DTSTART"] if isinstance(item, Record) else beyond.start
        assert isinstance(start, date)
        if latest(start) >= beyond.start.timestamp():
            starts.append(earliest(start))
    return min(starts, default=None)
