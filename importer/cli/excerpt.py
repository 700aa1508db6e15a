"""A short file in place of a long one: its head, and whole records from evenly spread places of it."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from importer.records import SourceSpec

LARGE = 32 << 20
"""Bytes from which a text file is looked at in stretches: reading all of it would take too long."""

_HEAD = 512 << 10
_STRETCH = 96 << 10
_STRETCHES = 48
_ALIKE = 3
"""Records in a row that must be as wide as the header for a place to be the beginning of one."""

_TRIED_LINES = 40


def excerpt(path: Path, spec: SourceSpec, into: BinaryIO, *, large: int = LARGE) -> bool:
    """Write the excerpt of a delimited text file; False where the file has to be read as it is.

    That is where it has less than `large` bytes, is no table, or is in an encoding whose lines cannot
    be found by bytes.
    """
    from importer.errors import SourceError
    from importer.sources.csv_dialect import find_dialect

    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if size < max(large, _HEAD + _STRETCH) or b"\0" in head or b"\n" not in head:
            return False
        try:
            lines = StringIO(head.decode("latin-1"), newline="").readlines()[:-1]
            delimiter = find_dialect(lines, spec.delimiter, path.name).delimiter
        except SourceError:
            return False
        width = _usual_width(lines, delimiter)
        into.write(_whole_records(head))
        for number in range(1, _STRETCHES + 1):
            file.seek(_HEAD + (size - _HEAD - _STRETCH) * number // _STRETCHES)
            into.write(_aligned(file.read(_STRETCH), delimiter, width))
    into.flush()
    return True


def _usual_width(lines: list[str], delimiter: str) -> int:
    """The number of cells that most records of the head have."""
    widths = [len(row) for row in _rows("".join(lines), delimiter, 500)]
    return max(set(widths), key=widths.count)


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:  # a cell beyond all limits: the stretch began inside quotes
        return []
    return rows


def _aligned(stretch: bytes, delimiter: str, width: int) -> bytes:
    """The whole records of a stretch; nothing where no line of it begins one."""
    at = 0
    for _ in range(_TRIED_LINES):
        at = stretch.find(b"\n", at) + 1
        if not at:
            return b""
        rows = _rows(stretch[at:].decode("latin-1"), delimiter, _ALIKE + 1)[:_ALIKE]
        if len(rows) == _ALIKE and all(len(row) == width for row in rows):
            return _whole_records(stretch[at:])
    return b""


def _whole_records(text: bytes) -> bytes:
    """The text up to the last line end that stands outside of quotes."""
    end = before = len(text)
    quotes = text.count(b'"')
    while (end := text.rfind(b"\n", 0, before)) >= 0:
        quotes -= text.count(b'"', end, before)
        if quotes % 2 == 0:
            return text[: end + 1]
        before = end
    return b""
