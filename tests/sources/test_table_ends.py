"""What stands below the rows of a table and is none of them: totals, notes, pages, tables of the same columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.errors import RowError
from importer.records import Record, SourceSpec, text_of
from importer.sources.csv_file import CsvReading

HEADER = "Title;Date;Price;Hall"
ROWS = "Jazz;2026-06-12;5;A\nTalk;2026-06-13;7;B\nBall;2026-06-14;9;A"


def read(tmp_path: Path, below: str) -> tuple[list[str], list[int | None], list[str]]:
    """The first cells of the records, the rows with errors, and the notes."""
    path = tmp_path / "events.csv"
    path.write_text(f"{HEADER}\n{ROWS}\n{below}\n", encoding="utf-8")
    source = CsvReading(path, path.name, SourceSpec())
    items = list(source)
    titles = [text_of(item.cells[0]) for item in items if isinstance(item, Record)]
    wrong = [item.at.row for item in items if isinstance(item, RowError)]
    return titles, wrong, list(source.notes)


@pytest.mark.parametrize(
    "below",
    [
        "Total;;21;", ";Summe;21;", "Σ;;21;", "TOTAL GENERAL;;21,00 €;", "Totale complessivo;;21;",
        "Total de eventos: 3;;;", "Total of all events;;21;", "合計;;21;", "Yhteensä;;21;", ";;21;", "* subject to change;;;",
        "Page 1 of 2;;;", "Seite 3/4;;;", "Stand: 12.06.2026;;;", "Source: town hall;;;",
    ],
)  # fmt: skip
def test_totals_and_notes_at_the_end_are_said_and_no_rows(tmp_path: Path, below: str) -> None:
    titles, wrong, notes = read(tmp_path, below)
    assert (titles, wrong) == (["Jazz", "Talk", "Ball"], [])
    assert notes == ["totals or footnotes below the table, not read: row 5"]


def test_notes_of_several_lines_are_all_notes(tmp_path: Path) -> None:
    below = "\nAll times are subject to change\nSee our site\nThanks"
    titles, wrong, notes = read(tmp_path, below)
    assert (titles, wrong) == (["Jazz", "Talk", "Ball"], [])
    assert notes == ["totals or footnotes below the table, not read: rows 6, 7, 8"]


@pytest.mark.parametrize("total", ["Subtotal;;21;", ";Zwischensumme;21,00 €;", ";;Σ;21", "Σ:;;21;"])
def test_totals_between_parts_of_the_table_are_said_and_no_rows(tmp_path: Path, total: str) -> None:
    rest = "Film;2026-06-15;4;B\nMarket;2026-06-16;0;A"
    titles, wrong, notes = read(tmp_path, f"{total}\n{rest}\n{total}")
    assert (titles, wrong) == (["Jazz", "Talk", "Ball", "Film", "Market"], [])
    assert notes == [
        "totals or footnotes below the table, not read: row 8",
        "totals between the rows, not read: row 5",
    ]


@pytest.mark.parametrize(
    "below",
    ["Stand up comedy;;;", "*NSYNC;;;", "Total;12.06.2026;5;", "Total eclipse;2026-06-15;5;", "Count Basie;;5;",
     "Stand up;2026-06-15;;",
     "Page;2026-06-15;;", ";2026-06-15;5;B"],
)  # fmt: skip
def test_an_event_is_no_total_and_no_note_whatever_it_is_called(tmp_path: Path, below: str) -> None:
    titles, _, notes = read(tmp_path, below)
    assert titles == ["Jazz", "Talk", "Ball", below.split(";")[0]]
    assert notes == []


@pytest.mark.parametrize("again", [HEADER, HEADER.upper(), " Title ;Date ;Price;Hall "])
@pytest.mark.parametrize("between", ["", "Page 1 of 2;;;\n", "\n", "\nWorkshops;;;\n"])
def test_the_header_of_the_next_page_is_said_and_no_row(
    tmp_path: Path, again: str, between: str
) -> None:
    titles, wrong, notes = read(tmp_path, f"{between}{again}\nFolk;2026-06-15;5;A")
    assert (titles, wrong) == (["Jazz", "Talk", "Ball", "Folk"], [])
    assert notes[-1].startswith("the header again, not read: row ")


@pytest.mark.parametrize(
    "header", ["Artist;Day;Fee;Room", "Who;Start date;Cost;Where", "Titre;Date;Entrée;Salle"]
)
@pytest.mark.parametrize("title", ["", "Workshops;;;\n", "All our workshops;;;\n"])
def test_rows_of_a_second_table_of_like_columns_are_no_events(
    tmp_path: Path, header: str, title: str
) -> None:
    titles, wrong, notes = read(tmp_path, f"\n{title}{header}\nFolk;2026-06-15;5;A")
    at = 6 + title.count("\n")
    assert (titles, wrong) == (["Jazz", "Talk", "Ball"], [at + 1])
    assert any(f"another table begins in row {at} (" in note for note in notes)


def test_a_second_table_that_names_columns_the_first_does_not_is_none_of_it(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    text = "Who;Month;;\nAnn;Oct-14;;\nBo;;;\nCy;;;\n;;;\nGifts;;;\nWho;Month;Gift;Giver\nDi;Nov-14;Pen;Shop\n"
    path.write_text(text, encoding="utf-8")
    source = CsvReading(path, path.name, SourceSpec())
    assert [item.cells[0] for item in source if isinstance(item, Record)] == ["Ann", "Bo", "Cy"]
    assert any("another table begins in row 7 (Who, Month, Gift, Giver)" in n for n in source.notes)


@pytest.mark.parametrize("below", ["Fest;All day;free;A", "Workshops;;;"])
def test_an_event_below_an_empty_row_stays_one(tmp_path: Path, below: str) -> None:
    titles, wrong, _ = read(tmp_path, f"\n{below}\nFolk;2026-06-15;5;A")
    assert (titles, wrong) == (["Jazz", "Talk", "Ball", below.split(";")[0], "Folk"], [])
