"""Zones that only the calendar itself defines: followed as it says, shown in zones that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from importer.sources.ical.values import Moment
from importer.sources.ical.zone_definitions import clock_changes, offset_at
from importer.sources.ical.zone_names import fixed


class OwnZone(tzinfo):
    """The clocks of a VTIMEZONE that no IANA zone has: it is the definition (RFC 5545, 3.6.5).

    defined: the VTIMEZONE as evaluated; it is asked once for each year. home: the calendar's own zone.
    """

    def __init__(self, defined: tzinfo, home: ZoneInfo | None) -> None:
        self._defined, self._home = defined, home
        self._years: dict[int, tuple[int, list[tuple[datetime, int, int]]]] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """In a gap the offset before it, of two times the first; the others where `fold` says so."""
        if moment is None:
            return None
        local = moment.replace(tzinfo=None)
        seconds, found = self._year(local.year)
        for at, before, after in found:
            shift = min(before, after) if moment.fold else max(before, after)
            if local >= at + timedelta(seconds=shift):
                seconds = after
        return timedelta(seconds=seconds)

    def fromutc(self, moment: datetime) -> datetime:
        instant = moment.replace(tzinfo=None)
        seconds, found = self._year(instant.year)
        for at, _, after in found:
            if instant >= at:
                seconds = after
        local = (instant + timedelta(seconds=seconds)).replace(tzinfo=self)
        return local.replace(fold=int(local.utcoffset() != timedelta(seconds=seconds)))

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return None

    def shown(self, moment: datetime) -> datetime:
        """The same instant in an IANA zone: the calendar's if it has this offset then, else one that
        always has it, else UTC."""
        ahead = moment.utcoffset()
        assert ahead is not None
        at_home = moment.astimezone(self._home) if self._home else None
        if at_home is not None and at_home.utcoffset() == ahead:
            return at_home
        return moment.astimezone(ZoneInfo(fixed(ahead // timedelta(minutes=1)) or "UTC"))

    def covers(self, years: Iterable[int]) -> bool:
        """Can its clocks be told in these years?"""
        try:
            return all(self._year(year) for year in years)
        except ValueError:
            return False

    def _year(self, year: int) -> tuple[int, list[tuple[datetime, int, int]]]:
        """The offset in seconds with which a year begins; each change in UTC, and the offsets around it."""
        if year not in self._years:
            try:
                first = offset_at(self._defined, datetime(year, 1, 3, 12, tzinfo=UTC))
                found = [
                    (at.replace(tzinfo=None), before, after)
                    for at, before, after in clock_changes(self._defined, (year,))
                ]
            except Exception as problem:  # any fault of what evaluates a hostile definition
                words = f"is in a time zone whose definition cannot be followed in {year}"
                raise ValueError(words) from problem
            self._years[year] = first, found
        return self._years[year]


def with_known_zone(moment: Moment) -> Moment:
    """As it leaves the reader: aware moments have a ZoneInfo."""
    if isinstance(moment, datetime) and isinstance(moment.tzinfo, OwnZone):
        return moment.tzinfo.shown(moment)
    return moment
