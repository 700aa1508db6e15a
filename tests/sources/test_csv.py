"""What the CSV reader owes people's files: shapes, headers, quotes and row numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.errors import RowError, SourceError
from importer.records import Record, SourceSpec
from importer.sources import locate, open_reading
from importer.sources.csv_file import CsvReading

READ = SourceSpec()


def reading(tmp_path: Path, content: str | bytes, spec: SourceSpec = READ) -> CsvReading:
    path = tmp_path / "events.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return CsvReading(path, "events.csv", spec)


def rows(source: CsvReading) -> dict[int | None, tuple[object, ...] | str]:
    """Row number -> cells, or the code of the row's error."""
    return {item.at.row: item.code if isinstance(item, RowError) else item.cells for item in source}


def test_cells_stay_text_exactly_as_written(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,code,band\n007,01067,NA\n8, x ,None\n9,null,=1+1\n")
    assert rows(source) == {
        2: ("007", "01067", "NA"),
        3: ("8", " x ", "None"),
        4: ("9", "null", "=1+1"),
    }


def test_records_share_columns_and_know_their_place(tmp_path: Path) -> None:
    first, second = reading(tmp_path, "id,title\n1,Talk\n2,Gig\n")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.columns is second.columns
    assert (str(first.at), first["title"]) == ("events.csv, row 2", "Talk")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_rows_alike(tmp_path: Path, delimiter: str) -> None:
    lines = [("id", "price", "tags"), ("1", "12.50", "a/b"), ("2", "8.00", "c/d")]
    source = reading(tmp_path, "".join(delimiter.join(line) + "\n" for line in lines))
    assert source.tables() == [(None, ("id", "price", "tags"))]


def test_semicolons_win_over_decimal_commas_in_every_row(tmp_path: Path) -> None:
    source = reading(tmp_path, "id;title;price\n1;Jazz, Blues;12,50\n2;Talk, long;8,00\n")
    assert rows(source)[2] == ("1", "Jazz, Blues", "12,50")


def test_the_sep_line_of_excel_is_honoured_and_is_no_row(tmp_path: Path) -> None:
    source = reading(tmp_path, "sep=|\nid|title\n1|a,b\n2|c,d\n")
    assert rows(source) == {2: ("1", "a,b"), 3: ("2", "c,d")}


def test_a_stated_delimiter_is_used(tmp_path: Path) -> None:
    source = reading(tmp_path, "id^title\n1^a,b\n2^c,d\n", SourceSpec(delimiter="^"))
    assert rows(source)[2] == ("1", "a,b")


def test_newlines_in_quotes_add_no_row_and_empty_lines_do(tmp_path: Path) -> None:
    source = reading(tmp_path, 'id,text\n1,"two\nlines"\n\n2,b\n,\n3,c\n')
    assert rows(source) == {2: ("1", "two\nlines"), 4: ("2", "b"), 6: ("3", "c")}


def test_rows_of_blanks_yield_nothing(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,text\n1,a\n   ,\n\t , \n2,b\n")
    assert list(rows(source)) == [2, 5]


def test_the_mark_at_which_dos_ended_files_is_no_row(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,text\r\n1,a\r\n\x1a")
    assert list(rows(source)) == [2]
    assert source.complete


def test_a_long_text_over_many_lines_does_not_hide_the_table(tmp_path: Path) -> None:
    story = "a line\n" * 50_000
    plain = "".join(f"{number},a,b\n" for number in range(2, 20))
    source = reading(tmp_path, f'id,title,text\n{plain}20,a,"{story}"\n21,c,d\n')
    assert rows(source)[20] == ("20", "a", story)


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    source = reading(tmp_path, b'id,text\r\n1,"a\rb\r\nc"\r2,d\n3,e')
    assert rows(source) == {2: ("1", "a\rb\r\nc"), 3: ("2", "d"), 4: ("3", "e")}


def test_title_rows_above_the_header_are_skipped_and_told(tmp_path: Path) -> None:
    source = reading(tmp_path, "Programme 2026\nRiverside Hall,,\n\nid,title,date\n1,Jazz,x\n")
    assert rows(source) == {5: ("1", "Jazz", "x")}
    assert source.notes == ["the header was found in row 4; skipped above it: rows 1, 2"]


def test_a_title_row_with_a_date_is_no_table_without_a_header(tmp_path: Path) -> None:
    source = reading(tmp_path, "Hall,2026-06-01,v2\nid,title,day,venue\n1,Jazz,2026-06-12,Hall\n")
    assert source.tables() == [(None, ("id", "title", "day", "venue"))]


def test_group_names_above_the_header_are_no_header(tmp_path: Path) -> None:
    source = reading(tmp_path, "Event,,Venue,\nTitle,Day,Name,City\nJazz,2026-06-12,Hall,Rome\n")
    assert source.tables() == [(None, ("Title", "Day", "Name", "City"))]


def test_totals_below_the_table_never_become_events(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,price\n1,Jazz,5\n2,Talk,7\nTotal,,12\nTotal: 2 events\n")
    assert list(rows(source)) == [2, 3]
    assert source.notes == ["totals or footnotes below the table, not read: rows 4, 5"]


def test_a_total_between_events_is_told_not_read(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,price\n1,Jazz,5\nTotal,,5\n2,Talk,7\n")
    assert list(rows(source)) == [2, 4]
    assert source.notes == ["totals between the rows, not read: row 3"]


def test_the_word_for_a_total_alone_between_events_is_not_dropped(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,price\n1,Jazz,5\nTotal,,\n2,Talk,7\n")
    assert rows(source)[3] == ("Total", "", "")


def test_an_event_called_total_is_an_event(tmp_path: Path) -> None:
    source = reading(tmp_path, "title,place,price\nJazz,Hall,5\nTotal,Club,\nTotal Eclipse,,8\n")
    assert list(rows(source)) == [2, 3, 4]


def test_a_footnote_after_an_empty_line_is_told_not_read(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,date\n1,Jazz,x\n\nSubject to change without notice\n")
    assert list(rows(source)) == [2]
    assert source.notes == ["totals or footnotes below the table, not read: row 4"]


def test_the_header_repeated_on_every_page_is_no_event(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title\n1,a\nid,title\n2,b\n")
    assert list(rows(source)) == [2, 4]
    assert source.notes == ["the header again, not read: row 3"]


def test_a_stated_header_row_wins(tmp_path: Path) -> None:
    source = reading(tmp_path, "Event,When,Where\nt,d,p\n1,2,3\n", SourceSpec(header_row=2))
    assert source.tables() == [(None, ("t", "d", "p"))]
    assert rows(source) == {3: ("1", "2", "3")}


def test_a_stated_header_row_that_is_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"events.csv: header_row is 2, but row 2 is empty"):
        reading(tmp_path, "id,title\n\n1,a\n", SourceSpec(header_row=2))


def test_without_a_header_columns_are_letters(tmp_path: Path) -> None:
    source = reading(
        tmp_path, "1,Jazz,2026-01-02\n2,Talk,2026-01-03\n", SourceSpec(header_row="none")
    )
    assert source.tables() == [(None, ("A", "B", "C"))]
    assert list(rows(source)) == [1, 2]


def test_data_without_a_header_is_asked_about_not_eaten(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no header row found.*row 1.*header_row"):
        reading(tmp_path, "1,Jazz,2026-01-02\n2,Talk,2026-01-03\n")


def test_double_and_empty_column_names_are_numbered(tmp_path: Path) -> None:
    source = reading(tmp_path, "Name,,Name,Name (2)\na,b,c,d\n")
    assert source.tables() == [(None, ("Name", "B", "Name (3)", "Name (2)"))]
    assert source.notes == [
        'column B has no name: write it as "B"',
        'column C is one more "Name": write it as "Name (3)"',
    ]


@pytest.mark.parametrize("other", ["St Clair  5", "St Clair\xa05", "St\u200b Clair 5"])
def test_names_that_a_mapping_cannot_tell_apart_are_numbered(tmp_path: Path, other: str) -> None:
    source = reading(tmp_path, f"id,St Clair 5,{other}\n1,a,b\n")
    assert source.tables() == [(None, ("id", "St Clair 5", f"{other} (2)"))]


def test_trailing_delimiters_in_the_header_alone_are_no_columns(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,,\n1,a\n2,b\n")
    assert source.tables() == [(None, ("id", "title"))]
    assert rows(source) == {2: ("1", "a"), 3: ("2", "b")}


def test_trailing_delimiters_in_rows_alone_are_dropped(tmp_path: Path) -> None:
    assert rows(reading(tmp_path, "id,title\n1,a,\n2,b,,\n")) == {2: ("1", "a"), 3: ("2", "b")}


def test_a_row_too_long_is_reported_with_both_counts_and_shifts_nothing(tmp_path: Path) -> None:
    bad, good = reading(tmp_path, "id,title,date\n1,Jazz, Blues,x\n2,Talk,y\n")
    assert isinstance(bad, RowError)
    assert (bad.code, bad.at.row) == ("row.shape", 2)
    assert "expected 3 cells (id to date) and found 4" in str(bad)
    assert isinstance(good, Record)
    assert good.cells == ("2", "Talk", "y")


def test_short_row_is_reported_and_the_next_row_survives(tmp_path: Path) -> None:
    bad, good = reading(tmp_path, "id,title\n1\n2,Talk\n")
    assert isinstance(bad, RowError)
    assert (bad.code, bad.at.row) == ("row.shape", 2)
    assert isinstance(good, Record)
    assert good.cells == ("2", "Talk")


def test_rows_that_all_leave_out_the_last_column_are_padded(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,note\n1,a\n2,b\n3,c\n")
    assert rows(source)[2] == ("1", "a", "")


def test_an_export_that_leaves_out_empty_ends_is_padded(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,note,link\n1,a\n2,b,x\n3,c,x,y\n4,d\n")
    assert rows(source)[3] == ("2", "b", "x", "")


def test_a_last_cell_that_is_written_only_where_it_is_filled_is_padded(tmp_path: Path) -> None:
    source = reading(tmp_path, "date,title,note,link\n1,a,\n2,b,x\n3,c,,y\n4,d,\n")
    assert list(rows(source).values()) == [
        ("1", "a", "", ""), ("2", "b", "x", ""), ("3", "c", "", "y"), ("4", "d", "", "")
    ]  # fmt: skip


def test_rows_that_stop_after_their_last_filled_cell_are_padded(tmp_path: Path) -> None:
    source = reading(tmp_path, "date,kind,agenda,papers\n1,a,\n2,b,,z\n3,a,y\n4,b,\n5,a\n6,a,y,z\n")
    assert list(rows(source).values()) == [
        ("1", "a", "", ""), ("2", "b", "", "z"), ("3", "a", "y", ""), ("4", "b", "", ""), ("5", "a", "", ""),
        ("6", "a", "y", "z"),
    ]  # fmt: skip


def test_short_rows_are_not_padded_where_others_write_empty_ends(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,note\n1,a,\n2,b\n3,c\n4,d\n5,e,x\n")
    assert [number for number, row in rows(source).items() if row == "row.shape"] == [3, 4, 5]


def test_space_before_a_quote_is_skipped_where_the_rows_show_it(tmp_path: Path) -> None:
    source = reading(tmp_path, 'id, "title", "date"\n1, "Jazz, Blues", "x"\n2, "Talk", "y"\n')
    assert source.tables() == [(None, ("id", "title", "date"))]
    assert rows(source)[2] == ("1", "Jazz, Blues", "x")


def test_backslash_quotes_are_understood_where_the_rows_show_them(tmp_path: Path) -> None:
    source = reading(tmp_path, 'id,title,x\n1,"The \\"Cats\\", live",a\n2,"b",c\n')
    assert rows(source)[2] == ("1", 'The "Cats", live', "a")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,12" vinyl night,x', ("1", '12" vinyl night', "x")),
        ('1,"Heroes" by Bowie,x', ("1", '"Heroes" by Bowie', "x")),
        ('1,the "Cats",x', ("1", 'the "Cats"', "x")),
    ],
)
def test_quotes_that_are_text_stay(tmp_path: Path, line: str, cells: tuple[str, ...]) -> None:
    assert rows(reading(tmp_path, f"id,title,x\n{line}\n2,b,c\n")) == {2: cells, 3: ("2", "b", "c")}


@pytest.mark.parametrize(
    "later",
    ["2,b,c\n3,d,e\n", '2,"b",c\n3,d,e\n', '2,b,"c"\n3,d,e\n', '2,b,c\n3,"d",e\n'],
)
def test_a_lone_quote_costs_its_row_and_no_other(tmp_path: Path, later: str) -> None:
    source = reading(tmp_path, f'id,title,x\n1,"lone, a\n{later}')
    assert rows(source) == {2: "row.shape", 3: ("2", "b", "c"), 4: ("3", "d", "e")}
    assert source.complete


def test_a_quote_closed_many_rows_later_gives_these_rows_back(tmp_path: Path) -> None:
    middle = "".join(f"{number},b,c\n" for number in range(2, 9))
    source = reading(tmp_path, f'id,title,x\n1,"lone,a\n{middle}9,end",c\n10,d,e\n')
    read = rows(source)
    assert read[2] == ("1", '"lone', "a")
    assert [read[number] for number in range(3, 10)] == [(str(n), "b", "c") for n in range(2, 9)]
    assert read[11] == ("10", "d", "e")


def test_lines_of_a_broken_description_never_become_rows(tmp_path: Path) -> None:
    text = 'id,text,day\n1,"Line-up "A, B" and\nC, D, E\nF, G, H",12/06/2026\n'
    source = reading(tmp_path, text + "2,b,13/06/2026\n3,c,14/06/2026\n")
    assert rows(source) == {
        2: "row.shape",
        3: ("2", "b", "13/06/2026"),
        4: ("3", "c", "14/06/2026"),
    }


def test_a_row_too_long_with_a_list_in_it_gives_no_other_rows(tmp_path: Path) -> None:
    row = '1,"Line-up\nA, B, C\nD, E, F\nend",12/06/2026,more\n'
    source = reading(tmp_path, f"id,text,day\n{row}2,b,13/06/2026\n3,c,14/06/2026\n")
    assert list(rows(source)) == [2, 3, 4]
    assert rows(source)[2] == "row.shape"


def test_a_description_with_commas_on_its_lines_is_left_whole(tmp_path: Path) -> None:
    text = "First, we meet\nthen, we walk\nthen, we eat\nlast, home"
    assert rows(reading(tmp_path, f'id,text\n1,"{text}"\n2,b\n'))[2] == ("1", text)


def test_a_cell_beyond_the_bound_costs_its_row(tmp_path: Path) -> None:
    huge = "x" * (1 << 20) + "y"
    source = reading(tmp_path, f"id,title\n1,{huge}\n2,{huge[:-2]}\n3,c\n")
    read = rows(source)
    assert (read[2], read[4]) == ("row.shape", ("3", "c"))
    assert read[3] == ("2", huge[:-2])


def test_nul_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    source = reading(tmp_path, b"id,title\n1,Ja\0zz\n2,b\n")
    assert rows(source)[2] == ("1", "Jazz")
    assert source.notes == ["NUL characters were taken out of row 2"]


def test_a_header_alone_gives_no_records_and_no_error(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,date\n")
    assert list(source) == []
    assert source.complete


@pytest.mark.parametrize("text", ["Dear all\nplease come\nto our party.\n", "title\nJazz\nTalk\n"])
def test_prose_does_not_look_like_a_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"events\.csv: this does not look like a table"):
        reading(tmp_path, text)


def test_a_single_column_is_read_where_its_delimiter_is_stated(tmp_path: Path) -> None:
    source = reading(tmp_path, "title\nJazz\nTalk\n", SourceSpec(delimiter=","))
    assert rows(source) == {2: ("Jazz",), 3: ("Talk",)}


def test_empty_lines_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no rows"):
        reading(tmp_path, "\n\n  \n")


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="longer than 16 MiB"):
        reading(tmp_path, b"id,title\n1," + b"x" * (18 << 20))


@pytest.mark.parametrize("end", ["2,Ta", '2,"Talk and', "2"])
def test_a_file_cut_off_is_not_complete(tmp_path: Path, end: str) -> None:
    source = reading(tmp_path, f"id,title,date\n1,Jazz,x\n{end}")
    assert rows(source) == {2: ("1", "Jazz", "x"), 3: "row.shape"}
    assert not source.complete


def test_columns_filled_down_take_the_value_above(tmp_path: Path) -> None:
    spec = SourceSpec(fill_down=("date",))
    source = reading(tmp_path, "Date,title,n\n12 June,a,1\n,b,2\n\n,c,3\n13 June,d,4\n", spec)
    assert [cells[0] for cells in rows(source).values()] == ["12 June"] * 3 + ["13 June"]


def test_filling_down_a_column_there_is_not_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'"Dates" it has not\. Did you mean "Date"'):
        reading(tmp_path, "Date,title\nx,a\n", SourceSpec(fill_down=("Dates",)))


def test_text_named_as_a_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "events.xls"
    path.write_text("id\ttitle\n1\ta\n")
    source = CsvReading(path, "events.xls", READ)
    assert source.notes == ["named like a workbook, but it is delimited text: read as CSV"]


def test_rows_stream_whatever_the_size_of_the_file(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title\n" + "1,Jazz\n" * 60_000)
    records = iter(source)
    next(records)
    assert not source.complete
    assert sum(1 for _ in records) == 59_999
    assert source.complete


@pytest.mark.parametrize("sign", ["\x01", "\x1f"])
def test_cells_that_a_database_parts_by_a_control_character_are_told_apart(
    tmp_path: Path, sign: str
) -> None:
    lines = (("id", "title", "day"), ("1", '"Ball, late"', "2026-06-12"), ("2", "", "2026-06-13"))
    path = tmp_path / "events.txt"
    path.write_text("".join(f"{sign.join(cells)}\n" for cells in lines), encoding="utf-8")
    with locate("events.txt", base=tmp_path) as located:
        read = [
            item.cells for item in open_reading(located, SourceSpec()) if isinstance(item, Record)
        ]
    assert read == [("1", "Ball, late", "2026-06-12"), ("2", "", "2026-06-13")]
