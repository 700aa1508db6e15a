"""Dates and times as people write them: "Sat 12 June, 8pm-late", "12.06.2026 20 Uhr", "20h30".

Every sign of the text must be understood: words that are neither names nor known filler are an
error, so that nothing is read into a text that says something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from importer.mapping.calendar_words import folded, months, spoken, weekdays
from importer.mapping.clock_vocabulary import ABOUT, ABOUT_WORDS, ENDS, KNOWN, THROUGH, UNTIL
from importer.mapping.clock_words import ClockText, Halves, halves_of, read_clocks
from importer.mapping.counted_years import in_common_years
from importer.mapping.date_shapes import Languages
from importer.mapping.formats import Written, read_offset
from importer.mapping.found_dates import FoundDate, numeric_date
from importer.mapping.named_weekdays import lone_weekday, on_weekdays, without_weekdays
from importer.mapping.spellings import plainly
from importer.mapping.written_dates import TAKEN, find_dates
from importer.mapping.written_offsets import FARTHEST, without_offset
from importer.mapping.zone_words import without_zone

LONGEST = 200
_NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: at most a range of two dates, and its times of day (see ClockText).
    offset: seconds east of UTC, where the text has one. weekday: 0 for Monday, of the first day,
    where it stands without a date. until: its one date is the last day ("until 14 June").
    zone: a short name such as EST beside the time."""

    dates: tuple[FoundDate, ...]
    clocks: ClockText
    offset: int | None = None
    weekday: int | None = None
    until: bool = False
    zone: str | None = None


@lru_cache(maxsize=50_000)
def read_text(text: str, languages: Languages = (), *, dates: bool = True) -> Reading:
    """Raises ValueError in words for a person. dates: False where only a time is expected, so that
    `7.30` is half past seven."""
    if len(text) > LONGEST and len(text := " ".join(text.split())) > LONGEST:
        raise ValueError(f"it has {len(text)} characters, and a date or time has at most {LONGEST}")
    return (dates and read_plain(text, languages)) or read_freely(text, languages, dates=dates)


def read_freely(text: str, languages: Languages, *, dates: bool) -> Reading:
    """`read_text` without its quick ways."""
    rest = folded(text)
    if _NUMBER.fullmatch(rest):
        _no_counted_time(rest)
    if dates and (part := _PART_OF_A_DATE.fullmatch(rest)) is not None:
        lacking = "a month of a year" if part["y"] or part["y2"] else "a year"
        raise ValueError(f"it is {lacking}, and no day of it: write its day too")
    rest, of_taiwan = in_common_years(rest)
    rest, offset = without_offset(rest)
    rest = plainly(rest)
    if rest.endswith(".00"):
        rest = (_POINTS_BEHIND_A_DATE if dates else _POINTS).sub(r"\1:\2:00", rest)
    heard = spoken(frozenset(_NAME.findall(rest)))
    found, rest = find_dates(rest, languages, bare=dates)
    named, rest = without_weekdays(rest, languages, heard)
    _no_month_alone(rest, languages)
    said = frozenset(_NAME.findall(rest))
    until = len(found) == 1 and not _LAST_DAY.isdisjoint(said) and _UNTIL.search(rest) is not None
    if until:
        rest = _UNTIL.sub(TAKEN, rest)
    rest, zone = without_zone(rest, said)
    if zone is not None and offset is not None:
        raise ValueError(f"'{zone}' and a distance from UTC stand in it: leave one of them out")
    if not ABOUT_WORDS.isdisjoint(said):
        rest = ABOUT.sub(" ", rest)
    hours = not dates or (bool(found) and all(each.written.year for each in found))
    if _UP_TO_A_DATE.search(rest):
        raise ValueError(
            "a number stands before a date as if it were a range: write both dates in full"
        )
    own_days = _EACH_WITH_TIME.search(rest) is not None
    clocks = read_clocks(rest.replace(TAKEN, " "), hours=hours, own_days=own_days)
    if dates and not found and clocks == ClockText(open_end=True) and rest.strip(" ?-"):
        raise ValueError("it gives neither day nor time: fill it in when they are known")
    if not found:
        return Reading((), clocks, offset, lone_weekday(named, clocks), zone=zone)
    days = tuple(on_weekdays(found, named, rest, clocks))
    if of_taiwan:
        days = tuple(replace(each, of_taiwan=True) for each in days)
    return Reading(days, clocks, offset, until=until, zone=zone)


_POINTS = re.compile(r"^(\d{1,2})\.(\d\d)\.00$")
_POINTS_BEHIND_A_DATE = re.compile(r"(?<=(?:19|20)\d\d )(\d{1,2})\.(\d\d)\.00$")
"""`9.30.00`, as spreadsheets in Italy and Finland write times; by itself it may be a day of the year 2000."""

_UP_TO_A_DATE = re.compile(rf"\d\s?a\s*{TAKEN}")
"""`7 a 11/11`, which is not seven in the morning."""

