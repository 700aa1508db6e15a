"""Rows that do not fit their header: padded, trimmed or reported, never slid along."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from importer.errors import RowError, SourceError
from importer.records import SourceSpec
from importer.sources.csv_file import CsvReading

GOOD = "".join(f"{number},,Talk,{number} May,\n" for number in range(10, 30))


def reading(tmp_path: Path, content: str, spec: SourceSpec | None = None) -> CsvReading:
    path = tmp_path / "events.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return CsvReading(path, "events.csv", spec or SourceSpec())


def rows(source: CsvReading) -> dict[int | None, tuple[object, ...] | str]:
    """Row number -> cells, or the code of the row's error."""
    return {item.at.row: item.code if isinstance(item, RowError) else item.cells for item in source}


def columns(source: CsvReading) -> tuple[str, ...]:
    return source.tables()[0][1]


@pytest.mark.parametrize("row", ["1,,,Jazz,1 May,", "1,Sub,,Jazz,1 May,", ",1,,Jazz,1 May,"])
def test_a_delimiter_too_many_is_reported_where_cells_may_have_slid(
    tmp_path: Path, row: str
) -> None:
    read = rows(reading(tmp_path, f"id,sub,title,day,note\n{row}\n{GOOD}"))
    assert read[2] == "row.shape"
    assert read[3] == ("10", "", "Talk", "10 May", "")


def test_a_surplus_delimiter_behind_a_full_row_is_dropped(tmp_path: Path) -> None:
    read = rows(reading(tmp_path, f"id,sub,title,day,note\n1,Hall,Jazz,1 May,late,\n{GOOD}"))
    assert read[2] == ("1", "Hall", "Jazz", "1 May", "late")


def test_rows_that_often_end_in_a_delimiter_are_read(tmp_path: Path) -> None:
    ended = "".join(f"{number},,Talk,{number} May,,\n" for number in range(30, 40))
    source = reading(tmp_path, f"id,sub,title,day,note\n{GOOD}{ended}40,,,Ball,1 May,,\n")
    read = rows(source)
    assert read[22] == ("30", "", "Talk", "30 May", "")
    assert read[32] == "row.shape"


