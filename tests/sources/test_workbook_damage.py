"""Damaged workbooks of the other kinds (xls, xlsb, ods): refused or read, never a crash."""

from __future__ import annotations

import struct
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importer.errors import RowError, SourceError
from importer.records import CellError, Record, SourceSpec
from importer.sources import locate, open_reading
from importer.sources.workbook_books import XlsxBook
from importer.sources.workbook_ole import ole_file, workbook_stream
from tests.sources.books import biff, day, number, ods, record, row, text, wide, xls, xlsb, xlsb_row


def made(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "a")
        return (Path(folder) / "a").read_bytes()


def write_xls(path: Path) -> None:
    strings = biff(0xFC, struct.pack("<IIHB", 2, 1, 4, 0) + b"Jazz")
    shown = biff(0xFD, struct.pack("<HHHI", 2, 1, 0, 0))
    error = biff(0x0205, struct.pack("<HHHBB", 2, 0, 0, 0x2A, 1))
    xls(path, [["id", "title"], [1.0, "Talk"]], first=strings, more=error + shown)


def write_xlsb(path: Path) -> None:
    strings = record(159, struct.pack("<II", 1, 1)) + record(19, b"\0" + wide("Jazz"))
    shown = record(7, struct.pack("<III", 1, 0, 0))
    rows = xlsb_row(1, "id", "title") + xlsb_row(2, 1.0) + shown
    xlsb(path, rows, xlsb_row(3, CellError("#N/A"), "Talk", hidden=True), strings=strings)


def write_ods(path: Path) -> None:
    head = row(text("id"), text("title"), text("day"))
    long = '<table:table-cell office:value-type="time" office:time-value="PT25H"/>'
    body = row(number(1), text("Jazz"), day("2026-06-12")) + row(number(2), text("Talk"), long)
    ods(path, f'<table:table table:name="P">{head}{body}</table:table>')


XLS, XLSB, ODS_BOOK = made(write_xls), made(write_xlsb), made(write_ods)
INSIDE = (
    *((XLSB, part) for part in ("xl/workbook.bin", "xl/worksheets/sheet1.bin")),
    *((XLSB, "xl/sharedStrings.bin"), (ODS_BOOK, "content.xml")),
)


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """What to do where (a share of the length), and with which bytes."""
    kinds = st.sampled_from(("set", "cut", "insert", "end"))
    place = st.floats(0, 1, exclude_max=True)
    content = st.binary(min_size=1, max_size=8) | st.sampled_from((b"\xff" * 4, b"\0" * 8))
    return draw(st.lists(st.tuples(kinds, place, content), min_size=1, max_size=4))


def damaged(content: bytes, wrongs: list[tuple[str, float, bytes]]) -> bytes:
    result = bytearray(content)
    for kind, share, put in wrongs:
        at = int(share * len(result))
        if kind == "set":
            result[at : at + len(put)] = put
        elif kind == "cut":
            del result[at : at + len(put)]
        elif kind == "insert":
            result[at:at] = put
        else:
            del result[at:]
    return bytes(result)


def with_part(content: bytes, name: str, changed: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.namelist():
            new.writestr(member, changed if member == name else old.read(member))
    return packed.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def read(content: bytes) -> int:
    """Read it all and count, or see it refused; whatever is yielded keeps its contract."""
    rows = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "events").write_bytes(content)
        spec = SourceSpec(header_row="none", sheets="all")
        with suppress(SourceError), locate("events", base=Path(folder)) as located:
            for item in open_reading(located, spec, None):
                assert isinstance(item, Record | RowError)
                assert isinstance(item, RowError) or len(item.cells) == len(item.columns)
                rows += 1
    return rows


@pytest.mark.parametrize("content", [XLS, XLSB, ODS_BOOK])
def test_the_books_are_read_before_they_are_damaged(content: bytes) -> None:
    assert read(content) in (2, 3)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from((XLS, XLSB, ODS_BOOK)), changes())
def test_a_damaged_file_is_read_or_refused(
    content: bytes, wrongs: list[tuple[str, float, bytes]]
) -> None:
    read(damaged(content, wrongs))


@settings(max_examples=120, deadline=None)
@given(changes())
def test_damaged_records_of_an_xls_are_read_or_refused(
    wrongs: list[tuple[str, float, bytes]],
) -> None:
    stream = workbook_stream(XLS).rstrip(b"\0")
    read(ole_file(damaged(stream, wrongs)))


@pytest.mark.parametrize(
    "size", [struct.pack("<IIHHH", 0, 4_000_000_000, 0, 200, 0), b"\0\0\xff\xff" * 2 + b"\0\0"]
)
def test_a_sheet_that_claims_cells_without_end_is_read(size: bytes) -> None:
    stream = workbook_stream(XLS).rstrip(b"\0")
    first = stream.index(biff(0x204, b"")[:2])
    assert read(ole_file(stream[:first] + biff(0x200, size) + stream[first:])) == 3


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(INSIDE), changes())
def test_a_damaged_part_is_read_or_refused(
    seed: tuple[bytes, str], wrongs: list[tuple[str, float, bytes]]
) -> None:
    content, name = seed
    read(with_part(content, name, damaged(part(content, name), wrongs)))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only /proc lists open files")
def test_an_xlsx_that_no_library_reads_is_closed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SourceError):
        XlsxBook(path, "a.xlsx")
    assert not [file for file in Path("/proc/self/fd").iterdir() if file.resolve() == path]
