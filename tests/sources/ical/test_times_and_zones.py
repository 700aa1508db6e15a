"""When events are: all-day and timed, zones by every name, windows, gaps and overlaps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from calendars import YEAR, feed, read

from importer.records import Window

BERLIN = "X-WR-TIMEZONE:Europe/Berlin"


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("", date(2026, 6, 12)),
        ("DTEND;VALUE=DATE:20260613", date(2026, 6, 12)),
        ("DTEND;VALUE=DATE:20260615", date(2026, 6, 14)),
        ("DTEND;VALUE=DATE:20260612", date(2026, 6, 12)),
        ("DTEND;VALUE=DATE:20260610", date(2026, 6, 12)),
        ("DTEND:20260614T000000", date(2026, 6, 13)),
        ("DURATION:P2D", date(2026, 6, 13)),
        ("DURATION:PT8H", date(2026, 6, 12)),
    ],
)
def test_the_end_of_an_all_day_event_is_its_last_day(end: str, last: date) -> None:
    record = read(feed(f"UID:a\nDTSTART;VALUE=DATE:20260612\n{end}")).only
    assert (record["DTSTART"], record["DTEND"]) == (date(2026, 6, 12), last)


def test_an_all_day_event_never_moves_with_the_calendars_zone() -> None:
    content = feed("UID:a\nDTSTART;VALUE=DATE:20260612", head="X-WR-TIMEZONE:America/Los_Angeles")
    assert read(content).only["DTSTART"] == date(2026, 6, 12)


def test_an_all_day_event_says_its_calendars_zone_and_a_timed_one_its_own() -> None:
    days = feed(
        "UID:a\nDTSTART;VALUE=DATE:20260612", "UID:b\nDTSTART:20260612T180000Z", head=BERLIN
    )
    assert [record["X-WR-TIMEZONE"] for record in read(days).records] == ["Europe/Berlin", ""]


@pytest.mark.parametrize("flag", ["TRUE", "FALSE"])
def test_an_all_day_event_in_disguise_is_one_where_it_says_so(flag: str) -> None:
    record = read(
        feed(f"""
        UID:a
        DTSTART;TZID=Europe/Berlin:20260612T000000
        DTEND;TZID=Europe/Berlin:20260614T000000
        X-MICROSOFT-CDO-ALLDAYEVENT:{flag}
    """)
    ).only
    assert isinstance(record["DTSTART"], datetime) is (flag == "FALSE")
    if flag == "TRUE":
        assert (record["DTSTART"], record["DTEND"]) == (date(2026, 6, 12), date(2026, 6, 13))


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("", ""),
        ("DTEND;TZID=Europe/Berlin:20260612T230000", "2026-06-12 23:00 +0200"),
        ("DTEND;TZID=Europe/London:20260612T230000", "2026-06-13 00:00 +0200"),
        ("DTEND:20260612T220000Z", "2026-06-13 00:00 +0200"),
        ("DTEND;TZID=Europe/Berlin:20260612T200000", ""),
        ("DTEND;TZID=Europe/Berlin:20260612T190000", ""),
        ("DTEND;VALUE=DATE:20260613", "2026-06-13 00:00 +0200"),
        ("DURATION:PT1H30M", "2026-06-12 21:30 +0200"),
        ("DURATION:PT1W", "2026-06-19 20:00 +0200"),
        ("DURATION:P30M1H", "2026-06-12 21:30 +0200"),
        ("DURATION:P1DT1H", "2026-06-13 21:00 +0200"),
        ("DURATION:-PT1H", ""),
        ("DURATION:PT0S", ""),
    ],
)
def test_the_end_of_a_timed_event_is_shown_in_the_zone_of_its_start(end: str, shown: str) -> None:
    outcome = read(feed(f"UID:a\nDTSTART;TZID=Europe/Berlin:20260612T200000\n{end}"))
    assert outcome.ends == [shown]


def test_an_end_before_the_start_is_dropped_and_said() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612T200000Z\nDTEND:20260612T190000Z"))
    assert outcome.only["DTEND"] == ""
    assert outcome.notes == ["1 entry ends before it starts: the end is dropped"]


def test_an_end_that_cannot_be_read_costs_the_event() -> None:
    error = read(feed("UID:a\nDTSTART:20260612T200000Z\nDURATION:two hours")).error
    assert (error.code, error.at.column, error.issue.value) == (
        "ical.invalid", "DURATION", "two hours",
    )  # fmt: skip


def test_utc_stays_utc_and_is_a_named_zone() -> None:
    start = read(feed("UID:a\nDTSTART:20260612T200000Z")).only["DTSTART"]
    assert isinstance(start, datetime)
    assert start.tzinfo is ZoneInfo("UTC")


def test_utc_is_shifted_to_the_calendars_zone() -> None:
    content = feed("UID:a\nDTSTART:20260612T200000Z\nDTEND:20260612T210000Z", head=BERLIN)
    outcome = read(content)
    assert (outcome.starts, outcome.ends) == (
        ["2026-06-12 22:00 +0200"], ["2026-06-12 23:00 +0200"],
    )  # fmt: skip
    start = outcome.only["DTSTART"]
    assert isinstance(start, datetime)
    assert start.tzinfo == ZoneInfo("Europe/Berlin")


def test_floating_times_take_the_calendars_zone() -> None:
    assert read(feed("UID:a\nDTSTART:20260612T200000", head=BERLIN)).starts == [
        "2026-06-12 20:00 +0200"
    ]


def test_floating_times_without_any_zone_stay_naive_and_this_is_said() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612T200000"))
    assert outcome.only["DTSTART"] == datetime(2026, 6, 12, 20)
    assert "1 entry has times without a zone" in outcome.notes[0]


def test_a_calendar_zone_that_nobody_knows_is_said() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612T200000Z", head="X-WR-TIMEZONE:Moon/Crater"))
    assert outcome.starts == ["2026-06-12 20:00 +0000"]
    assert "'Moon/Crater'" in outcome.notes[0]


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ('"Europe/Berlin"', "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("Pacific Time", "America/Los_Angeles"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("Eastern Daylight Time", "America/New_York"),
        ('"(UTC+01:00) Amsterdam, Berlin, Rome"', "Europe/Amsterdam"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        (
            "/freeassociation.sourceforge.net/Tzfile/America/Argentina/Salta",
            "America/Argentina/Salta",
        ),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("GMT+01:00", "Etc/GMT-1"),
        ('"GMT-0500"', "Etc/GMT+5"),
        ("UTC+05:30", "Asia/Kolkata"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("GMT", "UTC"),
        ("US-Eastern", "US/Eastern"),
        ("America-New_York", "America/New_York"),
    ],
)
def test_zones_are_known_by_the_names_that_programs_give_them(tzid: str, zone: str) -> None:
    start = read(feed(f"UID:a\nDTSTART;TZID={tzid}:20260612T200000")).only["DTSTART"]
    assert start == datetime(2026, 6, 12, 20, tzinfo=ZoneInfo(zone))
    assert isinstance(start, datetime)
    assert start.tzinfo == ZoneInfo(zone)


def vtimezone(tzid: str, standard: str = "+0100", more: str = "") -> str:
    return f"""
