"""The smallest right mapping and row, and how an outcome is looked at."""

from __future__ import annotations

from typing import Any

import orjson

from importer.errors import Location
from importer.mapping.places import Channel, LookupTable
from importer.payloads import Refused, RowOutcome, Wanted
from importer.records import Cell, Record

PLACES = LookupTable.read(
    "places",
    "places.csv",
    ("value", "placeId", "name", "countryCode", "timezone"),
    [
        ("Köln", "p-cgn", "Köln", "DE", "Europe/Berlin"),
        ("Riverside", "p-riv", "Riverside", "us", "America/New_York"),
        ("Nowhere", "p-now", "", "", ""),
    ],
)
CHANNELS = (Channel(42, "riverside", "Riverside Hall"), Channel(43, "kids", "Kids"))

TABLE_EVENT = {
    "channelId": "42",
    "title": '"{Title}"',
    "startAt": '{date: "{Date}", time: "{Time}"}',
    "timezone": "Europe/Berlin",
    "classifications": "[music]",
    "approxLocation": '{city: {placeId: p1, name: "Köln", countryCode: DE}}',
}
TABLE_ROW: dict[str, Cell] = {"Id": "1", "Title": "Talk", "Date": "2026-06-12", "Time": "20:00"}
CALENDAR_EVENT = {
    key: TABLE_EVENT[key] for key in ("channelId", "classifications", "approxLocation")
}


def row(cells: dict[str, Cell], **more: Any) -> Record:
    return Record(tuple(cells), tuple(cells.values()), Location("a.csv", 2), **more)


def payload(outcome: RowOutcome) -> dict[str, Any]:
    assert isinstance(outcome, Wanted), outcome
    made: dict[str, Any] = orjson.loads(outcome.body)
    return made


def codes(outcome: RowOutcome) -> list[str]:
    assert isinstance(outcome, Refused), outcome
    return [issue.code for issue in outcome.issues]
