"""A club's calendar as plain data: what is on when, and how its feed writes it. Knows nothing of how it is read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tests.cli.centre import ZONE

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)
WINDOWS_NAME = "Eastern Standard Time"


class On(NamedTuple):
    """Something that takes place, for an hour. start: epoch seconds."""

    title: str
    start: int
    blurb: str


@dataclass
class Entry:
    """A weekly class, or a single event. last: the day after which a class is over; None: never.

    odd: what became of single days. later: from this day on at another hour (RANGE=THISANDFUTURE).
    """

    uid: str
    title: str
    first: date
    at: time
    weekly: bool = False
    last: date | None = None
    blurb: str = "Come along"
    zone: str = ZONE.key
    odd: dict[date, str] = field(default_factory=dict)
    later: tuple[date, time] | None = None

    def days(self, until: date) -> Iterator[date]:
        day = self.first
        while day <= min(until, self.last or until):
            yield day
            if not self.weekly:
                return
            day += WEEK

    def takes_place(self, until: date) -> Iterator[On]:
        for day in self.days(until):
            at = self.later[1] if self.later and day >= self.later[0] else self.at
            match self.odd.get(day):
                case None:
                    yield self._on(day, at)
                case "moved":
                    yield self._on(day + DAY, time(21, 15))

    def _on(self, day: date, at: time) -> On:
        return On(self.title, int(datetime.combine(day, at, ZONE).timestamp()), self.blurb)

    def written(self) -> Iterator[str]:
        """Its VEVENTs, without BEGIN and END."""
        last = self.last and f";UNTIL={_end_of(self.last):%Y%m%dT%H%M%SZ}"
        rule = [f"RRULE:FREQ=WEEKLY{last or ''}"] if self.weekly else []
        out = sorted(day for day, what in self.odd.items() if what == "taken out")
        yield self._event(self.first, self.at, *rule, *(f"EXDATE{self._stamp(day)}" for day in out))
        for day, what in sorted(self.odd.items()):
            stands_for = f"RECURRENCE-ID{self._stamp(day)}"
            if what == "cancelled":
                yield self._event(day, self.at, stands_for, "STATUS:CANCELLED")
            elif what == "moved":
                yield self._event(day + DAY, time(21, 15), stands_for)
        if self.later:
            day, at = self.later
            yield self._event(day, at, f"RECURRENCE-ID;RANGE=THISANDFUTURE{self._stamp(day)}")

    def _stamp(self, day: date, at: time | None = None) -> str:
        return f";TZID={self.zone}:{datetime.combine(day, at or self.at):%Y%m%dT%H%M%S}"

    def _event(self, day: date, at: time, *lines: str) -> str:
        texts = (f"UID:{self.uid}", f"SUMMARY:{self.title}", f"DESCRIPTION:{self.blurb}")
        return "\n".join((*texts, f"DTSTART{self._stamp(day, at)}", "DURATION:PT1H", *lines))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)


@dataclass
class Club:
    """The calendar of a club and the dice of its members."""

    entries: list[Entry]
    dice: random.Random
    added: int = 0
    renewed: int = 0

    def takes_place(self, until: date) -> list[On]:
        return [one for entry in self.entries for one in entry.takes_place(until)]

    def written(self) -> list[str]:
        return [event for entry in self.entries for event in entry.written()]

    def live_on(self, today: date) -> None:
        """Let one thing happen. The first class runs on as it is; only its hour may change."""
        entry = self.dice.choice(self.entries[1:])
        ahead = [day for day in entry.days(today + 35 * DAY) if day > today]
        match self.dice.choice(
            ("day", "day", "hour", "blurb", "single", "split", "gone", "zone", "weekday")
        ):
            case "day" if entry.weekly and ahead:
                self._one_day(entry, self.dice.choice(ahead))
            case "hour" if today not in entry.days(today):
                entry.at = time(self.dice.choice((17, 18, 19, 20)), 30)
            case "blurb":
                entry.blurb = f"Come along, {self.dice.randrange(100)} places left"
            case "single" if len(self.entries) < 12:
                self.added += 1
                first, at = (
                    today + self.dice.randrange(1, 50) * DAY,
                    time(self.dice.randrange(9, 22)),
                )
                self.entries.append(Entry(f"e{self.added}", f"Evening {self.added}", first, at))
            case "split" if entry.weekly and len(ahead) > 1 and not entry.last:
                self.split(entry, ahead[1])
            case "gone" if not entry.weekly:
                self.entries.remove(entry)
            case "weekday" if entry.weekly and not entry.last:
                self.next_weekday(entry)
            case "zone":
                entry.zone = WINDOWS_NAME if entry.zone == ZONE.key else ZONE.key

    def next_weekday(self, entry: Entry) -> None:
        """All dates of a class go to the next day; what became of single ones is forgotten, as programs do."""
        entry.first += DAY
        entry.odd = {}

    def _one_day(self, entry: Entry, day: date) -> None:
        entry.odd[day] = self.dice.choice(("moved", "cancelled", "taken out", ""))
        if not entry.odd[day]:
            del entry.odd[day]

    def split(self, entry: Entry, day: date) -> None:
        """As calendars write "this and all following": the class ends, and another begins under its own id."""
        entry.last = day - DAY
        odd = {one: what for one, what in entry.odd.items() if one >= day}
        entry.odd = {one: what for one, what in entry.odd.items() if one < day}
        at = self.dice.choice((entry.at, time(16, 45)))
        uid = f"{entry.uid}_R{day:%Y%m%d}"
        self.entries.append(Entry(uid, entry.title, day, at, True, None, entry.blurb, odd=odd))

    def sweep(self, today: date) -> None:
        """What is long over leaves the calendar."""
        ends = ((entry, entry.last if entry.weekly else entry.first) for entry in self.entries)
        self.entries = [entry for entry, end in ends if end is None or end > today - 20 * DAY]

    def renew_ids(self) -> None:
        self.renewed += 1
        for number, entry in enumerate(self.entries):
            entry.uid = f"040000008200E00074C5B7101A82E008{self.renewed:04X}{number:04X}"
