"""Which column `init` takes for the venue and which for the town, by what their cells hold."""

from __future__ import annotations

from test_suggest import chosen, line, table

from importer.mapping.suggesting import suggest


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
