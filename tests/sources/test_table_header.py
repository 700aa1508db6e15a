"""Which row is the header: below titles that exports spread over all columns, and with questions for names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import Record, SourceSpec
from importer.sources.csv_file import CsvReading

NAMES = ["Date", "Act", "Place", "Price"]
EVENTS = [
    ["12/06/2026", "Jazz", "Hall", "5"],
    ["13/06/2026", "Talk", "Library", "0"],
    ["14/06/2026", "Swing", "Park", "8"],
]
QUESTION = (
    "What do you want to show, and where? Please describe it as you would like to read it in the "
    "printed programme of the festival."
)
ANSWERS = [
    ["Ann", "A play for children", "yes"],
    ["Ben", "Songs", "no"],
    ["Cem", "Slam poetry", "yes"],
]


def opened(tmp_path: Path, rows: Sequence[Sequence[str]]) -> CsvReading:
    path = tmp_path / "events.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return CsvReading(path, path.name, SourceSpec())


def numbers(source: CsvReading) -> list[int | None]:
    return [item.at.row for item in source if isinstance(item, Record)]


@pytest.mark.parametrize(
    "above",
    [
        [["Summer in the park"] * 4],
        [["Summer in the park"] * 4, [""] * 4, ["Last changed by Ann"] * 4],
        [["", *["Summer in the park"] * 3]],
        [
            [
                "A programme of concerts, talks and walks in all parts of town, for old and young, "
                * 3
            ]
            * 4
        ],
    ],
    ids=["title", "two", "from the second column", "long"],
)
def test_a_title_spread_over_all_columns_is_no_header(
    tmp_path: Path, above: list[list[str]]
) -> None:
    source = opened(tmp_path, [*above, NAMES, *EVENTS])
    assert source.tables()[0][1] == tuple(NAMES)
    first = len(above) + 2
    assert numbers(source) == [first, first + 1, first + 2]
    assert source.notes[0].startswith(f"the header was found in row {first - 1}; skipped above it")


def test_a_title_spread_over_a_table_without_header_does_not_name_its_columns(
    tmp_path: Path,
) -> None:
    with pytest.raises(SourceError, match=r"the first full row \(row 2\) holds values"):
        opened(tmp_path, [["Summer in the park"] * 4, *EVENTS])


@pytest.mark.parametrize("below", [["y"] * 3, ["1"] * 3, ["12/06/2026", "Jazz", "5"]])
def test_one_word_may_be_the_name_of_all_columns(tmp_path: Path, below: list[str]) -> None:
    source = opened(tmp_path, [["x"] * 3, below])
    assert source.tables()[0][1] == ("x", "x (2)", "x (3)")


@pytest.mark.parametrize("at", [0, 1])
def test_a_question_of_a_form_is_the_name_of_its_answers(tmp_path: Path, at: int) -> None:
    names = ["Your name", "Do you need power?"]
    names.insert(at, QUESTION)
    rows = [[*row[:at], row[1], *[row[0], row[2]][at:]] if at == 0 else row for row in ANSWERS]
    source = opened(tmp_path, [names, *rows])
    assert source.tables()[0][1] == tuple(names)
    assert numbers(source) == [2, 3, 4]


def test_a_mark_and_a_long_note_are_no_names(tmp_path: Path) -> None:
    notes = [["*", QUESTION], ["*", "Send it by post."], ["*", "Ask in the office."]]
    rows = [["12/06/2026", "Jazz", "Hall", "5"]] * 6
    source = opened(tmp_path, [*notes, ["Date", "Title", "Place", "Price"], *rows])
    assert source.tables()[0][1] == ("Date", "Title", "Place", "Price")
    notes = [["*", QUESTION, "", ""], *[["*", f"Note {n}", "", ""] for n in range(20)]]
    source = opened(tmp_path, [*notes, ["Date", "Title", "Place", "Price"], *rows])
    assert source.tables()[0][1] == ("Date", "Title", "Place", "Price")


@pytest.mark.parametrize("answers", [2, 8])
def test_a_row_of_long_texts_among_others_is_asked_about(tmp_path: Path, answers: int) -> None:
    """A table without a header, whose first row happens to hold words only."""
    rows = [["Ann", QUESTION[:125], "yes"]]
    rows += [["Ben", QUESTION[: 126 + n % 2], "no"] for n in range(answers)]
    with pytest.raises(SourceError, match="holds values, not column names"):
        opened(tmp_path, rows)
