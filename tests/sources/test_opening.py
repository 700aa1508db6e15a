"""Which reader opens what, and what opening costs."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.records import Record, SourceSpec
from importer.sources import locate, open_reading, opened_once
from tests.sources.books import biff, xls

HEAVY = ("httpx", "icalendar", "openpyxl", "pandas", "python_calamine", "charset_normalizer")


def loaded_by(statements: str) -> list[str]:
    """The heavy modules loaded after these statements, in a fresh interpreter."""
    check = f"import sys; print(*[name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", f"{statements}\n{check}"], capture_output=True, text=True, check=True
    )
    return run.stdout.split()


def test_importing_the_readers_loads_nothing_heavy() -> None:
    assert loaded_by("import importer.sources") == []


def test_reading_csv_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,title\n1,Jazz\n")
    assert (
        loaded_by(
            "from pathlib import Path\n"
            "from importer.records import SourceSpec\n"
            "from importer.sources import locate, open_reading\n"
            f"located = locate('events.csv', base=Path({str(tmp_path)!r}))\n"
            "assert len(list(open_reading(located, SourceSpec()))) == 1"
        )
        == []
    )


def test_a_table_in_an_archive_is_read_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(b"id,title\n1,Jazz\n"))
    with locate("events.csv.gz", base=tmp_path) as located:
        (record,) = open_reading(located, SourceSpec())
    assert str(record.at) == "events.csv.gz, row 2"


def test_a_workbook_is_opened_once_where_that_is_said(tmp_path: Path) -> None:
    def titles() -> list[object]:
        with locate("events.xls", base=tmp_path) as located:
            source = open_reading(located, SourceSpec())
            return [item["title"] for item in source if isinstance(item, Record)]

    path = tmp_path / "events.xls"
    xls(path, [["id", "title"], [1.0, "Jazz"]])
    with opened_once():
        assert titles() == ["Jazz"]
        xls(path, [["id", "title"], [1.0, "Talk"]])
        assert titles() == ["Jazz"]
    assert titles() == ["Talk"]


def test_a_workbook_refused_once_is_refused_again_without_a_look(tmp_path: Path) -> None:
    path = tmp_path / "events.xls"
    table: list[list[str | float]] = [["id", "title"], [1.0, "Jazz"]]
    xls(path, table, first=biff(0x2F, bytes(6)))
    with opened_once(), locate("events.xls", base=tmp_path) as located:
        with pytest.raises(SourceError, match="protected by a password"):
            open_reading(located, SourceSpec())
        xls(path, table)
        with pytest.raises(SourceError, match="protected by a password"):
            open_reading(located, SourceSpec())
    with locate("events.xls", base=tmp_path) as located:
        assert len(list(open_reading(located, SourceSpec()))) == 1
