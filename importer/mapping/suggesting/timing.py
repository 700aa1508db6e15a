"""Which columns say when an event starts and ends, and how they are to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.clock import Clock
from importer.mapping.suggesting.date_parts import (
    date_in_parts,
    holds_unread_dates,
    names_months,
    with_year,
    year_beside,
)
from importer.mapping.suggesting.lengths import length_of
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.ranks import (
    ENOUGH,
    Side,
    best,
    clock_rank,
    day_rank,
    not_ending,
    side,
)
from importer.mapping.suggesting.reading import day_and_month
from importer.mapping.suggesting.time_cells import clocks_in

_OF_HOURS = 0.35
"""Fewer will do in a column that is called a time: hours are written more loosely than days."""

_SOME = 0.3
"""Where fewer dates have a time, that is no column of times: the rest would be refused for lack of one."""

_NEARLY_ALL = 0.8
"""Where so many hours are ranges, their second halves are the hours of the ends."""

_FEW_RANGES = 0.12
"""Where no larger share of days are ranges, the column is not asked for ends."""

_MANY = 0.5
"""Where so many days are ranges, the last day is asked its hour, though the start has one."""

_HALF = 0.5
_COMPARED = 50
_BY_CONTENT = 0.85
_NAMELESS = 0.7
_OF_NO_TIME = frozenset({"unknown", "title", "notes", "weekday", "tag", "venue"})
"""Roles of columns that are times all the same where their cells are: "1st performance"."""


@dataclass(slots=True)
class Timing:
    """What was chosen. asked: what only a person knows, in words."""

    start: Clock | None = None
    end: Clock | None = None
    sure: bool = False
    asked: list[str] = field(default_factory=list)


def choose_times(profile: Profile) -> Timing:
    """The columns of start and end. Their names count first, then what their cells look like."""
    timely = [column for column in profile.columns if _may_be_time(column)]
    day = best(_days(timely, "end"), day_rank) or _unnamed_day(profile)
    if day is None:
        return _without_day(profile, timely)
    if _lacks_year(day) and year_beside(profile) is None:
        day = _same_with_year(day, timely) or day
    made = Timing(sure=day.role == "time")
    clocks = [c for c in timely if c is not day and _has_hours(c) and not _dated(c)]
    hour = None if day.times.both >= ENOUGH else best(not_ending(clocks), clock_rank)
    if hour is None and day.times.both < _SOME:
        day = _with_its_hour(timely) or day
    if hour is None and day.times.both < _SOME:
        hour = _unnamed_hour(profile, day)
    made.start = _start(day, hour)
    if made.start.hour == PLACEHOLDER:
        few = "; the few times in it are not read" if day.times.both > 0 else ""
        made.asked.append(f"no column holds the time of day at which {day.name} begins{few}")
    made.end = _end(day, hour, timely, clocks, profile)
    _with_years(made, profile)
    return made


def _unnamed_day(profile: Profile) -> Column | None:
    """A column of days under a name that says nothing, where no other is one; its cells may lack their years."""
    if date_in_parts(profile) is not None or any(map(holds_unread_dates, profile.columns)):
        return None
    unnamed = [c for c in profile.columns if c.role == "unknown" and c.filled >= _HALF]
    whole = [c for c in unnamed if c.times.day >= _BY_CONTENT and c.times.day >= c.times.clock]
    worded = [
        c for c in unnamed if c.times.day >= _OF_HOURS and (c.spelt or c.times.yearless < _HALF)
    ]
    return best([c for c in whole or worded if c.number < _HALF], day_rank)


def _unnamed_hour(profile: Profile, day: Column) -> Column | None:
    """The same of hours; numbers with 50 or 99 behind the point are prices."""
    unnamed = [
        c for c in profile.columns if c.role == "unknown" and c is not day and c.filled >= _SOME
    ]
    hours = [c for c in unnamed if c.times.clock >= ENOUGH and c.times.day < ENOUGH]
    hours = [c for c in hours if c.number < _HALF or _are_dotted_hours(c)]
    return best(filter(_are_of_the_day, hours), clock_rank)


def _are_dotted_hours(column: Column) -> bool:
    """Whether its numbers are written as 19.30 and 20.15 are, and no two digits behind the point are others."""
    minutes = {text[-3:].replace(",", ".") for text in column.texts if _DECIMAL.fullmatch(text)}
    return minutes <= _USUAL_MINUTES and minutes != {".00"} and column.times.clock >= _BY_CONTENT


_DECIMAL = re.compile(r"\d+[.,]\d+")
_USUAL_MINUTES = frozenset({".00", ".15", ".20", ".30", ".40", ".45"})


def _are_of_the_day(column: Column) -> bool:
    """Whether half of its hours or more are after six in the morning; earlier ones are lengths."""
    hours = [seconds for seconds in clocks_in(column.values) if seconds is not None]
    return sum(seconds >= _EARLY for seconds in hours) > 0.5 * len(hours)


_EARLY = 6 * 3600


def _without_day(profile: Profile, timely: list[Column]) -> Timing:
    """A date in several columns; else the hours of a programme, whose day stands in no column that is read."""
    parts = date_in_parts(profile)
    used = parts.columns if parts is not None else ()
    clocks = [c for c in timely if c.role == "time" and _has_hours(c)]
    clocks = [c for c in clocks if c.name not in used]
    hour = best(not_ending(clocks), clock_rank)
    if parts is not None:
        start = _with_hour(Clock(parts.columns, order=parts.order, sign=parts.sign), hour)
        return Timing(start, _hour_of_end(clocks, hour, profile), sure=True)
    unread = [c for c in profile.columns if c is not hour and holds_unread_dates(c)]
    unread = [c for c in unread if side(c) != "end"]
    if unread:
        name, shown = unread[0].name, unread[0].texts[0]
        unclear = (
            f"the cells of {name} are not read as dates ({shown!r}): give `format` or change them"
        )
        start = _with_hour(Clock((name,)), hour)
        return Timing(start, _hour_of_end(clocks, hour, profile), asked=[unclear])
    if hour is None:
        return Timing()
    told = _words_for_days([c for c in profile.columns if c is not hour])
    asked = f"no column holds the day: write it in place of {PLACEHOLDER}, such as 2026-07-01"
    if told:
        asked = f"{told[0]} says the day in a way that is no date: write dates there"
    start = _with_hour(Clock(told or (PLACEHOLDER,), sign=" "), hour)
    return Timing(start, _hour_of_end(clocks, hour, profile), sure=not told, asked=[asked])


def _words_for_days(columns: list[Column]) -> tuple[str, ...]:
    """The columns that tell days apart in words: a day, and the month beside it."""
    telling = [c for c in columns if _tells_days(c)]
    months = [c for c in telling if "MONTH" in c.meaning]
    days = [c for c in telling if c not in months]
    return tuple(c.name for c in (*days[:1], *months[:1]))


def _hour_of_end(clocks: list[Column], hour: Column | None, profile: Profile) -> Clock | None:
    """An end on the day of the start: from a column of its own, a range of hours, or a length."""
    until = best([c for c in clocks if side(c) == "end" and c is not hour], clock_rank)
    if until is not None:
        return _with_hour(Clock(next_day=True, optional=True), until)
    length = _length(profile, hour)
    if length is None and hour is not None and hour.times.clocks > 0.1:
        return _with_hour(Clock(part_end=True), hour)
    return length


def _with_its_hour(timely: list[Column]) -> Column | None:
    """A column that is plainly called a time and has the day too, where that of the start has no hour."""
    whole = [c for c in _days(timely, "end") if c.role == "time" and c.meaning.whole]
    return best([c for c in whole if "TIME" in c.meaning and c.times.both >= _BY_CONTENT], day_rank)


def _with_hour(clock: Clock, hour: Column | None) -> Clock:
    """The time of day beside the date; the placeholder where no column has it."""
    if hour is None:
        return replace(clock, hour=PLACEHOLDER)
    return replace(
        clock,
        hour=hour.name,
        hour_format=hour.times.format,
        language=clock.language or hour.times.language,
    )


def _on(day: Column) -> Clock:
    """The date of a column, read as its cells need it."""
    return Clock((day.name,), format=day.times.format, language=day.times.language)


def _tells_days(column: Column) -> bool:
    """Whether it tells several days apart, be it as weekdays or as "day 2"."""
    days = {"DATE", "WEEKDAY", "MONTH"} & set(column.meaning.concepts)
    return bool(days) and len(column.values) > 1


def _start(day: Column, hour: Column | None) -> Clock:
    if hour is None and day.times.both >= _SOME:
        return _on(day)
    return _with_hour(_on(day), hour)


def _end(
    day: Column, hour: Column | None, timely: list[Column], clocks: list[Column], profile: Profile
) -> Clock | None:
    others = [c for c in _days(timely, "start", "none") if c is not day]
    last = best([c for c in others if not _says_the_same(c, day)], day_rank)
    if last is not None and _is_rare(last, day) and (in_start := _end_in_start(day, hour)):
        return in_start
    until = best([c for c in clocks if side(c) == "end" and c is not hour], clock_rank)
    if last is not None and last.times.both >= ENOUGH:
        return replace(_on(last), optional=True)
    if last is not None and (until is None or last.filled >= 0.5 * until.filled):
        until = until if until is not None and until.filled >= 0.2 * last.filled else None
        ranges = hour is not None and hour.times.clocks >= _NEARLY_ALL
        end = replace(_on(last), optional=True, part_end=until is None and ranges)
        return _with_hour(end, hour if end.part_end else until)
    if until is not None:
        return _with_hour(Clock(next_day=True, optional=True), until)
    return _length(profile, hour) or _end_in_start(day, hour)


def _is_rare(last: Column, day: Column) -> bool:
    """Whether hardly a row has a last day of its own."""
    return last.filled < 0.05 * day.filled


def _says_the_same(one: Column, other: Column) -> bool:
    """Whether a date beside the start is only the start again, as nothing calls it the end."""
    here, there = set(one.texts), set(other.texts)
    return side(one) != "end" and len(here & there) >= 0.9 * max(len(here), len(there))


def _end_in_start(day: Column, hour: Column | None) -> Clock | None:
    """The second half of a range that stands in the start's own cells."""
    if hour is not None:
        ranges = hour.times.clocks > 0.1
        last = replace(_on(day), part_end=True) if day.times.days else Clock(part_end=True)
        if ranges:
            return _with_hour(last, hour)
        return _with_hour(_on(day), None) if day.times.days >= _MANY else None
    if day.times.both >= _SOME:
        ranges = max(day.times.clocks, day.times.days) > _FEW_RANGES
        return replace(_on(day), part_end=True) if ranges else None
    return _with_hour(_on(day), None) if day.times.days > _FEW_RANGES else None


