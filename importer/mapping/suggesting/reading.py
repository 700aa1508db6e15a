"""Dates in the cells of a sample, as the search for their order and year looks at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from importer.mapping.calendar_words import weekdays
from importer.mapping.found_dates import FoundDate
from importer.mapping.freeform import read_text
from importer.mapping.model import Order
from importer.mapping.suggesting.lexicon import plain
from importer.mapping.suggesting.profile import Column, Profile
from importer.records import Record, text_of


def languages_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The language in which the cells have to be read, where it takes one."""
    return tuple({c.times.language for c in columns if c.times.language is not None})


def first_date(record: Record, columns: Sequence[Column]) -> FoundDate | None:
    """The first date that the cells of the columns make together."""
    text = " ".join(text_of(record[column.name]).strip() for column in columns)
    try:
        dates = read_text(text, languages_of(columns)).dates
    except ValueError:
        return None
    return dates[0] if dates else None


def day_and_month(text: str) -> frozenset[int] | None:
    """The numbers of the day and the month of the first date in a cell, whichever is which; None of none."""
    try:
        dates = read_text(text).dates
    except ValueError:
        return None
    written = dates[0].written if dates else None
    if written is None or written.day is None or written.month is None:
        return None
    return frozenset((written.day, written.month))


def as_day(found: FoundDate, order: Order, year: int | None = None) -> date | None:
    """The day it is in this order; None where there is none, or no year."""
    written = found.written
    month, day = written.month, written.day
    if found.swappable and order == "mdy":
        month, day = day, month
    year = written.year or year
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def words(record: Record, column: Column) -> list[str]:
    """The words of a cell, as they are compared."""
    return re.findall(r"[^\W\d_]+", plain(text_of(record[column.name])))


def says_weekdays(column: Column) -> bool:
    """Whether every cell is the name of a weekday."""
    names = weekdays()
    return bool(column.values) and all(plain(text).strip(" .") in names for text in column.texts)


def with_weekdays(profile: Profile) -> list[Column]:
    """The columns that say on which weekday an event is."""
    return [c for c in profile.columns if c.role == "weekday" or says_weekdays(c)]
