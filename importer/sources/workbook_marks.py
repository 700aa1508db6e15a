"""What a sheet's XML says that its values do not: hidden rows, error cells, uncalculated formulas.

The part is skimmed for signs of these first, which costs a tenth of reading it; only a sheet with
one is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from xml.parsers import expat

from importer.records import Cell, CellError
from importer.sources.table import letter
from importer.sources.workbook_package import Package, local
from importer.sources.workbook_strings import count_references, refuse_text

MAX_CELLS = 6_000_000
"""Cells between A1 and the last filled one: a reader holds them all, filled or not."""
MAX_ROWS, MAX_COLUMNS = 1 << 20, 1 << 14
"""What spreadsheet programs can hold; a file may state more."""

NOT_CALCULATED = CellError("formula without a stored value")

_SIGNS = (
    *(b"hidden=", b't="e"', b"t='e'"),
    *(b"<f>", b"<f ", b"<f\t", b"<f\n", b":f>", b":f "),
    *(b" r='", b"\tr=", b"\nr="),  # references in a spelling that the patterns below do not know
)
_COLUMN = re.compile(rb' r="([A-Z]+)')
_ROW = re.compile(rb' r="(\d+)"')
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class SheetMarks:
    """Row numbers as shown; columns as indices from 0.

    cells: errors, and times beyond a day, that stand in place of what the library read.
    wide: the part is in UTF-16, which calamine takes for an empty sheet.
    """

    hidden: set[int] = field(default_factory=set)
    cells: dict[int, dict[int, CellError | timedelta]] = field(default_factory=dict)
    uncalculated: int = 0
    wide: bool = False

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


def read_marks(package: Package, part: str) -> SheetMarks:
    """Skim or parse one sheet of an xlsx package; raises SourceError for too many cells or text."""
    sign, wide, rows, references, before = False, False, 0, 0, b""
    names: set[bytes] = set()
    for block in package.blocks(part):
        wide = wide or (not before and block.startswith(_UTF16))
        seen = before + block
        sign = sign or any(literal in seen for literal in _SIGNS)
        names.update(_COLUMN.findall(seen))
        rows = max(rows, max(map(int, _ROW.findall(seen)), default=0))
        references += count_references(seen)
        before = seen[-100:]
    refuse_text(package, part, references)
    columns = max(map(_index, names), default=0) + 1
    if not (sign or wide or rows * columns > MAX_CELLS or rows > MAX_ROWS):
        return SheetMarks()
    scan = _Scan()
    package.parse(part, scan.parser())
    refuse_extent(package, scan.last_row, scan.last_column)
    scan.marks.wide = wide
    return scan.marks


def refuse_extent(package: Package, rows: int, columns: int) -> None:
    """Raise SourceError where so many rows and columns make too many cells, or none can be."""
    if rows * columns > MAX_CELLS or rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise package.too_large(
            f"its cells reach to column {letter(columns - 1)} and row {rows}, more than "
            f"{MAX_CELLS} in all; if a stray cell stands far from the table, delete it"
        )


def _index(name: bytes) -> int:
    index = 0
    for char in name.upper():
        index = index * 26 + char - 64
    return index - 1


@lru_cache(maxsize=MAX_COLUMNS)
def _column(name: str) -> int:
    return _index(name.encode("ascii", "replace"))


@lru_cache
def _error(text: str) -> CellError:
    return CellError(text)


@dataclass(slots=True)
class _Scan:
    """One pass over a worksheet part (ECMA-376 part 1, 18.3.1): rows, cells, formulas, values."""

    marks: SheetMarks = field(default_factory=SheetMarks)
    last_row: int = 0
    last_column: int = 0
    _row: int = 0
    _column: int = -1
    _kind: str = ""
    _formula: bool = False
    _valued: bool = False
    _inside: bool = False
    _text: str = ""

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def _start(self, tag: str, values: Mapping[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            name = values.get("r", "").rstrip("0123456789")
            self._column = _column(name) if name else self._column + 1
            self._kind = values.get("t", "")
            self._formula = self._valued = False
            self._text = ""
        elif tag == "v" or tag == "t":
            self._inside = True
            self._valued = self._valued or self._kind == "str"
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            number = values.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = -1
            if values.get("hidden") in ("1", "true"):
                self.marks.hidden.add(self._row)

    def _characters(self, text: str) -> None:
        if self._inside:
            self._valued = True
            if self._kind == "e":
                self._text += text

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "c":
            if self._valued or self._formula or self._kind == "e":
                self.last_row = max(self.last_row, self._row)
                self.last_column = max(self.last_column, self._column + 1)
            if self._kind == "e":
                self.marks.put(self._row, self._column, _error(self._text or "#ERROR"))
            elif self._formula and not self._valued:
                self.marks.put(self._row, self._column, NOT_CALCULATED)
        elif tag == "v" or tag == "t":
            self._inside = False