def _lacks_year(column: Column) -> bool:
    return column.times.yearless > 0.5


def _same_with_year(day: Column, timely: list[Column]) -> Column | None:
    """A column of whole dates beside one of the same days without a year, as "iso" beside "Aug 18"."""
    whole = [c for c in _days(timely, "end") if not c.times.yearless and c.filled >= day.filled]
    return best([c for c in whole if _name_the_same_days(c, day)], day_rank)


def _name_the_same_days(one: Column, other: Column) -> bool:
    """Whether their different cells, one by one, say the same day and month."""
    pairs = list(zip(one.texts, other.texts, strict=False))[:_COMPARED]
    alike = sum(day_and_month(a) == day_and_month(b) is not None for a, b in pairs)
    return len(one.values) == len(other.values) and alike >= _NEARLY_ALL * len(pairs)


def _with_years(made: Timing, profile: Profile) -> None:
    """Dates without a year, where a column beside them holds nothing but years."""
    year = year_beside(profile)
    if year is None:
        return
    for name in ("start", "end"):
        clock: Clock | None = getattr(made, name)
        day = clock and next((c for c in profile.columns if clock.day == (c.name,)), None)
        if clock is not None and day and day is not year and _lacks_year(day):
            parts = with_year(day, year)
            setattr(made, name, replace(clock, day=parts.columns, sign=parts.sign))


