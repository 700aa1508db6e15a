"""Workbooks that other programs wrote in their own way: read as a person sees them, all the same."""

from __future__ import annotations

import re
import struct
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from importer.errors import SourceError
from importer.records import Cell, CellError, Record, SourceSpec
from importer.sources import locate, open_reading
from importer.sources.workbook_ods_extent import long_duration
from importer.sources.workbook_ole import ole_file, workbook_stream
from importer.sources.workbook_xls_strings import string_lengths
from tests.sources.books import biff, entry, number, ods, row, text, xls, xlsb, xlsb_row, xlsx

TABLE: list[list[str | float]] = [["id", "title"], [1.0, "Jazz"]]
ODS_TABLE = row(text("id"), text("title")) + row(number(1), text("Jazz"))


def rows(path: Path, spec: SourceSpec | None = None) -> dict[int | None, tuple[Cell, ...]]:
    with locate(path.name, base=path.parent) as located:
        source = open_reading(located, spec or SourceSpec(), None)
        return {record.at.row: record.cells for record in source if isinstance(record, Record)}


def code_page(number: int) -> bytes:
    return biff(0x42, struct.pack("<H", number))


def test_text_of_an_xls_is_unicode_whatever_code_page_it_states(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", TABLE, first=code_page(1252))
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz")}


def test_a_code_page_of_old_macs_is_named_as_the_reason(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", TABLE, first=code_page(10029))
    stream = workbook_stream((tmp_path / "a.xls").read_bytes())
    (tmp_path / "b.xls").write_bytes(ole_file(stream.replace(b"\x00\x06", b"\x00\x05")))
    with pytest.raises(SourceError, match="holds its text in code page 10029 of old Macs"):
        rows(tmp_path / "b.xls")


def test_an_xls_whose_stream_is_named_in_capitals_is_a_workbook(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", TABLE, stream_name="WORKBOOK")
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz")}


@pytest.mark.parametrize("own", [59, 51, 30, 40])
def test_a_date_of_an_xls_is_one_whatever_number_its_format_has(tmp_path: Path, own: int) -> None:
    xls_of_two_days(tmp_path / "a.xls", own, b"d/m/yyyy")
    assert rows(tmp_path / "a.xls") == {2: (1, date(2026, 6, 12)), 3: (2, 46185)}


@pytest.mark.parametrize("own", [14, 22, 45, 46, 52])
def test_a_number_of_an_xls_is_one_whatever_number_its_format_has(tmp_path: Path, own: int) -> None:
    xls_of_two_days(tmp_path / "a.xls", own, b"#,##0.00_);-#,##0.00")
    assert rows(tmp_path / "a.xls") == {2: (1, 46185), 3: (2, 46185)}


def xls_of_two_days(path: Path, own: int, shown: bytes) -> None:
    """46185 twice, first in the format `shown` under the number `own`, then in one built in."""
    shown_as = biff(0x041E, struct.pack("<HHB", own, len(shown), 0) + shown)
    styles = b"".join(biff(0xE0, struct.pack("<HH", 0, n) + bytes(16)) for n in (0, own, 2))
    cells = (struct.pack("<HHHd", row, 1, row, 46185.0) for row in (1, 2))
    more = b"".join(biff(0x0203, cell) for cell in cells)
    xls(path, [["id", "day"], [1.0], [2.0]], first=shown_as + styles, more=more)


def test_a_formula_of_an_xls_under_the_number_of_older_versions_keeps_its_row(
    tmp_path: Path,
) -> None:
    formula = struct.pack("<HHHdHIH", 2, 0, 0, 7.0, 0, 0, 0)
    xls(tmp_path / "a.xls", TABLE, more=biff(0x0406, formula))
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz"), 3: (7, "")}


@pytest.mark.parametrize("begin", ["09000400", "09020600", "09040600"])
def test_a_workbook_before_excel_5_is_named_as_that(tmp_path: Path, begin: str) -> None:
    (tmp_path / "a.xls").write_bytes(bytes.fromhex(begin) + bytes(100))
    with pytest.raises(SourceError, match=r"a\.xls is a workbook of Excel 2 to 5: open it"):
        rows(tmp_path / "a.xls")


@pytest.mark.parametrize("size", [10, 5000, 5 << 20])
def test_a_stream_comes_back_out_of_the_file_made_for_it(size: int) -> None:
    stream = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    back = workbook_stream(ole_file(stream))
    assert back[:size] == stream
    assert not any(back[size:])


def test_an_allocation_table_that_names_a_sector_twice_is_damage() -> None:
    content = bytearray(ole_file(b"x" * 5000))
    struct.pack_into("<I", content, 80, 0)
    with pytest.raises(ValueError, match="repeats itself"):
        workbook_stream(bytes(content))


def test_lengths_of_shared_strings_are_told_across_records() -> None:
    plain = struct.pack("<HB", 3, 0) + b"abc"
    rich = struct.pack("<HBH", 2, 8, 1) + b"xy" + bytes(4)
    split = struct.pack("<HB", 4, 0) + b"ab"
    more = b"\x01" + "cd".encode("utf-16-le") + struct.pack("<HB", 5, 1)
    first = struct.pack("<II", 4, 4) + plain + rich + split
    assert string_lengths([first, more + "vwxyz".encode("utf-16-le")]) == [3, 2, 4, 5]
    assert string_lengths([first, more, b"\x00vw", b"\x00xyz"]) == [3, 2, 4, 5]
    assert string_lengths([first, more]) == [3, 2, 4]


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.csv", "a"])
def test_the_kind_of_a_workbook_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for cells in TABLE:
        page.append(cells)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)
    assert rows(tmp_path / name) == {2: (1, "Jazz")}


def moved(path: Path, old: str, new: str) -> None:
    """The package with its parts under other names; what its links say follows."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name.endswith((".rels", "Types].xml")) and "/" in new:
                content = content.replace(old.encode(), new.encode())
            info = zipfile.ZipInfo(name.replace(old, new))
            info.filename = name.replace(old, new)  # the constructor would turn backslashes
            archive.writestr(info, content)


@pytest.mark.parametrize(("old", "new"), [("/", "\\"), ("xl/", "other/"), ("xl/", "XL/")])
def test_parts_are_found_where_the_package_links_to(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for cells in (*TABLE, ["#N/A", "Talk"]):
        page.append(cells)
    page.row_dimensions[2].hidden = True
    book.save(path)
    moved(path, old, new)
    assert rows(path) == {3: (CellError("#N/A"), "Talk")}


def test_a_package_in_odd_spelling_is_not_taken_for_an_archive_of_files(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for cells in TABLE:
        page.append(cells)
    book.save(path)
    moved(path, "/", "\\")
    moved(path, "[Content_Types]", "[content_types]")
    assert rows(path) == {2: (1, "Jazz")}


def test_a_part_that_is_there_twice_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", "<worksheet/>")
    with pytest.raises(SourceError, match=r"damaged or cut off \(xl/worksheets/SHEET1\.xml, which"):
        rows(path)


def test_error_cells_at_the_edges_of_an_xlsb_are_not_lost(tmp_path: Path) -> None:
    error = CellError("#N/A")
    xlsb(
        tmp_path / "a.xlsb",
        xlsb_row(1, "id", "title", "price"),
        xlsb_row(2, 1.0, "Jazz", error),
        xlsb_row(3, error, error, error),
    )
    assert rows(tmp_path / "a.xlsb") == {2: (1, "Jazz", error), 3: (error, error, error)}


def test_a_sheet_of_errors_alone_is_not_called_empty(tmp_path: Path) -> None:
    error = CellError("#N/A")
    xlsb(tmp_path / "a.xlsb", xlsb_row(2, None, error, error))
    spec = SourceSpec(header_row="none")
    assert rows(tmp_path / "a.xlsb", spec) == {2: (error, error)}


def indented(tables: str) -> str:
    return re.sub("(?=<table:|</table:|<text:|</text:)", "\n    ", tables)


def test_an_ods_with_indents_is_read(tmp_path: Path) -> None:
    ods(
        tmp_path / "a.ods",
        indented(f'<table:table table:name="P">{ODS_TABLE}</table:table>'),
    )
    assert rows(tmp_path / "a.ods") == {2: (1, "Jazz")}


def test_an_ods_without_its_mimetype_is_told_by_its_manifest(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    ods(path, f'<table:table table:name="P">{ODS_TABLE}</table:table>')
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    with zipfile.ZipFile(path, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("META-INF/manifest.xml", f'<manifest media-type="{kind}"/>')
        archive.writestr("content.xml", content)
    assert rows(path) == {2: (1, "Jazz")}


def test_times_beyond_a_day_in_an_ods_are_durations(tmp_path: Path) -> None:
    long = '<table:table-cell office:value-type="time" office:time-value="PT25H30M00S"/>'
    table = row(text("id"), text("length")) + row(number(1), long)
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{table}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (1, timedelta(hours=25, minutes=30))}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PT20H00M00S", None),
        ("PT24H00M00S", timedelta(days=1)),
        ("P1DT2H", timedelta(hours=26)),
        ("-PT1H", timedelta(hours=-1)),
        ("PT25H00M59.9997S", timedelta(hours=25, minutes=1)),
        ("20:00", None),
    ],
)
def test_only_times_that_no_clock_shows_are_durations(
    written: str, meant: timedelta | None
) -> None:
    assert long_duration(written) == meant


def test_an_empty_part_without_even_the_mark_of_its_end_is_no_damage(tmp_path: Path) -> None:
    book, path, picture = openpyxl.Workbook(), tmp_path / "a.xlsx", "docProps/thumbnail.wmf"
    page = book.active
    assert isinstance(page, Worksheet)
    for cells in TABLE:
        page.append(cells)
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(picture, b"")
        begins = archive.getinfo(picture).header_offset
    content = bytearray(path.read_bytes())
    listed = content.rindex(picture.encode()) - 46
    for method in (begins + 8, listed + 10):
        content[method : method + 2] = b"\x08\0"
    path.write_bytes(content)
    assert rows(path) == {2: (1, "Jazz")}


def test_an_ods_whose_texts_have_a_value_too_is_read_as_texts(tmp_path: Path) -> None:
    table = row(text("id", 'office:value="id"'), text("title", 'office:value=""'))
    table += row(text("007", 'office:value="007"'), text("1,5 h", 'office:value="1.5"'))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{table}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: ("007", "1,5 h")}


def test_the_document_types_of_macros_in_an_ods_are_no_danger(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    ods(path, f'<table:table table:name="P">{ODS_TABLE}</table:table>')
    module = '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD 1.0//EN" "module.dtd"><a/>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Basic/Standard/script-lb.xml", module)
        archive.writestr("Dialogs/dialog-lc.xml", module)
    assert rows(path) == {2: (1, "Jazz")}


def test_a_workbook_embedded_in_an_xls_is_not_read_in_its_place(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", TABLE)
    xls(tmp_path / "inner.xls", [["id", "title"], [9.0, "Chart"]])
    whole, inner = (
        workbook_stream((tmp_path / name).read_bytes()).ljust(8192, b"\0")
        for name in ("a.xls", "inner.xls")
    )
    content = bytearray(ole_file(inner + whole))  # two sectors for each, one after the other
    directory = (1 + int.from_bytes(content[48:52], "little")) * 4096
    first = int.from_bytes(content[directory + 128 + 116 :][:4], "little")
    content[directory + 128 : directory + 4 * 128] = (
        entry("Object 1", 1, 0, 0, child=2, right=3)
        + entry("Workbook", 2, first, len(inner))
        + entry("Workbook", 2, first + 2, len(whole))
    )
    (tmp_path / "a.xls").write_bytes(content)
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz")}


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("<v>7</v>", '<c r="B2" t="s"><v>2 </v></c>'),
        ("<v>7</v>", '<c r="B2" s="0" t="s">\n<v>\n2</v></c>'),
        ("<v>7</v>", "<c r='B2' t='s'><v> 2</v></c>"),
        ("<v>7</v>", '<c r="B2" t="s"><v><![CDATA[2]]></v></c>'),
        ("<v>7</v>", '<c r="B2" t="str"><f>B1</f><v><![CDATA[Jazz]]></v></c>'),
        ("<v><![CDATA[7]]></v>", '<c r="B2" t="s"><v>2</v></c>'),
        ("<v>7<!-- seven --></v>", '<c r="B2" t="inlineStr"><is><t><![CDATA[Jazz]]></t></is></c>'),
    ],
)
def test_a_value_of_an_xlsx_is_read_however_it_is_spelled(
    tmp_path: Path, number: str, title: str
) -> None:
    header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    strings = "".join(f"<si><t>{value}</t></si>" for value in ("id", "title", "Jazz"))
    below = f'<row r="2"><c r="A2">{number}</c>{title}</row>'
    xlsx(tmp_path / "a.xlsx", header + below, strings)
    assert rows(tmp_path / "a.xlsx") == {2: (7, "Jazz")}
