"""Sheets and files that hold more than one plain table: headers of two rows, other tables, titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from importer.errors import RowError, SourceError
from importer.records import Reading, Record, SourceSpec, text_of
from importer.sources.csv_file import CsvReading
from importer.sources.workbook import WorkbookReading

Rows = Sequence[Sequence[str]]
Open = Callable[[Rows], Reading]


@pytest.fixture(params=["csv", "xlsx"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same rows as a text file and as a workbook."""

    def as_csv(rows: Rows) -> Reading:
        path = tmp_path / "events.csv"
        width = max(map(len, rows))
        lines = [",".join([*row, *[""] * (width - len(row))]) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return CsvReading(path, path.name, SourceSpec())

    def as_xlsx(rows: Rows) -> Reading:
        path = tmp_path / "events.xlsx"
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append([cell or None for cell in row])
        book.save(path)
        return WorkbookReading(path, path.name, SourceSpec())

    return as_csv if request.param == "csv" else as_xlsx


def read(source: Reading) -> dict[int | None, list[str] | str]:
    """Row number -> cells as text, or the message of the row's error."""
    return {
        item.at.row: item.issue.message
        if isinstance(item, RowError)
        else [text_of(cell) for cell in item.cells]
        for item in source
    }


GROUPED = [
    ["Date", "Act", "Travel", "", "", "Total"],
    ["", "", "Air", "Rail", "Taxi", ""],
    ["12/06/2026", "Jazz", "", "65.60", "", "65.60"],
    ["13/06/2026", "Talk", "10", "", "", "10"],
]


REPEATED = [["Date", "Act", "Travel", "Travel", "Travel", "Total"], *GROUPED[1:]]


@pytest.mark.parametrize("rows", [GROUPED, REPEATED], ids=["empty", "repeated"])
@pytest.mark.parametrize("between", [[], [["", "", ""]]])
def test_groups_above_the_names_of_their_columns_make_one_header_of_two_rows(
    opened: Open, between: Rows, rows: Rows
) -> None:
    source = opened([["Programme"], *rows[:1], *between, *rows[1:]])
    assert source.tables()[0][1] == (
        "Date", "Act", "Travel Air", "Travel Rail", "Travel Taxi", "Total"
    )  # fmt: skip
    assert next(iter(read(source).values())) == ["12/06/2026", "Jazz", "", "65.60", "", "65.60"]
    stands = f"2 and {3 + len(between)}"
    assert source.notes[:2] == [
        "the header was found in row 2; skipped above it: row 1",
        f'the header stands in rows {stands}: the columns of a group are called like "Travel Air"',
    ]


def test_the_groups_of_a_header_may_be_fewer_than_the_names_below_them(opened: Open) -> None:
    source = opened(
        [
            ["Summer programme"],
            ["Date", "Place", "", "", "Hours", "", "", "Title"],
            ["", "Room", "Street", "Town", "Doors", "From", "To", ""],
            ["12/06/2026", "Hall", "1 Mill Rd", "Bath", "18:30", "19:00", "22:00", "Jazz"],
            ["13/06/2026", "Bar", "2 High St", "Bath", "18:30", "19:00", "22:00", "Talk"],
        ]
    )
    ((_, columns),) = source.tables()
    assert columns == (
        *("Date", "Place Room", "Place Street", "Place Town"),
        *("Hours Doors", "Hours From", "Hours To", "Title"),
    )
    assert list(read(source)) == [4, 5]


def test_a_header_of_two_rows_that_is_repeated_is_no_event(opened: Open) -> None:
    source = opened([*GROUPED, *GROUPED])
    assert list(read(source)) == [3, 4, 7, 8]
    assert source.notes[-1] == "the header again, not read: rows 5, 6"


@pytest.mark.parametrize(
    "first",
    [
        ["", "", "Soul", "Funk", ""],
        ["Fri", "Ball", "Soul", "Funk", ""],
        ["", "", "Soul", "12/06/2026", "x"],
        ["", "", "", "Funk", "x"],
    ],
)
def test_a_row_of_words_below_a_gap_in_the_header_stays_a_row(
    opened: Open, first: list[str]
) -> None:
    source = opened(
        [["Day", "Act", "Style", "", ""], first, *[["Sat", "Jazz", "Bop", "x", "y"]] * 3]
    )
    assert read(source)[2] == first
    assert source.tables()[0][1][:3] == ("Day", "Act", "Style")


EVENTS = [
    ["Date", "Act", "Price"],
    ["12/06/2026", "Jazz", "5"],
    ["13/06/2026", "Talk", "7"],
    ["14/06/2026", "Ball", "9"],
]
BLANK = ["", "", ""]


@pytest.mark.parametrize("title", [[], [["People who may be asked"]]])
def test_rows_of_another_table_below_are_reported_never_read_as_rows_of_the_first(
    opened: Open, title: Rows
) -> None:
    contacts = [["Name", "Role", "Room"], ["Ann", "Sound", "12"], ["Bo", "Light", "14"]]
    source = opened([*EVENTS, BLANK, *title, *contacts])
    found = read(source)
    at = 6 + len(title)
    assert list(found) == [2, 3, 4, at + 1, at + 2]
    assert found[4] == ["14/06/2026", "Ball", "9"]
    assert found[at + 1] == (
        f"another table begins in row {at} (Name, Role, Room), and this is a row of it: "
        f"put that table in a file or on a sheet of its own"
    )
    assert source.notes[0].startswith(f"another table begins in row {at} (Name, Role, Room)")


def test_the_first_table_goes_on_where_its_header_stands_again(opened: Open) -> None:
    other = [["Name", "Role", "Room"], ["Ann", "Sound", "12"]]
    found = read(opened([*EVENTS, BLANK, *other, BLANK, *EVENTS]))
    assert [row for row, cells in found.items() if isinstance(cells, list)] == [2, 3, 4, 10, 11, 12]


@pytest.mark.parametrize(
    "words",
    [
        [["tbc", "Soul", "free"], ["15/06/2026", "Funk", "3"]],
        [["tbc", "Soul", "free"], ["tbc", "Funk", "free"]],
        [["tbc", "Soul", "free"]],
        [["tbc", "Soul", ""], ["tbd", "Funk", "3"]],
    ],
)
def test_events_without_values_after_an_empty_row_stay_events(opened: Open, words: Rows) -> None:
    found = read(opened([*EVENTS, BLANK, *words]))
    assert [found[row] for row in range(6, 6 + len(words))] == list(words)


def test_two_words_in_a_wide_table_are_no_header_of_another(opened: Open) -> None:
    wide = [
        ["Date", "Act", "Hall", "Room", "Price"],
        *[[f"{n}/06/2026", "x", "A", "1", "5"] for n in (12, 13)],
    ]
    rest = [["tbc", "Soul"], ["Fri", "Funk"], ["15/06/2026", "Ball", "A", "1", "7"]]
    found = read(opened([*wide, [], *rest]))
    assert [found[row][:2] for row in (5, 6, 7)] == [each[:2] for each in rest]


def test_an_event_that_might_be_a_header_is_filled_down_like_all_others(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "Date,Hall,Price\n12/06/2026,A,5\n13/06/2026,B,7\n\nFri,,free\n15/06/2026,C,3\n", "utf-8"
    )
    source = CsvReading(path, path.name, SourceSpec(fill_down=("Hall",)))
    assert read(source)[5] == ["Fri", "B", "free"]


def test_titles_and_totals_above_a_repeated_header_are_no_events(opened: Open) -> None:
    source = opened(
        [*EVENTS, BLANK, ["Total", "", "21"], BLANK, ["Programme of the small hall"], *EVENTS]
    )
    assert list(read(source)) == [2, 3, 4, 10, 11, 12]
    assert source.notes == [
        "totals or footnotes below the table, not read: rows 6, 8",
        "the header again, not read: row 9",
    ]


def test_a_repeated_header_may_lack_one_of_its_names(opened: Open) -> None:
    header = ["Date", "Act", "Hall", "Kind", "Hours"]
    january = [header, ["12/01/2026", "Jazz", "A", "music", "20:00"]]
    february = [BLANK, ["February"], ["Date", "Act", "Hall", "", "Hours"], ["3/02/2026", "Ball", "B", "", "21:00"]]  # fmt: skip
    source = opened([*january, *february])
    assert [cells[1] for cells in read(source).values()] == ["Jazz", "Ball"]
    assert source.notes[-1] == "the header again, not read: row 5"


def test_another_table_beside_the_first_is_told(opened: Open) -> None:
    source = opened(
        [
            ["Date", "Act", "", "Name", "Room"],
            ["12/06/2026", "Jazz", "", "Ann", "12"],
            ["13/06/2026", "Talk", "", "", ""],
            ["14/06/2026", "Ball", "", "", ""],
        ]
    )
    assert len(read(source)) == 3
    assert source.notes[-1] == (
        "column C is empty and parts the table, and only one side of it is filled in rows 3, 4: "
        "if these are two tables, put them on two sheets"
    )


@pytest.mark.parametrize(
    "rows",
    [
        [["Date", "Act", "", "Hall", "Room"], ["12/06/2026", "Jazz", "", "A", "1"], ["13/06/2026", "Talk", "", "B", ""]],
        [["Date", "Act", "", "Note"], ["12/06/2026", "Jazz", "", "x"], ["13/06/2026", "Talk", "", ""]],
        [["Date", "Act", "", "Form", "Remarks"], ["12/06/2026", "Jazz", "", "", ""], ["13/06/2026", "Talk", "", "", ""]],
        [["Date", "Act", "", "Hall", "Room"], ["12/06/2026", "Jazz", "x", "", ""], ["13/06/2026", "Talk", "", "", "2"]],
    ],
)  # fmt: skip
def test_an_empty_column_within_one_table_is_not_called_its_end(opened: Open, rows: Rows) -> None:
    source = opened(rows)
    assert read(source)[3] == rows[2]
    assert not any("parts the table" in note for note in source.notes)


def test_a_title_above_a_repeated_header_of_two_columns_is_no_event(opened: Open) -> None:
    rows = (["date", "act"], ["12 May", "Jazz"], [], ["All acts of June"], ["date", "act"])
    source = opened([*rows, ["1 June", "Folk"]])
    assert [row.cells for row in source if isinstance(row, Record)] == [
        ("12 May", "Jazz"),
        ("1 June", "Folk"),
    ]
    assert source.notes == [
        "totals or footnotes below the table, not read: row 4",
        "the header again, not read: row 5",
    ]


@pytest.mark.parametrize("below", [(), (["1 June", "Folk"],)])
def test_a_lone_text_in_a_table_of_two_columns_is_an_event_where_no_header_follows(
    opened: Open, below: tuple[list[str], ...]
) -> None:
    source = opened([["act", "price"], ["Jazz", "5"], [], ["Open air for all"], *below])
    titles = [row.cells[0] for row in source if isinstance(row, Record)]
    assert titles == ["Jazz", "Open air for all", *(row[0] for row in below)]


CONTACTS = [
    ["Night", "Room", "Seats"],
    ["1", "Hall", "90"],
    ["2", "Bar", "40"],
    ["3", "Hall", "90"],
]
PROGRAMME = [
    ["Date", "Title", "Place", "Price", "Link", "City"],
    ["12/06/2026", "Jazz", "Hall", "5", "https://a.example", "Bath"],
    ["13/06/2026", "Talk", "Library", "0", "https://b.example", "Bath"],
    ["14/06/2026", "Swing", "Park", "8", "https://c.example", "Bath"],
    ["15/06/2026", "Blues", "Bar", "8", "https://d.example", "Bath"],
    ["16/06/2026", "Choir", "Church", "0", "https://e.example", "Bath"],
]


@pytest.mark.parametrize("between", [[], [["", ""]], [["Programme"]]], ids=["", "empty", "title"])
def test_rows_of_another_table_above_are_reported_one_by_one(opened: Open, between: Rows) -> None:
    source = opened([*CONTACTS, *between, *PROGRAMME])
    items = read(source)
    titles = [item[1] for item in items.values() if not isinstance(item, str)]
    assert titles == ["Jazz", "Talk", "Swing", "Blues", "Choir"]
    errors = {row: item for row, item in items.items() if isinstance(item, str)}
    assert list(errors) == [2, 3, 4]
    assert errors[2].startswith(
        "another table stands above the one that is read, from row 1 (Night, Room, Seats)"
    )


def test_lines_of_a_name_and_a_value_above_are_no_table(opened: Open) -> None:
    about = [["Venue:", "Hall"], ["Seats:", "90"], ["Printed:", "1/5/2026"], ["Phone:", "555 1234"]]
    items = read(opened([*about, *PROGRAMME]))
    assert list(items) == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "title",
    [
        [["Printed", "1/5/2026", "16:34", "Club"], ["Season", "2026", "Spring", "Room 4", "Anna"]],
        [["Updated", "1/5/2026", "by", "Anna"]],
    ],
)
def test_a_header_of_fewer_names_than_a_title_with_values_has_is_found(
    opened: Open, title: Rows
) -> None:
    table = [row[:3] for row in PROGRAMME]
    items = read(opened([*title, *table]))
    first = len(title) + 2
    assert list(items) == list(range(first, first + 5))
    assert items[first] in (["12/06/2026", "Jazz", "Hall"], ["12/06/2026", "Jazz", "Hall", "", ""])


