"""The desk a plan is made on: temporary tables that sort a source of any size without holding it.

Nothing here is state: the tables live on one connection and vanish with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection, Engine

from importer.intents import Action, Known, State, Upkeep, Vanished, Write
from importer.keys import idempotency_key, key_hash
from importer.matching import likeness_of
from importer.payloads import LeftOut, Outcome, Staged, Wanted, payload_hash
from importer.store import relinking
from importer.store.relinking import at_place
from importer.store.rows import KNOWN_COLUMNS, drop_unsent, known_of, sql

BATCH = 2000
_BODY = "coalesce(body, becomes)"  # a create is its whole payload, which is kept once
Guard: TypeAlias = Callable[[Connection], None]
"""Called inside a transaction; raises when the lease has changed hands."""


class Staging:
    """Set records down in file order, take them up in key order beside what is known."""

    def __init__(self, engine: Engine, source_id: int) -> None:
        self._engine = engine
        self._source_id = source_id
        self._known = engine.connect().execution_options(reading=True)
        self._desk = engine.connect().execution_options(reading=True)
        self._pending: list[tuple[Any, ...]] = []
        self._decided: list[tuple[Any, ...]] = []
        self._row = 0
        self._upkeep: list[tuple[Any, ...]] = []
        self._vanished: list[tuple[Any, ...]] = []
        self._any_vanished = False
        blob = "BLOB" if engine.dialect.name == "sqlite" else "BYTEA"
        self._run(
            f"CREATE TEMP TABLE staged (row_no BIGINT, kind TEXT, key_hash {blob}, key TEXT, place TEXT,"
            f" row_hash {blob}, body {blob}, starts_at BIGINT, over_at BIGINT, why TEXT,"
            f" past_hash {blob})"
        )
        self._run(
            f"CREATE TEMP TABLE decided (key_hash {blob}, action TEXT, key TEXT, body {blob}, becomes {blob},"
            f" row_hash {blob}, starts_at BIGINT, over_at BIGINT, send_rank INTEGER, due BIGINT, place TEXT,"
            f" record_id BIGINT, generation INTEGER)"
        )
        self._run(
            f"CREATE TEMP TABLE upkeep (record_id BIGINT, row_hash {blob}, missed INTEGER, withdrawn INTEGER)"
        )
        for table in relinking.TABLES:
            self._run(table.format(blob=blob))

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._desk.invalidate()
        self._desk.close()
        self._known.close()

    def _run(self, text: str, rows: list[tuple[Any, ...]] | tuple[Any, ...] | None = None) -> Any:
        return self._desk.exec_driver_sql(sql(self._engine, text), rows)

    # -- setting down ---------------------------------------------------------------------------

    def add(self, outcome: Outcome, row_hash: bytes) -> None:
        """Set one mapped record down. Records without a key stay out: nothing can be matched with them."""
        row = self._row
        self._row += 1
        key = outcome.key
        if key is None:
            return
        kind, body, starts_at, over_at, why, past = "refused", b"", 0, 0, "", None
        if isinstance(outcome, Wanted):
            kind, body, past = "wanted", outcome.body, outcome.past_key
            starts_at, over_at = outcome.starts_at, outcome.over_at
        elif isinstance(outcome, LeftOut):
            kind, why, past = "left out", outcome.why, outcome.past_key
        self._pending.append(
            (row, kind, key_hash(key), key, outcome.at.packed(), row_hash, body, starts_at, over_at, why,
             key_hash(past) if past else None)
        )  # fmt: skip
        if len(self._pending) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._run("INSERT INTO staged VALUES (?,?,?,?,?,?,?,?,?,?,?)", self._pending)
            self._pending = []
        if self._decided:
            self._run("INSERT INTO decided VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", self._decided)
            self._decided = []
        if self._upkeep:
            self._run("INSERT INTO upkeep VALUES (?,?,?,?)", self._upkeep)
            self._upkeep = []
        if self._vanished:
            self._run(
                "INSERT INTO vanished SELECT id, key_hash, alike, ?, payload_hash FROM records WHERE id = ?",
                self._vanished,
            )
            self._vanished = []

    # -- taking up --------------------------------------------------------------------------------

    def staged(self) -> Iterator[tuple[bytes, Staged]]:
        """(key hash, record) in key order; records of one key in file order."""
        self._flush()
        rows = self._run(
            "SELECT key_hash, row_no, kind, key, place, row_hash, body, starts_at, over_at, why"
            " FROM staged ORDER BY key_hash, row_no"
        )
        for batch in rows.partitions(BATCH):
            for row in batch:
                yield row[0], Staged._make(row[1:])

    def keys(self) -> Iterator[str]:
        """The record key of every row."""
        self._flush()
        for batch in self._run("SELECT key FROM staged").partitions(BATCH):
            yield from (key for (key,) in batch)

    def known(self) -> Iterator[tuple[bytes, Known]]:
        """(key hash, record) of everything the store knows of this source, in key order."""
        rows = self._known.exec_driver_sql(
            sql(
                self._engine,
                f"SELECT r.key_hash, {KNOWN_COLUMNS} FROM records r LEFT JOIN intents i ON i.record_id = r.id"
                " AND i.state IN ('decided', 'sending', 'in doubt') WHERE r.source_id = ? ORDER BY r.key_hash",
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
                 decision.place, decision.record_id, decision.generation)
            )  # fmt: skip
        elif isinstance(decision, Upkeep):
            withdrawn = None if decision.withdrawn is None else int(decision.withdrawn)
            self._upkeep.append((decision.record_id, decision.row_hash, decision.missed, withdrawn))
        else:
            known = decision.known
            self._any_vanished = True
            self._vanished.append((at_place(known.body) if known.body else None, known.id))
        if max(len(self._decided), len(self._upkeep), len(self._vanished)) >= BATCH:
            self._flush()

    def relink(self) -> int:
        """Take back the creates that continue a vanished record; `continued` hands them out.

        Either the row says so itself (a single entry that became a series), or both are alike and one
        to one. A record that had an event of its own is no such create. Returns how many are only alike.
        """
        if not self._any_vanished:
            return 0
        self._flush()
        self._run("CREATE INDEX staged_by_key ON staged (key_hash)")
        creates = self._run(
            "SELECT key_hash, becomes, record_id IS NULL OR record_id IN (SELECT id FROM records WHERE event_id IS NULL)"
            " FROM decided WHERE action = 'create'"
        )
        relinking.pair(self._run, creates)
        self._run("DELETE FROM decided WHERE key_hash IN (SELECT key_hash FROM relinked)")
        return int(self._run("SELECT count(*) FROM relinked WHERE told = 0").scalar_one())

    def new_rows(self) -> Iterator[tuple[bytes, str, bytes, int]]:
        """(key hash, key, payload, start) of creates that may continue a vanished record; none without one."""
        if not self._any_vanished:
            return
        rows = self._run(
            "SELECT d.key_hash, d.key, d.becomes, d.starts_at FROM decided d JOIN likenesses l"
            " ON l.key_hash = d.key_hash AND l.fresh = 1 WHERE d.action = 'create'"
        )
        for batch in rows.partitions(BATCH):
            yield from batch

    def link(self, pairs: Sequence[tuple[int, bytes]]) -> None:
        """Let new rows continue vanished records as moved: (record, key hash)."""
        if pairs:
            self._run("INSERT INTO relinked VALUES (?,?,2)", list(pairs))
            self._run("DELETE FROM vanished WHERE record_id = ?", [(one,) for one, _ in pairs])
            self._run("DELETE FROM decided WHERE key_hash = ?", [(one,) for _, one in pairs])

    def continued(self, *, moved: bool = False) -> Iterator[tuple[Staged, Known]]:
        """Each row that was relinked, with the known record that it continues."""
        rows = self._run(
            "SELECT s.row_no, s.kind, s.key, s.place, s.row_hash, s.body, s.starts_at, s.over_at, s.why,"
            f" {KNOWN_COLUMNS} FROM (SELECT k.record_id, k.key_hash, min(s.row_no) AS row_no FROM relinked k JOIN staged s"
            f" ON s.key_hash = k.key_hash AND s.kind = 'wanted' WHERE k.told {'=' if moved else '<'} 2"
            " GROUP BY k.record_id, k.key_hash) k"
            " JOIN staged s ON s.key_hash = k.key_hash AND s.row_no = k.row_no JOIN records r ON r.id = k.record_id"
            " LEFT JOIN intents i ON i.record_id = r.id AND i.state IN ('decided', 'sending', 'in doubt') ORDER BY s.row_no"
        )
        for batch in rows.partitions(BATCH):
            for row in batch:
                yield Staged._make(row[:9]), known_of(row[9:])

    def undecided(self) -> list[tuple[str, str]]:
        """(key, place) of creates alike to vanished events, but not one to one.

        What they may continue is no longer among the vanished: nobody knows which of it is gone.
        """
        if not self._any_vanished:
            return []
        found = self._run(
            "SELECT d.key, d.place FROM decided d JOIN likenesses l ON l.key_hash = d.key_hash"
            " WHERE d.action = 'create' AND l.alike IN (SELECT alike FROM vanished) ORDER BY d.send_rank, d.due, d.key"
        ).fetchall()
        self._run("DELETE FROM vanished WHERE alike IN (SELECT alike FROM likenesses)")
        return [(key, place) for key, place in found]

    def hold(self, keys: Iterable[str]) -> None:
        """Take these creates back: they are not sent in this run."""
        self._flush()
        for key in keys:
            self._run("DELETE FROM decided WHERE key_hash = ?", [(key_hash(key),)])

    def vanished(self) -> Iterator[Known]:
        """What is left of the vanished after relinking."""
        self._flush()
        for (record_id,) in self._run(
            "SELECT record_id FROM vanished ORDER BY record_id"
        ).fetchall():
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

    def _known_by_id(self, record_id: int) -> Known:
        row = self._known.exec_driver_sql(
            sql(
                self._engine,
                f"SELECT {KNOWN_COLUMNS} FROM records r LEFT JOIN intents i ON i.record_id = r.id"
                " AND i.state IN ('decided', 'sending', 'in doubt') WHERE r.id = ?",
            ),
            (record_id,),
        ).one()
        return known_of(list(row))

    def created_rows(self) -> Iterator[Staged]:
        """The rows behind every create that was decided."""
        self._flush()
        rows = self._run(
            "SELECT 0, 'wanted', key, place, row_hash, becomes, starts_at, over_at, '' FROM decided"
            " WHERE action = 'create' ORDER BY send_rank, due, key"
        )
        for batch in rows.partitions(BATCH):
            yield from map(Staged._make, batch)

    # -- committing ---------------------------------------------------------------------------------

    def commit(self, source: str, run: str, now: float, guard: Guard) -> int:
        """Make the decisions durable: intents with their exact bytes, in batches. Returns how many.

        Intents that never left are replaced. guard(connection) runs inside every transaction and
        raises when the lease has changed hands.
        """
        self._flush()
        self._known.rollback()
        with self._engine.begin() as connection:
            guard(connection)
            drop_unsent(self._engine, connection, self._source_id)
            for record, key, hashed in self._run(
                "SELECT DISTINCT k.record_id, s.key, k.key_hash FROM relinked k JOIN staged s ON s.key_hash = k.key_hash"
            ):
                self._rename(connection, record, key, hashed)
        count = 0
        decided = self._run(
            f"SELECT action, key_hash, key, {_BODY}, becomes, row_hash, starts_at, over_at, send_rank, due,"
            " place, generation FROM decided ORDER BY send_rank, due, key"
        )
        for batch in decided.partitions(BATCH):
            with self._engine.begin() as connection:
                guard(connection)
                self._insert(connection, batch, source, run, now)
            count += len(batch)
        upkeep = self._run("SELECT row_hash, missed, missed, withdrawn, record_id FROM upkeep")
        for batch in upkeep.partitions(BATCH):
            with self._engine.begin() as connection:
                guard(connection)
                connection.exec_driver_sql(
                    sql(
                        self._engine,
                        "UPDATE records SET row_hash = coalesce(?, row_hash), missed = coalesce(?, missed),"
                        " missed_at = CASE WHEN ? > 0 THEN ? ELSE NULL END, withdrawn = coalesce(?, withdrawn)"
                        " WHERE id = ?",
                    ),
                    [
                        (row_hash, missed, again, now, withdrawn, record)
                        for row_hash, missed, again, withdrawn, record in batch
                    ],
                )
        return count

    def _rename(self, connection: Connection, record: int, key: str, hashed: bytes) -> None:
        """Give a record its new key. A record of that key that never had an event becomes part of it."""
        other = connection.exec_driver_sql(
            sql(self._engine, "SELECT id FROM records WHERE source_id = ? AND key_hash = ?"),
            (self._source_id, hashed),
        ).scalar_one_or_none()
        if other is not None:
            for text, facts in (
                ("UPDATE intents SET record_id = ? WHERE record_id = ?", (record, other)),
                ("DELETE FROM records WHERE id = ?", (other,)),
            ):
                connection.exec_driver_sql(sql(self._engine, text), facts)
        connection.exec_driver_sql(
            sql(
                self._engine,
                "UPDATE records SET key = ?, key_hash = ?, missed = 0, missed_at = NULL WHERE id = ?",
            ),
            (key, hashed, record),
        )

    def _insert(
        self, connection: Connection, batch: Sequence[Any], source: str, run: str, now: float
    ) -> None:
        connection.exec_driver_sql(
            sql(
                self._engine,
                "INSERT INTO records (source_id, key, key_hash, place, row_hash, payload_hash, starts_at, over_at,"
                " first_seen) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (source_id, key_hash) DO UPDATE SET"
                " place = excluded.place",
            ),
            [
                (self._source_id, key, hashed, place, b"", b"", starts_at, over_at, now)
                for (_, hashed, key, _, _, _, starts_at, over_at, _, _, place, _) in batch
            ],
        )
        connection.exec_driver_sql(
            sql(
                self._engine,
                "INSERT INTO intents (source_id, record_id, run, action, state, body, becomes, payload_hash,"
                " row_hash, alike, starts_at, over_at, key, rank, due, decided_at, channel_id) VALUES (?,"
                " (SELECT id FROM records WHERE source_id = ? AND key_hash = ?),?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            ),
            [
                (self._source_id, self._source_id, hashed, run, action, State.DECIDED.value, body, becomes,
                 payload_hash(becomes), row_hash, alike.digest(), starts_at, over_at,
                 idempotency_key(source, key, generation, body) if action == Action.CREATE.value else None,
                 rank, due, now, alike.channel_id)
                for (action, hashed, key, body, becomes, row_hash, starts_at, over_at, rank, due,
                     _, generation), alike
                in zip(batch, (likeness_of(row[4]) for row in batch), strict=True)
            ],
        )  # fmt: skip
