"""Opening the state: engine, durability, schema version, and one boundary for database errors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from importer.errors import StateError, TemporaryError, UsageError
from importer.store.migrations import STEPS
from importer.store.tables import SCHEMA_VERSION, metadata

LOCK_PATIENCE_S = 30


def open_engine(location: str, *, patience_s: float = LOCK_PATIENCE_S) -> Engine:
    """Connect to a state by SQLAlchemy URL or file path, and bring its schema up to date.

    A SQLite file is made with mode 0600, in WAL with synchronous=FULL. patience_s: how long to wait
    for another writer of it. Raises StateError when the state is no database, another program's or
    of a newer version, TemporaryError when it is locked or the disk is full.
    """
    url = _url(location)
    if url.get_backend_name() == "sqlite":
        engine = _open_sqlite(url, patience_s)
    else:
        engine = _create(url, paramstyle="format")
        event.listen(engine, "handle_error", _translate)
    try:
        _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def sqlite_path(location: str) -> Path | None:
    """The file behind a state location; None for other databases."""
    url = _url(location)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _url(location: str) -> URL:
    try:
        return make_url(location if "://" in location else f"sqlite:///{location}")
    except ArgumentError as problem:
        raise UsageError(f"--state {location!r} is no SQLAlchemy URL or file path") from problem


def _create(url: URL, **options: Any) -> Engine:
    try:
        return create_engine(url, hide_parameters=True, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as problem:
        raise UsageError(
            f"No driver for {url.get_backend_name()} is installed ({problem}). For PostgreSQL install "
            "'pinned-events-importer[postgres]' and write the state as postgresql+psycopg://…"
        ) from problem


def _open_sqlite(url: URL, patience_s: float) -> Engine:
    if not url.database or url.database == ":memory:":
        raise UsageError(
            "The state must be a file: one in memory is forgotten, and events would be sent twice"
        )
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except IsADirectoryError as problem:
        raise StateError(f"The state {path} is a folder; name a file in it") from problem
    except OSError as problem:
        if problem.errno in (28, 122):  # ENOSPC, EDQUOT
            raise TemporaryError(
                f"The state {path} cannot be written: the disk is full"
            ) from problem
        raise StateError(f"The state {path} cannot be written: {problem.strerror}") from problem
    engine = _create(url, connect_args={"timeout": patience_s, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _translate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail when another writer came between.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _translate(context: ExceptionContext) -> None:
    """Turn what a user can act on into our errors; anything else stays a bug with its traceback."""
    words = str(context.original_exception).lower()
    if "locked" in words or "busy" in words:
        raise TemporaryError("The state is locked by another program; run again later")
    if "disk is full" in words or "disk i/o error" in words or "no space left" in words:
        raise TemporaryError(
            "The state cannot be written: the disk is full or failing. What was recorded is safe; make room and run again"
        )
    if "not a database" in words or "malformed" in words:
        raise StateError(
            "The state file is damaged or no SQLite file; restore it, or move it away and run `importer adopt`"
        )
    if "readonly" in words or "unable to open" in words:
        raise StateError("The state file cannot be written; check who owns it and its folder")
    if context.is_disconnect or "connection refused" in words or "could not connect" in words:
        raise TemporaryError("The state database cannot be reached; run again later")


def _bring_up_to_date(engine: Engine) -> None:
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        if "schema_version" not in tables:
            if tables and engine.dialect.name == "sqlite":
                raise StateError(
                    f"The database {engine.url.database} belongs to another program (it holds the table "
                    f"{tables[0]!r}). Name another file with --state"
                )
            metadata.create_all(connection)
            connection.exec_driver_sql(f"INSERT INTO schema_version VALUES ({SCHEMA_VERSION})")
            return
        version = connection.exec_driver_sql("SELECT max(version) FROM schema_version").scalar_one()
        if version > SCHEMA_VERSION:
            raise StateError(
                f"The state was written by a newer importer (its version is {version}, this importer knows up to "
                f"{SCHEMA_VERSION}). Nothing was sent. Install the newer importer again"
            )
        for step in range(version, SCHEMA_VERSION):
            STEPS[step](connection)
            connection.exec_driver_sql(f"UPDATE schema_version SET version = {step + 1}")
