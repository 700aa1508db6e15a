"""From two moments to startAt, endAt and timezone: zones, gaps, overlaps, the next day, all-day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from importer.local_time import (
    AmbiguousTimeError,
    Gap,
    NonexistentTimeError,
    Offset,
    Overlap,
    day_offset,
    offset_of,
    settled,
)
from importer.mapping.converters import Notes
from importer.mapping.formats import DAY
from importer.mapping.model import AllDay, Converter
from importer.mapping.moments import Moment, WallTime
from importer.mapping.problems import FieldError
from importer.mapping.written_lengths import read_written_length
from importer.mapping.zone_words import agrees
from importer.records import Cell, text_of

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Times as the payload has them, and the epoch seconds that Wanted carries."""

    start: str
    end: str | None
    zone: str
    starts_at: int
    over_at: int


@dataclass(frozen=True, slots=True)
class SpanRules:
    """What the mapping says of times beside where they stand."""

    gap: tuple[Gap, Gap]
    overlap: tuple[Overlap, Overlap]
    next_day_if_earlier: bool
    all_day: AllDay
    calendar: bool

    @classmethod
    def of(
        cls, start: Converter, end: Converter | None, all_day: AllDay, calendar: bool
    ) -> SpanRules:
        usual_gap: Gap = "forward" if calendar else "error"
        usual_overlap: Overlap = "first" if calendar else "error"
        both = (start, end or start)
        return cls(
            (both[0].gap or usual_gap, both[1].gap or usual_gap),
            (both[0].overlap or usual_overlap, both[1].overlap or usual_overlap),
            end is not None and end.next_day_if_earlier,
            all_day,
            calendar,
        )


class _Instant(NamedTuple):
    """A wall clock of the zone: itself, as ISO 8601 with its offset, and in epoch seconds."""

    wall: WallTime
    text: str
    epoch: int

    @classmethod
    def of(cls, wall: WallTime, offset: Offset) -> _Instant:
        return cls(wall, wall.text + offset.text, wall.seconds - offset.seconds)


def make_span(
    start: Moment,
    end: Moment | None,
    length: timedelta | None,
    there: ZoneInfo | None,
    rules: SpanRules,
    notes: Notes,
) -> Span:
    """The times of one event. there: the mapped zone; None: the start's own. Raises FieldError."""
    there = there or _own_zone(start)
    if start.whole_day:
        if not rules.calendar:
            raise FieldError(
                "time.no_time",
                f"{start.day} is a day without a time: map one, such as time: '20:00'",
                value=str(start.day),
            )
        return _all_day(start, end, length, there, rules)
    first = _instant(start, start.day, there, rules, 0)
    if start.zone is not None:
        _check_zone(start.zone, first, there)
    if length is not None:
        last = _later(first, length, there)
    elif end is not None:
        last = _last(first, end, there, rules)
        if end.zone is not None and end.zone != start.zone:
            _check_zone(end.zone, last, there)
    else:
        return Span(first.text, None, there.key, first.epoch, first.epoch)
    if last.epoch > first.epoch:
        return _span(first, last, there)
    if last.epoch < first.epoch:
        problem = _end_before_start(first, last)
        if not rules.calendar:
            raise problem
        notes.append(problem)
    elif not rules.calendar:
        notes.append(_no_end(last))
    return Span(first.text, None, there.key, first.epoch, first.epoch)


def _check_zone(name: str, at: _Instant, there: ZoneInfo) -> None:
    """A zone named in the cell must be what clocks show there at that moment."""
    if not agrees(name, there, at.epoch):
        shown = datetime.fromtimestamp(at.epoch, there).tzname()
        raise FieldError(
            "time.wrong_zone",
            f"'{name}' stands beside it, and on {at.wall.day} clocks in {there.key} show {shown}: correct the cell,"
            " or map the `timezone` of the row",
            value=name,
        )


def _last(first: _Instant, end: Moment, there: ZoneInfo, rules: SpanRules) -> _Instant:
    if end.whole_day:
        assert end.day is not None
        return _on_wall(WallTime.on(end.day, DAY - 1), there, rules, 1)
    day = first.wall.day
    if end.instant is not None or end.offset is not None:
        return _instant(end, day, there, rules, 1)
    wall = end.wall or WallTime.on(day, end.seconds)
    if rules.next_day_if_earlier and wall.seconds < first.wall.seconds:
        wall = WallTime.on(wall.day + _DAY, wall.seconds % DAY)
    return _on_wall(wall, there, rules, 1)


def _end_before_start(first: _Instant, last: _Instant) -> FieldError:
    return FieldError(
        "time.end_before_start",
        f"the end {last.text} is before {first.text}: correct it, or state `next_day_if_earlier: true` where an early"
        " hour means the next day",
        value=last.text,
    )


