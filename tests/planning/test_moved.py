"""Dates of a series that moved: paired with what they were, or left alone where nothing tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.planning.moved import Dated, dated, moved

MONDAY = date(2026, 10, 5)


def dates(series: str, days: Iterable[int], hour: int = 19, title: str = "Yoga", hall: str = "Gym") -> list[Dated]:  # fmt: skip
    """Dates of a series, so many days after a Monday; their number is ten times the day."""
    found = []
    for day in days:
        start = datetime(2026, 10, 5, hour) + timedelta(days=day)
        body = {"channelId": 42, "title": title, "startAt": f"{start.isoformat()}-04:00", "locationName": hall}  # fmt: skip
        key = f"{series}\x1f{start:%Y-%m-%d}\x1f1"
        one = dated(10 * day, key, orjson.dumps(body), int(start.timestamp()))
        assert one is not None
        found.append(one)
    return found


def pairs(gone: list[Dated], new: list[Dated], *, across: bool = True) -> list[tuple[int, int]]:
    """(day of what is gone, day of what continues it)."""
    found = [((one.day - MONDAY).days, (other.day - MONDAY).days) for one, other in moved(gone, new, across=across)]  # fmt: skip
    assert len({one for one, _ in found}) == len({other for _, other in found}) == len(found)
    return sorted(found)


TUESDAYS = [1, 8, 15, 22]


@pytest.mark.parametrize("shift", [-1, 1, 2, 3, 4, 5])
def test_a_weekly_series_on_another_weekday_is_paired_week_by_week(shift: int) -> None:
    new = dates("a", [day + shift for day in TUESDAYS])
    assert pairs(dates("a", TUESDAYS), new) == [(day, day + shift) for day in TUESDAYS]


def test_a_series_twice_a_week_keeps_its_order() -> None:
    assert pairs(dates("a", [0, 2, 7, 9]), dates("a", [1, 3, 8, 10])) == [
        (0, 1), (2, 3), (7, 8), (9, 10),
    ]  # fmt: skip


def test_a_date_moved_into_another_week_goes_to_the_nearest() -> None:
    assert pairs(dates("a", [6]), dates("a", [7])) == [(6, 7)]
    assert pairs(dates("a", [6]), dates("a", [13])) == []


def test_two_dates_that_are_equally_near_are_left_alone() -> None:
    assert pairs(dates("a", [9]), dates("a", [8, 10])) == []
    assert pairs(dates("a", [8, 10]), dates("a", [9])) == []


def test_of_two_new_dates_the_nearer_continues() -> None:
    assert pairs(dates("a", [8]), dates("a", [9, 12])) == [(8, 9)]


def test_another_title_is_another_event() -> None:
    assert pairs(dates("a", [1]), dates("a", [2], title="Pilates")) == []


def test_a_split_under_a_new_id_is_paired_by_title_and_place() -> None:
    split = dates("a_R20261013", [8, 15], hour=16)
    assert pairs(dates("a", [8, 15]), split) == [(8, 8), (15, 15)]
    assert pairs(dates("a", [8, 15]), split, across=False) == []
    assert pairs(dates("a", [8, 15]), dates("b", [8, 15], hall="Attic")) == []


def test_two_series_split_at_once_are_told_apart_by_nothing() -> None:
    gone = dates("a", [8]) + dates("b", [9])
    assert pairs(gone, dates("c", [8], hour=16)) == []
    assert pairs(dates("a", [8]), dates("c", [8], hour=16) + dates("d", [9])) == []


def test_a_series_keeps_its_own_dates_before_another_one_takes_any() -> None:
    new = dates("a", [2]) + dates("b", [8], hour=16)
    assert pairs(dates("a", [1, 8]), new) == [(1, 2), (8, 8)]


def test_what_is_no_date_of_a_series_is_none() -> None:
    assert dated(1, "uid-of-a-single-event", b"{}", 0) is None


@given(
    st.lists(st.integers(0, 40), unique=True, max_size=12),
    st.lists(st.integers(0, 40), unique=True, max_size=12),
)
def test_no_date_is_ever_used_twice_nor_moved_far(gone: list[int], new: list[int]) -> None:
    for before, after in pairs(dates("a", gone), dates("a", new, hour=20)):
        assert abs(before - after) <= 6
