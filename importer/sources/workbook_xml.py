"""One sheet of an xlsx package: measured before a reader holds it, and what its values do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from importer.sources.workbook_marks import (
    MAX_MARKS,
    NOT_CALCULATED,
    SheetMarks,
    column_index,
    error_cell,
    refuse_extent,
)
from importer.sources.workbook_package import Package, local
from importer.sources.workbook_skim import Skim, filled_extent, pieces
from importer.sources.workbook_strings import refuse_text

MAX_WRITTEN = 4_000_000
"""Cell elements, empty ones too: each has to be read before it can be dropped."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_marks(
    package: Package, part: str, *, most_cells: int = MAX_WRITTEN, most_marked: int = MAX_MARKS
) -> SheetMarks:
    """Look through one sheet; raises SourceError for too many cells or too much text."""
    if next(package.blocks(part), b"").startswith(_UTF16):
        return _parsed(package, part, wide=True)
    skim = Skim()
    for piece in pieces(package.blocks(part)):
        if not skim.take(piece):
            return _parsed(package, part)
        if skim.cells > most_cells:
            raise package.too_large(
                f"a sheet of it has more than {most_cells} cells, filled or only formatted"
            )
        if skim.marked > most_marked:
            raise package.too_large(
                f"over {most_marked} cells of a sheet are errors or formulas without a stored value"
            )
    if skim.too_far():  # perhaps with empty cells, which a reader drops
        refuse_extent(package, *filled_extent(pieces(package.blocks(part))))
    refuse_text(package, part, skim.references)
    return skim.marks


def _parsed(package: Package, part: str, *, wide: bool = False) -> SheetMarks:
    scan = _Scan()
    package.parse(part, scan.parser())
    refuse_extent(package, scan.last_row, scan.last_column)
    refuse_text(package, part, scan.references)
    scan.marks.misread = scan.marks.misread or wide
    return scan.marks


@dataclass(slots=True)
class _Scan:
    """One pass over a worksheet part (ECMA-376 part 1, 18.3.1): rows, cells, formulas, values."""

    marks: SheetMarks = field(default_factory=SheetMarks)
    last_row: int = 0
    last_column: int = 0
    references: int = 0
    _row: int = 0
    _column: int = -1
    _kind: str = ""
    _formula: bool = False
    _valued: bool = False
    _inside: bool = False
    _value: bool = False
    _text: str = ""

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._interrupted
        parser.CommentHandler = self._interrupted
        return parser

    def _start(self, tag: str, values: Mapping[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            self._place(values.get("r", ""))
            self._kind = values.get("t", "")
            self.references += self._kind == "s"
            self._formula = self._valued = False
            self._text = ""
        elif tag == "v" or tag == "t":
            self._inside, self._value = True, tag == "v"
            self._valued = self._valued or self._kind in ("str", "inlineStr")
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            number = values.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = -1
            if values.get("hidden") in ("1", "true"):
                self.marks.hidden.add(self._row)

    def _place(self, reference: str) -> None:
        """A cell stands where it says, whatever its row says."""
        name = reference.rstrip("0123456789")
        self._column = column_index(name[:4]) if name else self._column + 1
        if number := reference[len(name) :]:
            self._row = int(number[:9])

    def _characters(self, text: str) -> None:
        if self._inside:
            self._valued = True
            if self._kind in ("e", "s"):
                self._text += text

    def _interrupted(self, *_: object) -> None:
        """A CDATA section or comment: calamine understands them in texts, not in values."""
        self.marks.misread = self.marks.misread or self._value

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "c":
            if self._valued or self._formula or self._kind == "e":
                self.last_row = max(self.last_row, self._row)
                self.last_column = max(self.last_column, self._column + 1)
            if self._kind == "s" and self._text.strip("0123456789"):
                self.marks.misread = True
            if self._kind == "e":
                self.marks.put(self._row, self._column, error_cell(self._text))
            elif self._formula and not self._valued:
                self.marks.put(self._row, self._column, NOT_CALCULATED)
        elif tag == "v" or tag == "t":
            self._inside = self._value = False
