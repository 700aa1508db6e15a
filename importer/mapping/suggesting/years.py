"""The year of dates that are written without one: by evidence only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from importer.mapping.calendar_words import weekdays
from importer.mapping.found_dates import FoundDate
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.reading import as_day, first_date, with_weekdays, words
from importer.records import Record

_YEAR = re.compile(r"(?<!\d)(20[1-9]\d)(?!\d)")


def year_of(
    columns: Sequence[Column],
    profile: Profile,
    sample: Sequence[Record],
    said_in: Sequence[str],
    today: date,
) -> tuple[int, str] | None:
    """The year of dates written without one: that in which the weekdays fit, or that which a name says.

    said_in: names of file and sheet. Years from last year to two ahead are tried.
    """
    names = weekdays()
    beside = with_weekdays(profile)
    dated: list[tuple[FoundDate, int]] = []
    for record in sample:
        found = first_date(record, columns)
        if found is None or found.written.year is not None:
            continue
        said = [names[w] for c in (*beside, *columns) for w in words(record, c) if w in names]
        if said:
            dated.append((found, said[0]))
    told = {int(year) for name in (*said_in, columns[0].name) for year in _YEAR.findall(name)}
    if len(told) == 1 and _all_fit(dated, year := told.pop()):
        return year, "the year that the name of the file, sheet or column says"
    for column in profile.of("time"):
        years = _years_of(column)
        if len(years) == 1 and _all_fit(dated, year := years.pop()):
            return year, f"the only year that {column.name} says"
    near = range(today.year - 1, today.year + 3)
    fitting = [year for year in near if dated and _all_fit(dated, year)]
    if len(fitting) == 1:
        return fitting[0], "of the years around now the one in which its weekdays fit"
    return None


def _years_of(column: Column) -> set[int]:
    """The years that its cells name, where each names one, as "January 2026" does."""
    found = [_YEAR.findall(text) for text in column.texts]
    return {int(years[0]) for years in found} if all(map(len, found)) else set()


def _all_fit(dated: Sequence[tuple[FoundDate, int]], year: int) -> bool:
    return all(_fits(found, weekday, year) for found, weekday in dated)


def _fits(found: FoundDate, weekday: int, year: int) -> bool:
    day = as_day(found, "dmy", year)
    return day is not None and day.weekday() == weekday
