"""Quotes and escapes as people and programs write them: read where certain, else reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.errors import RowError, SourceError
from importer.records import SourceSpec
from importer.sources.csv_file import CsvReading

HEADER = "day,title,text,price\n"
LATER = '13/06/2026,Talk,"long, warm",5\n14/06/2026,"Ball, late",x,7\n'


def reading(tmp_path: Path, content: str, spec: SourceSpec | None = None) -> CsvReading:
    path = tmp_path / "events.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return CsvReading(path, "events.csv", spec or SourceSpec())


def rows(source: CsvReading) -> dict[int | None, tuple[object, ...] | str]:
    """Row number -> cells, or the code of the row's error."""
    return {item.at.row: item.code if isinstance(item, RowError) else item.cells for item in source}


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('12/06/2026,"Disc, 12"",round,5', ("12/06/2026", 'Disc, 12"', "round", "5")),
        ('12/06/2026,""Disc, round",x,5', ("12/06/2026", '"Disc, round', "x", "5")),
        ('12/06/2026,"The "Cats", live, now",x,5', "row.shape"),
        ('12/06/2026,"Heroes" and "Ashes",x,5', ("12/06/2026", '"Heroes" and "Ashes"', "x", "5")),
        ('12/06/2026,"A "b" c, d",x,5', ("12/06/2026", 'A "b" c, d', "x", "5")),
        ('12/06/2026,"5"" disc","a "b, c",5', ("12/06/2026", '5" disc', 'a "b, c', "5")),
        ('12/06/2026,"lone,x,5', ("12/06/2026", '"lone', "x", "5")),
        ('12/06/2026,"lone, x,5', "row.shape"),
        ('12/06/2026,"lone,x', "row.shape"),
        ('12/06/2026,"lone,x,5,', "row.shape"),
        ('"12/06/2026,Jazz,"a, b",5', ('"12/06/2026', "Jazz", "a, b", "5")),
        ('12/06/2026,"Jazz,"a, b",5', ("12/06/2026", '"Jazz', "a, b", "5")),
        ('12/06/2026,"Jazz,"a,"b, c', "row.shape"),
        ('12/06/2026,Jazz,""a, b",5', ("12/06/2026", "Jazz", '"a, b', "5")),
        ('12/06/2026,Jazz,""a",', ("12/06/2026", "Jazz", '"a', "")),
        ('12/06/2026,Jazz,"a, b","', ("12/06/2026", "Jazz", "a, b", '"')),
    ],
)
def test_a_quote_that_is_not_doubled_is_text_where_one_reading_fits_the_table(
    tmp_path: Path, line: str, cells: tuple[str, ...] | str
) -> None:
    read = rows(reading(tmp_path, f"{HEADER}{line}\n{LATER}"))
    assert read[2] == cells
    assert read[3] == ("13/06/2026", "Talk", "long, warm", "5")
    assert read[4] == ("14/06/2026", "Ball, late", "x", "7")


def test_a_quote_taken_as_text_is_told(tmp_path: Path) -> None:
    source = reading(tmp_path, f'{HEADER}12/06/2026,"lone,x,5\n{LATER}')
    assert len(rows(source)) == 3
    assert source.notes == [
        "a quote that opens a value and is never closed was read as text: row 2"
    ]


def test_the_first_line_of_a_text_over_several_lines_is_no_row_of_its_own(tmp_path: Path) -> None:
    torn = '12/06/2026,Jazz,5,"Loud\nand "wild" as\never"\n'
    read = rows(reading(tmp_path, f"day,title,price,text\n{torn}13/06/2026,Talk,7,x\n"))
    assert read[2] == "row.shape"
    assert list(read.values())[-1] == ("13/06/2026", "Talk", "7", "x")


def test_a_lone_quote_costs_no_row_that_holds_doubled_quotes(tmp_path: Path) -> None:
    later = '13/06/2026,"Disc, 12""",x,5\n14/06/2026,7" disc,y,7\n'
    read = rows(reading(tmp_path, f'{HEADER}"12/06/2026,Jazz,x,4\n{later}'))
    assert read == {
        2: ('"12/06/2026', "Jazz", "x", "4"),
        3: ("13/06/2026", 'Disc, 12"', "x", "5"),
        4: ("14/06/2026", '7" disc', "y", "7"),
    }


def test_lines_lost_to_an_open_quote_are_counted_and_told(tmp_path: Path) -> None:
    lost = '15/06/2026,"open\n"no\nno row\nno row either\n'
    source = reading(tmp_path, f"{HEADER}{LATER}{lost}")
    assert rows(source)[4] == "row.shape"
    assert not source.complete
    assert source.notes == [
        "2 lines after a quote that is never closed are no rows of this table, not read"
    ]
    source = reading(tmp_path, f"{HEADER}{LATER}{lost}16/06/2026,Jazz,x,5\n")
    assert list(rows(source)) == [2, 3, 4, 5]
    assert source.complete


