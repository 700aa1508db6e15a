"""The XML of a sheet, looked through as text or by a parser: both see the same."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import CellError
from importer.sources.workbook_marks import NOT_CALCULATED, SheetMarks
from importer.sources.workbook_package import BLOCK, Package
from importer.sources.workbook_skim import Skim, filled_extent, pieces
from importer.sources.workbook_xml import read_marks

Marked = dict[int, dict[int, CellError | timedelta]]
PART = "xl/worksheets/sheet1.xml"


def package(folder: Path, rows: str, **limits: int) -> Package:
    with zipfile.ZipFile(folder / "events.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PART, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return Package(folder / "events.xlsx", "events.xlsx", **limits)


def marks(folder: Path, rows: str) -> SheetMarks:
    return read_marks(package(folder, rows), PART)


CELLS = [
    ('<c r="B2" t="e"><v>#N/A</v></c>', {2: {1: CellError("#N/A")}}),
    ('<c t="e" s="1" r="B2"><f>1/0</f><v>#DIV/0!</v></c>', {2: {1: CellError("#DIV/0!")}}),
    ('<c r="B2" t="e"/>', {2: {1: CellError("#ERROR")}}),
    ('<c r="B2" t="e"><f>1/0</f></c>', {2: {1: CellError("#ERROR")}}),
    ('<c r="AA2"><f>A1+1</f></c>', {2: {26: NOT_CALCULATED}}),
    ('<c r="B2" s="3"><f t="shared" si="0"/></c>', {2: {1: NOT_CALCULATED}}),
    ('<c r="B2"> <f ca="1">IF(A1>2,1,"/")</f> <v></v> </c>', {2: {1: NOT_CALCULATED}}),
    ('<c r="B2"><f>A1</f><v /></c>', {2: {1: NOT_CALCULATED}}),
    ('<c r="B2" t="str"><f>A1</f><v></v></c>', {}),
    ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', {}),
    ('<c r="B2"><f>A1</f><v>5</v></c>', {}),
    ('<c r="B2" t="inlineStr"><f>A1</f><is><t>x</t></is></c>', {}),
    ('<c r="B2" t="inlineStr"><f>A1</f><is><t></t></is></c>', {}),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_errors_and_uncalculated_formulas_are_found(
    tmp_path: Path, cell: str, expected: Marked
) -> None:
    assert Skim().take(cell.encode())
    assert marks(tmp_path, f'<row r="2">{cell}</row>').cells == expected


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_a_parser_finds_the_same_where_the_spelling_is_another(
    tmp_path: Path, cell: str, expected: Marked
) -> None:
    assert not Skim().take(b"<!-- an unusual writer -->")
    rows = f'<!-- an unusual writer --><row r="2">{cell}</row>'
    assert marks(tmp_path, rows).cells == expected


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2" hidden="1">',
        '<row r="2" spans="1:3" hidden="true" x14ac:dyDescent="0.2">',
        "<row r='2' hidden='1'>",
        '<row\nhidden="1" r="2">',
        '<row r = "2" hidden = "1">',
    ],
)
def test_hidden_rows_are_found_in_every_spelling(tmp_path: Path, row: str) -> None:
    head = '<cols><col hidden="1"/></cols><row r="1" hidden="0"><c r="A1"><v>1</v></c></row>'
    namespace = 'xmlns:x14ac="urn:x"'
    rows = f'{head}{row.replace("<row", f"<row {namespace}", 1)}<c r="A2"><v>1</v></c></row>'
    assert marks(tmp_path, rows).hidden == {2}


@pytest.mark.parametrize(
    "odd",
    [
        b"<c><v>1</v></c>",
        b"<c r='A1'><v>1</v></c>",
        b'<c r = "A1"><v>1</v></c>',
        b'<c\nr="A1"><v>1</v></c>',
        b'<x:c r="A1"><v>1</v></x:c>',
        b'<c x=\' r="A1"\' r="XFD1048576"><v>1</v></c>',
        b'<c r="a1"><v>1</v></c>',
        b"<v><![CDATA[1]]></v>",
        b'<row hidden="1"><c r="A1"/></row>',
    ],
)
def test_what_is_spelled_otherwise_is_left_to_a_parser(odd: bytes) -> None:
    assert not Skim().take(odd)


@pytest.mark.parametrize("before", ["", "<!-- an unusual writer -->"])
@pytest.mark.parametrize(
    ("cell", "misread"),
    [
        ('<c r="A1" t="s"><v>12</v></c>', False),
        ('<c r="A1" t="s"> <v>12</v> </c>', False),
        ('<c r="A1" t="s"><v></v></c>', False),
        ('<c r="A1" t="s"><v/></c>', False),
        ('<c r="A1" t="str"><v>12 </v></c>', False),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[12]]></t></is></c>', False),
        ('<c r="A1" t="s"><v>12 </v></c>', True),
        ('<c r="A1" t="s"><v xml:space="preserve"> 12</v></c>', True),
        ('<c r="A1"><v><![CDATA[12]]></v></c>', True),
    ],
)
def test_values_that_are_spelled_as_a_library_misreads_them_are_noticed(
    tmp_path: Path, before: str, cell: str, misread: bool
) -> None:
    row = '<row r="1"><c r="B1" t="s"><v>0</v></c></row>'
    assert marks(tmp_path, before + row + cell).misread is misread


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_that_stands_elsewhere_than_its_row_is_measured_where_it_says(
    tmp_path: Path, quote: str
) -> None:
    far = '<row r="1"><c r="XFD1048576"><v>1</v></c></row>'.replace('"', quote)
    with pytest.raises(SourceError, match="reach to column XFD and row 1048576"):
        marks(tmp_path, far)


def test_formatted_cells_that_hold_nothing_do_not_count_as_reached() -> None:
    empty = b'<c r="B7" s="1"/><c r="C8" s="1"></c><c r="D9"><v/></c><c r="E9"><v></v></c>'
    skim = Skim()
    assert skim.take(b'<c r="A2" s="1"><v>1</v></c>' + empty)
    assert (skim.rows, skim.columns, skim.cells) == (9, 5, 5)
    assert filled_extent([b'<c r="A2" s="1"><v>1</v></c>', empty]) == (2, 1)


def test_cells_are_found_however_the_part_is_cut() -> None:
    cell = b'<c r="B%d" t="e"><v>#N/A</v></c>'
    text = b"<sheetData>" + b"".join(
        b'<row r="%d">%b</row>' % (n, cell % n) for n in range(1, 9_000)
    )
    assert len(text) > BLOCK
    for size in (1000, 1013, BLOCK):
        skim = Skim()
        blocks = (text[at : at + size] for at in range(0, len(text), size))
        assert all(map(skim.take, pieces(blocks)))
        assert (skim.cells, skim.marked, len(skim.marks.cells)) == (8_999, 8_999, 8_999)


def test_a_part_without_cells_is_cut_between_elements() -> None:
    links = b"<hyperlink ref='A1'/>" * 100
    assert b"".join(pieces([links[:700], links[700:]])) == links


def test_more_errors_than_any_table_has_are_refused(tmp_path: Path) -> None:
    errors = package(tmp_path, '<row r="1"><c r="A1" t="e"/><c r="B1"><f>A1</f></c></row>')
    assert len(read_marks(errors, PART, most_marked=2).cells) == 1
    with pytest.raises(SourceError, match="over 1 cells of a sheet are errors"):
        read_marks(errors, PART, most_marked=1)


def test_more_formatted_cells_than_can_be_read_in_time_are_refused(tmp_path: Path) -> None:
    empty = package(tmp_path, '<c r="A1"/>' * 11)
    assert not read_marks(empty, PART, most_cells=11).cells
    with pytest.raises(SourceError, match="more than 10 cells, filled or only formatted"):
        read_marks(empty, PART, most_cells=10)


def test_what_only_a_parser_reads_may_have_fewer_tags(tmp_path: Path) -> None:
    odd = package(tmp_path, "<c><v>1</v></c>" * 100, most_tags=404)
    assert not read_marks(odd, PART).cells
    odd.most_tags = 403
    with pytest.raises(SourceError, match=r"too large for the way it is written \(over 403 tags"):
        read_marks(odd, PART)
