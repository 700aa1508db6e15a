"""One line of text as a row of a table whose shape is known: its quotes as they should be, or astray."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from importer.sources.csv_dialect import Dialect
from importer.sources.table_cells import is_value

MAX_LITERAL = 64 << 10
"""Characters of a line up to which its quotes may be taken as text."""

MAX_OPENING = 32
"""Quotes at the beginning of cells of which one may be found to be text."""


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads single lines. width: cells of a sound row, None while unknown; values: as for CsvRows."""

    dialect: Dialect
    width: int | None
    values: Sequence[int]

    def first(self, lines: Sequence[str], *, strict: bool = False) -> list[str]:
        try:
            return next(self.dialect.reader(lines, strict=strict), [])
        except csv.Error:
            return []

    def is_sound(self, cells: Sequence[str]) -> bool:
        """Whether these are a row for certain: the right width, values in place."""
        if self.width is None:
            return len(cells) > 1
        return (
            len(cells) >= self.width
            and not any(cells[self.width :])
            and all(not cells[index] or is_value(cells[index]) for index in self.values)
        )

    def literal(self, line: str) -> list[str] | None:
        """The cells of a line where quotes are part of the text: `"Heroes" by Bowie,2026`.

        A quote closes a cell only before a delimiter: `"Table, 48"","wood"`, `"The "Cats", live"`.
        None where the line has another width than the table, or no values where others have them.
        """
        if self.width is None or len(line) > MAX_LITERAL:
            return None
        quote, text = self.dialect.quote, line.rstrip("\r\n")
        if text.count(quote) % 2 == 0:
            cells = text.split(self.dialect.delimiter)
            if len(cells) == self.width:
                return [_unquoted(cell, quote) for cell in cells]
        cells = self.closed_by_delimiters(text)
        return cells if self.is_sound(cells) else None

    def one_astray(self, line: str) -> list[str] | None:
        """The cells where one quote that opens a cell is text and all others are as they should be.

        `1,"Jazz,Hall,5` in a table of four columns. None unless exactly one such reading has the
        table's width and values in place; a blank after the delimiter shows a text with commas.
        """
        text, quote, delimiter = line.rstrip("\r\n"), self.dialect.quote, self.dialect.delimiter
        opening = [
            found.end() - 1
            for found in re.finditer(rf"(?:\A|{re.escape(delimiter)}){re.escape(quote)}", text)
        ]
        if not self.width or len(text) > MAX_LITERAL or len(opening) > MAX_OPENING:
            return None
        found: list[list[str]] = []
        for at in opening:
            before = len(self.first([text[:at] + "x"], strict=True)) - 1
            cells = self.first([text[:at] + text[at + 1 :]], strict=True)
            alone, _, rest = text[at + 1 :].partition(delimiter)
            if before < 0 or rest[:1] == " " or not 1 < len(cells) == self.width:
                continue
            plain = cells[before] == alone and quote not in alone
            if (plain or alone[:1] == quote) and self.is_sound(cells):
                found.append([*cells[:before], quote + cells[before], *cells[before + 1 :]])
        return found[0] if len(found) == 1 else None

    def closed_by_delimiters(self, line: str) -> list[str]:
        """The cells where only a quote before a delimiter, or at the end, closes one; [] if none does."""
        quote, delimiter = re.escape(self.dialect.quote), re.escape(self.dialect.delimiter)
        space = " *" if self.dialect.skip_space else ""
        wrapped = rf"{space}{quote}((?s:.*?)){quote}(?={delimiter}|\Z)"
        cell = re.compile(rf"(?:{wrapped}|(|(?!{space}{quote})[^{delimiter}]+))({delimiter}|\Z)")
        cells: list[str] = []
        at = 0
        while (found := cell.match(line, at)) is not None:
            inner, bare, end = found.groups()
            cells.append(
                bare if inner is None else inner.replace(2 * self.dialect.quote, self.dialect.quote)
            )
            if not end:
                return cells
            at = found.end()
        return []


def _unquoted(cell: str, quote: str) -> str:
    """The cell without the quotes around it: of `"The "Cats" live"`, not of `"Heroes" and "Ashes"`."""
    inner = cell[1:-1]
    if not (len(cell) > 1 and cell[0] == cell[-1] == quote):
        return cell
    first = inner.replace(2 * quote, "  ").find(quote)
    opens = first < 1 or inner[first - 1].isspace()
    return inner.replace(2 * quote, quote) if opens else cell
