"""The binary parts of an xlsb workbook: its sheets, hidden rows, error cells and true extent."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from importer.records import CellError
from importer.sources.workbook_marks import SheetMarks, refuse_extent
from importer.sources.workbook_package import Package
from importer.sources.workbook_strings import refuse_weight

MAX_RECORD = 16 << 20

# Record types of MS-XLSB 2.3; cells are 1 to 11, of which 1 is blank.
ROW, BLANK, RK, ERROR, SHARED_STRING, FORMULA_ERROR, LAST_CELL = 0, 1, 2, 3, 7, 11, 11
STRING_ITEM, WORKBOOK_PROPERTIES, SHEET = 19, 153, 156
FORMAT, STYLES, STYLES_END, STYLE = 44, 617, 618, 47
HIDDEN = 0x10
RK_KIND, RK_INTEGER = 0x03, 0x02
"""The two low bits of a number of 32 bits, and what they are for an integer (MS-XLSB 2.5.123)."""

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The formats for dates and times that need no code, those of East Asia among them."""
_NO_SIGNS = re.compile(r'"[^"]*"|\\.|\[[^\]]{3,}\]')

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def binary_sheets(package: Package, part: str) -> dict[str, str]:
    """The part of each worksheet by its name; notes the date system in the package on the way."""
    known, worksheets = package.links(part), package.links(part, "worksheet")
    sheets: dict[str, str] = {}
    try:
        for kind, content in records(package, part):
            if kind == WORKBOOK_PROPERTIES:
                package.since_1904 = bool(content[0] & 1)
            elif kind == SHEET:
                link, after = wide_text(content, 8)
                name, _ = wide_text(content, after)
                if link in worksheets:
                    sheets[name] = worksheets[link]
                elif link not in known:
                    raise package.damaged(part)
    except (struct.error, IndexError) as problem:
        raise package.damaged(part) from problem
    return sheets


def read_binary_marks(package: Package, part: str) -> SheetMarks:
    """One pass over a sheet's records; raises SourceError for too many cells or too much text."""
    marks = SheetMarks()
    row = rows = columns = text = 0
    try:
        sizes, dated = _string_sizes(package), _dated_styles(package)
        for kind, content in records(package, part):
            if kind > LAST_CELL:
                continue
            if kind == ROW:
                row = int(struct.unpack_from("<I", content)[0]) + 1
                if content[11] & HIDDEN:
                    marks.hidden.add(row)
            elif kind != BLANK:
                column = int(struct.unpack_from("<I", content)[0])
                rows, columns = max(rows, row), max(columns, column + 1)
                if kind == RK:
                    integer = content[8] & RK_KIND == RK_INTEGER
                    if integer and int.from_bytes(content[4:7], "little") in dated:
                        marks.misread = True
                elif kind == SHARED_STRING:
                    index = int(struct.unpack_from("<I", content, 8)[0])
                    text += sizes[index] if index < len(sizes) else 0
                elif kind in (ERROR, FORMULA_ERROR):
                    marks.put(row, column, CellError(ERRORS.get(content[8], "#ERROR")))
    except (struct.error, IndexError) as problem:
        raise package.damaged(part) from problem
    refuse_weight(package, text)
    refuse_extent(package, rows, columns)
    return marks


def _string_sizes(package: Package) -> list[int]:
    """Bytes of each shared string, read once for all sheets."""
    if package.string_sizes is None:
        package.string_sizes = [
            len(content)
            for part in package.parts()
            if part.lower().endswith("sharedstrings.bin")
            for kind, content in records(package, part)
            if kind == STRING_ITEM
        ]
    return package.string_sizes


def _dated_styles(package: Package) -> frozenset[int]:
    """The styles of cells that may be dates or times, read once for all sheets."""
    if package.dated_styles is None:
        formats, styles = formats_and_styles(package)
        named = {int.from_bytes(each[:2], "little"): wide_text(each, 2)[0] for each in formats}
        numbers = [int.from_bytes(each[2:4], "little") for each in styles]
        package.dated_styles = frozenset(
            style
            for style, number in enumerate(numbers)
            if number in _DATES
            or re.search("[dmyhs]", _NO_SIGNS.sub("", named.get(number, "")), re.I)
        )
    return package.dated_styles


def formats_and_styles(package: Package) -> tuple[list[bytes], list[bytes]]:
    """The records of number formats, and of the styles of cells in their order."""
    formats: list[bytes] = []
    styles: list[bytes] = []
    inside = False
    for part in package.parts():
        for kind, content in records(package, part) if part.lower().endswith("styles.bin") else ():
            if kind in (STYLES, STYLES_END):
                inside = kind == STYLES
            elif kind == FORMAT:
                formats.append(content)
            elif kind == STYLE and inside:
                styles.append(content)
    return formats, styles


def records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """(type, content) of each record; both type and size are numbers of 7 bits a byte."""
    rest = b""
    for block in package.blocks(part):
        rest += block
        at = 0
        while (head := _head(rest, at)) is not None:
            kind, size, start = head
            if size > MAX_RECORD:
                raise package.damaged(part)
            if start + size > len(rest):
                break
            yield kind, rest[start : start + size]
            at = start + size
        rest = rest[at:]


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Type, size and the index after them, or None where the data ends before."""
    if len(data) - at < 6 and not _complete(data, at):
        return None
    kind = data[at]
    at += 1
    if kind & 0x80:
        kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        byte = data[at]
        size |= (byte & 0x7F) << shift
        at += 1
        if not byte & 0x80:
            break
    return kind, size, at


def _complete(data: bytes, at: int) -> bool:
    """Whether a short rest holds a whole head: one or two bytes of type, then of size."""
    size_at = at + 1 + (at < len(data) and data[at] >= 0x80)
    return size_at < len(data) and any(byte < 0x80 for byte in data[size_at:])


def wide_text(content: bytes, at: int) -> tuple[str, int]:
    length = int(struct.unpack_from("<I", content, at)[0])
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
