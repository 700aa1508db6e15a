"""Gaps, overlaps and names of time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.local_time import (
    AmbiguousTimeError,
    Gap,
    NonexistentTimeError,
    Overlap,
    UnknownZoneError,
    day_offset,
    instant,
    settled,
    zone,
)

BERLIN = ZoneInfo("Europe/Berlin")


def test_an_ordinary_time_gets_the_offset_of_its_season() -> None:
    assert (
        instant(datetime(2026, 6, 12, 20), "Europe/Berlin").isoformat()
        == "2026-06-12T20:00:00+02:00"
    )
    assert (
        instant(datetime(2026, 1, 12, 20), "Europe/Berlin").isoformat()
        == "2026-01-12T20:00:00+01:00"
    )


def test_a_time_in_the_gap_is_an_error_that_knows_both_sides() -> None:
    with pytest.raises(NonexistentTimeError, match="does not exist") as caught:
        instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert (caught.value.back.hour, caught.value.forward.hour) == (1, 3)


@pytest.mark.parametrize(
    ("gap", "shown"),
    [("forward", "2026-03-29T03:30:00+02:00"), ("back", "2026-03-29T01:30:00+01:00")],
)
def test_a_time_in_the_gap_moves_as_stated(gap: Gap, shown: str) -> None:
    assert instant(datetime(2026, 3, 29, 2, 30), BERLIN, gap=gap).isoformat() == shown


def test_a_time_that_happens_twice_is_an_error_that_knows_both() -> None:
    with pytest.raises(AmbiguousTimeError, match="twice") as caught:
        instant(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    assert (f"{caught.value.first:%z}", f"{caught.value.second:%z}") == ("+0200", "+0100")


@pytest.mark.parametrize(
    ("overlap", "shown"),
    [("first", "2026-10-25T02:30:00+02:00"), ("second", "2026-10-25T02:30:00+01:00")],
)
def test_the_stated_one_of_two_times_is_taken(overlap: Overlap, shown: str) -> None:
    assert instant(datetime(2026, 10, 25, 2, 30), BERLIN, overlap=overlap).isoformat() == shown


def test_other_hours_of_a_day_of_change_are_no_question() -> None:
    assert settled(datetime(2026, 3, 29, 1), BERLIN)[1].text == "+01:00"
    assert settled(datetime(2026, 3, 29, 4), BERLIN)[1].text == "+02:00"


def test_a_midnight_that_does_not_exist_is_found() -> None:
    with pytest.raises(NonexistentTimeError):
        instant(datetime(2026, 4, 24, 0, 0), "Africa/Cairo")


def test_days_of_change_have_no_offset_of_their_own() -> None:
    assert day_offset(date(2026, 3, 29), BERLIN) is None
    assert day_offset(date(2026, 3, 30), BERLIN) is not None


def test_the_last_day_of_the_calendar_has_an_offset() -> None:
    assert day_offset(date.max, ZoneInfo("UTC")) is not None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("EST", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("xyzzy", None),
        ("", None),
        ("../etc/passwd", None),
    ],
)
def test_an_unknown_zone_names_the_likeliest_right_one(wrong: str, right: str | None) -> None:
    with pytest.raises(UnknownZoneError) as caught:
        zone(wrong)
    assert caught.value.nearest == right


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "Australia/Lord_Howe",
                     "America/Santiago", "Pacific/Apia", "UTC"]),
)  # fmt: skip
def test_the_shown_time_always_names_the_instant_that_zoneinfo_means(
    local: datetime, name: str
) -> None:
    there = ZoneInfo(name)
    aware = instant(local, there, gap="forward", overlap="first")
    assert aware.astimezone(UTC) == local.replace(tzinfo=there).astimezone(UTC)
    assert aware.astimezone(UTC).astimezone(there).replace(tzinfo=None) == aware.replace(
        tzinfo=None
    )
