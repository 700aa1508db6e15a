"""A series that goes to another weekday, and one that is split: the events are changed, never made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.centre import Centre, running_centre

CLASS = "UID:{}\nSUMMARY:Yoga\nLOCATION:Gym\nDURATION:PT1H\nDTSTART;TZID=America/New_York:202610{}\nRRULE:FREQ=WEEKLY{}"
OTHERS = [
    f"UID:e{day}\nSUMMARY:Evening {day}\nDTSTART;TZID=America/New_York:202610{day}T200000\nDURATION:PT1H"
    for day in range(12, 20)
]
TUESDAYS = CLASS.format("yoga", "06T190000", ";COUNT=5")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path) as centre:
        centre.night(TUESDAYS, *OTHERS)
        yield centre


def published(centre: Centre) -> dict[int, str]:
    """Start of every Yoga that people see, by event."""
    return {
        number: event["startAt"][5:16]
        for number, event in centre.payloads().items()
        if event["title"] == "Yoga" and event["status"] == "published"
    }


def in_order(starts: dict[int, str]) -> list[int]:
    """Events by their start; they are created side by side, so that their numbers tell nothing."""
    return sorted(starts, key=lambda number: starts[number])


def test_a_series_on_another_weekday_is_updated_and_made_anew_nowhere(centre: Centre) -> None:
    before = published(centre)
    centre.now = centre.now.replace(day=5)
    result = centre.night(CLASS.format("yoga", "07T190000", ";COUNT=5"), *OTHERS)
    assert (result.counts["updated"], result.counts["created"], result.counts["removed"]) == (5, 0, 0)  # fmt: skip
    assert set(centre.writes()) == {"PATCH /events/{id}"}
    after = published(centre)
    assert [after[number] for number in in_order(before)] == [
        "10-07T19:00", "10-14T19:00", "10-21T19:00", "10-28T19:00", "11-04T19:00",
    ]  # fmt: skip
    assert result.notes[-1].startswith("5 dates of series have moved")
    again = centre.night(CLASS.format("yoga", "07T190000", ";COUNT=5"), *OTHERS)
    assert (again.counts["unchanged"], centre.writes()) == (13, [])


def test_back_to_the_old_weekday_is_an_update_too(centre: Centre) -> None:
    before = published(centre)
    centre.now = centre.now.replace(day=5)
    centre.night(CLASS.format("yoga", "07T190000", ";COUNT=5"), *OTHERS)
    centre.now = centre.now.replace(day=5)
    result = centre.night(TUESDAYS, *OTHERS)
    assert (result.counts["updated"], published(centre)) == (5, before)


def test_this_and_all_following_under_a_new_id_at_another_hour_is_an_update(centre: Centre) -> None:
    before = published(centre)
    ended = CLASS.format("yoga", "06T190000", ";UNTIL=20261013T035959Z")
    rest = CLASS.format("yoga_R20261013", "13T164500", ";COUNT=4")
    centre.now = centre.now.replace(day=5)
    result = centre.night(ended, rest, *OTHERS)
    assert (result.counts["updated"], result.counts["created"], result.counts["removed"]) == (4, 0, 0)  # fmt: skip
    after = published(centre)
    assert [after[number] for number in in_order(before)] == [
        "10-06T19:00", "10-13T16:45", "10-20T16:45", "10-27T16:45", "11-03T16:45",
    ]  # fmt: skip


def test_a_series_with_another_title_is_another_event(centre: Centre) -> None:
    other = CLASS.format("yoga", "07T190000", ";COUNT=5").replace("Yoga", "Pilates")
    result = centre.night(other, *OTHERS)
    assert (result.counts["created"], result.counts["removed"], published(centre)) == (5, 5, {})
