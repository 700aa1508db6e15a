"""What `init` proposes for titles, identities, prices and texts where the rows outweigh the likeliest name."""

from __future__ import annotations

import pytest
from test_suggest import chosen, line, table

from importer.mapping.suggesting import suggest


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


def test_addresses_of_many_sites_are_no_identity() -> None:
    sample = table("""
        Title;Start;Tickets
        Choir;2026-06-13;https://www.choir.org/tickets
        Film;2026-06-20;http://[films.net
        Dance;2026-06-27;https://tango.info/dance?id=3
    """)
    assert chosen(sample)["identity"] == "Title + Start"


def test_an_address_that_comes_again_is_no_identity() -> None:
    sample = table("""
        Title;Start;Link
        Choir;2026-06-13;https://x.org/
        Film;2026-06-20;https://x.org/
        Dance;2026-06-27;https://x.org/dance
    """)
    assert chosen(sample)["identity"] == "Title + Start"


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


def test_a_moment_of_publishing_is_no_price() -> None:
    sample = table("Title;Start;Published\nChoir;2026-06-13;1781380800\nFilm;2026-06-20;1781985600")
    assert "price" not in chosen(sample)
    assert "price" not in chosen(
        table("Title;Start;Deadline\nChoir;2026-06-13;TBA\nFilm;2026-06-20;TBA")
    )


def test_what_tickets_cost_at_least_is_the_price() -> None:
    sample = table("Title;Start;Tickets from\nChoir;2026-06-13;£12\nFilm;2026-06-20;£7.50")
    assert chosen(sample)["price"] == "Tickets from"


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


def test_a_column_whose_name_ends_like_an_identifier_is_one_where_its_cells_are() -> None:
    rows = "\n".join(f"{number};Show {number};2026-06-{number}" for number in range(11, 20))
    assert chosen(table(f"oldid;Title;Start\n{rows}"))["identity"] == "oldid"


def test_a_link_to_a_picture_that_few_rows_have_is_the_picture() -> None:
    pictures = ["https://x.org/1.jpg", "https://x.org/2.jpg", *(10 * ["N/A"])]
    rows = "\n".join(f"Show {n};2026-06-{n + 10};{each}" for n, each in enumerate(pictures))
    assert chosen(table(f"Title;Start;image_url\n{rows}"))["image"] == "image_url"


def test_an_agenda_of_an_event_describes_it() -> None:
    rows = "2026-02-22;Meeting;Practice with the robot\n2026-02-23;Meeting;Tweak the robot"
    assert chosen(table(f"Date;Title;Agenda\n{rows}"))["description"] == "Agenda"


def test_of_a_least_and_a_highest_price_the_least_is_the_price() -> None:
    rows = "Choir;2026-06-13;10;30\nFilm;2026-06-20;12;25"
    assert chosen(table(f"Title;Start;price_min;price_max\n{rows}"))["price"] == "price_min"
    assert chosen(table(f"Title;Start;price_max;price\n{rows}"))["price"] == "price"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("€", ("Free", "20")),
        ("BİLET (TAM/ÖĞR.)", ("250/125", "120")),
        ("票价(元)", ("80/180/280", "120/160")),
        ("ENTRY", ("R120", "R80")),
        ("CHF", ("5", "15")),
        ("Eintritt (Mitgl.)", ("35.– (28.–)", "15.–")),
        ("Precio", ("S/ 89.00", "S/ 45.00")),
        ("Kit a partir de", ("R$ 89", "R$ 75")),
        ("conditions_fr", ("Entrée libre", "12 € / 6 €")),
    ],
)
def test_amounts_are_the_price(header: str, cells: tuple[str, str]) -> None:
    sample = table(f"Title;Start;{header}\nChoir;2026-06-13;{cells[0]}\nFilm;2026-06-20;{cells[1]}")
    assert chosen(sample)["price"] == header


@pytest.mark.parametrize("header", ["Registrations", "Sign-Ups", "Entradas vendidas"])
def test_how_many_come_is_no_price(header: str) -> None:
    sample = table(f"Title;Start;{header}\nChoir;2026-06-13;0\nFilm;2026-06-20;46")
    assert chosen(sample).get("price") is None


def test_the_lower_of_two_prices_is_the_one() -> None:
    sample = table("""
        Название;Дата;Цена до;Цена от
        Хор;2026-06-13;3500;800
        Кино;2026-06-20;1500;500
    """)
    assert chosen(sample)["price"] == "Цена от"


