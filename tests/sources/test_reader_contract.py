"""One contract for all readers: what a Reading promises, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from importer.errors import RowError, SourceError
from importer.records import Reading, Record, SourceSpec, Standing, Window
from importer.sources import locate, open_reading

WINDOW = Window(datetime(2026, 1, 1), datetime(2027, 1, 1))

CSV = "Spring programme\n\nid,title,day\n1,Jazz,12 June\n2,Talk,13 June\n\n3,Ball,14 June\n"

CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Hall//EN\n"
    "BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nDTSTART:20260612T200000Z\nSUMMARY:Jazz\n"
    "END:VEVENT\n"
    "BEGIN:VEVENT\nUID:2\nDTSTAMP:20260101T000000Z\nDTSTART;VALUE=DATE:20260613\nSUMMARY:Talk\n"
    "END:VEVENT\n"
    "BEGIN:VEVENT\nUID:3\nDTSTAMP:20260101T000000Z\nDTSTART:20260614T200000Z\nSUMMARY:Ball\n"
    "END:VEVENT\n"
    "END:VCALENDAR\n"
)


def write_csv(folder: Path) -> Path:
    path = folder / "events.csv"
    path.write_text(CSV)
    return path


def write_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Programme"
    for line in CSV.splitlines():
        page.append(line.split(",") if line else [])
    book.save(folder / "events.xlsx")
    return folder / "events.xlsx"


def write_calendar(folder: Path) -> Path:
    path = folder / "events.ics"
    path.write_bytes(CALENDAR.replace("\n", "\r\n").encode())
    return path


SOURCES = {
    "csv": (write_csv, "title", [4, 5, 7]),
    "workbook": (write_workbook, "title", [4, 5, 7]),
    "ical": (write_calendar, "SUMMARY", [4, 10, 16]),
}

Case = tuple[Callable[[Path], Path], str, list[int]]


@pytest.fixture(params=SOURCES)
def case(request: pytest.FixtureRequest) -> Case:
    return SOURCES[request.param]


def opened(path: Path, spec: SourceSpec | None = None) -> Reading:
    with locate(path.name, base=path.parent) as located:
        return open_reading(located, spec or SourceSpec(), WINDOW)


def test_every_record_has_its_exact_place(case: Case, tmp_path: Path) -> None:
    write, title, places = case
    path = write(tmp_path)
    records = [item for item in opened(path) if isinstance(item, Record)]
    assert [record[title] for record in records] == ["Jazz", "Talk", "Ball"]
    assert [record.at.row for record in records] == places
    assert {record.at.source for record in records} == {path.name}


def test_cells_are_as_many_as_columns_and_the_columns_are_announced(
    case: Case, tmp_path: Path
) -> None:
    reading = opened(case[0](tmp_path))
    announced = {columns for _, columns in reading.tables()}
    for record in reading:
        assert isinstance(record, Record)
        assert len(record.cells) == len(record.columns)
        assert record.columns in announced
        assert record.standing is Standing.LIVE


def test_iterating_again_gives_the_same(case: Case, tmp_path: Path) -> None:
    reading = opened(case[0](tmp_path))
    first, told = list(reading), list(reading.notes)
    assert list(reading) == first
    assert reading.notes == told


def test_a_source_is_complete_only_after_a_full_pass(case: Case, tmp_path: Path) -> None:
    reading = opened(case[0](tmp_path))
    assert not reading.complete
    assert next(iter(reading))
    assert not reading.complete
    assert len(list(reading)) == 3
    assert reading.complete


def test_sheets_are_named_where_there_are_any(case: Case, tmp_path: Path) -> None:
    reading = opened(case[0](tmp_path))
    sheets = [sheet for sheet, _ in reading.tables()]
    assert sheets == (["Programme"] if reading.format == "workbook" else [None])
    assert [item.at.sheet for item in reading if isinstance(item, Record)] == sheets * 3


@pytest.mark.parametrize("kind", SOURCES)
def test_a_stated_format_must_be_the_one_the_file_has(kind: str, tmp_path: Path) -> None:
    path = SOURCES[kind][0](tmp_path)
    stated = (SourceSpec(format="csv"), SourceSpec(format="workbook"), SourceSpec(format="ical"))
    for spec in stated:
        if spec.format == kind:
            assert opened(path, spec).format == kind
        else:
            with pytest.raises(SourceError, match=f"{path.name} is .*, not .*correct `format`"):
                opened(path, spec)


@pytest.mark.parametrize("kind", SOURCES)
def test_a_file_cut_short_is_refused_or_not_complete(kind: str, tmp_path: Path) -> None:
    path = SOURCES[kind][0](tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: -len(content) // 8])
    try:
        reading = opened(path)
    except SourceError:
        return
    read = list(reading)
    assert not reading.complete
    assert sum(isinstance(item, Record) for item in read) < 3
    assert kind == "ical" or any(isinstance(item, RowError) for item in read)
