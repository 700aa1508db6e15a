"""What calamine misreads in an xlsb is read as a person sees it."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import Cell, Record, SourceSpec
from importer.sources.workbook import WorkbookReading
from tests.sources.books import record, xlsb, xlsb_row, xlsb_styles

MISLEADING = record(128, struct.pack("<H", 0x0190) * 10)
"""A record whose content would be the end of a list, were it taken for records."""


def rows(path: Path, spec: SourceSpec | None = None) -> dict[int | None, tuple[Cell, ...]]:
    reading = WorkbookReading(path, path.name, spec or SourceSpec())
    return {record.at.row: record.cells for record in reading if isinstance(record, Record)}


@pytest.mark.parametrize(
    ("code", "stored", "read"),
    [
        ("dd/mm/yyyy", 46185, date(2026, 6, 12)),
        ("[$-409]d-mmm-yy", 2_958_465, date(9999, 12, 31)),
        ("[h]:mm", 2, timedelta(days=2)),
        ("0.00", 46185, 46185),
        ("[Red]0", -7, -7),
        ('0" days"', 46185, 46185),
        ("dd/mm/yyyy", 5_368_709, 5_368_709),
    ],
)
def test_a_day_that_an_xlsb_stores_as_an_integer_is_a_day(
    tmp_path: Path, code: str, stored: int, read: Cell
) -> None:
    cells = (xlsb_row(1, "title", "day"), xlsb_row(2, "Jazz", stored))
    xlsb(tmp_path / "a.xlsb", *cells, styles=xlsb_styles(code))
    assert rows(tmp_path / "a.xlsb") == {2: ("Jazz", read)}


def test_other_numbers_of_a_sheet_with_such_days_stay_the_same(tmp_path: Path) -> None:
    cells = (xlsb_row(1, "id", "price", "day"), xlsb_row(2, 1.0, 12.5, 46185))
    xlsb(tmp_path / "a.xlsb", *cells, styles=xlsb_styles("yyyy-mm-dd"))
    assert rows(tmp_path / "a.xlsb") == {2: (1, 12.5, date(2026, 6, 12))}


def test_formats_are_found_behind_records_that_mislead(tmp_path: Path) -> None:
    styles = xlsb_styles("yyyy-mm-dd hh:mm", before=MISLEADING)
    xlsb(tmp_path / "a.xlsb", xlsb_row(1, "id", "day"), xlsb_row(2, "x", 46185), styles=styles)
    assert rows(tmp_path / "a.xlsb") == {2: ("x", date(2026, 6, 12))}


def test_a_macro_sheet_is_no_sheet_and_no_reason_to_refuse(tmp_path: Path) -> None:
    xlsb(tmp_path / "a.xlsb", xlsb_row(1, "id", "n"), xlsb_row(2, "x", 1.0), macro_sheet=True)
    assert rows(tmp_path / "a.xlsb") == {2: ("x", 1)}


def test_the_parts_may_lie_in_another_folder(tmp_path: Path) -> None:
    cells = (xlsb_row(1, "id", "day"), xlsb_row(2, "x", 46185))
    xlsb(tmp_path / "a.xlsb", *cells, styles=xlsb_styles("d.m.yy"), folder="book")
    assert rows(tmp_path / "a.xlsb") == {2: ("x", date(2026, 6, 12))}


def test_a_sheet_behind_no_link_is_named_as_damage(tmp_path: Path) -> None:
    unlinked = record(156, struct.pack("<II", 0, 1) + struct.pack("<I", 0) + struct.pack("<I", 0))
    xlsb(tmp_path / "a.xlsb", xlsb_row(1, "id", "n"), before=unlinked)
    with pytest.raises(SourceError, match=r"damaged or cut off \(xl/workbook.bin"):
        rows(tmp_path / "a.xlsb")