BEGIN:VTIMEZONE
TZID:{tzid}
{more}
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:{standard}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n\n", "\n")


def test_an_invented_name_is_taken_for_the_zone_that_its_definition_matches() -> None:
    content = feed(
        "UID:a\nDTSTART;TZID=Customized Time Zone:20260612T200000",
        "UID:b\nDTSTART;TZID=Customized Time Zone:20260112T200000",
        head=vtimezone("Customized Time Zone"),
    )
    outcome = read(content)
    assert outcome.starts == ["2026-01-12 20:00 +0100", "2026-06-12 20:00 +0200"]
    start = outcome.records[0]["DTSTART"]
    assert isinstance(start, datetime)
    assert isinstance(start.tzinfo, ZoneInfo)


def test_a_definition_that_names_the_hour_in_its_rule_as_lotus_notes_does_is_followed() -> None:
    head = vtimezone("Western/Central Europe").replace("-1SU", "-1SU;BYMINUTE=0;BYHOUR=2")
    content = feed("UID:a\nDTSTART;TZID=Western/Central Europe:20260612T200000", head=head)
    assert read(content).starts == ["2026-06-12 20:00 +0200"]


def test_a_place_named_in_the_definition_decides() -> None:
    head = vtimezone("Home", more="X-LIC-LOCATION:Europe/Vienna")
    start = read(feed("UID:a\nDTSTART;TZID=Home:20260612T200000", head=head)).only["DTSTART"]
    assert isinstance(start, datetime)
    assert start.tzinfo == ZoneInfo("Europe/Vienna")


