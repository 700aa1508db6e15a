"""What is taken out of texts before they are published, and what stays as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.privacy import Privacy, without_mail_addresses, without_meetings

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

MEET = """Talk on bees.
-::~:~::~:~:~::-
Join with Google Meet: https://meet.google.com/a-b-c
-::~:~::~:~::-"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://us02web.zoom.us/j/123?pwd=abc", ""),
        ("Talk at https://meet.google.com/abc-defg-hij tonight", "Talk at tonight"),
        ("Talk (https://zoom.us/j/1).", "Talk ."),
        ("zoom.us/j/123456", ""),
        ("Online: teams.microsoft.com/l/meetup-join/19%3ameeting", "Online"),
        ("https://whereby.com/hall https://meet.jit.si/Hall", ""),
        ("https://acme.webex.com/meet/x and https://global.gotomeeting.com/join/1", "and"),
        ("https://nam02.safelinks.example/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2F1", ""),
        ('<a href="https://zoom.us/j/1">Join</a>', '<a href="">Join</a>'),
        ("zoommtg://zoom.us/join?confno=1 or sip:812@zoomcrc.com", "or"),
        ("tel:+16465588656,,123456#", ""),
        (ZOOM, "Talk on bees."),
        (TEAMS, "Talk on bees."),
        (MEET, "Talk on bees."),
    ],
)
def test_links_into_meetings_go_with_what_surrounds_them(written: str, shown: str) -> None:
    assert without_meetings(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Come!\nPasscode: 77aa!\nBring cake", "Come!\n\nBring cake"),
        ("The passcode is bees", "The"),
        ("Meeting ID: 812 345\nBring cake", "Bring cake"),
        ("Webinar ID 812 3456 7890", ""),
        ("Meeting number (access code): 2345 678", ""),
        ("Besprechungs-ID: 123 456\nKenncode: xYz", ""),
        ("Talk. Zoom password: abc123. Bring cake", "Talk. Bring cake"),
        ("Talk\nPassword: bees", "Talk"),
        ("Talk\nPIN: 4711", "Talk"),
        ("https://zoom.us/j/1\nPassword: of the day", ""),
        ("One tap mobile +16465588656,,123456789#", ""),
        ("Talk on bees. Dial-in: +1 646 558 8656, then 12#", "Talk on bees."),
        ("https://zoom.us/j/1\nUS toll-free 888 788 0099\n12.06.2026 Bern", "12.06.2026 Bern"),
    ],
)
def test_codes_and_dial_in_numbers_go_and_the_sentence_before_them_stays(
    written: str, shown: str
) -> None:
    assert without_meetings(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Tickets: https://hall.example/zoom and https://example.org/teams",
        "Call the box office on +1 212 555 0100",
        "Book toll-free: 888 788 0099. Tel:0123 456789",
        "The zoom lens workshop, meet at the bar at 20:00",
        "Pin it on the wall. Password required at the door",
        "The Password: a new play",
        "Pin: enamel badges and how to make them",
        "Dial-in: a play about radio, 2 acts",
        "Join us online or in the hall\n12.06.2026, 20:00\nLearn more",
        "Learn more\n\n\nabout bees at https://amazoom.us.example/",
        "mail me@zoom.example, code of conduct applies",
        "The bar is called whereby.com",
    ],
)
def test_other_links_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert without_meetings(text) is text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ask Ann <ann.lee+hall@mail.example>", "Ask Ann"),
        ("mailto:ann@mail.example", ""),
        ("Mail ann@mail.example, or call", "Mail , or call"),
        ("See https://social.example/@ann and https://x.example/?to=ann@mail.example", None),
        ("Doors @ 20:00, @theband", None),
    ],
)
def test_mail_addresses_go_and_links_and_handles_stay(written: str, shown: str | None) -> None:
    assert without_mail_addresses(written) == (written if shown is None else shown)


@pytest.mark.parametrize(
    ("name", "opened_by"),
    [
        ("ORGANIZER", Privacy(people="keep")),
        ("attendee", Privacy(people="keep")),
        ("X-GOOGLE-CONFERENCE", Privacy(meeting_links="keep")),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL", Privacy(meeting_links="keep")),
    ],
)
def test_properties_about_people_and_meetings_are_hidden_whole(
    name: str, opened_by: Privacy
) -> None:
    assert Privacy().hides(name)
    assert not opened_by.hides(name)


@pytest.mark.parametrize("name", ["SUMMARY", "LOCATION", "X-ALT-DESC", "MEETING"])
def test_other_properties_are_not_hidden(name: str) -> None:
    assert not Privacy().hides(name)


PIECES = st.sampled_from([
    "https://zoom.us/j/1", "Talk", "Passcode: 7a7a", "\n", " ", ". ", "PIN: 4711", "<", ">", "(", ")", ":",
    "meet.google.com/x", "20:00", "+1 646 558 8656", ",,12#", "Meeting ID", "812 345", "is", "tel:1,,2",
    "bbb.hall.example/b/x", "-::~:~::-", "Join Zoom Meeting", "https://hall.example",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_link_into_a_meeting_is_left_whatever_stands_around_it(text: str) -> None:
    assert "https://zoom.us/j" not in without_meetings(text)


@pytest.mark.parametrize(
    "piece", ["sip:", "bbb.", "tel:", "zoom.", "a.", "/zoom.us", "pin ", "pin: ", "(", "-::~:~::~", "_", "join "]
)  # fmt: skip
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """A text of 50,000 characters, the longest of a calendar, is done within seconds or never."""
    long = piece * (50_000 // len(piece))
    assert len(without_meetings(f"zoom 1 {long}")) <= len(long) + 7
