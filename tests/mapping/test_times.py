"""When a row of a table starts and ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from mapping_cases import codes, payload, row

from importer.records import Cell

FORMAT = "{from: \"{Date} {Time}\", format: '%d/%m/%Y %H:%M'}"
ENDS = "{from: \"{Date} {Ends}\", format: '%d/%m/%Y %H:%M', next_day_if_earlier: true}"


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("12/06/2026", "20:00"),
        (date(2026, 6, 12), "20:00"),
        ("12/06/2026", time(20)),
        (date(2026, 6, 12), time(20)),
        (datetime(2026, 6, 12), time(20)),
        (datetime(2026, 6, 12), "20:00"),
        (datetime(2026, 6, 12), datetime(1899, 12, 30, 20)),
        (date(2026, 6, 12), timedelta(hours=20)),
        (" 12/06/2026 ", " 20:00 "),
    ],
)
@pytest.mark.parametrize(
    "start",
    [FORMAT, '{date: "{Date}", time: "{Time}", order: dmy}', '{from: "{Date} {Time}", order: dmy}'],
)
def test_typed_cells_and_text_mix_in_every_way_of_saying_it(
    map_row: Any, start: str, day: Cell, clock: Cell
) -> None:
    outcome = map_row({"startAt": start}, {"Date": day, "Time": clock})
    assert payload(outcome)["startAt"] == "2026-06-12T20:00:00+02:00"


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("%d/%m/%Y %H:%M", "12/6/2026 20:00"),
        ("%d.%m.%y %H.%M Uhr", "12.06.26 20.00 uhr"),
        ("%m/%d/%Y %I:%M %p", "06/12/2026 8:00 PM"),
        ("%m/%d/%Y %I:%M %p", "06/12/2026 8:00PM"),
        ("%a %d %B %Y, %H:%M", "Fri 12 June 2026, 20:00"),
        ("%A, %d. %B %Y %H:%M", "Freitag, 12. Juni 2026 20:00"),
        ("%d %b %Y %H:%M", "12 août 2026 20:00"),
        ("%Y%m%dT%H%M%S", "20260612T200000"),
        ("%Y-%m-%d %H:%M %z", "2026-06-12 18:00 +0000"),
        ("%F %T", "2026-06-12 20:00:00"),
        ("%s", "1781287200"),
        ("%s", "1781287200000"),
    ],
)
def test_a_format_is_read_like_strptime_in_seven_languages(
    map_row: Any, format_: str, text: str
) -> None:
    outcome = map_row({"startAt": f"{{from: \"{{W}}\", format: '{format_}'}}"}, {"W": text})
    expected = "2026-08-12T20:00:00+02:00" if "août" in text else "2026-06-12T20:00:00+02:00"
    assert payload(outcome)["startAt"] == expected


@pytest.mark.parametrize(
    ("clock", "hour"), [("1930", "19:30"), ("130", "01:30"), ("115", "01:15"), ("300", "03:00")]
)
def test_hours_and_minutes_without_a_sign_lack_only_the_first_zero(
    map_row: Any, clock: str, hour: str
) -> None:
    start = '{date: "{Date}", order: dmy, time: "{Time}", time_format: \'%H%M\'}'
    outcome = map_row({"startAt": start}, {"Time": clock})
    assert payload(outcome)["startAt"] == f"2026-06-12T{hour}:00+02:00"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Date": "2026-06-12"}, "time.unparseable"),
        ({"Date": "31/06/2026"}, "time.unparseable"),
        ({"Date": "31/12/9999"}, "time.unparseable"),
        ({"Date": "12/06/0202"}, "time.unparseable"),
        ({"Time": "25:00"}, "time.unparseable"),
        ({"Time": ""}, "cell.missing"),
        ({"Date": "29/03/2026", "Time": "02:30"}, "time.nonexistent"),
        ({"Date": "25/10/2026", "Time": "02:30"}, "time.ambiguous"),
    ],
)
def test_a_start_that_is_none_is_refused(map_row: Any, cells: dict[str, Cell], code: str) -> None:
    assert codes(
        map_row({"startAt": FORMAT}, {"Date": "12/06/2026", "Time": "20:00", **cells})
    ) == [code]


def test_gap_and_overlap_go_as_the_mapping_says(map_row: Any) -> None:
    start = FORMAT[:-1] + ", gap: forward, overlap: second}"
    moved = map_row({"startAt": start}, {"Date": "29/03/2026", "Time": "02:30"})
    assert payload(moved)["startAt"] == "2026-03-29T03:30:00+02:00"
    later = map_row({"startAt": start}, {"Date": "25/10/2026", "Time": "02:30"})
    assert payload(later)["startAt"] == "2026-10-25T02:30:00+01:00"


def test_an_early_end_is_on_the_next_day_only_where_stated(map_row: Any) -> None:
    cells: dict[str, Cell] = {"Date": "12/06/2026", "Time": "20:00", "Ends": "01:00"}
    outcome = map_row({"startAt": FORMAT, "endAt": ENDS}, cells)
    assert payload(outcome)["endAt"] == "2026-06-13T01:00:00+02:00"
    assert outcome.over_at - outcome.starts_at == 5 * 3600
    strict = ENDS.replace(", next_day_if_earlier: true", "")
    assert codes(map_row({"startAt": FORMAT, "endAt": strict}, cells)) == ["time.end_before_start"]


def test_a_wrong_end_date_is_no_next_day(map_row: Any) -> None:
    ends = ENDS.replace("{Date} {Ends}", "{EndDate} {Ends}")
    cells: dict[str, Cell] = {
        "Date": "12/06/2026",
        "Time": "20:00",
        "EndDate": "10/06/2026",
        "Ends": "01:00",
    }
    assert codes(map_row({"startAt": FORMAT, "endAt": ends}, cells)) == ["time.end_before_start"]


def test_an_end_in_brackets_may_be_missing_and_another_may_not(map_row: Any) -> None:
    cells: dict[str, Cell] = {"Date": "12/06/2026", "Time": "20:00", "Ends": ""}
    bracketed = ENDS.replace("{Date} {Ends}", "[{Date} {Ends}]")
    assert "endAt" not in payload(map_row({"startAt": FORMAT, "endAt": bracketed}, cells))
    assert codes(map_row({"startAt": FORMAT, "endAt": ENDS}, cells)) == ["cell.missing"]


@pytest.mark.parametrize(
    ("duration", "cell"),
    [
        ("2h", ""),
        ('"{Len}"', "2h"),
        ('"{Len}"', "120 min"),
        ('"{Len}"', "ca. 2 Std. (eine Pause)"),
        ('"{Len}"', "2:00"),
        ('"{Len}"', timedelta(hours=2)),
    ],
)
def test_an_end_is_counted_from_the_start(map_row: Any, duration: str, cell: Cell) -> None:
    outcome = map_row({"endAt": f"{{duration: {duration}}}"}, {"Len": cell})
    assert payload(outcome)["endAt"] == "2026-06-12T22:00:00+02:00"


def test_a_duration_counts_real_time_over_a_change_of_clocks(map_row: Any) -> None:
    outcome = map_row({"endAt": "{duration: 4h}"}, {"Date": "2026-03-28", "Time": "23:00"})
    assert payload(outcome)["endAt"] == "2026-03-29T04:00:00+02:00"


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("Fri 12 June, 8pm-late", "2026-06-12T20:00:00+02:00", None),
        ("Fri 12 June, 8-10pm", "2026-06-12T20:00:00+02:00", "2026-06-12T22:00:00+02:00"),
        ("12 June 10p-2a", "2026-06-12T22:00:00+02:00", "2026-06-13T02:00:00+02:00"),
        ("12-14 June, 10:00-18:00", "2026-06-12T10:00:00+02:00", "2026-06-14T18:00:00+02:00"),
        ("12-14 June, 22:00-04:00", "2026-06-12T22:00:00+02:00", "2026-06-15T04:00:00+02:00"),
        ("12 June 22:00 - 13 June 04:00", "2026-06-12T22:00:00+02:00", "2026-06-13T04:00:00+02:00"),
        ("Fri 12 June 8pm - Sat 2am", "2026-06-12T20:00:00+02:00", "2026-06-13T02:00:00+02:00"),
        ("12 juin à 20h30", "2026-06-12T20:30:00+02:00", None),
        ("Fr, 12. Juni, 20 Uhr", "2026-06-12T20:00:00+02:00", None),
    ],
)
def test_one_cell_may_hold_date_and_range(
    map_row: Any, when: str, start: str, end: str | None
) -> None:
    event = {
        "startAt": '{date: "{When}", time: "{When}", year: 2026}',
        "endAt": '{date: "{When}", time: "{When}", part: end, year: 2026}',
    }
    made = payload(map_row(event, {"When": when}))
    assert (made["startAt"], made.get("endAt")) == (start, end)


@pytest.mark.parametrize(
    ("ends", "end"),
    [("22:00", "2026-06-12T22:00:00+02:00"), ("late", None), ("open end", None), ("TBA", None),
     ("selesai", None), ("bis Schluss", None),
     ("until 22:00", "2026-06-12T22:00:00+02:00"), ("until midnight", "2026-06-13T00:00:00+02:00"),
     ("midnight", "2026-06-13T00:00:00+02:00"), ("24:00", "2026-06-13T00:00:00+02:00")],
)  # fmt: skip
def test_an_end_without_date_is_on_the_day_of_the_start(
    map_row: Any, ends: str, end: str | None
) -> None:
    assert payload(map_row({"endAt": '{time: "{Ends}"}'}, {"Ends": ends})).get("endAt") == end


@pytest.mark.parametrize(
    ("more", "when", "start"),
    [
        ("year: 2026", "12 June", "2026-06-12"),
        ("season: 2026-09..2027-06", "12 June", "2027-06-12"),
        ("season: 2026-09..2027-06", "12 Oct", "2026-10-12"),
    ],
)
def test_a_date_without_year_gets_the_stated_one(
    map_row: Any, more: str, when: str, start: str
) -> None:
    made = payload(map_row({"startAt": f'{{date: "{{W}}", time: "20:00", {more}}}'}, {"W": when}))
    assert made["startAt"].startswith(start)


@pytest.mark.parametrize(
    ("more", "when", "code"),
    [
        ("order: dmy", "12 June", "time.no_year"),
        ("season: 2026-09..2027-06", "12 July", "time.no_year"),
        ("year: 2026", "Monday 12 June", "time.wrong_weekday"),
        ("year: 2026", "29 February", "time.unparseable"),
        ("year: 2026", "tba", "time.unparseable"),
        ("order: mdy", "13/06/2026", "time.unparseable"),
        ("gap: error", "05/06/2026", "time.ambiguous_order"),
        ("gap: error", "", "cell.missing"),
    ],
)
def test_a_date_that_says_too_little_is_never_guessed(
    map_row: Any, more: str, when: str, code: str
) -> None:
    assert codes(
        map_row({"startAt": f'{{date: "{{W}}", time: "20:00", {more}}}'}, {"W": when})
    ) == [code]


def test_a_day_without_a_time_is_never_midnight(map_row: Any) -> None:
    assert codes(map_row({"startAt": '"{Date}"'}, {"Date": "2026-06-12"})) == ["time.no_time"]
    assert codes(map_row({"startAt": '"{Date}"'}, {"Date": date(2026, 6, 12)})) == ["time.no_time"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("TBA", "time.no_time"),
        ("à confirmer", "time.no_time"),
        ("ganztägig", "time.no_time"),
        ("until 22:00", "time.no_time"),
        ("Sat 20:00", "time.wrong_weekday"),
        ("Mon-Fri 20:00", "time.unparseable"),
        ("20:00 EST", "time.wrong_zone"),
        ("14:00-12:00", "time.end_before_start"),
        ("ends 22:00", "time.no_time"),
        ("0.8333333", "time.unparseable"),
    ],
)
def test_a_time_that_says_too_little_or_something_else_is_refused(
    map_row: Any, cell: str, code: str
) -> None:
    assert codes(map_row(cells={"Time": cell})) == [code]


def test_a_weekday_beside_the_time_may_confirm_the_date(map_row: Any) -> None:
    made = payload(map_row(cells={"Time": "Fri, 8pm"}))
    assert made["startAt"] == "2026-06-12T20:00:00+02:00"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("46185.8333", "a day number of a spreadsheet (2026-06-12 20:00)"),
        ("1781287200", "counts seconds since 1970 (2026-06-12 18:00 UTC): state `format: '%s'`"),
        ("1781287200000", "counts milliseconds since 1970 (2026-06-12 18:00 UTC)"),
    ],
)
def test_a_number_that_counts_time_is_pointed_out_and_never_read(
    map_row: Any, cell: str, words: str
) -> None:
    for value in (cell, float(cell)):
        (issue,) = map_row({"startAt": '"{When}"'}, {"When": value}).issues
        assert issue.code == "time.unparseable"
        assert words in issue.message


@pytest.mark.parametrize(("text", "year"), [("12.6.26", 2026), ("12.6.68", 2068)])
def test_two_digits_of_a_year_are_read_as_strptime_does(map_row: Any, text: str, year: int) -> None:
    for start in ('{date: "{D}", time: "20:00", order: dmy}',
                  "{date: \"{D}\", time: \"20:00\", date_format: '%d.%m.%y'}"):  # fmt: skip
        assert payload(map_row({"startAt": start}, {"D": text}))["startAt"].startswith(f"{year}-06")


def test_a_written_offset_keeps_its_instant(map_row: Any) -> None:
    made = payload(map_row({"startAt": '"{Date}"'}, {"Date": "2026-06-12T20:00:00-04:00"}))
    assert made["startAt"] == "2026-06-13T02:00:00+02:00"


def test_the_whole_column_settles_the_order_of_day_and_month(bound: Any) -> None:
    mapper = bound({"startAt": '"{When}"'})
    rows = [row({"Id": str(n), "Title": "x", "When": f"{when} 20:00"})
            for n, when in enumerate(["05/06/2026", "13/06/2026"])]  # fmt: skip
    assert mapper.needs_survey()
    before = mapper.fingerprint()
    for each in rows:
        mapper.survey(each)
    assert payload(mapper.map(rows[0]))["startAt"] == "2026-06-05T20:00:00+02:00"
    assert mapper.fingerprint() != before


def test_an_ambiguous_order_shows_both_readings(map_row: Any) -> None:
    (issue,) = map_row({"startAt": '"{When}"'}, {"When": "05/06/2026 20:00"}).issues
    assert "2026-06-05 or 2026-05-06" in issue.message


def test_a_column_that_proves_both_orders_proves_none(bound: Any) -> None:
    mapper = bound({"startAt": '"{When}"'})
    for when in ("13/06/2026 20:00", "06/13/2026 20:00"):
        mapper.survey(row({"Id": "1", "Title": "x", "When": when}))
    assert codes(mapper.map(row({"Id": "1", "Title": "x", "When": "05/06/2026 20:00"}))) == [
        "time.ambiguous_order"]  # fmt: skip


def test_no_survey_is_needed_where_the_mapping_says_how_times_are_written(bound: Any) -> None:
    assert not bound({"startAt": FORMAT}).needs_survey()
    start = '{date: "{When}", order: dmy, time: "{Time}", time_format: "%H:%M"}'
    assert not bound({"startAt": start}).needs_survey()


def test_a_survey_is_over_when_a_time_counts_24_hours(bound: Any) -> None:
    mapper = bound({"startAt": '{from: "{When}", order: dmy}'})
    assert _over(mapper, "13/06/2026 8:00", "13/06/2026 12:00", "13/06/2026 20:00") == [
        False, False, True]  # fmt: skip
    undecided = bound({"startAt": '"{When}"'})
    assert _over(undecided, "05/06/2026 20:00") == [False]


def _over(mapper: Any, *cells: str) -> list[bool]:
    """After each of these cells whether no more need be looked at."""
    done = []
    for when in cells:
        mapper.survey(row({"Id": "1", "Title": "x", "When": when}))
        done.append(not mapper.needs_survey())
    return done


OF_A_BAND = '{date: "{Date}", time: "{Time}", order: dmy}'


@pytest.mark.parametrize(
    ("others", "clock", "read"),
    [
        (("7:30 PM", "noon"), "Doors 7:00 / Show 7:30", False),
        (("7:30 PM",), "7:30", False),
        (("7:30 PM", "08:00"), "7:30", False),
        (("10am-2pm",), "8:00-9:30", False),
        (("下午1:30",), "7:30", False),
        (("7:30 PM",), "12:30", True),
        (("7:30 PM",), "07:30", True),
        (("7:30 PM", "19:30"), "7:30", True),
        (("19:30", "7:30 PM"), "7:30", True),
        (("noon", "6:15", "nonsense"), "7:30", True),
    ],
)
def test_an_hour_without_its_half_of_the_day_is_refused_where_others_have_theirs(
    bound: Any, others: tuple[str, ...], clock: str, read: bool
) -> None:
    mapper = bound({"startAt": OF_A_BAND})
    rows = [row({"Id": str(n), "Title": "x", "Date": "12/06/2026", "Time": each})
            for n, each in enumerate((*others, clock))]  # fmt: skip
    for each in rows:
        mapper.survey(each)
    outcome = mapper.map(rows[-1])
    if read:
        assert payload(outcome)["startAt"].startswith("2026-06-12T")
        return
    (issue,) = outcome.issues
    assert (issue.code, issue.at.column, issue.value) == ("time.ambiguous_half", "Time", clock)
    assert "am or pm" in issue.message


@pytest.mark.parametrize(
    ("half", "clock", "start", "end"),
    [
        ("pm", "7:30", "19:30", None),
        ("am", "7:30", "07:30", None),
        ("pm", "Doors 7:00 / Show 7:30", "19:30", None),
        ("pm", "8:00-9:30", "20:00", "21:30"),
        ("pm", "10:30-midnight", "22:30", "00:00"),
        ("pm", "07:30", "07:30", None),
        ("pm", "7:30 am", "07:30", None),
        ("pm", "12:15", "12:15", None),
        ("pm", "14:00-15:00", "14:00", "15:00"),
        ("pm", "7:30 - 19:00", "07:30", "19:00"),
    ],
)
def test_the_half_of_the_day_may_be_stated_for_hours_that_leave_it_open(
    bound: Any, half: str, clock: str, start: str, end: str | None
) -> None:
    event = {
        "startAt": f'{{date: "{{Date}}", time: "{{Time}}", order: dmy, half: {half}}}',
        "endAt": f'{{time: "{{Time}}", part: end, half: {half}}}',
    }
    mapper = bound(event)
    only = row({"Id": "1", "Title": "x", "Date": "12/06/2026", "Time": clock})
    mapper.survey(row({"Id": "0", "Title": "x", "Date": "12/06/2026", "Time": "7 PM"}))
    made = payload(mapper.map(only))
    assert made["startAt"][11:16] == start
    assert (made.get("endAt") or "")[11:16] == (end or "")


def test_a_start_without_its_half_of_the_day_is_refused_where_ends_have_theirs(bound: Any) -> None:
    def outcome(end: str) -> Any:
        mapper = bound({"startAt": OF_A_BAND, "endAt": '{time: "{End}"}'})
        only = row({"Id": "1", "Title": "x", "Date": "12/06/2026", "Time": "7:30", "End": end})
        mapper.survey(only)
        return mapper.map(only)

    assert codes(outcome("9 PM")) == ["time.ambiguous_half"]
    assert payload(outcome("9:30"))["startAt"] == "2026-06-12T07:30:00+02:00"


def test_that_hours_tell_their_halves_is_part_of_the_fingerprint(bound: Any) -> None:
    def surveyed(*clocks: str) -> Any:
        mapper = bound({"startAt": OF_A_BAND})
        for clock in clocks:
            mapper.survey(row({"Id": "1", "Title": "x", "Date": "13/06/2026", "Time": clock}))
        return mapper.fingerprint()

    assert surveyed("7:30") == surveyed("7:30", "19:30") != surveyed("7:30", "7:30 PM")


@pytest.mark.parametrize("clock", ["18:00Z", "18:00+00:00", "20:00+02:00", "14:00 UTC-4"])
def test_a_time_with_an_offset_in_a_column_of_its_own_is_that_instant(
    map_row: Any, clock: str
) -> None:
    start = '{date: "{Date}", time: "{Time}", order: dmy}'
    outcome = map_row({"startAt": start}, {"Date": "12/06/2026", "Time": clock})
    assert payload(outcome)["startAt"] == "2026-06-12T20:00:00+02:00"


def test_both_ends_of_a_range_have_the_offset_that_stands_beside_one(map_row: Any) -> None:
    event = {"startAt": '"{W}"', "endAt": '"{W}"', "timezone": "Asia/Tokyo"}
    made = payload(map_row(event, {"W": "October 4, 2025 10:30 PM (GMT+8) → 11:30 PM"}))
    assert made["startAt"] == "2025-10-04T23:30:00+09:00"
    assert made["endAt"] == "2025-10-05T00:30:00+09:00"


@pytest.mark.parametrize(
    ("zone", "cell", "start"),
    [
        ("America/New_York", "12 June 2026 8pm EDT", "2026-06-12T20:00:00-04:00"),
        ("America/New_York", "12 December 2026 8pm EST", "2026-12-12T20:00:00-05:00"),
        ("America/New_York", "12 June 2026 8pm ET", "2026-06-12T20:00:00-04:00"),
        ("Europe/Berlin", "12. Juni 2026, 20 Uhr MESZ", "2026-06-12T20:00:00+02:00"),
        ("Europe/London", "12 June 2026 20:00 (BST)", "2026-06-12T20:00:00+01:00"),
        ("America/New_York", "12 June 2026 8:00 PM (Eastern)", "2026-06-12T20:00:00-04:00"),
    ],
)
def test_a_zone_beside_the_time_may_confirm_the_mapped_one(
    map_row: Any, zone: str, cell: str, start: str
) -> None:
    made = map_row({"startAt": '"{W}"', "timezone": zone}, {"W": cell})
    assert payload(made)["startAt"] == start


@pytest.mark.parametrize(
    ("zone", "cell", "shown"),
    [
        ("America/New_York", "12 June 2026 8pm EST", "show EDT"),
        ("America/New_York", "12 June 2026 8pm PT", "show EDT"),
        ("America/New_York", "12 June 2026 8pm Pacific", "show EDT"),
        ("Europe/Berlin", "12 June 2026 20:00 CET", "show CEST"),
        ("Europe/Berlin", "12 June 2026 20:00 BST", "show CEST"),
    ],
)
def test_a_zone_beside_the_time_that_is_another_then_is_an_error(
    map_row: Any, zone: str, cell: str, shown: str
) -> None:
    refused = map_row({"startAt": '"{W}"', "timezone": zone}, {"W": cell})
    assert codes(refused) == ["time.wrong_zone"]
    assert shown in refused.issues[0].message


@pytest.mark.parametrize(
    "event",
    [{"startAt": '{date: "{W}", time: "20:00"}'}, {"startAt": '"{W} 20:00"'}],
)
def test_the_last_day_is_no_first_day(map_row: Any, event: dict[str, str]) -> None:
    assert codes(map_row(event, {"W": "until 14 June 2026"})) == ["time.no_date"]


def test_the_last_day_is_an_end(map_row: Any) -> None:
    event = {
        "startAt": '"{D} 20:00"',
        "endAt": '{date: "{W}", time: "18:00"}',
    }
    made = payload(map_row(event, {"D": "2026-06-12", "W": "bis 14. Juni 2026"}))
    assert made["endAt"] == "2026-06-14T18:00:00+02:00"


def test_a_range_in_numbers_keeps_its_year_in_either_order(map_row: Any) -> None:
    event = {
        "startAt": '{date: "{W}", time: "20:00", order: mdy}',
        "endAt": '{date: "{W}", time: "22:00", order: mdy}',
    }
    made = payload(map_row(event, {"W": "6/9-6/12/2026"}))
    assert (made["startAt"][:10], made["endAt"][:10]) == ("2026-06-09", "2026-06-12")


@pytest.mark.parametrize("when", ["14 June - 12 June 2026", "14 June 2026 - 12 June"])
def test_days_that_stand_the_wrong_way_round_are_no_year_apart(map_row: Any, when: str) -> None:
    event = {
        "startAt": '{date: "{W}", time: "20:00"}',
        "endAt": '{date: "{W}", time: "22:00"}',
    }
    assert codes(map_row(event, {"W": when})) == ["time.end_before_start"]


def test_the_last_of_several_days_that_no_end_takes_is_told(map_row: Any) -> None:
    outcome = map_row({}, {"Date": "12.-14.06.2026", "Time": "11:00"})
    assert payload(outcome)["startAt"][:16] == "2026-06-12T11:00"
    assert [(note.code, note.value, note.at.column) for note in outcome.notes] == [
        ("cell.several", "2026-06-14", "Date")
    ]


def test_the_end_of_a_range_of_hours_on_several_days_is_on_the_last(map_row: Any) -> None:
    end = '{date: "{Date}", time: "{Time}", part: end}'
    outcome = map_row({"endAt": end}, {"Date": "12.-14.06.2026", "Time": "11:00-18:00"})
    assert payload(outcome)["endAt"][:16] == "2026-06-14T18:00"
    assert outcome.notes == ()


@pytest.mark.parametrize(
    ("last", "hours", "end"),
    [
        ("", "10:00-15:00", "2026-06-12T15:00"),
        ("13/06/2026", "10:00-15:00", "2026-06-13T15:00"),
        ("", "10:00", None),
        ("", "", None),
    ],
)
def test_without_a_last_day_an_hour_of_the_rows_own_is_on_the_day_of_the_start(
    map_row: Any, last: str, hours: str, end: str | None
) -> None:
    event = {"endAt": '{date: "[{EndDate}]", time: "[{Hours}]", part: end, order: dmy}'}
    cells: dict[str, Cell] = {
        "Date": "12/06/2026",
        "Time": "10:00",
        "EndDate": last,
        "Hours": hours,
    }
    made = payload(map_row({"startAt": FORMAT, **event}, cells))
    assert made.get("endAt", "")[:16] == (end or "")


def test_without_a_last_day_an_hour_that_the_mapping_states_makes_no_end(map_row: Any) -> None:
    event = {"endAt": '{date: "[{EndDate}]", time: "23:00", order: dmy}'}
    cells: dict[str, Cell] = {"Date": "12/06/2026", "Time": "20:00", "EndDate": ""}
    assert "endAt" not in payload(map_row({"startAt": FORMAT, **event}, cells))


@pytest.mark.parametrize(
    ("end", "cell"),
    [
        ('{time: "{Time}"}', "20:00"),
        ('{time: "{Time}", part: end}', "20:00-20:00"),
        ('{time: "{Time}", next_day_if_earlier: true}', "20:00"),
        ('{duration: "{Length}"}', "20:00"),
    ],
)
def test_an_end_that_is_the_start_is_none_and_is_said(map_row: Any, end: str, cell: str) -> None:
    start = '{date: "{Date}", time: "{Time}", order: dmy}'
    cells = {"Date": "12/06/2026", "Time": cell, "Length": "00h 00m"}
    made = map_row({"startAt": start, "endAt": end}, cells)
    assert payload(made)["startAt"] == "2026-06-12T20:00:00+02:00"
    assert "endAt" not in payload(made)
    (note,) = made.notes
    assert (note.code, note.at.column in ("Time", "Length")) == ("time.no_end", True)


@pytest.mark.parametrize(
    "cell", ["2026/6/12(五) 20:00", "2026年6月12日（五）20:00", "2026-06-12 (五) 20:00"]
)
def test_a_chinese_weekday_in_brackets_is_one_sign(map_row: Any, cell: str) -> None:
    made = map_row({"startAt": '"{W}"'}, {"W": cell})
    assert payload(made)["startAt"] == "2026-06-12T20:00:00+02:00"
    refused = map_row({"startAt": '"{W}"'}, {"W": cell.replace("五", "六")})
    assert codes(refused) == ["time.wrong_weekday"]


@pytest.mark.parametrize("other", ["114/07/12", "2025-07-12", "民國114年7月12日"])
def test_a_year_of_three_digits_is_one_of_taiwan(bound: Any, other: str) -> None:
    mapper = bound({"startAt": '{date: "{When}", time: "20:00"}'})
    first, second = (row({"Id": day, "Title": "x", "When": day}) for day in ("114/07/05", other))
    mapper.survey(first)
    mapper.survey(second)
    assert payload(mapper.map(first))["startAt"] == "2025-07-05T20:00:00+02:00"
    assert payload(mapper.map(second))["startAt"] == "2025-07-12T20:00:00+02:00"


@pytest.mark.parametrize(("more", "other"), [("", "13.06.26"), ("order: dmy", "01.06.26")])
def test_among_dates_that_begin_with_the_day_it_may_be_a_slip(
    bound: Any, more: str, other: str
) -> None:
    mapper = bound({"startAt": f'{{date: "{{When}}", time: "20:00", {more}}}'})
    slip, usual = (row({"Id": day, "Title": "x", "When": day}) for day in ("112.06.26", other))
    mapper.survey(slip)
    mapper.survey(usual)
    (issue,) = mapper.map(slip).issues
    assert issue.code == "time.unparseable"
    assert "a year of Taiwan or a slip" in issue.message
    assert payload(mapper.map(usual))["startAt"].startswith("2026-06")
