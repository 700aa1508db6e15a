"""Workbooks of other kinds than xlsx, built byte by byte: xls, xlsb and ods."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from importer.records import CellError

END, FAT, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)


def biff(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(
    path: Path,
    rows: list[list[str | float]],
    hidden: bool = False,
    more: bytes = b"",
    first: bytes = b"",
    stream_name: str = "Workbook",
) -> None:
    """A BIFF8 workbook of one sheet in the smallest OLE file that can hold it (MS-XLS, MS-CFB).

    more: records after the cells; first: records at the beginning of the workbook.
    """
    bof = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6)
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 0) + value.encode("latin-1")
                cells += biff(0x0204, at + text)
            else:
                cells += biff(0x0203, at + struct.pack("<d", value))
    sheet = biff(0x0809, bof[:2] + b"\x10\0" + bof[4:]) + cells + more + biff(0x000A)
    start = len(biff(0x0809, bof)) + 4 + 8 + len("Programme") + 4 + len(first)
    bound = struct.pack("<IBBBB", start, int(hidden), 0, len("Programme"), 0) + b"Programme"
    stream = biff(0x0809, bof) + first + biff(0x0085, bound) + biff(0x000A) + sheet
    used = max(8, -(-len(stream) // 512))
    stream = stream.ljust(used * 512, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0
    )
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    fat = [FAT, END, *range(3, used + 2), END]
    sectors = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    sectors += entry("Root Entry", 5, END, 0, child=1) + entry(stream_name, 2, 2, len(stream))
    path.write_bytes(header + sectors + bytes(256) + stream)


def entry(
    name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE
) -> bytes:
    text = name.encode("utf-16-le")
    fixed = struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, right, child)
    return text.ljust(64, b"\0") + fixed + bytes(36) + struct.pack("<IQ", start, size)


def ods(path: Path, tables: str) -> None:
    content = (
        f'<office:document-content {NAMESPACES} xmlns:calcext="urn:calcext">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        f"</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of an xlsb part: type and size in 7 bits a byte (MS-XLSB 2.1.4)."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size >= 128:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content


def wide(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb_row(number: int, *cells: object, hidden: bool = False) -> bytes:
    """The records of a row; an int is stored as one, in the workbook's second style."""
    flags = bytes([0, 0x10 if hidden else 0, 0])
    made = record(0, struct.pack("<IIH", number - 1, 0, 255) + flags + bytes(4))
    for column, cell in enumerate(cells):
        at = struct.pack("<II", column, 0)
        if isinstance(cell, CellError):
            made += record(3, at + b"\x2a")
        elif isinstance(cell, str):
            made += record(6, at + wide(cell))
        elif isinstance(cell, int):
            made += record(2, struct.pack("<IIi", column, 1, cell << 2 | 2))
        elif isinstance(cell, float):
            made += record(5, at + struct.pack("<d", cell))
    return made


def xlsb_styles(code: str, before: bytes = b"") -> bytes:
    """A part of two styles of cells, the second with this format; before: records ahead of them."""
    formats = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide(code))
    styles = record(617, struct.pack("<I", 2)) + record(47, bytes(16))
    second = record(47, struct.pack("<HH", 0, 164) + bytes(12))
    return before + formats + record(616) + styles + second + record(618)


def xlsb(
    path: Path,
    *rows: bytes,
    strings: bytes = b"",
    styles: bytes = b"",
    folder: str = "xl",
    before: bytes = b"",
    macro_sheet: bool = False,
) -> None:
    """A workbook of one sheet in the binary format; strings: the records of its shared ones.

    styles: the part of its styles; before: records ahead of the list of sheets; macro_sheet:
    whether such a sheet stands first in it.
    """
    extent = record(148, struct.pack("<IIII", 0, 10, 0, 10))
    sheet = record(129) + extent + record(145) + b"".join(rows) + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Programme"))
    if macro_sheet:
        bundle = record(156, struct.pack("<II", 0, 2) + wide("rId2") + wide("Macro")) + bundle
    book = record(131) + before + record(153, bytes(12)) + record(143) + bundle + record(144)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels", _links(f"{office}/officeDocument", f"{folder}/workbook.bin")
        )
        archive.writestr(f"{folder}/workbook.bin", book + record(132))
        archive.writestr(
            f"{folder}/_rels/workbook.bin.rels",
            _links(
                f"{office}/worksheet",
                "worksheets/sheet1.bin",
                "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
                "macrosheets/sheet1.bin",
            ),
        )
        archive.writestr(f"{folder}/worksheets/sheet1.bin", sheet)
        archive.writestr(f"{folder}/macrosheets/sheet1.bin", sheet)
        if strings:
            archive.writestr(f"{folder}/sharedStrings.bin", strings)
        if styles:
            archive.writestr(f"{folder}/styles.bin", styles)


def xlsx(path: Path, rows: str, strings: str) -> None:
    """A workbook of one sheet; rows, strings: what its parts for them hold inside their roots."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = '<sheets><sheet name="Programme" sheetId="1" r:id="rId1"/></sheets>'
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {"workbook": "sheet.main", "sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    kinds = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{main}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    to_parts = ("worksheet", "sheet1.xml", "sharedStrings", "sharedStrings.xml")
    links = (
        f"{office}/{text}" if number % 2 == 0 else text for number, text in enumerate(to_parts)
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{types}">{kinds}</Types>')
        archive.writestr("_rels/.rels", _links(f"{office}/officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml", f'<workbook {space} xmlns:r="{office}">{sheets}</workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _links(*links))
        archive.writestr(
            "xl/sheet1.xml", f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{strings}</sst>")


def _links(*kinds_and_targets: str) -> str:
    pairs = zip(kinds_and_targets[::2], kinds_and_targets[1::2], strict=True)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{links}</Relationships>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def text(value: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p>'
        f"</table:table-cell>"
    )


def number(value: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def day(value: str) -> str:
    return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
