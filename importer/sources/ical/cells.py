"""The columns of a calendar and the cells of one occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importer.privacy import Privacy, without_mail_addresses
from importer.records import Cell, Record, Standing
from importer.sources.ical.entries import Entry
from importer.sources.ical.lines import ContentLine
from importer.sources.ical.occurrence import Occurrence
from importer.sources.ical.own_zones import with_known_zone
from importer.sources.ical.private import is_private
from importer.sources.ical.values import text, text_list

STANDARD = (
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "STATUS", "CLASS",
    "CATEGORIES", "URL", "GEO", "ORGANIZER", "RECURRENCE-ID",
)  # fmt: skip
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID")
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
    """Makes records. What the instances of a series have in common is read once for all of them."""

    def __init__(self, columns: tuple[str, ...], privacy: Privacy) -> None:
        self._columns, self._privacy = columns, privacy
        self._start, self._end, self._original = map(columns.index, _TIMES)
        self._rows: dict[tuple[Entry, bool], list[Cell]] = {}
        self._private: dict[Entry, bool] = {}

    def standing(self, occurrence: Occurrence) -> Standing:
        """Private beats cancelled: nothing of a private entry leaves, whatever else it says."""
        if self._privacy.private_events == "skip" and (
            self._is_private(occurrence.entry)
            or (occurrence.master is not None and self._is_private(occurrence.master))
        ):
            return Standing.PRIVATE
        return Standing.CANCELLED if occurrence.entry.cancelled else Standing.LIVE

    def record(self, occurrence: Occurrence) -> Record:
        standing = self.standing(occurrence)
        private = standing is Standing.PRIVATE
        cells = self._row(occurrence, private).copy()
        cells[self._start] = with_known_zone(occurrence.start)
        cells[self._end] = "" if occurrence.end is None else with_known_zone(occurrence.end)
        if occurrence.original is not None and not private:
            cells[self._original] = with_known_zone(occurrence.original)
        return Record(
            self._columns,
            tuple(cells),
            occurrence.entry.at,
            occurrence.key,
            occurrence.past_key,
            standing,
        )

    def _is_private(self, entry: Entry) -> bool:
        if entry not in self._private:
            self._private[entry] = is_private(entry)
        return self._private[entry]

    def _row(self, occurrence: Occurrence, private: bool) -> list[Cell]:
        """The cells of an entry without its times; kept for entries that take place again."""
        entry = occurrence.entry
        row = self._rows.get((entry, private))
        if row is None:
            texts = self._read(entry)
            shown = _KEPT_PRIVATE if private else texts.keys()
            row = [texts.get(name, "") if name in shown else "" for name in self._columns]
            if occurrence.master is not None:
                self._rows[entry, private] = row
        return row

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
