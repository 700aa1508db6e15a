"""What an xls workbook says beside its values: hidden rows, error cells, true extent.

calamine reads all sheets of an xls as soon as it opens it, so this comes first. What calamine would
misread is mended on the way.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from importer.errors import SourceError
from importer.records import CellError
from importer.sources.workbook_marks import MAX_CELLS, SheetMarks
from importer.sources.workbook_ole import ole_file, workbook_stream
from importer.sources.workbook_strings import MAX_TEXT
from importer.sources.workbook_xls_strings import LONGEST, string_lengths
from importer.sources.workbook_xlsb import ERRORS

MAX_BYTES = 128 << 20
MAX_ROWS, MAX_COLUMNS = 1 << 16, 1 << 8

# Record types of MS-XLS 2.3.
BOF, EOF, FILE_PASS, DATE_1904, CODE_PAGE, BOUND_SHEET = 0x809, 0x0A, 0x2F, 0x22, 0x42, 0x85
FORMAT, STYLE, DIMENSIONS = 0x41E, 0xE0, 0x200
STRINGS, CONTINUE, ROW, FORMULA, MANY_NUMBERS, ERROR_OR_BOOL = 0xFC, 0x3C, 0x208, 0x06, 0xBD, 0x205
OLD_FORMULAS, SHARED_STRING = (0x206, 0x406), 0xFD
CELLS = frozenset({FORMULA, MANY_NUMBERS, ERROR_OR_BOOL, 0x203, 0x204, 0x27E, 0xFD, 0xD6})
HIDDEN = 0x20

BIFF8, UNICODE = 0x600, 1200
UNREADABLE = frozenset({10029, 10021, 10004, 10005})
"""Code pages of old Macs that calamine has no table for."""
LAST_FORMAT = 382
READ_FORMATS = frozenset(
    {*range(5, 9), *range(23, 27), *range(41, 45), *range(63, 67), *range(164, LAST_FORMAT + 1)}
)
"""Numbers under which calamine reads a format of the file's own (MS-XLS 2.4.126); report generators and
Apple's Numbers use others, which it would take for the ones that Excel has built in, or for none."""
SAME_AS = {32768: 10000, 32769: 1252}
"""Other numbers for Mac Roman and Windows Latin (MS-XLS 2.4.52)."""


@dataclass(slots=True)
class XlsMarks:
    """The marks of each worksheet in the order of the sheets, and the date system.

    content: the workbook mended, in a clean OLE file.
    """

    sheets: list[SheetMarks] = field(default_factory=list)
    since_1904: bool = False
    content: bytes = b""


def read_xls_marks(path: Path, name: str) -> XlsMarks:
    """Look through an xls; raises SourceError where it is damaged, protected or too large."""
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(f"{name} is refused, it is larger than {MAX_BYTES >> 20} MiB")
    try:
        book = _Book(bytearray(workbook_stream(path.read_bytes())), name)
        found = book.read()
        found.content = ole_file(bytes(book.stream))
    except (struct.error, IndexError, ValueError) as problem:
        raise SourceError(
            f"{name} is damaged or cut off: open it in a spreadsheet program and save it as .xlsx"
        ) from problem
    return found