_PLAIN = re.compile(
    r"(?:(.*\d),?[ ]|((?:19|20)\d\d-\d\d-\d\d)[ T])"
    r"(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[ ]?([ap])m|(?<=\d:\d\d:\d\d)(z|[+-]\d\d:\d\d))?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN_DATE = re.compile(
    r"((?:19|20)\d\d)-(\d\d)-(\d\d)|(\d{1,2})([/.])(\d{1,2})\5((?:19|20)\d\d)", re.ASCII
)


def read_plain(text: str, languages: Languages) -> Reading | None:
    """A date, or a date and one time, as most cells have them: `2026-06-12T20:00:00Z`, `12/06/2026 8:00 PM`,
    `Sat 12 June 2026 20:00`. Dates and times of day repeat, so each is read once. None for all others."""
    plain = _PLAIN.fullmatch(text)
    found = _date_alone(text if plain is None else plain[1] or plain[2], languages)
    if found is None:
        return None
    if plain is None:
        return Reading((found,), ClockText())
    hours, minutes, seconds = int(plain[3]), int(plain[4]), int(plain[5] or 0)
    half, offset = plain[6], plain[7]
    halves: Halves | None = "told" if half else "of 24" if plain[2] else halves_of(plain[3], hours)
    if minutes > 59 or seconds > 59 or not (1 <= hours <= 12 if half else hours <= 23):
        return None
    if half:
        hours = hours % 12 + (12 if half in "pP" else 0)
    east = read_offset(offset.lower()) if offset else None
    if east is not None and abs(east) > FARTHEST:
        return None
    clocks = ClockText(hours * 3600 + minutes * 60 + seconds, halves=halves)
    return Reading((found,), clocks, east)


@lru_cache(maxsize=20_000)
def _date_alone(text: str, languages: Languages) -> FoundDate | None:
    """The date of a text with nothing beside it but its weekday; None where it is not so simple."""
    numeric = _PLAIN_DATE.fullmatch(text)
    if numeric is not None and numeric[1]:
        return FoundDate(Written(int(numeric[2]), int(numeric[3]), int(numeric[1])))
    if numeric is not None:
        first, second = int(numeric[4]), int(numeric[6])
        return numeric_date(first, second, int(numeric[7])) if min(first, second) <= 12 else None
    names = months(languages).keys() | weekdays(languages).keys()
    if not names.issuperset(_NAME.findall(folded(text))):
        return None
    try:
        reading = read_freely(text, languages, dates=True)
    except ValueError:
        return None
    said = len(reading.dates), reading.clocks, reading.offset, reading.until
    return reading.dates[0] if said == (1, ClockText(), None, False) else None


_EACH_WITH_TIME = re.compile(rf"{TAKEN}[^{TAKEN}]*\d[^{TAKEN}]*{TAKEN}")
"""A range of dates that both have a time: the second time is one of the second day."""
_UNTIL = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(sorted(ENDS | UNTIL | THROUGH))})(?![^\W\d_])[:'.]?\s*"
    rf"(?:(?:the|zum|den|am|on|al|el|le|a|o|au|en met)\s)?[\s,.]*{TAKEN}"
)
"""Words before a date that make it the last day."""
_LAST_DAY = frozenset(_NAME.findall(" ".join(ENDS | UNTIL | THROUGH)))
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_PART_OF_A_DATE = re.compile(
    r"(?:0?[1-9]|1[0-2])[./-](?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)[./-](?:0?[1-9]|1[0-2])|(?:19|20)\d[1-46-9]"
)
"""A year that could be a time, such as 2030, is pointed out as that."""
_EPOCH = re.compile(r"[1-9]\d{9}(?:\d{3})?(?:\.\d+)?")
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")
_PART_OF_A_DAY = re.compile(r"0[.,]\d{2,}")


def _no_counted_time(text: str) -> None:
    """Numbers that programs count time in are pointed out, never read. Raises ValueError."""
    if _EPOCH.fullmatch(text):
        whole = int(text[:10])
        shown = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%d %H:%M UTC")
        unit = "seconds" if len(text) < 13 or "." in text[:13] else "milliseconds"
        raise ValueError(f"it counts {unit} since 1970 ({shown}): state `format: '%s'`")
    if _PART_OF_A_DAY.fullmatch(text):
        minutes = round(float(text.replace(",", ".")) * 1440)
        raise ValueError(
            f"it looks like a part of a day of a spreadsheet ({minutes // 60:02}:{minutes % 60:02}): format that"
            " column as a time and export it again"
        )
    if _SERIAL.fullmatch(text):
        days = float(text.replace(",", "."))
        shown = f"{datetime(1899, 12, 30) + timedelta(minutes=round(days * 1440)):%Y-%m-%d %H:%M}"  # noqa: DTZ001 - a wall clock
        raise ValueError(
            f"it looks like a day number of a spreadsheet ({shown}): format that column as a date and"
            " export it again"
        )


def _no_month_alone(text: str, languages: Languages) -> None:
    """Raises ValueError for `March 2026`, the name of a month that no day stands beside."""
    for word in _NAME.finditer(text):
        if word[0] in months(languages) and word[0] not in KNOWN:
            raise ValueError(f"it names a month ('{word[0]}') and no day of it")
