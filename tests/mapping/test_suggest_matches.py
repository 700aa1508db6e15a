"""What `init` proposes as the title of matches, and of tables in which several columns could be it."""

from __future__ import annotations

import pytest
from test_suggest import chosen, line, table

from importer.mapping.suggesting import suggest

LEAGUE = (
    "2026-09-05;Ajax;Bergen\n2026-09-12;Bergen;Cork\n"
    "2026-09-19;Cork;Ajax\n2026-09-26;Bergen;Ajax"
)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "sides"),
    [
        ("Date;TeamA;TeamB", "TeamA + TeamB"),
        ("Date;Equipe1;Equipe2", "Equipe1 + Equipe2"),
        ("datum;ploeg;tegenstander", "ploeg + tegenstander"),
        ("data meczu;drużyna;rywal", "drużyna + rywal"),
        ("fecha;xyz;rival", "xyz + rival"),
        ("Date;red;blue", "red + blue"),
    ],
)
def test_two_columns_of_teams_are_the_sides_of_a_match(header: str, sides: str) -> None:
    assert chosen(table(f"{header}\n{LEAGUE}"))["title"] == sides


def test_two_players_who_meet_once_are_the_sides_of_a_match() -> None:
    rows = "Ann;Bea;2026-06-13\nCleo;Dora;2026-06-14\nEva;Flo;2026-06-15\nGrit;Hanna;2026-06-16"
    assert chosen(table(f"Player 1;Player 2;Date\n{rows}"))["title"] == "Player 1 + Player 2"


def test_the_matches_of_one_club_have_its_name_on_either_side() -> None:
    rows = "2026-01-03;Reds;Oaks\n2026-01-10;Elms;Reds\n2026-01-17;Pines;Reds\n2026-01-24;Reds;Firs"
    made = suggest(table(f"Date;c1;c2\n{rows}"), "a")
    assert line(made, "title") == 'title: "{c1} – {c2}"'


def test_columns_that_say_the_same_in_a_row_are_no_sides() -> None:
    rows = "2026-01-03;Reds;Reds\n2026-01-10;Blues;Reds\n2026-01-17;Reds;Blues\n2026-01-24;Blues;Greens"
    assert chosen(table(f"Date;c1;c2\n{rows}"))["title"] == "c2"


def test_the_opponent_alone_is_the_title_and_home_or_away_is_not() -> None:
    rows = "2026-01-03;Oaks;Home\n2026-01-10;Elms;Away\n2026-01-17;Firs;Home"
    assert chosen(table(f"Date;Opponent;HomeAway\n{rows}"))["title"] == "Opponent"


def test_a_cup_that_is_the_same_in_every_row_is_not_the_title_of_its_matches() -> None:
    rows = "World Cup;2026-06-11;Peru;Chad\nWorld Cup;2026-06-12;Oman;Mali\nWorld Cup;2026-06-13;Chad;Oman"
    assert chosen(table(f"name;date;home;away\n{rows}"))["title"] == "home + away"


def test_what_an_event_is_about_is_its_title_only_where_nothing_names_it() -> None:
    rows = "Peru: a journey;Textiles of the coast;2026-05-01\nInk;Letters of a century;2026-06-01"
    assert chosen(table(f"Name;Subject;Date\n{rows}"))["title"] == "Name"
    assert chosen(table(f"Notes;Subject;Date\n{rows}"))["title"] == "Subject"


def test_a_name_in_a_numbered_list_is_not_the_title() -> None:
    header = "date;host_1_name;host_2_name;meetup_name"
    rows = "2026-05-01;Ann;Bob;Spring\n2026-06-01;Cid;Dee;Summer"
    assert chosen(table(f"{header}\n{rows}"))["title"] == "meetup_name"


def test_a_title_that_few_rows_have_is_better_than_none() -> None:
    rows = "2026-05-01;\n2026-05-02;Ride\n2026-05-03;\n2026-05-04;"
    assert chosen(table(f"Date;Title\n{rows}"))["title"] == "Title"


def test_the_kind_of_an_event_names_it_where_nothing_else_does() -> None:
    rows = "2026-05-01;Roadshow;Leeds\n2026-05-02;Pizza evening;York"
    found = chosen(table(f"Event date;Event type;Event location\n{rows}"))
    assert (found["title"], found["classifications"]) == ("Event type", "Event type")


