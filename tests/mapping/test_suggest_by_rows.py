"""What `init` proposes where the names of the times tell nothing: how they stand to each other in the rows does."""

from __future__ import annotations

import pytest
from test_suggest import chosen, line, records, table

from importer.mapping.suggesting import suggest


def of_rows(header: str, *cells: str) -> str:
    """A table of a title and these cells, several rows with days of their own."""
    rows = [f"Talk {n};{cell.format(n + 10)}" for n, cell in enumerate(cells)]
    return "\n".join((f"title;{header}", *rows))


def test_hours_that_are_later_in_each_row_are_the_ends() -> None:
    hours = (
        "{}.6.2026;18:00;19:30",
        "{}.6.2026;20:00;23:00",
        "{}.6.2026;9:00;17:00",
        "{}.6.2026;22:00;2:00",
    )
    made = suggest(table(of_rows("date;starts;zzz", *hours)), "a")
    found = {choice.field: choice for choice in made.choices}
    assert found["endAt"].columns == ("zzz",)
    assert (found["endAt"].sure, found["startAt"].sure) == ("guess", "sure")
    assert "next_day_if_earlier" in line(made, "endAt")


def test_hours_that_are_earlier_in_some_rows_are_no_ends() -> None:
    hours = (
        "{}.6.2026;18:00;19:30",
        "{}.6.2026;20:00;19:00",
        "{}.6.2026;9:00;8:00",
        "{}.6.2026;12:00;13:00",
    )
    assert chosen(table(of_rows("date;starts;zzz", *hours)))["endAt"] is None


@pytest.mark.parametrize("name", ["time", "yyy"])
def test_hours_that_are_always_a_short_while_later_may_be_those_behind_doors(name: str) -> None:
    hours = (
        "{}.6.2026;18:00;18:30",
        "{}.6.2026;20:00;20:30",
        "{}.6.2026;19:00;19:30",
        "{}.6.2026;20:00;20:30",
    )
    assert chosen(table(of_rows(f"date;{name};zzz", *hours)))["endAt"] is None


def test_hours_behind_those_of_the_doors_are_the_starts() -> None:
    hours = (
        "{}.6.2026;18:00;18:30",
        "{}.6.2026;20:00;21:00",
        "{}.6.2026;19:00;19:30",
        "{}.6.2026;20:00;20:30",
    )
    assert chosen(table(of_rows("date;doors;zzz", *hours)))["startAt"] == "date + zzz"


def test_days_that_are_never_before_the_start_are_the_last_ones() -> None:
    days = (
        "{0}.6.2026;{0}.6.2026",
        "{0}.6.2026;14.6.2026",
        "{0}.6.2026;{0}.6.2026",
        "{0}.6.2026;20.6.2026",
    )
    found = chosen(table(of_rows("date;zzz", *days)))
    assert (found["startAt"], found["endAt"]) == ("date", "zzz")


@pytest.mark.parametrize(
    "later",
    ["{0}.6.2027", "1.6.2026", "{0}.6.2026 14:07:33"],
    ids=["a year later", "before it", "a moment that a program noted"],
)
def test_other_days_are_no_ends(later: str) -> None:
    days = [f"{{0}}.6.2026;{later}"] * 4
    assert chosen(table(of_rows("date;zzz", *days)))["endAt"] is None


def test_a_last_day_and_its_hour_are_found_together() -> None:
    ends = [
        f"{{0}}.6.2026;18:00;{{0}}.6.2026;{hour}" for hour in ("19:00", "19:30", "20:00", "19:00")
    ]
    found = chosen(table(of_rows("date;starts;yyy;zzz", *ends)))
    assert found["endAt"] == "yyy + zzz"


def test_moments_on_the_same_day_are_ends_where_they_are_later() -> None:
    days = [
        f"{{0}}.6.2026 {a};{{0}}.6.2026 {b}"
        for a, b in (("18:00", "19:30"), ("20:00", "22:00"), ("9:00", "12:00"), ("20:00", "21:00"))
    ]
    found = chosen(table(of_rows("date;zzz", *days)))
    assert (found["startAt"], found["endAt"]) == ("date", "zzz")


def test_what_is_called_a_start_may_be_long_before_its_end() -> None:
    days = (
        "{}.6.2026;1.12.2026",
        "{}.6.2026;31.12.2026",
        "{}.6.2026;8.10.2026",
        "{}.6.2026;20.6.2026",
    )
    assert chosen(table(of_rows("starts;zzz", *days)))["endAt"] == "zzz"
    assert chosen(table(of_rows("date;zzz", *days)))["endAt"] is None


def test_moments_that_a_program_noted_are_not_the_starts() -> None:
    moments = (
        "2026-05-01 09:13;{}.6.2026 20:00",
        "2026-05-02 11:48;{}.6.2026 19:00",
        "2026-05-04 17:31;{}.6.2026 20:30",
    )
    assert chosen(table(of_rows("yyy;zzz", *moments)))["startAt"] == "zzz"


@pytest.mark.parametrize("day", ["{}/6", "Fri {}/6", "{} June"])
def test_days_without_a_year_are_the_start_where_no_other_column_has_days(day: str) -> None:
    assert chosen(table(of_rows("yyy;hall", *[f"{day};Mill"] * 4)))["startAt"] == "yyy"