def test_lines_that_each_open_a_quote_are_counted_too(tmp_path: Path) -> None:
    astray = "".join(f'{number},"Talk {number},x\n' for number in range(3, 9))
    source = reading(
        tmp_path, f"id,title,text\n1,Jazz,x\n2,Ball,y\n{astray}", SourceSpec(delimiter=",")
    )
    read = rows(source)
    assert list(read) == [2, 3, 4]
    assert source.notes[0].startswith("4 lines after a quote that is never closed")
    assert not source.complete


def test_quotes_astray_in_endless_rows_end_the_reading(tmp_path: Path) -> None:
    content = "id,title,x\n1,a,b\n2,c,d\n" + '1,"a"b,"\n' * 41_000
    with pytest.raises(SourceError, match="quotes stand astray in more than 20000 rows"):
        list(reading(tmp_path, content))


def test_a_missing_delimiter_before_a_quoted_text_is_reported_not_read_as_slid_cells(
    tmp_path: Path,
) -> None:
    read = rows(reading(tmp_path, f'{HEADER}12/06/2026,Jazz"loud, warm",5\n{LATER}'))
    assert read[2] == "row.shape"
    assert read[3] == ("13/06/2026", "Talk", "long, warm", "5")


def test_inches_in_two_cells_are_no_torn_text(tmp_path: Path) -> None:
    read = rows(reading(tmp_path, f'{HEADER}12/06/2026,12" disc,7" disc,5\n{LATER}'))
    assert read[2] == ("12/06/2026", '12" disc', '7" disc', "5")


def test_apostrophes_quote_where_the_rows_wrap_cells_in_them(tmp_path: Path) -> None:
    source = reading(
        tmp_path,
        "'id','title','text'\n'1','Jazz, Blues','it''s loud'\n'2','The 'Cats' live','a, b'\n"
        "'3','Talk','x'\n'4','Ball','y'\n",
    )
    assert source.tables() == [(None, ("id", "title", "text"))]
    assert rows(source)[2] == ("1", "Jazz, Blues", "it's loud")
    assert rows(source)[3] == ("2", "The 'Cats' live", "a, b")


def test_apostrophes_are_text_where_few_cells_begin_with_one(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title\n1,'Tis the season\n2,'Allo 'Allo'\n3,Rock 'n' Roll\n")
    assert rows(source)[3] == ("2", "'Allo 'Allo'")


def test_backslash_quotes_far_down_are_understood(tmp_path: Path) -> None:
    plain = "".join(f"{number},Talk,x\n" for number in range(1, 40))
    source = reading(tmp_path, f'id,title,x\n{plain}40,"The \\"Cats\\", live",a\n')
    assert rows(source)[41] == ("40", 'The "Cats", live', "a")


def test_backslashes_that_escape_nothing_stay(tmp_path: Path) -> None:
    source = reading(tmp_path, 'id,title,x\n1,"The \\"Cats\\", live",C:\\new\n2,"\\\\o/",\\\n')
    assert rows(source) == {2: ("1", 'The "Cats", live', "C:\\new"), 3: ("2", "\\o/", "\\")}


def test_backslashes_before_delimiters_are_understood_without_quotes(tmp_path: Path) -> None:
    source = reading(tmp_path, "id,title,x\n1,Jazz\\, Blues,a\n2,Talk\\, long,b\n")
    assert rows(source)[2] == ("1", "Jazz, Blues", "a")


def test_a_header_with_a_lone_quote_is_named_and_no_row_taken_for_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no header row found, because row 1 cannot be read"):
        reading(tmp_path, '"title, place,x\nJazz,Hall,a\nTalk,"Club",b\n')


def test_a_header_with_a_lone_quote_is_read_where_it_fits_the_rows_below(tmp_path: Path) -> None:
    source = reading(tmp_path, '"title,place,x\nJazz,Hall,a\nTalk,"Club",b\n')
    assert source.tables()[0][1] == ('"title', "place", "x")
    assert rows(source)[3] == ("Talk", "Club", "b")
    assert source.notes == [
        "a quote that opens a value and is never closed was read as text: row 1"
    ]


def test_a_row_cannot_cost_more_than_its_length(tmp_path: Path) -> None:
    line = '1,"a' + '"b,"' * 15_000 + "\n"
    read = rows(
        reading(tmp_path, f"id,title,x\n2,b,c\n{line * 20}3,d,e\n", SourceSpec(delimiter=","))
    )
    assert read[2] == ("2", "b", "c")
    assert read[23] == ("3", "d", "e")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_after_a_blank_are_quotes_where_most_rows_have_them(
    tmp_path: Path, quote: str
) -> None:
    lines = [("id", "title"), ("1", "Jazz"), ("2", "Talk")]
    text = "".join(f"{a},  {quote}{b}{quote}\n" for a, b in lines)
    assert rows(reading(tmp_path, text)) == {2: ("1", "Jazz"), 3: ("2", "Talk")}


def test_quotes_not_doubled_in_every_row_do_not_hide_the_delimiter(tmp_path: Path) -> None:
    text = 'id;title;day\n1;"The "Cats" live";x\n2;"A "b" c";y\n'
    assert rows(reading(tmp_path, text)) == {
        2: ("1", 'The "Cats" live', "x"),
        3: ("2", 'A "b" c', "y"),
    }
