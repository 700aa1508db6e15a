"""Dates in a text: where they stand, and which of them are a range."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from importer.mapping import date_shapes as shapes
from importer.mapping.calendar_words import months, spoken, unsure_months, weekdays
from importer.mapping.date_shapes import Languages
from importer.mapping.formats import Written, full_year
from importer.mapping.model import Order
from importer.mapping.problems import EndBeforeStartError

TAKEN = "\x01"
"""Stands where a date was taken out of a text."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. swappable: numeric, and day and month could change places: `written` then
    has the first number as the day. evidence: the order that this date proves. short: a numeric date
    whose year has two digits, which could stand first. either: where the name of its month is not the same month
    in all languages, those that it may be, each with its languages, and `written` has the first."""

    written: Written
    swappable: bool = False
    evidence: Order | None = None
    short: bool = False
    either: tuple[tuple[int, frozenset[str]], ...] = ()


class _Place(NamedTuple):
    """Where dates stand in a text: one, or the two of `12-14 June`."""

    start: int
    end: int
    dates: list[FoundDate]


_WORD = re.compile(r"[^\W\d_]+")


def find_dates(text: str, languages: Languages, *, bare: bool) -> tuple[list[FoundDate], str]:
    """The dates of a folded text in order, and the text with TAKEN in place of them.

    bare: whether `12.06` may be one. Raises ValueError in words."""
    found: list[_Place] = []
    heard = spoken(frozenset(_WORD.findall(text)))
    for pattern in _patterns(text, languages, bare=bare):
        for match in pattern.finditer(text):
            if pattern is shapes.BARE and not _is_bare_date(match, text, found):
                continue
            if "name" in pattern.groupindex and _is_torn(match, text, languages):
                continue
            _surely_a_day(match, languages)
            found.append(_Place(match.start(), match.end(), _dates(match, languages, heard)))
            text = text[: match.start()] + TAKEN * len(match[0]) + text[match.end() :]
    found.sort(key=lambda each: each.start)
    if len(found) > 2 or (len(found) == 2 and any(len(each.dates) > 1 for each in found)):
        raise ValueError("it holds more dates than one range")
    if len(found) == 1:
        _no_open_range(found[0], text)
    if len(found) == 2:
        text = _one_range(found[0], found[1], text)
    return _as_range([each for place in found for each in place.dates]), text


def _patterns(text: str, languages: Languages, *, bare: bool) -> list[re.Pattern[str]]:
    known = months(languages)
    named = any(word in known for word in _WORD.findall(text))
    numeric = shapes.NUMERIC if shapes.MAYBE_NUMERIC.search(text) else ()
    return [
        *numeric,
        *(shapes.named(languages) if named else ()),
        *((shapes.YEAR_APART,) if bare else ()),
        *shapes.YEARLESS,
        *((shapes.BARE,) if bare else ()),
    ]


_DAY_AT_END = re.compile(r"(?<![\d:.])\d{1,2}(?:st|nd|rd|th|\.)?,?\s*$")
_WORD_AT_END = re.compile(r"([^\W\d_]+)\.?,?\s*$")


def _is_torn(match: re.Match[str], text: str, languages: Languages) -> bool:
    """Whether a part of this belongs to a date before it: `March 30-April 4`, `Dec 30, 2026 - Jan 2, 2027`."""
    parts, before = match.groupdict(), text[: match.start()]
    if parts.get("dash") == "-" and match["y3"] is None and match["yy"] is None:
        suspect = True
    else:
        suspect = "-" in (parts.get("lead") or "")
    if not suspect:
        return False
    word = _WORD_AT_END.search(before)
    after_a_day = "lead" in parts and _DAY_AT_END.search(before) is not None
    return after_a_day or (word is not None and word[1] in months(languages))


_MONTH_AND_YEAR = re.compile(r"[^\W\d_]+\.?-\d\d")
"""As spreadsheets show January 2015."""


def _surely_a_day(match: re.Match[str], languages: Languages) -> None:
    """Raises ValueError for `mar 9/10`, two days of March or a Tuesday, and for `Jan-15`, a day or a year."""
    parts = match.groupdict()
    name = parts.get("name") or ""
    if _MONTH_AND_YEAR.fullmatch(match[0]) and match[0] == match.string:
        raise ValueError(
            "it is a month of a year, or a day of a month without its year: write day, month and year"
        )
    if parts.get("both") == "/" and match[0].startswith(name) and name in weekdays(languages):
        raise ValueError(
            f"'{name}' is a month or a day of the week: write the month in full, or state the `language`"
        )


def _one_range(first: _Place, last: _Place, text: str) -> str:
    """The text with only weekdays and times left between the two dates. Raises ValueError."""
    inside = text[first.end : last.start]
    between = _WORD.sub(lambda word: "" if word[0] in weekdays() else word[0], inside)
    with_time = re.search(r"\d", between) and shapes.JOIN_AT_END.search(between)
    joined = shapes.JOIN.fullmatch(inside)  # `do` joins two dates, and is a Thursday before one
    if joined is not None:
        inside = ""
    else:
        joined = shapes.JOIN.fullmatch(re.sub(r"\.(?=\s|$)", "", between).strip())
    if with_time:
        return text
    if joined is None:
        raise ValueError("it holds two dates that are not a range")
    if joined["both"]:
        _next_to_each_other([*first.dates, *last.dates])
    kept = " ".join(word for word in _WORD.findall(inside) if word in weekdays())
    return f"{text[: first.end]} {kept} {text[last.start :]}"


def _no_open_range(place: _Place, text: str) -> None:
    """Raises ValueError for `2026.06.12 - 06.14`, whose end may be a day or a time."""
    end = shapes.OPEN_RANGE.search(text)
    if end is None or place.dates[0].written.year is None:
        return
    first, second = sorted((int(end["a"]), int(end["b"])))
    if 1 <= first <= 12 and second <= 31:
        shown = end[0].rpartition(" ")[2].lstrip("-" + TAKEN)
        raise ValueError(
            f"'{shown}' may be the day it ends or a time: write that date with its year, or the time like 20:00"
        )


def _next_to_each_other(dates: list[FoundDate]) -> None:
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


def _is_bare_date(match: re.Match[str], text: str, found: list[_Place]) -> bool:
    """Whether `12.06` is a date: the only one, or one end of a range whose other end is known as a date."""
    if not 1 <= int(match["b"]) <= 12 or not 1 <= int(match["a"]) <= 31:
        return False
    if len(found) != 1 or len(found[0].dates) > 1:
        return not found
    other = found[0]
    if match.end() <= other.start:
        return shapes.JOIN.fullmatch(text[match.end() : other.start].strip()) is not None
    alike = other.dates[0].written.year is None
    return alike and shapes.JOIN.fullmatch(text[other.end : match.start()].strip()) is not None


def _as_range(dates: list[FoundDate]) -> list[FoundDate]:
    """Two dates are written in one order, and in "30 May - 2 June 2026" the year counts for both, or the year
    before for 30 December - 2 January.

    Raises ValueError where the open order of two numeric dates decides which."""
    if len(dates) != 2:
        return dates
    first, last = dates
    if first.swappable and last.evidence is not None:
        first = _ordered(first, last.evidence)
    elif last.swappable and first.evidence is not None:
        last = _ordered(last, first.evidence)
    known = first.written.year if first.written.year is not None else last.written.year
    if known is None or None not in (first.written.year, last.written.year):
        return [first, last]
    crosses = _crosses(first, last, "dmy")
    if crosses != _crosses(first, last, "mdy"):
        raise ValueError("its year counts for one of its dates only: write it beside both")
    if first.written.year is None:
        return [replace(first, written=replace(first.written, year=known - crosses)), last]
    return [first, replace(last, written=replace(last.written, year=known + crosses))]


def _ordered(found: FoundDate, order: Order) -> FoundDate:
    """A swappable date in an order that is known."""
    written = found.written
    if order == "mdy":
        written = replace(written, month=written.day, day=written.month)
    return FoundDate(written, evidence=order)


def _crosses(first: FoundDate, last: FoundDate, order: Order) -> bool:
    """Whether the year ends between two dates whose numbers are in this order where they could be in both."""
    one, two = (
        (_ordered(found, order) if found.swappable else found).written for found in (first, last)
    )
    return (one.month or 0) > (two.month or 0)


def _dates(match: re.Match[str], languages: Languages, heard: frozenset[str]) -> list[FoundDate]:
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
        _next_to_each_other(found)
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
