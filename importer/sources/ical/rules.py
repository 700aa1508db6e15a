"""Recurrence rules (RFC 5545, section 3.3.10), expanded within bounds.

dateutil does the calendar arithmetic, on naive wall time. What it gets wrong or never ends is settled here:
minutes and seconds are counted within the days (`dense`), positions in whole weeks, and a rule without COUNT
begins near the time looked at. Only what the rule makes comes from here: a start that it does not make is added
by `series`, beside COUNT.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, datetime, time, timedelta

from importer.sources.ical import dense
from importer.sources.ical.moments import DAY, later
from importer.sources.ical.rule_parts import (
    DAILY,
    HOURLY,
    MONTHLY,
    TIME_PARTS,
    WEEKLY,
    YEARLY,
    Weekday,
)

MAX_GENERATED = 200_000
MAX_MINUTES = 1_000_000
"""That a rule by the minute or second is looked for in: two years of all, six of eight hours a day."""
_STEPS = (
    timedelta(weeks=1),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
)


class EndlessRuleError(ValueError):
    """A rule that makes more instances than any programme has.

    after: the wall time from which on its instances are left out; None where all of them are.
    """

    def __init__(self, problem: str, after: datetime | None = None) -> None:
        super().__init__(problem)
        self.after = after


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE or EXRULE, on the wall clock of its entry's start.

    frequency: index into YEARLY … SECONDLY; until: last wall time, inclusive.
    parts: dateutil's BY… arguments, complete, so that they no longer depend on where it begins.
    """

    frequency: int
    interval: int
    count: int | None
    until: datetime | None
    week_start: int
    parts: tuple[tuple[str, tuple[int | Weekday, ...]], ...]

    @property
    def dense(self) -> bool:
        """More than hourly: nothing that a programme has, but something that a calendar may say."""
        parts = dict(self.parts)
        hours = 24 if self.frequency == HOURLY else len(parts.get("byhour", "1"))
        times = hours * len(parts.get("byminute", "1")) * len(parts.get("bysecond", "1"))
        return self.frequency > HOURLY or times > 24

    def on_clock(self, start: datetime, written: datetime) -> Rule:
        """The same rule where its start, written in UTC, is shown on the clocks of a calendar's zone.

        There it may be another day: Tuesday 00:00 UTC is Monday evening in New York, and BYDAY=TU
        then means Mondays. Unless BYDAY names the local weekday already.
        """
        parts = dict(self.parts)
        days = parts.get("byweekday", ())
        shift = (start.date() - written.date()).days
        if shift == 0 or (start.weekday(), None) in days:
            return self
        if (written.weekday(), None) not in days:
            return self
        parts["byweekday"] = tuple(
            ((day[0] + shift) % 7, None) if isinstance(day, tuple) and day[1] is None else day
            for day in days
        )
        return replace(self, parts=tuple(parts.items()))

    def starts(self, first: datetime, since: datetime, before: datetime) -> Iterator[datetime]:
        """Wall times in [since, before), ascending.

        first: the entry's own start, from which on the rule counts. Raises EndlessRuleError after
        200,000 of them.
        """
        if first > before or (self.until is not None and self.until < first):
            return
        if self.count is not None and (last := self._last_of_count(first)) is not None:
            until = last if self.until is None else min(last, self.until)
            counted = replace(self, count=None, until=until)
            yield from counted.starts(first, since, before)
            return
        made = 0
        for start in self._expanded(first, since, before):
            if start < first:
                continue
            made += 1
            if self.count is not None and made > self.count:
                return
            if made > MAX_GENERATED:
                raise EndlessRuleError(f"makes more than {MAX_GENERATED:,} instances to be counted")
            if start >= since:
                yield start

    def _expanded(self, first: datetime, since: datetime, before: datetime) -> Iterator[datetime]:
        """What dateutil makes of it, near the end of time, unless all are evenly spaced.

        It looks for a rule that never fits until the year 9999, which takes up to 20 s. The calendar
        repeats every 400 years, so there is never more than that left to look through.
        """
        begin = first if self.count else self._near(first, since)
        if self.frequency == WEEKLY and "bysetpos" in dict(self.parts):  # counts in whole weeks
            begin = later(begin, -DAY * ((begin.weekday() - self.week_start) % 7))
        last = before - timedelta(seconds=1)
        last = last if self.until is None else min(last, self.until)
        if (step := self._step(first)) is not None:
            yield from _stepped(begin, last, step)
            return
        if self.frequency > HOURLY:
            yield from self._within_days(first, begin, last)
            return
        if (date := self._one_date()) is not None:
            yield from _on_date(begin, last, *date)
            return
        years = (MAXYEAR - before.year) // 400 * 400
        begin = _in_years(begin, years)
        for start in self.followed(begin, _in_years(last, years)):
            yield _in_years(start, -years)

    def _within_days(self, first: datetime, begin: datetime, last: datetime) -> Iterator[datetime]:
        """Minutes and seconds: its days as a daily rule has them, its times of day counted."""
        parts = tuple(part for part in self.parts if part[0] not in TIME_PARTS)
        days = replace(self, frequency=DAILY, interval=1, count=None, parts=parts)
        by_minute = self.frequency == HOURLY + 1
        times = dense.Times(first, self.interval, dict(self.parts), by_minute=by_minute)
        midnight, end = datetime.combine(begin, time()), datetime.combine(last, time(23, 59, 59))
        for passed, day in enumerate(days._expanded(midnight, midnight, end)):
            if passed * len(times.minutes) > MAX_MINUTES:
                raise EndlessRuleError(f"has more than {MAX_MINUTES:,} minutes to be looked at")
            yield from (start for start in times.of(day) if begin <= start <= last)

    def followed(self, begin: datetime, last: datetime) -> Iterable[datetime]:
        """What dateutil makes of it, lazily. Raises ValueError for a rule that fits no date."""
        from dateutil.rrule import rrule, weekday

        arguments: dict[str, object] = dict(self.parts)
        if "byweekday" in arguments:
            days = dict(self.parts)["byweekday"]
            arguments["byweekday"] = [weekday(*day) for day in days if isinstance(day, tuple)]
        found: Iterable[datetime] = rrule(
            self.frequency,
            dtstart=begin,
            interval=self.interval,
            wkst=self.week_start,
            until=last,
            **arguments,
        )
        return found

    def _step(self, first: datetime) -> timedelta | None:
        """The time from each instance to the next where that is always the same."""
        parts = dict(self.parts)
        days = parts.pop("byweekday", None)
        if parts or self.frequency < WEEKLY or (self.frequency > WEEKLY and days):
            return None
        if days not in (None, ((first.weekday(), None),)):
            return None
        return _STEPS[self.frequency - WEEKLY] * self.interval

    def _one_date(self) -> tuple[int, int, int | None] | None:
        """Birthdays and first days of months: how many months apart, the day of the month, the month."""
        parts = dict(self.parts)
        (day, *more), months = parts.pop("bymonthday", (None,)), parts.pop("bymonth", ())
        if parts or more or not isinstance(day, int) or day < 1:
            return None
        if self.frequency == MONTHLY and not months:
            return self.interval, day, None
        if self.frequency == YEARLY and len(months) == 1 and isinstance(months[0], int):
            return 12 * self.interval, day, months[0]
        return None

    def _last_of_count(self, first: datetime) -> datetime | None:
        """The last of COUNT instances where they are evenly spaced; None where they must be counted."""
        assert self.count is not None
        step = self._step(first)
        try:
            return None if step is None else first + step * (self.count - 1)
        except OverflowError:
            return first.replace(year=MAXYEAR, month=12, day=30)

    def _near(self, first: datetime, since: datetime) -> datetime:
        """A later beginning that makes the same instances from `since` on: whole intervals ahead."""
        ahead = since - first
        if self.frequency >= WEEKLY:
            step = _STEPS[self.frequency - WEEKLY]
            steps = ahead // (step * self.interval) - 1
            return first + steps * self.interval * step if steps > 0 else first
        months = self.interval * (12 if self.frequency == 0 else 1)
        steps = ((since.year - first.year) * 12 + since.month - first.month) // months - 1
        if steps <= 0:
            return first
        year, month = divmod(first.year * 12 + first.month - 1 + steps * months, 12)
        return first.replace(year=year, month=month + 1, day=1)


def _stepped(begin: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    start = begin
    while start <= last:
        yield start
        if last - start < step:  # beyond the last year there is no date to look at
            return
        start += step


def _on_date(
    begin: datetime, last: datetime, apart: int, day: int, month: int | None
) -> Iterator[datetime]:
    """The day of every so manieth month, where the month has it."""
    place = begin.year * 12 + (month or begin.month) - 1
    while place <= last.year * 12 + last.month - 1:
        year, month = divmod(place, 12)
        if day <= monthrange(year, month + 1)[1]:
            start = begin.replace(year=year, month=month + 1, day=day)
            if start <= last:
                yield start
        place += apart


def _in_years(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)