def test_a_delimiter_at_the_end_of_every_row_is_told(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,note\n1,Jazz,,\n2,Talk,,\n3,Ball,x,\n")
    assert rows(source)[4] == ("3", "Ball", "x")
    assert source.notes == ["rows end in an empty cell beyond the last column, note: not read"]


def test_a_header_with_one_empty_cell_too_many_gives_each_name_its_cell(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,,title,day\n1,Jazz,1 May\n2,Talk,2 May\n")
    assert columns(source) == ("id", "title", "day")
    assert rows(source)[2] == ("1", "Jazz", "1 May")
    assert source.notes == [
        "the header has 4 cells and every row 3: its empty cell (B) was left out, so that each of "
        "the 3 names has its cell"
    ]


def test_a_nameless_column_with_cells_is_kept(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,,title,day\n1,x,Jazz,1 May\n2,,Talk,2 May\n")
    assert columns(source) == ("id", "B", "title", "day")
    assert rows(source)[3] == ("2", "", "Talk", "2 May")


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("title,day", "1,Jazz,1 May", "has 2 cells, every row below it 3"),
        ("id,,,title,day", "1,Jazz,1 May,x", "has 5 cells, every row below it 4"),
    ],
)
def test_a_header_that_fits_no_row_is_refused(
    tmp_path: Path, header: str, row: str, found: str
) -> None:
    with pytest.raises(SourceError, match=rf"events\.csv: the header in row 1 {found}.*header_row"):
        reading(tmp_path, f"{header}\n{row}\n{row}\n")


@pytest.mark.parametrize(
    ("rows_below", "first"),
    [
        ("1,Jazz,1 May\n2,Talk,2 May\n3,Ball,3 May\n", ("1", "Jazz", "1 May")),
        ("a;Jazz;1 May\nb;Talk;2 May\nc;Ball;3 May\n", ("a", "Jazz", "1 May")),
    ],
)
def test_a_header_one_name_short_leaves_the_first_column_without_a_name(
    tmp_path: Path, rows_below: str, first: tuple[str, ...]
) -> None:
    delimiter = rows_below[1]
    source = reading(tmp_path, f"title{delimiter}day\n{rows_below}")
    assert columns(source) == ("A", "title", "day")
    assert rows(source)[2] == first
    assert source.notes == [
        'column A has no name: write it as "A"',
        "the header has no name for the first column: its 2 names belong to those after it",
    ]


@pytest.mark.parametrize(
    "rows_below",
    [
        "Doe, Ann,1 May\nPoe, Bo,2 May\n",  # a name with a comma in it
        "Jazz,12,50\nTalk,7,25\n",  # a price with a decimal comma
        "2,Jazz,1 May\n1,Talk,2 May\n",
    ],
)
def test_a_header_one_name_short_is_not_guessed_at_where_a_value_may_hold_the_delimiter(
    tmp_path: Path, rows_below: str
) -> None:
    with pytest.raises(SourceError, match="which name belongs to which cell is open"):
        reading(tmp_path, f"title,day\n{rows_below}")


def test_the_same_file_is_read_by_letters_when_told_so(tmp_path: Path) -> None:
    spec = SourceSpec(header_row="none")
    source = reading(tmp_path, "title,day\n1,Jazz,1 May\n2,Talk,2 May\n", spec)
    assert columns(source) == ("A", "B", "C")
    assert rows(source)[2] == ("1", "Jazz", "1 May")


TORN = "{0},Jazz night\nwith guests,Hall,{0} May,5\n"


def test_a_line_break_without_quotes_costs_the_rows_it_makes_and_no_other(tmp_path: Path) -> None:
    source = reading(tmp_path, f"id,title,place,day,price\n{TORN.format(1)}2,Talk,Club,2 May,7\n")
    assert rows(source) == {
        2: "row.shape",
        3: "row.shape",
        4: ("2", "Talk", "Club", "2 May", "7"),
    }


def test_rows_torn_by_line_breaks_are_not_taken_for_rows_without_their_last_cells(
    tmp_path: Path,
) -> None:
    whole = "".join(f"{number},Talk,Club,{number} May,7\n" for number in range(10, 20))
    torn = "".join(TORN.format(number) for number in range(20, 25))
    read = rows(reading(tmp_path, f"id,title,place,day,price\n{whole}{torn}"))
    assert [read[row] for row in range(12, 22)] == ["row.shape"] * 10
    assert read[11] == ("19", "Talk", "Club", "19 May", "7")


def test_one_wide_row_does_not_make_a_column_of_the_headers_last_delimiter(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,\n1,Jazz\n2,Talk\n3,Ball,late\n4,Fair\n")
    assert columns(source) == ("id", "title")
    assert rows(source)[4] == "row.shape"
    assert rows(source)[5] == ("4", "Fair")


def test_a_title_with_commas_is_no_header(tmp_path: Path) -> None:
    title = "Programme, Riverside Hall, as of Monday"
    source = reading(
        tmp_path, f"{title}\nday,title\n12/06/2026,Jazz\n13/06/2026,Talk\n14/06/2026,x\n"
    )
    assert columns(source) == ("day", "title")
    assert source.notes == ["the header was found in row 2; skipped above it: row 1"]


KINDS = "MAIN,MAIN,,MAIN,DETAIL,DETAIL,DETAIL\n"
STAGES = "Stage,Date,Taken?,From,To,Detour,Comment\n"


def test_a_row_of_kinds_above_the_names_is_no_header(tmp_path: Path) -> None:
    rides = "1,2026-06-12,no,Porto,Braga,,\n2,2026-06-13,,Braga,Vigo,,steep\n"
    source = reading(tmp_path, KINDS + STAGES + rides)
    assert columns(source) == tuple(STAGES.strip().split(","))
    assert list(rows(source)) == [3, 4]


def test_names_that_come_again_are_the_header_where_no_other_names_follow(tmp_path: Path) -> None:
    rides = "a,b,c,d,e,f,g\nPorto,2026-06-12,x,y,z,v,w\n"
    source = reading(tmp_path, KINDS.replace(",,", ",MAIN,") + rides.replace("b", "2026-06-11"))
    assert list(rows(source)) == [2, 3]


def test_a_wide_header_over_rows_of_text_alone_stays_the_header(tmp_path: Path) -> None:
    source = reading(tmp_path, "act,place,note\nJazz,Hall\nTalk,Club\nBall,Park\nFair,Town\n")
    assert columns(source) == ("act", "place", "note")
    assert list(rows(source)) == [2, 3, 4, 5]


@pytest.mark.parametrize("delimiter", ["^", "~", "`", ":", " "])
def test_rare_delimiters_are_found_where_every_row_agrees(tmp_path: Path, delimiter: str) -> None:
    lines = [("id", "title", "place"), ("1", "Jazz", "Hall"), ("2", "Talk", "Club")]
    source = reading(tmp_path, "".join(delimiter.join(line) + "\n" for line in lines))
    assert rows(source)[3] == ("2", "Talk", "Club")


def test_a_rare_delimiter_in_every_line_is_believed_beside_commas_in_the_text(
    tmp_path: Path,
) -> None:
    prices = ("5,000", "free", "5,000, 3,000", "a, b, c, d, e", "1", "1,000 or 2,000, 3,000, 4,000")
    text = "title`place`price\n" + "".join(f"Jazz {each}`Hall`{each}\n" for each in prices)
    source = reading(tmp_path, text)
    assert rows(source)[4] == ("Jazz 5,000, 3,000", "Hall", "5,000, 3,000")


@pytest.mark.parametrize(
    "text",
    [
        "From: the hall\nTo: all\nSubject: a party\n",
        "Doors open at 8: come\nShow: 9: sharp\nBar: late\nfree\n",
        "one two three\nfour five six seven\neight nine ten\n",
    ],
)
def test_letters_and_prose_with_colons_or_blanks_are_no_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="does not look like a table"):
        reading(tmp_path, text)


def test_a_delimiter_that_every_row_agrees_on_wins_over_more_columns_in_most(
    tmp_path: Path,
) -> None:
    text = "code,meaning\nA1,Total; 20 years; women\nA2,Total; 30 years; men\nA3,Total; all; both\n"
    source = reading(tmp_path, text + "A4,Rest\n")
    assert columns(source) == ("code", "meaning")
    assert rows(source)[2] == ("A1", "Total; 20 years; women")


def test_a_header_longer_than_the_sample_is_read_whole(tmp_path: Path) -> None:
    wide = ",".join(f"column number {number:06}" for number in range(16_000))
    row = ",".join("x" * 16_000)
    source = reading(tmp_path, f"{wide}\n{row}\n{row}\n")
    assert len(columns(source)) == 16_000
    assert [len(cells) for cells in rows(source).values()] == [16_000, 16_000]


def test_more_columns_than_a_spreadsheet_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"20000 columns, more than any spreadsheet has"):
        reading(tmp_path, ",".join(f"c{number}" for number in range(20_000)) + "\nx\n")


