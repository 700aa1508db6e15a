"""Reads a calendar (RFC 5545): one record for each occurrence that touches the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from importer.errors import RowError, SourceError
from importer.privacy import Privacy
from importer.records import Record, SourceSpec, Window
from importer.sources.ical.cells import CellWriter
from importer.sources.ical.expand import occurrences
from importer.sources.ical.feed import ReadFeed, counted, read_feed
from importer.sources.ical.moments import Bounds, order
from importer.sources.ical.occurrence import Occurrence
from importer.sources.ical.rules import EndlessRuleError
from importer.sources.ical.versions import Family

MAX_SECONDS = 5.0
"""For all series of one file together: a rule of 32 bytes can cost hours."""
MAX_OCCURRENCES = 25_000
"""Of all series of one file in one window; single entries are bounded by the file itself."""
HORIZON = timedelta(days=366)


@dataclass(slots=True)
class Expansion:
    """What the entries of a file come to, in order of start. whole: False where there is more."""

    occurrences: list[Occurrence] = field(default_factory=list)
    refused: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    whole: bool = True


class CalendarReading:
    """A calendar file to be iterated: the errors of entries, then records ordered by start and key.

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
        yield from expansion.refused
        self.notes += expansion.notes
        writer = CellWriter(feed.columns, self._privacy)
        yield from map(writer.record, expansion.occurrences)
        self.complete = feed.complete and expansion.whole

    @cached_property
    def _expansion(self) -> Expansion:
        """Made once: a file that is read twice gives the same twice, however busy the machine."""
        feed = self._feed
        made = Expansion()
        for result in self._expanded(feed, made):
            if isinstance(result, RowError):
                made.refused.append(result)
            else:
                made.occurrences.append(result)
        if not made.occurrences and not made.refused and not feed.problems:
            made.notes += _why_nothing(feed)
        made.occurrences.sort(key=lambda one: (order(one.start), one.key, one.entry.at.row or 0))
        return made

    def _expanded(self, feed: ReadFeed, made: Expansion) -> Iterator[Occurrence | RowError]:
        """Occurrences in file order, and an error for each UID whose series cannot be followed."""
        bounds = self._bounds(feed, made)
        begun = self._clock()

        def patience() -> None:
            if self._clock() - begun > MAX_SECONDS:
                raise EndlessRuleError(f"comes after {MAX_SECONDS:.0f} seconds spent on series")

        room = MAX_OCCURRENCES
        for family in feed.families:
            try:
                for occurrence in occurrences(family, bounds, patience):
                    room -= family.repeats
                    if room < 0:
                        self._full(made)
                        return
                    yield occurrence
            except (ValueError, OverflowError) as problem:
                yield _unfollowed(family, problem)

    def _full(self, made: Expansion) -> None:
        """Too much to plan: a run has a window to be shortened; a first look has seen enough."""
        words = f"more than {MAX_OCCURRENCES:,} occurrences of its series"
        if self._window is not None:
            stretch = f"{self._window.start:%Y-%m-%d} and {self._window.end:%Y-%m-%d}"
            raise SourceError(
                f"{self._name} holds {words} between {stretch}: shorten source.window, or split the calendar"
            )
        made.whole = False
        made.notes.append(f"it holds {words}: the rest is not looked at")

    def _bounds(self, feed: ReadFeed, made: Expansion) -> Bounds:
        if self._window is not None:
            return Bounds.of(self._window, feed.zone)
        starts = [order(entry.timing.start) for family in feed.families for entry in family.entries]
        if not any(family.repeats for family in feed.families):
            return Bounds(None, None, feed.zone)
        horizon = max(starts) + HORIZON if max(starts).year < 9990 else max(starts)
        made.notes.append(f"series are followed until {horizon:%Y-%m-%d}; a window says otherwise")
        return Bounds(None, horizon, feed.zone)

    @cached_property
    def _feed(self) -> ReadFeed:
        try:
            data = self._path.read_bytes()
        except OSError as problem:
            raise SourceError(f"{self._name} cannot be read: {problem.strerror}") from None
        return read_feed(data, self._name, self._spec.encoding, self._window)


def _why_nothing(feed: ReadFeed) -> Iterator[str]:
    """What a person should know where no entry takes place, though there are some."""
    entries = [entry for family in feed.families for entry in family.entries]
    if entries:
        starts = sorted(order(entry.timing.start) for entry in entries)
        yield (
            f"{counted(len(entries), 'entry', 'entries')}, the first of {starts[0]:%Y-%m-%d}, the last of "
            f"{starts[-1]:%Y-%m-%d}, but nothing takes place: look at source.window, and whether a "
            "series ends before it begins"
        )


def _unfollowed(family: Family, problem: Exception) -> RowError:
    entry = family.entries[0]
    if isinstance(problem, OverflowError):
        words = "this entry is left out, since it reaches beyond the years 1 to 9999"
        return RowError("ical.invalid", words, at=entry.at)
    words = f"this series is left out, since it {problem}; a shorter window may help"
    return RowError("ical.invalid", words, at=entry.at, value=entry.text("RRULE")[:200] or None)
