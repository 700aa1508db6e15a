"""Which columns say when an event starts and ends, and how they are to be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.clock import Clock
from importer.mapping.suggesting.date_parts import (
    date_in_parts,
    holds_unread_dates,
    with_year,
    year_beside,
)
from importer.mapping.suggesting.lengths import length_of
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.ranks import (
    ENOUGH,
    best,
    clock_rank,
    day_rank,
    not_ending,
    side,
)
from importer.mapping.suggesting.reading import day_and_month
from importer.mapping.suggesting.timely import (
    BEHIND_THE_DOORS,
    BY_CONTENT,
    HOUR_IN_FRONT,
    dated,
    doors_and_start,
    has_hours,
    hour_in_front,
    is_dated,
    lacking_their_half,
    may_be_time,
    unnamed_day,
    unnamed_hour,
)

_SOME = 0.3
"""Where fewer dates have a time, that is no column of times: the rest would be refused for lack of one."""

_NEARLY_ALL = 0.8
"""Where so many hours are ranges, their second halves are the hours of the ends."""

_FEW_RANGES = 0.12
"""Where no larger share of days are ranges, the column is not asked for ends."""

_MANY = 0.5
"""Where so many days are ranges, the last day is asked its hour, though the start has one."""

_COMPARED = 50
_SHOWN = 3


@dataclass(slots=True)
class Timing:
    """What was chosen. asked: what only a person knows, in words."""

    start: Clock | None = None
    end: Clock | None = None
    sure: bool = False
    asked: list[str] = field(default_factory=list)


def choose_times(profile: Profile) -> Timing:
    """The columns of start and end. Their names count first, then what their cells look like."""
    timely = [column for column in profile.columns if may_be_time(column)]
    day = best(dated(timely, "end"), day_rank) or unnamed_day(profile)
    if day is None:
        return _without_day(profile, timely)
    if _lacks_year(day) and year_beside(profile) is None:
        day = _same_with_year(day, timely) or day
    made = Timing(sure=day.role == "time")
    clocks = [c for c in timely if c is not day and has_hours(c) and not is_dated(c)]
    hour = None if day.times.both >= ENOUGH else best(not_ending(clocks), clock_rank)
    if hour is None and day.times.both < _SOME:
        day = _with_its_hour(timely) or day
    if hour is None and day.times.both < _SOME:
        hour = unnamed_hour(profile, day.name)
    made.start = _start(day, hour)
    if made.start.hour == PLACEHOLDER:
        made.start = _picked_out(day, profile) or made.start
    if made.start.hour == PLACEHOLDER:
        few = "; the few times in it are not read" if day.times.both > 0 else ""
        made.asked.append(f"no column holds the time of day at which {day.name} begins{few}")
    if hour is not None and (early := lacking_their_half(hour)):
        shown = ", ".join(early[:_SHOWN])
        made.asked.append(
            f"{hour.name} is read as of the morning in {shown}, and no row is after 12:59: state `half: pm` if it is not"
        )
    made.end = _end(day, hour, timely, clocks, profile)
    _with_years(made, profile)
    return made


def _without_day(profile: Profile, timely: list[Column]) -> Timing:
    """A date in several columns; else the hours of a programme, whose day stands in no column that is read."""
    parts = date_in_parts(profile)
    used = parts.columns if parts is not None else ()
    clocks = [c for c in timely if c.role == "time" and has_hours(c)]
    clocks = [c for c in clocks if c.name not in used]
    hour = best(not_ending(clocks), clock_rank)
    if parts is not None:
        hour = hour or unnamed_hour(profile, *used)
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
    length = _length(profile, hour, timed=hour is not None)
    if length is None and hour is not None and hour.times.clocks > 0.1:
        return _with_hour(Clock(part_end=True), hour)
    return length


def _with_its_hour(timely: list[Column]) -> Column | None:
    """A column that is plainly called a time and has the day too, where that of the start has no hour."""
    whole = [c for c in dated(timely, "end") if c.role == "time" and c.meaning.whole]
    return best([c for c in whole if "TIME" in c.meaning and c.times.both >= BY_CONTENT], day_rank)


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
    others = [c for c in dated(timely, "start", "none") if c is not day]
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
    timed = hour is not None or day.times.both >= _SOME
    return _length(profile, hour, timed=timed) or _end_in_start(day, hour)


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


def _picked_out(day: Column, profile: Profile) -> Clock | None:
    """The hour that stands in a cell with something else, picked out of it."""
    if (both := doors_and_start(profile)) is not None:
        return replace(_with_hour(_on(day), both), regex=BEHIND_THE_DOORS)
    if (before := hour_in_front(profile, day)) is not None:
        return replace(_with_hour(_on(day), before), regex=HOUR_IN_FRONT)
    return None


def _lacks_year(column: Column) -> bool:
    return column.times.yearless > 0.5


def _same_with_year(day: Column, timely: list[Column]) -> Column | None:
    """A column of whole dates beside one of the same days without a year, as "iso" beside "Aug 18"."""
    whole = [c for c in dated(timely, "end") if not c.times.yearless and c.filled >= day.filled]
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


def _length(profile: Profile, hour: Column | None, *, timed: bool) -> Clock | None:
    """How long it is, unless nearly all hours are ranges: these tell the end themselves.

    timed: the start has an hour; without it minutes under another name are hardly those of the event.
    """
    if hour is not None and hour.times.clocks >= _NEARLY_ALL:
        return None
    found = length_of(profile, by_cells=timed)
    return Clock(duration=found[0], format=found[1]) if found else None
