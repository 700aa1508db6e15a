"""What never leaves a calendar: private entries, meeting links, people."""

from __future__ import annotations

import pytest
from calendars import feed, read

from importer.records import Standing
from importer.sources.ical.privacy import FeedPrivacy, without_meeting

SECRET = """
    UID:a
    SUMMARY:Dentist
    DESCRIPTION:Root canal
    LOCATION:Dr. Ann
    CATEGORIES:Health
    STATUS:CONFIRMED
    ORGANIZER;CN=Ann:mailto:ann@mail.example
    X-NOTE:hurts
    DTSTART:20260612T200000Z
    DTEND:20260612T210000Z
"""


@pytest.mark.parametrize("class_", ["PRIVATE", "CONFIDENTIAL", "private", "X-BOARD-ONLY"])
def test_nothing_of_a_private_entry_but_its_time_is_in_the_cells(class_: str) -> None:
    outcome = read(feed(f"{SECRET}    CLASS:{class_}"))
    record = outcome.only
    assert record.standing is Standing.PRIVATE
    shown = {name for name, cell in zip(record.columns, record.cells, strict=True) if cell != ""}
    assert shown == {"UID", "DTSTART", "DTEND", "CLASS"}
    assert outcome.notes == ["1 private entry was held back; privacy.private_events opens them"]


def test_private_entries_are_open_where_the_mapping_says_so() -> None:
    record = read(feed(f"{SECRET}    CLASS:PRIVATE"), privacy=FeedPrivacy("publish")).only
    assert (record.standing, record["SUMMARY"]) == (Standing.LIVE, "Dentist")


def test_an_instance_of_a_private_series_is_private() -> None:
    outcome = read(feed(
        "UID:a\nCLASS:PRIVATE\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY;COUNT=2",
        "UID:a\nSUMMARY:Dentist\nRECURRENCE-ID:20260602T200000\nDTSTART:20260603T200000",
    ))  # fmt: skip
    assert outcome.standings == [Standing.PRIVATE] * 2
    assert outcome.cells("SUMMARY") == ["", ""]
    assert outcome.notes[-1].startswith("1 private entry was")


def test_a_cancelled_private_entry_is_private() -> None:
    outcome = read(feed("UID:a\nCLASS:PRIVATE\nSTATUS:CANCELLED\nDTSTART:20260612"))
    assert outcome.standings == [Standing.PRIVATE]


@pytest.mark.parametrize(
    ("entry", "private"),
    [
        ("SUMMARY:Busy", True),
        ("SUMMARY:Belegt\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", True),
        ("SUMMARY:Busy\nLOCATION:Club", False),
        ("SUMMARY:Busy Signals live", False),
        ("SUMMARY:Free\nDESCRIPTION:The band", False),
        ("LOCATION:Club", False),
        ("STATUS:CONFIRMED", False),
    ],
)
def test_entries_that_only_say_busy_are_private(entry: str, private: bool) -> None:
    outcome = read(feed(f"UID:a\nDTSTART:20260612T200000Z\n{entry}"))
    assert (outcome.standings[0] is Standing.PRIVATE) is private


ZOOM = """Talk on bees.

Ann is inviting you to a scheduled Zoom meeting.
Join Zoom Meeting
https://zoom.us/j/1
Meeting ID: 812
Dial by your location
+1 646 558 8656 US (New York)"""

TEAMS = """Talk on bees.
________________________
Microsoft Teams meeting
Join on your computer or app
Click here to join the meeting<https://teams.microsoft.com/l/x>
Or call in (audio only)"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://us02web.zoom.us/j/123?pwd=abc", ""),
        ("Talk at https://meet.google.com/abc-defg-hij tonight", "Talk at  tonight"),
        ("zoom.us/j/123456", ""),
        ("Online: teams.microsoft.com/l/meetup-join/19%3ameeting", "Online:"),
        ("https://whereby.com/hall https://meet.jit.si/Hall", ""),
        ("https://acme.webex.com/meet/x and https://global.gotomeeting.com/join/1", "and"),
        ("https://nam02.safelinks.example/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2F1", ""),
        ('<a href="https://zoom.us/j/1">Join</a>', '<a href="">Join</a>'),
        ("Come!\nPasscode: 77aa!\nBring cake", "Come!\n\nBring cake"),
        ("Meeting ID: 812 345\nBring cake", "Bring cake"),
        ("Besprechungs-ID: 123 456\nKenncode: xYz", ""),
        ("One tap mobile +16465588656,,123456789#", ""),
        ("tel:+1-646-558-8656", ""),
        (ZOOM, "Talk on bees."),
        (TEAMS, "Talk on bees."),
        (
            "Talk\n-::~:~::~:~:~::-\nJoin with Google Meet: https://meet.google.com/a-b-c\n-::~:~::~:~::-",
            "Talk",
        ),
    ],
)  # fmt: skip
def test_meeting_links_numbers_and_codes_are_stripped(written: str, shown: str) -> None:
    assert without_meeting(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Tickets: https://hall.example/zoom and https://example.org/teams",
        "Call the box office on +1 212 555 0100",
        "The zoom lens workshop, meet at the bar",
        "Pin it on the wall. Password required at the door",
        "Learn more\n\n\nabout bees at https://amazoom.us.example/",
        "mail me@zoom.example, code of conduct applies",
    ],
)
def test_other_links_and_numbers_stay_as_they_are(text: str) -> None:
    assert without_meeting(text) == text


def test_meeting_links_are_stripped_from_every_cell_and_kept_where_the_mapping_says_so() -> None:
    content = feed("""
        UID:a
        DTSTART:20260612T200000Z
        SUMMARY:Talk
        LOCATION:https://zoom.us/j/1
        URL:https://zoom.us/j/1
        X-GOOGLE-CONFERENCE:https://meet.google.com/a
        X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/a
        X-ALT-DESC;FMTTYPE=text/html:<p>https://zoom.us/j/1</p>
    """)
    stripped = read(content).only
    assert all("zoom" not in str(cell) and "://" not in str(cell) for cell in stripped.cells)
    assert stripped["X-ALT-DESC"] == "<p></p>"
    kept = read(content, privacy=FeedPrivacy(meeting_links="keep")).only
    assert kept["LOCATION"] == "https://zoom.us/j/1"
    assert kept["X-GOOGLE-CONFERENCE"] == "https://meet.google.com/a"


@pytest.mark.parametrize(
    ("organizer", "shown"),
    [
        ('ORGANIZER;CN="Hall, The":mailto:ann@mail.example', "Hall, The"),
        ("ORGANIZER:mailto:ann@mail.example", ""),
        ("ORGANIZER;CN=ann@mail.example:mailto:ann@mail.example", ""),
    ],
)
def test_the_organizer_is_a_name_and_never_an_address(organizer: str, shown: str) -> None:
    assert read(feed(f"UID:a\nDTSTART:20260612\n{organizer}")).only["ORGANIZER"] == shown


def test_mail_addresses_in_x_properties_are_people() -> None:
    content = feed("UID:a\nDTSTART:20260612\nX-SENDER:mailto:ann@mail.example")
    assert read(content).only["X-SENDER"] == ""
    kept = read(content, privacy=FeedPrivacy(people="keep")).only
    assert kept["X-SENDER"] == "mailto:ann@mail.example"
