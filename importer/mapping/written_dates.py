"""Dates in a text: where they stand, and which of them are a range."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from importer.mapping import date_shapes as shapes
from importer.mapping.calendar_words import months, spoken, weekdays
from importer.mapping.date_shapes import Languages
from importer.mapping.found_dates import FoundDate, dates_of, next_to_each_other
from importer.mapping.model import Order

TAKEN = "\x01"
"""Stands where a date was taken out of a text."""


class _Place(NamedTuple):
    """Where dates stand in a text, and as what: one, or the two of `12-14 June`."""

    start: int
    end: int
    dates: list[FoundDate]
    text: str


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
            _behind_no_letter(match, text)
            dates = dates_of(match, languages, heard)
            found.append(_Place(match.start(), match.end(), dates, match[0]))
            text = text[: match.start()] + TAKEN * len(match[0]) + text[match.end() :]
    found.sort(key=lambda each: each.start)
    if (
        len(found) == 2
        and (sign := _BEHIND_ITS_YEAR.match(found[0].text))
        and sign[1] in found[1].text
    ):
        found[1].dates[:] = map(_month_first, found[1].dates)
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
        *(shapes.YEAR_APART if bare else ()),
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


_LETTER_BEFORE = re.compile(r"(?<!\w)[a-zα-ωа-я]$")


def _behind_no_letter(match: re.Match[str], text: str) -> None:
    """Raises ValueError for `X7.4.19`: letters say how years are counted, and words have a blank behind them."""
    letter = _LETTER_BEFORE.search(text[: match.start()])
    if letter is not None and match[0][0].isdigit():
        raise ValueError(
            f"the letter of '{letter[0]}{match[0]}' is not understood: take it out, or write the date like 2026-06-12"
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
        next_to_each_other([*first.dates, *last.dates])
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


_BEHIND_ITS_YEAR = re.compile(r"\d{4}([./])\s?\d")


def _month_first(found: FoundDate) -> FoundDate:
    """The end of a range whose start begins with its year, as both have the same sign: `2026/4/8 - 4/10` is in April."""
    if not found.swappable or found.written.year is not None:
        return found
    return replace(_ordered(found, "mdy"), evidence=None)


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
