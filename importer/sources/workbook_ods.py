"""What an OpenDocument sheet says beside its values: hidden rows, error cells, repeated cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from importer.records import CellError
from importer.sources.workbook_marks import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetMarks
from importer.sources.workbook_package import Package


def read_ods_marks(package: Package) -> dict[str, SheetMarks]:
    """The marks of every sheet by name; raises SourceError where repeats make too many cells."""
    scan = _Scan(package)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    package.parse("content.xml", parser)
    return scan.marks


@dataclass(slots=True)
class _Scan:
    """One pass over content.xml (OpenDocument 1.3, part 3, 9.1); prefixes are fixed in practice."""

    package: Package
    marks: dict[str, SheetMarks] = field(default_factory=dict)
    _now: SheetMarks = field(default_factory=SheetMarks)
    _row: int = 0
    _rows: int = 1
    _column: int = 0
    _last: int = 0
    _width: int = 0
    _hidden: bool = False
    _error: bool = False
    _text: str = ""

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "table:table":
            self._now = self.marks.setdefault(values.get("table:name", ""), SheetMarks())
            self._row = self._width = 0
        elif tag == "table:table-row":
            self._rows = _repeat(values, "table:number-rows-repeated")
            self._column = self._last = 0
            self._hidden = values.get("table:visibility", "visible") != "visible"
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            cells = _repeat(values, "table:number-columns-repeated")
            if "office:value-type" in values:
                self._last = self._column + cells
                self._error = values.get("calcext:value-type") == "error"
                self._text = ""
            self._column += cells

    def characters(self, text: str) -> None:
        if self._error:
            self._text += text

    def end(self, tag: str) -> None:
        if tag == "table:table-cell" and self._error:
            self._error = False
            self._now.put(
                self._row + 1, self._column - 1, CellError(self._text.strip() or "#ERROR")
            )
        elif tag == "table:table-row":
            self._end_row()

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._rows
        if not self._last:
            return
        self._width = max(self._width, self._last)
        too_many = self._row * self._width > MAX_CELLS
        if too_many or self._row > MAX_ROWS or self._width > MAX_COLUMNS:
            raise self.package.too_large(f"its cells repeat to more than {MAX_CELLS}")
        if self._hidden:
            self._now.hidden.update(range(first, self._row + 1))


def _repeat(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
