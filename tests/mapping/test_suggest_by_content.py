"""What `init` proposes where names tell little: the cells decide, as a careful person would."""

from __future__ import annotations

from datetime import date

import pytest
from test_suggest import chosen, line, records, table

from importer.mapping.suggesting import Hints, suggest


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


def test_a_year_in_the_name_of_the_file_counts_more_than_one_near_today() -> None:
    days = table("Gig;Date;Time\nA;Fri 17 July;7pm\nB;Sat 18 July;8pm")
    old = suggest(days, "a", hints=Hints(("programme-2015.csv",), today=date(2026, 3, 1)))
    assert "year: 2015" in line(old, "startAt")
    wrong = suggest(days, "a", hints=Hints(("programme-2016.csv",), today=date(2026, 3, 1)))
    assert "year: 2026" in line(wrong, "startAt")


def test_an_address_is_the_venue_where_nothing_names_one() -> None:
    text = (
        "Titel;Datum;Straße;PLZ\nFest;2026-06-13;Am Markt 3;10115\nLauf;2026-06-20;Seeweg 7;10117"
    )
    assert chosen(table(text))["locationName"] == "Straße"


def test_tags_are_kinds_where_they_are_several_to_a_cell_and_topics_where_they_come_again() -> None:
    tags = table("title;date;tags\nA;2026-06-13;ai,web\nB;2026-06-14;law,data\nC;2026-06-15;art,sea\n"
                 "D;2026-06-16;sun,wind\nE;2026-06-17;oil,ice\nF;2026-06-18;sky,moon")  # fmt: skip
    assert chosen(tags)["classifications"] == "tags"
    topics = "\n".join(f"Talk {n};2026-06-{n};Part {n}, with {n} pictures" for n in range(10, 18))
    assert "classifications" not in chosen(table(f"title;date;topics\n{topics}"))


@pytest.mark.parametrize(
    ("header", "row", "identity"),
    [
        ("slug;date;title", "talk-{n};2026-06-{n};Talk", "slug"),
        ("match;date;title", "400{n};2026-06-{n};Ajax - PSV", "match"),
    ],
)
def test_addresses_and_numbers_of_events_are_their_identity(
    header: str, row: str, identity: str
) -> None:
    rows = "\n".join(row.format(n=n) for n in range(10, 16))
    assert chosen(table(f"{header}\n{rows}"))["identity"] == identity


def test_an_identifier_that_one_of_many_rows_lacks_is_still_the_identity() -> None:
    rows = "\n".join(f"{'' if n == 5 else 9 * n};Talk {n};2026-06-13" for n in range(60))
    assert chosen(table(f"id;title;date\n{rows}"))["identity"] == "id"


def test_hours_that_hardly_any_row_has_do_not_take_the_end_away() -> None:
    rows = "\n".join(f"Fair {n};2026-06-{n};2026-07-{n};{'18:00' * (n == 9)}" for n in range(1, 10))
    made = suggest(table(f"Title;Start date;End date;End time\n{rows}"), "a")
    assert "End time" not in line(made, "endAt")


def test_the_programme_beside_a_name_is_not_the_title() -> None:
    text = "Nome;Programa;Data\nFesta do Mar;Fado e dança;2026-06-13\nFeira;Jogos;2026-06-20"
    assert chosen(table(text))["title"] == "Nome"


def test_where_nothing_says_what_takes_place_the_title_is_the_place_behind_what_a_person_writes() -> (
    None
):
    rows = (
        "date;time;venue;note\n2026-06-13;20:00;Outpost;\n2026-06-14;21:00;Mill Bar;sold out soon"
    )
    made = suggest(table(rows), "a")
    assert line(made, "title") == 'title: "CHANGE-ME, {venue}"'
    assert [c.column for c in made.choices if c.field == "title"] == ["venue"]


@pytest.mark.parametrize(
    ("header", "venue"),
    [("title;date;institution", "institution"), ("speaker;date;institution", None)],
)
def test_the_institution_of_a_speaker_is_no_venue(header: str, venue: str | None) -> None:
    text = f"{header}\nAnn Lee;2026-06-13;York Library\nBo Ray;2026-06-20;Hull Museum"
    assert chosen(table(text))["locationName"] == venue


def test_what_stands_in_front_of_a_description_is_rather_the_title() -> None:
    rows = "\n".join(
        f"2026-06-{n + 10};{['Hamlet', 'Medea', 'Faust', 'Woyzeck'][n % 4]};A story of {n} friends."
        for n in range(9)
    )
    assert chosen(table(f"date;zzz;description\n{rows}"))["title"] == "zzz"


def test_amounts_of_money_are_no_titles() -> None:
    rows = "\n".join(f"2026-06-{n + 10};{n}2 000,00 zł;Gala" for n in range(9))
    assert chosen(table(f"date;zzz;yyy\n{rows}"))["title"] == "yyy"


def test_a_column_that_hardly_a_row_fills_does_not_name_matches() -> None:
    rows = "\n".join(f"2026-06-{n + 10};FC {n};VfB {n};{'Final' * (n == 3)}" for n in range(9))
    assert chosen(table(f"Datum;Heim;Gast;Gruppe\n{rows}"))["title"] == "Heim + Gast"


@pytest.mark.parametrize("cell", ["ann{}@example.org", "talk-no-{}", "/events/talk-{}"])
def test_what_is_written_for_machines_is_no_title(cell: str) -> None:
    rows = "\n".join(
        f"2026-06-{n + 10};{cell.format(word.lower())};{word} for all"
        for n, word in enumerate(("Chess", "Poetry", "Yoga", "Choir"))
    )
    assert chosen(table(f"date;zzz;yyy\n{rows}"))["title"] == "yyy"


@pytest.mark.parametrize("name", ["Price link", "Booking deadline"])
def test_web_addresses_are_links_under_the_name_of_a_price_or_deadline(name: str) -> None:
    rows = "\n".join(f"Talk {n};2026-06-{n + 10};https://x.org/{n}" for n in range(4))
    assert chosen(table(f"title;date;{name}\n{rows}"))["offers.url"] == name