def test_a_visit_beside_a_home_team_is_the_other_team() -> None:
    rows = (
        "2026-06-13;Axoma;0;0;Los Felix\n2026-06-14;Griegos;0;0;Tercos\n2026-06-15;Alba;0;0;Bravos"
    )
    found = chosen(table(f"Fecha;Local;Goles Local;Goles Visita;Visita\n{rows}"))
    assert (found["title"], found["locationName"]) == ("Local + Visita", None)


def test_keys_of_a_database_are_no_title() -> None:
    one, other = "da5a1159-4033-4bb3-a563-03871b4d2a10", "08a7e38c-eff2-4f1a-9995-114c5ee37109"
    rows = f"{one};ifoY//ysfyH7z3Yo==;Choir;2026-06-13\n{other};GRcG;Film;2026-06-20"
    sample = table(f"(Do Not Modify) Event;(Do Not Modify) Checksum;Name;Start\n{rows}")
    assert chosen(sample)["title"] == "Name"


def test_names_of_months_are_no_title() -> None:
    rows = "Sept;Septembre;03;LundiPre\nSept;Septembre;04;MardiBis\nOct;Octobre;05;LundiVin"
    assert chosen(table(f"monthshort;month;date;classtype\n{rows}"))["title"] == "classtype"


def test_themes_that_differ_are_the_title_before_columns_of_no_known_name() -> None:
    rows = "Alphabet;14/03/2026;Sheet one\nGreetings;17/03/2026;Sheet one\nNumbers;21/03/2026;Sheet two"
    assert chosen(table(f"Classes Theme;Date;Homework\n{rows}"))["title"] == "Classes Theme"


def test_neighbours_without_names_whose_cells_share_their_words_are_the_sides_of_a_match() -> None:
    sample = table("""
        A;B;C;D
        2026-09-16;10:30;FC Aarau;FC Wil
        2026-09-23;12:30;FC Thun;FC Vaduz
        2026-10-07;10:30;BSC Young Boys;FC Basel
        2026-10-14;14:30;FC Luzern;BSC Old Boys
    """)
    assert chosen(sample)["title"] == "C + D"


def test_a_long_name_that_stands_among_its_cells_is_none() -> None:
    name = "Creative Coding in Orange County"
    sample = table(
        f"{name};Start;Mark\n{name};2026-03-15 18:00;High\nFilm night;2026-04-03 18:00;Low"
    )
    found = chosen(sample)
    assert (found["title"], found["locationName"]) == (name, None)


def test_a_start_that_is_neither_when_nor_where_names_the_race() -> None:
    sample = table("""
        Когда;Старт;Где
        19 апреля 2026;Весенний гром;Мещерский парк
        26 апреля 2026;Дикий трейл;Таруса
    """)
    assert chosen(sample)["title"] == "Старт"


def test_a_column_that_all_rows_fill_has_to_do_for_a_title_before_one_of_few() -> None:
    sample = table("""
        Sujet mail;Club;Date;U15M
        Tournoi de Noël;Vallet;24/12/2026;D1
        Invitation;Trois rivières;31/12/2026;
        Tournoi fluo;Heulin;07/01/2027;
    """)
    assert chosen(sample)["title"] == "Sujet mail"


def test_a_pub_or_event_is_what_takes_place() -> None:
    sample = table("""
        Date;Pub / event;Village;Notes
        2026-05-01;May Morning;Oxford;breakfast afterwards
        2026-05-08;Rose & Crown;Charlbury;
    """)
    assert chosen(sample)["title"] == "Pub / event"


def test_words_that_come_again_name_an_event_together_with_its_kind() -> None:
    rounds = ("Final", "Semifinal", "Quartas")
    rows = [(kind, each) for kind in ("Futebol", "Judô", "Vela") for each in rounds]
    text = "\n".join(f"0{n}/08/2026;{kind};{each}" for n, (kind, each) in enumerate(rows, 1))
    assert chosen(table(f"data;esporte;fase\n{text}"))["title"] == "esporte + fase"


def test_a_region_and_the_addresses_in_it_are_no_sides_of_a_match() -> None:
    towns = ("Leeds", "York", "Hull", "Leeds", "York", "Leeds")
    plays = ("Othello", "Hamlet", "Macbeth", "Lear", "Pericles", "Cymbeline")
    rows = [(play, f"2026-06-{n + 10}", town, f"{n} Long Road, {town}, Yorkshire")
            for n, (play, town) in enumerate(zip(plays, towns, strict=True))]  # fmt: skip
    text = "\n".join(";".join(row) for row in (("A", "B", "C", "D"), *rows))
    assert chosen(table(text))["title"] == "A"
