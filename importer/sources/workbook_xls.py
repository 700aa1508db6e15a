"""What an xls workbook says beside its values: hidden rows, error cells, true extent.

calamine reads all sheets of an xls as soon as it opens it, so this comes first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from importer.errors import SourceError
from importer.records import CellError
from importer.sources.workbook_marks import MAX_CELLS, SheetMarks
from importer.sources.workbook_xlsb import ERRORS

MAX_BYTES = 256 << 20
MAX_ROWS, MAX_COLUMNS = 1 << 16, 1 << 8

# Record types of MS-XLS 2.3.
EOF, FILE_PASS, DATE_1904, BOUND_SHEET, ROW, FORMULA = 0x0A, 0x2F, 0x22, 0x85, 0x208, 0x06
MANY_NUMBERS, ERROR_OR_BOOL = 0xBD, 0x205
CELLS = frozenset({FORMULA, MANY_NUMBERS, ERROR_OR_BOOL, 0x203, 0x204, 0x27E, 0xFD, 0xD6})
HIDDEN = 0x20


@dataclass(slots=True)
class XlsMarks:
    """The marks of each worksheet in the order of the sheets, and the date system."""

    sheets: list[SheetMarks] = field(default_factory=list)
    since_1904: bool = False


def read_xls_marks(path: Path, name: str) -> XlsMarks:
    """Look through an xls; raises SourceError where it is damaged, protected or too large."""
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(f"{name} is refused, it is larger than {MAX_BYTES >> 20} MiB")
    try:
        return _read(_workbook(path.read_bytes()), name)
    except (struct.error, IndexError, ValueError) as problem:
        raise SourceError(
            f"{name} is damaged or cut off: open it in a spreadsheet program and save it as .xlsx"
        ) from problem


def _read(stream: bytes, name: str) -> XlsMarks:
    found = XlsMarks()
    known: dict[int, tuple[SheetMarks, int]] = {}
    cells = 0
    for kind, content in _records(stream, 0):
        if kind == FILE_PASS:
            raise SourceError(f"{name} is protected by a password: save it without one")
        if kind == DATE_1904:
            found.since_1904 = content[:1] == b"\x01"
        if kind != BOUND_SHEET or content[5]:
            continue
        start = int(struct.unpack_from("<I", content)[0])
        if start not in known:
            known[start] = _sheet(stream, start)
        marks, extent = known[start]
        cells += extent
        if cells > MAX_CELLS:
            raise SourceError(
                f"{name} is refused, its sheets reach over more than {MAX_CELLS} cells: save only "
                f"the table as a new workbook"
            )
        found.sheets.append(marks)
    return found


def _sheet(stream: bytes, start: int) -> tuple[SheetMarks, int]:
    """The marks of the sheet that begins at `start`, and the cells it reaches over."""
    marks = SheetMarks()
    rows = columns = 0
    for kind, content in _records(stream, start):
        if kind == ROW and content[12] & HIDDEN:
            marks.hidden.add(int(struct.unpack_from("<H", content)[0]) + 1)
        elif kind in CELLS:
            row, column = struct.unpack_from("<HH", content)
            last = (
                struct.unpack_from("<H", content, len(content) - 2)[0]
                if kind == MANY_NUMBERS
                else 0
            )
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            error = _error(kind, content)
            if error is not None:
                marks.put(row + 1, column, error)
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise ValueError("cells where no xls can have any")
    return marks, rows * columns


def _error(kind: int, content: bytes) -> CellError | None:
    if kind == ERROR_OR_BOOL and content[7] == 1:
        return CellError(ERRORS.get(content[6], "#ERROR"))
    if kind == FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
        return CellError(ERRORS.get(content[8], "#ERROR"))
    return None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(type, content) of the records from `at` to the end of that substream."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == EOF:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook out of the OLE file around it (MS-CFB)."""
    sector, small = (1 << shift for shift in struct.unpack_from("<HH", data, 30))
    directory_at, cutoff, small_at = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _numbers(b"".join(_sector(data, n, sector) for n in _table_sectors(data, sector)))
    directory = _chain(data, directory_at, table, sector, sector)
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    for wanted in ("Workbook", "Book"):
        named = wanted.encode("utf-16-le") + b"\0\0"
        for entry in entries:
            if entry[: len(named)].lower() == named.lower():
                start, size = struct.unpack_from("<II", entry, 116)
                if size >= cutoff:
                    return _chain(data, start, table, sector, sector)[:size]
                root = int(struct.unpack_from("<I", entries[0], 116)[0])
                shared = _chain(data, root, table, sector, sector)
                small_table = _numbers(_chain(data, small_at, table, sector, sector))
                return _chain(shared, start, small_table, small, 0)[:size]
    raise ValueError("no workbook in it")


def _table_sectors(data: bytes, sector: int) -> list[int]:
    """The sectors that hold the allocation table: 109 named in the header, others in a chain."""
    named = _numbers(data[76:512])
    more = int(struct.unpack_from("<I", data, 68)[0])
    for _ in range(len(data) // sector):
        if more >= 0xFFFFFFFA:
            break
        *numbers, more = _numbers(_sector(data, more, sector))
        named.extend(numbers)
    return [number for number in named if number < 0xFFFFFFFA]


def _chain(data: bytes, start: int, table: list[int], size: int, header: int) -> bytes:
    """All sectors from `start` on; `header`: bytes before sector 0."""
    parts: list[bytes] = []
    while start < 0xFFFFFFFA:
        parts.append(_sector(data, start, size, header))
        if len(parts) > len(table):
            raise ValueError("a chain of sectors that bites its tail")
        start = table[start]
    return b"".join(parts)


def _sector(data: bytes, number: int, size: int, header: int | None = None) -> bytes:
    at = (size if header is None else header) + number * size
    return data[at : at + size]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
