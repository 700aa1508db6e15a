"""The XML of a sheet looked through as text, ten times as fast as a parser reads it.

Only for the spelling that all common programs write; whatever else stands there is noticed, and the
part is then left to a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from importer.sources.workbook_marks import (
    MAX_CELLS,
    MAX_ROWS,
    NOT_CALCULATED,
    SheetMarks,
    column_index,
    error_cell,
)
from importer.sources.workbook_strings import count_references

_REST = rb'(?: [a-z]++="\w*+"){0,64} ?'
_BEGIN = rb'<c (?:[a-z]++="\w*+" ){0,64}?r="([A-Z]{1,3}+\d{1,8}+)"' + _REST
_CELL = re.compile(_BEGIN + rb"/?>")
_FILLED = re.compile(_BEGIN + rb">(?!\s*+(?:<v\s*+/>|<v></v>)?\s*+</c>)")
_FORMULA = rb"<f[^<>]*+(?:(?<=/)>|(?<!/)>[^<]*+</f>)"
_WHERE = rb'[^<>]*?\br="([A-Z]++)(\d++)"([^<>]*+)>\s*+'
_UNCALCULATED = re.compile(
    rb'<c (?![^<>]*\bt="e")' + _WHERE + _FORMULA + rb"\s*+(<v\s*+/>|<v[^<>]*+></v>)?\s*+</c>"
)
_ERROR = re.compile(
    rb'<c (?=[^<>]*\bt="e")' + _WHERE + rb"(?:" + _FORMULA + rb"\s*+)?(?:<v[^<>]*+>([^<]*+)</v>)?"
)
_ODD_INDEX = re.compile(rb'"s"[^<>]*+>\s*+<v[^<>]*+(?<!/)>(?!\d*+</v>)')
_ROW = re.compile(rb'<row((?: [\w:.]++="[^"<>]*+"){0,64}) ?/?>')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_NUMBER = re.compile(rb' r="(\d{1,9})"')
_ODD = re.compile(rb"<(?:!|c[^ a-zA-Z]|row[\t\r\n])")
_PREFIXED = re.compile(rb"<[^\s<>:/]+:(?:c[\s/>]|row\s)")

_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Skim:
    """What was found in the pieces taken; of no use once `take` has answered False.

    cells: cell elements, empty ones too; marked: those in the marks. rows, columns: how far they reach.
    references: at most so many cells show a shared string.
    """

    marks: SheetMarks = field(default_factory=SheetMarks)
    cells: int = 0
    marked: int = 0
    rows: int = 0
    columns: int = 0
    references: int = 0

    def take(self, piece: bytes) -> bool:
        """Whether the piece is spelled as expected; what it says is then known."""
        if _ODD.search(piece) or _has_prefixes(piece):
            return False
        places = _CELL.findall(piece)
        if len(places) != piece.count(b"<c ") or not self._take_hidden(piece):
            return False
        self.cells += len(places)
        rows, columns = _reach(places)
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        self.references += count_references(piece)
        self.marks.misread = self.marks.misread or _ODD_INDEX.search(piece) is not None
        if b"<f" in piece:
            self._take_uncalculated(piece)
        if b't="e"' in piece:
            found = _ERROR.findall(piece)
            self.marked += len(found)
            for name, number, _, text in found:
                error = error_cell(text.decode("utf-8", "replace"))
                self.marks.put(int(number), column_index(name.decode()), error)
        return True

    def too_far(self) -> bool:
        return self.rows * self.columns > MAX_CELLS or self.rows > MAX_ROWS

    def _take_hidden(self, piece: bytes) -> bool:
        if b"hidden" not in piece:
            return True
        rows = _ROW.findall(piece)
        for attributes in rows:
            if _HIDDEN.search(attributes):
                number = _NUMBER.search(attributes)
                if number is None:
                    return False
                self.marks.hidden.add(int(number[1]))
        return len(rows) == piece.count(b"<row ") + piece.count(b"<row>")

    def _take_uncalculated(self, piece: bytes) -> None:
        found = _UNCALCULATED.findall(piece)
        self.marked += len(found)
        for name, number, kind, value in found:
            if not (value and b't="str"' in kind):  # the empty text is a result too
                self.marks.put(int(number), column_index(name.decode()), NOT_CALCULATED)


def pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text cut between cells, or between elements where a block has no cell."""
    rest = b""
    for block in blocks:
        seen = rest + block
        cut = max(seen.rfind(b"<c "), seen.rfind(b"<row "))
        if cut <= 0:
            cut = max(seen.rfind(b"<"), 0)
        yield seen[:cut]
        rest = seen[cut:]
    yield rest


def _has_prefixes(piece: bytes) -> bool:
    return (b":c" in piece or b":row" in piece) and _PREFIXED.search(piece) is not None


def filled_extent(cut: Iterable[bytes]) -> tuple[int, int]:
    """Rows and columns between A1 and the last cell that holds anything."""
    reached = [_reach(_FILLED.findall(piece)) for piece in cut]
    return max(rows for rows, _ in reached), max(columns for _, columns in reached)


def _reach(places: list[bytes]) -> tuple[int, int]:
    """The last row and the last column of cells such as B12, counted from 1."""
    names = b" ".join(places)
    rows = set(names.translate(None, _LETTERS).split())
    columns = set(names.translate(None, _DIGITS).split())
    last = max((column_index(name.decode()) for name in columns), default=-1)
    return max(map(int, rows), default=0), last + 1
