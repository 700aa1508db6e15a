"""Pairs of columns that hold the same names and never the same one in a row: the sides of matches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

_FEWEST_ROWS = 4
_MOST_COLUMNS = 40
_LONGEST = 60
_OF_ROWS = 0.6
"""The share of rows that hold a name which stands in both columns."""

_IN_EACH = 0.2
"""The same of each column by itself."""


_OF_WORDS = 0.65
"""The share of cells, in each of two columns, that hold a word of the other: "FC", "United", "Ladies"."""

_LONGER = 2
"""The names of one side are at most so many times as long as those of the other, on average."""

_WORD = re.compile(r"[^\W\d_]{2,}")


def facing(
    columns: Mapping[str, Sequence[str]], *, nameless: bool = False
) -> tuple[tuple[str, str], ...]:
    """The pairs, in the order of their columns. columns: name -> the trimmed texts of its rows.

    nameless: no name tells what any column is, so that neighbours whose names are made of the same words will do.
    """
    short = {
        name: [text.casefold() for text in texts]
        for name, texts in list(columns.items())[:_MOST_COLUMNS]
        if len(texts) >= _FEWEST_ROWS and max(map(len, texts)) <= _LONGEST
    }
    found = [pair for pair in combinations(short, 2) if _face(*(short[name] for name in pair))]
    if nameless and not found:
        found = [pair for pair in pairwise(short) if _share_words(*(short[name] for name in pair))]
    return tuple(found)


def _face(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = set(one) & set(other) - {""}
    if not shared or any(a and a == b for a, b in zip(one, other, strict=True)):
        return False
    here, there = ([text in shared for text in texts] for texts in (one, other))
    both = [a or b for a, b in zip(here, there, strict=True)]
    return sum(both) >= _OF_ROWS * len(one) and min(sum(here), sum(there)) >= _IN_EACH * len(one)


def _share_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether nearly all names have a word of those in the other column, and no row has the same name twice.

    Of a region and the addresses in it only one is short.
    """
    lengths = sorted(sum(map(len, texts)) for texts in (one, other))
    if lengths[1] > _LONGER * lengths[0]:
        return False
    here, there = ([set(_WORD.findall(text)) for text in texts] for texts in (one, other))
    if any(a and a == b for a, b in zip(one, other, strict=True)):
        return False
    shared = set().union(*here) & set().union(*there)
    least = min(sum(not shared.isdisjoint(words) for words in side) for side in (here, there))
    return least >= _OF_WORDS * len(one)
