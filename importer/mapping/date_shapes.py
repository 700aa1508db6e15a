"""The shapes that dates are written in, as patterns over folded text, the surest first.

Groups: a, b the numbers of a numeric date in their order (a2: a second one of the same month); d, m, name,
y, y3, yy a day, its month as a number or name, its year; d2 a second day; w1, w2 weekdays that stand inside.
"""

from __future__ import annotations

import re
from functools import lru_cache

from importer.mapping.calendar_words import any_of, folded, months, weekdays

Languages = tuple[str, ...]

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_AND = r"(?:/|&|\+|(?:and|und|et|y|e|en|i|in|ir|un|ja|eta|og|och|и)(?![^\W\d_])|u\.(?=\s*\d))"
_WORDS_UP_TO = (
    r"bis|to|until|till|through|thru|au|al|a|tot(?: en met)?|t/m|ate|do|til|till|hasta(?: el)?|fino al?"
    r"|jusqu'au|ao|πυ|εως|до|по|tol|la|kuni|lidz|iki|ata|sampai|hingga|s/d|עד|至|到|الى"
)
_UP_TO = rf"(?:-|(?:{_WORDS_UP_TO})(?![^\W\d_]))"
_TO = rf"(?:(?P<both>{_AND})|{_UP_TO})"
_OF = r"(?:of|de|del|di|do|den|d')"
JOIN = re.compile(rf"[\s,.()]*{_TO}[\s,.()]*")
JOIN_AT_END = re.compile(rf"(?<![^\W\d_])(?:{_AND}|{_UP_TO})[\s,.]*$")
_ORDINAL = r"(?:(?:st|nd|rd|th|er|ero|ro|e|:e|o|a|ieme|r|η)(?![^\W\d_])|\.)?"
_CLOCK_AFTER = r"(?:uhr|uur|h|u|hrs?|heures?|horas?|hod|ч|[ap]\.?m?)(?![^\W\d_])"
_NO_UNIT = rf"(?!\s*{_CLOCK_AFTER}(?!\.?\s*[\d\x01]))"
_NO_CLOCK = rf"(?![\d:]|\.\d|\s*{_CLOCK_AFTER})"
_ALONE = r"(?<![\d:./-])"


def _far_east() -> str:
    year, month, day = (
        f"(?:年|{folded('년')})",
        f"(?:月|{folded('월')})",
        f"(?:[日号號]|{folded('일')})",
    )
    signs = rf"(?:{_YEAR}\s*{year}\s*)?(?P<m>\d{{1,2}})\s*{month}\s*(?P<d>\d{{1,2}})\s*{day}"
    weekday = rf"(?:\s*\((?P<w1>{any_of(weekdays(('ja', 'zh', 'ko')))})[^()]?祝?\))?"
    return rf"{signs}(?:{weekday}\s*[-至到、]\s*(?P<d2>\d{{1,2}})\s*{day})?"


def _numeric() -> tuple[re.Pattern[str], ...]:
    iso = rf"(?<!\d){_YEAR}([-/.])\s?(?P<m>\d{{1,2}})\2\s?(?P<d>\d{{1,2}})(?!\d)\.?"
    iso_days = rf"(?<!\d){_YEAR}([/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})-(?P<d2>\d{{1,2}})(?!\.?\d|[/.-]){_NO_CLOCK}"
    day_name = rf"\((?P<w#>{any_of(weekdays(('ja', 'zh', 'ko')))})[^()]?祝?\)"
    iso_days_said = (
        rf"(?<!\d){_YEAR}([-/.])\s?(?P<m>\d{{1,2}})\2\s?(?P<d>\d{{1,2}})\.?\s?(?:{day_name.replace('#', '1')})?\s*-\s*"
        rf"(?P<d2>\d{{1,2}})(?:\.(?!\s?\w)\s?(?:{day_name.replace('#', '2')})?|\s?{day_name.replace('#', '3')})"
    )
    week = rf"(?<!\d){_YEAR}-?w(?P<week>\d\d)-?(?P<wd>[1-7])(?!\d)"
    packed = rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"
    joined = rf"{_TO}\s*(?P<a2>\d{{1,2}})"
    some_year = rf"(?:{_YEAR}|(?P<yy>\d\d)(?!\.\d){_NO_UNIT})(?![\d:/])"
    dotted_days = rf"{_ALONE}(?<!\d\.\s)(?P<a>\d{{1,2}})\.\s*{joined}\.\s?(?P<b>\d{{1,2}})\.(?:\s?{some_year})?(?!\d)"
    days = rf"{_ALONE}(?P<a>\d{{1,2}})\s*{joined}([./])(?P<b>\d{{1,2}})\4{some_year}"
    days_after = (
        rf"{_ALONE}(?P<b>\d{{1,2}})/(?P<a>\d{{1,2}})\s?-\s?(?P<a2>\d{{1,2}})(?P<mdy>/){some_year}"
    )
    full = rf"(?<![\d:])(?P<a>\d{{1,2}})([-/.])\s?(?P<b>\d{{1,2}})\2\s?{_YEAR}(?![\d:])"
    short = (
        r"(?<![\d:])(?P<a>\d{1,2})([-/.])(?!00\b)(?P<b>\d{1,2})\2(?P<y>\d\d)(?![\d:]|\.\d)"
        + _NO_UNIT
    )
    wide = rf"(?<![\d:])(?P<a>\d{{1,2}})\.\s(?P<b>\d{{1,2}})\.\s(?P<y>\d\d)(?![\d:]|\.\d|\s*-){_NO_UNIT}"
    year_first = (iso_days, iso_days_said, iso, week, packed, _far_east())
    return tuple(map(re.compile, (*year_first, dotted_days, days, days_after, full, short, wide)))


