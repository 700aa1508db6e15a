"""Calendars of which nothing takes place say what is in them instead."""

from __future__ import annotations

import pytest
from calendars import YEAR, feed, read

STRETCH = "but nothing takes place between 2026-01-01 and 2027-01-01"
LOOK = "; look at `source.window`"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (
            ["UID:a\nDTSTART:20190612", "UID:b\nDTSTART:20200101T200000Z"],
            f"2 entries, {STRETCH}: 2 over before (the last began 2020-01-01){LOOK}",
        ),
        (
            [
                "UID:a\nDTSTART:20190612\nRRULE:FREQ=WEEKLY;UNTIL=20250101",
                "UID:b\nDTSTART:20270202",
            ],
            f"2 entries, {STRETCH}: 1 over before (the last began 2019-06-12), "
            f"1 only after (the first begins 2027-02-02){LOOK}",
        ),
        (
            ["UID:a\nDTSTART:20250612\nRRULE:FREQ=YEARLY;INTERVAL=2"],
            f"1 entry, {STRETCH}: 1 without a date then{LOOK}",
        ),
        (
            ["UID:a\nDTSTART:20260612\nRRULE:FREQ=WEEKLY;UNTIL=20260601"],
            f"1 entry, {STRETCH}: 1 series that ends before it begins{LOOK}",
        ),
        ([], "the calendar holds no event (VEVENT)"),
    ],
)
def test_it_is_said_where_the_entries_lie(entries: list[str], words: str) -> None:
    outcome = read(feed(*entries), YEAR)
    assert (outcome.records, outcome.errors, outcome.nothing) == ([], [], words)


def test_what_the_calendar_holds_instead_of_events_is_said() -> None:
    tasks = "BEGIN:VTODO\nSUMMARY:Sweep\nEND:VTODO\n"
    outcome = read(feed(head=f"{tasks}{tasks}BEGIN:VJOURNAL\nEND:VJOURNAL"))
    assert outcome.nothing == "the calendar holds no event (VEVENT), only 1 VJOURNAL and 2 VTODO"


def test_without_a_window_none_is_named() -> None:
    deleted = "UID:a\nDTSTART:20260612\nRRULE:FREQ=WEEKLY;UNTIL=20260601"
    taken_out = "UID:b\nDTSTART:20260612\nRRULE:FREQ=DAILY;COUNT=1\nEXDATE:20260612"
    assert read(feed(deleted, taken_out), None).nothing == (
        "2 entries, but nothing takes place: 1 series that ends before it begins, 1 without a date"
    )
