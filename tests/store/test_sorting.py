"""Rows come back in the order of their keys, however many there are and however little memory may hold."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.errors import TemporaryError
from importer.keys import key_hash
from importer.payloads import SetDown
from importer.store.sorting import SortedRows


def laid(row: int, key: str, body: bytes = b"{}") -> SetDown:
    return key_hash(key), row, "wanted", key, "place", b"cells", body, 1, 2, "", None


KEYS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9), max_size=9)


@given(KEYS, st.sampled_from([1, 700, 3000, 1 << 20]))
def test_stretches_of_rows_come_back_sorted_with_rows_of_one_key_in_file_order(
    stretches: list[list[str]], held_bytes: int
) -> None:
    rows: list[SetDown] = []
    with closing(SortedRows(held_bytes)) as desk:
        for stretch in stretches:
            added = [laid(number, key) for number, key in enumerate(stretch, len(rows))]
            desk.add(added)
            rows += added
        assert list(desk) == sorted(rows, key=lambda row: (row[0], row[1]))
        assert list(desk) == sorted(rows)  # as often as one likes


def test_thousands_of_rows_in_several_runs_are_merged_block_by_block() -> None:
    rows = [laid(number, f"{number}", b"x" * (number % 900)) for number in range(5000)]
    with closing(SortedRows(1 << 20)) as desk:
        for at in range(0, len(rows), 500):
            desk.add(rows[at : at + 500])
        assert list(desk) == sorted(rows)


def test_no_room_for_temporary_files_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with closing(SortedRows(1)) as desk, pytest.raises(TemporaryError, match="TMPDIR"):
        desk.add([laid(0, "a")])
