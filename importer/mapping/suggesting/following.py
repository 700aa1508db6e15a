"""Columns that no name explains, told by those beside them: what is never before the start is the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from importer.mapping.model import Order
from importer.mapping.suggesting.names import Meaning, words_of
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.ranks import side
from importer.mapping.suggesting.reading import as_day, first_date
from importer.mapping.suggesting.time_cells import clocks_in
from importer.records import Record

_LOOKED_AT = 200
"""Rows, spread evenly over the sample."""

_FEWEST = 4
"""Rows that have both; of fewer it may be chance."""

_TIMES = 0.85
"""The share of its cells that makes a column without an understood name one of days or hours."""

_MOST = 12
"""Columns of times without understood names; more of them are no two ends of an event."""

_LATER = 0.95
"""The share of rows in which an end is after its start."""

_NEARLY = 0.75
"""The share of the rows with a start that have an end too; fewer have a meal, or an interval."""

_DOORS = 3 * 3600
"""Seconds from the opening of the doors to the start, as a rule at most."""

_WAIT = 90 * 60
"""Seconds between doors, preparation and start, as a rule at most."""

_HOUR, _DAY = 3600, 24 * 3600

_OF_A_START, _OF_DAYS, _OF_DAYS_UNNAMED = 400, 60, 14
"""Days that events last, as a rule at most: behind what is called a start, behind a date, and where no name says that
even the first is one of the event."""

_WITH_HOURS = 0.5
_ARRIVALS = """
    arrival arrive anreise arrivee llegada arrivo chegada aankomst ankomst przyjazd prijezd
"""
_DEPARTURES = """
    departure depart abreise salida partenza partida saida vertrek avreise afrejse avresa wyjazd odjezd
