"""Workbooks of other kinds than xlsx, built byte by byte: xls and ods."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import Cell, CellError, Record, SourceSpec
from importer.sources.workbook import WorkbookReading

READ = SourceSpec()
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
) -> None:
    """A BIFF8 workbook of one sheet in the smallest OLE file that can hold it (MS-XLS, MS-CFB)."""
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
    stream = stream.ljust(4096, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0
    )
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    fat = [FAT, END, *range(3, 10), END]
    sectors = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    sectors += entry("Root Entry", 5, END, 0, child=1) + entry("Workbook", 2, 2, len(stream))
    path.write_bytes(header + sectors + bytes(256) + stream)


def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    fixed = struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
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
    return head + bytes([len(content)]) + content


def wide(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb_row(number: int, *cells: object, hidden: bool = False) -> bytes:
    flags = bytes([0, 0x10 if hidden else 0, 0])
    made = record(0, struct.pack("<IIH", number - 1, 0, 255) + flags + bytes(4))
    for column, cell in enumerate(cells):
        at = struct.pack("<II", column, 0)
        if isinstance(cell, CellError):
            made += record(3, at + b"\x2a")
        elif isinstance(cell, str):
            made += record(6, at + wide(cell))
        elif isinstance(cell, float):
            made += record(5, at + struct.pack("<d", cell))
    return made


def xlsb(path: Path, *rows: bytes) -> None:
    """A workbook of one sheet in the binary format."""
    extent = record(148, struct.pack("<IIII", 0, 10, 0, 10))
    sheet = record(129) + extent + record(145) + b"".join(rows) + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Programme"))
    book = record(131) + record(153, bytes(12)) + record(143) + bundle + record(144) + record(132)
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.bin" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", links)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


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


def rows(path: Path, spec: SourceSpec = READ) -> dict[int | None, tuple[Cell, ...]]:
    source = WorkbookReading(path, path.name, spec)
    return {record.at.row: record.cells for record in source if isinstance(record, Record)}


def test_an_xls_is_read(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"], [2.5, "Talk"]])
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz"), 3: (2.5, "Talk")}


def test_hidden_rows_of_an_xls_are_left_out(tmp_path: Path) -> None:
    hidden = biff(0x0208, struct.pack("<HHHHHHHH", 1, 0, 2, 255, 0, 0, 0x0120, 15))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Secret"], [2.0, "Jazz"]], more=hidden)
    assert rows(tmp_path / "a.xls") == {3: (2, "Jazz")}


def test_error_cells_of_an_xls_are_errors(tmp_path: Path) -> None:
    error = biff(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0]], more=error)
    assert rows(tmp_path / "a.xls") == {2: (1, CellError("#N/A"))}


def test_a_cell_where_no_xls_has_any_is_refused(tmp_path: Path) -> None:
    far = biff(0x0203, struct.pack("<HHHd", 60_000, 60_000, 0, 1.0))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"]], more=far)
    with pytest.raises(SourceError, match=r"a\.xls is damaged or cut off"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_a_protected_xls_is_refused_as_that(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"]], first=biff(0x2F, bytes(6)))
    with pytest.raises(SourceError, match="protected by a password"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_a_hidden_sheet_of_an_xls_is_not_read(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Secret"]], hidden=True)
    with pytest.raises(SourceError, match="hidden sheets are read only when named"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_an_xlsb_is_read_with_its_error_cells_and_without_its_hidden_rows(tmp_path: Path) -> None:
    xlsb(
        tmp_path / "a.xlsb",
        xlsb_row(1, "id", "title"),
        xlsb_row(2, 1.0, "Jazz"),
        xlsb_row(3, 2.0, "Secret", hidden=True),
        xlsb_row(4, 3.0, CellError("#N/A")),
    )
    assert rows(tmp_path / "a.xlsb") == {2: (1, "Jazz"), 4: (3, CellError("#N/A"))}


def test_a_stray_cell_far_away_in_an_xlsb_is_refused(tmp_path: Path) -> None:
    far = xlsb_row(1_048_576, *[None] * 16_000, 1.0)
    xlsb(tmp_path / "a.xlsb", xlsb_row(1, "id", "title"), far)
    with pytest.raises(SourceError, match="reach to column WQK and row 1048576"):
        WorkbookReading(tmp_path / "a.xlsb", "a.xlsb", READ)


def test_an_ods_is_read_with_its_kinds_of_cells(tmp_path: Path) -> None:
    head = row(text("id"), text("title"), text("day"))
    body = row(number(7), text("Jazz"), day("2026-06-12"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (7, "Jazz", date(2026, 6, 12))}


def test_hidden_and_filtered_rows_of_an_ods_are_left_out(tmp_path: Path) -> None:
    collapsed, filtered = (
        row(number(n), text("Secret"), more=f'table:visibility="{kind}"')
        for n, kind in ((2, "collapse"), (3, "filter"))
    )
    body = row(number(1), text("Jazz")) + collapsed + filtered + row(number(4), text("Talk"))
    head = row(text("id"), text("title"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (1, "Jazz"), 5: (4, "Talk")}
    assert list(rows(tmp_path / "a.ods", SourceSpec(hidden_rows="read"))) == [2, 3, 4, 5]


def test_row_numbers_of_an_ods_count_repeated_rows(tmp_path: Path) -> None:
    gap = row("<table:table-cell/>", more='table:number-rows-repeated="3"')
    twice = row(number(1), text("Jazz"), more='table:number-rows-repeated="2"')
    head = row(text("id"), text("title"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{gap}{twice}</table:table>')
    assert rows(tmp_path / "a.ods") == {5: (1, "Jazz"), 6: (1, "Jazz")}


def test_error_cells_of_an_ods_are_errors(tmp_path: Path) -> None:
    head = row(text("id"), text("title"))
    body = row(number(1), text("#N/A", 'calcext:value-type="error"'))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (1, CellError("#N/A"))}


def test_cells_repeated_without_end_are_refused(tmp_path: Path) -> None:
    bomb = row(
        text("x", 'table:number-columns-repeated="16000"'),
        more='table:number-rows-repeated="1000000"',
    )
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{bomb}</table:table>')
    with pytest.raises(SourceError, match="its cells repeat to more than"):
        WorkbookReading(tmp_path / "a.ods", "a.ods", READ)
