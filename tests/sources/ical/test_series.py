"""Series: rules, exceptions, moved and cancelled instances, versions, and rules without end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from calendars import YEAR, feed, read

from importer.records import Standing, Window

WEEKLY = "DTSTART;TZID=Europe/Berlin:20260601T200000\nDTEND;TZID=Europe/Berlin:20260601T220000"
JUNE = Window(datetime(2026, 6, 1), datetime(2026, 7, 1))


def days(rule: str, start: str = "DTSTART:20260601T200000", window: Window = YEAR) -> list[int]:
    """Days of June 2026 on which a series takes place."""
    outcome = read(feed(f"UID:a\n{start}\n{rule}"), window)
    assert not outcome.errors, [str(error) for error in outcome.errors]
    starts = outcome.cells("DTSTART")
    assert all(isinstance(start, date) and start.month == 6 for start in starts)
    return [start.day for start in starts if isinstance(start, date)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", [1, 2, 3]),
        ("RRULE:FREQ=WEEKLY;COUNT=3", [1, 8, 15]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4", [1, 3, 15, 17]),
        ("RRULE:FREQ=DAILY;UNTIL=20260603T200000", [1, 2, 3]),
        ("RRULE:FREQ=DAILY;COUNT=2\nRDATE:20260610T200000", [1, 2, 10]),
        ("RDATE:20260603T200000,20260605T200000", [1, 3, 5]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260602T200000", [1, 3, 4]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2", [2, 4]),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", [1, 2, 9, 16]),
        ("RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;UNTIL=20260610T000000", [1]),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2\nEXRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1", [2, 9]),
        ("rrule:freq=weekly;byday=mo;count=2;", [1, 8]),
        ("RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2", [1, 2, 8]),
        ("RRULE:FREQ=DAILY\\;COUNT=2", [1, 2]),
        ("RRULE:FREQ=MONTHLY;COUNT=5;BYDAY=2TU,FR", [1, 5, 9, 12, 19, 26]),
        ("RRULE:FREQ=YEARLY;COUNT=4;BYMONTH=6;BYDAY=WE,-1TH", [1, 3, 10, 17, 24]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=1", [1, 8, 9, 15]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=1\nRRULE:FREQ=WEEKLY;COUNT=3", [1, 8, 9, 15]),
        ("RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY", []),
        ("RRULE:FREQ=DAILY;COUNT=2\nRDATE:20260602T200000,20260602T200000", [1, 2]),
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=PERIOD:20260602T200000/PT2H", [1, 3]),
        ("RRULE:FREQ=WEEKLY;BYDAY=SU,MO,WE;BYSETPOS=1,3;WKST=SU;COUNT=3", [1, 3, 7, 10]),
        ("RRULE:", [1]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE:", [1, 8]),
    ],
)
def test_rules_dates_and_exceptions_together_make_the_set(rule: str, expected: list[int]) -> None:
    assert days(rule) == expected


def test_a_start_that_the_rule_does_not_make_is_an_occurrence_and_this_is_said() -> None:
    monday = (
        "UID:a\nSUMMARY:Choir\nDTSTART:20260601T200000\nRRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260610"
    )
    outcome = read(feed(monday))
    assert outcome.starts == ["2026-06-01 20:00", "2026-06-02 20:00", "2026-06-09 20:00"]
    assert outcome.notes[-1].startswith(
        "1 series begins at a time that the rule itself does not make, the first of them 'Choir' on line 3, 2026-06-01"
    )
    added = read(feed(f"{monday}\nRDATE:20260601T200000"))
    assert added.starts == ["2026-06-01 20:00", "2026-06-02 20:00", "2026-06-09 20:00"]
    excluded = read(feed(f"{monday}\nEXDATE:20260601T200000"))
    assert excluded.starts == ["2026-06-02 20:00", "2026-06-09 20:00"]
    for quiet in (added, excluded):
        assert not any("does not make" in note for note in quiet.notes)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260603", 3),
        ("20260603T200000", 3),
        ("20260603T195959", 2),
        ("20260603T180000Z", 3),
        ("20260603T175959Z", 2),
        ("2026-06-03", 3),
    ],
)
def test_until_in_any_form_is_read_in_the_zone_of_the_start(until: str, last: int) -> None:
    found = days(f"RRULE:FREQ=DAILY;UNTIL={until}", "DTSTART;TZID=Europe/Berlin:20260601T200000")
    assert found == list(range(1, last + 1))


@pytest.mark.parametrize(
    ("head", "last"),
    [
        ("X-WR-TIMEZONE:Europe/Berlin", "2026-07-02"),
        ("BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nEND:VTIMEZONE", "2026-07-02"),
        ("", "2026-07-01"),
    ],
)
def test_an_all_day_series_until_an_instant_ends_on_the_calendars_day(head: str, last: str) -> None:
    entry = "UID:a\nDTSTART;VALUE=DATE:20260630\nRRULE:FREQ=DAILY;UNTIL=20260701T220000Z"
    assert read(feed(entry, head=head)).starts[-1] == last


def test_an_excluded_date_removes_all_instances_of_that_local_day() -> None:
    rule = "RRULE:FREQ=DAILY;BYHOUR=10,20;COUNT=6\nEXDATE;VALUE=DATE:20260602"
    assert days(rule, "DTSTART:20260601T100000") == [1, 1, 3, 3]


@pytest.mark.parametrize("exdate", ["20260602T000000", "20260602T200000", "20260601T220000Z"])
def test_an_excluded_time_on_an_all_day_series_is_a_date(exdate: str) -> None:
    entry = f"UID:a\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:{exdate}"
    outcome = read(feed(entry, head="X-WR-TIMEZONE:Europe/Berlin"))
    assert outcome.starts == ["2026-06-01", "2026-06-03"]


def test_an_exception_that_cannot_be_read_costs_the_series() -> None:
    error = read(feed("UID:a\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY\nEXDATE:soon")).error
    assert (error.code, error.at.column) == ("ical.invalid", "EXDATE")


def test_a_weekly_event_keeps_its_local_time_over_the_clock_change() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART;TZID=Europe/Berlin:20260322T200000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=2"
    ))  # fmt: skip
    assert outcome.starts == ["2026-03-22 20:00 +0100", "2026-03-29 20:00 +0200"]
    assert outcome.ends == ["2026-03-22 22:00 +0100", "2026-03-29 22:00 +0200"]


def test_a_series_in_utc_follows_the_calendars_zone() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART:20260322T190000Z\nRRULE:FREQ=WEEKLY;COUNT=2", head="X-WR-TIMEZONE:Europe/Berlin",
    ))  # fmt: skip
    assert outcome.starts == ["2026-03-22 20:00 +0100", "2026-03-29 20:00 +0200"]


@pytest.mark.parametrize("byday", ["TU", "MO"])
def test_weekdays_of_a_series_in_utc_are_those_of_the_calendars_zone(byday: str) -> None:
    entry = f"UID:a\nDTSTART:20260602T000000Z\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY={byday}"
    outcome = read(feed(entry, head="X-WR-TIMEZONE:America/New_York"))
    assert outcome.starts == [f"2026-06-{day} 20:00 -0400" for day in ("01", "08", "15")]


def test_an_instance_in_the_gap_moves_forward() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART;TZID=Europe/Berlin:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3"
    ))  # fmt: skip
    assert outcome.starts == [
        "2026-03-28 02:30 +0100", "2026-03-29 03:30 +0200", "2026-03-30 02:30 +0200",
    ]  # fmt: skip


@pytest.mark.parametrize("moved_first", [False, True])
def test_a_moved_instance_replaces_the_one_it_names(moved_first: bool) -> None:
    entries = [
        f"UID:a\nSUMMARY:Club\n{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=3",
        """
        UID:a
        SUMMARY:Club, moved
        RECURRENCE-ID;TZID=Europe/Berlin:20260608T200000
        DTSTART;TZID=Europe/Berlin:20260609T190000
        """,
    ]
    outcome = read(feed(*(reversed(entries) if moved_first else entries)))
    assert outcome.starts == [
        "2026-06-01 20:00 +0200", "2026-06-09 19:00 +0200", "2026-06-15 20:00 +0200",
    ]  # fmt: skip
    assert outcome.cells("SUMMARY") == ["Club", "Club, moved", "Club"]
    assert outcome.ends == ["2026-06-01 22:00 +0200", "", "2026-06-15 22:00 +0200"]
    assert str(outcome.records[1]["RECURRENCE-ID"]) == "2026-06-08 20:00:00+02:00"
    assert outcome.records[0]["RECURRENCE-ID"] == ""


@pytest.mark.parametrize("named", [";VALUE=DATE:20260608", ":20260608T180000Z", ":20260608T200000"])
def test_an_instance_is_named_by_date_by_instant_or_by_floating_time(named: str) -> None:
    outcome = read(feed(
        f"UID:a\n{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2",
        f"UID:a\nRECURRENCE-ID{named}\nDTSTART;TZID=Europe/Berlin:20260610T200000",
    ))  # fmt: skip
    assert outcome.starts == ["2026-06-01 20:00 +0200", "2026-06-10 20:00 +0200"]


def test_an_instance_moved_into_the_window_from_outside_is_seen_and_one_moved_out_is_not() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART:20260525T200000\nRRULE:FREQ=WEEKLY;COUNT=9",
        "UID:a\nRECURRENCE-ID:20260525T200000\nDTSTART:20260602T200000",
        "UID:a\nRECURRENCE-ID:20260608T200000\nDTSTART:20260702T200000",
    ), JUNE)  # fmt: skip
    assert outcome.keys == [
        f"a|2026-{day}|1" for day in ("06-01", "05-25", "06-15", "06-22", "06-29")
    ]


def test_a_cancelled_instance_is_cancelled_and_the_others_live() -> None:
    outcome = read(feed(
        f"UID:a\n{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2",
        "UID:a\nSTATUS:CANCELLED\nRECURRENCE-ID;TZID=Europe/Berlin:20260608T200000",
    ))  # fmt: skip
    assert outcome.standings == [Standing.LIVE, Standing.CANCELLED]
    assert outcome.starts[1] == "2026-06-08 20:00 +0200"


def test_a_cancelled_event_is_a_cancelled_record() -> None:
    outcome = read(feed("UID:a\nSTATUS:cancelled\nDTSTART:20260612", "UID:b\nDTSTART:20260613"))
    assert outcome.standings == [Standing.CANCELLED, Standing.LIVE]


def test_an_instance_without_its_series_is_a_single_event_with_the_same_key() -> None:
    outcome = read(feed(
        "UID:a\nRECURRENCE-ID:20260608T180000Z\nDTSTART;TZID=Europe/Berlin:20260609T200000"
    ))  # fmt: skip
    assert outcome.starts == ["2026-06-09 20:00 +0200"]
    assert outcome.keys == ["a|2026-06-08|1"]


def test_the_highest_version_wins_as_a_whole() -> None:
    outcome = read(feed(
        "UID:a\nSEQUENCE:2\nSUMMARY:New\nDTSTART:20260602T200000",
        "UID:a\nSEQUENCE:10\nSUMMARY:Newest\nDTSTART:20260603T200000",
        "UID:a\nSUMMARY:Old\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY",
    ))  # fmt: skip
    assert outcome.only["SUMMARY"] == "Newest"
    assert outcome.notes[-1].startswith("2 entries are copies or an older version")


@pytest.mark.parametrize(
    ("master", "override", "seen"),
    [(0, 0, False), (3, 1, False), (1, 2, True)],
    ids=["equal", "older", "newer"],
)
def test_an_exception_beats_an_override_unless_that_is_newer(
    master: int, override: int, seen: bool
) -> None:
    outcome = read(feed(
        f"UID:a\nSEQUENCE:{master}\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260602T200000",
        f"UID:a\nSEQUENCE:{override}\nRECURRENCE-ID:20260602T200000\nDTSTART:20260605T200000",
    ))  # fmt: skip
    assert outcome.keys == ["a|2026-06-01|1", "a|2026-06-02|1"][: 1 + seen]


def test_an_override_left_over_from_an_older_version_is_gone_when_its_time_is() -> None:
    outcome = read(feed(
        "UID:a\nSEQUENCE:2\nDTSTART:20260601T210000\nRRULE:FREQ=WEEKLY;COUNT=2",
        "UID:a\nSEQUENCE:1\nRECURRENCE-ID:20260608T200000\nDTSTART:20260609T200000",
    ))  # fmt: skip
    assert outcome.starts == ["2026-06-01 21:00", "2026-06-08 21:00"]


def test_an_override_with_the_former_time_of_a_series_still_means_that_day() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART:20260601T210000\nRRULE:FREQ=WEEKLY;COUNT=2",
        "UID:a\nRECURRENCE-ID:20260608T200000\nDTSTART:20260609T200000",
    ))  # fmt: skip
    assert outcome.starts == ["2026-06-01 21:00", "2026-06-09 20:00"]


def test_an_override_of_no_instance_is_added_with_a_key_of_its_own() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART:20260601T210000\nRRULE:FREQ=WEEKLY;COUNT=2",
        "UID:a\nRECURRENCE-ID:20260604T200000\nDTSTART:20260604T200000",
    ))  # fmt: skip
    assert outcome.keys == ["a|2026-06-01|1", "a|2026-06-04|1", "a|2026-06-08|1"]


def test_this_and_future_shifts_time_length_and_text_from_there_on() -> None:
    outcome = read(feed(
        f"UID:a\nSUMMARY:Club\n{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=5",
        """
        UID:a
        SUMMARY:Late club
        RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20260615T200000
        DTSTART;TZID=Europe/Berlin:20260616T220000
        DURATION:PT1H
        """,
        "UID:a\nSUMMARY:Open air\nRECURRENCE-ID:20260622T180000Z\nDTSTART;TZID=Europe/Berlin:20260622T150000",
    ))  # fmt: skip
    assert outcome.starts == [
        "2026-06-01 20:00 +0200", "2026-06-08 20:00 +0200", "2026-06-16 22:00 +0200",
        "2026-06-22 15:00 +0200", "2026-06-30 22:00 +0200",
    ]  # fmt: skip
    assert outcome.ends[2:] == ["2026-06-16 23:00 +0200", "", "2026-06-30 23:00 +0200"]
    assert outcome.cells("SUMMARY") == ["Club", "Club", "Late club", "Open air", "Late club"]
    assert outcome.keys[-1] == "a|2026-06-29|1"


def test_cancelling_this_and_future_cancels_all_later_instances() -> None:
    outcome = read(feed(
        "UID:a\nDTSTART:20260601T200000\nRRULE:FREQ=WEEKLY;COUNT=4",
        "UID:a\nSTATUS:CANCELLED\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260615T200000",
    ))  # fmt: skip
    assert [standing.value for standing in outcome.standings] == ["live"] * 2 + ["cancelled"] * 2


def test_until_before_the_start_is_a_deleted_series() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260601T200000\nRRULE:FREQ=DAILY;UNTIL=20260531T200000"))
    assert (outcome.records, outcome.errors) == ([], [])


def test_a_negative_count_is_no_count() -> None:
    assert len(days("RRULE:FREQ=DAILY;COUNT=-1", window=JUNE)) == 30


def test_a_period_brings_its_own_end_and_doubles_nothing() -> None:
    outcome = read(
        feed("""
        UID:a
        DTSTART:20260601T200000Z
        DTEND:20260601T210000Z
        RRULE:FREQ=DAILY;COUNT=2
        RDATE;VALUE=PERIOD:20260602T200000Z/20260602T230000Z,20260605T120000Z/PT30M
    """)
    )
    assert outcome.starts == [
        f"2026-06-{day} +0000" for day in ("01 20:00", "02 20:00", "05 12:00")
    ]
    assert outcome.ends == [f"2026-06-{day} +0000" for day in ("01 21:00", "02 23:00", "05 12:30")]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MINUTELY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"),
        ("FREQ=DAILY;COUNT=ten", "COUNT=TEN"),
        ("FREQ=DAILY;UNTIL=forever", "UNTIL"),
        ("FREQ=FORTNIGHTLY", "FORTNIGHTLY"),
        ("COUNT=3", "FREQ"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=YEARLY;BYEASTER=0", "BYEASTER"),
        ("FREQ=DAILY;RSCALE=HEBREW", "RSCALE"),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=3", "fits no date"),
        ("FREQ=DAILY;BYSECOND=60", "BYSECOND=60 is out of range"),
        ("W2 TU TH #10", "vCalendar 1.0"),
        ("D1 20261224T000000", "vCalendar 1.0"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_an_error_of_its_event(rule: str, words: str) -> None:
    outcome = read(feed(f"UID:a\nDTSTART:20260601T200000\nRRULE:{rule}", "UID:b\nDTSTART:20260612"))
    assert outcome.cells("UID") == ["b"]
    (error,) = outcome.errors
    assert (error.code, error.at.column, error.issue.value) == ("ical.invalid", "RRULE", rule)
    assert words in str(error)


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=DAILY;COUNT=1000000000",
        "RRULE:FREQ=HOURLY;BYHOUR=20",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY",
        "RRULE:FREQ=DAILY;INTERVAL=999999999999",
        "RRULE:FREQ=WEEKLY;INTERVAL=99999999;COUNT=3",
        "RRULE:FREQ=SECONDLY;BYHOUR=1;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=SECONDLY;INTERVAL=7;BYSECOND=1;BYMINUTE=1;BYHOUR=3;BYMONTHDAY=3",
        "RRULE:FREQ=MINUTELY;INTERVAL=4;BYMINUTE=3;COUNT=7",
        "RRULE:FREQ=SECONDLY;INTERVAL=99999999999;COUNT=3",
    ],
)
@pytest.mark.parametrize("start", ["16010101T200000", "20260601T200000", "00010101T200000"])
def test_rules_without_end_are_bounded_by_the_window(rule: str, start: str) -> None:
    assert len(read(feed(f"UID:a\nDTSTART:{start}\n{rule}"), JUNE).records) <= 30


MINUTES = ",".join(str(minute) for minute in range(60))


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        (f"FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND=0,15,30,45", 5_000),
        ("FREQ=MINUTELY", 5_000),
        ("FREQ=SECONDLY", 5_000),
        ("FREQ=SECONDLY;BYMINUTE=0,30;BYSECOND=0,10,20,30,40,50", 5_000),
        ("FREQ=HOURLY", 20_000),
    ],
)
def test_a_rule_that_makes_too_many_instances_is_cut_and_this_is_an_error(
    rule: str, most: int
) -> None:
    years = Window(datetime(2026, 6, 1, 12), datetime(2036, 6, 1))
    content = feed(f"UID:a\nDTSTART:20250601T000000\nRRULE:{rule}", "UID:b\nDTSTART:20260601")
    outcome = read(content, years)
    assert outcome.cells("UID").count("a") == most
    assert outcome.cells("UID").count("b") == 1
    assert outcome.starts[1] == "2026-06-01 12:00"
    (error,) = outcome.errors
    assert (error.code, error.at.row) == ("ical.invalid", 3)
    assert f"on is left out, since it has more than {most:,} instances" in str(error)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MINUTELY;INTERVAL=15;COUNT=4", ["09:00", "09:15", "09:30", "09:45"]),
        ("FREQ=MINUTELY;INTERVAL=90;COUNT=3", ["09:00", "10:30", "12:00"]),
        ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,15;COUNT=5", ["09:00", "09:20", "09:40", "15:00", "15:20"]),
        ("FREQ=MINUTELY;BYMINUTE=0,30;UNTIL=20260601T100000", ["09:00", "09:30", "10:00"]),
        ("FREQ=MINUTELY;BYSECOND=0,20,40;BYSETPOS=1,-1;COUNT=3", ["09:00", "09:00:40", "09:01"]),
        ("FREQ=SECONDLY;INTERVAL=50;COUNT=4", ["09:00", "09:00:50", "09:01:40", "09:02:30"]),
        ("FREQ=SECONDLY;INTERVAL=50;BYSECOND=0,30;COUNT=3", ["09:00", "09:02:30", "09:05"]),
        ("FREQ=SECONDLY;BYMINUTE=0,7;BYSECOND=0,5;COUNT=3", ["09:00", "09:00:05", "09:07"]),
        ("FREQ=SECONDLY;INTERVAL=7;BYDAY=MO;BYHOUR=9;UNTIL=20260601T090010", ["09:00", "09:00:07"]),
    ],
)  # fmt: skip
def test_rules_by_the_minute_and_the_second_are_followed(rule: str, expected: list[str]) -> None:
    outcome = read(feed(f"UID:a\nDTSTART:20260601T090000\nRRULE:{rule}"))
    starts = [start for start in outcome.cells("DTSTART") if isinstance(start, datetime)]
    assert [start.time().isoformat().removesuffix(":00") for start in starts] == expected
    assert not outcome.errors


def test_a_rule_by_the_minute_goes_on_where_a_window_begins_years_later() -> None:
    content = feed("UID:a\nDTSTART:20200101T000500\nRRULE:FREQ=MINUTELY;INTERVAL=7;BYHOUR=8,20")
    whole = read(content, Window(datetime(2026, 6, 1), datetime(2026, 6, 11)))
    found = set()
    for hour in range(240):
        begin = datetime(2026, 6, 1) + hour * timedelta(hours=1)
        part = read(content, Window(begin, begin + timedelta(hours=1)))
        found |= {(record.key, str(record["DTSTART"])) for record in part.records}
    assert found == {(record.key, str(record["DTSTART"])) for record in whole.records}
    assert len(found) == len(whole.records) == 171


def test_the_day_of_a_year_without_a_month_is_in_the_month_of_the_start() -> None:
    rule = "RRULE:FREQ=YEARLY;BYMONTHDAY=29,-1"
    assert days(rule, "DTSTART:20260629T200000", Window(datetime(2026, 1, 1), datetime(2028, 1, 1))) == [
        29, 30, 29, 30,
    ]  # fmt: skip


def test_series_that_take_too_long_together_are_errors_and_single_events_are_not() -> None:
    seconds = count(step=61)
    outcome = read(
        feed("UID:a\nDTSTART:20260601\nRRULE:FREQ=DAILY", "UID:b\nDTSTART:20260612"),
        JUNE,
        clock=lambda: float(next(seconds)),
    )
    assert outcome.cells("UID") == ["b"]
    assert "4 seconds" in str(outcome.errors[0])


def test_week_numbers_keep_the_weekday_of_the_start() -> None:
    outcome = read(feed("UID:a\nDTSTART;VALUE=DATE:20260107\nRRULE:FREQ=YEARLY;BYWEEKNO=2,20"))
    assert outcome.starts == ["2026-01-07", "2026-05-13"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=6;BYDAY=2FR", "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=-1,60",
        "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=-1SU,1MO",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=31,-2",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO",
        "FREQ=DAILY;INTERVAL=7;BYMONTH=1,2", "FREQ=HOURLY;INTERVAL=5;BYDAY=SA", "FREQ=YEARLY;BYWEEKNO=1,53",
    ],
)  # fmt: skip
def test_a_window_years_later_finds_what_following_from_the_start_finds(rule: str) -> None:
    content = feed(f"UID:a\nDTSTART:19990131T203000\nRRULE:{rule}")
    counted = feed(f"UID:a\nDTSTART:19990131T203000\nRRULE:{rule};COUNT=100000")
    assert read(content).keys == read(counted).keys
    assert read(content).starts == read(counted).starts


def test_times_of_day_mean_nothing_to_an_all_day_series() -> None:
    rule = "RRULE:FREQ=DAILY;INTERVAL=2;BYHOUR=9;BYMINUTE=1,2,3;BYSECOND=30;COUNT=3"
    assert days(rule, "DTSTART;VALUE=DATE:20260601") == [1, 3, 5]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=3", "FREQ=YEARLY;COUNT=5", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYMONTH=5", "FREQ=YEARLY;BYMONTH=10;COUNT=9", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=5;COUNT=9",
        "FREQ=MONTHLY;BYMONTHDAY=30;UNTIL=20300101", "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=40",
    ],
)  # fmt: skip
@pytest.mark.parametrize("since", [2026, 2029])
def test_one_date_of_a_month_or_year_is_found_as_if_it_were_searched_for(
    rule: str, since: int
) -> None:
    window = Window(datetime(since, 1, 1), datetime(2040, 1, 1))
    entry = f"UID:a\nDTSTART:20260731T200000\nRRULE:{rule}"
    found, searched = (read(feed(one), window) for one in (entry, f"{entry};BYSETPOS=1"))
    assert (found.starts, found.errors) == (searched.starts, [])
    assert found.starts
