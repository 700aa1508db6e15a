"""The key of an occurrence: the same for ever, whatever else changes."""

from __future__ import annotations

from datetime import datetime

import pytest
from calendars import feed, read

from importer.records import Window

MASTER = (
    "UID:a\nSUMMARY:Club\nDTSTART;TZID=America/New_York:20260601T200000\nRRULE:FREQ=WEEKLY;COUNT=3"
)
KEYS = ["a|2026-06-01|1", "a|2026-06-08|1", "a|2026-06-15|1"]


def test_a_single_event_is_its_uid() -> None:
    assert read(feed("UID: a@x \nDTSTART:20260612")).keys == ["a@x"]


@pytest.mark.parametrize(
    "entries",
    [
        (MASTER,),
        (MASTER.replace("Club", "Disco"),),
        (MASTER.replace("T200000", "T213000"),),
        (MASTER, "UID:a\nRECURRENCE-ID:20260609T000000Z\nDTSTART:20260608T120000Z"),
        (MASTER, "UID:a\nRECURRENCE-ID;VALUE=DATE:20260608\nDTSTART:20260608T120000Z"),
        tuple(
            f"UID:a\nRECURRENCE-ID;TZID=America/New_York:{day}T200000\nDTSTART;TZID=America/New_York:{day}T200000"
            for day in (20260601, 20260608, 20260615)
        ),
        tuple(
            f"UID:a\nRECURRENCE-ID;TZID=America/New_York:{day}T200000\nDTSTART:{day + 1}T000000Z"
            for day in (20260601, 20260608, 20260615)
        ),
        (
            "UID:a\nDTSTART;TZID=America/New_York:20260601T200000\nRDATE:20260609T000000Z,20260616T000000Z",
        ),
    ],
    ids=[
        "plain",
        "text",
        "time",
        "moved",
        "named by date",
        "written out",
        "written out in UTC",
        "dates",
    ],
)
def test_an_instance_keeps_its_key_however_it_is_written(entries: tuple[str, ...]) -> None:
    assert read(feed(*entries)).keys == KEYS


def test_an_excluded_instance_does_not_renumber_the_others() -> None:
    twice = "UID:a\nDTSTART:20260601T150000\nRRULE:FREQ=DAILY;BYHOUR=15,20;COUNT=4"
    assert read(feed(twice)).keys == [
        "a|2026-06-01|1", "a|2026-06-01|2", "a|2026-06-02|1", "a|2026-06-02|2",
    ]  # fmt: skip
    assert read(feed(f"{twice}\nEXDATE:20260602T150000")).keys[2:] == ["a|2026-06-02|2"]


def test_a_sliding_window_changes_no_key() -> None:
    late = Window(datetime(2026, 6, 8, 21), datetime(2026, 6, 16))
    content = feed(MASTER.replace("COUNT=3", "COUNT=3;BYHOUR=15,20") + "\nDURATION:PT2H")
    everything = read(content).records
    assert [record.key for record in read(content, late).records] == [
        record.key for record in everything if str(record["DTEND"]) > "2026-06-08 21"
    ]


def test_a_single_event_hands_its_key_to_the_instance_of_its_day() -> None:
    outcome = read(feed(MASTER))
    assert [record.past_key for record in outcome.records] == ["a", None, None]
    assert read(feed("UID:a\nDTSTART:20260601T200000")).only.past_key is None


def test_an_event_without_uid_has_a_key_of_its_content() -> None:
    talk = "SUMMARY:Talk\nLOCATION:Hall\nDTSTART:20260612T200000Z"
    first = read(feed(talk + "\nDESCRIPTION:old")).only
    again = read(feed("UID:\n" + talk + "\nDESCRIPTION:new")).only
    other = read(feed(talk.replace("Talk", "Walk"))).only
    assert first.key == again.key != other.key
    assert first.key is not None
    assert first.key.startswith("no-uid\x1f")
    assert first["UID"] == ""


def test_copies_of_one_entry_are_one() -> None:
    copies = [
        f"UID:a\nDTSTAMP:{20260101 + n}T000000Z\nDTSTART:20260612\nSUMMARY:Talk" for n in range(9)
    ]
    outcome = read(feed(*copies))
    assert outcome.keys == ["a"]
    assert outcome.notes == ["8 entries are copies or an older version of another one and left out"]


def test_different_events_under_one_uid_are_all_there_with_one_key() -> None:
    outcome = read(
        feed("UID:a\nDTSTART:20260612\nSUMMARY:Talk", "UID:a\nDTSTART:20260613\nSUMMARY:Walk")
    )
    assert outcome.keys == ["a", "a"]
    assert outcome.cells("SUMMARY") == ["Talk", "Walk"]
