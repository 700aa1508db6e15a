"""Cells as text, row hashes, and places."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from importer.errors import Issue, Location, RowError
from importer.records import Cell, CellError, Record, RowHasher, Standing, text_of

AT = Location("programme.csv", 2)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" as written ", " as written "),
        ("", ""),
        (1001, "1001"),
        (1001.0, "1001"),
        (-0.5, "-0.5"),
        (12.5, "12.5"),
        (1e15, "1000000000000000.0"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 6, 12), "2026-06-12"),
        (time(20), "20:00"),
        (time(9, 59, 59), "09:59:59"),
        (datetime(2026, 6, 12, 20), "2026-06-12 20:00"),
        (datetime(2026, 6, 12, 20, 0, 5), "2026-06-12 20:00:05"),
        (datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Europe/Berlin")), "2026-06-12 20:00"),
        (timedelta(minutes=90), "01:30"),
        (timedelta(hours=25, minutes=30), "25:30"),
        (CellError("#N/A"), "#N/A"),
    ],
)
def test_a_cell_reads_as(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


# -- row hashes ----------------------------------------------------------------------------------


def row(
    *cells: Cell, columns: tuple[str, ...] = ("A", "B"), standing: Standing = Standing.LIVE
) -> Record:
    return Record(columns[: len(cells)], cells, AT, standing=standing)


HASH = RowHasher(b"fingerprint")


def test_a_row_hash_has_32_bytes_and_is_the_same_for_the_same_cells_anywhere() -> None:
    moved = Record(("A", "B"), ("1001", "Jazz"), Location("other.csv", 99))
    assert HASH(row("1001", "Jazz")) == HASH(moved)
    assert len(HASH(moved)) == 32


def test_a_row_hash_does_not_depend_on_the_rows_before_it() -> None:
    fresh = RowHasher(b"fingerprint")
    fresh(row("9", "Other", columns=("X", "Y")))
    assert fresh(row("1001", "Jazz")) == HASH(row("1001", "Jazz"))


@pytest.mark.parametrize(
    ("case", "other"),
    [
        ("another cell", row("1001", "Jazz ")),
        ("cells in another order", row("Jazz", "1001")),
        ("other columns", row("1001", "Jazz", columns=("A", "C"))),
        ("one cell less", row("1001")),
        ("cancelled", row("1001", "Jazz", standing=Standing.CANCELLED)),
        ("a number, not its text", row(1001, "Jazz")),
    ],
)
def test_a_row_hash_changes_with(case: str, other: Record) -> None:
    assert HASH(other) != HASH(row("1001", "Jazz")), case


def test_a_row_hash_changes_with_the_mapping() -> None:
    assert RowHasher(b"another mapping")(row("1001")) != HASH(row("1001"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-06-12", date(2026, 6, 12)),
        ("20:00", time(20)),
        (date(2026, 6, 12), datetime(2026, 6, 12)),
        ("#N/A", CellError("#N/A")),
        ("01:30", timedelta(minutes=90)),
        (1, True),
        (
            datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Europe/Berlin")),
            datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Europe/Paris")),
        ),
        (
            datetime(2026, 6, 12, 20),
            datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
    ],
)
def test_cells_that_look_alike_but_map_differently_are_told_apart(one: Cell, other: Cell) -> None:
    assert HASH(row(one)) != HASH(row(other))


# -- places --------------------------------------------------------------------------------------


def test_a_record_gives_its_cells_by_column() -> None:
    assert row("1001", "Jazz")["B"] == "Jazz"


def test_a_place_reads_as_people_look_for_it() -> None:
    assert str(Location("a.xlsx", 7, "Date", "Programme")) == (
        "a.xlsx, sheet Programme, row 7, column Date"
    )
    assert str(Location("feed.ics", 120, unit="line")) == "feed.ics, line 120"
    assert str(Location("a.csv")) == "a.csv"


@pytest.mark.parametrize(
    "place",
    [
        Location("a.xlsx", 7, None, "Programme"),
        Location("feed.ics", 120, unit="line"),
        Location("Zoë's “list”.csv"),
    ],
)
def test_a_place_comes_back_from_the_state_as_it_was(place: Location) -> None:
    assert Location.unpacked(place.packed()) == place


def test_the_state_keeps_a_place_without_its_column() -> None:
    assert Location.unpacked(AT.in_column("Date").packed()) == AT


def test_a_row_error_carries_its_issue() -> None:
    error = RowError("cell.missing", "There is no date", at=AT, field="startAt")
    assert (error.code, error.at, str(error)) == ("cell.missing", AT, "There is no date")
    assert error.issue == Issue("cell.missing", "There is no date", AT, field="startAt")
