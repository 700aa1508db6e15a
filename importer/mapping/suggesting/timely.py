"""Which columns hold days, and which hours: by what their names say, else by their cells alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importer.mapping.suggesting.date_parts import date_in_parts, holds_unread_dates, names_months
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.ranks import ENOUGH, Side, best, clock_rank, day_rank, side
from importer.mapping.suggesting.time_cells import clocks_in

BY_CONTENT = 0.85
"""The share of cells that makes a column one of times whatever it is called."""

_NAMELESS = 0.7
"""The same in a table without names."""

_OF_HOURS = 0.35
"""Fewer will do in a column that is called a time: hours are written more loosely than days."""

_SOME, _HALF = 0.3, 0.5
_EARLY = 6 * 3600
_OF_NO_TIME = frozenset({"unknown", "title", "notes", "weekday", "tag", "venue"})
"""Roles of columns that are times all the same where their cells are: "1st performance"."""

BEHIND_THE_DOORS = r"^(?:\d+:\d\d ?[/／] ?)?(\S.*)"
"""The hour behind the slash, and dates as they are."""

HOUR_IN_FRONT = r"(?i)^(?:\d{1,2}[:.h]\d\d(?: ?[ap]\.? ?m\.?)?|\d{1,2} ?(?:[ap]\.? ?m\.?|h|uhr|uur))(?=[ ,;/(])|^.+"
"""The hour before other words; all of a cell that does not begin with one, as dates do not."""

_DOORS_AND_START = re.compile(r"(\d{1,2}):(\d\d) ?[/／] ?(\d{1,2}):(\d\d)")
_LONGEST_WAIT = 120
"""Minutes."""

_TO_THE_SECOND = re.compile(r"\d{1,2}:\d\d:(?!00)\d\d(?:[.,]\d+)?")
_BARE_HOUR = re.compile(r"(?P<hour>\d{1,2})[:.]\d\d")
_WITH_ITS_HALF = re.compile(r"\d\s*[ap]\.?\s?m\b", re.IGNORECASE)
_SEVERAL_EARLY = 0.2
"""A smaller share of early hours may be as they are: a run at 7:00, a market from 6:30."""

_DECIMAL = re.compile(r"\d+[.,]\d+")
_USUAL_MINUTES = frozenset({".00", ".15", ".20", ".30", ".40", ".45"})


def may_be_time(column: Column) -> bool:
    """Whether it is one of days or hours of the event itself."""
    if not column.values:
        return False
    if column.role == "time":
        return column.times.day >= ENOUGH or column.times.clock >= _OF_HOURS
    if column.role == "passing":
        return _is_moment(column)
    unsaid = column.lettered or column.role in _OF_NO_TIME
    return unsaid and column.times.any >= _least(column) and column.number < 0.5


def _is_moment(column: Column) -> bool:
    """Whether a "timestamp" counts seconds, as programs keep the times of events; forms write that of sending out."""
    named = words_of(column.name) in (["timestamp"], ["time", "stamp"])
    return named and column.number >= 0.9 and column.times.both >= BY_CONTENT


def has_hours(column: Column) -> bool:
    """Whether enough of its cells are times of day."""
    enough = column.times.clock >= (_OF_HOURS if column.role == "time" else _least(column))
    believable = column.role == "time" or _are_of_the_day(column)
    return enough and believable and not _is_measured(column)


def _is_measured(column: Column) -> bool:
    """Whether a "Time" is what runners took, to the second: only what is broadcast begins at 13:07:23, in
    columns that say so."""
    if "TIME" not in column.meaning or side(column) != "none":
        return False
    measured = sum(bool(_TO_THE_SECOND.fullmatch(text)) for text in column.texts)
    return measured > 0.5 * len(column.texts)


def _least(column: Column) -> float:
    return ENOUGH if column.role == "time" else _NAMELESS if column.lettered else BY_CONTENT


def is_dated(column: Column) -> bool:
    """Whether its cells are dates, so that times in them are not all there is: 10.12 may be both."""
    timely = "TIME" in column.meaning or side(column) == "end"
    return column.times.day >= ENOUGH and not (timely and column.times.clock >= column.times.day)


def dated(timely: Iterable[Column], *not_of: Side) -> list[Column]:
    """Those of them that hold days, but none whose name speaks of these sides of the event."""
    return [
        column
        for column in timely
        if column.times.day >= _least(column)
        and is_dated(column)
        and side(column) not in not_of
        and (column.role == "time" or column.times.yearless < 0.5 or names_months(column))
    ]


def unnamed_day(profile: Profile) -> Column | None:
    """A column of days under a name that says nothing, where no other is one; its cells may lack their years."""
    if date_in_parts(profile) is not None or any(map(holds_unread_dates, profile.columns)):
        return None
    unnamed = [c for c in profile.columns if c.role == "unknown" and c.filled >= _HALF]
    whole = [c for c in unnamed if c.times.day >= BY_CONTENT and c.times.day >= c.times.clock]
    worded = [c for c in unnamed if c.times.day >= _HALF and (c.spelt or c.times.yearless < _HALF)]
    return best([c for c in whole or worded if c.number < _HALF], day_rank)


def unnamed_hour(profile: Profile, *not_these: str) -> Column | None:
    """The same of hours, and those of a name that speaks of a time among other things ("horaires public").

    Numbers with 50 or 99 behind the point are prices.
    """
    unnamed = [c for c in profile.columns if c.role == "unknown" or _is_half_a_time(c)]
    unnamed = [c for c in unnamed if c.filled >= _SOME and c.name not in not_these]
    hours = [c for c in unnamed if c.times.clock >= ENOUGH and c.times.day < ENOUGH]
    hours = [c for c in hours if c.number < _HALF or _are_dotted_hours(c)]
    return best(filter(_are_of_the_day, hours), clock_rank)


def _is_half_a_time(column: Column) -> bool:
    return column.role == "aside" and set(column.meaning.concepts) == {"TIME", "ASIDE"}


def hour_in_front(profile: Profile, day: Column) -> Column | None:
    """A column of times in which words stand behind the hour: "6:00 a.m. at the bus station"."""
    named = [c for c in profile.of("time") if side(c) != "end" and c.times.any < _OF_HOURS]
    named = [
        c for c in named if sum(map(_begins_with_an_hour, c.texts)) >= _NAMELESS * len(c.texts)
    ]
    return best([c for c in named if not any(map(_begins_with_an_hour, day.texts))], clock_rank)


def _begins_with_an_hour(text: str) -> bool:
    found = re.match(HOUR_IN_FRONT, text)
    return found is not None and found[0] != text


def doors_and_start(profile: Profile) -> Column | None:
    """A column of the opening of the doors and the start behind it, as live houses in Japan write them: "18:30/19:00"."""
    named = [c for c in profile.of("time") if side(c) in ("start", "doors")]
    return next(
        (c for c in named if sum(map(_opens_and_starts, c.texts)) >= ENOUGH * len(c.texts)), None
    )


def _opens_and_starts(text: str) -> bool:
    both = _DOORS_AND_START.fullmatch(text)
    if both is None:
        return False
    doors, start = (60 * int(both[at]) + int(both[at + 1]) for at in (1, 3))
    return 0 < start - doors <= _LONGEST_WAIT


def lacking_their_half(column: Column) -> list[str]:
    """The cells that would be early in the morning, where no other is later than 12:59 or says am or pm: "6:30" may
    be of the evening."""
    if any(map(_WITH_ITS_HALF.search, column.texts)):
        return []
    hours = [found for text in column.texts if (found := _BARE_HOUR.match(text)) is not None]
    late = any(int(found["hour"]) > 12 or found["hour"].startswith("0") for found in hours)
    early = [
        found.string
        for found in hours
        if 1 <= int(found["hour"]) < 8 and found.end() == len(found.string)
    ]
    return [] if late or len(early) < _SEVERAL_EARLY * len(column.texts) else early


def _are_dotted_hours(column: Column) -> bool:
    """Whether its numbers are written as 19.30 and 20.15 are, and no two digits behind the point are others."""
    minutes = {text[-3:].replace(",", ".") for text in column.texts if _DECIMAL.fullmatch(text)}
    return minutes <= _USUAL_MINUTES and minutes != {".00"} and column.times.clock >= BY_CONTENT


def _are_of_the_day(column: Column) -> bool:
    """Whether half of its hours or more are after six in the morning; earlier ones are lengths."""
    hours = [seconds for seconds in clocks_in(column.values) if seconds is not None]
    return sum(seconds >= _EARLY for seconds in hours) > 0.5 * len(hours)