@pytest.mark.parametrize(
    ("header", "cells", "link"),
    [
        ("Link", ("https://x.org/1", "/events/2", "/events/3"), "Link"),
        ("Sito / FB", ("https://x.org/1", "www.y.org", "@z"), "Sito / FB"),
        ("Facebook-esemény", ("https://fb.com/1", "https://fb.com/2", ""), "Facebook-esemény"),
        ("Stream link", ("https://zoom.us/j/1", "https://zoom.us/j/2", ""), None),
    ],
)
def test_what_is_plainly_a_link_or_meant_for_visitors_is_one(
    header: str, cells: tuple[str, ...], link: str | None
) -> None:
    rows = "\n".join(f"Talk {n};2026-06-1{n};{cell}" for n, cell in enumerate(cells))
    assert chosen(table(f"Title;Start;{header}\n{rows}")).get("offers.url") == link


def test_words_for_the_web_are_the_description_though_they_are_called_web() -> None:
    sample = table("""
        Name;Fecha;Texto web
        Cueca;2026-06-13;Taller de nivel inicial para todo el barrio.
        Feria;2026-06-20;Juegos típicos y cumbia.
    """)
    assert chosen(sample)["description"] == "Texto web"


def test_a_series_is_the_kind_where_nothing_else_is() -> None:
    sample = table("""
        Titolo;Data;Rassegna
        Zeno;2026-06-13;Prosa
        Trio;2026-06-20;Concertistica
        Otello;2026-06-21;Prosa
        Fiume;2026-06-27;Prosa
    """)
    assert chosen(sample)["classifications"] == "Rassegna"


def test_addresses_of_pictures_are_taken_out_from_behind_the_names_of_files() -> None:
    made = suggest(
        table("""
        Name;Date;Photo
        Choir;2026-06-13;choir.jpg (https://x.org/a/choir.jpg)
        Film;2026-06-20;film.png (https://x.org/b/film.png)
    """),
        "a",
    )
    assert line(made, "image") == "image: {from: \"{Photo}\", regex: '(?i)https?://[^\\s(){}]+'}"


def test_a_running_number_is_no_identity_where_title_and_day_are_one() -> None:
    rows = "№ п/п;Название;Дата\n1;Хор;2026-06-13\n2;Кино;2026-06-20\n3;Бал;2026-06-27"
    assert chosen(table(rows))["identity"] == "Название + Дата"


def test_a_running_number_has_to_do_where_nothing_else_tells_rows_apart() -> None:
    rows = "Nr;Titel;Datum\n1;Chor;2026-06-13\n2;Chor;2026-06-13\n3;Chor;2026-06-13"
    made = suggest(table(rows), "a")
    (choice,) = [each for each in made.choices if each.field == "identity"]
    assert (choice.columns, choice.sure) == (("Nr",), "guess")
    assert "it must stay with its event when rows move" in choice.why


def test_codes_of_events_are_the_identity_whatever_their_column_is_called() -> None:
    for name in ("Sesión", "Auftrag", "N° Rodeo"):
        rows = f"{name};Título;Fecha\n2026-0412;Coro;2026-06-13\n2026-0413;Cine;2026-06-20\n2026-0501;Baile;2026-06-27"
        assert chosen(table(rows))["identity"] == name


def test_links_without_their_scheme_get_it_in_the_mapping() -> None:
    rows = "Title;Date;Page\nChoir;2026-06-13;facebook.com/choir\nFilm;2026-06-20;film.club.org"
    assert 'url: "https://{Page}"' in suggest(table(rows), "a").to_yaml()


def test_codes_of_one_word_are_no_title_beside_names() -> None:
    sample = table("""
        Productie;Naam;Datum
        P-2207;De man die zijn haar kort liet knippen;2026-06-13
        P-2231;Krokodil op de tram;2026-06-20
    """)
    assert chosen(sample)["title"] == "Naam"


def test_the_price_that_everybody_pays_is_taken_before_that_of_some() -> None:
    sample = table("""
        Titolo;Data;Prezzo Ridotto;Prezzo Intero
        Zeno;2026-06-13;12,00;18,00
        Otello;2026-06-20;14,00;22,00
    """)
    assert chosen(sample)["price"] == "Prezzo Intero"


def test_the_day_alone_is_no_identity_where_the_place_is_known() -> None:
    sample = table("""
        date;venue;city
        2026-06-13;Midway Cafe;Boston
        2026-06-20;The Jungle;Somerville
        2026-06-27;The Jungle;Somerville
    """)
    assert chosen(sample)["identity"] == "date + venue"


def test_texts_too_long_to_be_read_at_a_glance_are_no_title_beside_a_name() -> None:
    dates = "Date: 2026-06-13 StartTime 09:00 EndTime 16:00 | " * 4
    sample = table(f"""
        Name;Occasions
        Rose days;{dates}
        Open garden;{dates}x
    """)
    assert chosen(sample)["title"] == "Name"


