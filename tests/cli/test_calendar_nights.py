"""Whatever happens to a calendar from night to night, the platform holds what a simple model says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.cli.centre import ZONE, Centre, Shown, running_centre

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAST, FUTURE = DAY, 42 * DAY
Name: TypeAlias = tuple[str, date | None]
"""Which event: the title of its series, and the day on which it was to be (None: a single event)."""


@dataclass
class Entry:
    """A weekly class, or a single event while weeks is None. odd: what became of some days."""

    title: str
    first: date
    weeks: int | None
    hour: int = 19
    odd: dict[date, str] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return [self.first + 7 * DAY * week for week in range(self.weeks or 1)]

    def occurrences(self) -> Iterator[tuple[Name, datetime]]:
        """What is to be published; each lasts an hour. A moved one starts at 21 h and some minutes."""
        for day in self.days:
            name = (self.title, day if self.weeks else None)
            start = datetime.combine(day, time(self.hour), ZONE)
            match self.odd.get(day):
                case None:
                    yield name, start
                case "moved":
                    yield name, datetime.combine(day + 2 * DAY, time(21, day.day), ZONE)

    def written(self) -> list[str]:
        """Its VEVENTs."""
        rule = [f"RRULE:FREQ=WEEKLY;COUNT={self.weeks}"] if self.weeks else []
        gone = [day for day in self.days if self.odd.get(day) == "taken out"]
        rule += [f"EXDATE;TZID={ZONE.key}:{day:%Y%m%d}T{self.hour}0000" for day in gone]
        entries = [self._event(datetime.combine(self.first, time(self.hour)), *rule)]
        for day in self.days:
            state, start = self.odd.get(day), datetime.combine(day, time(self.hour))
            stands_for = f"RECURRENCE-ID;TZID={ZONE.key}:{start:%Y%m%dT%H%M%S}"
            if state == "cancelled":
                entries.append(self._event(start, stands_for, "STATUS:CANCELLED"))
            elif state == "moved":
                moved = datetime.combine(day + 2 * DAY, time(21, day.day))
                entries.append(self._event(moved, stands_for))
        return entries

    def _event(self, start: datetime, *lines: str) -> str:
        head = (f"UID:{self.title}", f"SUMMARY:{self.title}", "DURATION:PT1H")
        return "\n".join((*head, f"DTSTART;TZID={ZONE.key}:{start:%Y%m%dT%H%M%S}", *lines))


@dataclass
class Model:
    """What the platform should hold: (start, status) by name."""

    events: dict[Name, tuple[datetime, str]] = field(default_factory=dict)

    def night(self, now: datetime, entries: list[Entry]) -> None:
        found = dict(pair for entry in entries for pair in entry.occurrences())
        live = {n: s for n, s in found.items() if s < now + FUTURE and s + HOUR > now - PAST}
        for entry in entries:
            before, after = (entry.title, None), (entry.title, entry.first)
            if after in live and self._visible(before, now):
                self.events[after] = self.events.pop(before)
        for name, start in live.items():
            if start + HOUR > now:
                self.events[name] = (start, "published")
        for name in self.events.keys() - live.keys():
            if self._visible(name, now):
                self.events[name] = (self.events[name][0], "draft")

    def _visible(self, name: Name, now: datetime) -> bool:
        start, status = self.events.get(name, (now, ""))
        return status == "published" and now < start + HOUR and start < now + FUTURE

    def shown(self) -> Shown:
        return sorted((n[0], f"{s:%m-%d %H:%M}", status) for n, (s, status) in self.events.items())


def live_on(entries: list[Entry], now: datetime, rng: random.Random) -> None:
    """Let one thing happen to the calendar."""
    entry = rng.choice(entries)
    ahead = [day for day in entry.days if day > now.date()]
    match rng.choice(("day", "day", "day", "hour", "single", "series", "gone", "nothing")):
        case "day" if entry.weeks and ahead:
            day = rng.choice(ahead)
            entry.odd[day] = rng.choice(("moved", "cancelled", "taken out", ""))
            if not entry.odd[day]:
                del entry.odd[day]
        case "hour":
            entry.hour = rng.choice((17, 18, 19, 20))
        case "single":
            first = now.date() + rng.randrange(1, 30) * DAY
            entries.append(Entry(f"Talk {len(entries)} of {now:%m-%d}", first, None))
        case "series" if not entry.weeks and ahead:
            entry.weeks = rng.randrange(2, 6)
        case "gone" if entry is not entries[0]:
            entries.remove(entry)


@pytest.mark.parametrize("seed", range(4))
def test_the_platform_holds_what_the_feed_describes_and_nothing_twice(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    entries = [
        Entry("Yoga", date(2026, 10, 6), 12), Entry("Choir", date(2026, 9, 30), 9), Entry("Fair", date(2026, 10, 24), None),
    ]  # fmt: skip
    model = Model()
    with running_centre(tmp_path) as centre:
        for _ in range(8):
            now = centre.now
            feed = [event for entry in entries for event in entry.written()]
            result = centre.night(*feed, later=timedelta(0))
            assert result.exit_code == 0, result.issues
            model.night(now, entries)
            assert centre.shown() == model.shown(), f"the night of {now:%m-%d}"
            _nothing_changes(centre, rng.sample(feed, len(feed)))
            centre.now += rng.choice((1, 1, 2, 5)) * DAY
            for _ in range(rng.randrange(4)):
                live_on(entries, centre.now, rng)


def _nothing_changes(centre: Centre, shuffled: list[str]) -> None:
    centre.night(*shuffled, later=timedelta(0))
    assert centre.writes() == []
