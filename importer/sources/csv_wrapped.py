"""Quotes around what was quoted already, by a program that took each line, or each cell, for plain text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from importer.errors import SourceError
from importer.sources.csv_dialect import DELIMITERS, find_dialect

_WHOLE = re.compile(r'[ \t]*"((?:[^"]|"")*+)"[ \t,;]*(\r\n|\r|\n|\Z)')
_DELIMITER = "[" + re.escape("".join(DELIMITERS)) + "]"
_TWICE = re.compile(
    rf'(?:^|(?<={_DELIMITER}))""(?!"|\s|{_DELIMITER})[^"]*+(?:""""[^"]*+)*+""(?=\s|{_DELIMITER}|\Z)'
)
_RUN = re.compile(r'"++')


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How lines were wrapped: `undo` gives a line as it was before, `note` tells a person."""

    undo: Callable[[str], str]
    note: str


def find_wrapping(lines: Sequence[str], stated: str | None, name: str) -> Wrapping | None:
    """What was done to all of these first lines of a file; None where they are as they should be.

    `"Day,""Act, Hall"",Price"` was saved as a single cell; of `""Day"",""Act, Hall""` each quote was
    doubled, and no cell quoted for it. stated: the delimiter, where the mapping states one.
    """
    quoted = [line for line in lines if '"' in line]
    if any(map(_TWICE.search, quoted)) and all(map(_is_doubled, quoted)):
        return Wrapping(_halved, "all quotes stand twice in it: read as single ones")
    wrapped = sum(1 for line in quoted if _WHOLE.fullmatch(line))
    filled = [line for line in lines if line.strip()]
    if wrapped < 2 or 2 * wrapped < len(filled):
        return None
    if not _is_table([_unwrapped(line) for line in filled], stated, name):
        return None
    return Wrapping(_unwrapped, "each line is in quotes as if it were one cell: read without them")


def _is_doubled(line: str) -> bool:
    return all(len(run) % 2 == 0 for run in _RUN.findall(line))


def _halved(line: str) -> str:
    return line.replace('""', '"') if _is_doubled(line) else line


def _unwrapped(line: str) -> str:
    found = _WHOLE.fullmatch(line)
    return found[1].replace('""', '"') + found[2] if found else line


def _is_table(lines: Sequence[str], stated: str | None, name: str) -> bool:
    """Whether nearly all lines have the same three columns or more: prose in quotes has not."""
    try:
        rows = list(find_dialect(lines, stated, name).reader(lines, strict=True))
    except (SourceError, csv.Error):
        return False
    ((width, count),) = Counter(map(len, rows)).most_common(1)
    return width > 2 and 5 * count >= 4 * len(rows)
