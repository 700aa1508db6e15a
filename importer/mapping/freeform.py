"""Dates and times as people write them: "Sat 12 June, 8pm-late", "12.06.2026 20 Uhr", "20h30".

Every sign of the text must be understood: words that are neither names nor known filler are an
error, so that nothing is read into a text that says something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from importer.mapping.calendar_words import folded, months, weekdays
from importer.mapping.clock_words import ClockText, read_clocks
from importer.mapping.formats import Written, read_offset
from importer.mapping.model import Order

Languages = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. `swappable`: numeric, and day and month could change places: `written` then
    has the first number as the day. evidence: the order that this date proves. short: a numeric date
    whose year has two digits, which could stand first."""

    written: Written
    swappable: bool = False
    evidence: Order | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: at most a range of two dates, and its times of day (see ClockText).
    offset: seconds east of UTC, where the text is ISO 8601 and has one."""

    dates: tuple[FoundDate, ...]
    clocks: ClockText
    offset: int | None = None


@lru_cache(maxsize=50_000)
def read_text(text: str, languages: Languages = (), *, dates: bool = True) -> Reading:
    """Raises ValueError in words for a person. dates: False where only a time is expected, so that
    `7.30` is half past seven."""
    rest = folded(text)
    offset = None
    iso = _ISO.fullmatch(rest)
    if iso:
        rest, offset = f"{iso[1]} {iso[2]}", read_offset(iso[3]) if iso[3] else None
    found, rest = _find_dates(rest, languages, bare=dates)
    days = weekdays(languages)
    named = [days[word] for word in _WORD.findall(rest) if word in days]
    rest = _WORD.sub(lambda word: " " if word[0] in days else word[0], rest)
    if len(named) == len(found) and named:
        found = [replace(each, written=replace(each.written, weekday=day))
                 for each, day in zip(found, named, strict=True)]  # fmt: skip
    return Reading(tuple(found), read_clocks(rest), offset)


_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:t|\s(?=\d\d:\d\d:\d\d))(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(z|[+-]\d\d:?\d\d)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?")
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<y>(?:19|20)\d\d|\d\d)"
_TO = r"(?:-|/|&|\+|to|and|until|till|bis|und|au|et|al|y|e|a|tot|en|t/m|ate)"
_OF = r"(?:of|de|del|di|do|den)"
_JOIN = re.compile(rf"[\s,.]*{_TO}[\s,.]*")
_JOIN_AT_END = re.compile(rf"[\s,.]{_TO}[\s,.]*$")
_ORDINAL = r"(?:st|nd|rd|th|er|e|o|a|\.)?"


@lru_cache(maxsize=64)
def _patterns(languages: Languages) -> tuple[re.Pattern[str], ...]:
    """How a date may be written, the surest first."""
    name = "|".join(sorted(months(languages), key=len, reverse=True))
    month = rf"(?P<name>{name})(?![a-z])\.?"
    day, later = r"(?<![\d:.])(?P<d>\d{1,2})", rf"(?:\s*{_TO}\s*(?P<d2>\d{{1,2}}))?"
    iso = rf"(?<!\d){_YEAR}([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})(?!\d)"
    packed = rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"
    days = r"(?<![\d:.])(?P<a>\d{1,2})\.\s*-\s*(?P<a2>\d{1,2})\.\s?(?P<b>\d{1,2})\."
    numbers = rf"(?<![\d:])(?P<a>\d{{1,2}})([-/.])\s?(?P<b>\d{{1,2}})\2\s?{_SHORT_YEAR}(?![\d:])"
    long_year = rf"[\s,]+(?:{_OF}\s+)?{_YEAR}(?!\d|\s*(?:h|uhr)(?![a-z]))"
    then_year = rf"(?:{long_year}|(?:-|\s?')(?P<yy>\d\d)(?![\d:.h]))?"
    day_month = rf"{day}{_ORDINAL}{later}{_ORDINAL}\s*(?:{_OF}\s+)?-?{month}{then_year}"
    no_clock = r"(?![\d:h]|\s*(?:[ap]\.?m|uhr))"
    first_day = rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{no_clock}"
    later_day = rf"(?:\s*{_TO}\s*(?P<d2>\d{{1,2}}){no_clock})?"
    month_day = rf"(?<![a-z]){month}\s*{first_day}{later_day}(?:,?\s*{_YEAR}(?!\d))?"
    slashed = r"(?<![\d:.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])"
    dotted = r"(?<![\d:.])(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.(?!\d)"
    dotted_days = rf"{days}(?:\s?{_YEAR})?(?!\d)"
    surest = (iso, packed, dotted_days, numbers, day_month, month_day, slashed, dotted)
    return tuple(re.compile(pattern) for pattern in surest)


_BARE = re.compile(r"(?<![\d:.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})(?![\d.:])(?!\s*(?:[ap]\.?m|uhr|h))")


def _find_dates(text: str, languages: Languages, *, bare: bool) -> tuple[list[FoundDate], str]:
    """The dates of a text in order, and the text without them."""
    found: list[tuple[int, int, list[FoundDate]]] = []
    for pattern in (*_patterns(languages), *((_BARE,) if bare else ())):
        for match in pattern.finditer(text):
            if pattern is _BARE and not _is_bare_date(match, text, found):
                continue
            found.append((match.start(), match.end(), _dates(match, languages)))
            text = text[: match.start()] + "\x01" * len(match[0]) + text[match.end() :]
    found.sort(key=lambda each: each[0])
    if len(found) > 2 or (len(found) == 2 and any(len(each[2]) > 1 for each in found)):
        raise ValueError("it holds more dates than one range")
    if len(found) == 2:
        between = re.sub(r"[^\W\d_]{2,}\.?", _drop_weekday, text[found[0][1] : found[1][0]])
        with_time = re.search(r"\d", between) and _JOIN_AT_END.search(between)
        if not _JOIN.fullmatch(between.strip()) and not with_time:
            raise ValueError("it holds two dates that are not a range")
        if with_time:
            return _with_year([date for _, _, each in found for date in each]), text.replace(
                "\x01", " "
            )
        kept = " ".join(
            w for w in _WORD.findall(text[found[0][1] : found[1][0]]) if w in weekdays()
        )
        text = f"{text[: found[0][1]]} {kept} {text[found[1][0] :]}"
    dates = [date for _, _, each in found for date in each]
    return _with_year(dates), text.replace("\x01", " ")


def _is_bare_date(
    match: re.Match[str], text: str, found: list[tuple[int, int, list[FoundDate]]]
) -> bool:
    """Whether `12.06` is a date: the only one, or the end of a range that such a date began."""
    if not 1 <= int(match["b"]) <= 12 or not 1 <= int(match["a"]) <= 31:
        return False
    return not found or bool(
        len(found) == 1
        and found[0][2][0].written.year is None
        and found[0][1] <= match.start()
        and _JOIN.fullmatch(text[found[0][1] : match.start()].strip())
    )


def _drop_weekday(word: re.Match[str]) -> str:
    return "" if word[0].rstrip(".") in weekdays() else word[0]


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
    year = int(parts.get("y") or parts.get("yy") or 0) or None
    if year is not None and year < 100:
        year += 2000
    if "a" in parts:
        found = [_numeric(int(parts["a"]), int(parts["b"]), year)]
        if len(parts.get("y", "")) == 2:
            found = [replace(found[0], short=True)]
        if "a2" in parts:
            found.append(_numeric(int(parts["a2"]), int(parts["b"]), year))
        return found
    month = int(parts["m"]) if "m" in parts else months(languages)[parts["name"]]
    return [FoundDate(Written(month, int(parts[day]), year)) for day in ("d", "d2") if day in parts]


def _numeric(first: int, second: int, year: int | None) -> FoundDate:
    if second > 12 and first > 12:
        raise ValueError(f"neither {first} nor {second} is a month")
    if second > 12:
        return FoundDate(Written(first, second, year), evidence="mdy")
    if first > 12:
        return FoundDate(Written(second, first, year), evidence="dmy")
    return FoundDate(Written(second, first, year), swappable=first != second)
