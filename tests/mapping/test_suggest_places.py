"""Which column `init` takes for the venue and which for the town, by what their cells hold."""

from __future__ import annotations

from typing import Any

import pytest
from test_suggest import chosen, line, mapped, table

from importer.mapping.suggesting import suggest
from importer.mapping.suggesting.gazetteer import names_in


def test_a_place_whose_cells_are_towns_is_the_town() -> None:
    cells = ("Zagreb", "Osijek (HR)", "Split, Croatia", "Small Village")
    rows = "\n".join(f"Show {n};2026-06-1{n};{cell}" for n, cell in enumerate(cells))
    found = chosen(table(f"Title;Start;Location\n{rows}"))
    assert (found["city"], found["locationName"]) == ("Location", "Location")
    beside = rows.replace(";2026", ";Hall;2026")
    found = chosen(table(f"Title;Venue;Start;Location\n{beside}"))
    assert (found["city"], found["locationName"]) == ("Location", "Venue")


def test_addresses_that_begin_with_a_town_are_no_towns() -> None:
    cells = ("Berlin, Am Kupfergraben 5", "Hamburg, Große Freiheit 36", "Köln Triangle", "Bar Oslo")
    rows = "\n".join(f"Show {n};2026-06-1{n};{cell}" for n, cell in enumerate(cells))
    assert chosen(table(f"Title;Start;Location\n{rows}"))["locationName"] == "Location"


def test_provinces_with_their_districts_are_towns_and_halls_named_after_one_are_not() -> None:
    rows = "축제;2026-06-13;서울시 종로구;서울극장\n음악회;2026-06-20;강원도 속초시;부산문화회관"
    found = chosen(table(f"행사명;시작일;지역;장소\n{rows}"))
    assert (found["city"], found["locationName"]) == ("지역", "장소")


def test_a_place_behind_the_postcode_is_the_town() -> None:
    sample = table("""
        name;startDate;postalCode;location
        Open;2026-08-28;59139;Wattignies
        Cup;2026-09-04;80000;Amiens
    """)
    assert chosen(sample)["city"] == "location"


def test_a_region_is_the_town_only_where_its_cells_are_towns() -> None:
    rows = "Feria;2026-06-13;{};Plaza\nFiesta;2026-06-20;{};Parque"
    header = "Fiesta;Fecha;Región;Lugar"
    assert chosen(table(f"{header}\n{rows.format('Sevilla', 'Granada')}"))["city"] == "Región"
    assert chosen(table(f"{header}\n{rows.format('Norte', 'Sur')}"))["city"] is None


def test_the_reference_of_a_place_is_the_venue_where_it_is_a_word() -> None:
    header = "Titulo;Fecha;Hora;Referencia del lugar"
    words = table(f"{header}\nCoro;2026-06-13;20:00;Teatro\nCine;2026-06-14;20:00;Patio")
    codes = table(f"{header}\nCoro;2026-06-13;20:00;T-101\nCine;2026-06-14;20:00;P-202")
    assert chosen(words)["locationName"] == "Referencia del lugar"
    assert chosen(codes)["locationName"] is None


def test_a_tour_of_places_and_days_asks_only_for_what_takes_place_there() -> None:
    sample = table("""
        date;venue;city
        2026-06-12;Crobar;Buenos Aires
        2026-07-03;The Warehouse;Santiago
    """)
    assert line(suggest(sample, "a"), "title") == 'title: "CHANGE-ME, {venue}, {city}"'


@pytest.mark.parametrize(("cell", "town"), [("01067 Dresden", "Dresden"), ("Radebeul", "Radebeul")])
def test_a_postcode_and_a_town_in_one_cell_are_the_town_behind_it(
    load: Any, cell: str, town: str
) -> None:
    sample = table(f"""
        name;von;Uhrzeit;Straße;plz_ort
        Markt;2026-11-26;10:00;Altmarkt;{cell}
        Advent;2026-11-27;11:00;Alaunstr. 3;01099 Dresden
        Basar;2026-11-28;12:00;Ring 1;D-01445 Radebeul
    """)
    made = suggest(sample, "a", zone="Europe/Berlin")
    assert mapped(load, made, sample)["approxLocation"]["city"]["name"] == town


