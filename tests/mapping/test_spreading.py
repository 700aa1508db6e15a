"""Rows of large tables are mapped by several processes, and nobody can tell from what comes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from mapping_cases import TABLE_EVENT, TABLE_ROW

from importer.errors import Location, RowError
from importer.mapping.apply import Mapper
from importer.mapping.spreading import STRETCH, Stretch, map_rows
from importer.records import Record

ROWS = 8 * STRETCH + 7
ALONE = 2 * STRETCH


def rows(count: int = ROWS) -> Iterator[Record | RowError]:
    """Right rows, every seventh with a wrong time, and some that could not be read."""
    columns = tuple(TABLE_ROW)
    for number in range(2, count + 2):
        at = Location("a.csv", number)
        if number % 400 == 0:
            yield RowError("row.shape", "expected 4 cells and found 5", at=at)
            continue
        clock = "soon" if number % 7 == 0 else f"{number % 24:02}:30"
        yield Record(columns, (str(number), f"Talk {number}", "2026-06-12", clock), at)


@pytest.fixture
def mapper(bound: Any) -> Mapper:
    made: Mapper = bound()
    return made


@pytest.fixture
def alone(mapper: Mapper) -> list[Stretch]:
    return list(map_rows(rows(), mapper, processes=1))


def spread(mapper: Mapper) -> Iterator[Stretch]:
    return map_rows(rows(), mapper, processes=2, alone=ALONE)


def helpers() -> list[int]:
    """Processes that this one has started to help, and that are alive."""
    listed = subprocess.run(
        ["ps", "-Aww", "-o", "pid=,ppid=,args="], capture_output=True, check=True
    )
    processes = [line.split(None, 2) for line in listed.stdout.decode().splitlines()]
    return [
        int(pid)
        for pid, parent, args in processes
        if int(parent) == os.getpid() and "help_along" in args
    ]


def test_several_processes_come_to_what_one_does(mapper: Mapper, alone: list[Stretch]) -> None:
    mapped = spread(mapper)
    most = list(islice(mapped, 8))
    assert len(helpers()) == 2
    assert [*most, *mapped] == alone
    assert helpers() == []


def test_a_short_source_needs_no_help(mapper: Mapper) -> None:
    mapped = map_rows(rows(ALONE + STRETCH - 1), mapper, processes=2, alone=ALONE)
    assert [(stretch.rows, helpers()) for stretch in mapped] == [
        (STRETCH, []),
        (STRETCH, []),
        (STRETCH - 1, []),
    ]


def test_rows_of_a_helper_that_is_killed_are_mapped_all_the_same(
    mapper: Mapper, alone: list[Stretch]
) -> None:
    mapped = spread(mapper)
    first = list(islice(mapped, 3))
    for pid in helpers():
        os.kill(pid, signal.SIGKILL)
    assert [*first, *mapped] == alone


def test_a_run_that_stops_takes_its_helpers_with_it(mapper: Mapper) -> None:
    mapped = spread(mapper)
    list(islice(mapped, 3))
    assert len(helpers()) == 2
    mapped.close()
    assert helpers() == []


def test_a_system_that_starts_no_process_only_costs_time(
    mapper: Mapper, alone: list[Stretch], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    assert list(spread(mapper)) == alone


SCRIPT = """
import sys
from itertools import count
from pathlib import Path
from importer.errors import Location
from importer.mapping.apply import bind
from importer.mapping.load import load_mapping
from importer.mapping.spreading import map_rows
from importer.records import Record

if __name__ == "__main__":
    mapping = load_mapping(Path(sys.argv[1]))
    mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
    columns = ("Id", "Title", "Date", "Time")
    rows = (Record(columns, (str(n), "T", "2026-06-12", "20:00"), Location("a", n)) for n in count(1))
    for number, _ in enumerate(map_rows(rows, mapper, processes=2, alone=1000)):
        if number == 5:
            print("mapping", flush=True)
"""


def test_no_helper_outlives_a_run_that_is_killed(tmp_path: Any) -> None:
    """The pipe to their common output ends only when the last of them has."""
    fields = "".join(f"  {name}: {value}\n" for name, value in TABLE_EVENT.items())
    mapping = f"name: test\nidentity: [Id]\nevent:\n{fields}"
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
    (tmp_path / "run.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "run.py"), str(tmp_path / "m.yaml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "mapping\n"
        run.kill()
        assert run.stdout.read() == ""