def test_a_known_name_beats_a_broken_definition() -> None:
    head = vtimezone("Europe/Berlin", standard="nonsense")
    content = feed("UID:a\nDTSTART;TZID=Europe/Berlin:20260612T200000", head=head)
    assert read(content).starts == ["2026-06-12 20:00 +0200"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("BYMONTH=10", "BYMONTH=10;UNTIL=20201025T030000"),
        ("16010101T030000", "00010101T030000"),
        ("16010101T030000", "16010101T020000"),
        ("16010101T030000", ""),
        ("END:DAYLIGHT\nEND:VTIMEZONE\n", "END:VTIMEZONE\n"),
    ],
    ids=["naive UNTIL", "year 1", "equal starts", "no start", "never ends"],
)
def test_a_definition_that_is_broken_costs_a_zone_with_a_name_nothing(
    right: str, wrong: str
) -> None:
    head = vtimezone("Europe/Berlin")
    assert right in head
    entries = [
        f"UID:{month}\nDTSTART;TZID=Europe/Berlin:2026{month}12T200000" for month in ("01", "06")
    ]
    outcome = read(feed(*entries, head=head.replace(right, wrong)))
    assert outcome.starts == ["2026-01-12 20:00 +0100", "2026-06-12 20:00 +0200"]
    assert not outcome.errors


@pytest.mark.parametrize("year", [1990, 2026])
def test_a_definition_is_matched_in_the_years_of_the_entries_too(year: int) -> None:
    content = feed("UID:a\nDTSTART;TZID=Home:20260612T200000", head=vtimezone("Home"))
    window = Window(datetime(year, 1, 1), datetime(2040, 1, 1))
    assert read(content, window).starts == ["2026-06-12 20:00 +0200"]


def test_a_definition_older_than_the_clocks_of_today_is_the_zone_it_was_written_for() -> None:
    american = vtimezone("Home").replace("16010101", "19870101")
    for berlin, new_york in [
        ("+0200", "-0400"),
        ("+0100", "-0500"),
        ("-1SU;BYMONTH=3", "1SU;BYMONTH=4"),
    ]:
        american = american.replace(berlin, new_york)
    content = feed("UID:a\nDTSTART;TZID=Home:20260612T200000", head=american)
    assert read(content).starts == ["2026-06-12 20:00 -0400"]


def stacked(*eras: tuple[str, str, str, str]) -> str:
    """A VTIMEZONE as Exchange writes it: the rules of a former era have no end of their own."""
    blocks = [
        f"BEGIN:{kind}\nDTSTART:{onset}\nRRULE:FREQ=YEARLY;{rule}\n{offsets}\nEND:{kind}"
        for kind, onset, rule, offsets in eras
    ]
    return "\n".join(["BEGIN:VTIMEZONE", "TZID:Customized Time Zone 1", *blocks, "END:VTIMEZONE"])


TO_WINTER = "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500"
TO_SUMMER = "TZOFFSETFROM:-0500\nTZOFFSETTO:-0400"


def test_a_rule_of_a_zone_ends_where_the_next_of_its_kind_begins() -> None:
    head = stacked(
        ("STANDARD", "16711029T020000", "BYDAY=-1SU;BYMONTH=10", TO_WINTER),
        ("DAYLIGHT", "16710404T020000", "BYDAY=1SU;BYMONTH=4", TO_SUMMER),
        ("STANDARD", "20071104T020000", "BYDAY=1SU;BYMONTH=11", TO_WINTER),
        ("DAYLIGHT", "20070311T020000", "BYDAY=2SU;BYMONTH=3", TO_SUMMER),
    )
    days = ["20260316", "20261029", "20261102"]
    entries = [f"UID:{day}\nDTSTART;TZID=Customized Time Zone 1:{day}T140000" for day in days]
    outcome = read(feed(*entries, head=head))
    assert outcome.starts == [
        "2026-03-16 14:00 -0400",
        "2026-10-29 14:00 -0400",
        "2026-11-02 14:00 -0500",
    ]


