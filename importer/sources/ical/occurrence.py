"""One time that an entry takes place, and the key that names it for ever.

The key of an instance is UID, local date of its original start in the master's zone, and its ordinal
among that UID's instances of that date, counted before EXDATE. It stays the same when the instance
moves, its text or the series' time changes, and however the producer writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from importer.sources.ical.entries import Entry
from importer.sources.ical.moments import Bounds, end_of, shown_in, wall, zone_of
from importer.sources.ical.values import Length, Moment


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that an entry takes place.

    end: the last day of an all-day occurrence; None where a timed one has no end.
    original: where another entry stands for this instance: when it would have started.
    master: the series it belongs to, where that is in the file.
    """

    entry: Entry
    start: Moment
    end: Moment | None
    key: str
    past_key: str | None = None
    original: Moment | None = None
    master: Entry | None = None


def instance_key(name: str, day: date, ordinal: int) -> str:
    return f"{name}\x1f{day.isoformat()}\x1f{ordinal}"


def occurrence_of(
    entry: Entry,
    start: Moment,
    key: str,
    past_key: str | None = None,
    original: Moment | None = None,
    master: Entry | None = None,
    length: Length | None = None,
) -> Occurrence:
    end = end_of(start, length or entry.timing.length)
    return Occurrence(entry, start, end, key, past_key, original, master)


def touching(bounds: Bounds, occurrence: Occurrence) -> Iterator[Occurrence]:
    if bounds.touches(occurrence.start, occurrence.end):
        yield occurrence


def replaced(entry: Entry) -> Moment:
    assert entry.timing.replaces is not None
    return entry.timing.replaces


def on_clock(moment: Moment, start: Moment) -> datetime:
    """A moment on the wall clock that `start` is written for."""
    if not isinstance(start, datetime):
        return datetime.combine(wall(moment).date(), time())
    if not isinstance(moment, datetime):
        return datetime.combine(moment, start.time())
    return wall(shown_in(moment, zone_of(start)))
