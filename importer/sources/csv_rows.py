"""Rows out of the lines of a text file: fast where it is sound, careful where a quote is not."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from importer.errors import Location, RowError, SourceError
from importer.sources.csv_dialect import MAX_CELL, Dialect
from importer.sources.csv_quotes import LineReader
from importer.sources.table_cells import Row

MAX_ASTRAY = 20_000
"""Rows with a quote astray that are worth the time they take; a file with more is refused."""

LOOK_AHEAD = 16
"""Lines looked at to see whether a row begins at one of them."""


@dataclass(slots=True)
class CsvRows:
    """Splits lines into `(row number, cells)`; row numbers are those a spreadsheet shows.

    A line break inside quotes adds no row, an empty line does. A quote that is never closed costs
    the row it stands in: reading goes on at the next line that has the table's width.
    width: cells of a sound row; None while it is unknown, then only the quotes are judged.
    values: indices of columns that hold numbers, dates or times: what a line of prose in a
    description lacks, so that it is not taken for a row.
    open_end: after a pass, whether the text ended inside quotes with no sound row after them.
    skipped: after a pass, how many lines behind such a quote were no sound row and left out.
    astray: after a pass, the rows in which a quote that opens a cell was taken as text.
    """

    dialect: Dialect
    source: str
    width: int | None = None
    values: Sequence[int] = ()
    open_end: bool = False
    skipped: int = 0
    astray: list[int] = field(default_factory=list)
    _lost: bool = False
    _queue: deque[str] = field(default_factory=deque)
    _pending: list[str] = field(default_factory=list)
    _line: LineReader = field(init=False)

    def __post_init__(self) -> None:
        self._line = LineReader(self.dialect, self.width, self.values)

    def __call__(self, lines: Iterator[str]) -> Iterator[Row | RowError]:
        number, pending, width = 0, self._pending, self.width
        self._lost = False
        quote, self.skipped = self.dialect.quote, 0
        self.astray.clear()
        wrong = 0
        empty = False  # of a run of empty lines one is enough
        suspect = _opens_within(self.dialect).search
        if self.dialect.sep_line:
            next(lines, None)
        while True:
            problem = ""
            try:
                for cells in self.dialect.reader(self._remembered(lines), strict=True):
                    if self._lost and not self._line.is_sound(cells):
                        self.skipped += len(pending)
                        pending.clear()
                        continue
                    number, self._lost = number + 1, False
                    if not cells and empty:
                        pending.clear()
                        continue
                    empty = not cells
                    if len(pending) > 1 and width and self._swallows(cells, width):
                        problem = _OPEN
                        break
                    torn = width and suspect(pending[0]) and _is_torn(cells, quote)
                    line = pending[0]
                    pending.clear()
                    yield self._misshapen(number, _TORN, line) if torn else (number, cells)
            except csv.Error as error:
                number += not self._lost
                problem = _in_words(error)
            if not problem:
                self.open_end = self._lost
                return
            wrong += 1
            if wrong > MAX_ASTRAY:
                raise SourceError(
                    f"{self.source}: quotes stand astray in more than {MAX_ASTRAY} rows (row {number} "
                    f"is one): export the file again, with quotes inside values doubled"
                )
            lost, waiting = self._lost, len(pending) + len(self._queue)
            settled = self._resume(number, problem)
            if not isinstance(settled, RowError):
                number += lost
                yield number, settled
            elif not lost:
                yield settled
            else:
                self.skipped += waiting - len(self._queue)

    def _remembered(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines to read, each noted in `_pending` until its row is complete."""
        note = self._pending.append
        while self._queue:
            line = self._queue.popleft()
            note(line)
            yield line
        for line in lines:
            note(line)
            yield line

    def _resume(self, number: int, problem: str) -> list[str] | RowError:
        """Settle the row that went wrong and put back the lines that belong to later ones."""
        lines = self._pending.copy()
        self._pending.clear()
        literal = self._line.literal(lines[0]) if problem == _INNER else None
        if literal is None and not self._lost and self._is_whole(lines):
            literal = self._line.one_astray(lines[0])
            self.astray += [number] if literal else []
        if literal:
            self._queue.extendleft(reversed(lines[1:]))
            self._lost = False
            return literal
        again = next((k for k in range(1, len(lines)) if self._begins(lines, k)), len(lines))
        alone = problem == _INNER and self._line.closed_by_delimiters(lines[0].rstrip("\r\n"))
        if alone:
            again = 1
        self._lost = self.width is not None and not alone
        self._queue.extendleft(reversed(lines[again:]))
        return self._misshapen(number, problem, lines[0])

    def _misshapen(self, number: int, problem: str, line: str) -> RowError:
        return RowError(
            "row.shape",
            f"{problem}, so its cells cannot be told apart: double a quote that is meant, "
            f"or put the value in quotes",
            at=Location(self.source, number),
            value=line.rstrip("\r\n")[:200],
        )

    def _is_whole(self, lines: Sequence[str]) -> bool:
        """Whether the row of the first line may end with it: the next one begins a sound row."""
        below = next((k for k in range(1, len(lines)) if lines[k].strip()), len(lines))
        return below == len(lines) or self._begins(lines, below)

    def _begins(self, lines: Sequence[str], at: int) -> bool:
        """Whether a sound row begins at this line, with quotes as they should be or as text."""
        cells = self._line.first(lines[at : at + LOOK_AHEAD], strict=True)
        return self._line.is_sound(cells or self._line.literal(lines[at]) or [])

    def _swallows(self, cells: Sequence[str], width: int) -> bool:
        """Whether this row of several lines has taken in rows that follow it.

        All its inner lines must be such rows, because a description may well hold commas; one is
        enough where the width is wrong and the columns of values are right.
        """
        lines = self._pending
        if len(cells) != width and self.values:
            return any(self._begins(lines, k) for k in range(1, len(lines)))
        inner = [line for line in lines[1:-1] if line.strip()]
        rows = (self._line.first([line], strict=True) for line in inner)
        return width > 2 and len(inner) > 1 and all(map(self._line.is_sound, rows))


_OPEN = "a quote opens here that is never closed"
_INNER = "a quote inside a value is not doubled"
_TORN = "a quoted text begins inside a value: a delimiter is missing before it"


def _in_words(error: csv.Error) -> str:
    text = str(error)
    if "field limit" in text:
        return f"a cell is longer than {MAX_CELL} characters, or a quote is never closed"
    if "unexpected end" in text:
        return _OPEN
    return _INNER


def _opens_within(dialect: Dialect) -> re.Pattern[str]:
    """A quote between other text, begun with itself so that the search is fast."""
    quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
    return re.compile(rf"{quote}(?<=[^\s{quote}{delimiter}]{quote})\w")


def _is_torn(cells: Sequence[str], quote: str) -> bool:
    """Whether a quoted text was split at its delimiters, because one is missing before it.

    Its first part then follows other text without a blank, its last begins with one:
    `Hall"Jazz` and ` Blues"` of `1,Hall"Jazz, Blues",x`.
    """
    parts = [cell for cell in cells if cell.count(quote) % 2]
    return len(parts) > 1 and any(
        last.startswith(" ")
        and last.endswith(quote)
        and re.search(rf"\S{re.escape(quote)}\w", first) is not None
        for first, last in pairwise(parts)
    )
