"""Which columns say when an event starts and ends, and how they are to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from importer.mapping.model import PLACEHOLDER, Order
from importer.mapping.suggesting.lengths import length_of
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.quoting import quoted

Side = Literal["start", "end", "none", "doors"]
_ENOUGH = 0.55
_BY_CONTENT = 0.85
_NAMELESS = 0.7


@dataclass(frozen=True, slots=True)
class Clock:
    """One end of an event as the mapping will read it.

    day: columns whose cells, joined, make the date; () where it is the day of the start, the placeholder
    where no column holds it. hour: the column
    of the time; None where `day` holds it too; the placeholder where only a person knows it.
    """

    day: tuple[str, ...] = ()
    hour: str | None = None
    format: str | None = None
    hour_format: str | None = None
    part_end: bool = False
    next_day: bool = False
    duration: str | None = None
    order: Order | None = None
    year: int | None = None
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        hour = () if self.hour in (None, PLACEHOLDER) else (self.hour,)
        length = () if self.duration is None else (self.duration,)
        day = () if self.day == (PLACEHOLDER,) else self.day
        return tuple(dict.fromkeys(name for name in (*day, *hour, *length) if name))

    def to_yaml(self) -> str:
        """The value of `startAt` or `endAt`."""
        if self.duration is not None:
            unit = "m" if self.format == "m" else "h" if self.format == "h" else ""
            text = "[{" + self.duration + "}" + unit + "]"
            return f"{{duration: {quoted(text)}}}"
        written = [f"{key}: {value}" for key, value in self._entries() if value]
        return "{" + ", ".join(written) + "}"

    def _entries(self) -> list[tuple[str, str]]:
        unknown = self.day == (PLACEHOLDER,)
        day = ".".join("{" + name + "}" for name in self.day if not unknown)
        whole = self.day and self.hour is None
        hour = (
            PLACEHOLDER if self.hour == PLACEHOLDER else self._template("{" + str(self.hour) + "}")
        )
        return [
            (
                "from" if whole else "date",
                PLACEHOLDER if unknown else self._template(day) if day else "",
            ),
            ("time", hour if self.hour is not None else ""),
            ("format" if whole else "date_format", _single(self.format)),
            ("time_format", _single(self.hour_format)),
            ("order", self.order or ""),
            ("year", str(self.year or "")),
            ("part", "end" if self.part_end else ""),
            ("next_day_if_earlier", "true" if self.next_day else ""),
        ]

    def _template(self, text: str) -> str:
        return quoted(f"[{text}]" if self.optional else text)


def _single(text: str | None) -> str:
    return f"'{text}'" if text else ""


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
    day = _best(_days(timely, "end"), _day_rank)
    if day is None:
        return _without_day(profile, timely)
    made = Timing(sure=day.role == "time")
    clocks = [c for c in timely if c is not day and c.times.clock >= _least(c) and not _dated(c)]
    hour = None if day.times.both >= _ENOUGH else _best(_not_ending(clocks), _clock_rank)
    made.start = _start(day, hour)
    if made.start.hour == PLACEHOLDER:
        made.asked.append(f"no column holds the time of day at which {day.name} begins")
    made.end = _end(day, hour, timely, clocks, profile)
    return made


def _without_day(profile: Profile, timely: list[Column]) -> Timing:
    """A date in several columns; else the hours of a programme, whose day stands in no column."""
    parts = _in_parts(profile, timely)
    clocks = [c for c in timely if c.role == "time" and c.times.clock >= _least(c)]
    hour = _best(_not_ending(clocks), _clock_rank)
    if parts is not None or hour is None:
        return Timing(parts)
    unread = [c.name for c in profile.columns if _tells_days(c) and c is not hour]
    if unread:
        return Timing(
            asked=[f"{unread[0]} says the day in a way that is no date: write dates there"]
        )
    until = _best([c for c in clocks if side(c) == "end"], _clock_rank)
    end = None
    if until is not None:
        end = Clock((), until.name, None, until.times.format, next_day=True, optional=True)
    elif hour.times.clocks > 0.1:
        end = Clock((), hour.name, None, hour.times.format, part_end=True)
    asked = [f"no column holds the day: write it in place of {PLACEHOLDER}, such as 2026-07-01"]
    start = Clock((PLACEHOLDER,), hour.name, None, hour.times.format)
    return Timing(start, end or _length(profile), sure=True, asked=asked)


def _tells_days(column: Column) -> bool:
    """Whether it tells several days apart, be it as weekdays or as "day 2"."""
    days = {"DATE", "WEEKDAY", "MONTH"} & set(column.meaning.concepts)
    return bool(days) and len(column.values) > 1


def _start(day: Column, hour: Column | None) -> Clock:
    if hour is not None:
        return Clock((day.name,), hour.name, day.times.format, hour.times.format)
    if day.times.both > 0:
        return Clock((day.name,), None, day.times.format)
    return Clock((day.name,), PLACEHOLDER, day.times.format)


def _end(
    day: Column, hour: Column | None, timely: list[Column], clocks: list[Column], profile: Profile
) -> Clock | None:
    last = _best([c for c in _days(timely, "start", "none") if c is not day], _day_rank)
    until = _best([c for c in clocks if side(c) == "end" and c is not hour], _clock_rank)
    if last is not None and last.times.both >= _ENOUGH:
        return Clock((last.name,), None, last.times.format, optional=True)
    if last is not None and until is not None and last.filled >= 0.5 * until.filled:
        return Clock((last.name,), until.name, last.times.format, until.times.format, optional=True)
    if until is not None:
        return Clock((), until.name, None, until.times.format, next_day=True, optional=True)
    if last is not None:
        return Clock((last.name,), PLACEHOLDER, last.times.format, optional=True)
    length = _length(profile)
    if length is not None:
        return length
    return _end_in_start(day, hour)


def _end_in_start(day: Column, hour: Column | None) -> Clock | None:
    """The second half of a range that stands in the start's own cells."""
    spoken = hour or day
    if hour is not None and hour.times.clocks > 0.1:
        return Clock((), hour.name, None, hour.times.format, part_end=True)
    if hour is None and (day.times.clocks > 0.1 or (day.times.days > 0.1 and day.times.both)):
        return Clock((day.name,), None, day.times.format, part_end=True)
    if spoken is day and day.times.days > 0.1:
        return Clock((day.name,), PLACEHOLDER, day.times.format)
    return None


