"""Workbooks made to break the reader, and broken ones: refused with their real cause."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from importer.errors import SourceError
from importer.records import Record, SourceSpec
from importer.sources.workbook import WorkbookReading
from importer.sources.workbook_package import Package
from importer.sources.workbook_strings import shared_sizes
from tests.sources.books import biff, number, ods, record, row, text, wide, xls, xlsb, xlsb_row

SHEET = "xl/worksheets/sheet1.xml"
READ = SourceSpec()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for cells in (("id", "title"), (1, "Jazz"), (2, "Talk")):
        page.append(cells)
    book.save(tmp_path / "events.xlsx")
    return tmp_path / "events.xlsx"


def rewritten(path: Path, **changes: bytes | None) -> Path:
    """The workbook with parts replaced, or taken out where the change is None."""
    by_name = {name.replace("__", "/"): content for name, content in changes.items()}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **by_name}.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def sheet(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(SHEET)


def with_sheet(path: Path, content: bytes) -> Path:
    return rewritten(path, **{SHEET.replace("/", "__"): content})


def refused(path: Path, cause: str) -> None:
    with pytest.raises(SourceError, match=cause):
        list(WorkbookReading(path, "events.xlsx", READ))


def test_a_part_that_unpacks_beyond_its_ratio_is_refused(path: Path) -> None:
    with_sheet(path, sheet(path) + b" " * (40 << 20))
    refused(path, "events.xlsx is refused, xl/worksheets/sheet1.xml unpacks to over 250 times")


def test_a_part_that_lies_about_its_size_is_counted_all_the_same(path: Path) -> None:
    with_sheet(path, sheet(path) + b" " * (40 << 20))
    content = bytearray(path.read_bytes())
    true = struct.pack("<I", len(sheet(path)))
    assert content.count(true) == 2
    path.write_bytes(bytes(content).replace(true, struct.pack("<I", 1000)))
    refused(path, "unpacks to over 250 times")


def test_all_parts_together_and_shared_strings_have_bounds(path: Path) -> None:
    rewritten(path, **{"xl__sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 5000 + b"</sst>"})
    assert Package(path, "events.xlsx").name == "events.xlsx"
    with pytest.raises(SourceError, match=r"sharedStrings\.xml unpacks to more than 50000 bytes"):
        Package(path, "events.xlsx", most_strings=50_000)
    with pytest.raises(SourceError, match="unpacks to more than"):
        Package(path, "events.xlsx", most=80_000)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_document_type_is_refused_wherever_it_stands(path: Path, part: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    refused(rewritten(path, **{part.replace("/", "__"): bomb}), "declares a document type")


def test_a_stray_cell_far_away_is_refused_and_named(path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", far))
    refused(path, "reach to column XFD and row 1048576.*stray cell")


def test_a_row_beyond_what_a_spreadsheet_can_hold_is_refused(path: Path) -> None:
    far = b'<row r="9000000"><c r="A9000000"><v>1</v></c></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", far))
    refused(path, "reach to column B and row 9000000")


def test_an_empty_formatted_cell_far_away_is_no_harm(path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", far))
    assert len(list(WorkbookReading(path, "events.xlsx", READ))) == 2


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_off_workbook_is_refused_as_that(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused(path, "events.xlsx is damaged or cut off")


def test_a_cut_off_sheet_is_refused(path: Path) -> None:
    with_sheet(path, sheet(path).partition(b"</row>")[0])
    refused(path, "cannot be read as a workbook")


def test_damaged_bytes_in_a_part_are_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + len(SHEET) + 20
    content[at : at + 60] = b"\xff" * 60
    path.write_bytes(content)
    refused(path, r"damaged or cut off \(xl/worksheets/sheet1\.xml cannot be read\)")


def test_what_calamine_cannot_read_openpyxl_is_asked_for(path: Path) -> None:
    odd = b'<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="zz"><v>5</v></c></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", odd))
    records = list(WorkbookReading(path, "events.xlsx", READ))
    assert [record.cells[0] for record in records if isinstance(record, Record)] == [1, 2, 3]


def test_a_sheet_in_utf_16_is_not_taken_for_an_empty_one(path: Path) -> None:
    with_sheet(
        path, ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(path).decode()).encode("utf-16")
    )
    records = list(WorkbookReading(path, "events.xlsx", READ))
    assert [record.cells for record in records if isinstance(record, Record)] == [
        (1, "Jazz"),
        (2, "Talk"),
    ]


def test_a_workbook_without_its_links_is_refused(path: Path) -> None:
    refused(
        rewritten(path, **{"xl___rels__workbook.xml.rels": None}), "cannot be read as a workbook"
    )


def test_a_sheet_whose_part_is_missing_is_refused(path: Path) -> None:
    refused(rewritten(path, **{SHEET.replace("/", "__"): None}), "damaged or cut off")


def test_a_sheet_linked_in_another_spelling_is_measured_too(path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", far))
    with zipfile.ZipFile(path) as archive:
        links = archive.read("xl/_rels/workbook.xml.rels")
    odd = links.replace(b"/xl/worksheets/sheet1.xml", b"WORKSHEETS/Sheet1.xml")
    assert odd != links
    refused(rewritten(path, **{"xl___rels__workbook.xml.rels": odd}), "reach to column XFD")


def test_one_long_shared_string_in_many_cells_is_refused(path: Path) -> None:
    many = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (n, n) for n in range(3, 6000)
    )
    strings = b"<sst><si><t>id</t></si><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    with_sheet(path, sheet(path).replace(b"</sheetData>", many + b"</sheetData>"))
    refused(rewritten(path, **{"xl__sharedStrings.xml": strings}), "more than 143 MiB of text")


def test_a_reference_in_another_spelling_counts_as_the_longest_string(path: Path) -> None:
    many = b"".join(b"<row><c  t = 's'><v>0</v></c></row>" for _ in range(6000))
    strings = b"<sst><si><t>id</t></si><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    with_sheet(path, sheet(path).replace(b"</sheetData>", many + b"</sheetData>"))
    refused(rewritten(path, **{"xl__sharedStrings.xml": strings}), "more than 143 MiB of text")


def test_short_strings_in_many_cells_beside_a_long_one_are_no_harm(path: Path) -> None:
    many = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (n, n) for n in range(3, 6000)
    )
    strings = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si><si><t>id</t></si></sst>"
    with_sheet(path, sheet(path).replace(b"</sheetData>", many + b"</sheetData>"))
    rewritten(path, **{"xl__sharedStrings.xml": strings})
    assert len(list(WorkbookReading(path, "events.xlsx", SourceSpec(header_row="none")))) > 5900


def test_sizes_of_shared_strings_are_the_same_however_the_part_is_cut(path: Path) -> None:
    strings = b"<sst>" + b"<si><t>abc</t></si><si/>" * 20_000 + b"</sst>"
    rewritten(path, **{"xl__sharedStrings.xml": strings})
    sizes = shared_sizes(Package(path, "events.xlsx"))
    assert sizes[1:] == [5, 19] * 19_999 + [5]


def test_a_long_string_in_many_cells_of_an_xlsb_is_refused(tmp_path: Path) -> None:
    shared = record(7, struct.pack("<III", 0, 0, 0))
    many = b"".join(xlsb_row(n) + shared for n in range(2, 2500))
    long = record(159, struct.pack("<II", 1, 1)) + record(19, b"\0" + wide("x" * 32_000))
    xlsb(tmp_path / "events.xlsb", xlsb_row(1, "id", "title"), many, strings=long)
    refused(tmp_path / "events.xlsb", "more than 143 MiB of text")


def test_a_long_string_in_many_cells_of_an_xls_is_refused(tmp_path: Path) -> None:
    cut_off = biff(0xFC, struct.pack("<IIHB", 1, 1, 60_000, 0))
    many = b"".join(biff(0xFD, struct.pack("<HHHI", n, 0, 0, 0)) for n in range(2, 2500))
    xls(tmp_path / "events.xlsx", [["id", "title"]], first=cut_off, more=many)
    refused(tmp_path / "events.xlsx", "its cells hold more than 150000000 characters")


def test_a_stray_cell_far_away_in_an_xls_is_refused(tmp_path: Path) -> None:
    far = biff(0x0203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))
    xls(tmp_path / "events.xlsx", [["id", "title"], [1.0, "Jazz"]], more=far)
    refused(tmp_path / "events.xlsx", "more than 2000000 cells; if a stray cell")


def test_a_long_text_repeated_in_an_ods_is_refused(tmp_path: Path) -> None:
    long = text("x" * 2000, 'table:number-columns-repeated="1000"')
    table = row(long, more='table:number-rows-repeated="100"')
    ods(tmp_path / "events.xlsx", f'<table:table table:name="P">{table}</table:table>')
    refused(tmp_path / "events.xlsx", "more than 143 MiB of text")


def test_the_sheets_of_an_ods_are_limited_together(tmp_path: Path) -> None:
    many = row(number(1), more='table:number-rows-repeated="1000000"')
    tables = (f'<table:table table:name="{n}">{many}</table:table>' for n in range(7))
    ods(tmp_path / "events.xlsx", "".join(tables))
    refused(tmp_path / "events.xlsx", "its cells repeat to more than 2000000")


def test_empty_rows_to_the_end_of_each_sheet_of_an_ods_are_no_harm(tmp_path: Path) -> None:
    empty = row("<table:table-cell/>", more='table:number-rows-repeated="1048574"')
    table = row(text("id"), text("title")) + row(number(1), text("Jazz")) + empty
    tables = (f'<table:table table:name="{n}">{table}</table:table>' for n in range(9))
    ods(tmp_path / "events.ods", "".join(tables))
    assert len(list(WorkbookReading(tmp_path / "events.ods", "events.ods", READ))) == 1


def test_a_sheet_that_only_the_slow_reader_understands_has_a_smaller_limit(path: Path) -> None:
    wide_rows = b"".join(
        b'<row r="%d"><c r="XFD%d" t="zz"><v>3</v></c></row>' % (n, n) for n in range(4, 40)
    )
    with_sheet(path, sheet(path).replace(b"</sheetData>", wide_rows + b"</sheetData>"))
    refused(path, "events.xlsx cannot be read as a workbook")


def test_formulas_without_a_value_far_away_count_as_cells(path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><f>A1</f></c></row></sheetData>'
    with_sheet(path, sheet(path).replace(b"</sheetData>", far))
    refused(path, "reach to column XFD and row 1048576")


def test_a_workbook_of_thousands_of_parts_is_read_in_seconds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for part in range(5_000):
            archive.writestr(f"xl/worksheets/sheet{part}.xml", b"<worksheet/>")
    begun = process_time()
    assert len(Package(tmp_path / "a.xlsx", "a.xlsx").parts()) == 5_000
    assert process_time() - begun < 5
