"""Small files that once cost minutes, gigabytes or a traceback: each is read or refused at once."""

from __future__ import annotations

from datetime import datetime
from itertools import count as counting
from time import process_time

import pytest
from calendars import YEAR, feed, read

from importer.errors import SourceError
from importer.records import Window

START = "DTSTART;TZID=Home:20260612T200000"


def definition(rule: str, onset: str = "16010101T000000") -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:Home\nBEGIN:STANDARD\nDTSTART:{onset}\nTZOFFSETFROM:+0100\n"
        f"TZOFFSETTO:+0937\nRRULE:{rule}\nEND:STANDARD\nEND:VTIMEZONE"
    )


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY", "FREQ=YEARLY;BYHOUR=1,2,3;BYMONTH=3"]
)
def test_a_zone_whose_clocks_change_all_the_time_is_no_zone(rule: str) -> None:
    begun = process_time()
    error = read(feed(f"UID:a\n{START}", head=definition(rule))).error
    assert error.code == "zone.unknown"
    assert process_time() - begun < 2


def test_only_the_first_zones_of_many_are_compared_with_all_there_are() -> None:
    heads = [
        definition("FREQ=YEARLY;BYMONTH=3").replace("Home", f"Home{number}") for number in range(60)
    ]
    entries = [f"UID:{n}\n{START.replace('Home', f'Home{n}')}" for n in range(60)]
    begun = process_time()
    outcome = read(feed(*entries, head="\n".join(heads)))
    assert (len(outcome.records), len(outcome.errors)) == (30, 30)
    assert process_time() - begun < 8


@pytest.mark.parametrize("count", [5_000, 10**9, 10**12 - 1])
def test_instances_that_are_evenly_spaced_are_not_counted_one_by_one(count: int) -> None:
    content = feed(f"UID:a\nDTSTART:00010101T200000\nRRULE:FREQ=HOURLY;COUNT={count}")
    hours = Window(datetime(2026, 6, 1), datetime(2026, 6, 2))
    outcome = read(content, hours)
    assert (len(outcome.records), outcome.errors) == (24 if count > 5_000 else 0, [])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=400", "FREQ=DAILY;INTERVAL=3;COUNT=150", "FREQ=WEEKLY;COUNT=60",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=40", "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=120",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=60", "FREQ=HOURLY;INTERVAL=25;COUNT=400",
        "FREQ=DAILY;COUNT=400;UNTIL=20270101", "FREQ=DAILY;COUNT=1", "FREQ=MONTHLY;COUNT=20",
    ],
)  # fmt: skip
def test_a_counted_series_ends_where_counting_ends(rule: str) -> None:
    everywhere = "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12"  # changes nothing, but has to be counted out
    series = f"UID:a\nDTSTART:20260105T200000\nRRULE:{rule}"
    for window in (YEAR, Window(datetime(2026, 12, 1), datetime(2030, 1, 1))):
        assert (
            read(feed(series), window).starts == read(feed(f"{series};{everywhere}"), window).starts
        )


def test_entries_that_share_a_uid_share_the_time_for_series() -> None:
    seconds = counting(step=1)
    masters = [f"UID:a\nSUMMARY:{n}\nDTSTART:20260601\nRRULE:FREQ=DAILY;COUNT=2" for n in range(9)]
    outcome = read(feed(*masters), clock=lambda: float(next(seconds)))
    assert len(outcome.records) == 8
    assert "4 seconds" in str(outcome.errors[0])


DAILY = [f"UID:{n}\nSUMMARY:{n}\nDTSTART:20260101T200000\nRRULE:FREQ=DAILY" for n in range(69)]


def test_of_more_occurrences_than_can_be_planned_the_soonest_are_kept_and_the_rest_is_said() -> (
    None
):
    outcome = read(feed(*DAILY, "UID:z\nDTSTART:20261231"), YEAR)
    assert (len(outcome.records), outcome.complete) == (25_001, False)
    assert (outcome.starts[-2], outcome.cells("UID")[-1]) == ("2026-12-29 20:00", "z")
    (error,) = outcome.errors
    assert (error.code, error.at.row) == ("ical.invalid", None)
    told = str(error)
    assert "more than 25,000 occurrences of its series between 2026-01-01 and 2027-01-01" in told
    assert "those after 2026-12-29 20:00 are left out until a later run reaches them" in told


