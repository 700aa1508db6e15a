"""What `init` proposes where the rows say that the likeliest name is the wrong one."""

from __future__ import annotations

from test_suggest import chosen, table

from importer.mapping.suggesting import suggest


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
