"""Dates and times as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.mapping.clock_words import ClockText
from importer.mapping.freeform import read_freely, read_plain, read_text

HOUR = 3600


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("20:00", 20, None),
        ("20:00:00", 20, None),
        ("20:00:0", 20, None),
        ("20.00 Uhr", 20, None),
        ("20 Uhr", 20, None),
        ("20h30", 20.5, None),
        ("20 h 30", 20.5, None),
        ("20h", 20, None),
        ("20u30", 20.5, None),
        ("20:30 h", 20.5, None),
        ("2000 hrs", 20, None),
        ("8pm", 20, None),
        ("8 p.m.", 20, None),
        ("7.30 p.m.", 19.5, None),
        ("7:30PM", 19.5, None),
        ("7.30", 7.5, None),
        ("9.30.00", 9.5, None),
        ("10.10.00", 10 + 1 / 6, None),
        ("12am", 0, None),
        ("12 pm", 12, None),
        ("noon", 12, None),
        ("midi", 12, None),
        ("Mitternacht", 0, None),
        ("24:00", 24, None),
        ("doors 19:00", 19, None),
        ("Einlass 19 Uhr", 19, None),
        ("Doors 19:00, show 20:00", 20, None),
        ("19:30 Uhr (Einlass 18:30)", 19.5, None),
        ("à 21h", 21, None),
        ("às 21h30", 21.5, None),
        ("ore 21", 21, None),
        ("a las 21:00", 21, None),
        ("om 20.30 uur", 20.5, None),
        ("from 8pm", 20, None),
        ("8pm-late", 20, None),
        ("ab 20 Uhr, Ende offen", 20, None),
        ("20:00-22:00", 20, 22),
        ("20:00 – 22:00", 20, 22),
        ("19-22 Uhr", 19, 22),
        ("von 19 bis 22 Uhr", 19, 22),
        ("de 20h à 23h", 20, 23),
        ("8-10pm", 20, 22),
        ("11-1pm", 11, 13),
        ("8pm-11:30", 20, 23.5),
        ("10p-2a", 22, 26),
        ("10p-2:30a", 22, 26.5),
        ("22:00-24:00", 22, 24),
        ("9pm till midnight", 21, 24),
        ("07:00 AM - 11:59 PM", 7, 23 + 59 / 60),
    ],
)
def test_a_time_is_read_as_it_is_meant(text: str, start: float, end: float | None) -> None:
    clocks = read_text(text, dates=False).clocks
    expected = (round(start * HOUR), None if end is None else round(end * HOUR))
    assert (clocks.start, clocks.end) == expected


@pytest.mark.parametrize(
    "text",
    ["20:00 AM", "0:30pm", "25:00", "20:61", "24:01", "13pm", "20", "8-10", "20:00 20:30", "20:00 sharpish",
     "10 people", "8pm 9pm 10pm", "2,30", "1,30-2,00 h", "12,50-15,50"],
)  # fmt: skip
def test_what_is_no_clear_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_text(text, dates=False)


@pytest.mark.parametrize("text", ["late", "open end", "fin ouverte", "Ende offen"])
def test_no_end_is_told_from_no_time(text: str) -> None:
    assert read_text(text, dates=False).clocks == ClockText(open_end=True)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026-06-12", [(2026, 6, 12)]),
        ("2026/6/12", [(2026, 6, 12)]),
        ("20260612", [(2026, 6, 12)]),
        ("2026-06-12T20:00", [(2026, 6, 12)]),
        ("13/06/2026", [(2026, 6, 13)]),
        ("06/13/2026", [(2026, 6, 13)]),
        ("13.6.26", [(2026, 6, 13)]),
        ("13. 6. 2026", [(2026, 6, 13)]),
        ("13.06.", [(None, 6, 13)]),
        ("Sat 12 June", [(None, 6, 12)]),
        ("Saturday 12th of June, 2026", [(2026, 6, 12)]),
        ("June 12, 2026", [(2026, 6, 12)]),
        ("June 12th", [(None, 6, 12)]),
        ("12-Jun-26", [(2026, 6, 12)]),
        ("12/Jun/2026", [(2026, 6, 12)]),
        ("12/Jun/26", [(2026, 6, 12)]),
        ("2026/Jun/12", [(2026, 6, 12)]),
        ("Samstag, 12. Juni 2026", [(2026, 6, 12)]),
        ("12. März 2026", [(2026, 3, 12)]),
        ("1er août 2026", [(2026, 8, 1)]),
        ("mar 16 juin 2026", [(2026, 6, 16)]),
        ("sábado 12 de junio de 2026", [(2026, 6, 12)]),
        ("sabato 12 giugno", [(None, 6, 12)]),
        ("zaterdag 12 juni", [(None, 6, 12)]),
        ("sexta-feira, 12 de junho", [(None, 6, 12)]),
        ("12-14 June 2026", [(2026, 6, 12), (2026, 6, 14)]),
        ("June 12-14, 2026", [(2026, 6, 12), (2026, 6, 14)]),
        ("30 May - 2 June 2026", [(2026, 5, 30), (2026, 6, 2)]),
        ("30 Dec - 2 Jan 2027", [(2026, 12, 30), (2027, 1, 2)]),
        ("Fri 12 June to Sun 14 June", [(None, 6, 12), (None, 6, 14)]),
        ("13.-15.06.2026", [(2026, 6, 13), (2026, 6, 15)]),
        ("13/06/2026 - 14/06/2026", [(2026, 6, 13), (2026, 6, 14)]),
        ("12.06 - 14.06", [(None, 6, 12), (None, 6, 14)]),
        ("12.06", [(None, 6, 12)]),
    ],
)
def test_a_date_is_read_in_every_language(
    text: str, dates: list[tuple[int | None, int, int]]
) -> None:
    found = [each.written for each in read_text(text).dates]
    assert [(each.year, each.month, each.day) for each in found] == dates


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Sat 12 June", [5]),
        ("mardi 16 juin", [1]),
        ("Do. 4. Juni", [3]),
        ("Fri 12 June to Sun 14 June", [4, 6]),
        ("12 June", [None]),
    ],
)
def test_the_weekday_beside_a_date_is_kept(text: str, weekdays: list[int | None]) -> None:
    assert [each.written.weekday for each in read_text(text).dates] == weekdays


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12 June 2026 20:00", 20, None),
        ("12 June 2026 20h", 20, None),
        ("5 May 2026 5pm", 17, None),
        ("13 June 2026 7.30", 7.5, None),
        ("13/06/2026 9.30.00", 9.5, None),
        ("13.06.2026 20:00 мск", 20, None),
        ("12 June 2026 - 20:00", 20, None),
        ("2026-06-12 20:00-22:00", 20, 22),
        ("31.12.2026 22:00 - 01.01.2027 02:00", 22, 2),
    ],
)
def test_a_time_right_after_a_date_is_no_part_of_it(
    text: str, start: float, end: float | None
) -> None:
    reading = read_text(text)
    assert reading.dates[0].written.year == 2026
    clocks = (reading.clocks.start, reading.clocks.end)
    assert clocks == (start * HOUR, None if end is None else end * HOUR)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("20-22", 20, 22), ("19 til 21", 19, 21), ("9-17", 9, 17), ("20-2", 20, 26)],
)
def test_a_range_of_numbers_is_a_range_of_times_where_one_needs_24_hours_and_no_date_can_be_meant(
    text: str, start: float, end: float
) -> None:
    clocks = read_text(text, dates=False).clocks
    assert clocks == ClockText(start * HOUR, end * HOUR)
    with pytest.raises(ValueError, match="two numbers are no times"):
        read_text(text)


@pytest.mark.parametrize("text", ["8-10", "9-11", "8-12", "20-25", "20"])
def test_numbers_that_may_be_of_either_half_of_the_day_are_no_times(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        read_text(text, dates=False)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("19:00+02:00", 2),
        ("19:00 +0200", 2),
        ("19:00:00+05:30", 5.5),
        ("19:00Z", 0),
        ("19:00 UTC", 0),
        ("19:00 GMT-5", -5),
    ],
)
def test_a_time_may_bring_its_distance_from_utc(text: str, offset: float) -> None:
    reading = read_text(text, dates=False)
    assert (reading.clocks, reading.offset) == (ClockText(19 * HOUR), offset * HOUR)


def test_two_times_with_a_dash_between_are_a_range_never_a_distance_from_utc() -> None:
    reading = read_text("19:00-05:00", dates=False)
    assert (reading.clocks, reading.offset) == (ClockText(19 * HOUR, 29 * HOUR), None)


@pytest.mark.parametrize("text", ["19:00+15:00", "19:00+2", "19+02:00"])
def test_what_is_no_distance_from_utc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        read_text(text, dates=False)


def test_date_and_time_in_one_text_are_told_apart() -> None:
    reading = read_text("Sat 12 June 2026, 8pm-late")
    assert reading.dates[0].written.day == 12
    assert (reading.clocks.start, reading.clocks.open_end) == (20 * HOUR, True)


@pytest.mark.parametrize(
    "text", ["13/14/2026", "1 June, 5 June, 9 June", "12 June 2026 Main Hall", "12 Blah 2026"]
)
def test_what_is_no_clear_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_text(text)


def test_a_written_offset_is_kept() -> None:
    assert read_text("2026-06-12T20:00:00-04:00").offset == -4 * HOUR
    assert read_text("2026-06-12T20:00:00Z").offset == 0


def test_only_the_stated_language_counts() -> None:
    with pytest.raises(ValueError, match="juin"):
        read_text("12 juin 2026", ("en",))


DAYS = st.integers(0, 32).map(str)
MONTHS = st.integers(0, 13).map(str)
YEARS = st.sampled_from(["2026", "1999", "26", ""])
NAMES = st.sampled_from(["June", "Jun", "Juni", "juin", "März", "mai", "Mai 2"])
DATES = st.one_of(
    st.tuples(DAYS, st.sampled_from("./-"), MONTHS, st.sampled_from("./-"), YEARS),
    st.tuples(YEARS, st.sampled_from("./-"), MONTHS, st.sampled_from("./-"), DAYS),
    st.tuples(DAYS, st.sampled_from([" ", ". ", "-", "th "]), NAMES, st.sampled_from(" -,"), YEARS),
    st.tuples(NAMES, st.just(" "), DAYS, st.sampled_from([", ", " ", " - "]), YEARS),
)
CLOCKS = st.tuples(
    st.sampled_from([" ", ", ", "T", "  ", " - ", " at "]),
    st.from_regex(r"[0-2]?[0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,3})?)?", fullmatch=True),
    st.sampled_from(["", "Z", " PM", "pm", " am", "+02:00", "-15:00", " Uhr", "-22:00"]),
)


@given(
    st.sampled_from(["", "Sat ", "Samstag, ", "until ", "12 June - "]),
    DATES,
    st.one_of(st.just(()), CLOCKS),
    st.sampled_from([(), ("de",), ("en", "fr")]),
)
def test_what_is_read_quickly_is_read_the_same_slowly(
    before: str, date: tuple[str, ...], clock: tuple[str, ...], languages: tuple[str, ...]
) -> None:
    text = "".join((before, *date, *clock))
    quick = read_plain(text, languages)
    assert quick is None or quick == read_freely(text, languages, dates=True)


@pytest.mark.parametrize(
    "text",
    ["2026-06-12T20:00:00Z", "12/06/2026 8:00 PM", "Sat 12 June 2026 20:00", "12.06.26 20:00"],
)
def test_the_usual_ways_are_read_quickly(text: str) -> None:
    assert read_plain(text, ()) is not None


def test_a_short_weekday_behind_its_date_is_no_zone_where_its_language_is_stated() -> None:
    (found,) = read_text("07.03.2025 (pt)", ("pl",)).dates
    assert found.written.weekday == 4
    assert read_text("07.03.2025 18:00 PT", ("pl",)).zone == "PT"
    with pytest.raises(ValueError, match="names a time zone"):
        read_text("07.03.2025 (pt)")


def test_long_runs_of_blanks_within_a_time_do_not_count() -> None:
    reading = read_text("March\xa0 5, 2025\n" + " " * 150 + "-\n" + " " * 150 + "5:02 PM")
    assert (len(reading.dates), reading.clocks.start) == (1, (17 * 60 + 2) * 60)
    with pytest.raises(ValueError, match="at most 200"):
        read_text("5 March 2025 " * 20)
