"""A series: its rule and dates, the instances taken out of it, and the entries that stand for some."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from importer.sources.ical.entries import Entry
from importer.sources.ical.moments import (
    DAY,
    FAR,
    LONG_AGO,
    Bounds,
    end_of,
    later,
    like,
    order,
    shown_in,
    wall,
    zone_of,
)
from importer.sources.ical.occurrence import (
    Occurrence,
    instance_key,
    occurrence_of,
    on_clock,
    replaced,
    touching,
)
from importer.sources.ical.rules import EndlessRuleError
from importer.sources.ical.values import Length, Moment

MAX_INSTANCES = 20_000
"""Of one series in one window: every day for 50 years, every hour for two."""
MAX_DENSE = 5_000
"""Of one that takes place more than hourly: every twenty minutes of eight hours a day for 200 days."""
CLOCKS = timedelta(hours=3)
"""More than clocks are put back or forward; as many as a day where nothing is dense."""


class Series:
    """A master with the entries that stand for single instances of it, or for all from one on."""

    def __init__(self, master: Entry, overrides: list[Entry], bounds: Bounds) -> None:
        self.master, self.timing, self.bounds = master, master.timing, bounds
        self.first = wall(self.timing.start)
        self.futures = sorted((entry for entry in overrides if entry.and_future), key=self._target)
        self.future_targets = [self._target(entry) for entry in self.futures]
        self._dense = any(rule.dense for rule in self.timing.rules)
        self._most = MAX_DENSE if self._dense else MAX_INSTANCES
        since, before = self._range()
        targeted = [(self._target(entry), entry) for entry in overrides]
        days = {
            target.date()
            for target, entry in targeted
            if since <= target < before or self._touches(entry)
        }  # entries for one day settle among each other which instance is whose: all or none of them
        self.overrides = [entry for target, entry in targeted if target.date() in days]
        targets = [self._target(entry) for entry in self.overrides]
        since = min([since, *targets])
        before = max([before, *targets])
        self.near = since
        since, before = _midnight(since), later(_midnight(before), DAY)
        self.cut: datetime | None = None
        self.begins_apart = False
        self.inside = bounds.surely(zone_of(self.timing.start))
        self.instances = self._instances(since, before)
        self.by_day: dict[date, list[datetime]] = {}
        for start in self.instances:
            self.by_day.setdefault(start.date(), []).append(start)
        self.removed_days, self.removed = self._removed(since, before)

    def occurrences(self) -> Iterator[Occurrence]:
        """Those that touch the window. Raises EndlessRuleError after them where there are more."""
        yield from self._all()
        if self.cut is not None:
            words = f"has more than {self._most:,} instances in the window"
            raise EndlessRuleError(words, after=self.cut)

    @property
    def begins_off_rule(self) -> bool:
        """Does it begin in the window, at a time that none of its rules makes?"""
        return self.begins_apart and not self._is_removed(self.first) and self._touches(self.master)

    def _all(self) -> Iterator[Occurrence]:
        claims, strays = self._claims()
        ordinals: Counter[date] = Counter()
        for start in sorted(self.instances):
            ordinals[start.date()] += 1
            if start < self.near:
                continue
            key, past_key = self._keys(start.date(), ordinals[start.date()])
            original, _ = self.instances[start]
            entry = claims.get(start)
            if entry is not None:
                yield from self._standing_in(entry, key, past_key, original)
            elif not self._is_removed(start):
                yield from self._regular(start, key, past_key, original)
        for entry in strays:
            day = self._target(entry).date()
            ordinals[day] += 1
            key, past_key = self._keys(day, max(ordinals[day], len(self.by_day.get(day, ())) + 1))
            yield from self._standing_in(entry, key, past_key, replaced(entry))

    def _keys(self, day: date, ordinal: int) -> tuple[str, str | None]:
        name = self.master.name
        past = name if (day, ordinal) == (self.first.date(), 1) else None
        return instance_key(name, day, ordinal), past

    def _standing_in(
        self, entry: Entry, key: str, past_key: str | None, original: Moment
    ) -> Iterator[Occurrence]:
        start = entry.timing.start
        yield from touching(
            self.bounds, occurrence_of(entry, start, key, past_key, original, self.master)
        )

    def _regular(
        self, start: datetime, key: str, past_key: str | None, original: Moment
    ) -> Iterator[Occurrence]:
        entry, moment, stands_for = self.master, original, None
        if changes := bisect_right(self.future_targets, start):
            entry, stands_for = self.futures[changes - 1], original
            moment = self._shifted(entry, original)
        length = self.instances[start][1] if entry is self.master else None
        found = occurrence_of(entry, moment, key, past_key, stands_for, self.master, length)
        if entry is self.master and self.inside[0] <= start < self.inside[1]:
            yield found
        else:
            yield from touching(self.bounds, found)

    def _shifted(self, entry: Entry, original: Moment) -> Moment:
        """Where RANGE=THISANDFUTURE moves an instance: as far as it moved its own."""
        start = entry.timing.start
        zone = zone_of(start)
        own = like(self._target(entry), self.timing.start)
        shift = wall(start) - wall(shown_in(own, zone))
        return like(wall(shown_in(original, zone)) + shift, start)

    def _target(self, entry: Entry) -> datetime:
        """Wall time, on the master's clock, of the instance that an override names."""
        return on_clock(replaced(entry), self.timing.start)

    def _touches(self, entry: Entry) -> bool:
        start = entry.timing.start
        return self.bounds.touches(start, end_of(start, entry.timing.length))

    def _range(self) -> tuple[datetime, datetime]:
        """Wall times between which instances may touch the window, wherever they are moved to."""
        lengths = [entry.timing.length for entry in (self.master, *self.futures)]
        lengths += [length for _, length in self.timing.added]
        margin = CLOCKS if self._dense else DAY
        reach = max((length.at_most for length in lengths if length), default=timedelta(0)) + margin
        moved = [abs(order(entry.timing.start) - order(replaced(entry))) for entry in self.futures]
        shift = max(moved, default=timedelta(0)) + margin
        since, before = self.bounds.walls(zone_of(self.timing.start))
        self.counted_from = later(since, margin - reach) if since else LONG_AGO
        earliest = min([self.first, *(wall(moment) for moment, _ in self.timing.added)])
        return (
            later(since, -reach - shift) if since else earliest,
            later(before, shift) if before else FAR,
        )

    def _instances(
        self, since: datetime, before: datetime
    ) -> dict[datetime, tuple[Moment, Length | None]]:
        """The set before EXDATE by wall time: each moment, and the length that an RDATE brings."""
        found: dict[datetime, tuple[Moment, Length | None]] = {}
        for rule in self.timing.rules:
            room = self._most
            for start in rule.starts(self.first, since, before):
                room -= start >= self.counted_from
                if room < 0:
                    self.cut = min(start, self.cut or start)
                    break
                moment = like(start, self.timing.start)
                found[wall(moment)] = moment, None
        for moment, length in self.timing.added:
            start = on_clock(moment, self.timing.start)
            if since <= start < before:
                found[start] = like(start, self.timing.start), length
        if since <= self.first < before and self.first not in found and not self.timing.deleted:
            found[self.first] = like(self.first, self.timing.start), None
            self.begins_apart = bool(self.timing.rules)  # section 3.8.5.3 leaves it open
        return found

    def _removed(self, since: datetime, before: datetime) -> tuple[set[date], set[datetime]]:
        timed = isinstance(self.timing.start, datetime)
        days: set[date] = set()
        starts: set[datetime] = set()
        for moment in self.timing.removed:
            if timed and not isinstance(moment, datetime):
                days.add(moment)
            else:
                starts.add(on_clock(moment, self.timing.start))
        for rule in self.timing.exrules:
            for start in rule.starts(self.first, since, before):
                starts.add(wall(like(start, self.timing.start)))
        return days, starts

    def _is_removed(self, start: datetime) -> bool:
        return start in self.removed or start.date() in self.removed_days

    def _claims(self) -> tuple[dict[datetime, Entry], list[Entry]]:
        """Which override stands for which instance, and those that name none of them.

        An instant that is not in the set, on a day with one instance, means that instance: the
        series' time was changed later. Of an older SEQUENCE than the master it is a leftover.
        EXDATE beats overrides unless they are newer.
        """
        claims: dict[datetime, Entry] = {}
        strays: list[Entry] = []
        for entry in self.overrides:
            target = self._target(entry)
            if self._is_removed(target) and entry.sequence <= self.master.sequence:
                continue
            if target in self.instances:
                claims[target] = entry
            elif entry.sequence >= self.master.sequence:
                strays.append(entry)
        unnamed: list[Entry] = []
        for entry in sorted(strays, key=self._target):
            day = self._target(entry).date()
            same_day = self.by_day.get(day, [])
            if (
                len(same_day) == 1
                and same_day[0] not in claims
                and not self._is_removed(same_day[0])
            ):
                claims[same_day[0]] = entry
            else:
                unnamed.append(entry)
        return claims, unnamed


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())
