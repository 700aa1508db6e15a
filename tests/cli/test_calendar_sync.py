"""A living calendar, night after night: the platform holds what the feed says, each event once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.centre import MAPPING, Centre, Shown, running_centre

TUESDAYS = """
UID:yoga
SUMMARY:Yoga
DTSTART;TZID=America/New_York:20261006T190000
DTEND;TZID=America/New_York:20261006T203000
RRULE:FREQ=WEEKLY;COUNT=6
"""
TALK = """
UID:talk
SUMMARY:Talk
DTSTART;TZID=America/New_York:20261021T180000
DURATION:PT1H
"""
YOGA = ["10-06", "10-13", "10-20", "10-27", "11-03", "11-10"]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path) as centre:
        yield centre


def yoga(*days: str, at: str = "19:00", status: str = "published") -> Shown:
    return [("Yoga", f"{day} {at}", status) for day in days]


def instead_of(day: str, *lines: str) -> str:
    """The entry that stands for the yoga class of a day, which was to start at 19:00."""
    stamp = day.replace("-", "")
    return "\n".join([
        "UID:yoga", "SUMMARY:Yoga", f"RECURRENCE-ID;TZID=America/New_York:2026{stamp}T190000", *lines
    ])  # fmt: skip


MOVED = instead_of("10-20", "DTSTART;TZID=America/New_York:20261022T200000", "DURATION:PT1H")
CANCELLED = instead_of(
    "10-27", "DTSTART;TZID=America/New_York:20261027T190000", "DURATION:PT1H", "STATUS:CANCELLED"
)


def test_the_same_feed_again_is_not_written_again(centre: Centre) -> None:
    first = centre.night(TUESDAYS, TALK)
    assert (first.counts["created"], first.exit_code) == (7, 0)
    assert centre.shown() == [("Talk", "10-21 18:00", "published"), *yoga(*YOGA)]
    again = centre.night(TUESDAYS, TALK, later=timedelta(0))
    assert (again.counts["unchanged"], again.exit_code) == (7, 0)
    assert centre.writes() == []
    assert centre.shown() == [("Talk", "10-21 18:00", "published"), *yoga(*YOGA)]


def test_a_series_keeps_its_hour_over_the_clock_change(centre: Centre) -> None:
    centre.night(TUESDAYS)
    starts = sorted(each["startAt"] for each in centre.payloads().values())
    assert starts[3:5] == ["2026-10-27T19:00:00-04:00", "2026-11-03T19:00:00-05:00"]


def test_a_moved_instance_moves_its_event_and_may_come_back(centre: Centre) -> None:
    centre.night(TUESDAYS)
    before = centre.event("10-20")
    centre.night(TUESDAYS, MOVED)
    assert centre.writes() == ["PATCH /events/{id}"]
    assert centre.event("10-22") == before
    assert centre.shown() == sorted([
        *yoga(*(day for day in YOGA if day != "10-20")), ("Yoga", "10-22 20:00", "published")
    ])  # fmt: skip
    centre.night(TUESDAYS)
    assert centre.event("10-20") == before
    assert centre.shown() == yoga(*YOGA)


def test_a_cancelled_instance_becomes_a_draft_at_once_and_may_come_back(centre: Centre) -> None:
    centre.night(TUESDAYS)
    result = centre.night(TUESDAYS, CANCELLED)
    counts = result.counts
    assert (counts["removed"], counts["skipped"], counts["unchanged"]) == (1, 1, 5)
    assert (centre.writes(), result.exit_code) == (["PATCH /events/{id}"], 0)
    others = [day for day in YOGA if day != "10-27"]
    withdrawn = sorted([*yoga(*others), *yoga("10-27", status="draft")])
    assert centre.shown() == withdrawn
    centre.night(TUESDAYS, CANCELLED)
    assert (centre.writes(), centre.shown()) == ([], withdrawn)
    centre.night(TUESDAYS)
    assert centre.writes() == ["PATCH /events/{id}"]
    assert centre.shown() == yoga(*YOGA)


def test_an_exdate_takes_its_event_down_and_no_other(centre: Centre) -> None:
    centre.night(TUESDAYS)
    without = f"{TUESDAYS.strip()}\nEXDATE;TZID=America/New_York:20261013T190000"
    result = centre.night(without)
    assert (result.counts["removed"], result.counts["unchanged"]) == (1, 5)
    withdrawn = sorted([*yoga(*(d for d in YOGA if d != "10-13")), *yoga("10-13", status="draft")])
    assert centre.shown() == withdrawn
    centre.night(without)
    assert (centre.writes(), centre.shown()) == ([], withdrawn)


def test_an_instance_that_was_cancelled_from_the_beginning_is_never_sent(centre: Centre) -> None:
    result = centre.night(TUESDAYS, CANCELLED)
    assert (result.counts["created"], result.counts["skipped"]) == (5, 1)
    assert centre.shown() == yoga(*(day for day in YOGA if day != "10-27"))


@pytest.mark.parametrize("title", ["Talk", "Talks"])
def test_a_single_event_that_becomes_a_series_stays_one_event(centre: Centre, title: str) -> None:
    centre.night(TALK)
    before = centre.event("10-21")
    series = f"{TALK.strip()}\nRRULE:FREQ=WEEKLY;COUNT=3".replace(
        "SUMMARY:Talk", f"SUMMARY:{title}"
    )
    result = centre.night(series)
    assert (result.counts["created"], result.counts["removed"], result.exit_code) == (2, 0, 0)
    assert centre.event("10-21") == before
    days = ("10-21", "10-28", "11-04")
    assert centre.shown() == [(title, f"{day} 18:00", "published") for day in days]
    assert centre.night(series).counts["unchanged"] == 3
    assert centre.writes() == []


def test_a_series_that_becomes_a_single_event_leaves_one_and_drafts(centre: Centre) -> None:
    centre.night(f"{TALK.strip()}\nRRULE:FREQ=WEEKLY;COUNT=3")
    before = centre.event("10-21")
    centre.night(TALK)
    assert centre.event("10-21") == before
    assert centre.shown() == [
        ("Talk", "10-21 18:00", "published"), ("Talk", "10-28 18:00", "draft"), ("Talk", "11-04 18:00", "draft"),
    ]  # fmt: skip
    assert centre.night(TALK).counts["unchanged"] == 1
    assert centre.writes() == []


def test_another_time_of_the_series_moves_every_event(centre: Centre) -> None:
    centre.night(TUESDAYS)
    before = set(centre.payloads())
    earlier = TUESDAYS.replace("T190000", "T180000").replace("T203000", "T193000")
    result = centre.night(earlier)
    assert (result.counts["updated"], set(centre.payloads())) == (6, before)
    assert centre.shown() == yoga(*YOGA, at="18:00")


def test_the_past_slides_out_of_the_window_and_stays_published(centre: Centre) -> None:
    endless = TUESDAYS.replace(";COUNT=6", "")
    centre.night(endless, later=timedelta(days=14))
    result = centre.night(endless)
    counts = result.counts
    assert (counts["created"], counts["removed"], result.exit_code) == (2, 0, 0)
    assert centre.writes() == ["POST /events"] * 2
    assert centre.shown() == yoga(*YOGA, "11-17", "11-24")


def test_times_in_utc_are_shown_in_the_calendars_own_zone(centre: Centre) -> None:
    entry = "UID:a\nSUMMARY:Film\nDTSTART:20261014T000000Z\nDTEND:20261014T020000Z\nRRULE:FREQ=WEEKLY;COUNT=4"
    centre.night(entry, head="X-WR-TIMEZONE:America/New_York")
    starts = sorted((each["startAt"], each["timezone"]) for each in centre.payloads().values())
    assert starts == [
        (f"2026-{day}T20:00:00{offset}", "America/New_York")
        for day, offset in (("10-13", "-04:00"), ("10-20", "-04:00"), ("10-27", "-04:00"), ("11-03", "-05:00"))
    ]  # fmt: skip
    centre.night(entry, head="X-WR-TIMEZONE:America/New_York")
    assert centre.writes() == []


def test_what_privacy_holds_back_is_counted_and_said_once(centre: Centre) -> None:
    online = TUESDAYS + "LOCATION:https://zoom.us/j/1\nDESCRIPTION:Ask ann@mail.example"
    private = TALK + "CLASS:PRIVATE"
    result = centre.night(online, private)
    assert [(issue.code, issue.message.split(",")[0]) for issue in result.issues] == [
        ("ical.private", "1 private entry was not published. To publish them set `privacy: {private_events: publish}`"),
        ("privacy.meeting_links", "From 6 rows"),
        ("privacy.people", "From 6 rows"),
    ]  # fmt: skip
    assert (result.exit_code, result.notes) == (0, [])
    assert centre.shown() == yoga(*YOGA)
    published = str(list(centre.payloads().values()))
    assert "zoom" not in published
    assert "@" not in published


def test_a_private_entry_is_published_whole_where_the_mapping_says_so(centre: Centre) -> None:
    mapping = centre.folder / "mappings" / "centre.yaml"
    mapping.write_text(f"{MAPPING}privacy: {{private_events: publish}}\n", "utf-8")
    result = centre.night(TALK + "CLASS:PRIVATE")
    assert (result.issues, centre.shown()) == ([], [("Talk", "10-21 18:00", "published")])


def test_a_calendar_of_which_nothing_lies_in_the_window_is_not_simply_fine(centre: Centre) -> None:
    result = centre.night("UID:old\nSUMMARY:Old\nDTSTART:19970714T170000Z")
    assert (result.counts["rows"], result.exit_code) == (0, 0)
    assert [issue.code for issue in result.issues] == ["source.nothing"]
    assert "1 entry, but nothing takes place" in result.issues[0].message
    assert "1 over before (the last began 1997-07-14)" in result.issues[0].message
