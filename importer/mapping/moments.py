"""One end of an event, on the wall clock of a zone that is not chosen yet.

There are two for every row, so they are plain tuples, made from parts that repeat: days and times of day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from importer.mapping.formats import DAY

_FIRST = date(1970, 1, 1).toordinal()


class WallTime(NamedTuple):
    """A wall clock: its day, its ISO 8601 text and its seconds since 1970 as if it were UTC."""

    day: date
    text: str
    seconds: int

    @classmethod
    def on(cls, day: date, seconds: int) -> WallTime:
        """seconds: from midnight of that day, 86400 and more on a later one."""
        if not 0 <= seconds < DAY:
            day += timedelta(seconds // DAY)
            seconds %= DAY
        text, midnight = _day(day)
        return cls(day, text + _clock(seconds), midnight + seconds)

    @classmethod
    def of(cls, at: datetime) -> WallTime:
        return cls.on(at.date(), at.hour * 3600 + at.minute * 60 + at.second)

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time(0)) + timedelta(seconds=self.seconds % DAY)


class Moment(NamedTuple):
    """One end of an event on the wall clock of its zone. day None: the day of the start.

    seconds: from midnight, 86400 and more on the next day. offset: in seconds east, where one is
    written. instant: an aware datetime instead. whole_day: `day` itself, without a time. wall: `day`
    and `seconds` in one, where both are known. zone: a short name such as EST that stands beside the time.
    last: the last of several days, where `day` is the first.
    """

    day: date | None = None
    seconds: int = 0
    offset: int | None = None
    instant: datetime | None = None
    whole_day: bool = False
    wall: WallTime | None = None
    zone: str | None = None
    last: date | None = None


@lru_cache(maxsize=20_000)
def _day(day: date) -> tuple[str, int]:
    """A day as ISO 8601 text up to its time, and its midnight in seconds since 1970."""
    return f"{day.isoformat()}T", (day.toordinal() - _FIRST) * DAY


@lru_cache(maxsize=20_000)
def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