def test_cells_that_end_in_the_letters_of_a_state_are_towns() -> None:
    towns = ["Bombinhas/SC", "Araranguá - SC", "Itu  SP", "Jaicós/PI", "POMERODE - SC", "Arujá SP"]
    rows = "\n".join(f"Corrida {n};1{n}/09/2026;{town}" for n, town in enumerate(towns))
    assert chosen(table(f"Título;Data;Local\n{rows}"))["city"] == "Local"


def test_single_words_are_towns_where_a_fifth_is_known_and_the_one_there_is_where_it_is() -> None:
    cells = ["Tampere", "Zwift", "Nurmijärvi", "Pori", "Koli", "Sipoo", "Lahti", "Jurva", "Muhos"]
    rows = "\n".join(f"Ajo {n};1{n}.06.2026;{cell}" for n, cell in enumerate(cells))
    assert chosen(table(f"Nimi;Aika;Paikka\n{rows}"))["city"] == "Paikka"
    halls = rows.replace(";Zwift", ";Halli Zwift").replace(";Koli", ";Cafe Koli")
    halls = halls.replace(";Sipoo", ";Bar Sipoo").replace(";Muhos", ";Hotelli Muhos")
    assert chosen(table(f"Nimi;Aika;Paikka\n{halls}"))["city"] is None
    rows = "Expo;2026-06-13;서울;갤러리\nShow;2026-06-20;서울;극장"
    assert chosen(table(f"title;start;region;location\n{rows}"))["city"] == "region"


def test_lists_of_topics_are_no_areas_where_events_are() -> None:
    rows = "ICML;2026-07-12;Deep Learning; Robotics".replace("; R", " | R")
    sample = table(f"Conference;Start;Focus Areas\n{rows}\nVLDB;2026-08-31;Databases | Systems")
    assert chosen(sample)["locationName"] is None


def test_of_several_places_the_one_that_is_plainly_called_so_is_the_venue() -> None:
    rows = "Labour;Talk;Room 106;2026-06-13\nTrade;Lecture;Room 3;2026-06-20"
    assert chosen(table(f"Field;Title;Location;Date\n{rows}"))["locationName"] == "Location"


def test_the_street_of_a_place_is_no_title() -> None:
    rows = "16.07.2026;7-9pm;Mason Library;12 River Road, York\n23.07.2026;7-9pm;Byrd Library;3 Commerce Street, Hull"
    sample = table(f"Date;Time;Location;Address\n{rows}")
    assert line(suggest(sample, "a"), "title") == 'title: "CHANGE-ME, {Location}"'


def test_the_area_of_a_subject_is_no_place() -> None:
    rows = "2026-07-16;Opening;Research software that knows no borders\n2026-07-17;Talk;Open science and its teaching in practice"
    assert chosen(table(f"Date;Title;Primary Subject Area\n{rows}"))["locationName"] is None


@pytest.mark.parametrize(
    "cells",
    [
        "Oisterwijk;Goirle;Tilburg;Waalwijk;Ons eigen park",
        "Daumeray (49);La Garnache (85);Châteaubriant (44);Ancenis (44)",
        "Cittareale (RI);Lenola (LT);Sgurgola (FR);Lariano (RM);Consulta sito",
        "Palo Alto, California, United States;Richmond, Kentucky, United States;Fremont, CA;Berea, Ohio, United States;Online",
        "Каргополь;Онега;Мезень;Няндома",
    ],
)
def test_places_that_are_mostly_small_towns_are_the_town_too(cells: str) -> None:
    rows = "\n".join(f"Show {n};2026-06-1{n};{cell}" for n, cell in enumerate(cells.split(";")))
    found = chosen(table(f"Title;Start;Location\n{rows}"))
    assert (found["city"], found["locationName"]) == ("Location", "Location")


