"""What the cells of a calendar hold of private entries and of people."""

from __future__ import annotations

import pytest
from calendars import feed, read

from importer.privacy import Privacy
from importer.records import Standing

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
    record = read(feed(f"{SECRET}    CLASS:{class_}")).only
    assert record.standing is Standing.PRIVATE
    shown = {name for name, cell in zip(record.columns, record.cells, strict=True) if cell != ""}
    assert shown == {"UID", "DTSTART", "DTEND", "CLASS"}


def test_private_entries_are_open_where_the_mapping_says_so() -> None:
    open_ = Privacy(private_events="publish")
    record = read(feed(f"{SECRET}    CLASS:PRIVATE"), privacy=open_).only
    assert (record.standing, record["SUMMARY"]) == (Standing.LIVE, "Dentist")


def test_an_instance_of_a_private_series_is_private() -> None:
    outcome = read(feed(
        "UID:a\nCLASS:PRIVATE\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY;COUNT=2",
        "UID:a\nSUMMARY:Dentist\nRECURRENCE-ID:20260602T200000\nDTSTART:20260603T200000",
    ))  # fmt: skip
    assert outcome.standings == [Standing.PRIVATE] * 2
    assert outcome.cells("SUMMARY") == ["", ""]


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


@pytest.mark.parametrize(
    ("organizer", "stripped", "kept"),
    [
        ('ORGANIZER;CN="Hall, The":mailto:ann@mail.example', "Hall, The", "Hall, The"),
        ("ORGANIZER:MAILTO:ann@mail.example", "", "ann@mail.example"),
        ("ORGANIZER;CN=ann@mail.example:mailto:ann@mail.example", "", "ann@mail.example"),
    ],
)
def test_the_organizer_is_a_name_and_an_address_only_where_people_are_kept(
    organizer: str, stripped: str, kept: str
) -> None:
    content = feed(f"UID:a\nDTSTART:20260612\n{organizer}")
    assert read(content).only["ORGANIZER"] == stripped
    assert read(content, privacy=Privacy(people="keep")).only["ORGANIZER"] == kept
