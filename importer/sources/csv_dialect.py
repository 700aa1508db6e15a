"""How the cells of a text file are told apart: by which delimiter its rows are most alike."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from importer.errors import SourceError

DELIMITERS = (",", ";", "\t", "|")
MAX_CELL = 1 << 20
"""Characters a cell may hold; more is a quote that was never closed."""

ENOUGH = 10
"""Rows before a quote astray that tell the dialect; fewer, and lines are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and quoting. skip_space: `a, "b, c"`; escape: `\\"` inside quotes."""

    delimiter: str
    skip_space: bool = False
    escape: bool = False
    sep_line: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_CELL)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            skipinitialspace=self.skip_space,
            escapechar="\\" if self.escape else None,
            strict=strict,
        )


def find_dialect(lines: Sequence[str], stated: str | None, name: str) -> Dialect:
    """Choose delimiter and quoting by how alike the rows of the first `lines` come out.

    Raises SourceError where no delimiter makes columns, so that prose is not read as a table.
    """
    said = re.fullmatch(r"\ufeff?sep=(.|\\t)\r?\n?", lines[0]) if lines else None
    given = _delimiter(stated, name) or (said and said[1].replace("\\t", "\t"))
    body = lines[1:] if said else lines
    plain = [Dialect(delimiter) for delimiter in ([given] if given else DELIMITERS)]
    best = max(plain, key=lambda dialect: _likeness(body, dialect))
    for skip_space, escape in product((False, True), repeat=2):
        other = Dialect(best.delimiter, skip_space, escape)
        if _shows(body, other) and _likeness(body, other) > _likeness(body, best):
            best = other
    if not given and _likeness(body, best) < 0.2:
        raise SourceError(
            f"{name}: this does not look like a table: neither comma, semicolon, tab nor | splits "
            f"its lines into the same columns. Where it is one, state `delimiter`"
        )
    return Dialect(best.delimiter, best.skip_space, best.escape, said is not None)


def _delimiter(stated: str | None, name: str) -> str | None:
    if stated is None:
        return None
    delimiter = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        stated.lower(), stated
    )
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise SourceError(f'{name}: delimiter must be one character or "tab", not "{stated}"')
    return delimiter


def _shows(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether the lines hold what the dialect's options are for."""
    spaced = f'{dialect.delimiter} "'
    return (not dialect.skip_space or any(spaced in line for line in lines)) and (
        not dialect.escape or any('\\"' in line for line in lines)
    )


def _likeness(lines: Sequence[str], dialect: Dialect) -> float:
    """The share of rows with the most usual width above 1, less for few columns; 0 for none."""
    rows: list[list[str]] = []
    try:
        rows.extend(dialect.reader(lines, strict=True))
    except csv.Error:  # a quote astray, or the sample ends inside one
        if len(rows) < ENOUGH:
            rows = [row for line in lines for row in dialect.reader([line], strict=False)]
    widths = Counter(len(row) for row in rows if any(row))
    usual = max((w for w in widths if w > 1), key=lambda w: widths[w] * (1 - 1 / w), default=0)
    return widths[usual] / widths.total() * (1 - 1 / usual) if usual else 0.0
