"""Files whose quotes were quoted once more: every line saved as one cell, or each quote doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.errors import RowError, SourceError
from importer.records import SourceSpec
from importer.sources.csv_file import CsvReading

ROWS = [
    ("12/06/2026", "Jazz", "Blue, Note"),
    ("13/06/2026", 'The "Cats"', "Hall"),
    ("14/06/2026", "Folk", "5, Main St"),
]


def reading(tmp_path: Path, content: str, spec: SourceSpec | None = None) -> CsvReading:
    path = tmp_path / "events.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return CsvReading(path, "events.csv", spec or SourceSpec())


def cells(source: CsvReading) -> list[tuple[object, ...] | str]:
    return [item.code if isinstance(item, RowError) else item.cells for item in source]


@pytest.mark.parametrize(
    "content",
    [
        '"day,title,place"\n'
        '"12/06/2026,Jazz,""Blue, Note"""\n'
        '"13/06/2026,""The """"Cats"""""",Hall"\n'
        '"14/06/2026,Folk,""5, Main St"""\n',
        "day;title;place\n"
        '"12/06/2026;Jazz;Blue, Note"\n'
        '"13/06/2026;""The """"Cats"""""";Hall"\n'
        '"14/06/2026;Folk;5, Main St"\n',
        '"day,title,place";;\r\n'
        '"12/06/2026,Jazz,""Blue, Note""";;\r\n'
        '"13/06/2026,""The """"Cats"""""",Hall";;\r\n'
        '"14/06/2026,Folk,""5, Main St""";;\r\n',
    ],
    ids=["all lines", "those with a comma or quote", "and delimiters after them"],
)
def test_lines_that_were_saved_as_one_cell_each_are_read_as_the_table_in_them(
    tmp_path: Path, content: str
) -> None:
    source = reading(tmp_path, content)
    assert source.tables() == [(None, ("day", "title", "place"))]
    assert cells(source) == ROWS
    assert source.notes == ["each line is in quotes as if it were one cell: read without them"]


def test_quotes_that_all_stand_twice_are_single_ones(tmp_path: Path) -> None:
    source = reading(
        tmp_path,
        '""day"",""title"",""place""\n'
        '""12/06/2026"",""Jazz"",""Blue, Note""\n'
        '13/06/2026,""The """"Cats"""""",Hall\n'
        '14/06/2026,Folk,""5, Main St""\n'
        '15/06/2026,""Rock\nand Roll"",""""\n',
    )
    assert cells(source) == [*ROWS, ("15/06/2026", "Rock\nand Roll", "")]
    assert source.notes == ["all quotes stand twice in it: read as single ones"]


@pytest.mark.parametrize(
    "line",
    [
        '12/06/2026,"""Jazz""","a, b"',
        '12/06/2026,"""Jazz"" live","a, b"',
        '12/06/2026,"","a, b"',
        '12/06/2026,,"a, b"',
    ],
)
def test_doubled_quotes_within_quoted_cells_are_read_as_ever(tmp_path: Path, line: str) -> None:
    source = reading(tmp_path, f'day,title,place\n{line}\n13/06/2026,"",x\n')
    title = {"": ""}.get(line.split(",")[1].strip('"'), '"Jazz"' + " live" * ("live" in line))
    assert cells(source) == [("12/06/2026", title, "a, b"), ("13/06/2026", "", "x")]
    assert source.notes == []


def test_lines_of_prose_in_quotes_are_no_table(tmp_path: Path) -> None:
    prose = '"Dear all, here is the news."\n"We meet on Friday, as ever, at eight."\n"Yours, Ann"\n'
    with pytest.raises(SourceError, match="does not look like a table"):
        reading(tmp_path, prose)


def test_one_column_of_texts_with_commas_stays_one_where_the_delimiter_is_stated(
    tmp_path: Path,
) -> None:
    content = '"title, place, town"\n"Jazz, Hall, Bonn"\n"Talk, Library, Bonn"\n'
    source = reading(tmp_path, content, SourceSpec(delimiter=";"))
    assert cells(source) == [("Jazz, Hall, Bonn",), ("Talk, Library, Bonn",)]