def _length(profile: Profile) -> Clock | None:
    found = length_of(profile)
    return Clock(duration=found[0], format=found[1]) if found else None


def _in_parts(profile: Profile, timely: list[Column]) -> Clock | None:
    """A date in three columns of numbers: day, month and year."""
    numbers = [c for c in profile.of("time") if c.number >= 0.9]
    parts = [next((c for c in numbers if concept in c.meaning), None) for concept in _PARTS]
    if None in parts or len({id(part) for part in parts}) < len(parts):
        return None
    day = tuple(part.name for part in parts if part is not None)
    clocks = [c for c in timely if c.times.clock >= _least(c) and c.name not in day]
    hour = _best(_not_ending(clocks), _clock_rank)
    return Clock(day, hour.name if hour else PLACEHOLDER, order="dmy")


_PARTS = ("DATE", "MONTH", "YEAR")


def side(column: Column) -> Side:
    """Which end of the event a column's name speaks of."""
    starts, ends = "START" in column.meaning, "END" in column.meaning
    if starts != ends:
        return "start" if starts else "end"
    return "doors" if "DOORS" in column.meaning else "none"


def _may_be_time(column: Column) -> bool:
    if not column.values:
        return False
    if column.role == "time":
        return column.times.any >= _ENOUGH
    unsaid = column.role == "unknown" and (column.lettered or not column.meaning.concepts)
    return unsaid and column.times.any >= _least(column) and column.number < 0.5


def _least(column: Column) -> float:
    return _ENOUGH if column.role == "time" else _NAMELESS if column.lettered else _BY_CONTENT


def _dated(column: Column) -> bool:
    """Whether its cells are dates, so that times in them are not all there is: 10.12 may be both."""
    timely = "TIME" in column.meaning or side(column) == "end"
    return column.times.day >= _ENOUGH and not (timely and column.times.clock >= column.times.day)


def _days(timely: Iterable[Column], *not_of: Side) -> list[Column]:
    return [
        column
        for column in timely
        if column.times.day >= _least(column)
        and _dated(column)
        and side(column) not in not_of
        and (column.role == "time" or column.times.yearless < 0.5)
    ]


def _not_ending(clocks: list[Column]) -> list[Column]:
    return [column for column in clocks if side(column) != "end"]


def _best(columns: Sequence[Column], rank: object) -> Column | None:
    assert callable(rank)
    return min(columns, key=rank, default=None)


def _day_rank(column: Column) -> tuple[object, ...]:
    """The most telling first: by name, with its hour, filled, plainly called."""
    sides = {"start": 0, "none": 1, "doors": 2, "end": 0}
    return (
        column.role != "time",
        column.filled < 0.5,
        sides[side(column)],
        column.times.both < _ENOUGH,
        not column.meaning.whole,
        -column.filled,
    )


def _clock_rank(column: Column) -> tuple[object, ...]:
    sides = {"start": 0, "none": 1, "doors": 2, "end": 0}
    return (
        column.role != "time",
        column.filled < 0.5,
        sides[side(column)],
        not column.meaning.whole,
        -column.filled,
    )


def with_order(clock: Clock | None, order: Order | None, year: int | None) -> Clock | None:
    """The same with its order of day and month, and its year, where it reads dates of its own."""
    if clock is None or not clock.day or clock.format or clock.order:
        return clock
    return replace(clock, order=order, year=year)
