"""What an OpenDocument sheet says beside its values: hidden rows, error cells, repeated cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from importer.records import CellError
from importer.sources.workbook_marks import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetMarks
from importer.sources.workbook_package import Package
from importer.sources.workbook_strings import refuse_weight

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

_DURATION = re.compile(
    r"(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d+)?)S)?)?"
)
_AROUND_TEXT = ("text:p", "table:table-cell", "table:covered-table-cell")
_MEANT_AS_TEXT = re.compile(
    rb'<table:(?:covered-)?table-cell\b(?=[^<>]*\boffice:value-type="string")[^<>]*>'
)
_VALUE = re.compile(rb'\soffice:value="[^"]*"')
_INDENT = re.compile(rb"(>)\s+(?=</?(?:table:|text:p\b))|(<text:p\b[^>]*>)\s+|\s+(?=</text:p>)")


@dataclass(slots=True)
class OdsMarks:
    """The marks of every sheet by name.

    odd: calamine would misread it: blanks stand around the text that are not of it, or beside a text
    the value of a number.
    """

    sheets: dict[str, SheetMarks] = field(default_factory=dict)
    odd: bool = False


def read_ods_marks(package: Package) -> OdsMarks:
    """Look through content.xml; raises SourceError where repeats make too many cells or text."""
    scan = _Scan(package)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    package.parse("content.xml", parser)
    return scan.found


@dataclass(slots=True)
class _Scan:
    """One pass over content.xml (OpenDocument 1.3, part 3, 9.1); prefixes are fixed in practice.

    Limits hold for all sheets together: calamine reads them all as soon as it opens the file.
    """

    package: Package
    found: OdsMarks = field(default_factory=OdsMarks)
    _now: SheetMarks = field(default_factory=SheetMarks)
    _before: int = 0
    _weight: int = 0
    _row: int = 0
    _filled: int = 0
    _rows: int = 1
    _column: int = 0
    _cells: int = 0
    _last: int = 0
    _width: int = 0
    _hidden: bool = False
    _error: bool = False
    _text: str = ""
    _length: int = 0
    _begins: bool = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "table:table":
            self._before += self._filled * self._width
            self._now = self.found.sheets.setdefault(values.get("table:name", ""), SheetMarks())
            self._row = self._filled = self._width = 0
        elif tag == "table:table-row":
            self._rows = _repeat(values, "table:number-rows-repeated")
            self._column = self._last = 0
            self._hidden = values.get("table:visibility", "visible") != "visible"
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._start_cell(values)
        self._begins = tag in _AROUND_TEXT

    def _start_cell(self, values: Mapping[str, str]) -> None:
        self._cells = _repeat(values, "table:number-columns-repeated")
        self._length = len(values.get("office:string-value", ""))
        if "office:value-type" in values:
            self._last = self._column + self._cells
            self._error = values.get("calcext:value-type") == "error"
            if "office:value" in values and values["office:value-type"] == "string":
                self.found.odd = True
            self._text = ""
            length = long_duration(values.get("office:time-value", ""))
            if length is not None and self._rows * self._cells == 1:
                self._now.put(self._row + 1, self._column, length)
        self._column += self._cells

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._begins and text.lstrip(" \t").startswith("\n"):
            self.found.odd = True
        self._begins = False
        if self._error:
            self._text += text

    def end(self, tag: str) -> None:
        if tag == "table:table-cell" or tag == "table:covered-table-cell":
            self._weight += self._length * self._cells * self._rows
            if self._error:
                self._error = False
                error = CellError(self._text.strip() or "#ERROR")
                self._now.put(self._row + 1, self._column - 1, error)
        elif tag == "table:table-row":
            self._end_row()

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._rows
        if not self._last:
            return
        self._filled, self._width = self._row, max(self._width, self._last)
        too_many = self._before + self._filled * self._width > MAX_CELLS
        if too_many or self._row > MAX_ROWS or self._width > MAX_COLUMNS:
            raise self.package.too_large(f"its cells repeat to more than {MAX_CELLS}")
        refuse_weight(self.package, self._weight)
        if self._hidden:
            self._now.hidden.update(range(first, self._row + 1))


def long_duration(text: str) -> timedelta | None:
    """A time of a day or more, or less than none, in ISO 8601 as OpenDocument writes it.

    None for all others: calamine reads them as times of a day.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign, days, hours, minutes, seconds = found.groups(default="0")
    length = timedelta(days=int(days), hours=int(hours), minutes=int(minutes))
    length += timedelta(seconds=round(float(seconds)))
    if sign == "-":
        return -length
    return length if length >= timedelta(days=1) else None


def mended_ods(package: Package) -> bytes:
    """The workbook without what calamine stumbles over: blanks that indent its XML, values of texts."""
    content = b"".join(package.blocks("content.xml"))
    content = _MEANT_AS_TEXT.sub(lambda found: _VALUE.sub(b"", found[0]), content)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _INDENT.sub(rb"\1\2", content))
    return made.getvalue()


def _repeat(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
