"""What `init` proposes where the rows say that the likeliest name is the wrong one."""

from __future__ import annotations

from datetime import date

from test_suggest import chosen, line, table

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


def test_a_name_beside_a_surname_is_that_of_a_person() -> None:
    for person in (
        "Ime;Prezime",
        "Nome;Cognome",
        "Nombre;Apellidos",
        "Vorname;Name",
        "Imię;Nazwisko",
    ):
        given, family = person.split(";")
        sample = table(
            f"Naziv;Datum;{given};{family}\nJazz;2026-06-13;Ana;Babić\nJazz;2026-06-13;Ivo;Horvat"
        )
        assert chosen(sample)["title"] == "Naziv", person


def test_the_address_of_each_event_is_its_identity_where_no_identifier_is() -> None:
    sample = table("""
        Title;Start;Link
        Choir;2026-06-13;https://x.org/choir-2026
        Film;2026-06-20;https://x.org/film-night
        Dance;2026-06-27;https://x.org/dance
    """)
    assert chosen(sample)["identity"] == "Link"


def test_an_address_that_comes_again_is_no_identity() -> None:
    sample = table("""
        Title;Start;Link
        Choir;2026-06-13;https://x.org/
        Film;2026-06-20;https://x.org/
        Dance;2026-06-27;https://x.org/dance
    """)
    assert chosen(sample)["identity"] == "Title + Start"


def test_a_column_whose_name_ends_like_an_identifier_is_one_where_its_cells_are() -> None:
    rows = "\n".join(f"{number};Show {number};2026-06-{number}" for number in range(11, 20))
    assert chosen(table(f"oldid;Title;Start\n{rows}"))["identity"] == "oldid"


def test_what_admission_costs_is_the_price_before_what_the_organiser_spends() -> None:
    sample = table("""
        Title;Start;Kosten;Eintritt
        Choir;2026-06-13;0;frei
        Film;2026-06-20;150;8 €
    """)
    assert chosen(sample)["price"] == "Eintritt"


def test_a_column_called_a_price_is_one_though_it_says_only_paid_or_free() -> None:
    sample = table("""
        Title;Start;Cost
        Choir;2026-06-13;Invited
        Film;2026-06-20;Paid
    """)
    assert chosen(sample)["price"] == "Cost"


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


def test_a_moment_of_publishing_is_no_price() -> None:
    sample = table("Title;Start;Published\nChoir;2026-06-13;1781380800\nFilm;2026-06-20;1781985600")
    assert "price" not in chosen(sample)


def test_short_ends_of_names_for_first_and_last_are_understood_where_both_are_there() -> None:
    sample = table("""
        nome;datai;dataf;horain;horaf
        Coro;2026-06-13;2026-06-14;20:00;22:00
        Filme;2026-06-20;2026-06-20;21:00;23:30
    """)
    found = chosen(sample)
    assert (found["startAt"], found["endAt"]) == ("datai + horain", "dataf + horaf")


def test_identifiers_of_rows_that_stand_twice_are_still_the_identity() -> None:
    row = "7b3f;Choir;2026-06-13;Hall"
    sample = table(f"EventId;Title;Start;Venue\n{row}\n{row}\n9c41;Film;2026-06-20;Barn")
    assert chosen(sample)["identity"] == "EventId"


def test_a_picture_that_one_of_many_rows_has_is_none_of_the_events() -> None:
    rows = "\n".join(f"Show {n};2026-06-{n};" for n in range(10, 30)) * 3
    sample = table(f"Title;Start;Photos\nShow 1;2026-06-01;https://x.org/a.jpg\n{rows}")
    assert "image" not in chosen(sample)


def test_the_side_of_a_match_may_be_called_a_visit() -> None:
    sample = table("""
        Local;Visita;Fecha;Hora;Lugar;Fiscal
        Norte;Sur;2026-06-01;19:30;Campo;Este
        Este;Oeste;2026-06-01;19:30;Campo;Norte
        Sur;Este;2026-06-08;20:30;Campo;Oeste
        Oeste;Norte;2026-06-08;20:30;Campo;Sur
        Norte;Este;2026-06-15;19:30;Campo;Oeste
        Sur;Oeste;2026-06-15;19:30;Campo;Norte
    """)
    assert chosen(sample)["title"] == "Local + Visita"


def test_days_and_months_in_two_columns_make_a_date_though_some_days_are_words() -> None:
    odd = "\n".join(f"Feria {n};Mayo;{n}. domingo" for n in ("1", "2", "3", "último", "penúltimo"))
    rows = "\n".join(f"Fiesta {n};Octubre;{n % 4 + 18}" for n in range(20))
    made = suggest(
        table(f"Fiesta;Mes;Dia\n{rows}\n{odd}"), "a", hints=Hints(today=date(2026, 3, 1))
    )
    assert 'date: "{Dia} {Mes}"' in line(made, "startAt")


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


def test_few_numbers_under_the_name_of_a_category_are_kinds() -> None:
    rows = "\n".join(f"Show {n};2026-06-{n};{n % 3 + 1}" for n in range(10, 30))
    assert chosen(table(f"Title;Date;categorie\n{rows}"))["classifications"] == "categorie"


def test_a_long_text_describes_the_event_where_nothing_is_called_so() -> None:
    words = "A sailor comes home after twenty years and finds that nobody waits for him any more."
    sample = table(
        f"Name;Date;Programme\nOdyssey;2026-06-13;{words}\nIliad;2026-06-20;{words[2:]} Or so."
    )
    found = chosen(sample)
    assert (found["title"], found["description"]) == ("Name", "Programme")


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
