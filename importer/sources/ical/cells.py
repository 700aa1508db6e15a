"""The columns of a calendar and the cells of one occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importer.privacy import Privacy, without_mail_addresses
from importer.records import Cell, Record, Standing
from importer.sources.ical.entries import Entry
from importer.sources.ical.lines import ContentLine
from importer.sources.ical.occurrence import Occurrence
from importer.sources.ical.private import is_private
from importer.sources.ical.values import text, text_list

STANDARD = (
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "STATUS", "CLASS",
    "CATEGORIES", "URL", "GEO", "ORGANIZER", "RECURRENCE-ID",
)  # fmt: skip
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
_KEPT_PRIVATE = frozenset({"UID", "DTSTART", "DTEND", "CLASS"})
MAX_TEXT = 50_000
"""Characters of a property's text."""
MAX_EXTRA = 100
"""X- properties that become columns: programs write dozens, rubbish thousands."""


def columns_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The standard columns, then every X- property that an entry has, sorted; the first MAX_EXTRA of them."""
    extra = {name for entry in entries for name in entry.values if name.startswith("X-")}
    return (*STANDARD, *sorted(extra)[:MAX_EXTRA])


class CellWriter:
    """Makes records; the texts of a series are read once for all its instances."""

    def __init__(self, columns: tuple[str, ...], privacy: Privacy) -> None:
        self._columns, self._privacy = columns, privacy
        self._texts: tuple[Entry, dict[str, str]] | None = None

    def standing(self, occurrence: Occurrence) -> Standing:
        """Private beats cancelled: nothing of a private entry leaves, whatever else it says."""
        entries = (occurrence.entry, occurrence.master)
        if self._privacy.private_events == "skip" and any(
            entry is not None and is_private(entry) for entry in entries
        ):
            return Standing.PRIVATE
        return Standing.CANCELLED if occurrence.entry.cancelled else Standing.LIVE

    def record(self, occurrence: Occurrence) -> Record:
        standing = self.standing(occurrence)
        texts = self._texts_of(occurrence.entry)
        times: dict[str, Cell] = {
            "DTSTART": occurrence.start,
            "DTEND": "" if occurrence.end is None else occurrence.end,
            "RECURRENCE-ID": "" if occurrence.original is None else occurrence.original,
        }
        shown = _KEPT_PRIVATE if standing is Standing.PRIVATE else self._columns
        cells = tuple(
            (times[name] if name in _TIMES else texts.get(name, "")) if name in shown else ""
            for name in self._columns
        )
        return Record(
            self._columns,
            cells,
            occurrence.entry.at,
            occurrence.key,
            occurrence.past_key,
            standing,
        )

    def _texts_of(self, entry: Entry) -> dict[str, str]:
        if self._texts is None or self._texts[0] is not entry:
            self._texts = (entry, self._read(entry))
        return self._texts[1]

    def _read(self, entry: Entry) -> dict[str, str]:
        wanted = self._columns
        texts: dict[str, str] = {}
        for name in wanted:
            lines = entry.values.get(name)
            if lines is None or name in _TIMES:
                continue
            if name == "CATEGORIES":
                value = ", ".join(item for line in lines for item in text_list(line.value))
            elif name == "ORGANIZER":
                value = self._organizer(lines[0])
            elif name.startswith("X-"):
                value = "\n".join(text(line.value).strip() for line in lines)
            else:
                value = entry.text(name)
            texts[name] = value[:MAX_TEXT]
        return texts

    def _organizer(self, line: ContentLine) -> str:
        """The name; an address only where people are shown and nothing else names them."""
        name = line.params.get("CN", "").strip().strip("'\"")
        if self._privacy.people == "strip":
            return without_mail_addresses(name)
        return name or re.sub("^mailto:", "", text(line.value).strip(), flags=re.I)