NUMERIC = _numeric()
MAYBE_NUMERIC = re.compile(rf"\d[-/.]|\dw\d|\d{{8}}|月|{folded('월')}")
"""Stands in every numeric date."""
_DAYS_APART = rf"{_ALONE}(?P<a>\d{{1,2}})\s*(?!/){_TO}\s*(?P<a2>\d{{1,2}})/(?P<b>\d{{1,2}})"
YEAR_APART = (
    re.compile(rf"{_DAYS_APART}\s+{_YEAR}(?![\d:/-]|\.\d){_NO_UNIT}"),
    re.compile(
        rf"{_ALONE}(?P<a>\d{{1,2}})[./](?P<b>\d{{1,2}})(?:\.?\s+|-){_YEAR}(?![\d:/-]|\.\d){_NO_UNIT}"
    ),
)
"""`07.06 2018`, `7-9/6 2018`, and `3/5-2024` as it is written in Denmark."""
YEARLESS = (
    re.compile(rf"{_DAYS_APART}(?![\d/]){_NO_UNIT}"),
    re.compile(rf"(?<![\d:.])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?![\d/]){_NO_UNIT}"),
    re.compile(r"(?<![\d:.])(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.(?!\d)"),
)
OPEN_RANGE = re.compile(
    rf"\x01(?:\s*\([^()]*\))?\s*-\s*(?P<a>\d{{1,2}})[.-](?P<b>\d{{1,2}})(?![\d:.])(?!\s*{_CLOCK_AFTER})"
)
"""`12.06.2026 - 14.06`: after a date, another without its year or a time of day."""
BARE = re.compile(rf"(?<![\d:.])(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})(?![\d.:])(?!\s*{_CLOCK_AFTER})")


@lru_cache(maxsize=64)
def named(languages: Languages) -> tuple[re.Pattern[str], ...]:
    """Dates with the name of their month: the year first, the day first, the month first."""
    name = any_of(months(languages))
    month = rf"(?P<name>{name})(?![^\W\d_])\.?"
    second_day = rf"(?:(?P<w2>{any_of(weekdays(languages))})(?![^\W\d_])\.?,?\s*)?(?P<d2>\d{{1,2}})"
    later = rf"(?:\s*{_TO}\s*(?:the |el |le |den |dem )?{second_day}{_ORDINAL})?"
    long_year = rf"[\s,]+(?:{_OF}\s+)?{_YEAR}(?!\d|\s*(?:h|uhr)(?![^\W\d_]))"
    joined_year = rf"[-/]?{_YEAR}(?!\d)"
    no_more = rf"(?!\.|,\d|\s*(?:{name})(?![^\W\d_])){_NO_CLOCK}"
    short_year = rf"(?:[-/]|\s?'|(?<=[^\W\d_]))(?P<yy>\d\d){no_more}"
    no_hours = (
        rf"(?!\s*(?:{_UP_TO}\s*\d+(?!\d|\.?\s*(?:{name})(?![^\W\d_]))|[^\w\s.,;:|@()\[\]/-]))"
    )
    bare_year = rf"\s(?P<y2>2[4-9]|[3-9]\d){no_more}{no_hours}"
    then_year = rf"(?:{long_year}|{joined_year.replace('<y>', '<y3>')}|{short_year}|{bare_year})?"
    day = rf"(?=\d)(?<![\d:.]){_AFTER_NO_HOUR_WORD}(?P<d>\d{{1,2}})"
    day_month = rf"{day}{_ORDINAL}{later}\s*(?:{_OF}\s*)?(?P<dash>[-/])?{month}{then_year}"
    first_day = rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_NO_CLOCK}"
    later_day = rf"(?:\s*{_TO}\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?{_NO_CLOCK})?"
    its_year = (
        rf",?\s*{_YEAR}(?!\d)|-{_YEAR.replace('<y>', '<y3>')}(?!\d)|\s?'(?P<yy>\d\d){no_more}"
    )
    month_day = rf"(?<![^\W\d_]){month}[\s-]*{first_day}{later_day}(?:{its_year})?"
    year_first = (
        rf"(?<!\d){_YEAR}(?P<lead>[.,]?[\s/-]+){month}[\s/-]*(?P<d>\d{{1,2}})(?:\.?\s*-\s*(?P<d2>\d{{1,2}}))?"
        r"(?:\.|-[^\W\d_]{1,3}(?![^\W\d_]))?(?![\d:])"
    )
    return tuple(map(re.compile, (year_first, day_month, month_day)))


_HOUR_WORDS = ("ore", "ora", "alle", "kl", "kl.", "klo", "saat", "godz.", "um")
_AFTER_NO_HOUR_WORD = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in _HOUR_WORDS)
"""`ore 18 - 13 ottobre`: the hour is not the first of two days."""
