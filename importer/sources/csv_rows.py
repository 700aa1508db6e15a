"""Rows out of the lines of a text file: fast where it is sound, careful where a quote is not."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importer.errors import Location, RowError
from importer.sources.csv_dialect import MAX_CELL, Dialect
from importer.sources.table import Row, is_value

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
    """

    dialect: Dialect
    source: str
    width: int | None = None
    values: Sequence[int] = ()
    open_end: bool = False
    _queue: deque[str] = field(default_factory=deque)
    _pending: list[str] = field(default_factory=list)

    def __call__(self, lines: Iterator[str]) -> Iterator[Row | RowError]:
        number, pending, width, lost = 0, self._pending, self.width, False
        if self.dialect.sep_line:
            next(lines, None)
        while True:
            problem = ""
            try:
                for cells in self.dialect.reader(self._remembered(lines), strict=True):
                    if lost and not self._is_sound(cells):
                        pending.clear()
                        continue
                    number, lost = number + 1, False
                    if len(pending) > 1 and width and self._swallows(cells, width):
                        problem = _OPEN
                        break
                    pending.clear()
                    yield number, cells
            except csv.Error as error:
                number += not lost
                problem = _in_words(error)
            if not problem:
                self.open_end = lost
                return
            settled = self._resume(number, problem)
            if not (lost and isinstance(settled, RowError)):
                yield settled
            lost = isinstance(settled, RowError) and width is not None

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

    def _resume(self, number: int, problem: str) -> Row | RowError:
        """Settle the row that went wrong and put back the lines that belong to later ones."""
        lines = self._pending.copy()
        self._pending.clear()
        literal = self._literal(lines[0]) if problem == _INNER else None
        if literal is not None:
            self._queue.extendleft(reversed(lines[1:]))
            return number, literal
        again = next((k for k in range(1, len(lines)) if self._begins(lines, k)), len(lines))
        self._queue.extendleft(reversed(lines[again:]))
        return RowError(
            "row.shape",
            f"{problem}, so its cells cannot be told apart: double a quote that is meant, "
            f"or put the value in quotes",
            at=Location(self.source, number),
            value=lines[0].rstrip("\r\n")[:200],
        )

    def _literal(self, line: str) -> list[str] | None:
        """The cells of `"Heroes" by Bowie,2026`, where the quotes are part of the text."""
        if self.width is None or line.count('"') % 2:
            return None
        cells = line.rstrip("\r\n").split(self.dialect.delimiter)
        return [_unquoted(cell) for cell in cells] if len(cells) == self.width else None

    def _begins(self, lines: Sequence[str], at: int) -> bool:
        return self._is_sound(self._first(lines[at : at + LOOK_AHEAD]))

    def _is_sound(self, cells: Sequence[str]) -> bool:
        """Whether these are a row for certain: the right width, no stray quote, values in place."""
        if self.width is None:
            return len(cells) > 1
        return (
            len(cells) == self.width
            and all(cell.count('"') % 2 == 0 for cell in cells)
            and all(not cells[index] or is_value(cells[index]) for index in self.values)
        )

    def _first(self, lines: Sequence[str], *, strict: bool = False) -> list[str]:
        try:
            return next(self.dialect.reader(lines, strict=strict), [])
        except csv.Error:
            return []

    def _swallows(self, cells: Sequence[str], width: int) -> bool:
        """Whether this row of several lines has taken in rows that follow it.

        All its inner lines must be such rows, because a description may well hold commas; one is
        enough where the width is wrong and the columns of values are right.
        """
        lines = self._pending
        if len(cells) != width and self.values:
            return any(self._begins(lines, k) for k in range(1, len(lines)))
        inner = [line for line in lines[1:-1] if line.strip()]
        rows = (self._first([line], strict=True) for line in inner)
        return width > 2 and len(inner) > 1 and all(map(self._is_sound, rows))


_OPEN = "a quote opens here that is never closed"
_INNER = "a quote inside a value is not doubled"


def _in_words(error: csv.Error) -> str:
    text = str(error)
    if "field limit" in text:
        return f"a cell is longer than {MAX_CELL} characters, or a quote is never closed"
    if "unexpected end" in text:
        return _OPEN
    return _INNER


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if quoted else cell