"""
_COMING, _LEAVING = frozenset(_ARRIVALS.split()), frozenset(_DEPARTURES.split())
"""Plain words for the first and the last day of a stay; salida and partenza by themselves are of setting out."""


def told_by_rows(columns: Sequence[Column], sample: Sequence[Record]) -> list[Column]:
    """The columns, those with an end or a start in their meaning that only their rows tell."""
    sample = sample[:: 1 + len(sample) // _LOOKED_AT]
    told = {column.name: column for column in columns} | _departures(columns)
    unnamed = [c for c in columns if c.role == "unknown" and c.times.any >= _TIMES]
    if len(unnamed) > _MOST:
        return list(told.values())
    for column in unnamed:
        if column.times.clocks >= _TIMES and (early := _before(column, columns, sample)):
            told[column.name] = _with_meaning(column, "TIME")
            told |= {c.name: replace(c, meaning=Meaning(("DOORS", "TIME"))) for c in early}
    for of in (_of_hours, _of_days, _of_hours):  # the last day may tell what hours are, and they it
        for column in unnamed:
            others = [c for c in told.values() if c.name != column.name]
            if told[column.name] is column and (concepts := of(column, others, sample)):
                told[column.name] = _with_meaning(column, *concepts)
    return list(told.values())


def _with_meaning(column: Column, *concepts: str) -> Column:
    return replace(column, meaning=Meaning(concepts), role="time", by_rows=True)


def _departures(columns: Sequence[Column]) -> dict[str, Column]:
    """The day of departure as the end, where another column has that of arrival: of a retreat or a camp."""
    days = [c for c in columns if c.times.day >= _TIMES]
    left = [c for c in days if not _LEAVING.isdisjoint(words_of(c.name))]
    if len(left) != 1 or all(_COMING.isdisjoint(words_of(c.name)) for c in days if c not in left):
        return {}
    return {c.name: replace(c, meaning=Meaning(("END", "DATE")), role="time") for c in left}


def _of_hours(
    column: Column, others: Sequence[Column], sample: Sequence[Record]
) -> tuple[str, ...]:
    """Whether a column of hours has the ends, or the starts behind the doors; () where its rows do not tell."""
    if not _has_hours(column):
        return ()
    clocks = [c for c in others if _has_hours(c)]
    if any(side(c) == "end" for c in clocks):
        return ()
    starts = [c for c in clocks if c.role == "time" and not c.by_rows]
    for start in starts:
        lengths = _seconds_between(start, column, sample)
        if lengths is None or column.filled < _NEARLY * start.filled:
            continue
        if side(start) == "start" or (side(start) == "none" and not _are_of_doors(lengths)):
            return ("END", "TIME")
        if not any(side(c) in ("start", "none") for c in starts):
            return ("START" if median(lengths) <= _DOORS else "END", "TIME")
    if starts or not column.lettered:
        return ()
    first = next(iter(clocks), None)
    lengths = _seconds_between(first, column, sample) if first else None
    days = any(side(c) == "end" and c.times.day >= 0.5 for c in others)
    return ("END", "TIME") if lengths and (days or median(lengths) > _WAIT) else ()


def _before(ranges: Column, columns: Sequence[Column], sample: Sequence[Record]) -> list[Column]:
    """The hours of setting up and of the doors, which these ranges follow; none where another column has the starts."""
    hours = [c for c in columns if c.role == "time" and c is not ranges and c.times.clock >= 0.5]
    if any(side(c) == "end" for c in hours):
        return []
    early = [
        _seconds_between(c, ranges, sample, least=-1 if side(c) == "doors" else 0) for c in hours
    ]
    return hours if None not in early else []


def _are_of_doors(lengths: Sequence[int]) -> bool:
    """Whether it is nearly always the same short while, as from doors to start."""
    usual, times = Counter(lengths).most_common(1)[0]
    return usual <= _HOUR and times >= 0.7 * len(lengths)


def _has_hours(column: Column) -> bool:
    times = column.times
    if column.role == "unknown":
        enough = times.clock >= _TIMES and times.format is None  # digits such as 2024 may be years
    else:
        enough = column.role == "time" and times.clock >= 0.5
    return enough and max(times.day, times.clocks) < 0.5


def _seconds_between(
    first: Column, last: Column, sample: Sequence[Record], *, least: int = 0
) -> list[int] | None:
    """How much later each row is, past midnight too; None where not nearly all are later by more than the least."""
    starts, ends = (clocks_in(record[c.name] for record in sample) for c in (first, last))
    both = [(a, b) for a, b in zip(starts, ends, strict=True) if a is not None and b is not None]
    if len(both) < _FEWEST:
        return None
    over = [(b - a) % _DAY if b < a else b - a for a, b in both]
    later = [length for length in over if least < length <= _DAY / 2]
    return later if len(later) >= _LATER * len(both) else None


def _of_days(column: Column, others: Sequence[Column], sample: Sequence[Record]) -> tuple[str, ...]:
    """Whether a column of days has the last ones."""
    if column.times.day < _TIMES or column.stamped:
        return ()
    days = [c for c in others if c.times.day >= 0.5 and c.role in ("time", "unknown")]
    days = [c for c in days if not c.stamped and not c.by_rows]
    if any(side(c) == "end" for c in days):
        return ()
    named = [c for c in days if c.role == "time"]
    hours = any(side(c) == "end" and _has_hours(c) for c in others)
    for start in named or days[:1]:
        most = _OF_A_START if side(start) == "start" else _OF_DAYS if named else _OF_DAYS_UNNAMED
        for order in ("dmy", "mdy"):
            lengths = _days_between(start, column, order, sample)
            if not lengths or min(lengths) < 0 or median(lengths) > most:
                continue
            if any(lengths) or hours:
                return ("END", "DATE")
    return ()


def _days_between(
    first: Column, last: Column, order: Order, sample: Sequence[Record]
) -> list[float] | None:
    """How many days later each row is, and parts of them where both have hours; None where too few have both."""
    moments = min(first.times.both, last.times.both) >= _WITH_HOURS
    starts, ends = (_days_of(sample, column, order, hours=moments) for column in (first, last))
    both = zip(starts, ends, strict=True)
    found = [b - a for a, b in both if a is not None and b is not None]
    return found if len(found) >= _FEWEST else None


def _days_of(
    sample: Sequence[Record], column: Column, order: Order, *, hours: bool
) -> list[float | None]:
    """The days of a column's cells, counted; with the part of the day where its hours are asked for."""
    dates = [first_date(record, (column,)) for record in sample]
    days = [as_day(found, order) if found is not None else None for found in dates]
    clocks = clocks_in(record[column.name] for record in sample) if hours else [0] * len(days)
    return [
        day.toordinal() + (clock or 0) / _DAY if day is not None else None
        for day, clock in zip(days, clocks, strict=True)
    ]
