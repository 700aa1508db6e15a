"""Dates that stand in several columns: day, month and year, or a date that lacks its year beside one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from importer.mapping.calendar_words import folded, months
from importer.mapping.model import Order
from importer.mapping.suggesting.profile import Column, Profile

_DAY = re.compile(r"\D{0,12}\b([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?\W{0,3}", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_THREE_NUMBERS = re.compile(r"\d{8}|\d{1,4}[ _,]\d\d?[ _,]\d{1,4}")
_DAYS_OF_A_MONTH = re.compile(r"\d\d?\.?\s?(?:[-–,/&+]|a|e|y|et|und|and|to)\s?\d\d?[./]\d\d?\.?")
"""Two days and the month of both: "13-29/06"."""
_DAY_NUMBER = re.compile(r"[34]\d{4}(?:[.,]\d+)?")
"""What spreadsheets count days in, of the years from 1982 to 2036."""

_LOOKED_AT = 100
_YEAR_ALONE = 4
_MOST = 0.8
"""Of the different cells; the others may say "TBD"."""
_MOST_ROWS = 0.6
"""Of the cells; words such as "every Sunday" may be many different ones and stand in few rows."""

_MANY_MONTHS = 8
_WEEKDAY_AND_DAY = 16
"""Letters of "Saturday 6th", at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Columns in the order in which their cells, joined by the sign, read as one date."""

    columns: tuple[str, ...]
    sign: str
    order: Order | None = None


def date_in_parts(profile: Profile) -> Parts | None:
    """Day, month and, where there is one, year; months in words or, beside a year, in numbers."""
    month = next(iter(_named(profile, "MONTH")), None)
    days = [c for c in _named(profile, "DATE") if c is not month]
    day = next((c for c in days if _most(c, _is_day)), None)
    if day is None and month is not None and _names_months(month):
        day = next((c for c in days if c.number >= _MOST_ROWS and _holds_days(c)), None)
    if day is None or month is None or day is month:
        return _without_names(profile)
    year = year_beside(profile)
    names = tuple(c.name for c in (day, month, year) if c is not None)
    if _names_months(month):
        return Parts(names, " ")
    if year is not None and _most(month, _is_number_of_month) and day.number >= 0.9:
        return Parts(names, ".", "dmy")
    return None


def _without_names(profile: Profile) -> Parts | None:
    """Three columns side by side of a table without names: a year, and beside it months and days.

    None where the numbers leave open which of the two are the months.
    """
    columns = [column for column in profile.columns if column.lettered]
    for at in range(len(columns) - 2):
        three = columns[at : at + 3]
        years = [c for c in three if _most(c, _is_year)]
        rest = [c for c in three if c not in years]
        worded = [c for c in rest if _every(c, _is_month)]
        months = worded or [c for c in rest if _every(c, _is_number_of_month)]
        if len(years) != 1 or not all(_every(c, _is_day) or c in months for c in rest):
            continue
        if len(months) == 1 or (months and three[0] is years[0]):
            month = months[0]
            day = rest[0] if rest[1] is month else rest[1]
            names = (day.name, month.name, years[0].name)
            return Parts(names, " ") if worded else Parts(names, ".", "dmy")
    return None


def year_beside(profile: Profile) -> Column | None:
    """The column that holds nothing but years."""
    return next((c for c in _named(profile, "YEAR") if _most(c, _is_year)), None)


def with_year(day: Column, year: Column) -> Parts:
    """A date without its year, and the column that has it."""
    numeric = all("/" in text for text in day.texts)
    return Parts((day.name, year.name), "/" if numeric else " ")


def names_months(column: Column) -> bool:
    """Whether its cells are written with the name of a month, which nothing but a date has in most of its cells."""
    return _share(column, _has_month) >= 0.85


def holds_unread_dates(column: Column) -> bool:
    """Whether its name and its cells speak of dates, though these are not understood."""
    unread = column.role == "time" and column.times.any < 0.5
    return unread and _share(column, _is_like_a_date) >= 0.5


def _share(column: Column, fits: Callable[[str], bool]) -> float:
    texts = column.texts[:_LOOKED_AT]
    return sum(map(fits, texts)) / max(1, len(texts))


def _is_like_a_date(text: str) -> bool:
    numbered = any(map(str.isdigit, text))
    return (
        _has_year(text)
        or _THREE_NUMBERS.fullmatch(text) is not None
        or _DAYS_OF_A_MONTH.fullmatch(text) is not None
        or _DAY_NUMBER.fullmatch(text) is not None
        or (numbered and _has_month(text))
    )


def _has_month(text: str) -> bool:
    known = months()
    return any(word in known for word in _WORDS.findall(folded(text)))


def _has_year(text: str) -> bool:
    return len(text) > _YEAR_ALONE and re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text) is not None


def _named(profile: Profile, concept: str) -> list[Column]:
    named = [c for c in profile.of("time", "unknown") if concept in c.meaning]
    return sorted(named, key=lambda c: "END" in c.meaning)


def _most(column: Column, fits: Callable[[str], bool]) -> bool:
    fitting = sum(map(fits, column.texts))
    return bool(fitting) and fitting >= _MOST * len(column.texts)


def _every(column: Column, fits: Callable[[str], bool]) -> bool:
    return bool(column.texts) and all(map(fits, column.texts))


def _names_months(column: Column) -> bool:
    """Whether its cells are months, or most months of a year are among them, whatever stands in the others."""
    if _most(column, _is_month):
        return True
    return (
        len({months()[folded(text).strip(". ")] for text in column.texts if _is_month(text)})
        >= _MANY_MONTHS
    )


def _holds_days(column: Column) -> bool:
    """Whether all of its numbers are days of a month."""
    numbers = [text for text in column.texts if text.isascii() and text.isdigit()]
    return len(numbers) > 1 and all(map(_is_day, numbers))


def _is_day(text: str) -> bool:
    return len(text) <= _WEEKDAY_AND_DAY and _DAY.fullmatch(text) is not None


def _is_month(text: str) -> bool:
    return folded(text).strip(". ") in months()


def _is_number_of_month(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 12


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", text) is not None
