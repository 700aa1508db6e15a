"""Kinds, rooms, places and times repeat from row to row: what they come to is made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from importer.mapping.converters import Notes
from importer.mapping.problems import FieldError
from importer.mapping.template import Cells

T = TypeVar("T")
_Known: TypeAlias = dict[Any, tuple[T, Notes, FieldError | None]]

_TEXT_ONLY = frozenset([str])

MOST = 4096
"""Combinations of cells that one field remembers; then it begins anew, so that memory stays flat, or
stops where hardly one of them came again."""


def remembered(
    read: Callable[[Cells, Notes], T], columns: Sequence[int]
) -> Callable[[Cells, Notes], T]:
    """`read`, asked once for the same texts in its columns; notes and errors come again as well.

    columns: where all that it looks at stands in a row. Values are shared between rows: nobody may
    change them in place.
    """
    pick = itemgetter(*columns) if columns else _nothing
    known: _Known[T] = {}
    met_again = 0
    repeats = True

    def again(cells: Cells, notes: Notes) -> T:
        nonlocal met_again, repeats
        if not repeats:
            return read(cells, notes)
        key = pick(cells)
        found = known.get(key)
        if found is not None:
            met_again += 1
        else:
            found = _ask(read, cells)
            if len(known) >= MOST:
                known.clear()
                repeats, met_again = met_again > MOST // 4, 0
            if _TEXT_ONLY.issuperset(map(type, key if isinstance(key, tuple) else (key,))):
                known[key] = found  # 1, 1.0 and TRUE are equal to a dict, but not the same cell
        value, said, problem = found
        if said:
            notes.extend(said)
        if problem is not None:
            raise problem.with_traceback(None)  # it would hold on to every row it was raised for
        return value

    return again


def _nothing(cells: Cells) -> tuple[()]:
    return ()


def _ask(
    read: Callable[[Cells, Notes], T], cells: Cells
) -> tuple[T, Notes, None] | tuple[Any, Notes, FieldError]:
    notes: Notes = []
    try:
        return read(cells, notes), notes, None
    except FieldError as problem:
        return None, notes, problem