@pytest.mark.parametrize(
    ("hours", "start"),
    [
        (("19.30", "20.00", "20.15"), "date + zzz"),
        (("12.50", "15.00", "8.90"), "date"),
        (("19:30", "8pm", "after the concert"), "date + zzz"),
        (("1:30", "2:00", "1:15"), "date"),
    ],
    ids=["points", "prices", "mostly hours", "lengths"],
)
def test_hours_without_a_name_are_of_the_start_where_it_has_no_others(
    hours: tuple[str, ...], start: str
) -> None:
    assert (
        chosen(table(of_rows("date;zzz", *(f"{{}}.6.2026;{hour}" for hour in hours))))["startAt"]
        == start
    )


def test_lengths_with_their_units_tell_the_end_whatever_they_are_called() -> None:
    lengths = ("{}.6.2026 20:00;90 min", "{}.6.2026 20:00;2 h", "{}.6.2026 19:00;1 Std. 30 Min.")
    assert chosen(table(of_rows("date;zzz", *lengths)))["endAt"] == "zzz"


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("zzz (min)", "zzz (min)"),
        ("zzz, ч", "zzz, ч"),
        ("zzz [Std.]", "zzz [Std.]"),
        ("zzz (km)", None),
        ("zzz (m)", None),
    ],
)
def test_numbers_in_a_unit_of_time_are_lengths(name: str, end: str | None) -> None:
    lengths = ("{}.6.2026 20:00;2", "{}.6.2026 20:00;3", "{}.6.2026 19:00;2")
    assert chosen(table(of_rows(f"date;{name}", *lengths)))["endAt"] == end


def test_a_length_that_some_rows_give_loosely_is_the_end_all_the_same() -> None:
    lengths = (
        "{}.6.2026 20:00;90 min",
        "{}.6.2026 20:00;2-3 h",
        "{}.6.2026 19:00;2 h",
        "{}.6.2026 19:00;75 min",
    )
    made = suggest(table(of_rows("date;duration", *lengths)), "a")
    assert line(made, "endAt") == 'endAt: {duration: "[{duration}]"}'
    assert "'2-3 h'" in made.open[-1]


def test_the_day_of_departure_is_the_end_beside_that_of_arrival() -> None:
    days = [f"{{0}}.6.2026;{day}.6.2026" for day in (20, 22, 24, 26)]
    found = chosen(table(of_rows("Arrival;Departure after lunch", *days)))
    assert (found["startAt"], found["endAt"]) == ("Arrival", "Departure after lunch")


def test_hours_of_opening_are_the_times_and_those_of_setting_up_are_not() -> None:
    hours = (
        "{}.6.2026;7:00;10:00-16:00",
        "{}.6.2026;8:00;11:00-15:00",
        "{}.6.2026;12:00;17:00-23:00",
        "{}.6.2026;7:00;9:00-12:00",
    )
    found = chosen(table(of_rows("date;starts;zzz", *hours)))
    assert (found["startAt"], found["endAt"]) == ("date + zzz", "zzz")


def test_hours_that_would_be_very_late_on_the_next_day_are_no_ends() -> None:
    hours = (
        "{}.6.2026;14:00;13:30",
        "{}.6.2026;15:00;14:00",
        "{}.6.2026;12:00;11:00",
        "{}.6.2026;14:30;14:00",
    )
    assert chosen(table(of_rows("date;start;end", *hours)))["endAt"] is None


def test_the_hour_is_picked_out_of_a_cell_with_a_place_behind_it() -> None:
    cells = (
        "{}.6.2026;6:00 a.m. bus station",
        "{}.6.2026;7:30 PM, town hall",
        "{}.6.2026;5:30 a.m. church",
    )
    made = suggest(table(of_rows("date;time and place", *cells)), "a")
    assert "regex" in line(made, "startAt")
    assert not [words for words in made.open if "refused for startAt" in words]


def test_years_of_a_table_without_names_are_no_hours_of_its_starts() -> None:
    rows = [
        ("2026", f"0{n + 1}", "14", f"Drill {'abcd'[n]}", "16:30", ("18:30", "20:00")[n % 2])
        for n in range(4)
    ]
    sample = records(("A", "B", "C", "D", "E", "F"), *rows)
    assert chosen(sample)["endAt"] == "F"


def test_hours_under_no_name_are_left_out_where_most_rows_cannot_be_read_with_them() -> None:
    cells = ("8:00", "9:30", "10:00", *["for members all day"] * 6)
    made = suggest(table(of_rows("date;zzz", *(f"{{}}.6.2026;{cell}" for cell in cells))), "a")
    assert line(made, "startAt") == 'startAt: {date: "{date}", time: CHANGE-ME, order: dmy}'


def test_hours_long_after_the_doors_are_the_ends() -> None:
    hours = (
        "{}.6.2026;22:00;4:00",
        "{}.6.2026;21:00;3:00",
        "{}.6.2026;14:00;22:00",
        "{}.6.2026;23:00;5:00",
    )
    assert chosen(table(of_rows("date;doors;zzz", *hours)))["endAt"] == "zzz"


def test_a_meal_that_not_all_rows_have_is_no_end() -> None:
    hours = (
        "{}.6.2026;9:00;13:00",
        "{}.6.2026;18:00;20:00",
        *["{}.6.2026;10:00;"] * 2,
        "{}.6.2026;9:00;12:30",
        "{}.6.2026;11:00;13:00",
        *["{}.6.2026;10:00;"] * 2,
    )
    assert chosen(table(of_rows("date;starts;zzz", *hours)))["endAt"] is None


def test_of_two_hours_that_no_name_explains_none_is_the_end() -> None:
    hours = (
        "{}.6.2026;18:30;21:30",
        "{}.6.2026;14:00;16:00",
        "{}.6.2026;20:00;22:00",
        "{}.6.2026;19:00;21:30",
    )
    assert chosen(table(of_rows("date;yyy;zzz", *hours)))["endAt"] is None
