"""The state of a project: profiles, sources, runs, and what is remembered of the platform."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Engine

from importer.errors import StateError
from importer.keys import key_hash
from importer.matching import likeness_of
from importer.payloads import Staged, payload_hash
from importer.store.committing import Guard
from importer.store.database import LOCK_PATIENCE_S, open_engine
from importer.store.history import History
from importer.store.last_reads import LastReads
from importer.store.lease import Lease
from importer.store.ledger import SourceLedger
from importer.store.media import MediaShelf
from importer.store.rows import sql
from importer.store.shared_pace import SharedPace
from importer.store.staging import Staging


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the store knows it. published: how many of its records have an event."""

    id: int
    profile_id: int
    name: str
    published: int
    platform_total: int | None


@dataclass(frozen=True, slots=True)
class Adopted:
    """A row and the event it is. body: the payload as the platform holds it."""

    row: Staged
    event_id: str
    body: bytes


class Store:
    """The one way to the state. `clock` gives epoch seconds."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(
        cls, location: str, clock: Callable[[], float], *, patience_s: float = LOCK_PATIENCE_S
    ) -> Store:
        """location: SQLAlchemy URL or path of a SQLite file; made and migrated as needed.

        patience_s: how long to wait for another writer of the file.
        """
        return cls(open_engine(location, patience_s=patience_s), clock)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    # -- sources ---------------------------------------------------------------------------------

    def bind(
        self, profile: str, base_url: str, name: str, mapping: str, *, same_source: bool = False
    ) -> SourceState:
        """The source of this name under (profile, base_url), made if new.

        mapping: path of the mapping within its project. Raises StateError when the name belongs to
        another mapping file, unless same_source says that the file was moved.
        """
        with self._engine.begin() as connection:
            run = connection.exec_driver_sql
            run(
                self._sql(
                    "INSERT INTO profiles (name, base_url) VALUES (?, ?) ON CONFLICT DO NOTHING"
                ),
                (profile, base_url),
            )
            profile_id = run(
                self._sql("SELECT id FROM profiles WHERE name = ? AND base_url = ?"),
                (profile, base_url),
            ).scalar_one()
            run(
                self._sql(
                    "INSERT INTO sources (profile_id, name, mapping) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                ),
                (profile_id, name, mapping),
            )
            source_id, path, total = run(
                self._sql(
                    "SELECT id, mapping, platform_total FROM sources WHERE profile_id = ? AND name = ?"
                ),
                (profile_id, name),
            ).one()
            if path != mapping:
                if not same_source:
                    raise StateError(
                        f"The name {name!r} already belongs to the mapping {path}, and this is {mapping}. Two mappings need "
                        "two names; if the file was moved, say so with --same-source"
                    )
                run(self._sql("UPDATE sources SET mapping = ? WHERE id = ?"), (mapping, source_id))
            published = run(
                self._sql(
                    # `+`: all of a source's rows are met sooner in the table's order than in an index's
                    "SELECT count(*) FROM records WHERE +source_id = ? AND event_id IS NOT NULL"
                ),
                (source_id,),
            ).scalar_one()
        return SourceState(source_id, profile_id, name, published, total)

    def sources_in_doubt(self, name: str | None = None) -> list[tuple[SourceState, str, str]]:
        """(source, profile name, base URL) of every source with writes that lack proof."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    "SELECT s.id, s.profile_id, s.name, s.platform_total, p.name, p.base_url FROM sources s"
                    " JOIN profiles p ON p.id = s.profile_id WHERE EXISTS (SELECT 1 FROM intents i WHERE"
                    " i.source_id = s.id AND i.state IN ('sending', 'in doubt')) ORDER BY s.name, p.base_url"
                )
            ).fetchall()
        return [
            (SourceState(number, profile, source, 0, total), profile_name, base_url)
            for number, profile, source, total, profile_name, base_url in rows
            if name is None or source == name
        ]

    @contextmanager
    def lease(self, source: SourceState) -> Iterator[Lease]:
        """Hold the source for one run. Raises TemporaryError when another run holds it."""
        lease = Lease(self._engine, source.id, self._clock)
        lease.take(source.name)
        try:
            yield lease
        finally:
            lease.release()

    def ledger(self, source: SourceState, lease: Lease, rules: bytes) -> SourceLedger:
        return SourceLedger(self._engine, source.profile_id, source.id, lease, rules, self._clock)

    def media(self, source: SourceState, lease: Lease) -> MediaShelf:
        return MediaShelf(self._engine, source.profile_id, source.id, lease)

    def last_reads(self, source: SourceState) -> LastReads:
        return LastReads(self._engine, source.profile_id, source.id)

    def pace(self, source: SourceState) -> SharedPace:
        return SharedPace(self._engine, source.profile_id)

    def staging(self, source: SourceState) -> Staging:
        return Staging(self._engine, source.id)

    def history(self) -> History:
        return History(self._engine, self._clock)

    def adopt(self, source: SourceState, taken: Sequence[Adopted], guard: Guard) -> None:
        """Record events that are on the platform already as published by this source."""
        if not taken:
            return
        now = self._clock()
        with self._engine.begin() as connection:
            guard(connection)
            connection.exec_driver_sql(
                self._sql(
                    "INSERT INTO records (source_id, key, key_hash, place, row_hash, payload_hash, body, alike, event_id,"
                    " channel_id, generation, starts_at, over_at, first_seen) VALUES (?,?,?,?,?,?,?,?,?,?,1,?,?,?)"
                    " ON CONFLICT (source_id, key_hash) DO UPDATE SET row_hash = excluded.row_hash,"
                    " payload_hash = excluded.payload_hash, body = excluded.body, alike = excluded.alike,"
                    " event_id = excluded.event_id, channel_id = excluded.channel_id, generation = records.generation + 1,"
                    " starts_at = excluded.starts_at, over_at = excluded.over_at, gone = 0, withdrawn = 0,"
                    " missed = 0, missed_at = NULL, refused_hash = NULL"
                ),
                [
                    (
                        source.id, one.row.key, key_hash(one.row.key), one.row.place, one.row.row_hash,
                        payload_hash(one.body), one.body, likeness_of(one.body).digest(), one.event_id,
                        likeness_of(one.body).channel_id, one.row.starts_at, one.row.over_at, now,
                    )
                    for one in taken
                ],
            )  # fmt: skip

    def keep_platform_total(self, source: SourceState, total: int | None) -> None:
        """How many events the platform holds; None: the next run that creates looks, whatever it holds."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql("UPDATE sources SET platform_total = ? WHERE id = ?"), (total, source.id)
            )

    def forget_bodies_of_the_past(self, source: SourceState) -> None:
        """Bodies are kept while their event is upcoming, then only hashes."""
        now = self._clock()
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE intents SET body = NULL, becomes = NULL WHERE +source_id = ? AND over_at < ?"
                    " AND state IN ('done', 'refused', 'dropped') AND body IS NOT NULL"
                ),
                (source.id, now),
            )
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE records SET body = NULL WHERE +source_id = ? AND over_at < ? AND body IS NOT NULL"
                ),
                (source.id, now),
            )

    # -- runs ------------------------------------------------------------------------------------

    def begin_run(self, source: SourceState) -> str:
        """A name for this run that sorts by time: `20260914-090000-3f2a`."""
        now = self._clock()
        run = f"{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql("INSERT INTO runs (id, source_id, started_at) VALUES (?, ?, ?)"),
                (run, source.id, now),
            )
        return run

    def finish_run(self, run: str, exit_code: int, result: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE runs SET finished_at = ?, exit_code = ?, result = ? WHERE id = ?"
                ),
                (self._clock(), exit_code, json.dumps(result), run),
            )

    # -- remembered facts ------------------------------------------------------------------------

    def recall(self, profile_id: int, name: str) -> tuple[str, float] | None:
        """(text, epoch seconds when it was kept), or None."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.exec_driver_sql(
                self._sql("SELECT value, at FROM remembered WHERE profile_id = ? AND name = ?"),
                (profile_id, name),
            ).one_or_none()
        return (row[0], row[1]) if row else None

    def remember(self, profile_id: int, name: str, value: str) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql(
                    "INSERT INTO remembered (profile_id, name, value, at) VALUES (?,?,?,?)"
                    " ON CONFLICT (profile_id, name) DO UPDATE SET value = excluded.value, at = excluded.at"
                ),
                (profile_id, name, value, self._clock()),
            )

    def _sql(self, text: str) -> str:
        return sql(self._engine, text)
