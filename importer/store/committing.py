"""From the desk into the state: decisions become intents with their exact bytes, each batch in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine

from importer.intents import Action, State
from importer.keys import idempotency_key
from importer.matching import likeness_of
from importer.payloads import payload_hash
from importer.store.rows import drop_unsent, sql

Guard: TypeAlias = Callable[[Connection], None]
"""Called inside a transaction; raises when the lease has changed hands."""

_NEW_RECORD = (
    "INSERT INTO records (source_id, key, key_hash, place, row_hash, payload_hash, starts_at, over_at,"
    " first_seen) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (source_id, key_hash) DO UPDATE SET"
    " place = excluded.place"
)
_NEW_INTENT = (
    "INSERT INTO intents (source_id, record_id, run, action, state, body, becomes, payload_hash,"
    " row_hash, alike, starts_at, over_at, key, rank, due, decided_at, channel_id) VALUES (?,"
    " (SELECT id FROM records WHERE source_id = ? AND key_hash = ?),?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_UPKEEP = (
    "UPDATE records SET row_hash = coalesce(?, row_hash), missed = coalesce(?, missed),"
    " missed_at = CASE WHEN ? > 0 THEN ? ELSE NULL END, withdrawn = coalesce(?, withdrawn)"
    " WHERE id = ?"
)
_RENAMED = "UPDATE records SET key = ?, key_hash = ?, missed = 0, missed_at = NULL WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Committing:
    """Writes the decisions of one run. source: its name; now: epoch seconds."""

    engine: Engine
    source_id: int
    source: str
    run: str
    now: float
    guard: Guard

    def take_back_unsent(self, renamed: Iterable[tuple[int, str, bytes]]) -> None:
        """What never left is decided anew. renamed: (record, new key, its hash), for what continues a record."""
        with self._transaction() as connection:
            drop_unsent(self.engine, connection, self.source_id)
            for record, key, hashed in renamed:
                self._rename(connection, record, key, hashed)

    def add_intents(self, batch: Sequence[Any]) -> None:
        """batch: (action, key hash, key, body, payload, row hash, start, over, rank, due, place, generation)."""
        with self._transaction() as connection:
            connection.exec_driver_sql(sql(self.engine, _NEW_RECORD), list(self._records(batch)))
            connection.exec_driver_sql(sql(self.engine, _NEW_INTENT), list(self._intents(batch)))

    def keep_up(self, batch: Sequence[Any]) -> None:
        """batch: (row hash, missed, withdrawn, record); None leaves what stands."""
        with self._transaction() as connection:
            connection.exec_driver_sql(
                sql(self.engine, _UPKEEP),
                [
                    (row_hash, missed, missed, self.now, withdrawn, record)
                    for row_hash, missed, withdrawn, record in batch
                ],
            )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            self.guard(connection)
            yield connection

    def _rename(self, connection: Connection, record: int, key: str, hashed: bytes) -> None:
        """Give a record its new key. A record of that key that never had an event becomes part of it."""

        def run(text: str, *values: Any) -> Any:
            return connection.exec_driver_sql(sql(self.engine, text), values)

        other = run(
            "SELECT id FROM records WHERE source_id = ? AND key_hash = ?", self.source_id, hashed
        ).scalar_one_or_none()
        if other is not None:
            run("UPDATE intents SET record_id = ? WHERE record_id = ?", record, other)
            run("DELETE FROM records WHERE id = ?", other)
        run(_RENAMED, key, hashed, record)

    def _records(self, batch: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        for _, hashed, key, _, _, _, starts_at, over_at, _, _, place, _ in batch:
            yield (
                self.source_id, key, hashed, place, b"", b"", starts_at, over_at, self.now,
            )  # fmt: skip

    def _intents(self, batch: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        for (
            action, hashed, key, body, becomes, row_hash, starts_at, over_at, rank, due, _, generation,
        ) in batch:  # fmt: skip
            alike = likeness_of(becomes)
            is_create = action == Action.CREATE.value
            yield (
                self.source_id, self.source_id, hashed, self.run, action, State.DECIDED.value, body, becomes,
                payload_hash(becomes), row_hash, alike.digest(), starts_at, over_at,
                idempotency_key(self.source, key, generation, body) if is_create else None,
                rank, due, self.now, alike.channel_id,
            )  # fmt: skip
