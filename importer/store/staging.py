"""The desk a plan is made on: rows sorted by key, and temporary tables for what is decided.

Nothing here is state: the tables live on one connection and vanish with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any

import orjson
from sqlalchemy import Engine

from importer.intents import Known, Upkeep, Vanished, Write
from importer.keys import key_hash
from importer.payloads import SetDown, Staged
from importer.store.committing import Committing, Guard
from importer.store.relinking import Relinking, at_place
from importer.store.rows import BATCH, KNOWN_COLUMNS, OPEN_INTENT, known_of, sql
from importer.store.sorting import SortedRows

_BODY = "coalesce(body, becomes)"  # a create is its whole payload, which is kept once


class Staging:
    """Set records down in file order, take them up in key order beside what is known."""

    def __init__(self, engine: Engine, source_id: int) -> None:
        self._engine = engine
        self._source_id = source_id
        self._known = engine.connect().execution_options(reading=True)
        self._desk = engine.connect().execution_options(reading=True)
        self._rows = SortedRows()
        self._decided: list[tuple[Any, ...]] = []
        self._upkeep: list[tuple[Any, ...]] = []
        self._vanished: list[tuple[Any, ...]] = []
        blob = "BLOB" if engine.dialect.name == "sqlite" else "BYTEA"
        self._run(
            f"CREATE TEMP TABLE decided (key_hash {blob}, action TEXT, key TEXT, body {blob}, becomes {blob},"
            f" row_hash {blob}, starts_at BIGINT, over_at BIGINT, send_rank INTEGER, due BIGINT, place TEXT,"
            f" record_id BIGINT, generation INTEGER, row_no BIGINT, past_hash {blob})"
        )
        self._run(
            f"CREATE TEMP TABLE upkeep (record_id BIGINT, row_hash {blob}, missed INTEGER, withdrawn INTEGER)"
        )
        self._relinking = Relinking(self._run, blob)

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rows.close()
        self._desk.invalidate()
        self._desk.close()
        self._known.close()

    def _run(
        self, text: str, rows: Sequence[tuple[Any, ...]] | tuple[Any, ...] | None = None
    ) -> Any:
        return self._desk.exec_driver_sql(sql(self._engine, text), rows)

    # -- setting down ---------------------------------------------------------------------------

    def add(self, rows: Sequence[SetDown]) -> None:
        """Set mapped rows down."""
        self._rows.add(rows)

    def _flush(self) -> None:
        if self._decided:
            self._run("INSERT INTO decided VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", self._decided)
            self._decided = []
        if self._upkeep:
            self._run("INSERT INTO upkeep VALUES (?,?,?,?)", self._upkeep)
            self._upkeep = []
        if self._vanished:
            self._relinking.add(self._vanished)
            self._vanished = []

    # -- taking up --------------------------------------------------------------------------------

    def staged(self) -> Iterator[Staged]:
        """In key order; records of one key in file order."""
        return map(Staged._make, self._rows)

    def keys(self) -> Iterator[str]:
        """The record key of every row."""
        return (row.key for row in self.staged())

    def known(self) -> Iterator[tuple[bytes, Known]]:
        """(key hash, record) of everything the store knows of this source, in key order."""
        rows = self._known.exec_driver_sql(
            sql(
                self._engine,
                f"SELECT r.key_hash, {KNOWN_COLUMNS} FROM records r LEFT JOIN intents i ON {OPEN_INTENT}"
                " WHERE r.source_id = ? ORDER BY r.key_hash",
            ),
            (self._source_id,),
        )
        for batch in rows.partitions(BATCH):
            for hashed, *rest in batch:
                yield hashed, known_of(rest)

    # -- deciding ---------------------------------------------------------------------------------

    def decide(self, decision: Write | Upkeep | Vanished) -> None:
        if isinstance(decision, Write):
            body = None if decision.body == decision.becomes else decision.body
            self._decided.append(
                (key_hash(decision.key), decision.action.value, decision.key, body, decision.becomes,
                 decision.row_hash, decision.starts_at, decision.over_at, decision.rank, decision.due,
                 decision.place, decision.record_id, decision.generation, decision.row, decision.past_hash)
            )  # fmt: skip
        elif isinstance(decision, Upkeep):
            withdrawn = None if decision.withdrawn is None else int(decision.withdrawn)
            self._upkeep.append((decision.record_id, decision.row_hash, decision.missed, withdrawn))
        else:
            known = decision.known
            self._vanished.append((at_place(known.body) if known.body else None, known.id))
        if max(len(self._decided), len(self._upkeep), len(self._vanished)) >= BATCH:
            self._flush()

    @property
    def relinking(self) -> Relinking:
        """Which creates continue vanished records, of all that was decided so far."""
        self._flush()
        return self._relinking

    def hold(self, keys: Iterable[str]) -> None:
        """Take these creates back: they are not sent in this run."""
        self._flush()
        for key in keys:
            self._run("DELETE FROM decided WHERE key_hash = ?", [(key_hash(key),)])

    def vanished(self) -> Iterator[Known]:
        """What is left of the vanished after relinking."""
        for record_id in self.relinking.left():
            yield self._known_by_id(record_id)

    def creates(self) -> Iterator[tuple[str, str, bytes]]:
        """(key, place, payload) of every create that was decided, soonest first."""
        self._flush()
        rows = self._run(
            "SELECT key, place, becomes FROM decided WHERE action = 'create' ORDER BY send_rank, due, key"
        )
        for batch in rows.partitions(BATCH):
            yield from batch

    def writes(self) -> Iterator[dict[str, Any]]:
        """Every write that was decided, in the order of sending: what a saved plan holds."""
        self._flush()
        rows = self._run(
            f"SELECT action, key, place, {_BODY} FROM decided ORDER BY send_rank, due, key"
        )
        for action, key, place, body in rows:
            yield {"action": action, "key": key, "place": place, "body": orjson.loads(body)}

    def changes(self, most: int) -> Iterator[tuple[str, str, str, bytes | None, bytes]]:
        """(action, key, place, payload before, payload after) of the first writes: creates come last."""
        self._flush()
        yield from self._run(
            "SELECT d.action, d.key, d.place, r.body, d.becomes FROM decided d LEFT JOIN records r ON r.id = d.record_id"
            " ORDER BY d.action = 'create', d.send_rank, d.due, d.key LIMIT ?",
            (most,),
        )

    def _known_by_id(self, record_id: int) -> Known:
        row = self._known.exec_driver_sql(
            sql(
                self._engine,
                f"SELECT {KNOWN_COLUMNS} FROM records r LEFT JOIN intents i ON {OPEN_INTENT} WHERE r.id = ?",
            ),
            (record_id,),
        ).one()
        return known_of(list(row))

    def created_rows(self) -> Iterator[Staged]:
        """The rows behind every create that was decided."""
        self._flush()
        rows = self._run(
            "SELECT key_hash, row_no, 'wanted', key, place, row_hash, becomes, starts_at, over_at FROM decided"
            " WHERE action = 'create' ORDER BY send_rank, due, key"
        )
        for batch in rows.partitions(BATCH):
            yield from (Staged(*row) for row in batch)

    # -- committing ---------------------------------------------------------------------------------

    def commit(self, source: str, run: str, now: float, guard: Guard) -> int:
        """Make the decisions durable: intents with their exact bytes, in batches. Returns how many.

        Intents that never left are replaced. guard(connection) runs inside every transaction and
        raises when the lease has changed hands.
        """
        self._flush()
        self._known.rollback()
        state = Committing(self._engine, self._source_id, source, run, now, guard)
        state.take_back_unsent(self._relinking.renamed())
        count = 0
        decided = self._run(
            f"SELECT action, key_hash, key, {_BODY}, becomes, row_hash, starts_at, over_at, send_rank, due,"
            " place, generation FROM decided ORDER BY send_rank, due, key"
        )
        for batch in decided.partitions(BATCH):
            state.add_intents(batch)
            count += len(batch)
        for batch in self._run(
            "SELECT row_hash, missed, withdrawn, record_id FROM upkeep"
        ).partitions(BATCH):
            state.keep_up(batch)
        return count
