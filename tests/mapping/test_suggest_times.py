"""What `init` proposes for starts and ends where rows, ranges and parts of dates decide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_suggest import chosen, line, mapped, records, table

from importer.mapping.suggesting import Hints, suggest


def test_of_two_ends_the_one_that_stands_after_the_start_is_taken() -> None:
    sample = table("""
        Race;startDate;endDate;entriesEnd
        Hill;2026-07-03;2026-07-04;2026-06-20 16:00
        Lake;2026-07-10;2026-07-12;2026-06-27 18:30
        Dam;2026-07-17;2026-07-17;2026-07-04 16:00
    """)
    made = suggest(sample, "a")
    assert chosen(sample)["endAt"] == "endDate"
    assert not [words for words in made.open if "before" in words]


def test_a_range_of_days_is_the_end_though_one_cell_holds_a_time() -> None:
    sample = table("""
        Show;Date
        Paint;19 October - 14 November 2026
        Stone;15 - 30 January 2027
        Light;2 - 9 May 2027
        Opening;20 May 2027 18:00
    """)
    assert line(suggest(sample, "a"), "endAt") == 'endAt: {date: "{Date}", time: CHANGE-ME}'


def test_seconds_since_1970_are_told_though_one_cell_is_of_another_age() -> None:
    rows = "\n".join(
        f"Talk {n};{1_780_000_000 + n * 86_400};{1_780_007_200 + n * 86_400}" for n in range(9)
    )
    made = suggest(table(f"Title;Start;End\n{rows}\nFirst;944920800;944928000"), "a")
    assert line(made, "endAt") == "endAt: {from: \"[{End}]\", format: '%s'}"


def test_short_ends_of_names_for_first_and_last_are_understood_where_both_are_there() -> None:
    sample = table("""
        nome;datai;dataf;horain;horaf
        Coro;2026-06-13;2026-06-14;20:00;22:00
        Filme;2026-06-20;2026-06-20;21:00;23:30
    """)
    found = chosen(sample)
    assert (found["startAt"], found["endAt"]) == ("datai + horain", "dataf + horaf")


def test_days_and_months_in_two_columns_make_a_date_though_some_days_are_words() -> None:
    odd = "\n".join(f"Feria {n};Mayo;{n}. domingo" for n in ("1", "2", "3", "último", "penúltimo"))
    rows = "\n".join(f"Fiesta {n};Octubre;{n % 4 + 18}" for n in range(20))
    made = suggest(
        table(f"Fiesta;Mes;Dia\n{rows}\n{odd}"), "a", hints=Hints(today=date(2026, 3, 1))
    )
    assert 'date: "{Dia} {Mes}"' in line(made, "startAt")


def test_the_only_year_of_a_column_of_months_is_that_of_dates_without_one() -> None:
    sample = table("""
        Mois;Date;Horaire;Titre
        Janvier 2025;31 janvier;10h - 13h;Tisanes
        Février 2025;14 février;14h - 16h;Semis
    """)
    made = suggest(sample, "a", hints=Hints(today=date(2026, 3, 1)))
    assert "year: 2025" in line(made, "startAt")


def test_a_month_that_stands_once_for_several_days_is_filled_down() -> None:
    sample = table("""
        Month;Day;Event;Start
        Jan;03;Prayer;8pm
        ;15;Breakfast;8am
        ;27;Evening;7pm
        Feb;07;Prayer;8pm
    """)
    made = suggest(sample, "a")
    assert line(made, "fill_down") == 'fill_down: ["Month"]'
    assert not [words for words in made.open if "refused" in words]


def test_a_column_of_ranges_that_are_not_read_is_named_as_the_start() -> None:
    sample = table("""
        Data;Arraial;Local
        13-29/06;Cohatrac;Praça
        12-28/06;Liberdade;Praça
        5-19/06;Turu;Centro
    """)
    made = suggest(sample, "a")
    assert 'date: "{Data}"' in line(made, "startAt")


def test_the_hours_of_an_end_with_its_own_day_are_the_second_halves_of_ranges() -> None:
    sample = table("""
        Titre;Du;Au;Horaires;Lieu
        Expo;2026-06-13;2026-06-20;10h-18h;Musée
        Foire;2026-07-01;2026-07-03;9h-19h;Parc
    """)
    made = suggest(sample, "a")
    assert line(made, "endAt") == 'endAt: {date: "[{Au}]", time: "[{Horaires}]", part: end}'


def test_questions_of_a_form_are_understood_and_its_time_stamp_is_not_the_start() -> None:
    sample = table("""
        Zeitstempel;Wie heißt die Veranstaltung?;Wann beginnt sie?;Wann endet sie?;Wo findet sie statt?
        01.03.2026 10:00;Chor;13.06.2026 19:30;13.06.2026 22:00;Halle
        02.03.2026 11:00;Film;14.06.2026 20:00;14.06.2026 23:00;Scheune
    """)
    found = chosen(sample)
    assert (found["title"], found["startAt"], found["endAt"], found["locationName"]) == tuple(
        sample[0].columns[1:]
    )


def test_the_second_value_of_a_field_is_its_end() -> None:
    sample = table(
        "title;field_date_value;field_date_value2\nChoir;2026-06-13T19:30;2026-06-13T22:00"
    )
    found = chosen(sample)
    assert (found["startAt"], found["endAt"]) == ("field_date_value", "field_date_value2")


def test_a_month_that_is_two_in_two_languages_is_one_of_the_language_of_the_columns() -> None:
    polish = table("""
        Wydarzenie;Data;Godzina;Miejsce
        Koncert;12 listopada 2027;19:00;Dom kultury
        Teatr;13 listopada 2027;20:00;Scena
    """)
    assert "language: pl" in line(suggest(polish, "a"), "startAt")
    of_nobody = table("Act;D;T\nKoncert;12 listopada 2027;19:00\nTeatr;13 listopada 2027;20:00")
    assert "language" not in line(suggest(of_nobody, "a"), "startAt")


def test_opening_hours_of_each_weekday_are_no_hours_of_an_event() -> None:
    made = suggest(
        table("""
            Name;von;bis;Mo;Di;Mi;Do;Fr
            Markt;26.11.2026;24.12.2026;10:00-21:00;10:00-21:00;10:00-21:00;10:00-21:00;10:00-22:00
            Advent;27.11.2026;21.12.2026;16:00-22:00;16:00-22:00;16:00-22:00;16:00-22:00;16:00-22:00
        """),
        "a",
    )
    assert line(made, "startAt") == 'startAt: {date: "{von}", time: CHANGE-ME, order: dmy}'
    assert line(made, "endAt") == 'endAt: {date: "[{bis}]", time: CHANGE-ME, order: dmy}'


def test_a_range_of_hours_is_the_end_where_hardly_a_row_has_a_last_day() -> None:
    rows = "\n".join(f"Market {n};2026-02-{n:02};08:00-13:00;" for n in range(1, 25))
    made = suggest(
        table(f"title;date;time;endDate\n{rows}\nFair;2026-03-01;09:00-18:00;2026-03-03"), "a"
    )
    assert line(made, "endAt") == 'endAt: {time: "{time}", part: end}'


def test_times_that_runners_took_are_no_hours_at_which_races_begin() -> None:
    rows = (
        "Berlin Half;07/04/2026;1:42:17\nSpring Ten;19/04/2026;0:51:08\nPark Run;25/04/2026;0:24:59"
    )
    made = suggest(table(f"Race;Date;Time\n{rows}"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Date}", time: CHANGE-ME, order: dmy}'


def test_where_hours_are_ranges_the_length_beside_them_is_not_needed_for_the_end() -> None:
    rows = "Yoga;2026-02-03;12:30 - 13:30;60\nPilates;2026-02-04;19:30 - 20:15;45"
    made = suggest(table(f"Class;Date;Time;Duration\n{rows}"), "a")
    assert line(made, "endAt") == 'endAt: {time: "{Time}", part: end}'


def test_a_time_stamp_that_counts_seconds_is_the_start_where_no_other_time_is() -> None:
    rows = "1260342000;Breakfast\n1260347400;Opening\n1260348300;Talk"
    made = suggest(table(f"timestamp;title\n{rows}"), "a")
    assert line(made, "startAt") == """startAt: {from: "{timestamp}", format: '%s'}"""
    written = "2026-03-01 10:00:07;Choir\n2026-03-02 11:30:09;Film"
    assert chosen(table(f"timestamp;title\n{written}"))["startAt"] is None


def test_day_numbers_of_a_spreadsheet_are_pointed_out_as_the_unread_date() -> None:
    rows = "Tea;Monday;46076;12:00 - 13:00\nTalk;Friday;46104;11:30 - 12:30\nMeeting;Monday;46072;9:00 - 10:30"
    made = suggest(table(f"name;day;date;time\n{rows}"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{date}", time: "{time}"}'
    assert line(made, "endAt") == 'endAt: {time: "{time}", part: end}'
    assert any("cells of date are not read as dates ('46076')" in text for text in made.open)


def test_the_date_of_a_revision_is_no_start() -> None:
    rows = "Choir;2026-03-01\nFilm;2026-03-02"
    assert chosen(table(f"Name;RevisionDate\n{rows}"))["startAt"] is None


def test_a_number_of_days_is_no_length_to_add_to_the_start() -> None:
    rows = "Course;2026-06-13;3\nSeminar;2026-06-20;12"
    assert chosen(table(f"Title;Start;Duration in days\n{rows}"))["endAt"] is None


@pytest.mark.parametrize(
    "names",
    [
        "dernière date - début;première date - début;titre",
        "掲載確認日;開催日;タイトル",
        "采集时间;时间;名称",
    ],
)
def test_what_is_not_the_first_day_is_no_start_wherever_it_stands(names: str) -> None:
    start = names.split(";")[1]
    rows = "2026-03-01 10:00;2026-06-13 20:00;Choir\n2026-03-02 11:00;2026-06-20 21:00;Film"
    assert chosen(table(f"{names}\n{rows}"))["startAt"] == start


def test_the_first_day_in_parts_is_the_start_before_the_last() -> None:
    rows = "14;12;June;2026;Choir\n22;20;July;2026;Film"
    made = suggest(table(f"endday;startday;month;year;title\n{rows}"), "a")
    assert '"{startday} {month} {year}"' in line(made, "startAt")


def test_an_end_without_a_year_is_of_the_only_year_that_the_starts_have() -> None:
    text = "Titel;Datum;End Time\nFest;19.04.2026;19.04. 12:00\nKonzert;25.04.2026;25.04. 22:00"
    made = suggest(table(text), "a")
    assert line(made, "endAt") == 'endAt: {from: "[{End Time}]", order: dmy, year: 2026}'


def test_a_dash_beside_a_year_is_no_last_day() -> None:
    made = suggest(
        table("""
        Nombre;Fecha_Inicio;Fecha_Fin;Hora;Anho
        Simposio;11-nov;15-nov;09:00;2026
        Charla;06-jun;-;10:00;2026
        Seminario;07-mar;09-mar;11:00;2026
        Curso;09-mar;-;11:00;2026
    """),
        "a",
    )
    assert 'date: "[{Fecha_Fin} {Anho}]"' in line(made, "endAt")
    assert not made.open or not any("endAt" in words for words in made.open)


def test_a_day_and_an_hour_in_two_columns_are_taken_where_the_column_of_both_is_often_not_read() -> (
    None
):
    made = suggest(
        table("""
        title;datetime;date;time
        Choir;at dusk;08.05.2026;20:00
        Organ;4 or 5 June;05.06.2026;19:00
        Brass;30. 9. 2026, 20:30;30.09.2026;20:30
        Flute;1. 10. 2026, 19:30;01.10.2026;19:30
    """),
        "a",
    )
    assert line(made, "startAt") == 'startAt: {date: "{date}", time: "{time}", order: dmy}'
    assert [each.columns for each in made.choices if each.field == "order"] == [("date",)]


def test_what_is_called_a_start_does_not_give_way_to_another_day() -> None:
    made = suggest(
        table("""
        title;start;seen_datetime
        Choir;at dusk;2026-05-01 10:00
        Organ;4 or 5 June;2026-05-02 10:00
        Brass;30.9.2026 20:30;2026-05-03 10:00
        Flute;1.10.2026 19:30;2026-05-04 10:00
        Horns;2.10.2026 19:30;2026-05-05 10:00
    """),
        "a",
    )
    assert 'from: "{start}"' in line(made, "startAt")


def test_ranges_of_hours_tell_when_the_last_day_ends() -> None:
    sample = table("""
        Titolo;Inizio;Fine;Orari
        Mercato;2026-04-27;2026-04-27;9-18
        Comics;2026-05-17;2026-05-18;10.00-19.00
        Jazz;2026-05-20;2026-05-20;21:00
    """)
    assert line(suggest(sample, "a"), "endAt") == (
        'endAt: {date: "[{Fine}]", time: "[{Orari}]", part: end}'
    )


def test_ranges_of_hours_do_not_tell_it_where_days_of_several_have_none() -> None:
    sample = table("""
        Titolo;Inizio;Fine;Orari
        Mercato;2026-04-27;2026-04-27;9-18
        Comics;2026-05-17;2026-05-18;10.00
        Jazz;2026-05-20;2026-05-20;21:00
    """)
    assert line(suggest(sample, "a"), "endAt") == 'endAt: {date: "[{Fine}]", time: CHANGE-ME}'


def test_a_day_that_few_rows_lack_is_filled_down_where_they_are_later_on_that_day() -> None:
    rows = "\n".join(f"{day}.06.2026;9.30;Mass {day}" for day in range(10, 20))
    later = "20.06.2026;9.30;Mass\n;10.45;Baptism\n21.06.2026;9.30;Mass\n;18.00;Vespers"
    made = suggest(table(f"Datum;Uhrzeit;Gottesdienst\n{rows}\n{later}"), "a")
    assert 'fill_down: ["Datum"]' in made.to_yaml()
    assert [each.columns for each in made.choices if each.field == "fill_down"] == [("Datum",)]
    earlier = later.replace("18.00", "8.00")
    made = suggest(table(f"Datum;Uhrzeit;Gottesdienst\n{rows}\n{earlier}"), "a")
    assert "fill_down" not in made.to_yaml()


def test_a_time_that_has_the_day_too_is_the_start_where_that_of_the_start_has_no_hour() -> None:
    sample = table("""
        title;startDate;time;endTime
        Strings;2026-03-15;2026/03/15 19:30:00;2026/03/15 21:30:00
        Opera;2026-03-01;2026/03/22 14:30:00;2026/03/22 17:00:00
    """)
    assert line(suggest(sample, "a"), "startAt") == 'startAt: {from: "{time}"}'


def test_the_last_of_days_that_are_mostly_ranges_is_asked_its_hour_though_the_start_has_one() -> (
    None
):
    sample = table("""
        Rodeo;Fecha;Hora inicio
        Nancagua;5 y 6 de octubre de 2026;09:00
        Pumanque;12 y 13 de octubre de 2026;08:30
        Promocional;25 de octubre de 2026;10:00
    """)
    assert line(suggest(sample, "a"), "endAt") == 'endAt: {date: "{Fecha}", time: CHANGE-ME}'


def test_the_opening_of_the_doors_is_no_start_beside_one() -> None:
    sample = table("""
        evento;quando;apertura;inizio
        Fanali;2026-06-13;20.30;21.30
        Presentazione;2026-06-20;18.00;19.00
    """)
    assert chosen(sample)["startAt"] == "quando + inizio"


def test_metres_are_no_hours_though_12_m_is_noon() -> None:
    rows = "Regata;2026-06-12;12 m\nFeria;2026-06-13;12 m"
    assert chosen(table(f"Evento;Fecha;Largo\n{rows}"))["startAt"] == "Fecha"


def test_noon_may_be_written_as_meridiano_among_other_hours() -> None:
    rows = "Taller;2026-06-12;8:00 a.m. a 12:00 m.\nFeria;2026-06-13;12:00 m. a 2:00 p.m.\nCharla;2026-06-14;12 m"
    made = suggest(table(f"Evento;Fecha;Horario\n{rows}"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Fecha}", time: "{Horario}"}'
    assert line(made, "endAt") == 'endAt: {time: "{Horario}", part: end}'


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Dauer", ["ca. 2 Std. mit Pause", "2 Std. 15 Min. (eine Pause)", "ca. 90 min."]),
        ("Durée", ["2h20 (entracte)", "1h50 (entracte compris)", "50 min"]),
        ("SÜRE", ["140 dk. 2 perde", "50 dk.", "90 dk. 2 perde"]),
        ("时长", ["约150分钟(含中场)", "60分钟", "90分钟"]),
    ],
)
def test_a_length_with_words_beside_it_tells_the_end(name: str, cells: list[str]) -> None:
    rows = "\n".join(f"Play {n};2026-06-1{n};20:00;{cell}" for n, cell in enumerate(cells))
    made = suggest(table(f"Title;Date;Time;{name}\n{rows}"), "a")
    assert line(made, "endAt") == f'endAt: {{duration: "[{{{name}}}]"}}'


def test_a_date_with_its_year_is_taken_before_the_same_without_one() -> None:
    sample = table("""
        iso;Date;Show;Time
        2026-08-18;Aug 18;Mt. Joy;8pm
        2026-08-19;Aug 19;The Sines;Not listed
        2026-08-20;Aug 20;Will Sheff;9pm
    """)
    assert line(suggest(sample, "a"), "startAt") == 'startAt: {date: "{iso}", time: "{Time}"}'


def test_another_day_is_not_taken_for_the_same_because_it_has_a_year() -> None:
    sample = table("""
        settled;Date;Show;Time
        2026-03-01;Aug 18;Mt. Joy;8pm
        2026-03-02;Aug 19;The Sines;9pm
        2026-03-03;Aug 20;Will Sheff;9pm
    """)
    assert '"{Date}"' in line(suggest(sample, "a"), "startAt")


def test_hours_with_commas_are_hours_in_a_column_that_is_called_so() -> None:
    sample = table("""
        Serata;Data;Ore;Quota
        Barolo;2026-06-13;20,30;35,50
        Etna;2026-06-20;21,00;40,00
    """)
    found = chosen(sample)
    assert (found["startAt"], found["price"]) == ("Data + Ore", "Quota")


def test_openings_in_words_are_no_start_beside_one() -> None:
    sample = table("""
        Nom;Ouvertures en clair;Date de début;Heure de début
        Marché;Le jeudi 17 juillet 2026 à 18h.;17/07/2026;18:30
        Concert;Dimanche 19/07/2026 à 20h30.;19/07/2026;20:30
    """)
    assert chosen(sample)["startAt"] == "Date de début + Heure de début"


def test_a_range_of_days_among_many_is_no_reason_to_ask_for_ends() -> None:
    rows = "\n".join(f"Talk {n};{n}.06.2026" for n in range(10, 20))
    made = suggest(table(f"Titel;Datum\n{rows}\nKongress;3.-5.07.2026"), "a")
    assert "endAt" not in made.to_yaml()


def test_of_two_hours_that_are_called_alike_the_one_in_fewer_words_is_taken() -> None:
    sample = table("""
        Subject;Start time ET;Start time;Start date
        River Otters;07:35 PM;06:35 PM;2026-04-04
        Kernels;06:05 PM;05:05 PM;2026-04-05
    """)
    assert chosen(sample)["startAt"] == "Start date + Start time"


def test_a_meeting_point_that_holds_hours_tells_the_hour() -> None:
    sample = table("""
        Sortie;Jour;RDV parking;Lieu
        Mont Salève;2026-04-27;08:30;Haute-Savoie
        Tournette;2026-05-18;07:30;Annecy
    """)
    assert chosen(sample)["startAt"] == "Jour + RDV parking"


@pytest.mark.parametrize(
    ("name", "cells", "hour"),
    [
        ("開場/開演", ("18:30/19:00", "17:00／17:30", "未定"), "T19:00"),
        ("OPEN / START", ("18:30 / 19:00", "17:00 / 18:00", "20:00"), "T19:00"),
    ],
)
def test_doors_and_start_in_one_cell_start_behind_the_slash(
    load: Any, name: str, cells: tuple[str, ...], hour: str
) -> None:
    sample = records(
        ("title", "日付", name),
        *((f"Live {n}", f"2026/6/{n + 13}", cell) for n, cell in enumerate(cells)),
    )
    made = suggest(sample, "a", zone="Asia/Tokyo")
    assert chosen(sample)["startAt"] == f"日付 + {name}"
    assert hour in mapped(load, made, sample)["startAt"]


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (("6:30", "7:00", "10:30", "2:00"), "read as of the morning in 6:30, 7:00, 2:00"),
        (("6:30", "7:00", "10:30 am", "2:00"), "3 of 4 rows, such as '6:30', do not say am or pm"),
        (("6:30", "7:00", "10:30", "19:00"), ""),
        (("06:30", "07:00", "10:30", "12:00"), ""),
        (
            ("6:30 pm", "7:00 pm", "10:30", "9:00"),
            "2 of 4 rows, such as '10:30', do not say am or pm",
        ),
        (("6:30 pm", "7:00 pm", "12:30", "09:00", "late"), ""),
    ],
)
def test_hours_that_may_lack_their_half_of_the_day_are_asked_about(
    cells: tuple[str, ...], asked: str
) -> None:
    rows = "\n".join(f"Talk {n};2026-06-{n + 10};{cell}" for n, cell in enumerate(cells))
    told = [
        words
        for words in suggest(table(f"title;date;time\n{rows}"), "a").open
        if "half: pm" in words
    ]
    assert [asked in words for words in told] == [True] * bool(asked)
