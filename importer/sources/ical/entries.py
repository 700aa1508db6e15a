"""What one VEVENT says: who it is, when it is, and its texts as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from importer.errors import Location, RowError
from importer.sources.ical.components import Component
from importer.sources.ical.lines import ContentLine
from importer.sources.ical.times import Timing, UnreadableError, read_timing
from importer.sources.ical.values import text
from importer.sources.ical.zones import Zones

CALENDAR_ZONE = "X-WR-TIMEZONE"
"""On an all-day entry: the zone of its calendar, which is where its days begin."""
_UNSTABLE = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED", CALENDAR_ZONE})


@dataclass(slots=True, eq=False)
class Entry:
    """One VEVENT.

    name: its UID; without one a name made of its content, which never meets a real UID.
    values: its properties by name, each in file order, still escaped.
    """

    at: Location
    name: str
    timing: Timing
    values: Mapping[str, list[ContentLine]]
    sequence: int
    modified: str
    cancelled: bool

    @property
    def and_future(self) -> bool:
        """Does it stand for its instance and all later ones (RANGE=THISANDFUTURE)?"""
        lines = self.values.get("RECURRENCE-ID", [])
        return any(line.params.get("RANGE", "").upper() == "THISANDFUTURE" for line in lines)

    def content(self) -> list[str]:
        """All it says, apart from when it was written: equal for copies of one component."""
        return sorted(
            f"{name}\t{sorted(line.params.items())}\t{line.value}"
            for name, lines in self.values.items()
            if name not in _UNSTABLE
            for line in lines
        )

    def text(self, name: str) -> str:
        """The first value of a property, unescaped and trimmed; "" where there is none."""
        lines = self.values.get(name)
        return text(lines[0].value).strip() if lines else ""


def read_entry(component: Component, zones: Zones, source: str) -> Entry | RowError:
    """Read one component; a property that matters and cannot be read costs the entry, no more."""
    at = Location(source, row=component.line, unit="line")
    values: dict[str, list[ContentLine]] = {}
    for line in component.properties:
        values.setdefault(line.name, []).append(line)
    try:
        timing = read_timing(values, zones)
    except UnreadableError as problem:
        line = problem.line
        place = Location(source, row=line.number, column=line.name, unit="line")
        words = f"the entry that begins on line {component.line} is left out: {line.name} {problem}"
        return RowError(problem.code, words, at=place, value=line.value[:200])
    except (ValueError, OverflowError) as problem:
        return RowError("ical.invalid", f"this entry is left out: {problem}", at=at)
    if not isinstance(timing.start, datetime) and zones.only is not None:
        values[CALENDAR_ZONE] = [ContentLine(component.line, CALENDAR_ZONE, {}, zones.only.key)]
    entry = Entry(at, "", timing, values, 0, "", False)
    entry.name = entry.text("UID") or _unnamed(entry)
    entry.sequence = _sequence(entry.text("SEQUENCE"))
    entry.modified = entry.text("LAST-MODIFIED") or entry.text("DTSTAMP")
    entry.cancelled = entry.text("STATUS").upper() in ("CANCELLED", "CANCELED")
    return entry


def _sequence(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _unnamed(entry: Entry) -> str:
    """A stable name for an entry without UID: its title, start and place."""
    told = (entry.text("SUMMARY"), str(entry.timing.start), entry.text("LOCATION"))
    return "no-uid\x1f" + sha256("\x1f".join(told).encode(errors="surrogatepass")).hexdigest()[:32]
