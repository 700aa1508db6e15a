"""Damaged tables of every kind: refused or read in part, never a crash."""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from importer.errors import RowError, SourceError
from importer.records import Record, SourceSpec
from importer.sources import locate, open_reading
from importer.sources.csv_file import CsvReading

CSV = (
    'Programme\n\nid,title,"day, date"\r\n1,"Café\nJazz",12/06/2026\n2,"Th""e",x\n\nTotal,,5\n'
).encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in (("id", "title", "n"), (1, "Café", "#N/A"), (2, "Jazz", "=A1")):
        page.append(row)
    page.row_dimensions[3].hidden = True
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "a.xlsx")
        return (Path(folder) / "a.xlsx").read_bytes()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def with_part(content: bytes, name: str, changed: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.namelist():
            new.writestr(member, changed if member == name else old.read(member))
    return packed.getvalue()


SEEDS = (CSV, CSV.decode().encode("cp1252"), CSV.decode().encode("utf-16"), workbook())
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
)
XML = tuple(part(SEEDS[-1], name) for name in PARTS)


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A seed with bytes flipped, cut out, doubled, spliced in from another or put in between."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        size = draw(st.integers(1, 40))
        match draw(st.sampled_from(("flip", "cut", "double", "splice", "insert", "end"))):
            case "flip" if at < len(content):
                content[at] ^= draw(st.integers(1, 255))
            case "cut":
                del content[at : at + size]
            case "double":
                content[at:at] = content[at : at + size]
            case "splice":
                content[at:at] = draw(st.sampled_from(seeds))[at : at + size]
            case "insert":
                content[at:at] = draw(
                    st.sampled_from((b'"', b"\0", b"\r", b'",', b"\xff", b";" * 5))
                )
            case "end":
                del content[at:]
    return bytes(content)


def read(content: bytes, spec: SourceSpec) -> None:
    """Read it all, or see it refused; whatever is yielded keeps its contract."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "events").write_bytes(content)
        with suppress(SourceError), locate("events", base=Path(folder)) as located:
            reading = open_reading(located, spec, None)
            for item in reading:
                assert isinstance(item, Record | RowError)
                assert item.at.row
                assert isinstance(item, RowError) or len(item.cells) == len(item.columns)


@settings(max_examples=300, deadline=None)
@given(damaged(SEEDS), st.sampled_from((SourceSpec(), SourceSpec(header_row="none", sheets="all"))))
def test_damage_raises_nothing_but_what_is_promised(content: bytes, spec: SourceSpec) -> None:
    read(content, spec)


@settings(max_examples=300, deadline=None)
@given(damaged(XML), st.sampled_from(PARTS))
def test_damage_inside_a_workbook_raises_nothing_else_either(content: bytes, name: str) -> None:
    read(with_part(SEEDS[-1], name, content), SourceSpec())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab1,;"\n\r\t| é\0', max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    read(text.encode(), SourceSpec(delimiter=","))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.text(alphabet='ab ,;"\n\r|é', max_size=6), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    )
)
def test_what_a_csv_writer_wrote_comes_back_cell_by_cell(table: list[list[str]]) -> None:
    cells = [[f"x{cell}" for cell in row] for row in table]
    text = StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["id", "title", "day"], *cells])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        read_back = list(CsvReading(path, "events.csv", SourceSpec(delimiter=",")))
    assert [list(row.cells) for row in read_back if isinstance(row, Record)] == cells
    assert len(read_back) == len(cells)
