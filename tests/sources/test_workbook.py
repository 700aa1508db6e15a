"""What the workbook reader owes people's files: sheets, headers, kinds of cells, hidden rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from importer.errors import SourceError
from importer.records import Cell, CellError, Record, SourceSpec
from importer.sources.workbook import WorkbookReading

READ = SourceSpec()
SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return book


def edited(path: Path, edit: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    """The workbook with one part of its archive changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def rows(path: Path, spec: SourceSpec = READ) -> dict[int | None, tuple[Cell, ...]]:
    records = list(WorkbookReading(path, path.name, spec))
    assert all(isinstance(record, Record) for record in records)
    return {record.at.row: record.cells for record in records if isinstance(record, Record)}


def notes(path: Path, spec: SourceSpec = READ) -> list[str]:
    source = WorkbookReading(path, path.name, spec)
    assert list(source)
    assert source.complete
    return source.notes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.xlsx"


def made(path: Path, fill: Callable[[Worksheet], object]) -> Path:
    """A workbook of one sheet with the header id, title, when in row 1."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.append(["id", "title", "when"])
    fill(page)
    book.save(path)
    return path


def test_cells_keep_their_kind(path: Path) -> None:
    workbook(
        path,
        Programme=[
            ("id", "title", "day", "start", "begins", "length", "price", "open"),
            (
                *(7, "007", date(2026, 6, 12), time(20, 0), datetime(2026, 6, 12, 20, 0)),
                *(timedelta(hours=25, minutes=30), 12.5, True),
            ),
        ],
    )
    cells = rows(path)[2]
    assert cells == (
        *(7, "007", date(2026, 6, 12), time(20, 0), datetime(2026, 6, 12, 20, 0)),
        *(timedelta(hours=25, minutes=30), 12.5, True),
    )
    assert [type(cell).__name__ for cell in cells] == [
        *("int", "str", "date", "time", "datetime", "timedelta", "float", "bool")
    ]


def test_records_know_sheet_and_row(path: Path) -> None:
    workbook(path, Programme=[("id", "title"), (1, "Jazz")])
    (record,) = WorkbookReading(path, "events.xlsx", READ)
    assert str(record.at) == "events.xlsx, sheet Programme, row 2"


def test_times_are_rounded_to_the_second(path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.append([1, "a", 46185 + (20 * 3600 - 0.0003) / 86400])
        page["C2"].number_format = "yyyy-mm-dd hh:mm"
        page.append([2, "b", (10 * 3600 - 0.002) / 86400])
        page["C3"].number_format = "hh:mm"

    assert [cells[2] for cells in rows(made(path, fill)).values()] == [
        datetime(2026, 6, 12, 20, 0),
        time(10, 0),
    ]


def test_a_time_that_was_given_a_day_by_its_storage_is_a_time(path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.append([1, "a", 1.25])
        page["C2"].number_format = "hh:mm"

    assert rows(made(path, fill))[2][2] == time(6, 0)


def test_the_date_system_of_1904_is_honoured(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert isinstance(page, Worksheet)
    page.append(["id", "day", "start"])
    page.append([1, date(2026, 6, 12), 1.25])
    page["C2"].number_format = "hh:mm"
    book.save(path)
    assert rows(path)[2] == (1, date(2026, 6, 12), time(6, 0))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (59, date(1900, 2, 28)),
        (60, date(1900, 2, 28)),  # 29 February 1900, which spreadsheets show and no calendar has
        (61, date(1900, 3, 1)),
        (61.75, datetime(1900, 3, 1, 18, 0)),
    ],
)
def test_the_false_29_february_of_1900_moves_no_other_day(
    path: Path, stored: float, shown: date
) -> None:
    def fill(page: Worksheet) -> None:
        page.append([1, "a", stored])
        page["C2"].number_format = "yyyy-mm-dd hh:mm"

    assert rows(made(path, fill))[2][2] == shown


def test_the_false_29_february_of_1900_as_text_stays_text(path: Path) -> None:
    made(path, lambda page: page.append([1, "a", "29/02/1900"]))
    assert rows(path)[2][2] == "29/02/1900"


def test_error_cells_and_formulas_without_a_value_are_told_from_empty_ones(path: Path) -> None:
    made(path, lambda page: page.append(["#N/A", "=A1", None]))
    assert rows(path)[2] == (CellError("#N/A"), CellError("formula without a stored value"), "")
    (note,) = notes(path)
    assert note.startswith("sheet Sheet: 1 formulas have no stored value (row 2): open")


def test_formulas_give_their_stored_value(path: Path) -> None:
    made(path, lambda page: page.append(["=1+1", "=A1", "x"]))
    stored = b'<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1</f><v></v></c>'
    edited(path, lambda xml: re.sub(rb'<c r="A2">.*?</c><c r="B2">.*?</c>', stored, xml))
    assert rows(path)[2] == (2, "", "x")
    assert notes(path) == []


def test_row_numbers_are_those_shown_where_the_table_starts_lower_and_to_the_right(
    path: Path,
) -> None:
    def fill(page: Worksheet) -> None:
        page.move_range("A1:C1", rows=3, cols=2)
        page["C7"], page["D7"], page["F7"] = 1, "Jazz", "a remark"

    made(path, fill)
    source = WorkbookReading(path, "events.xlsx", READ)
    assert source.tables() == [("Sheet", ("id", "title", "when", "F"))]
    assert rows(path) == {7: (1, "Jazz", "", "a remark")}


@pytest.mark.parametrize("stated", [b"A1", b"A1:XFD1048576", b"B2:C2"])
def test_the_dimension_a_file_states_is_not_believed(path: Path, stated: bytes) -> None:
    workbook(path, Programme=[("id", "title"), (1, "Jazz"), (2, "Talk")])
    edited(
        path,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + stated + b'"', xml),
    )
    assert rows(path) == {2: (1, "Jazz"), 3: (2, "Talk")}


def test_formatted_empty_rows_end_the_table_cheaply(path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.append([1, "Jazz", "x"])
        page["Z1000000"].number_format = "0.00"

    assert rows(made(path, fill)) == {2: (1, "Jazz", "x")}


def test_strict_open_xml_is_read(path: Path) -> None:
    workbook(path, Programme=[("id", "title"), (1, "Jazz")])
    strict = "http://purl.oclc.org/ooxml"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    for name in names:
        edited(
            path,
            lambda xml: xml.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                f"{strict}/spreadsheetml/main".encode(),
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                f"{strict}/officeDocument/relationships".encode(),
            ),
            name,
        )
    assert rows(path) == {2: (1, "Jazz")}


def test_title_rows_and_totals_are_left_out_and_told(path: Path) -> None:
    workbook(
        path,
        Programme=[
            ("Riverside Hall 2026",),
            (),
            ("id", "title", "price"),
            (1, "Jazz", 5),
            (),
            (None, "Total", 5),
            ("Subject to change without notice",),
        ],
    )
    assert rows(path) == {4: (1, "Jazz", 5)}
    assert notes(path) == [
        "the header was found in row 3; skipped above it: row 1",
        "totals or footnotes below the table, not read: rows 6, 7",
    ]


def test_lines_of_a_name_and_its_value_above_the_table_are_no_header(path: Path) -> None:
    workbook(
        path,
        P=[
            ("Venue:", "Riverside Hall"),
            ("Season:", "Summer"),
            ("id", "title", "price"),
            (1, "Jazz", None),
            (2, "Talk", None),
        ],
    )
    assert rows(path) == {4: (1, "Jazz", ""), 5: (2, "Talk", "")}


def test_a_table_of_two_columns_may_be_called_so_all_the_same(path: Path) -> None:
    workbook(path, P=[("When:", "What"), ("Friday", "Jazz"), ("Saturday", "Talk")])
    assert rows(path) == {2: ("Friday", "Jazz"), 3: ("Saturday", "Talk")}


def test_the_first_visible_sheet_with_a_table_is_read_and_the_others_named(path: Path) -> None:
    book = workbook(
        path,
        Cover=[("Programme of the hall",)],
        Drafts=[("id", "title"), (9, "Secret")],
        Summer=[("id", "title"), (1, "Jazz")],
        Winter=[("id", "title"), (2, "Ball")],
    )
    book["Drafts"].sheet_state = "hidden"
    book.save(path)
    source = WorkbookReading(path, "events.xlsx", READ)
    assert source.tables() == [("Summer", ("id", "title"))]
    assert source.notes == ["read from sheet Summer; not read: Cover, Drafts (hidden), Winter"]


def test_all_means_each_visible_sheet_with_a_table(path: Path) -> None:
    book = workbook(
        path,
        Summer=[("id", "title"), (1, "Jazz")],
        Drafts=[("id", "title"), (9, "Secret")],
        Winter=[("id", "act"), (2, "Ball")],
    )
    book["Drafts"].sheet_state = "veryHidden"
    book.save(path)
    source = WorkbookReading(path, "events.xlsx", SourceSpec(sheets="all"))
    assert source.tables() == [("Summer", ("id", "title")), ("Winter", ("id", "act"))]
    assert [str(record.at) for record in source] == [
        "events.xlsx, sheet Summer, row 2",
        "events.xlsx, sheet Winter, row 2",
    ]


def test_a_hidden_sheet_is_read_when_it_is_named(path: Path) -> None:
    book = workbook(path, Open=[("id", "title")], Drafts=[("id", "title"), (9, "Secret")])
    book["Drafts"].sheet_state = "hidden"
    book.save(path)
    assert rows(path, SourceSpec(sheets=(" drafts",))) == {2: (9, "Secret")}


def test_a_sheet_there_is_not_is_answered_with_the_nearest(path: Path) -> None:
    workbook(path, Programme=[("id", "title")], Notes=[("a", "b")])
    with pytest.raises(
        SourceError,
        match=r'no sheet "Program". Did you mean "Programme"\? It has: Programme, Notes',
    ):
        WorkbookReading(path, "events.xlsx", SourceSpec(sheets=("Program",)))


def test_a_workbook_without_a_table_is_refused(path: Path) -> None:
    workbook(path, Notes=[("Dear all",), ("please come",)], Empty=[])
    with pytest.raises(SourceError, match=r"no visible sheet holds a table\. .*sheet Notes"):
        WorkbookReading(path, "events.xlsx", READ)


def test_a_sheet_of_one_column_is_read_where_it_is_named_as_the_refusal_says(path: Path) -> None:
    workbook(path, Acts=[["Act"], ["Jazz"], ["Talk"]])
    with pytest.raises(SourceError, match=r"a single column .* or state the `sheet` where it is"):
        WorkbookReading(path, "events.xlsx", READ)
    assert rows(path, SourceSpec(sheets=("Acts",))) == {2: ("Jazz",), 3: ("Talk",)}


def test_an_empty_sheet_is_no_table_even_without_a_header(path: Path) -> None:
    workbook(path, Empty=[], P=[(1, "Jazz"), (2, "Talk")])
    source = WorkbookReading(path, "events.xlsx", SourceSpec(header_row="none"))
    assert source.tables() == [("P", ("A", "B"))]


def test_hidden_rows_are_left_out_and_told(path: Path) -> None:
    book = workbook(path, P=[("id", "title"), (1, "Jazz"), (2, "Secret"), (3, "Talk")])
    book["P"].row_dimensions[3].hidden = True
    book.save(path)
    assert list(rows(path)) == [2, 4]
    assert notes(path) == ["hidden rows, not read (1): row 3; hidden_rows: read takes them in"]


def test_hidden_rows_are_read_where_the_mapping_says_so(path: Path) -> None:
    book = workbook(path, P=[("id", "title"), (1, "Jazz"), (2, "Secret")])
    book["P"].row_dimensions[3].hidden = True
    book.save(path)
    spec = SourceSpec(hidden_rows="read")
    assert list(rows(path, spec)) == [2, 3]
    assert notes(path, spec) == ["sheet P: hidden rows are read: row 3"]


def test_merged_and_empty_cells_are_filled_down_where_stated(path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.append([date(2026, 6, 12), "a", 1])
        page.append([None, "b", 2])
        page.append([date(2026, 6, 13), "c", None])
        page.append([None, "Total", 3])
        page.merge_cells("A2:A3")

    made(path, fill)
    assert rows(path)[3][0] == ""
    days = [cells[0] for cells in rows(path, SourceSpec(fill_down=("ID",))).values()]
    assert days == [date(2026, 6, 12), date(2026, 6, 12), date(2026, 6, 13)]


def test_a_value_in_a_hidden_row_is_still_filled_down(path: Path) -> None:
    book = workbook(path, P=[("day", "title"), ("12 June", "Secret"), (None, "Jazz")])
    book["P"].row_dimensions[2].hidden = True
    book.save(path)
    assert rows(path, SourceSpec(fill_down=("day",))) == {3: ("12 June", "Jazz")}


def test_cells_beside_the_table_cost_no_row(path: Path) -> None:
    many = [(n, "Jazz") for n in range(1, 250)]
    workbook(path, P=[("id", "title"), *many, (250, "Talk", "call Bob")])
    assert rows(path)[251] == (250, "Talk")
    assert notes(path) == ["cells beyond the last named column (B) were not read: row 251"]


def test_whole_numbers_of_17_digits_stay_what_the_file_gives(path: Path) -> None:
    workbook(path, P=[("id", "title"), (12345678901234567, "Jazz"), (1e20, "Talk")])
    assert [type(cells[0]) for cells in rows(path).values()] == [float, float]