def test_many_dense_series_are_cut_at_once() -> None:
    series = [f"UID:{n}\nDTSTART:20260101T000000\nRRULE:FREQ=HOURLY" for n in range(12)]
    begun = process_time()
    outcome = read(feed(*series), YEAR)
    assert (len(outcome.records), len(outcome.errors)) == (25_000, 1)
    assert process_time() - begun < 8


def test_single_events_are_not_counted_among_the_occurrences_of_series() -> None:
    singles = [f"UID:s{n}\nDTSTART:20260612" for n in range(500)]
    assert len(read(feed(*DAILY[:68], *singles), YEAR).records) == 68 * 365 + 500


def test_a_first_look_without_a_window_ends_where_there_is_enough_and_says_so() -> None:
    outcome = read(feed(*DAILY), None)
    assert (len(outcome.records), outcome.complete) == (25_000, False)
    assert "more than 25,000 occurrences of its series: those after" in outcome.notes[-1]


def test_a_daily_series_may_be_looked_at_for_fifty_years() -> None:
    outcome = read(feed(DAILY[0]), Window(datetime(2026, 1, 1), datetime(2076, 1, 1)))
    assert (len(outcome.records), outcome.errors) == (18_262, [])


def test_a_series_that_is_refused_is_an_error_and_its_calendar_not_empty() -> None:
    outcome = read(
        feed("UID:a\nDTSTART:20000101T200000\nRRULE:FREQ=SECONDLY;BYSECOND=1;COUNT=900000000")
    )
    assert (outcome.records, len(outcome.errors)) == ([], 1)
    assert "this series is left out, since it" in str(outcome.errors[0])


def test_thousands_of_moved_instances_are_matched_at_once() -> None:
    moved = [
        f"UID:a\nRECURRENCE-ID:2026{month:02}{day:02}T{hour:02}0500\nDTSTART:2026{month:02}{day:02}T{hour:02}3000"
        for month in range(1, 7)
        for day in range(1, 29)
        for hour in range(0, 24, 2)
    ]
    begun = process_time()
    outcome = read(feed("UID:a\nDTSTART:20260101T000000\nRRULE:FREQ=HOURLY", *moved))
    assert len(outcome.records) == 365 * 24 + len(moved)
    assert process_time() - begun < 5


def test_components_that_never_end_are_cheap_however_deep() -> None:
    begun = process_time()
    outcome = read("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 50_000 + "END:VCALENDAR\n")
    assert outcome.records == []
    assert process_time() - begun < 3


def test_a_calendar_of_too_many_lines_is_refused() -> None:
    with pytest.raises(SourceError, match="more than 600,000 lines"):
        read(b"BEGIN:VCALENDAR\n" + b"X:\n" * 600_000)


def test_a_series_that_begins_long_after_the_window_has_nothing_in_it() -> None:
    content = feed("UID:a\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY")
    outcome = read(content, Window(datetime(2005, 1, 1), datetime(2006, 1, 1)))
    assert (outcome.records, outcome.errors) == ([], [])


@pytest.mark.parametrize("length", ["P9999999999D", "PT99999999999H", "P1" + "0" * 50 + "W"])
def test_a_duration_longer_than_the_calendar_is_an_error_of_its_event(length: str) -> None:
    outcome = read(
        feed(f"UID:a\nDTSTART:20260612T200000\nDURATION:{length}", "UID:b\nDTSTART:20260612")
    )
    assert outcome.cells("UID") == ["b"]
    assert (outcome.errors[0].code, outcome.errors[0].at.column) == ("ical.invalid", "DURATION")
    assert "longer than the calendar goes" in str(outcome.errors[0])


def test_an_event_that_ends_beyond_the_last_year_says_so() -> None:
    error = read(feed("UID:a\nDTSTART:99991230T200000\nDURATION:P9D"), None).error
    assert "beyond the years 1 to 9999" in str(error)


def test_columns_are_limited_however_many_properties_there_are() -> None:
    entries = [f"UID:{number}\nDTSTART:20260612\nX-A{number:04}:1" for number in range(600)]
    outcome = read(feed(*entries))
    assert len(outcome.records) == 600
    assert outcome.records[0].columns[-1] == "X-A0099"
