"""What `init` proposes where names tell little: the cells decide, as a careful person would."""

from __future__ import annotations

import pytest
from test_suggest import chosen, line, records, table

from importer.mapping.suggesting import suggest


@pytest.mark.parametrize(
    ("name", "cells", "read_by"),
    [
        ("ddmmyy", ("110525", "180725"), "%d%m%y"),
        ("Datum", ("13062026", "04072026", "11072026"), "%d%m%Y"),
        ("Date", ("260613", "260620", "260704"), "%y%m%d"),
        ("date", ("2026,06,13", "2026,06,20"), "%Y,%m,%d"),
        ("date", ("13_06_2026", "04_07_2026"), "%d_%m_%Y"),
        ("date", ("1781380800", "1781985600"), "%s"),
    ],
)  # fmt: skip
def test_dates_in_unusual_signs_get_the_format_that_reads_them(
    name: str, cells: tuple[str, ...], read_by: str
) -> None:
    sample = records(("Title", name), *((f"Show {cell}", cell) for cell in cells))
    assert f"ormat: '{read_by}'" in line(suggest(sample, "a"), "startAt")


def test_digits_that_two_orders_read_alike_are_asked_about() -> None:
    made = suggest(table("Title;Date\nA;05062026\nB;06072026"), "a")
    assert "format" not in line(made, "startAt")
    assert "are not read as dates ('05062026')" in made.open[0]


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        ((("Exam", "7", "11", "2026"), ("Talk", "29", "11", "2026")), "{B}.{C}.{D}"),
        ((("2026", "5", "6", "Exam"), ("2026", "7", "9", "Talk")), "{C}.{B}.{A}"),
        ((("Exam", "7", "nov", "2026"), ("Talk", "9", "dic", "2026")), "{B} {C} {D}"),
    ],
)
def test_a_date_in_three_columns_without_names_is_put_together(
    rows: tuple[tuple[str, ...], ...], start: str
) -> None:
    made = suggest(records(("A", "B", "C", "D"), *rows), "a")
    assert f'date: "{start}"' in line(made, "startAt")


def test_months_and_days_that_cannot_be_told_apart_make_no_date() -> None:
    made = suggest(
        records(("A", "B", "C", "D"), ("X", "5", "6", "2026"), ("Y", "7", "9", "2026")), "a"
    )
    assert line(made, "startAt") == "startAt: CHANGE-ME"


def test_a_title_that_half_of_the_rows_have_is_that_of_their_series() -> None:
    rows = "\n".join(f"Film {n};{'Summer' * (n % 2)};2026-06-{n + 10}" for n in range(8))
    assert chosen(table(f"Title;Event title;Date\n{rows}"))["title"] == "Title"


def test_the_same_address_in_every_row_is_that_of_the_publisher() -> None:
    rows = "\n".join(
        f"Film {n};https://x.org;https://x.org/{n};2026-06-{n + 10}" for n in range(12)
    )
    assert chosen(table(f"Title;URL;Event URL;Date\n{rows}"))["offers.url"] == "Event URL"


def test_a_start_that_is_a_place_is_the_venue() -> None:
    found = chosen(
        table("Ruta;Fecha;Inicio\nEl Avila;2026-06-13;Plaza Uno\nEl Hatillo;2026-06-20;Plaza Dos")
    )
    assert (found["startAt"], found["locationName"]) == ("Fecha", "Inicio")


@pytest.mark.parametrize(
    ("header", "row", "title"),
    [
        ("date;topic;location", "2026-06-{n};How the {n} rivers of the plain came to be where they are now and why;Hall",
         "topic"),
        ("date;speaker", "2026-06-{n};Ann the {n}.", "speaker"),
    ],
)  # fmt: skip
def test_some_column_names_the_event_where_none_is_called_so(
    header: str, row: str, title: str
) -> None:
    rows = "\n".join(row.format(n=n) for n in range(10, 20))
    assert chosen(table(f"{header}\n{rows}"))["title"] == title


def test_a_number_of_the_event_is_its_identity() -> None:
    rows = "\n".join(f"{n};2026-06-{n};Talk on part {n}" for n in range(10, 14))
    assert chosen(table(f"session;date;title\n{rows}"))["identity"] == "session"


def test_what_takes_place_online_is_published_like_the_rest() -> None:
    made = suggest(table("Title;Date;is_online\nA;2026-06-13;true\nB;2026-06-14;false"), "a")
    assert "only:" not in made.to_yaml()
