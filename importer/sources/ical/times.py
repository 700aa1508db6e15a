"""When an entry takes place: its stamps in their zones, its end, and the dates of its series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from importer.sources.ical.lines import ContentLine
from importer.sources.ical.moments import DAY, placed, shown_in, wall, zone_of
from importer.sources.ical.rule_text import parse_rule
from importer.sources.ical.rules import Rule
from importer.sources.ical.values import Length, Moment, duration, stamp
from importer.sources.ical.zones import UnknownZoneError, Zones

Lines = Mapping[str, list[ContentLine]]
"""The properties of one entry by name, each in file order."""

_ZONE_IN_VALUE = re.compile(r"(.+):(\d{8}.*)", re.S)  # DTSTART;TZID=GMT+01:00:20260612T200000
_UTC = ZoneInfo("UTC")


class UnreadableError(ValueError):
    """A property that matters and cannot be read: `line` says where, `code` how it is reported."""

    def __init__(self, line: ContentLine, problem: Exception) -> None:
        super().__init__(str(problem))
        self.line = line
        self.code = "zone.unknown" if isinstance(problem, UnknownZoneError) else "ical.invalid"


@dataclass(slots=True)
class Timing:
    """When an entry takes place. `replaces` is its RECURRENCE-ID: the instance it stands for.

    length: None where no end is given, or none after the start (`end_dropped`: it lies before).
    added: RDATEs, with their own length where one is given; removed: EXDATEs, a `date` meaning all
    of its local day.
    """

    start: Moment
    length: Length | None
    end_dropped: bool
    replaces: Moment | None
    rules: tuple[Rule, ...] = ()
    exrules: tuple[Rule, ...] = ()
    added: tuple[tuple[Moment, Length | None], ...] = ()
    removed: tuple[Moment, ...] = ()

    @property
    def deleted(self) -> bool:
        """Does every rule end before the start? So Confluence writes that there is nothing any more."""
        first = wall(self.start)
        return bool(self.rules) and all(rule.until and rule.until < first for rule in self.rules)

    @property
    def repeats(self) -> bool:
        return bool(self.rules or self.added)


def read_timing(lines: Lines, zones: Zones) -> Timing:
    """Read the times of one entry. Raises UnreadableError, or ValueError where there is no start."""
    replaces = _only(lines, "RECURRENCE-ID", zones)
    start = _only(lines, "DTSTART", zones)
    if start is None:
        start = replaces
    if start is None:
        raise ValueError("it has no DTSTART")
    end = _only(lines, "DTEND", zones)
    if _all_day_in_disguise(lines, start, end):
        start, end = wall(start).date(), wall(end).date() if end is not None else None
    length = _length(lines, start, end)
    timing = Timing(start, length or None, bool(length is not None and length.negative), replaces)
    if replaces is None:
        timing.rules = tuple(_rules(lines, "RRULE", start, zones))
        timing.exrules = tuple(_rules(lines, "EXRULE", start, zones))
        timing.added = tuple(_added(lines, zones))
        timing.removed = tuple(_removed(lines, start, zones))
    return timing


def _only(lines: Lines, name: str, zones: Zones) -> Moment | None:
    """The first value of a property that may stand once; None where it is missing or empty."""
    for line in lines.get(name, ()):
        if line.value.strip():
            return _moment(line, line.value, zones)
    return None


def _moment(line: ContentLine, value: str, zones: Zones) -> Moment:
    tzid = line.params.get("TZID", "")
    if found := _ZONE_IN_VALUE.fullmatch(value):
        tzid, value = f"{tzid}:{found[1]}" if tzid else found[1], found[2]
    try:
        moment = stamp(value)
        if not isinstance(moment, datetime):
            return moment
        zone = zones.named(tzid) if tzid else None
        if moment.tzinfo is not None:
            return moment.astimezone(zone or zones.default or _UTC)
        if line.params.get("VALUE", "").upper() == "DATE" and moment.time() == time():
            return moment.date()
        return placed(moment, zone or zones.default)
    except (ValueError, OverflowError) as problem:
        raise UnreadableError(line, problem) from None


def _removed(lines: Lines, start: Moment, zones: Zones) -> Iterator[Moment]:
    """EXDATEs; Exchange names the days of an all-day series by instants (`20210701T220000Z`)."""
    for line in lines.get("EXDATE", ()):
        for value in filter(None, map(str.strip, line.value.split(","))):
            moment = _moment(line, value.partition("/")[0], zones)
            if not isinstance(start, datetime) and zone_of(moment) is _UTC:
                moment = shown_in(moment, zones.only)
            yield moment


def _all_day_in_disguise(lines: Lines, start: Moment, end: Moment | None) -> bool:
    """Exchange writes some all-day entries from midnight to midnight and says so beside it."""
    flag = lines.get("X-MICROSOFT-CDO-ALLDAYEVENT")
    return (
        flag is not None
        and flag[0].value.strip().upper() == "TRUE"
        and isinstance(start, datetime)
        and all(wall(moment).time() == time() for moment in (start, end) if moment is not None)
    )


def _length(lines: Lines, start: Moment, end: Moment | None) -> Length | None:
    """From DTEND, exact as RFC 5545, 3.8.5.3 wants it, else from DURATION."""
    if end is not None:
        return between(start, end)
    for line in lines.get("DURATION", ()):
        try:
            return duration(line.value)
        except (ValueError, OverflowError) as problem:
            raise UnreadableError(line, problem) from None
    return None


def between(start: Moment, end: Moment) -> Length:
    """The length from start to end; kinds that differ are compared on the start's wall clock."""
    if not isinstance(start, datetime):
        return Length(days=(wall(end).date() - start) // DAY)
    if not isinstance(end, datetime):
        end = placed(wall(end), start.tzinfo)
    if (start.tzinfo is None) != (end.tzinfo is None):
        return Length(exact=wall(end) - wall(start))
    if start.tzinfo is None:
        return Length(exact=end - start)
    return Length(exact=end.astimezone(UTC) - start.astimezone(UTC))


def _rules(lines: Lines, name: str, start: Moment, zones: Zones) -> Iterator[Rule]:
    for line in lines.get(name, ()):
        try:
            rule = parse_rule(line.value, start, zones.only)
        except (ValueError, OverflowError) as problem:
            raise UnreadableError(line, problem) from None
        if rule is None:
            continue
        written = stamp(lines["DTSTART"][0].value) if _is_utc(lines) else start
        yield rule.on_clock(wall(start), wall(written))


def _is_utc(lines: Lines) -> bool:
    given = lines.get("DTSTART")
    return given is not None and given[0].value.strip().upper().endswith("Z")


def _added(lines: Lines, zones: Zones) -> Iterator[tuple[Moment, Length | None]]:
    """RDATEs; a PERIOD brings its own end, or its duration, with it."""
    for line in lines.get("RDATE", ()):
        for value in filter(None, map(str.strip, line.value.split(","))):
            first, slash, last = value.partition("/")
            start = _moment(line, first, zones)
            if not slash:
                yield start, None
                continue
            try:
                own = duration(last) if last[:1] in "Pp" else None
            except ValueError as problem:
                raise UnreadableError(line, problem) from None
            yield start, own or between(start, _moment(line, last, zones)) or None
