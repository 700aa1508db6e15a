"""An xlsb rewritten so that calamine reads it: its bare list of sheets, its styles, its days.

calamine takes what stands in a style that it does not know for records, so that it may lose formats,
refuses a workbook with a macro sheet, and takes days stored as integers for numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from importer.sources.unpack import BROKEN
from importer.sources.workbook_books import CalamineBook, Sheet
from importer.sources.workbook_package import BLOCK, Package
from importer.sources.workbook_xlsb import (
    FORMAT,
    RK,
    RK_INTEGER,
    RK_KIND,
    SHEET,
    STYLE,
    STYLES,
    STYLES_END,
    WORKBOOK_PROPERTIES,
    formats_and_styles,
    records,
    wide_text,
)

FORMATS, FORMATS_END, SHEETS_END, CALCULATION = 615, 616, 144, 157
HUNDREDTHS = 0x03
LARGEST = (1 << 29) // 100
"""The integers below it fit into the 30 bits of such a number a hundred times over."""

_FOLDER = "xl/worksheets/"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


class XlsbBook:
    """An xlsb through calamine; parts: of each worksheet, by its name; book: that lists them."""

    def __init__(self, package: Package, book: str, parts: Mapping[str, str]) -> None:
        self._package, self._parts = package, parts
        if package.path.stat().st_size > package.most:
            raise package.too_large(f"it is larger than {package.most} bytes")
        try:
            self._content = _replaced(package.path.read_bytes(), _essentials(package, book, parts))
        except (*BROKEN, IndexError) as problem:
            raise package.damaged(book) from problem
        self._book = CalamineBook(package.path, package.name, self._content)
        self.sheets: Sequence[Sheet] = self._book.sheets

    def first_column(self, sheet: str) -> int:
        return self._book.first_column(sheet)

    def rows(self, sheet: str) -> Iterator[Sequence[object]]:
        return self._book.rows(sheet)

    def distrust(self, sheet: str) -> None:
        """Read this sheet with its integers spelled as hundredths from here on: the same numbers,
        and days where they are shown as such."""
        part = self._parts[sheet]
        changed = {_place(part): _in_hundredths(self._package, part)}
        self._content = _replaced(self._content, changed)
        self._book = CalamineBook(self._package.path, self._package.name, self._content)


def _essentials(
    package: Package, book: str, parts: Mapping[str, str]
) -> dict[str, Iterable[bytes]]:
    """The parts without which calamine reads no sheet, each where it looks for it."""
    made: dict[str, Iterable[bytes]] = {
        "xl/workbook.bin": _sheet_list(package, book),
        "xl/_rels/workbook.bin.rels": [_sheet_links(package, book)],
        "xl/styles.bin": _styles(package),
    }
    moved = {_place(part): part for part in parts.values()}
    for target in package.links(book, "sharedStrings").values():
        moved["xl/sharedStrings.bin"] = package.spelled(target) or "xl/sharedStrings.bin"
    made.update((new, package.blocks(part)) for new, part in moved.items() if new != part)
    return made


def _place(part: str) -> str:
    """Where calamine takes a part for a worksheet."""
    return part if part.startswith(_FOLDER) else _FOLDER + part.replace("/", "-")


def _sheet_list(package: Package, book: str) -> Iterator[bytes]:
    worksheets = package.links(book, "worksheet")
    for kind, content in records(package, book):
        if kind == WORKBOOK_PROPERTIES or (
            kind == SHEET and wide_text(content, 8)[0] in worksheets
        ):
            yield _record(kind, content)
    yield _record(SHEETS_END) + _record(CALCULATION)


def _sheet_links(package: Package, book: str) -> bytes:
    links = (
        f"<Relationship Id={quoteattr(link)} "
        f"Target={quoteattr(_place(package.spelled(target) or target).removeprefix('xl/'))}/>"
        for link, target in package.links(book, "worksheet").items()
    )
    return f'<Relationships xmlns="{_LINKS}">{"".join(links)}</Relationships>'.encode()


def _styles(package: Package) -> Iterator[bytes]:
    formats, styles = formats_and_styles(package)
    yield _record(FORMATS, struct.pack("<I", len(formats)))
    yield from (_record(FORMAT, each) for each in formats)
    yield _record(FORMATS_END) + _record(STYLES, struct.pack("<I", len(styles)))
    yield from (_record(STYLE, each) for each in styles)
    yield _record(STYLES_END)


def _in_hundredths(package: Package, part: str) -> Iterator[bytes]:
    """The sheet with its integers as hundredths, in blocks."""
    made = bytearray()
    for kind, content in records(package, part):
        if kind == RK and content[8] & RK_KIND == RK_INTEGER:
            value = int.from_bytes(content[8:12], "little", signed=True) >> 2
            if abs(value) < LARGEST:
                spelled = value * 100 << 2 | HUNDREDTHS
                content = content[:8] + spelled.to_bytes(4, "little", signed=True)
        made += _record(kind, content)
        if len(made) > BLOCK:
            yield bytes(made)
            made.clear()
    yield bytes(made)


def _record(kind: int, content: bytes = b"") -> bytes:
    """Type and size in 7 bits a byte before the content (MS-XLSB 2.1.4)."""
    head = bytearray((kind,) if kind < 0x80 else (kind & 0x7F | 0x80, kind >> 7))
    size = len(content)
    while size > 0x7F:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    return bytes(head) + content


def _replaced(archive: bytes, parts: Mapping[str, Iterable[bytes]]) -> bytes:
    """The archive with these parts instead of what it has under their names, or besides."""
    made = BytesIO(archive)
    with ZipFile(made, "a", ZIP_DEFLATED, compresslevel=1) as package:
        for part, blocks in parts.items():
            if part in package.NameToInfo:
                package.infolist().remove(package.NameToInfo.pop(part))
            with package.open(part, "w") as file:
                file.writelines(blocks)
    return made.getvalue()
