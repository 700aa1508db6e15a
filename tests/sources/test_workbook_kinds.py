"""Workbooks of other kinds than xlsx: xls, xlsb and ods."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import Cell, CellError, Record, SourceSpec
from importer.sources.workbook import WorkbookReading
from tests.sources.books import biff, day, number, ods, row, text, xls, xlsb, xlsb_row

READ = SourceSpec()


def rows(path: Path, spec: SourceSpec = READ) -> dict[int | None, tuple[Cell, ...]]:
    source = WorkbookReading(path, path.name, spec)
    return {record.at.row: record.cells for record in source if isinstance(record, Record)}


def test_an_xls_is_read(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"], [2.5, "Talk"]])
    assert rows(tmp_path / "a.xls") == {2: (1, "Jazz"), 3: (2.5, "Talk")}


def test_hidden_rows_of_an_xls_are_left_out(tmp_path: Path) -> None:
    hidden = biff(0x0208, struct.pack("<HHHHHHHH", 1, 0, 2, 255, 0, 0, 0x0120, 15))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Secret"], [2.0, "Jazz"]], more=hidden)
    assert rows(tmp_path / "a.xls") == {3: (2, "Jazz")}


def test_error_cells_of_an_xls_are_errors(tmp_path: Path) -> None:
    error = biff(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0]], more=error)
    assert rows(tmp_path / "a.xls") == {2: (1, CellError("#N/A"))}


def test_a_cell_where_no_xls_has_any_is_refused(tmp_path: Path) -> None:
    far = biff(0x0203, struct.pack("<HHHd", 60_000, 60_000, 0, 1.0))
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"]], more=far)
    with pytest.raises(SourceError, match=r"a\.xls is damaged or cut off"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_a_protected_xls_is_refused_as_that(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Jazz"]], first=biff(0x2F, bytes(6)))
    with pytest.raises(SourceError, match="protected by a password"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_a_hidden_sheet_of_an_xls_is_not_read(tmp_path: Path) -> None:
    xls(tmp_path / "a.xls", [["id", "title"], [1.0, "Secret"]], hidden=True)
    with pytest.raises(SourceError, match="hidden sheets are read only when named"):
        WorkbookReading(tmp_path / "a.xls", "a.xls", READ)


def test_an_xlsb_is_read_with_its_error_cells_and_without_its_hidden_rows(tmp_path: Path) -> None:
    xlsb(
        tmp_path / "a.xlsb",
        xlsb_row(1, "id", "title"),
        xlsb_row(2, 1.0, "Jazz"),
        xlsb_row(3, 2.0, "Secret", hidden=True),
        xlsb_row(4, 3.0, CellError("#N/A")),
    )
    assert rows(tmp_path / "a.xlsb") == {2: (1, "Jazz"), 4: (3, CellError("#N/A"))}


def test_a_stray_cell_far_away_in_an_xlsb_is_refused(tmp_path: Path) -> None:
    far = xlsb_row(1_048_576, *[None] * 16_000, 1.0)
    xlsb(tmp_path / "a.xlsb", xlsb_row(1, "id", "title"), far)
    with pytest.raises(SourceError, match="reach to column WQK and row 1048576"):
        WorkbookReading(tmp_path / "a.xlsb", "a.xlsb", READ)


def test_an_ods_is_read_with_its_kinds_of_cells(tmp_path: Path) -> None:
    head = row(text("id"), text("title"), text("day"))
    body = row(number(7), text("Jazz"), day("2026-06-12"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (7, "Jazz", date(2026, 6, 12))}


def test_hidden_and_filtered_rows_of_an_ods_are_left_out(tmp_path: Path) -> None:
    collapsed, filtered = (
        row(number(n), text("Secret"), more=f'table:visibility="{kind}"')
        for n, kind in ((2, "collapse"), (3, "filter"))
    )
    body = row(number(1), text("Jazz")) + collapsed + filtered + row(number(4), text("Talk"))
    head = row(text("id"), text("title"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (1, "Jazz"), 5: (4, "Talk")}
    assert list(rows(tmp_path / "a.ods", SourceSpec(hidden_rows="read"))) == [2, 3, 4, 5]


def test_row_numbers_of_an_ods_count_repeated_rows(tmp_path: Path) -> None:
    gap = row("<table:table-cell/>", more='table:number-rows-repeated="3"')
    twice = row(number(1), text("Jazz"), more='table:number-rows-repeated="2"')
    head = row(text("id"), text("title"))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{gap}{twice}</table:table>')
    assert rows(tmp_path / "a.ods") == {5: (1, "Jazz"), 6: (1, "Jazz")}


def test_error_cells_of_an_ods_are_errors(tmp_path: Path) -> None:
    head = row(text("id"), text("title"))
    body = row(number(1), text("#N/A", 'calcext:value-type="error"'))
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{head}{body}</table:table>')
    assert rows(tmp_path / "a.ods") == {2: (1, CellError("#N/A"))}


def test_cells_repeated_without_end_are_refused(tmp_path: Path) -> None:
    bomb = row(
        text("x", 'table:number-columns-repeated="16000"'),
        more='table:number-rows-repeated="1000000"',
    )
    ods(tmp_path / "a.ods", f'<table:table table:name="P">{bomb}</table:table>')
    with pytest.raises(SourceError, match="its cells repeat to more than"):
        WorkbookReading(tmp_path / "a.ods", "a.ods", READ)