def test_a_name_that_is_half_understood_yields_to_one_that_is_understood() -> None:
    sample = table("""
        Event zorp;Subject;Date
        alpha one;Birds of the north;2026-06-13
        beta two;Moths at night;2026-06-20
    """)
    assert chosen(sample)["title"] == "Subject"


def test_a_match_with_both_teams_in_one_cell_is_the_title() -> None:
    sample = table("""
        날짜;경기 홈팀원정팀;구장
        2026-06-13;고양 소노 : 수원 KT;고양 아레나
        2026-06-14;서울 SK : 부산 KCC;잠실체육관
    """)
    made = chosen(sample)
    assert (made["title"], made["locationName"]) == ("경기 홈팀원정팀", "구장")


def test_a_cover_that_is_paid_is_the_price_and_no_picture() -> None:
    sample = table("""
        Event;Date;Cover
        Elk Tongue;2026-06-13;$5
        Derby;2026-06-20;FREE
    """)
    made = chosen(sample)
    assert (made["price"], "image" in made) == ("Cover", False)


def test_few_amounts_will_do_where_a_column_is_called_a_price_and_nothing_else() -> None:
    cells = ["From £8", *(f"[('zone', 2853{n}), ('basePrice', 'forty')]" * 2 for n in range(6))]
    rows = "\n".join(f"Gig {n};2026-06-{n + 10};{cell}" for n, cell in enumerate(cells))
    assert chosen(table(f"Title;Date;Price\n{rows}"))["price"] == "Price"


@pytest.mark.parametrize(
    "header",
    ["match_no;Date;Home;Away", "Event #;Date;Home;Away", "Veranstaltungsnr.;Datum;Heim;Gast"],
)
def test_the_number_of_a_match_or_an_event_is_its_identity_though_it_counts(header: str) -> None:
    rows = "1;2026-06-13;MEX;RSA\n2;2026-06-14;KOR;CZE\n3;2026-06-14;CAN;BIH"
    assert chosen(table(f"{header}\n{rows}"))["identity"] == header.partition(";")[0]


def test_links_that_nobody_filled_in_are_no_price() -> None:
    sample = table("""
        Title;Date;url
        Choir;2026-06-13;N/A
        Film;2026-06-20;N/A
    """)
    assert "price" not in chosen(sample)


def test_a_word_that_means_a_kind_by_itself_only_is_left_open_within_others() -> None:
    kinds = (
        "Tech House",
        "Tech",
        "Techno",
        "Book club",
        "Club",
        "Artes escénicas",
        "Ciencia ficción",
    )
    rows = "\n".join(f"Night {n};2026-06-{n + 10};{kind}" for n, kind in enumerate(kinds * 2))
    made = suggest(table(f"Title;Date;Genre\n{rows}"), "a")
    said = line(made, "classifications")
    slugs = ["community", "technology", "music", "community", "nightlife", "theatre", "community"]
    for kind, slug in zip(kinds, slugs, strict=True):
        assert f'"{kind}": {slug}' in said


@pytest.mark.parametrize(
    "name", ["Max Age", "age_max", "Seats sold", "Freie Plätze", "签到人数", "Places"]
)
def test_a_limit_of_something_else_is_no_number_of_places(name: str) -> None:
    sample = table(f"""
        Title;Date;{name}
        Choir;2026-06-13;12
        Film;2026-06-20;40
    """)
    assert chosen(sample).get("capacity") == ("Places" if name == "Places" else None)


@pytest.mark.parametrize(
    ("name", "asked"), [("Bemerkungen", True), ("Notes", True), ("Summary", False)]
)
def test_notes_that_may_be_meant_for_oneself_are_asked_about(name: str, asked: bool) -> None:
    sample = table(f"""
        Title;Date;{name}
        Choir;2026-06-13;keys are with Mrs Miller
        Film;2026-06-20;deposit still open
    """)
    made = suggest(sample, "a")
    assert chosen(sample)["description"] == name
    assert [f"{name} would be published" in words for words in made.open].count(True) == asked


def test_links_into_calls_are_asked_about_before_everybody_sees_them() -> None:
    def asked(link: str) -> bool:
        rows = f"Title;Date;Link\nTalk;2026-06-13;{link}/1\nTea;2026-06-20;{link}/2"
        return any(
            "lets everybody into a call" in words for words in suggest(table(rows), "a").open
        )

    assert asked("https://us02web.zoom.us/j/8801234567")
    assert not asked("https://x.org/talks")