@dataclass(slots=True)
class _Book:
    """One pass over the records of the workbook and of each sheet, counting what they hold."""

    stream: bytearray
    name: str
    cells: int = 0
    text: int = 0
    _strings: list[int] = field(default_factory=list)
    _formats: dict[int, int] = field(default_factory=dict)

    def read(self) -> XlsMarks:
        found = XlsMarks()
        starts: list[tuple[int, bool]] = []
        strings: list[bytes] = []
        version = before = 0
        for kind, content, at in _records(self.stream, 0):
            if kind == FILE_PASS:
                raise SourceError(f"{self.name} is protected by a password: save it without one")
            if kind == BOF:
                version = int(struct.unpack_from("<H", content)[0])
            elif kind == CODE_PAGE:
                self._mend_code_page(at, version)
            elif kind in (FORMAT, STYLE):
                self._mend_format(at if kind == FORMAT else at + 2, new=kind == FORMAT)
            elif kind == DATE_1904:
                found.since_1904 = content[:1] == b"\x01"
            elif kind == STRINGS or (kind == CONTINUE and before == STRINGS):
                strings.append(content)
                kind = STRINGS
            elif kind == BOUND_SHEET:
                starts.append((int(struct.unpack_from("<I", content)[0]), not content[5]))
            before = kind
        self._strings = string_lengths(strings)
        for start in dict(starts):
            self._forget_dimensions(start)
        known = {start: self._sheet(start) for start, of_cells in starts if of_cells}
        found.sheets.extend(known[start] for start, of_cells in starts if of_cells)
        return found

    def _mend_code_page(self, at: int, version: int) -> None:
        """Text is Unicode since BIFF8 whatever the code page; before, it needs one that is known."""
        (page,) = struct.unpack_from("<H", self.stream, at)
        if version == BIFF8:
            page = UNICODE
        elif page in UNREADABLE:
            raise SourceError(
                f"{self.name} holds its text in code page {page} of old Macs, which is not known "
                f"here: open it in a spreadsheet program and save it as .xlsx"
            )
        struct.pack_into("<H", self.stream, at, SAME_AS.get(page, page))

    def _mend_format(self, at: int, *, new: bool) -> None:
        """Give a format another number where calamine would drop it, in its record and in styles."""
        (number,) = struct.unpack_from("<H", self.stream, at)
        if new and number not in READ_FORMATS:
            self._formats.setdefault(number, LAST_FORMAT - len(self._formats))
        struct.pack_into("<H", self.stream, at, self._formats.get(number, number))

    def _forget_dimensions(self, start: int) -> None:
        """calamine sets aside memory for all cells that a sheet, or a chart, says it has, and ends the process
        where there is not so much."""
        for kind, content, at in _records(self.stream, start):
            if kind == DIMENSIONS:
                self.stream[at : at + len(content)] = bytes(len(content))

    def _sheet(self, start: int) -> SheetMarks:
        """The marks of the sheet that begins at `start`."""
        marks = SheetMarks()
        rows = columns = 0
        for kind, content, at in _records(self.stream, start):
            if kind in OLD_FORMULAS:
                struct.pack_into("<H", self.stream, at - 4, FORMULA)
                kind = FORMULA
            if kind == ROW and content[12] & HIDDEN:
                marks.hidden.add(int(struct.unpack_from("<H", content)[0]) + 1)
            elif kind in CELLS:
                row, column, last = _place(kind, content)
                rows, columns = max(rows, row + 1), max(columns, last + 1)
                if kind == SHARED_STRING:
                    self._count_text(int(struct.unpack_from("<I", content, 6)[0]))
                error = _error(kind, content)
                if error is not None:
                    marks.put(row + 1, column, error)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise ValueError("cells where no xls can have any")
        self.cells += rows * columns
        if self.cells > MAX_CELLS:
            raise self._too_large(
                f"its sheets reach over more than {MAX_CELLS} cells; if a stray cell stands far "
                f"from the table, delete it"
            )
        return marks

    def _count_text(self, index: int) -> None:
        self.text += self._strings[index] if index < len(self._strings) else LONGEST
        if self.text > MAX_TEXT:
            raise self._too_large(f"its cells hold more than {MAX_TEXT} characters")

    def _too_large(self, why: str) -> SourceError:
        return SourceError(f"{self.name} is refused, {why}. Save only the table as a new workbook")


def _place(kind: int, content: bytes) -> tuple[int, int, int]:
    """Row, first and last column of a cell record, from 0."""
    row, column = struct.unpack_from("<HH", content)
    if kind != MANY_NUMBERS:
        return row, column, column
    (last,) = struct.unpack_from("<H", content, len(content) - 2)
    return row, column, max(column, last)


def _error(kind: int, content: bytes) -> CellError | None:
    if kind == ERROR_OR_BOOL and content[7] == 1:
        return CellError(ERRORS.get(content[6], "#ERROR"))
    if kind == FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
        return CellError(ERRORS.get(content[8], "#ERROR"))
    return None


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, bytes, int]]:
    """(type, content, where that begins) of the records from `at` to the end of that substream."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == EOF:
            return
        at += 4
        yield kind, bytes(stream[at : at + size]), at
        at += size
