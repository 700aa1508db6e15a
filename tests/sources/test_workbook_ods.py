"""The XML of an OpenDocument workbook, looked through as text or by a parser: both see the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import CellError, Record, SourceSpec
from importer.sources.workbook import WorkbookReading
from importer.sources.workbook_marks import SheetMarks
from importer.sources.workbook_ods import parsed, read_ods_marks
from importer.sources.workbook_ods_skim import skimmed
from importer.sources.workbook_package import Package
from tests.sources.books import number, ods, row, text

HEADER = row(text("id"), text("title"))
ERROR = '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>{}</text:p></table:table-cell>'
DAYS = '<table:table-cell office:value-type="time" office:time-value="PT49H00M00S"/>'
EMPTY = "<table:table-cell/>"
ALL_EMPTY = '<table:table-cell table:number-columns-repeated="16382"/>'
UNTYPED = "<table:table-cell><text:p>Jazz</text:p></table:table-cell>"


def package(folder: Path, rows: str, name: str = "P") -> Package:
    ods(folder / "a.ods", f'<table:table table:name="{name}">{rows}</table:table>')
    return Package(folder / "a.ods", "a.ods")


def read(folder: Path) -> dict[int | None, tuple[object, ...]]:
    source = WorkbookReading(folder / "a.ods", "a.ods", SourceSpec())
    return {item.at.row: item.cells for item in source if isinstance(item, Record)}


ROWS = {
    "plain": (row(number(1), text("Jazz")), SheetMarks()),
    "empty to the last column": (row(number(1), text("a > b"), ALL_EMPTY), SheetMarks()),
    "hidden": (
        row(number(1), text("Jazz"), more='table:visibility="filter"'),
        SheetMarks(hidden={2}),
    ),
    "hidden and repeated": (
        row(number(1), more='table:visibility="collapse" table:number-rows-repeated="3"'),
        SheetMarks(hidden={2, 3, 4}),
    ),
    "error": (
        row(number(1), ERROR.format("#N/A")),
        SheetMarks(cells={2: {1: CellError("#N/A")}}),
    ),
    "error without its name": (
        row(number(1), ERROR.format("")),
        SheetMarks(cells={2: {1: CellError("#ERROR")}}),
    ),
    "error after a gap": (
        row(EMPTY, number(1)) + row(EMPTY, EMPTY, ERROR.format("&lt;#REF!&gt;")),
        SheetMarks(cells={3: {2: CellError("<#REF!>")}}),
    ),
    "duration": (
        row(number(1), DAYS, EMPTY),
        SheetMarks(cells={2: {1: timedelta(hours=49)}}),
    ),
    "rows in a group": (
        f"<table:table-row-group>{row(number(1), text('Jazz'))}</table:table-row-group>",
        SheetMarks(),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), ROWS.values(), ids=ROWS)
def test_text_and_parser_tell_the_same_of_a_sheet(
    tmp_path: Path, rows: str, expected: SheetMarks
) -> None:
    book = package(tmp_path, HEADER + rows, name="A &amp; B")
    extent = skimmed(book)
    assert extent is not None
    assert extent.found == parsed(book)
    assert extent.found.sheets == {"A & B": expected}
    assert not extent.found.odd


@pytest.mark.parametrize(
    "spelled",
    [
        "<!-- an unusual writer -->" + HEADER,
        HEADER.replace("<table:table-row", "<table:table-row x='y'"),
        row(text("id"), ERROR.format("#REF!")).replace('"error"', "'error'"),
        row(text("<![CDATA[id]]>"), text("title")),
        HEADER.replace("<table:table-cell", "<table:table-cell x=' office:value-type=\"a\"'"),
    ],
)
def test_what_is_spelled_otherwise_is_left_to_a_parser(tmp_path: Path, spelled: str) -> None:
    book = package(tmp_path, spelled + row(number(1), ERROR.format("#N/A")))
    assert skimmed(book) is None
    assert read_ods_marks(book).sheets["P"].cells[2] == {1: CellError("#N/A")}


@pytest.mark.parametrize("before", ["", "<!-- an unusual writer -->"])
def test_a_text_without_a_type_is_one(tmp_path: Path, before: str) -> None:
    package(tmp_path, before + HEADER + row(number(1), UNTYPED, EMPTY, ALL_EMPTY))
    assert read(tmp_path) == {2: (1, "Jazz")}


@pytest.mark.parametrize("before", ["", "<!-- an unusual writer -->"])
def test_a_tab_parts_the_words_around_it(tmp_path: Path, before: str) -> None:
    package(tmp_path, before + HEADER + row(number(1), text("Jazz<text:tab/>Hall")))
    assert read(tmp_path) == {2: (1, "Jazz\tHall")}


def test_a_text_in_a_cdata_section_is_read(tmp_path: Path) -> None:
    package(tmp_path, HEADER + row(number(1), text("<![CDATA[<Jazz> & more]]>")))
    assert read(tmp_path) == {2: (1, "<Jazz> & more")}


@pytest.mark.parametrize("before", ["", "<!-- an unusual writer -->"])
def test_a_note_beside_an_empty_cell_is_no_text_of_it(tmp_path: Path, before: str) -> None:
    note = "<office:annotation><text:p>call them</text:p></office:annotation>"
    noted = f"<table:table-cell>{note}</table:table-cell>"
    package(tmp_path, before + HEADER + row(number(1), noted) + row(number(2), text("Jazz")))
    assert read(tmp_path) == {2: (1, ""), 3: (2, "Jazz")}


@pytest.mark.parametrize("before", ["", "<!-- an unusual writer -->"])
@pytest.mark.parametrize("cell", [UNTYPED, text("Jazz")])
def test_texts_that_repeat_without_end_are_refused(tmp_path: Path, before: str, cell: str) -> None:
    many = row(cell, cell, cell, more='table:number-rows-repeated="1048570"')
    with pytest.raises(SourceError, match="its cells repeat to more than 2000000"):
        read_ods_marks(package(tmp_path, before + HEADER + many))


def test_text_that_weighs_too_much_in_all_its_repeats_is_refused(tmp_path: Path) -> None:
    long = text("x" * 1000, 'table:number-columns-repeated="200"')
    many = row(long, more='table:number-rows-repeated="800"')
    with pytest.raises(SourceError, match="more than 143 MiB of text"):
        read_ods_marks(package(tmp_path, HEADER + many))


def test_rows_are_told_however_the_part_is_cut(tmp_path: Path) -> None:
    rows = "".join(row(number(n), ERROR.format("#N/A")) for n in range(6_000))
    found = skimmed(package(tmp_path, HEADER + rows))
    assert found is not None
    assert list(found.found.sheets["P"].cells) == list(range(2, 6_002))


def test_xml_that_breaks_off_is_damage(tmp_path: Path) -> None:
    book = package(tmp_path, HEADER + row(number(1), text("Jazz")) + "</table:table><table:table>")
    assert skimmed(book) is not None
    with pytest.raises(SourceError, match=r"damaged or cut off \(content\.xml cannot be read\)"):
        read_ods_marks(
            package(tmp_path, HEADER + row(number(1), text("Jazz")).replace("</text:p>", "", 1))
        )