def test_halls_and_districts_that_bear_names_of_small_towns_are_no_towns() -> None:
    halls = "\n".join(
        f"2026-06-1{n};Talk {n};{name}"
        for n, name in enumerate(("Lakeside", "Library", "Annex", "Lab"))
    )
    assert chosen(table(f"Start;Title;Location\n{halls}"))["city"] is None
    parts = "\n".join(
        f"2026-06-1{n};Talk {n};{name}" for n, name in enumerate(("Arapiles", "Chopera", "Palacio"))
    )
    assert chosen(table(f"Fecha;Evento;Barrio\n{parts}"))["city"] is None


def test_the_gazetteer_has_usual_names_and_those_in_letters_of_the_country() -> None:
    lines = (
        "1\tSaint-Malo\tSaint-Malo\tSMalo,Сен-Мало\t48\t2\tP\tPPL\tFR\t\n",
        "2\tOnega\tOnega\tOnega,Онега,オネガ\t63\t38\tP\tPPL\tRU\t\n",
        "3\tZone 51\tZone 51\t\t1\t2\tP\tPPL\tUS\t\n",
    )
    assert list(names_in(lines)) == ["saint malo", "onega", "онега"]


def test_the_town_of_a_competition_is_before_that_of_its_club() -> None:
    rows = "CUP;SAUMUR;2026-06-13;NANTES;Salle Un\nOPEN;ANGERS;2026-06-20;CHOLET;Salle Deux"
    found = chosen(table(f"Titre compétition;Ville;Date;Ville compétition;Lieu\n{rows}"))
    assert (found["title"], found["city"]) == ("Titre compétition", "Ville compétition")


def test_names_of_places_are_the_venue_before_their_addresses_and_before_kinds_of_music() -> None:
    rows = "Film;Arts Center;Sejong-daero 110, Jung-gu;2026-06-13\nTalk;Old Library;Nambu-ro 2406, Seocho;2026-06-20"
    assert chosen(table(f"Title;Facility;Location;Date\n{rows}"))["locationName"] == "Facility"
    rows = "Ann;indie|rock;Anexo Uno;2026-06-13\nBob;punk|pop;Anexo Dos;2026-06-20"
    assert chosen(table(f"Title;Scene;Place name;Date\n{rows}"))["locationName"] == "Place name"
    rows = "Bloco A;Praça Apa;2026-06-13\nBloco B;Rua Julio;2026-06-20"
    found = chosen(table(f"Bloco;Local da concentração;Data\n{rows}"))
    assert found["locationName"] == "Local da concentração"


def test_a_house_is_the_venue_where_no_match_is_played() -> None:
    sample = table("""
        Show;Data;Casa
        Forró;2026-06-13;Bar do Zé
        Samba;2026-06-20;Sesc Pompeia
    """)
    assert chosen(sample)["locationName"] == "Casa"


def test_a_town_that_is_also_something_else_is_one_where_its_cells_are_towns() -> None:
    rows = "\n".join(
        f"Concert {town};2026-06-13;{town}" for town in ("Lyon", "Paris", "Avignon", "Nantes")
    )
    assert chosen(table(f"titre;date;result_city\n{rows}"))["city"] == "result_city"


def test_whether_a_venue_can_be_reached_is_no_venue() -> None:
    sample = table("""
        Title;Date;Is the venue wheelchair accessible?;Where will it take place? (Name of venue)
        Trad;2026-06-13;Yes;Ballyroan Abbey
        Tour;2026-06-20;No - uneven ground;Weir Gallery
    """)
    assert chosen(sample)["locationName"] == "Where will it take place? (Name of venue)"


def test_names_with_their_towns_are_no_titles_in_a_table_without_names() -> None:
    towns = (
        "Wendover, NV",
        "Nagoya, Japan",
        "Greenvale, NY",
        "Aspen, CO",
        "Boise, ID",
        "Osaka, Japan",
    )
    acts = ("Ringo Starr", "Ringo Starr", "RAIN", "RAIN", "The Fab Four", "The Fab Four")
    rows = [
        f"{act};{town};2026-06-{n}"
        for n, (act, town) in enumerate(zip(acts, towns, strict=True), 10)
    ]
    assert chosen(table("\n".join(("A;B;C", *rows))))["title"] == "A"