@pytest.mark.parametrize("words", [["tba", "Jazz", "Hall"], ["open", "Talk", "Library"]])
def test_a_row_of_words_in_a_table_without_a_header_is_none(opened: Open, words: list[str]) -> None:
    rows = [row[:3] for row in PROGRAMME[1:]]
    with pytest.raises(SourceError, match="no header row found: the first full row \\(row 1\\)"):
        opened([*rows[:2], words, *rows[2:], *rows])


@pytest.mark.parametrize("name", ["Date", "Start time", "Datum"])
def test_another_table_begins_without_an_empty_row_where_a_name_of_values_tells(
    opened: Open, name: str
) -> None:
    other = [
        [name, "Teacher", "Course"],
        ["3/7/2026", "Anna", "Tango"],
        ["4/7/2026", "Ben", "Salsa"],
    ]
    items = read(opened([*(row[:3] for row in PROGRAMME), *other]))
    assert [row for row, item in items.items() if not isinstance(item, str)] == [2, 3, 4, 5, 6]
    assert str(items[8]).startswith(f"another table begins in row 7 ({name}, Teacher, Course)")


def test_the_names_of_columns_that_do_not_fit_their_rows_are_no_other_table(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    rows = ["type,date,title", "gig,26/03/2026,Jazz,#", "talk,02/04/2026,Reading,#"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    source = CsvReading(path, path.name, SourceSpec(header_row="none"))
    assert [row for row, item in read(source).items() if not isinstance(item, str)] == [2, 3]
    assert "expected 4 cells" in str(read(source)[1])
