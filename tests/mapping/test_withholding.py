"""Every text that a payload is made of goes through the same gate, whatever its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mapping_cases import payload

from importer.payloads import LeftOut, Wanted
from importer.records import Cell

LINK = "https://us02web.zoom.us/j/1?pwd=x"
KEEP = "privacy: {meeting_links: keep}"
FIELDS = {
    "title": ('"Talk {L}"', "Talk"),
    "description": ("{from: \"<p>Talk</p>{L}\", text: html}", "Talk"),
    "locationName": ('"{L}"', None),
    "image": ('"{L}"', None),
    "offers": ('[{name: Join, url: "{L}"}]', None),
    "approxLocation": ('{city: {placeId: p-1, name: "Bern {L}"}}', {"city": {"placeId": "p-1", "name": "Bern"}}),
}  # fmt: skip
ENTRY: dict[str, Cell] = {
    "DTSTART": datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Europe/Berlin")),
    "DTEND": "",
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_way_into_a_meeting_is_taken_out_of_every_field_and_noted(
    map_row: Any, field: str
) -> None:
    template, shown = FIELDS[field]
    outcome = map_row({field: template}, {"L": LINK})
    assert payload(outcome).get(field) == shown
    (note,) = outcome.notes
    assert (note.code, note.at.column, note.value) == ("privacy.meeting_links", "L", None)
    assert "zoom" not in note.message
    kept = map_row({field: template}, {"L": LINK}, KEEP)
    assert "zoom" in str(payload(kept)[field])
    assert kept.notes == ()


def test_a_way_into_a_meeting_is_taken_out_of_extra_fields(map_row: Any) -> None:
    rest = 'extra: {"attendance.join": "{L}", "attendance.notes": ["{L}", "hybrid"]}'
    made = payload(map_row({}, {"L": LINK}, rest))
    assert made["attendance"] == {"notes": ["hybrid"]}
    assert payload(map_row({}, {"L": LINK}, rest + f"\n{KEEP}"))["attendance"]["join"] == LINK


def test_a_meeting_link_that_is_no_whole_address_is_withheld_and_no_error(map_row: Any) -> None:
    outcome = map_row({"offers": '[{name: Join, url: "{L}"}]'}, {"L": "zoom.us/j/1?pwd=secret"})
    assert "offers" not in payload(outcome)


def test_what_the_mapping_itself_says_is_meant_so(map_row: Any) -> None:
    offers = f'[{{name: Join, url: "{LINK}"}}]'
    outcome = map_row({"offers": offers, "description": f'"Zoom: {LINK}"'})
    assert payload(outcome)["offers"] == [{"name": "Join", "url": LINK}]
    assert payload(outcome)["description"] == f"Zoom: {LINK}"


def test_mail_addresses_are_taken_out_of_calendars_and_stay_in_tables(
    map_entry: Any, map_row: Any
) -> None:
    cells: dict[str, Cell] = {**ENTRY, "DESCRIPTION": "Ask ann@mail.example"}
    outcome = map_entry(cells)
    assert payload(outcome)["description"] == "Ask"
    assert [note.code for note in outcome.notes] == ["privacy.people"]
    kept = payload(map_entry(cells, rest="privacy: {people: keep}"))
    assert kept["description"] == "Ask ann@mail.example"
    table = payload(map_row({"description": '"{D}"'}, {"D": "Ask box@hall.example"}))
    assert table["description"] == "Ask box@hall.example"


def test_columns_that_are_withheld_whole_are_named(bound: Any) -> None:
    event = {"locationName": '"{ORGANIZER}"', "description": '"{X-ZOOM-PASSCODE}"'}
    assert bound(event, calendar=True).hidden == ("ORGANIZER", "X-ZOOM-PASSCODE")
    assert bound(event, KEEP, calendar=True).hidden == ("ORGANIZER",)
    assert bound({"locationName": '"{ORGANIZER}"'}, calendar=False).hidden == ()


def test_a_withheld_column_may_still_decide_what_is_published(map_entry: Any) -> None:
    only = "only: {ORGANIZER: [Hall]}"
    assert isinstance(map_entry({**ENTRY, "ORGANIZER": "Hall"}, rest=only), Wanted)
    assert isinstance(map_entry({**ENTRY, "ORGANIZER": "Ann"}, rest=only), LeftOut)
