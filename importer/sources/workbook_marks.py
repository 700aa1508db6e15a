"""What a sheet says that its values do not: hidden rows, error cells, uncalculated formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from importer.records import Cell, CellError
from importer.sources.table_cells import letter
from importer.sources.workbook_package import Package

MAX_CELLS = 2_000_000
"""Cells between A1 and the last filled one: a reader holds them all, filled or not."""
MAX_ROWS, MAX_COLUMNS = 1 << 20, 1 << 14
"""What spreadsheet programs can hold; a file may state more."""

MAX_MARKS = 500_000
"""Error cells and formulas without a value in a sheet; more of them are no table of events."""

NOT_CALCULATED = CellError("formula without a stored value")


@dataclass(slots=True)
class SheetMarks:
    """Row numbers as shown; columns as indices from 0.

    cells: errors, and times beyond a day, that stand in place of what the library read.
    misread: calamine would get the sheet wrong: it takes a part in UTF-16 for an empty one, the number
    of a string with a blank beside it for 0, a value in a CDATA section for none, and days that an xlsb
    holds as integers for numbers.
    """

    hidden: set[int] = field(default_factory=set)
    cells: dict[int, dict[int, CellError | timedelta]] = field(default_factory=dict)
    uncalculated: int = 0
    misread: bool = False

    def put(self, row: int, column: int, cell: CellError | timedelta) -> None:
        self.cells.setdefault(row, {})[column] = cell
        self.uncalculated += cell is NOT_CALCULATED

    def columns(self) -> set[int]:
        return {column for cells in self.cells.values() for column in cells}

    def marked(self, row: int, cells: list[Cell], first: int) -> list[Cell]:
        """The cells of a row, the first in column `first`, with the marked ones in their places.

        A library that gives nothing for an error may end the row, or the sheet, before it.
        """
        for column, cell in self.cells.get(row, {}).items():
            cells.extend([""] * (column - first + 1 - len(cells)))
            cells[column - first] = cell
        return cells


def refuse_extent(package: Package, rows: int, columns: int) -> None:
    """Raise SourceError where so many rows and columns make too many cells, or none can be."""
    if rows * columns > MAX_CELLS or rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise package.too_large(
            f"its cells reach to column {letter(columns - 1)} and row {rows}, more than "
            f"{MAX_CELLS} in all; if a stray cell stands far from the table, delete it"
        )


@lru_cache(maxsize=MAX_COLUMNS)
def column_index(name: str) -> int:
    """From 0; for letters only."""
    index = 0
    for char in name.upper():
        index = index * 26 + ord(char) - 64
    return index - 1


@lru_cache
def error_cell(text: str) -> CellError:
    return CellError(text or "#ERROR")
