"""What `importer init` looks at: the right sheet, the right header, and rows from all of the source."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from importer.cli.excerpt import LARGE, excerpt

if TYPE_CHECKING:
    from importer.errors import Issue, RowError
    from importer.mapping.suggesting import Hints
    from importer.records import Reading, Record, SourceSpec
    from importer.sources import Located

SAMPLE = 1000
"""At least so many records are looked at where there are more."""

PATIENCE_S = 3.0
"""Reading stops after so long; what was read by then is looked at."""

_FIRST_ROWS = 40


@dataclass(slots=True)
class Sample:
    """Records spread evenly over a source.

    seen: how many were gone through, whole: whether these are all. refused: what is wrong with those
    looked at that could not be read. spec: how the source has to be opened to get these records. megabytes: the
    size of a file that was looked at in stretches.
    """

    shown: str
    records: Sequence[Record]
    refused: Sequence[Issue]
    seen: int
    whole: bool
    notes: Sequence[str]
    spec: SourceSpec
    sheets: Sequence[str | None] = field(default_factory=list)
    megabytes: int | None = None

    def hints(self) -> Hints:
        """What to state of the source, and the names that may hold a year."""
        from importer.mapping.suggesting import Hints
        from importer.mapping.suggesting.quoting import quoted

        lines: list[tuple[str, str]] = []
        if isinstance(self.spec.sheets, tuple):
            lines.append(("sheet", f"[{', '.join(map(quoted, self.spec.sheets))}]"))
        if self.spec.header_row is not None:
            lines.append(("header_row", str(self.spec.header_row)))
        names = (self.shown, *(sheet for sheet in self.sheets if sheet))
        return Hints(names, tuple(lines))


def look_at(
    source: str, stated: SourceSpec | None = None, clock: Callable[[], float] = time.monotonic
) -> Sample:
    """Open a source as `stated` and take a sample. clock: seconds, for the limit of patience.

    Raises SourceError or TemporaryError like a run, and UsageError where nothing is in it.
    """
    from importer.records import SourceSpec
    from importer.sources import locate, opened_once

    stdin = sys.stdin.buffer if sys.stdin is not None else None
    with locate(
        source, base=Path.cwd(), stdin=stdin, fetch=_fetch, environ=dict(os.environ)
    ) as located:
        with opened_once(), _shortened(located, stated or SourceSpec()) as short:
            sample = _sample(
                short or located, stated or SourceSpec(), clock, numbered=short is None
            )
        if short is not None:
            sample.megabytes = located.path.stat().st_size >> 20
            sample.records = [_without_row(record) for record in sample.records]
        return sample


def _sample(
    located: Located, stated: SourceSpec, clock: Callable[[], float], *, numbered: bool
) -> Sample:
    """numbered: rows have the numbers of the source, so that notes may name them."""
    from importer.errors import RowError, UsageError

    reading, spec = _opened(located, stated)
    opening = list(reading.notes)
    until = clock() + PATIENCE_S
    kept, seen, whole = spread(reading, lambda: clock() > until)
    records = [item for item in kept if not isinstance(item, RowError)]
    refused = [item.issue for item in kept if isinstance(item, RowError)]
    if not records:
        problem = refused[0].message if refused else reading.nothing
        raise UsageError(
            f"{located.name} holds no row that can be read: {problem}. "
            "There is nothing to learn from: give it at least one"
        )
    sheets = [sheet for sheet, _ in reading.tables()]
    notes = list(reading.notes) if numbered else opening
    return Sample(located.name, records, refused, seen, whole, notes, spec, sheets)


@contextmanager
def _shortened(located: Located, stated: SourceSpec) -> Iterator[Located | None]:
    """An excerpt in place of a long text file; None where the file itself is to be read."""
    from importer.errors import SourceError
    from importer.sources import Located, detect

    if located.path.stat().st_size < LARGE:
        yield None
        return
    with TemporaryDirectory(prefix="importer-init-") as folder:
        path = Path(folder) / "excerpt"
        try:
            fits = detect(located.path, located.name) == "csv"
        except SourceError:
            fits = False
        if fits:
            with path.open("wb") as file:
                fits = excerpt(located.path, stated, file)
        yield Located(path, located.name) if fits else None


def _without_row(record: Record) -> Record:
    """Rows of an excerpt have no numbers that the file would show."""
    return replace(record, at=record.at._replace(row=None))


def spread(
    items: Iterable[Record | RowError], stop: Callable[[], bool]
) -> tuple[list[Record | RowError], int, bool]:
    """Every item of a short source, every n-th of a long one: SAMPLE to 2 x SAMPLE of them.

    Gives the items, how many were gone through, and whether these are all. Memory stays flat.
    """
    kept: list[Record | RowError] = []
    step, seen = 1, 0
    for seen, item in enumerate(items, 1):
        if (seen - 1) % step == 0:
            kept.append(item)
            if len(kept) > 2 * SAMPLE:
                kept, step = kept[::2], 2 * step
        if seen % 256 == 0 and stop():
            return kept, seen, False
    return kept, seen, True


def _fetch(url: str, into: BinaryIO, /) -> object:
    from importer.net import FetchLimits, fetch

    return fetch(url, into, limits=FetchLimits())


# -- sheet and header ------------------------------------------------------------------------------


def _opened(located: Located, stated: SourceSpec) -> tuple[Reading, SourceSpec]:
    """The source opened at the table of events; what the mapping states already is kept."""
    from importer.errors import SourceError
    from importer.sources import open_reading

    try:
        reading, spec = _at_sheet(located, stated)
    except SourceError:
        bare = _headerless(located, stated)
        if bare is None:
            raise
        return open_reading(located, bare), bare
    if reading.format == "ical":
        return reading, spec
    better = _header(located, spec, reading.tables()[0][1])
    return (reading, spec) if better is None else (open_reading(located, better), better)


def _headerless(located: Located, stated: SourceSpec) -> SourceSpec | None:
    """How to open a table that has no header, or one that holds values; None where it is no table."""
    from importer.errors import SourceError
    from importer.sources import open_reading

    if stated.header_row is not None:
        return None
    spec = replace(stated, header_row="none")
    try:
        columns = open_reading(located, spec).tables()[0][1]
    except SourceError:
        return None
    if len(columns) < 2:
        return None
    return _header(located, stated, ()) or spec


def _at_sheet(located: Located, stated: SourceSpec) -> tuple[Reading, SourceSpec]:
    """Opened at the sheet whose columns speak most of events, with all sheets built alike."""
    from importer.mapping.suggesting.roles import known_columns
    from importer.sources import open_reading

    if stated.sheets is not None:
        return open_reading(located, stated), stated
    reading = open_reading(located, replace(stated, sheets="all"))
    tables = reading.tables()
    if reading.format != "workbook" or len(tables) < 2:
        return reading, stated
    best = max(tables, key=lambda table: known_columns(table[1]))
    alike = tuple(sheet for sheet, columns in tables if columns == best[1] and sheet is not None)
    spec = replace(stated, sheets=alike)
    return open_reading(located, spec), spec


def _header(located: Located, spec: SourceSpec, found: Sequence[str]) -> SourceSpec | None:
    """Another header than the one found, where a row speaks far more of events, or none does at all."""
    from itertools import islice

    from importer.errors import SourceError
    from importer.mapping.suggesting.roles import known_columns, looks_like_values
    from importer.records import Record, text_of
    from importer.sources import open_reading
    from importer.sources.table_cells import is_labels

    if spec.header_row is not None:
        return None
    bare = replace(spec, header_row="none")
    try:
        first = list(islice(open_reading(located, bare), _FIRST_ROWS))
    except SourceError:
        return None
    rows = [row for row in first if isinstance(row, Record)]
    known = known_columns(found)
    is_row = looks_like_values(found) or _come_again(found, rows)
    if known >= 2 and not is_row:
        return None
    texts = [([text_of(cell) for cell in row.cells], row.at.row or 0) for row in rows]
    names = [(row, at) for row, at in texts if is_labels(row) and not looks_like_values(row)]
    named = [(known_columns(row), -at) for row, at in names]
    most, number = max(named, default=(0, 0))
    if most >= 3 and most > 2 * known:
        return replace(spec, header_row=-number)
    return bare if found and is_row else None


def _come_again(names: Sequence[str], rows: Sequence[Record]) -> bool:
    """Whether hardly one of these is plainly a name, and one, of several words, stands in most rows too: it is the
    first cell of a column like that."""
    from importer.mapping.suggesting.names import meaning_of
    from importer.records import text_of

    if sum(meaning_of(name).whole for name in names) > 1:
        return False
    for at, name in enumerate(names):
        below = [text_of(row.cells[at]) for row in rows if at < len(row.cells)]
        if " " in name and len(below) >= _FEWEST_ROWS and below.count(name) > 0.5 * len(below):
            return True
    return False


_FEWEST_ROWS = 5