def _no_end(last: _Instant) -> FieldError:
    """Many programs write the start again where no end is known."""
    words = f"the end {last.text} is the start itself, so that none is published: correct it where it is known"
    return FieldError("time.no_end", words, value=last.text)


def _span(first: _Instant, last: _Instant, there: ZoneInfo) -> Span:
    return Span(first.text, last.text, there.key, first.epoch, last.epoch)


def _own_zone(start: Moment) -> ZoneInfo:
    """The zone that the start's own cell carries."""
    if start.instant is not None and isinstance(start.instant.tzinfo, ZoneInfo):
        return start.instant.tzinfo
    raise FieldError(
        "zone.unknown",
        "nothing says in which time zone this is: map `timezone`, such as Europe/Berlin",
    )


def _instant(
    moment: Moment, day: date | None, there: ZoneInfo, rules: SpanRules, which: int
) -> _Instant:
    """A moment in the zone; an instant or a written offset is kept and its wall clock converted.

    day: of a moment that has none of its own.
    """
    if moment.instant is not None:
        return _at(moment.instant, there)
    wall = moment.wall
    if wall is None:
        assert day is not None
        wall = WallTime.on(day, moment.seconds)
    if moment.offset is not None:
        return _at((wall.at - timedelta(seconds=moment.offset)).replace(tzinfo=UTC), there)
    return _on_wall(wall, there, rules, which)


def _on_wall(wall: WallTime, there: ZoneInfo, rules: SpanRules, which: int) -> _Instant:
    steady = day_offset(wall.day, there)
    if steady is not None:
        return _Instant(wall, wall.text + steady.text, wall.seconds - steady.seconds)
    return _settle(wall.at, there, rules, which)


def _at(instant: datetime, there: ZoneInfo) -> _Instant:
    shown = instant.astimezone(UTC).astimezone(there)
    return _Instant.of(WallTime.of(shown.replace(tzinfo=None, fold=0)), offset_of(shown))


def _settle(wall: datetime, there: ZoneInfo, rules: SpanRules, which: int) -> _Instant:
    try:
        shown, offset = settled(wall, there, gap=rules.gap[which], overlap=rules.overlap[which])
        return _Instant.of(WallTime.of(shown), offset)
    except NonexistentTimeError as problem:
        raise FieldError("time.nonexistent", str(problem), value=str(wall)) from None
    except AmbiguousTimeError as problem:
        raise FieldError("time.ambiguous", str(problem), value=str(wall)) from None


def _later(first: _Instant, length: timedelta, there: ZoneInfo) -> _Instant:
    """The instant that is `length` of real time later."""
    return _at(datetime.fromtimestamp(first.epoch, UTC) + length, there)


def _all_day(
    start: Moment, end: Moment | None, length: timedelta | None, there: ZoneInfo, rules: SpanRules
) -> Span:
    """From the set time of the first day to the set time of the last; over when that day ends."""
    assert start.day is not None
    first = _settle(datetime.combine(start.day, rules.all_day.start), there, rules, 0)
    if length:
        return _span(first, _later(first, length, there), there)
    if end is not None and not end.whole_day:
        last = _last(first, end, there, rules)
        if last.epoch <= first.epoch:
            raise _end_before_start(first, last)
        return _span(first, last, there)
    last_day = max(start.day, end.day if end is not None and end.day else start.day)
    closing = rules.all_day.end or time(23, 59, 59)
    last = _settle(datetime.combine(last_day, closing), there, rules, 1)
    if last.epoch <= first.epoch:
        last = _settle(datetime.combine(last_day, time(23, 59, 59)), there, rules, 1)
    wall, offset = settled(
        datetime.combine(last_day + _DAY, time(0)), there, gap="forward", overlap="first"
    )
    return Span(
        first.text, last.text, there.key, first.epoch, _Instant.of(WallTime.of(wall), offset).epoch
    )


_CLOCK_LENGTH = re.compile(r"(\d{1,3}):(\d\d)(?::\d\d)?")


def read_length(cell: Cell, column: str | None) -> timedelta | None:
    """A length from a cell: a workbook duration, `1:30`, `2h`, `1,5 Std.`, `90 min`; None where it is empty, and
    nothing where the cell says zero."""
    if isinstance(cell, timedelta):
        length = cell
    elif isinstance(cell, time):
        length = timedelta(hours=cell.hour, minutes=cell.minute)
    else:
        text = text_of(cell).strip()
        if not text:
            return None
        found = _CLOCK_LENGTH.fullmatch(text)
        try:
            length = (
                timedelta(hours=int(found[1]), minutes=int(found[2]))
                if found
                else read_written_length(text)
            )
        except ValueError as problem:
            raise FieldError(
                "cell.invalid", f"'{text}': {problem}", column=column, value=text
            ) from None
    if length < timedelta(0):
        raise FieldError("cell.invalid", "the length is below zero", column=column)
    return length
