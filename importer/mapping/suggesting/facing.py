"""Pairs of columns that hold the same names and never the same one in a row: the sides of matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

_FEWEST_ROWS = 4
_MOST_COLUMNS = 40
_LONGEST = 60
_OF_ROWS = 0.6
"""The share of rows that hold a name which stands in both columns."""

_IN_EACH = 0.2
"""The same of each column by itself."""


def facing(columns: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """The pairs, in the order of their columns. columns: name -> the trimmed texts of its rows."""
    short = {
        name: [text.casefold() for text in texts]
        for name, texts in list(columns.items())[:_MOST_COLUMNS]
        if len(texts) >= _FEWEST_ROWS and max(map(len, texts)) <= _LONGEST
    }
    return tuple(
        (first, second)
        for first, second in combinations(short, 2)
        if _face(short[first], short[second])
    )


def _face(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = set(one) & set(other) - {""}
    if not shared or any(a and a == b for a, b in zip(one, other, strict=True)):
        return False
    here, there = ([text in shared for text in texts] for texts in (one, other))
    both = [a or b for a, b in zip(here, there, strict=True)]
    return sum(both) >= _OF_ROWS * len(one) and min(sum(here), sum(there)) >= _IN_EACH * len(one)
