"""Moments on the wall and in time: gaps, lengths, and whether an occurrence lies in the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from importer.records import Window
from importer.sources.ical.values import Length, Moment

DAY = timedelta(days=1)
LONG_AGO, FAR = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - wall time


def wall(moment: Moment) -> datetime:
    """What the clock on the wall shows: naive, midnight for an all-day date."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time())


def zone_of(moment: Moment) -> tzinfo | None:
    return moment.tzinfo if isinstance(moment, datetime) else None


def placed(local: datetime, zone: tzinfo | None) -> datetime:
    """A wall time in a zone: in a gap the offset before it counts, of two the first (RFC 5545, 3.3.5)."""
    if zone is None or zone is UTC:
        return local.replace(tzinfo=zone)
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def like(local: datetime, start: Moment) -> Moment:
    """A wall time as the same kind of moment as `start`."""
    return placed(local, start.tzinfo) if isinstance(start, datetime) else local.date()


def shown_in(moment: Moment, zone: tzinfo | None) -> Moment:
    """The same instant on the clocks of `zone`; what has no zone stays as it is."""
    if isinstance(moment, datetime) and moment.tzinfo is not None and zone is not None:
        return moment.astimezone(zone)
    return moment


def end_of(start: Moment, length: Length | None) -> Moment | None:
    """All-day: the last day, inclusive. Timed: days by the wall clock, then exact time; None stays."""
    if length is None:
        return None if isinstance(start, datetime) else start
    if not isinstance(start, datetime):
        days = length.days + (1 if length.exact > timedelta(0) else 0)
        return start + timedelta(days=max(days, 1) - 1)
    last = start
    if length.days:
        last = placed(wall(start) + timedelta(days=length.days), start.tzinfo)
    if last.tzinfo is None:
        return last + length.exact
    return (last.astimezone(UTC) + length.exact).astimezone(start.tzinfo)


def order(moment: Moment) -> datetime:
    """A naive instant to sort by; moments without a zone sort by their wall clock."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(tzinfo=None)
    return wall(moment)


def later(moment: datetime, by: timedelta) -> datetime:
    """Never beyond the ends of the calendar."""
    try:
        return moment + by
    except OverflowError:
        return FAR if by > timedelta(0) else LONG_AGO


@dataclass(frozen=True, slots=True)
class Bounds:
    """A window as one calendar sees it; None on either side is open.

    zone: the calendar's own; aware bounds are read on its clocks for moments that have no zone.
    """

    start: datetime | None
    end: datetime | None
    zone: ZoneInfo | None = None

    @classmethod
    def of(cls, window: Window | None, zone: ZoneInfo | None) -> Bounds:
        return cls(window.start, window.end, zone) if window else cls(None, None, zone)

    def touches(self, start: Moment, end: Moment | None) -> bool:
        """Does an occurrence overlap the window? One without length counts if it starts inside."""
        if self.end is not None and not self._before(start, self.end):
            return False
        if self.start is None or not self._before(start, self.start):
            return True
        if isinstance(start, datetime):
            return end is not None and self._after(end, self.start)
        return self._after((end or start) + DAY, self.start)

    def walls(self, zone: tzinfo | None) -> tuple[datetime | None, datetime | None]:
        """Both bounds on the wall clock of `zone`."""
        return (
            self._wall(self.start, zone) if self.start is not None else None,
            self._wall(self.end, zone) if self.end is not None else None,
        )

    def surely(self, zone: tzinfo | None) -> tuple[datetime, datetime]:
        """Wall times of `zone` from and before which a start touches, whatever its clocks do."""
        since, before = self.walls(zone)
        return (
            later(since, DAY) if since else LONG_AGO,
            later(before, -DAY) if before else FAR,
        )

    def _wall(self, bound: datetime, zone: tzinfo | None) -> datetime:
        zone = zone or self.zone
        if bound.tzinfo is not None and zone is not None:
            bound = bound.astimezone(zone)
        return bound.replace(tzinfo=None)

    def _before(self, moment: Moment, bound: datetime) -> bool:
        if isinstance(moment, datetime) and moment.tzinfo is not None and bound.tzinfo is not None:
            return moment < bound
        return wall(moment) < self._wall(bound, zone_of(moment))

    def _after(self, moment: Moment, bound: datetime) -> bool:
        if isinstance(moment, datetime) and moment.tzinfo is not None and bound.tzinfo is not None:
            return moment > bound
        return wall(moment) > self._wall(bound, zone_of(moment))