@pytest.mark.parametrize(
    ("hour", "winter_hour", "day", "shown"),
    [
        ("02", "02", "20260308T013000", "2026-03-08 01:30 -0500"),
        ("00", "01", "20260308T013000", "2026-03-08 01:30 -0400"),
    ],
)
def test_of_zones_that_change_on_the_same_days_the_hour_decides(
    hour: str, winter_hour: str, day: str, shown: str
) -> None:
    head = stacked(
        ("STANDARD", f"20071104T{winter_hour}0000", "BYDAY=1SU;BYMONTH=11", TO_WINTER),
        ("DAYLIGHT", f"20070311T{hour}0000", "BYDAY=2SU;BYMONTH=3", TO_SUMMER),
    )
    content = feed(f"UID:a\nDTSTART;TZID=Customized Time Zone 1:{day}", head=head)
    assert read(content).starts == [shown]


IN_LATE_MARCH = [f"DTSTART;TZID=Home:202603{day}T023000\nUID:{day}" for day in ("21", "22", "23")]


def test_a_zone_that_only_the_calendar_defines_is_followed_and_this_is_said() -> None:
    """Summer time from the fourth Sunday of March, as nobody has it; 2:30 is not on that day."""
    head = vtimezone("Home").replace("-1SU;BYMONTH=3", "4SU;BYMONTH=3").replace("-1SU", "2SU")
    series = "UID:s\nDTSTART;TZID=Home:20261010T200000\nRRULE:FREQ=DAILY;COUNT=2"
    outcome = read(feed(*IN_LATE_MARCH, series, head=head))
    assert outcome.starts == [
        "2026-03-21 02:30 +0100", "2026-03-22 03:30 +0200", "2026-03-23 02:30 +0200",
        "2026-10-10 20:00 +0200", "2026-10-11 20:00 +0100",
    ]  # fmt: skip
    zones = [start.tzinfo for start in outcome.cells("DTSTART") if isinstance(start, datetime)]
    assert [str(zone) for zone in zones[:2]] == ["Etc/GMT-1", "Etc/GMT-2"]
    assert all(isinstance(zone, ZoneInfo) for zone in zones)
    assert outcome.notes[0].startswith("no zone that IANA knows has the clocks of 'Home'")


def test_a_time_in_such_a_zone_is_shown_in_the_calendars_own_where_the_offsets_agree() -> None:
    head = BERLIN + vtimezone("Home").replace("-1SU;BYMONTH=3", "4SU;BYMONTH=3")
    outcome = read(feed(*IN_LATE_MARCH, head=head))
    zones = [str(start.tzinfo) for start in outcome.cells("DTSTART") if isinstance(start, datetime)]
    assert zones == ["Europe/Berlin", "Etc/GMT-2", "Etc/GMT-2"]


def test_an_offset_that_no_zone_has_is_shown_in_utc() -> None:
    head = vtimezone("Home", "-0937")
    outcome = read(feed("UID:a\nDTSTART;TZID=Home:20260112T200000\nDURATION:PT1H", head=head))
    assert (outcome.starts, outcome.ends) == (
        ["2026-01-13 05:37 +0000"],
        ["2026-01-13 06:37 +0000"],
    )


@pytest.mark.parametrize("head", ["", vtimezone("Home", "nonsense")])
def test_a_zone_that_nobody_knows_is_an_error_of_its_event(head: str) -> None:
    content = feed("UID:a\nDTSTART;TZID=Home:20260612T200000", "UID:b\nDTSTART:20260612", head=head)
    outcome = read(content)
    assert outcome.cells("UID") == ["b"]
    (error,) = outcome.errors
    assert (error.code, error.at.column) == ("zone.unknown", "DTSTART")
    assert "'Home'" in str(error)


def test_a_time_in_the_gap_uses_the_offset_before_it() -> None:
    content = feed("UID:a\nDTSTART;TZID=Europe/Berlin:20260329T023000")
    assert read(content).starts == ["2026-03-29 03:30 +0200"]


