"""Opening a state file: how it is kept, and what is said of a file that cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_cases import HALL, Clock

from importer.errors import StateError, TemporaryError, UsageError
from importer.store import Store
from importer.store.database import open_engine, sqlite_path
from importer.store.tables import SCHEMA_VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "importer.db"


def make(path: Path) -> None:
    with Store.open(str(path), Clock()) as store:
        store.bind(*HALL)


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def refusal(path: Path) -> StateError:
    """Opening fails for good, and leaves the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StateError) as caught:
        open_engine(str(path))
    assert caught.value.exit_code == 2
    if before is not None:
        assert path.read_bytes() == before
    return caught.value


# -- how it is kept ------------------------------------------------------------------------------


def test_a_new_state_and_its_folder_are_made_for_the_owner_only(path: Path) -> None:
    old = os.umask(0)
    try:
        engine = open_engine(str(path))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        engine.dispose()
    finally:
        os.umask(old)
    assert modes == dict.fromkeys(["importer.db", "importer.db-wal", "importer.db-shm"], 0o600)


def test_every_connection_is_durable_and_checks_references(path: Path) -> None:
    engine = open_engine(str(path))
    with engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL


def test_a_state_opened_again_is_the_same_state(path: Path) -> None:
    make(path)
    with Store.open(str(path), Clock()) as store:
        assert [each.name for each in store.history().summaries()] == ["riverside-hall"]


@pytest.mark.parametrize("location", ["sqlite://", "sqlite:///:memory:"])
def test_a_state_in_memory_is_refused_because_it_forgets(location: str) -> None:
    with pytest.raises(UsageError, match="events would be sent twice"):
        open_engine(location)


def test_a_state_without_its_driver_says_what_to_install() -> None:
    with pytest.raises(UsageError, match="No driver for nosuchbase is installed"):
        open_engine("nosuchbase://host/importer")


def test_an_address_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UsageError, match="no SQLAlchemy URL or file path"):
        open_engine("://")


def test_a_location_tells_its_file_where_it_has_one(path: Path) -> None:
    assert sqlite_path(str(path)) == sqlite_path(f"sqlite:///{path}") == path
    assert sqlite_path("postgresql+psycopg://host/importer") is None


# -- files that cannot be used ---------------------------------------------------------------------


def test_a_state_of_a_newer_version_is_left_untouched(path: Path) -> None:
    make(path)
    write(path, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    words = str(refusal(path))
    assert f"its version is {SCHEMA_VERSION + 1}" in words
    assert "Nothing was sent" in words


def test_a_file_that_is_no_database_is_left_untouched(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Ref,Act\n1001,Jazz\n" * 100)
    assert "no SQLite file" in str(refusal(path))


def test_a_damaged_database_is_named_as_such(path: Path) -> None:
    make(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x55" * (len(whole) - 4096))
    with pytest.raises(StateError, match="damaged"), Store.open(str(path), Clock()) as store:
        store.bind(*HALL)


def test_a_database_of_another_program_is_left_untouched(path: Path) -> None:
    path.parent.mkdir()
    write(path, "PRAGMA journal_mode=WAL", "CREATE TABLE moz_places (id INTEGER)")
    words = str(refusal(path))
    assert "belongs to another program" in words
    assert "moz_places" in words


def test_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    assert f"The state {tmp_path} is a folder" in str(refusal(tmp_path))


def test_a_path_through_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    assert "cannot be written" in str(refusal(tmp_path / "state" / "importer.db"))


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """A folder that this process may read only; root, whom no mode stops, becomes nobody meanwhile."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        if root:
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            if root:
                os.seteuid(0)
            Path(name).chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes of folders are a POSIX matter")
def test_a_read_only_folder_is_refused_with_its_reason() -> None:
    with read_only_folder() as folder:
        assert "cannot be written: Permission denied" in str(refusal(folder / "importer.db"))


# -- locks -----------------------------------------------------------------------------------------


@pytest.fixture
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program writes to the state and does not finish."""
    make(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def test_a_locked_state_is_tried_again_later(path: Path, locked: sqlite3.Connection) -> None:
    with pytest.raises(TemporaryError, match="locked by another program") as caught:
        open_engine(str(path), patience_s=0.05)
    assert caught.value.exit_code == 75


def test_a_state_that_is_locked_later_on_is_temporary_too(path: Path) -> None:
    make(path)
    with Store.open(str(path), Clock(), patience_s=0.05) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TemporaryError, match="run again later"):
                store.bind(*HALL)
        assert store.bind(*HALL).name == "riverside-hall"


def test_readers_do_not_wait_for_a_writer(path: Path) -> None:
    make(path)
    with (
        Store.open(str(path), Clock(), patience_s=0.05) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert [each.name for each in store.history().summaries()] == ["riverside-hall"]


def test_a_full_disk_is_temporary_and_loses_nothing(path: Path) -> None:
    make(path)
    engine = open_engine(str(path))
    with engine.connect().execution_options(reading=True) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(TemporaryError, match="disk is full"):
            connection.exec_driver_sql(
                "INSERT INTO remembered VALUES (1, 'big', ?, 0)", ("x" * 100_000,)
            )
    engine.dispose()