def _length(profile: Profile, hour: Column | None) -> Clock | None:
    """How long it is, unless nearly all hours are ranges: these tell the end themselves."""
    if hour is not None and hour.times.clocks >= _NEARLY_ALL:
        return None
    found = length_of(profile)
    return Clock(duration=found[0], format=found[1]) if found else None


def _may_be_time(column: Column) -> bool:
    if not column.values:
        return False
    if column.role == "time":
        return column.times.day >= ENOUGH or column.times.clock >= _OF_HOURS
    if column.role == "passing":
        return _is_moment(column)
    unsaid = column.lettered or column.role in _OF_NO_TIME
    return unsaid and column.times.any >= _least(column) and column.number < 0.5


def _is_moment(column: Column) -> bool:
    """Whether a "timestamp" counts seconds, as programs keep the times of events; forms write that of sending out."""
    named = words_of(column.name) in (["timestamp"], ["time", "stamp"])
    return named and column.number >= 0.9 and column.times.both >= _BY_CONTENT


def _has_hours(column: Column) -> bool:
    enough = column.times.clock >= (_OF_HOURS if column.role == "time" else _least(column))
    believable = column.role == "time" or _are_of_the_day(column)
    return enough and believable and not _is_measured(column)


def _is_measured(column: Column) -> bool:
    """Whether a "Time" is what runners took, to the second: only what is broadcast begins at 13:07:23, in
    columns that say so."""
    if "TIME" not in column.meaning or side(column) != "none":
        return False
    measured = sum(bool(_TO_THE_SECOND.fullmatch(text)) for text in column.texts)
    return measured > 0.5 * len(column.texts)


_TO_THE_SECOND = re.compile(r"\d{1,2}:\d\d:(?!00)\d\d(?:[.,]\d+)?")


def _least(column: Column) -> float:
    return ENOUGH if column.role == "time" else _NAMELESS if column.lettered else _BY_CONTENT


def _dated(column: Column) -> bool:
    """Whether its cells are dates, so that times in them are not all there is: 10.12 may be both."""
    timely = "TIME" in column.meaning or side(column) == "end"
    return column.times.day >= ENOUGH and not (timely and column.times.clock >= column.times.day)


def _days(timely: Iterable[Column], *not_of: Side) -> list[Column]:
    return [
        column
        for column in timely
        if column.times.day >= _least(column)
        and _dated(column)
        and side(column) not in not_of
        and (column.role == "time" or column.times.yearless < 0.5 or names_months(column))
    ]
