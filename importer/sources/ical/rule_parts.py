"""The BY… parts of a recurrence rule: read, held against their ranges, and completed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from importer.sources.ical.moments import wall
from importer.sources.ical.values import Moment

Weekday: TypeAlias = tuple[int, int | None]
"""0 for Monday, and which of them in the month or year; None: every one."""
Parts: TypeAlias = dict[str, tuple[int | Weekday, ...]]
"""dateutil's BY… arguments by name."""

WEEKDAYS = {day: number for number, day in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = {  # rule part -> dateutil's name, smallest and largest value, negative ones too?
    "BYMONTH": ("bymonth", 1, 12, False), "BYMONTHDAY": ("bymonthday", 1, 31, True),
    "BYYEARDAY": ("byyearday", 1, 366, True), "BYWEEKNO": ("byweekno", 1, 53, True),
    "BYSETPOS": ("bysetpos", 1, 366, True), "BYHOUR": ("byhour", 0, 23, False),
    "BYMINUTE": ("byminute", 0, 59, False), "BYSECOND": ("bysecond", 0, 59, False),
}  # fmt: skip
_DAY_PARTS = frozenset({"byweekno", "byyearday", "bymonthday", "byweekday"})
TIME_PARTS = frozenset({"byhour", "byminute", "bysecond", "bysetpos"})
"""What chooses among the times of a day; in a rule by the minute or second the positions too."""
YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY = range(5)
"""Frequencies, as dateutil numbers them."""


def read_parts(given: Mapping[str, str]) -> Parts:
    """Read `{"BYDAY": "MO,-1FR"}`. Raises ValueError for unknown parts and values out of range."""
    parts: Parts = {}
    for name, text in given.items():
        items = [item.strip() for item in text.split(",") if item.strip()]
        if name == "BYDAY":
            parts["byweekday"] = tuple(_weekday(item) for item in items)
        elif name in _PARTS:
            argument, least, most, negative = _PARTS[name]
            numbers = tuple(number(item, name) for item in items)
            for one in numbers:
                if not least <= (abs(one) if negative else one) <= most:
                    raise ValueError(f"{name}={one} is out of range")
            parts[argument] = numbers
        elif not name.startswith("X-"):
            raise ValueError(f"{name} is no part of a rule")
    return {name: numbers for name, numbers in parts.items() if numbers}


def _weekday(item: str) -> Weekday:
    found = _WEEKDAY.fullmatch(item)
    if found is None:
        raise ValueError(f"BYDAY={item} is no weekday")
    return WEEKDAYS[found[2]], (int(found[1]) or None) if found[1] else None


def completed(parts: Parts, frequency: int, start: Moment) -> Parts:
    """Add what the start implies (section 3.3.10), so that a rule may begin somewhere else.

    The 29th of a year is that of the start's month: so read it libical, ical.js and lib-recur, and so
    mean it the programs that write it for birthdays.

    Times of day mean nothing to an all-day series and are passed over, as the section wants it.
    """
    day = wall(start)
    if not isinstance(start, datetime):
        parts = {
            name: values for name, values in parts.items() if name not in TIME_PARTS - {"bysetpos"}
        }
    given = _DAY_PARTS & parts.keys()
    if given <= {"bymonthday"} and frequency == YEARLY:
        parts.setdefault("bymonth", (day.month,))
    if not given and frequency in (YEARLY, MONTHLY):
        parts["bymonthday"] = (day.day,)
    elif given == {"byweekno"} or (not given and frequency == WEEKLY):
        parts["byweekday"] = ((day.weekday(), None),)
    elif frequency in (YEARLY, MONTHLY) and "byweekday" in given:
        most = 5 if frequency == MONTHLY or "bymonth" in parts else 53
        parts["byweekday"] = tuple(_written_alike(parts["byweekday"], most))
    return parts


def _written_alike(days: Iterable[int | Weekday], most: int) -> Iterator[int | Weekday]:
    """`3MO,WE` as `3MO,1WE,2WE …`: dateutil takes both kinds side by side for both at once."""
    days = list(days)
    mixed = len({isinstance(day, tuple) and day[1] is None for day in days}) > 1
    for day in days:
        if mixed and isinstance(day, tuple) and day[1] is None:
            yield from ((day[0], place) for place in range(1, most + 1))
        else:
            yield day


def number(text: str, name: str) -> int:
    """Read a whole number. Raises ValueError that names the part."""
    if not re.fullmatch(r"[+-]?\d{1,12}", text, re.A):
        raise ValueError(f"{name}={text} is not a number")
    return int(text)
