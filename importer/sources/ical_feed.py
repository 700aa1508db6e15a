"""Reads a calendar (RFC 5545): one record for each occurrence that touches the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from importer.errors import Location, RowError, SourceError
from importer.privacy import Privacy
from importer.records import Record, SourceSpec, Window
from importer.sources.ical.cells import CellWriter
from importer.sources.ical.entries import Entry
from importer.sources.ical.expand import occurrences
from importer.sources.ical.feed import ReadFeed, counted, read_feed
from importer.sources.ical.moments import DAY, Bounds, later, order
from importer.sources.ical.nothing import why_nothing
from importer.sources.ical.occurrence import Occurrence
from importer.sources.ical.rules import EndlessRuleError
from importer.sources.ical.versions import Family

MAX_SECONDS = 4.0
"""For all series of one file together: a rule of 32 bytes can cost hours."""
MAX_OCCURRENCES = 25_000
"""Of all series of one file in one window, the soonest; single entries are bounded by the file itself."""
HORIZON = timedelta(days=366)


@dataclass(slots=True)
class Expansion:
    """What the entries of a file come to, in order of start. whole: False where there is more."""

    occurrences: list[Occurrence] = field(default_factory=list)
    refused: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    whole: bool = True


class CalendarReading:
    """A calendar file to be iterated: the errors of entries, records ordered by start and key, and last the
    errors of series, so that hundreds of those do not hide from a first look what can be read.

    path: where the bytes lie; name: how messages call the source, secrets redacted.
    window: occurrences that overlap it count. Without one, in `spec` neither, all single entries
    count, and series until a year after the last start that the file names.
    privacy: whether private entries have more than their times, and organisers an address.
    clock: seconds of work, for the time limit on series: a busy machine costs no events.
    `tables` and iterating raise SourceError where the file is no calendar.
    """

    format: Literal["csv", "workbook", "ical"] = "ical"

    def __init__(
        self,
        path: Path,
        name: str,
        spec: SourceSpec,
        window: Window | None,
        privacy: Privacy | None = None,
        clock: Callable[[], float] = time.process_time,
    ) -> None:
        self.complete = False
        self.notes: list[str] = []
        self._path, self._name, self._spec = path, name, spec
        self._window = window or spec.window
        self._privacy = privacy or Privacy()
        self._clock = clock

    def within(self, window: Window) -> CalendarReading:
        """The same file, read for another window without being parsed again."""
        other = CalendarReading(
            self._path, self._name, self._spec, window, self._privacy, self._clock
        )
        other._feed = self._feed
        return other

    def tables(self) -> Sequence[tuple[str | None, tuple[str, ...]]]:
        return [(None, self._feed.columns)]

    def __iter__(self) -> Iterator[Record | RowError]:
        feed = self._feed
        self.notes = list(feed.notes)
        yield from feed.problems
        expansion = self._expansion
        self.notes += expansion.notes
        writer = CellWriter(feed.columns, self._privacy)
        yield from map(writer.record, expansion.occurrences)
        yield from expansion.refused
        self.complete = feed.complete and expansion.whole

    @cached_property
    def _expansion(self) -> Expansion:
        """Made once: a file that is read twice gives the same twice, however busy the machine."""
        feed = self._feed
        made = Expansion()
        self._follow(feed, made)
        made.occurrences.sort(key=_place)
        return made

    def _follow(self, feed: ReadFeed, made: Expansion) -> None:
        """Fill in occurrences, and an error for each UID whose series cannot be followed to its end."""
        bounds = self._bounds(feed, made)
        soonest = Soonest(MAX_OCCURRENCES)
        off_rule: list[Entry] = []
        begun = self._clock()

        def patience() -> None:
            if self._clock() - begun > MAX_SECONDS:
                raise EndlessRuleError(f"comes after {MAX_SECONDS:.0f} seconds spent on series")

        for family in feed.families:
            take = soonest.add if family.repeats else made.occurrences.append
            try:
                for occurrence in occurrences(family, soonest.within(bounds), patience, off_rule):
                    take(occurrence)
            except (ValueError, OverflowError) as problem:
                made.refused.append(_unfollowed(family, problem))
        made.occurrences += soonest.kept()
        made.notes += _starts_off_rule(off_rule)
        if soonest.cut is not None:
            self._tell_of_more(made, soonest.cut)

    def _tell_of_more(self, made: Expansion, cut: datetime) -> None:
        """More than can be planned: a run reports it; a first look has seen enough."""
        words = f"more than {MAX_OCCURRENCES:,} occurrences of its series"
        made.whole = False
        if self._window is None:
            made.notes.append(f"it holds {words}: those after {cut:%Y-%m-%d} are not looked at")
            return
        stretch = f"{self._window.start:%Y-%m-%d} and {self._window.end:%Y-%m-%d}"
        problem = (
            f"the calendar holds {words} between {stretch}: those after {cut:%Y-%m-%d %H:%M} are left "
            "out until a later run reaches them; shorten source.window, or split the calendar"
        )
        made.refused.append(RowError("ical.invalid", problem, at=Location(self._name)))

    def _bounds(self, feed: ReadFeed, made: Expansion) -> Bounds:
        if self._window is not None:
            return Bounds.of(self._window, feed.zone)
        starts = [order(entry.timing.start) for family in feed.families for entry in family.entries]
        if not any(family.repeats for family in feed.families):
            return Bounds(None, None, feed.zone)
        horizon = max(starts) + HORIZON if max(starts).year < 9990 else max(starts)
        made.notes.append(f"series are followed until {horizon:%Y-%m-%d}; a window says otherwise")
        return Bounds(None, horizon, feed.zone)

    @property
    def nothing(self) -> str:
        return why_nothing(self._feed, self._window)

    @cached_property
    def _feed(self) -> ReadFeed:
        try:
            data = self._path.read_bytes()
        except OSError as problem:
            raise SourceError(f"{self._name} cannot be read: {problem.strerror}") from None
        return read_feed(data, self._name, self._spec.encoding, self._window)


def _starts_off_rule(series: Sequence[Entry]) -> Iterator[str]:
    if series:
        first = series[0]
        begin = counted(len(series), "series begins", "series begin")
        yield (
            f"{begin} at a time that the rule itself does not make, the first of them "
            f"{first.text('SUMMARY')[:60]!r} on line {first.at.row}, {order(first.timing.start):%Y-%m-%d}: "
            "it counts as one of its dates, as calendar programs show it; an EXDATE takes it out"
        )


def _place(occurrence: Occurrence) -> tuple[datetime, str, int]:
    return order(occurrence.start), occurrence.key, occurrence.entry.at.row or 0


class Soonest:
    """The first `most` of many occurrences, in bounded memory.

    cut: the start of the last one that is kept, where there are more; else None.
    """

    def __init__(self, most: int) -> None:
        self.cut: datetime | None = None
        self._most = most
        self._found: list[Occurrence] = []

    def add(self, occurrence: Occurrence) -> None:
        self._found.append(occurrence)
        if len(self._found) >= 2 * self._most:
            self._trim()

    def within(self, bounds: Bounds) -> Bounds:
        """Nothing that starts much later than the cut needs to be looked for."""
        if self.cut is None:
            return bounds
        return replace(bounds, end=later(self.cut, 2 * DAY).replace(tzinfo=UTC))

    def kept(self) -> list[Occurrence]:
        self._trim()
        return self._found

    def _trim(self) -> None:
        if len(self._found) > self._most:
            self._found.sort(key=_place)
            del self._found[self._most :]
            self.cut = order(self._found[-1].start)


def _unfollowed(family: Family, problem: Exception) -> RowError:
    entry = family.entries[0]
    if isinstance(problem, OverflowError):
        words = "this entry is left out, since it reaches beyond the years 1 to 9999"
        return RowError("ical.invalid", words, at=entry.at)
    what = "this series is left out"
    if isinstance(problem, EndlessRuleError) and problem.after is not None:
        what = f"what this series has from {problem.after:%Y-%m-%d %H:%M:%S} on is left out"
    words = f"{what}, since it {problem}; a shorter window may help"
    return RowError("ical.invalid", words, at=entry.at, value=entry.text("RRULE")[:200] or None)
