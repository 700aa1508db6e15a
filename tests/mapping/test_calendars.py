"""What a calendar entry becomes with hardly any mapping."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mapping_cases import codes, payload

from importer.payloads import LeftOut, Wanted
from importer.records import Cell, Standing

BERLIN = ZoneInfo("Europe/Berlin")
EVENING: dict[str, Cell] = {
    "DTSTART": datetime(2026, 6, 12, 20, tzinfo=BERLIN),
    "DTEND": datetime(2026, 6, 12, 22, tzinfo=BERLIN),
}


def test_title_times_zone_venue_text_and_link_need_no_mapping(map_entry: Any) -> None:
    outcome = map_entry({
        **EVENING, "LOCATION": "Hall", "DESCRIPTION": "<b>Come</b>\nall", "URL": "https://x.org/t",
    })  # fmt: skip
    made = payload(outcome)
    assert outcome.key == "u1"
    assert (made["title"], made["locationName"]) == ("Talk", "Hall")
    assert (made["startAt"], made["endAt"]) == (
        "2026-06-12T20:00:00+02:00",
        "2026-06-12T22:00:00+02:00",
    )
    assert made["timezone"] == "Europe/Berlin"
    assert made["description"] == "Come all"
    assert made["offers"] == [{"name": "Tickets", "url": "https://x.org/t"}]


def test_the_mapping_overrides_the_defaults(map_entry: Any) -> None:
    made = payload(map_entry(EVENING, {"title": '"{SUMMARY} live"', "endAt": "{duration: 1h}"}))
    assert (made["title"], made["endAt"]) == ("Talk live", "2026-06-12T21:00:00+02:00")


def test_another_zone_keeps_the_instant_and_moves_the_clock(map_entry: Any) -> None:
    made = payload(map_entry(EVENING, {"timezone": "America/New_York"}))
    assert (made["startAt"], made["timezone"]) == ("2026-06-12T14:00:00-04:00", "America/New_York")


def test_floating_times_take_the_mapped_zone_or_are_refused(map_entry: Any) -> None:
    floating: dict[str, Cell] = {"DTSTART": datetime(2026, 6, 12, 20), "DTEND": ""}
    made = payload(map_entry(floating, {"timezone": "Europe/Paris"}))
    assert made["startAt"] == "2026-06-12T20:00:00+02:00"
    outcome = map_entry(floating)
    assert codes(outcome) == ["zone.unknown"]
    assert "map `timezone`" in outcome.issues[0].message


def test_an_all_day_entry_lies_in_the_zone_of_its_calendar(map_entry: Any) -> None:
    day: dict[str, Cell] = {"DTSTART": date(2026, 6, 12), "DTEND": date(2026, 6, 12)}
    made = payload(map_entry({**day, "X-WR-TIMEZONE": "Europe/Berlin"}))
    assert (made["startAt"], made["timezone"]) == ("2026-06-12T00:00:00+02:00", "Europe/Berlin")
    assert codes(map_entry(day)) == ["zone.unknown"]


def test_an_offset_without_a_name_is_no_zone(map_entry: Any) -> None:
    fixed: dict[str, Cell] = {
        "DTSTART": datetime(2026, 6, 12, 20, tzinfo=timezone(timedelta(hours=2)))
    }
    assert codes(map_entry(fixed)) == ["zone.unknown"]
    assert (
        payload(map_entry(fixed, {"timezone": "Europe/Berlin"}))["startAt"]
        == "2026-06-12T20:00:00+02:00"
    )


def test_an_all_day_entry_lasts_to_the_end_of_its_last_day(map_entry: Any) -> None:
    outcome = map_entry(
        {"DTSTART": date(2026, 6, 12), "DTEND": date(2026, 6, 13)}, {"timezone": "Europe/Berlin"}
    )
    made = payload(outcome)
    assert (made["startAt"], made["endAt"]) == (
        "2026-06-12T00:00:00+02:00",
        "2026-06-13T23:59:59+02:00",
    )
    assert outcome.over_at == int(datetime(2026, 6, 13, 22, tzinfo=UTC).timestamp())


def test_all_day_times_are_set_in_the_mapping(map_entry: Any) -> None:
    outcome = map_entry(
        {"DTSTART": date(2026, 6, 12)},
        {"timezone": "Europe/Berlin"},
        "all_day: {start: '10:00', end: '18:00'}",
    )
    made = payload(outcome)
    assert (made["startAt"], made["endAt"]) == (
        "2026-06-12T10:00:00+02:00",
        "2026-06-12T18:00:00+02:00",
    )


def test_an_end_that_is_the_start_is_dropped_and_one_before_it_noted(map_entry: Any) -> None:
    start = datetime(2026, 6, 12, 20, tzinfo=BERLIN)
    same = map_entry({"DTSTART": start, "DTEND": start})
    assert "endAt" not in payload(same)
    assert same.notes == ()
    before = map_entry({"DTSTART": start, "DTEND": start - timedelta(hours=1)})
    assert "endAt" not in payload(before)
    assert [note.code for note in before.notes] == ["time.end_before_start"]


@pytest.mark.parametrize(
    ("local", "shown"),
    [
        (datetime(2026, 3, 29, 2, 30), "2026-03-29T03:30:00+02:00"),
        (datetime(2026, 10, 25, 2, 30), "2026-10-25T02:30:00+02:00"),
    ],
)
@pytest.mark.parametrize("zone", [None, BERLIN])
def test_gaps_go_forward_and_overlaps_first(
    map_entry: Any, local: datetime, shown: str, zone: ZoneInfo | None
) -> None:
    made = payload(
        map_entry({"DTSTART": local.replace(tzinfo=zone)}, {"timezone": "Europe/Berlin"})
    )
    assert made["startAt"] == shown


def test_cancelled_and_private_entries_are_left_out(map_entry: Any) -> None:
    assert map_entry(EVENING, standing=Standing.CANCELLED).why == "cancelled"
    private = map_entry(EVENING, standing=Standing.PRIVATE)
    assert isinstance(private, LeftOut)
    assert private.why == "private"
    shown = map_entry(EVENING, rest="privacy: {private_events: publish}", standing=Standing.PRIVATE)
    assert isinstance(shown, Wanted)


def test_a_broken_ticket_link_costs_the_link_and_not_the_event(map_entry: Any) -> None:
    outcome = map_entry({**EVENING, "URL": "see website"})
    assert "offers" not in payload(outcome)
    assert [note.code for note in outcome.notes] == ["url.invalid"]


def test_a_meeting_as_place_and_link_is_withheld(map_entry: Any) -> None:
    made = payload(map_entry({
        **EVENING, "LOCATION": "https://teams.microsoft.com/l/meetup-join/x", "URL": "https://zoom.us/j/1",
        "DESCRIPTION": "Talk\nMeeting ID: 123 456\nPasscode: abc",
    }))  # fmt: skip
    assert "locationName" not in made
    assert "offers" not in made
    assert made["description"] == "Talk"


def test_people_are_withheld_unless_the_mapping_keeps_them(map_entry: Any) -> None:
    event, cells = {"locationName": '"{ORGANIZER}"'}, {**EVENING, "ORGANIZER": "Ann"}
    assert "locationName" not in payload(map_entry(cells, event))
    assert payload(map_entry(cells, event, "privacy: {people: keep}"))["locationName"] == "Ann"


def test_a_property_that_this_feed_lacks_reads_as_empty(bound: Any, map_entry: Any) -> None:
    event = {"locationName": '"{LOCATION}[ in {X-VENUE}]"'}
    bound(event, calendar=True).check_columns([(None, ("UID", "SUMMARY", "DTSTART"))], "feed.ics")
    assert payload(map_entry({**EVENING, "LOCATION": "Hall"}, event))["locationName"] == "Hall"
    named = map_entry({**EVENING, "LOCATION": "Hall", "X-VENUE": "Rome"}, event)
    assert payload(named)["locationName"] == "Hall in Rome"
