"""What cells that already hold a date or time say by themselves, without a format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from importer.records import Cell

EPOCH_OF_TIMES = 1904
"""Workbooks store a time alone as a datetime in 1899, 1900 or 1904."""

Part: TypeAlias = tuple[Cell, str | None]
"""A piece of a template in one row: its value, and the column it is from."""


@dataclass(frozen=True, slots=True)
class Said:
    """What cells say of a time. days: none, one, or the two ends of a range. start, end: seconds from
    midnight, 86400 and more on the next day. instant: a complete aware datetime instead of all that.
    whole_day: a date that stands for the day itself, as calendars have it. weekday: of the first day,
    0 for Monday, where it stands beside a time without a date. until: its one day is the last one. zone: a
    short name of a time zone beside the time."""

    days: tuple[date, ...] = ()
    start: int | None = None
    end: int | None = None
    offset: int | None = None
    open_end: bool = False
    midnight: bool = False
    instant: datetime | None = None
    whole_day: bool = False
    weekday: int | None = None
    until: bool = False
    zone: str | None = None


def typed_cells(parts: Sequence[Part], role: str) -> Said | None:
    """What typed cells say by themselves; None where text beside them says the rest."""
    values = [value for value, _ in parts if not (isinstance(value, str) and not value.strip())]
    if any(isinstance(value, str) for value in values):
        return None
    if len(values) == 1:
        return _single(values[0], role)
    day: date | None = None
    seconds: int | None = None
    for value in values:
        if isinstance(value, datetime) and value.year > EPOCH_OF_TIMES:
            day = day or value.date()
        elif isinstance(value, datetime):
            seconds = _of_day(value.time())
        elif isinstance(value, date):
            day = day or value
        elif isinstance(value, time):
            seconds = _of_day(value)
        elif isinstance(value, timedelta):
            seconds = round(value.total_seconds())
    return Said((day,), seconds) if day and seconds is not None else None


def _single(value: Cell, role: str) -> Said | None:
    if isinstance(value, datetime):
        if role == "both" and value.tzinfo is not None:
            return Said(instant=value)
        day = () if role == "time" else (value.date(),)
        return Said(day, None if role == "date" else _of_day(value.time()))
    if isinstance(value, date):
        return Said((value,), whole_day=role == "both")
    if isinstance(value, time):
        return Said((), _of_day(value))
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(2):
        return Said((), round(value.total_seconds()))
    return None


def _of_day(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
