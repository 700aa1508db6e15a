"""Which of several columns of days or of hours speaks most plainly of one end of the event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from importer.mapping.suggesting.digits import SECONDS
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column

Side = Literal["start", "end", "none", "doors"]
ENOUGH = 0.55
"""The share of its cells that makes a column one of days, or of days with their hours."""

_SIDES: dict[Side, int] = {"start": 0, "none": 1, "doors": 2, "end": 0}
"""Of several columns the one that speaks of a start, then one that says nothing of it."""


def side(column: Column) -> Side:
    """Which end of the event a column's name speaks of."""
    starts, ends = "START" in column.meaning, "END" in column.meaning
    if starts != ends:
        return "start" if starts else "end"
    return "doors" if "DOORS" in column.meaning else "none"


def not_ending(clocks: list[Column]) -> list[Column]:
    """Those that nothing calls an end."""
    return [column for column in clocks if side(column) != "end"]


def best(columns: Iterable[Column], rank: Callable[[Column], tuple[object, ...]]) -> Column | None:
    """The column of the lowest rank, the first of several; None of none."""
    return min(columns, key=rank, default=None)


def day_rank(column: Column) -> tuple[object, ...]:
    """The most telling first: by name, with its hour, filled, plainly called, in few words."""
    return (
        column.stamped and side(column) != "start",
        column.role != "time",
        column.filled < 0.5,
        _SIDES[side(column)],
        column.times.both < ENOUGH,
        column.times.format == SECONDS,
        not column.meaning.whole,
        -column.filled,
        len(words_of(column.name)),
    )


def clock_rank(column: Column) -> tuple[object, ...]:
    """The same for hours; "start" among words that are not understood may be of a part: "sauna from"."""
    partly = side(column) == "start" and not column.meaning.whole
    return (
        column.role != "time",
        column.filled < 0.5,
        _SIDES["none" if partly else side(column)],
        not column.meaning.whole,
        -column.filled,
        len(words_of(column.name)),
    )
