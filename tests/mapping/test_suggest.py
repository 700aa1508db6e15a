"""What `init` proposes for a table or calendar that nobody has mapped yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from mapping_cases import payload

from importer.errors import Location
from importer.mapping.apply import bind
from importer.mapping.suggest import suggest
from importer.payloads import Refused
from importer.records import Cell, Record

ENGLISH = ("Ref", "Act", "Date", "Doors", "Ends", "Venue", "Town", "Kind", "Blurb", "Ticket link")


def records(
    columns: tuple[str, ...], *rows: Sequence[Cell], key: str | None = None
) -> list[Record]:
    return [
        Record(columns, tuple(cells), Location("a.csv", n), key) for n, cells in enumerate(rows, 2)
    ]


CONCERTS = records(
    ENGLISH,
    (
        "17",
        "The Band",
        "13/06/2026",
        "20:00",
        "23:00",
        "Hall",
        "York",
        "Gig",
        "Loud.",
        "https://x.org/1",
    ),
    (
        "18",
        "Other Band",
        "05/06/2026",
        "8pm",
        "",
        "Hall",
        "York",
        "Gig, Film",
        "Louder.",
        "www.x.org/2",
    ),
)


def chosen(sample: list[Record]) -> dict[str, str | None]:
    return {choice.field: choice.column for choice in suggest(sample, "a").choices}


def test_columns_are_recognised_by_name_and_content() -> None:
    found = chosen(CONCERTS)
    assert found["identity"] == "Ref"
    assert (found["title"], found["date"], found["time"], found["end"]) == (
        "Act",
        "Date",
        "Doors",
        "Ends",
    )
    assert (found["venue"], found["town"], found["category"]) == ("Venue", "Town", "Kind")
    assert (found["description"], found["link"]) == ("Blurb", "Ticket link")


@pytest.mark.parametrize(
    ("columns", "title", "start"),
    [
        (("Nr", "Veranstaltung", "Datum", "Beginn"), "Veranstaltung", "Datum"),
        (("N°", "Titre", "Date", "Début"), "Titre", "Date"),
        (("Código", "Título", "Fecha", "Hora"), "Título", "Fecha"),
        (("Codice", "Titolo", "Data", "Ora"), "Titolo", "Data"),
        (("Nummer", "Voorstelling", "Datum", "Aanvang"), "Voorstelling", "Datum"),
        (("a", "Título", "b", "c"), "Título", "b"),
    ],
)
def test_names_are_known_in_seven_languages(
    columns: tuple[str, ...], title: str, start: str
) -> None:
    found = chosen(
        records(columns, ("1", "X", "13/06/2026", "20:00"), ("2", "Y", "14/06/2026", "21:00"))
    )
    assert (found["title"], found["date"], found["identity"]) == (title, start, columns[0])


def test_what_is_written_loads_and_makes_events_once_the_placeholders_are_gone(load: Any) -> None:
    text = suggest(CONCERTS, "concerts", location="a.csv", zone="Europe/London").to_yaml()
    mapper = bind(load(text), lookups={}, channels=None, classifications=None, calendar=False)
    assert [issue.code for issue in mapper.issues] == ["channel.unknown", "place.unknown"]
    assert isinstance(mapper.map(CONCERTS[0]), Refused)
    ready = text.replace("channelId: CHANGE-ME", "channelId: 1").replace("CHANGE-ME", "p1")
    mapper = bind(load(ready), lookups={}, channels=None, classifications=None, calendar=False)
    first, second = (payload(mapper.map(record)) for record in CONCERTS)
    assert (first["startAt"], first["endAt"]) == (
        "2026-06-13T20:00:00+01:00",
        "2026-06-13T23:00:00+01:00",
    )
    assert (second["startAt"], "endAt" in second) == ("2026-06-05T20:00:00+01:00", False)


def test_typed_columns_of_a_workbook_are_recognised() -> None:
    rows = [
        (1.0, "Talk", datetime(2026, 6, 12, 20), time(22)),
        (2.0, "Play", datetime(2026, 6, 13, 20), time(22)),
    ]
    assert chosen(records(("Id", "Event", "When", "Until"), *rows))["identity"] == "Id"
    days = [(1.0, "Talk", date(2026, 6, 12), time(20)), (2.0, "Play", date(2026, 6, 13), time(20))]
    assert "startAt: {date: \"{Day}\", time: \"{Hour}\"}" in suggest(
        records(("Id", "Event", "Day", "Hour"), *days), "a").to_yaml()  # fmt: skip


def test_an_open_order_of_day_and_month_is_said() -> None:
    sample = records(("Id", "Event", "Date", "Time"), ("1", "X", "05/06/2026", "20:00"))
    order = next(choice for choice in suggest(sample, "a").choices if choice.field == "order")
    assert (order.column, order.sure) == ("Date", "guess")


@pytest.mark.parametrize(
    "sample",
    [[], records(("x",), ("y",)), records(("{odd}", 'quo"te', "new\nline"), ("a", "b", "c")),
     records(("Date", "Date of birth"), ("2026-06-12", "1990-01-01"))],
)  # fmt: skip
def test_whatever_the_table_the_mapping_loads(load: Any, sample: list[Record]) -> None:
    mapping = load(suggest(sample, "a", location='od"d.csv').to_yaml())
    mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
    assert "channel.unknown" in [issue.code for issue in mapper.issues]


def test_a_calendar_needs_channel_place_and_perhaps_a_zone(load: Any) -> None:
    sample = records(("SUMMARY", "DTSTART"), ("Talk", datetime(2026, 6, 12, 20)), key="u1")
    text = suggest(sample, "feed").to_yaml()
    mapper = bind(load(text), lookups={}, channels=None, classifications=None, calendar=True)
    assert [issue.code for issue in mapper.issues] == [
        "channel.unknown",
        "place.unknown",
        "zone.unknown",
    ]


def test_a_title_that_waits_for_its_column_is_never_published(load: Any) -> None:
    mapping = load(
        suggest(records(("Id", "Date"), ("1", "2026-06-12")), "a", zone="Europe/Rome").to_yaml()
    )
    mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
    fields = {issue.field for issue in mapper.issues}
    assert fields == {"channelId", "title", "startAt", "approxLocation"}
