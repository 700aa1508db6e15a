"""A calendar file as a whole: its families of entries, and what must be told of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from importer.errors import RowError, SourceError
from importer.records import Window
from importer.sources.ical.cells import columns_of
from importer.sources.ical.components import Calendar, Feed, split
from importer.sources.ical.entries import Entry, read_entry
from importer.sources.ical.lines import logical_lines
from importer.sources.ical.moments import zone_of
from importer.sources.ical.versions import Family, families
from importer.sources.ical.zones import Zones

_STARTS = re.compile(r"(?:^|:)\s*(\d{4})-?\d\d-?\d\d")


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A file that was read, before any window is laid over it.

    zone: the calendar's own (X-WR-TIMEZONE), None where it names none.
    ignored: how many of each other component there are.
    complete: False where the file ends early.
    """

    families: tuple[Family, ...]
    columns: tuple[str, ...]
    zone: ZoneInfo | None
    problems: tuple[RowError, ...]
    notes: tuple[str, ...]
    ignored: Counter[str]
    complete: bool


def read_feed(data: bytes, name: str, encoding: str | None, window: Window | None) -> ReadFeed:
    """Read a whole file. Raises SourceError where it is no calendar."""
    if not data.strip():
        raise SourceError(f"{name} is empty (0 bytes of content): was the download cut off?")
    lines, notes = logical_lines(data, encoding)
    feed = split(lines, name)
    entries: list[Entry] = []
    problems = list(feed.problems)
    zone: ZoneInfo | None = None
    for calendar in feed.calendars:
        zones = _zones(calendar, window)
        zone = zone or zones.default
        if zones.unknown_default:
            notes.append(
                f"its X-WR-TIMEZONE {zones.unknown_default!r} is no known zone: passed over"
            )
        for component in calendar.entries:
            result = read_entry(component, zones, name)
            if isinstance(result, RowError):
                problems.append(result)
            else:
                result.cancelled |= calendar.properties.get("METHOD", "").upper() == "CANCEL"
                entries.append(result)
        notes += [_own_zone(name) for name in zones.own]
    grouped = tuple(families(entries))
    notes += _notes(feed, entries, grouped)
    return ReadFeed(
        grouped,
        columns_of(entries),
        zone,
        tuple(problems),
        tuple(notes),
        feed.ignored,
        feed.complete,
    )


def _zones(calendar: Calendar, window: Window | None) -> Zones:
    default = calendar.properties.get("X-WR-TIMEZONE") or calendar.properties.get("TIMEZONE-ID", "")
    return Zones(calendar.timezones, default, _years(calendar, window))


def _own_zone(name: str) -> str:
    return (
        f"no zone that IANA knows has the clocks of {name[:60]!r}: the calendar's own definition is followed, and "
        "each time is written in a zone with its offset then; map `timezone` to name one yourself"
    )


def _years(calendar: Calendar, window: Window | None) -> list[tuple[int, ...]]:
    """Where a VTIMEZONE must agree with a zone: over the window, else in the year of some start."""
    starts = {
        min(int(found[1]), 2036)
        for entry in calendar.entries
        for line in entry.properties
        if line.name == "DTSTART" and (found := _STARTS.search(line.value))
    }
    latest: list[tuple[int, ...]] = [
        (year,) for year in sorted(starts, reverse=True)[:3] if year > 0
    ] or [(2025,)]
    if window is None:
        return latest
    seen = range(window.start.year, min(window.end.year, window.start.year + 2) + 1)
    return [tuple(seen), *latest]


def _notes(feed: Feed, entries: Sequence[Entry], grouped: Sequence[Family]) -> Iterator[str]:
    ignored = Counter(feed.ignored)
    for kind in ("VFREEBUSY", "VTODO", "VJOURNAL", "VAVAILABILITY"):
        if ignored[kind]:
            yield f"{ignored[kind]} {kind} left out: only VEVENT is an event"
    floating = sum(
        isinstance(entry.timing.start, datetime) and zone_of(entry.timing.start) is None
        for entry in entries
    )
    if floating:
        yield (
            f"{counted(floating, 'entry has', 'entries have')} times without a zone, and the "
            "calendar names none: the mapping's timezone decides"
        )
    dropped = sum(entry.timing.end_dropped for entry in entries)
    if dropped:
        yield f"{counted(dropped, 'entry ends', 'entries end')} before it starts: the end is dropped"
    kept = sum(len(family.masters) + len(family.overrides) for family in grouped)
    if kept < len(entries):
        superseded = counted(len(entries) - kept, "entry is a copy", "entries are copies")
        yield f"{superseded} or an older version of another one and left out"


def counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
