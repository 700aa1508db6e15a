"""One end of an event, on the wall clock of a zone that is not chosen yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from importer.mapping.formats import DAY

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - subtracted from wall clocks, which have no zone


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of an event on the wall clock of its zone. day None: the day of the start.
    instant: an aware datetime instead. whole_day: `day` itself, without a time.
    wall, next_wall: `day` and `seconds` in one, and for ends the same on the next day, made once
    because moments are remembered."""

    day: date | None = None
    seconds: int = 0
    offset: int | None = None
    instant: datetime | None = None
    whole_day: bool = False
    wall: WallTime | None = None
    next_wall: WallTime | None = None


@dataclass(frozen=True, slots=True)
class WallTime:
    """A wall clock with its day, its ISO 8601 text and its seconds since 1970 as if it were UTC."""

    at: datetime
    day: date
    text: str
    seconds: int

    @classmethod
    def of(cls, at: datetime) -> WallTime:
        past = at - _EPOCH
        text = at.isoformat(timespec="seconds")
        return cls(at, at.date(), text, past.days * DAY + past.seconds)
