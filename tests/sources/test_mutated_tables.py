"""Every reader of tables under every kind of damage: no crash, no hang, no flood of memory.

Flipped bits and cuts are how files break on the way; splices and other encodings are how programs
and people break them. The file is damaged, or what is packed into it, which is then packed again.
"""

from __future__ import annotations

import gzip
import resource
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importer.errors import RowError, SourceError
from importer.records import Record, SourceSpec
from importer.sources import locate, open_reading
from importer.sources.workbook_ole import ole_file, workbook_stream
from tests.sources.test_hostile_tables import CSV, workbook
from tests.sources.test_workbook_damage import ODS_BOOK, XLS, XLSB

MOST_MEMORY = 1 << 20
"""Kilobytes by which the process may grow (1 GiB)."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-7", "cp037")
LINE_ENDS = ((b"\n", b"\r\n"), (b"\r\n", b"\n"), (b"\n", b"\r"))

Change = Callable[[bytes], bytes]


def zipped(members: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


XLSX = workbook()
FILES = {
    "csv": CSV,
    "csv.gz": gzip.compress(CSV),
    "csv.zip": zipped({"events.csv": CSV}),
    "xlsx": XLSX,
    "xlsm": zipped(unzipped(XLSX) | {"xl/vbaProject.bin": XLS}),
    "xls": XLS,
    "xlsb": XLSB,
    "ods": ODS_BOOK,
}


def flipped(place: float, bit: int) -> Change:
    def change(content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]

    return change


def cut(place: float, size: float) -> Change:
    def change(content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + content[at + 1 + int(size * len(content)) :]

    return change


def spliced(place: float, other: bytes, begin: float, size: int) -> Change:
    def change(content: bytes) -> bytes:
        at, start = int(place * len(content)), int(begin * len(other))
        return content[:at] + other[start : start + size] + content[at:]

    return change


def encoded(encoding: str) -> Change:
    return lambda content: content.decode("latin-1").encode(encoding, "replace")


SHARE = st.floats(0, 1, exclude_max=True)
PIECES = st.sampled_from((*FILES.values(), *unzipped(XLSX).values(), *unzipped(XLSB).values()))
CHANGES: dict[str, st.SearchStrategy[Change]] = {
    "flip": st.builds(flipped, SHARE, st.integers(0, 7)),
    "cut": st.builds(cut, SHARE, SHARE.map(lambda share: share**4)),
    "splice": st.builds(spliced, SHARE, PIECES, SHARE, st.integers(1, 2000)),
    "encode": st.sampled_from(ENCODINGS).map(encoded)
    | st.sampled_from(LINE_ENDS).map(lambda ends: lambda content: content.replace(*ends)),
}


def damaged_within(kind: str, member: float, changes: list[Change]) -> bytes:
    """The file of this kind, damaged in what is packed into it."""
    content = FILES[kind]
    if kind == "csv":
        return applied(changes, content)
    if kind == "csv.gz":
        return gzip.compress(applied(changes, gzip.decompress(content)))
    if kind == "xls":
        return ole_file(applied(changes, workbook_stream(content).rstrip(b"\0")))
    members = unzipped(content)
    name = list(members)[int(member * len(members))]
    return zipped(members | {name: applied(changes, members[name])})


def applied(changes: list[Change], content: bytes) -> bytes:
    for change in changes:
        content = change(content) if content else content
    return content


def rows_in(content: bytes, kind: str, spec: SourceSpec) -> int:
    """Read it all and count; every row keeps its contract. Raises SourceError where it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"events.{kind}").write_bytes(content)
        with locate(f"events.{kind}", base=Path(folder)) as located:
            rows = list(open_reading(located, spec))
    for row in rows:
        assert isinstance(row, Record | RowError)
        assert isinstance(row, RowError) or len(row.cells) == len(row.columns)
    return len(rows)


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_is_read_while_it_is_whole(kind: str) -> None:
    assert rows_in(FILES[kind], kind, SourceSpec(hidden_rows="read")) == 2
    assert rows_in(damaged_within(kind, 0, []), kind, SourceSpec(hidden_rows="read")) == 2


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=25, deadline=timedelta(seconds=10))
@given(data=st.data())
def test_a_mutated_table_is_read_or_refused(kind: str, change: str, data: st.DataObject) -> None:
    changes = data.draw(st.lists(CHANGES[change], min_size=1, max_size=3))
    inside = data.draw(st.booleans())
    content = (
        damaged_within(kind, data.draw(SHARE), changes) if inside else applied(changes, FILES[kind])
    )
    spec = SourceSpec() if data.draw(st.booleans()) else SourceSpec(header_row="none", sheets="all")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(SourceError):
        rows_in(content, kind, spec)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
