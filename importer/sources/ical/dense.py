"""Rules by the minute or the second: which times of one day they have (RFC 5545, section 3.3.10).

Only the hours, minutes and seconds that a rule allows are looked at, so that a day costs what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Times:
    """The times of day of one rule.

    first: the wall time that intervals are counted from; by_minute: or else by the second.
    parts: dateutil's BY… arguments; only those of time and `bysetpos` are looked at.
    minutes: of the day, those that are looked at.
    """

    def __init__(
        self, first: datetime, interval: int, parts: Mapping[str, Any], *, by_minute: bool
    ) -> None:
        self._first, self._interval, self._by_minute = first, interval, by_minute
        hours = sorted(set(parts.get("byhour", range(24))))
        minutes = sorted(set(parts.get("byminute", range(60))))
        self.minutes = [60 * hour + minute for hour in hours for minute in minutes]
        self._given = sorted(set(parts.get("bysecond", ())))
        self._places = parts.get("bysetpos")
        self._each_minute = self._chosen(self._given or [first.second])

    def of(self, day: datetime) -> Iterator[datetime]:
        """Wall times of the day that begins at this midnight, ascending."""
        if self._by_minute:
            passed = (day - self._first.replace(second=0)) // _MINUTE
            for minute in self.minutes:
                if (passed + minute) % self._interval == 0:
                    for second in self._each_minute:
                        yield day + timedelta(minutes=minute, seconds=second)
            return
        passed = (day - self._first) // _SECOND
        for minute in self.minutes:
            due = -(passed + 60 * minute) % self._interval
            if due < 60:
                for second in self._seconds(range(due, 60, self._interval)):
                    yield day + timedelta(minutes=minute, seconds=second)

    def _seconds(self, due: range) -> Sequence[int]:
        """Seconds of one minute in a rule by the second, where each is a set of its own."""
        seconds = [second for second in self._given if second in due] if self._given else due
        return seconds if self._chosen([0]) else ()

    def _chosen(self, times: list[int]) -> list[int]:
        """BYSETPOS chooses among the times of one minute, or of one second."""
        if self._places is None:
            return times
        count = len(times)
        chosen = {place - 1 if place > 0 else count + place for place in self._places}
        return [time for place, time in enumerate(times) if place in chosen]
