"""Names of weekdays in a text, and the dates that they stand beside."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from importer.mapping.calendar_words import weekdays
from importer.mapping.clock_vocabulary import KNOWN
from importer.mapping.clock_words import ClockText
from importer.mapping.date_shapes import Languages
from importer.mapping.formats import DAY
from importer.mapping.found_dates import FoundDate
from importer.mapping.written_dates import TAKEN
from importer.mapping.zone_words import ZONE_NAMES

_WORD = re.compile(r"[^\W\d_]+(?:-feira)?")


class NamedDay(NamedTuple):
    """A name of a weekday in a text: where it stands, its day from 0 for Monday, and itself."""

    at: int
    day: int
    word: str


def without_weekdays(
    text: str, languages: Languages, heard: frozenset[str]
) -> tuple[list[NamedDay], str]:
    """Each name of a weekday, and the text without them.

    heard: the languages of the other words; one alone proves its short names before a date, and that others
    are none. Raises ValueError for a name that may be another word."""
    known = weekdays(languages)
    own = weekdays(tuple(heard)) if len(heard) == 1 and not languages else None
    named: list[NamedDay] = []
    for word in _WORD.finditer(text):
        name = word[0]
        day = known.get(name)
        before = text[: word.start()].rstrip(" (")
        first = not before
        if name in ZONE_NAMES and before and not before.endswith(TAKEN):
            continue
        if own is not None and (day is not None or first):
            day = own.get(name, None if name in KNOWN else day)
        elif name in KNOWN and day is not None and not languages:
            _no_other_word(name, text[word.end() :])
        if day is not None:
            named.append(NamedDay(word.start(), day, name))
            text = text[: word.start()] + " " * len(name) + text[word.end() :]
    return named, text


_TIME_AFTER = re.compile(rf"[^\w{TAKEN}]*(?:[^\W\d_]{{1,5}}[^\w{TAKEN}]*)?\d")


_GERMANIC = re.compile(r"\bu(?:hr|ur)\b")


def _no_other_word(name: str, after: str) -> None:
    """Raises ValueError for `do 22:00`, which is a Thursday or the end."""
    if _TIME_AFTER.match(after) and not _GERMANIC.search(after):
        raise ValueError(
            f"'{name}' before a time is a day of the week in some languages, and means until in others: state the"
            " `language`"
        )


def lone_weekday(named: list[NamedDay], clocks: ClockText) -> int | None:
    """The weekday that stands beside times alone. Raises ValueError where there are several."""
    if not named:
        return None
    if len(named) > 1 and not _spans_midnight(named, clocks):
        raise ValueError("it names several days of the week: give each day a row of its own")
    return named[0].day


def _spans_midnight(days: list[NamedDay], clocks: ClockText) -> bool:
    """Whether two weekdays are those of a time and its end, as in `Fri 8pm - Sat 2am`."""
    nights = (clocks.end or 0) // DAY
    return len(days) == 2 and clocks.end is not None and days[1].day == (days[0].day + nights) % 7


def on_weekdays(
    found: list[FoundDate], days: list[NamedDay], text: str, clocks: ClockText
) -> list[FoundDate]:
    """The dates with the weekdays that are written beside them. Raises ValueError."""
    if len(days) == 1 and len(found) == 2:
        at = 0 if days[0].at < text.index(TAKEN) else 1
        return [_on(each, days[0]) if n == at else each for n, each in enumerate(found)]
    if len(days) == 2 and len(found) == 1 and _spans_midnight(days, clocks):
        days = days[:1]
    if days and len(days) != len(found):
        raise ValueError(
            "it names more days of the week than dates: give each day a row of its own"
        )
    return [_on(each, day) for each, day in zip(found, days, strict=True)] if days else found


def _on(found: FoundDate, named: NamedDay) -> FoundDate:
    return replace(found, written=replace(found.written, weekday=named.day, named=named.word))