def test_a_time_that_exists_twice_is_the_first() -> None:
    content = feed("UID:a\nDTSTART;TZID=Europe/Berlin:20261025T023000")
    assert read(content).starts == ["2026-10-25 02:30 +0200"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-06-12T20:00:00", "2026-06-12 20:00"),
        ("20260612T2000", "2026-06-12 20:00"),
        ("20260612Z", "2026-06-12"),
        ("20260612T240000", "2026-06-13 00:00"),
        ("20260612t200000z", "2026-06-12 20:00 +0000"),
        ("20260612T200000+0200", "2026-06-12 18:00 +0000"),
        (" 20260612T200000 ", "2026-06-12 20:00"),
    ],
)
def test_loose_forms_of_times_are_read(value: str, shown: str) -> None:
    assert read(feed(f"UID:a\nDTSTART:{value}")).starts == [shown]


@pytest.mark.parametrize("value", ["tomorrow", "20260231", "20260612T250000", "12/06/2026"])
def test_impossible_times_are_errors_that_quote_the_value(value: str) -> None:
    error = read(feed(f"UID:a\nDTSTART:{value}")).error
    assert (error.code, error.issue.value) == ("ical.invalid", value)


DAY = Window(datetime(2026, 6, 12), datetime(2026, 6, 13))
DAY_IN_BERLIN = Window(
    datetime(2026, 6, 12, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 6, 13, tzinfo=ZoneInfo("Europe/Berlin")),
)


@pytest.mark.parametrize(
    ("times", "seen"),
    [
        ("DTSTART:20260611T200000\nDTEND:20260612T000000", False),
        ("DTSTART:20260611T200000\nDTEND:20260612T000100", True),
        ("DTSTART:20260601T200000\nDTEND:20260701T200000", True),
        ("DTSTART:20260612T000000", True),
        ("DTSTART:20260611T235959", False),
        ("DTSTART:20260612T235959", True),
        ("DTSTART:20260613T000000", False),
        ("DTSTART;VALUE=DATE:20260612", True),
        ("DTSTART;VALUE=DATE:20260611", False),
        ("DTSTART;VALUE=DATE:20260613", False),
        ("DTSTART;VALUE=DATE:20260610\nDTEND;VALUE=DATE:20260612", False),
        ("DTSTART;VALUE=DATE:20260610\nDTEND;VALUE=DATE:20260613", True),
    ],
)
@pytest.mark.parametrize("window", [DAY, DAY_IN_BERLIN], ids=["naive", "aware"])
def test_what_overlaps_the_window_counts(times: str, seen: bool, window: Window) -> None:
    content = feed(f"UID:a\n{times}", head=BERLIN)
    assert bool(read(content, window).records) is seen


def test_a_naive_window_is_each_events_own_wall_clock() -> None:
    content = feed(
        "UID:tokyo\nDTSTART;TZID=Asia/Tokyo:20260612T000000",
        "UID:hawaii\nDTSTART;TZID=Pacific/Honolulu:20260612T233000",
    )
    assert read(content, DAY).cells("UID") == ["tokyo", "hawaii"]
    instants = Window(datetime(2026, 6, 12, tzinfo=UTC), datetime(2026, 6, 13, tzinfo=UTC))
    assert read(content, instants).cells("UID") == []


def test_without_a_window_everything_single_counts_and_series_have_a_horizon() -> None:
    content = feed(
        "UID:old\nDTSTART:19990101", "UID:late\nDTSTART:20300101",
        "UID:s\nDTSTART:20300101\nRRULE:FREQ=YEARLY",
    )  # fmt: skip
    outcome = read(content, None)
    assert outcome.starts == ["1999-01-01", "2030-01-01", "2030-01-01", "2031-01-01"]
    assert outcome.notes == ["series are followed until 2031-01-02; a window says otherwise"]


def test_records_are_ordered_by_start_then_key() -> None:
    content = feed(
        "UID:c\nDTSTART:20260612T200000Z", "UID:b\nDTSTART:20260612T200000Z",
        "UID:a\nDTSTART;TZID=Europe/Berlin:20260612T213000", "UID:d\nDTSTART:20260612",
    )  # fmt: skip
    assert read(content, YEAR).cells("UID") == ["d", "a", "b", "c"]
