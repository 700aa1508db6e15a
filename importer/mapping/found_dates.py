"""What a date in one of the known shapes says: its day, month and year, or two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from importer.mapping.calendar_words import months, unsure_months, weekdays
from importer.mapping.date_shapes import Languages
from importer.mapping.formats import Written, full_year
from importer.mapping.model import Order
from importer.mapping.problems import EndBeforeStartError


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. swappable: numeric, and day and month could change places: `written` then
    has the first number as the day. evidence: the order that this date proves. short: a numeric date
    whose year has two digits, which could stand first. either: where the name of its month is not the same month
    in all languages, those that it may be, each with its languages, and `written` has the first. of_taiwan: nothing
    but its three digits said that the year stands first, and is one of Taiwan."""

    written: Written
    swappable: bool = False
    evidence: Order | None = None
    short: bool = False
    either: tuple[tuple[int, frozenset[str]], ...] = ()
    of_taiwan: bool = False


def dates_of(match: re.Match[str], languages: Languages, heard: frozenset[str]) -> list[FoundDate]:
    """The one or two dates of a match of such a shape. heard: the languages of its text. Raises ValueError."""
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    year_text = next((parts[key] for key in ("y", "y2", "y3", "yy") if key in parts), None)
    year = full_year(year_text) if year_text else None
    if "week" in parts:
        assert year is not None
        return [_of_week(year, int(parts["week"]), int(parts["wd"]))]
    if "a2" in parts:
        found = _days_of_a_month(parts, year)
    elif "a" in parts:
        found = [numeric_date(int(parts["a"]), int(parts["b"]), year)]
        if len(parts.get("y", "")) == 2:
            found = [replace(found[0], short=True)]
    else:
        found = _day_and_month(parts, year, languages, heard)
    if "both" in parts or (len(found) == 2 and _CZECH_AND.search(match[0])):
        next_to_each_other(found)
    elif len(found) == 2 and (found[0].written.day or 0) >= (found[1].written.day or 0):
        raise EndBeforeStartError("the second of its days is not after the first")
    return found


_CZECH_AND = re.compile(r"\d\.\s*a\s")
"""`3. a 4. 5.` is this and that day; without the point `3 a 5` is Spanish, Italian or Portuguese: up to."""


def _days_of_a_month(parts: dict[str, str], year: int | None) -> list[FoundDate]:
    """`12.-14.6.2026`: what two days share is their month, so there is no other order. Raises ValueError."""
    month = int(parts["b"])
    if month > 12:
        raise ValueError(f"{month} is no month")
    order: Order = "mdy" if "mdy" in parts else "dmy"
    days = int(parts["a"]), int(parts["a2"])
    return [FoundDate(Written(month, day, year), evidence=order) for day in days]


def _day_and_month(
    parts: dict[str, str], year: int | None, languages: Languages, heard: frozenset[str]
) -> list[FoundDate]:
    name = parts.get("name", "")
    either = months_meant(unsure_months(languages).get(name, {}).items(), heard)
    month = either[0][0] if either else int(parts["m"]) if "m" in parts else months(languages)[name]
    if len(either) == 1:
        either = ()
    day = weekdays(_FAR_EAST)[parts["w1"]] if "w1" in parts else None
    found = [FoundDate(Written(month, int(parts["d"]), year, day), either=either)]
    if "d2" in parts:
        later = weekdays(languages)[parts["w2"]] if "w2" in parts else None
        later = weekdays(_FAR_EAST)[parts["w3"]] if "w3" in parts else later
        found.append(FoundDate(Written(month, int(parts["d2"]), year, later), either=either))
    return found


def months_meant(
    meanings: Iterable[tuple[int, frozenset[str]]], heard: frozenset[str]
) -> tuple[tuple[int, frozenset[str]], ...]:
    """Those of the months that a name may be that are said in the languages heard; all where none is."""
    every = tuple(meanings)
    return tuple(each for each in every if each[1] & heard) or every


_FAR_EAST = ("ja", "zh", "ko")


def _of_week(year: int, week: int, weekday: int) -> FoundDate:
    try:
        day = date.fromisocalendar(year, week, weekday)
    except ValueError:
        raise ValueError(f"{year} has no week {week}") from None
    return FoundDate(Written(day.month, day.day, day.year))


@lru_cache(4096)
def numeric_date(first: int, second: int, year: int | None) -> FoundDate:
    """Two numbers of which one is the day and one the month. Raises ValueError."""
    if second > 12 and first > 12:
        raise ValueError(f"neither {first} nor {second} is a month")
    if second > 12:
        return FoundDate(Written(first, second, year), evidence="mdy")
    if first > 12:
        return FoundDate(Written(second, first, year), evidence="dmy")
    return FoundDate(Written(second, first, year), swappable=first != second)


def next_to_each_other(dates: list[FoundDate]) -> None:
    """`12 and 13 June` are two days in a row; `12 and 20 June` are two events. Raises ValueError."""
    first, last = (each.written for each in dates)
    years = (first.year,) if first.year is not None else (2023, 2024)  # with a leap day and without
    if not any(_day_after(first, year) == (last.month, last.day) for year in years):
        raise ValueError("it names two days that are no range: give each a row of its own")


def _day_after(written: Written, year: int) -> tuple[int, int] | None:
    try:
        after = date(year, written.month or 0, written.day or 0) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return after.month, after.day
