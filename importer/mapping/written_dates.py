"""Dates in a text: how they may be written, where they stand, and which of them are a range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from importer.mapping.calendar_words import folded, months, weekdays
from importer.mapping.formats import Written, full_year
from importer.mapping.model import Order

Languages = tuple[str, ...]
TAKEN = "\x01"
"""Stands where a date was taken out of a text."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. swappable: numeric, and day and month could change places: `written` then
    has the first number as the day. evidence: the order that this date proves. short: a numeric date
    whose year has two digits, which could stand first."""

    written: Written
    swappable: bool = False
    evidence: Order | None = None
    short: bool = False


class _Place(NamedTuple):
    """Where dates stand in a text: one, or the two of `12-14 June`."""

    start: int
    end: int
    dates: list[FoundDate]


_WORD = re.compile(r"[^\W\d_]+")
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_AND = r"(?:/|&|\+|and|und|et|y|e|en|i|og|och|и)"
_UP_TO = r"(?:-|bis|to|until|till|through|thru|au|al|a|tot(?: en met)?|t/m|ate|do|til|till|πυ|εως|до|по|tol|la|至|到)"
_TO = rf"(?:(?P<both>{_AND})|{_UP_TO})(?![^\W\d_])"
_OF = r"(?:of|de|del|di|do|den|d')"
_JOIN = re.compile(rf"[\s,.]*{_TO}[\s,.]*")
_JOIN_AT_END = re.compile(rf"(?<![^\W\d_])(?:{_AND}|{_UP_TO})[\s,.]*$")
_ORDINAL = r"(?:(?:st|nd|rd|th|er|e|o|a|ieme|r|η)(?![^\W\d_])|\.)?"
_CLOCK_AFTER = r"(?:uhr|uur|h|u|hrs?|heures?|horas?|hod|ч|[ap]\.?m?)(?![^\W\d_])"
_NO_UNIT = rf"(?!\s*{_CLOCK_AFTER}(?!\.?\s*\d))"
_NO_CLOCK = rf"(?![\d:]|\.\d|\s*{_CLOCK_AFTER})"


def _numeric_patterns() -> tuple[re.Pattern[str], ...]:
    iso = rf"(?<!\d){_YEAR}([-/.])\s?(?P<m>\d{{1,2}})\2\s?(?P<d>\d{{1,2}})(?!\d)\.?"
    week = rf"(?<!\d){_YEAR}-?w(?P<week>\d\d)-?(?P<wd>[1-7])(?!\d)"
    packed = rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"
    year, month, day = (
        f"(?:年|{folded('년')})",
        f"(?:月|{folded('월')})",
        f"(?:[日号號]|{folded('일')})",
    )
    signs = rf"(?:{_YEAR}\s*{year}\s*)?(?P<m>\d{{1,2}})\s*{month}\s*(?P<d>\d{{1,2}})\s*{day}"
    signs += rf"(?:\s*[-至到、]\s*(?P<d2>\d{{1,2}})\s*{day})?"
    days = r"(?<![\d:.])(?P<a>\d{1,2})\.\s*(?:-|(?P<both>[/&+]|und|et|e|a))\s*(?P<a2>\d{1,2})\.\s?(?P<b>\d{1,2})\."
    dotted_days = rf"{days}(?:\s?{_YEAR})?(?!\d)"
    full = rf"(?<![\d:])(?P<a>\d{{1,2}})([-/.])\s?(?P<b>\d{{1,2}})\2\s?{_YEAR}(?![\d:])"
    short = r"(?<![\d:])(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<y>\d\d)(?![\d:]|\.\d)" + _NO_UNIT
    wide = rf"(?<![\d:])(?P<a>\d{{1,2}})\.\s(?P<b>\d{{1,2}})\.\s(?P<y>\d\d)(?![\d:]|\.\d|\s*-){_NO_UNIT}"
    return tuple(map(re.compile, (iso, week, packed, signs, dotted_days, full, short, wide)))


_NUMERIC = _numeric_patterns()
_YEARLESS = (
    re.compile(r"(?<![\d:.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])"),
    re.compile(r"(?<![\d:.])(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.(?!\d)"),
)
_BARE = re.compile(rf"(?<![\d:.])(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})(?![\d.:])(?!\s*{_CLOCK_AFTER})")


@lru_cache(maxsize=64)
def _named_patterns(languages: Languages) -> tuple[re.Pattern[str], ...]:
    """Dates with the name of their month, the surest first."""
    name = "|".join(map(re.escape, sorted(months(languages), key=len, reverse=True)))
    weekday = "|".join(map(re.escape, sorted(weekdays(languages), key=len, reverse=True)))
    month = rf"(?P<name>{name})(?![^\W\d_])\.?"
    second_day = rf"(?:(?P<w2>{weekday})(?![^\W\d_])\.?,?\s*)?(?P<d2>\d{{1,2}})"
    later = rf"(?:\s*{_TO}\s*(?:the |el |le |den |dem )?{second_day}{_ORDINAL})?"
    long_year = rf"[\s,]+(?:{_OF}\s+)?{_YEAR}(?!\d|\s*(?:h|uhr)(?![^\W\d_]))"
    joined_year = rf"[-/]?{_YEAR}(?!\d)"
    short_year = rf"(?:[-/]|\s?'|(?<=[^\W\d_]))(?P<yy>\d\d)(?!\.){_NO_CLOCK}"
    then_year = rf"(?:{long_year}|{joined_year.replace('<y>', '<y3>')}|{short_year})?"
    day = r"(?<![\d:.])(?P<d>\d{1,2})"
    day_month = rf"{day}{_ORDINAL}{later}\s*(?:{_OF}\s*)?[-/]?{month}{then_year}"
    first_day = rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_NO_CLOCK}"
    later_day = rf"(?:\s*{_TO}\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?{_NO_CLOCK})?"
    month_day = rf"(?<![^\W\d_]){month}[\s-]*{first_day}{later_day}(?:,?\s*{_YEAR}(?!\d)|-{_YEAR.replace('<y>', '<y3>')}(?!\d))?"
    year_first = (
        rf"(?<!\d){_YEAR}[.,]?[\s/-]+{month}[\s/-]*(?P<d>\d{{1,2}})(?:\.?\s*-\s*(?P<d2>\d{{1,2}}))?"
        r"(?:\.|-[^\W\d_]{1,3}(?![^\W\d_]))?(?![\d:])"
    )
    return tuple(map(re.compile, (year_first, day_month, month_day)))


def find_dates(text: str, languages: Languages, *, bare: bool) -> tuple[list[FoundDate], str]:
    """The dates of a folded text in order, and the text with TAKEN in place of them.

    bare: whether `12.06` may be one. Raises ValueError in words."""
    found: list[_Place] = []
    for pattern in _patterns(text, languages, bare=bare):
        for match in pattern.finditer(text):
            if pattern is _BARE and not _is_bare_date(match, text, found):
                continue
            found.append(_Place(match.start(), match.end(), _dates(match, languages)))
            text = text[: match.start()] + TAKEN * len(match[0]) + text[match.end() :]
    found.sort(key=lambda each: each.start)
    if len(found) > 2 or (len(found) == 2 and any(len(each.dates) > 1 for each in found)):
        raise ValueError("it holds more dates than one range")
    if len(found) == 2:
        text = _one_range(found[0], found[1], text)
    return _with_year([each for place in found for each in place.dates]), text


def _patterns(text: str, languages: Languages, *, bare: bool) -> list[re.Pattern[str]]:
    known = months(languages)
    named = any(word in known for word in _WORD.findall(text))
    return [
        *_NUMERIC,
        *(_named_patterns(languages) if named else ()),
        *_YEARLESS,
        *((_BARE,) if bare else ()),
    ]


def _one_range(first: _Place, last: _Place, text: str) -> str:
    """The text with only weekdays and times left between the two dates. Raises ValueError."""
    inside = text[first.end : last.start]
    between = _WORD.sub(lambda word: "" if word[0] in weekdays() else word[0], inside)
    with_time = re.search(r"\d", between) and _JOIN_AT_END.search(between)
    joined = _JOIN.fullmatch(re.sub(r"\.(?=\s|$)", "", between).strip())
    if with_time:
        return text
    if joined is None:
        raise ValueError("it holds two dates that are not a range")
    if joined["both"]:
        _next_to_each_other([*first.dates, *last.dates])
    kept = " ".join(word for word in _WORD.findall(inside) if word in weekdays())
    return f"{text[: first.end]} {kept} {text[last.start :]}"


def _next_to_each_other(dates: list[FoundDate]) -> None:
    """`12 and 13 June` are two days in a row; `12 and 20 June` are two events. Raises ValueError."""
    first, last = (each.written for each in dates)
    if (first.month, first.day) != (last.month, (last.day or 0) - 1) and first.month == last.month:
        raise ValueError("it names two days that are no range: give each a row of its own")


def _is_bare_date(match: re.Match[str], text: str, found: list[_Place]) -> bool:
    """Whether `12.06` is a date: the only one, or the end of a range that such a date began."""
    if not 1 <= int(match["b"]) <= 12 or not 1 <= int(match["a"]) <= 31:
        return False
    return not found or bool(
        len(found) == 1
        and found[0].dates[0].written.year is None
        and found[0].end <= match.start()
        and _JOIN.fullmatch(text[found[0].end : match.start()].strip())
    )


def _with_year(dates: list[FoundDate]) -> list[FoundDate]:
    """In "30 May - 2 June 2026" the year counts for both."""
    if len(dates) == 2 and dates[0].written.year is None and dates[1].written.year is not None:
        first, last = dates[0].written, dates[1].written
        assert first.month is not None
        assert last.month is not None
        assert last.year is not None
        year = last.year - (first.month > last.month)
        return [replace(dates[0], written=replace(first, year=year)), dates[1]]
    return dates


def _dates(match: re.Match[str], languages: Languages) -> list[FoundDate]:
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    year_text = parts.get("y") or parts.get("y3") or parts.get("yy")
    year = full_year(year_text) if year_text else None
    if "week" in parts:
        assert year is not None
        return [_of_week(year, int(parts["week"]), int(parts["wd"]))]
    if "a" in parts:
        found = [numeric_date(int(parts["a"]), int(parts["b"]), year)]
        if len(parts.get("y", "")) == 2:
            found = [replace(found[0], short=True)]
        if "a2" in parts:
            found.append(numeric_date(int(parts["a2"]), int(parts["b"]), year))
    else:
        found = _day_and_month(parts, year, languages)
    if "both" in parts:
        _next_to_each_other(found)
    return found


def _day_and_month(
    parts: dict[str, str], year: int | None, languages: Languages
) -> list[FoundDate]:
    month = int(parts["m"]) if "m" in parts else months(languages)[parts["name"]]
    found = [FoundDate(Written(month, int(parts["d"]), year))]
    if "d2" in parts:
        later = weekdays(languages)[parts["w2"]] if "w2" in parts else None
        found.append(FoundDate(Written(month, int(parts["d2"]), year, later)))
    return found


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