def test_a_name_repeated_thousands_of_times_is_numbered_at_once(tmp_path: Path) -> None:
    source = reading(tmp_path, ",".join(["x"] * 16_000) + "\n" + ",".join("y" * 16_000) + "\n")
    assert columns(source)[-1] == "x (16000)"


@pytest.mark.parametrize(
    "line", ["," * 1_100_000, "x" * 1_100_000, '"' * 1_100_000, ",x;" * 400_000]
)
def test_a_single_line_of_megabytes_is_read_or_refused(tmp_path: Path, line: str) -> None:
    with suppress(SourceError):
        source = reading(tmp_path, f"{line}\n")
        assert list(source) == []


def test_rows_that_end_before_the_first_column_without_a_name_are_padded(tmp_path: Path) -> None:
    header = "id,title,day,note,,,form,remarks,,\n"
    read = rows(reading(tmp_path, f"{header}1,Jazz,1 May,late\n2,Talk,2 May,\n"))
    assert read[2] == ("1", "Jazz", "1 May", "late", *[""] * 4)


def test_a_delimiter_of_every_line_is_taken_before_one_within_most_cells(tmp_path: Path) -> None:
    rows = "".join(f"Kurs {n},Einstieg,2. - {n}. Juni; Di; Mi,08.45 Uhr; 72 Stunden{',' * (n % 3 > 0)}\n"
                   for n in range(10, 22))  # fmt: skip
    source = reading(tmp_path, f"kurs,titel,datum,zeit,ort\n{rows}")
    assert columns(source) == ("kurs", "titel", "datum", "zeit", "ort")
