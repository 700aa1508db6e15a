"""What an OpenDocument sheet says beside its values: hidden rows, error cells, repeated cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from importer.records import CellError
from importer.sources.workbook_ods_extent import OdsExtent, OdsMarks, long_duration
from importer.sources.workbook_ods_skim import skimmed
from importer.sources.workbook_package import Package

_CELLS = ("table:table-cell", "table:covered-table-cell")
_AROUND_TEXT = ("text:p", *_CELLS)


def read_ods_marks(package: Package) -> OdsMarks:
    """Look through content.xml; raises SourceError where repeats make too many cells or text."""
    package.parse("content.xml", expat.ParserCreate())  # is it whole, and not too much of it?
    extent = skimmed(package)
    return parsed(package) if extent is None else extent.found


def parsed(package: Package) -> OdsMarks:
    """The same by the events of a parser, which understands every spelling."""
    scan = _Scan(OdsExtent(package))
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    parser.StartCdataSectionHandler = scan.section
    package.parse("content.xml", parser)
    scan.extent.end_row()
    return scan.extent.found


@dataclass(slots=True)
class _Scan:
    """One pass over content.xml (OpenDocument 1.3, part 3, 9.1); prefixes are fixed in practice."""

    extent: OdsExtent
    _error: bool = False
    _text: str = ""
    _length: int = 0
    _begins: bool = False
    _untyped: bool = False

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "table:table":
            self.extent.table(values.get("table:name", ""))
        elif tag == "table:table-row":
            hidden = values.get("table:visibility", "visible") != "visible"
            self.extent.row(_repeat(values, "table:number-rows-repeated"), hidden=hidden)
        elif tag in _CELLS:
            self._start_cell(values)
        elif tag == "text:tab":
            self.extent.found.odd = True
        elif not tag.startswith("text:"):  # a note, or a picture with text of its own
            self._untyped = False
        self._begins = tag in _AROUND_TEXT

    def _start_cell(self, values: Mapping[str, str]) -> None:
        self.extent.cell(_repeat(values, "table:number-columns-repeated"))
        self._length = len(values.get("office:string-value", ""))
        self._untyped = "office:value-type" not in values
        if self._untyped:
            return
        self.extent.fill()
        self._error = values.get("calcext:value-type") == "error"
        self._text = ""
        if "office:value" in values and values["office:value-type"] == "string":
            self.extent.found.odd = True
        length = long_duration(values.get("office:time-value", ""))
        if length is not None and self.extent.repeats == 1:
            self.extent.mark(length)

    def section(self) -> None:
        self.extent.found.odd = True

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._begins and text.lstrip(" \t").startswith("\n"):
            self.extent.found.odd = True
        self._begins = False
        if self._error:
            self._text += text
        elif self._untyped and text.strip():
            self.extent.fill()
            self.extent.found.odd = True

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self._untyped = False
            self.extent.weight += self._length * self.extent.repeats
            if self._error:
                self._error = False
                self.extent.mark(CellError(self._text.strip() or "#ERROR"))
        elif tag == "table:table-row":
            self.extent.end_row()


def _repeat(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1
