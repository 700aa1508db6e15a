"""What the dates of a draft still need: the order of day and month, the year, whether an end is on the next day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.chosen import Choice, Sure
from importer.mapping.suggesting.clock import with_order
from importer.mapping.suggesting.exports import Export
from importer.mapping.suggesting.order import Dating, order_of
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.time_cells import are_ranges, clocks_in
from importer.mapping.suggesting.timing import Timing
from importer.mapping.suggesting.writing import Draft
from importer.mapping.suggesting.years import year_of
from importer.records import Record, text_of

_SOME = 0.1
"""Where more hours are ranges, their second halves may be the hours of the last days."""

_HARDLY = 0.1
"""So few rows of several days may lack a range: they have no end then."""

_DAY, LONGEST_NIGHT = 24 * 3600, 14 * 3600
"""Seconds. What would last longer until its end on the next day has no such end."""


@dataclass(frozen=True, slots=True)
class Known:
    """What dates are settled by beside the columns. names: of file and sheet, which may hold the year.
    today: dates without a year are of last year at the earliest. export: the program that wrote the table."""

    sample: Sequence[Record]
    names: tuple[str, ...]
    today: date
    export: Export | None = None


def settle_dates(draft: Draft, known: Known) -> None:
    """Settle order, year and late ends of the times that were chosen."""
    timing = draft.timing
    for key, clock in (("startAt", timing.start), ("endAt", timing.end)):
        if clock is None or clock.day in ((), (PLACEHOLDER,)) or clock.order:
            continue
        columns = [c for name in clock.day for c in draft.chosen.profile.columns if c.name == name]
        year = _year(columns, draft, key, known)
        if key == "endAt" and year is None and _end_without_year(draft, columns):
            continue
        dating = _order(columns, draft, known)
        changed = with_order(clock, dating.order, year)
        if dating.order and not dating.proved:
            draft.asked.setdefault(key, []).append(f"The order of day and month: {dating.why}.")
        if dating.open:
            words = f"{clock.day[0]}: {dating.why}: state `order: dmy` or `order: mdy`"
            draft.asked.setdefault(key, []).append(words + ".")
            timing.asked.append(words)
            why = f"{dating.why}: state `order: dmy` or `order: mdy`"
            draft.chosen.choices.append(Choice("order", clock.day, "guess", why))
        elif dating.order and key == "startAt":
            sure: Sure = "sure" if dating.proved else "likely"
            why = f"{dating.order}: {dating.why}"
            draft.chosen.choices.append(Choice("order", clock.day, sure, why))
        if key == "startAt":
            timing.start = changed
        else:
            timing.end = changed
    _from_ranges(timing, known.sample)
    _late(timing, known.sample)


def _order(columns: list[Column], draft: Draft, known: Known) -> Dating:
    dating = order_of(columns, draft.chosen.profile, known.sample)
    if dating.open and known.export is not None and known.export.order is not None:
        why = f"{known.export.product} writes its dates so"
        return Dating(known.export.order, why)
    return dating


def _year(columns: list[Column], draft: Draft, key: str, known: Known) -> int | None:
    if not columns or any("YEAR" in column.meaning for column in columns):
        return None
    if len(columns) == 1 and columns[0].times.yearless < 0.5:
        return None
    profile = draft.chosen.profile
    found = year_of(columns, profile, known.sample, known.names, known.today)
    if found is None:
        words = f"{columns[0].name} has dates without a year: add `year: N` or `season: …`"
        draft.timing.asked.append(words)
        draft.asked.setdefault(key, []).append(words + ".")
        return None
    year, why = found
    draft.asked.setdefault(key, []).append(f"The year {year}: {why}.")
    if key == "startAt":
        names = tuple(column.name for column in columns)
        draft.chosen.choices.append(Choice("year", names, "likely", f"{year}: {why}"))
    return year


def _end_without_year(draft: Draft, columns: list[Column]) -> bool:
    """Give up an end whose dates lack the year that those of the start have: nothing gives it to them."""
    timing = draft.timing
    start = timing.start.columns if timing.start else ()
    dated = [c for c in draft.chosen.profile.columns if c.name in start and c.times.day > 0.5]
    lacking = len(columns) == 1 and columns[0].times.yearless > 0.5
    if not lacking or not dated or dated[0] in columns or dated[0].times.yearless > 0.5:
        return False
    timing.end = None
    draft.asked.setdefault("endAt", []).append(
        f"{columns[0].name} was left out: its dates have no year, and those of the start have one."
    )
    return True


def _from_ranges(timing: Timing, sample: Sequence[Record]) -> None:
    """Take the hour of the end from the ranges of hours beside, where hardly a row of several days lacks one."""
    start, end = timing.start, timing.end
    if start is None or end is None or end.hour != PLACEHOLDER or start.hour in (None, PLACEHOLDER):
        return
    if not start.day or not end.day or not sample:
        return
    ranges = are_ranges(record[str(start.hour)] for record in sample)
    longer = [
        bool(text_of(record[end.day[0]]).strip()) and record[end.day[0]] != record[start.day[0]]
        for record in sample
    ]
    lacking = sum(long and not known for long, known in zip(longer, ranges, strict=True))
    if sum(ranges) > _SOME * len(sample) and lacking <= _HARDLY * len(sample):
        timing.end = replace(end, hour=start.hour, hour_format=start.hour_format, part_end=True)


def _late(timing: Timing, sample: Sequence[Record]) -> None:
    """`next_day_if_earlier` only where an end is earlier than its start."""
    end = timing.end
    if end is not None and end.next_day and end.hour is not None:
        over = lasting_into_the_next_day(timing, sample)
        timing.end = replace(end, next_day=bool(over) and median(over) <= LONGEST_NIGHT)


def lasting_into_the_next_day(timing: Timing, sample: Sequence[Record]) -> list[int]:
    """How many seconds the events of those rows would last whose hour of the end is before that of the start."""
    start, end = timing.start, timing.end
    begins = start and (start.hour or next(iter(start.day), None))
    if end is None or begins in (None, PLACEHOLDER) or end.hour in (None, PLACEHOLDER):
        return []
    at = [sample[0].columns.index(str(name)) for name in (begins, end.hour)]
    first, last = (clocks_in(record.cells[i] for record in sample) for i in at)
    both = zip(first, last, strict=True)
    return [b + _DAY - a for a, b in both if a is not None and b is not None and b < a]
