"""Which new rows continue records that have vanished: found in temporary tables, whatever their number.

A producer that invents new ids at every export would otherwise have everything published twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, TypeAlias

import orjson

from importer.intents import Known
from importer.keys import normal_text
from importer.matching import likeness_of
from importer.payloads import Staged, payload_hash
from importer.store.rows import BATCH, KNOWN_COLUMNS, OPEN_INTENT, known_of

Run: TypeAlias = Callable[..., Any]
"""Executes a statement on the connection of the temporary tables."""

TABLES = (
    "CREATE TEMP TABLE vanished (record_id BIGINT PRIMARY KEY, key_hash {blob}, alike {blob}, at_place {blob},"
    " payload_hash {blob})",
    "CREATE TEMP TABLE creates (key_hash {blob} PRIMARY KEY, row_no BIGINT, key TEXT, place TEXT, row_hash {blob},"
    " becomes {blob}, starts_at BIGINT, over_at BIGINT, past_hash {blob})",
    "CREATE TEMP TABLE likenesses (key_hash {blob} PRIMARY KEY, alike {blob}, at_place {blob}, payload_hash {blob},"
    " fresh INTEGER)",
    "CREATE TEMP TABLE relinked (record_id BIGINT PRIMARY KEY, key_hash {blob}, told INTEGER)",
)
"""What vanished, the creates, what they are alike by, and which record each of them continues.

fresh: 0 for a create whose record had an event of its own, which continues nothing. told: 1 the row says so
itself, 0 both are alike, 2 a date of a series that moved.
"""

_TOLD = (
    "SELECT record_id, key_hash, 1 FROM (SELECT v.record_id, l.key_hash,"
    " row_number() OVER (PARTITION BY v.record_id ORDER BY c.row_no) AS heir,"
    " row_number() OVER (PARTITION BY l.key_hash ORDER BY v.record_id) AS past"
    " FROM creates c JOIN vanished v ON v.key_hash = c.past_hash"
    " JOIN likenesses l ON l.key_hash = c.key_hash AND l.fresh = 1) AS pairs WHERE heir = 1 AND past = 1"
)
_SAME_PAYLOAD = (
    "SELECT v.record_id, l.key_hash, 0 FROM"
    " (SELECT record_id, payload_hash, count(*) OVER (PARTITION BY payload_hash) AS many,"
    " row_number() OVER (PARTITION BY payload_hash ORDER BY record_id) AS n FROM vanished) v"
    " JOIN (SELECT key_hash, payload_hash, count(*) OVER (PARTITION BY payload_hash) AS many,"
    " row_number() OVER (PARTITION BY payload_hash ORDER BY key_hash) AS n FROM likenesses WHERE fresh = 1) l"
    " ON l.payload_hash = v.payload_hash AND l.n = v.n AND l.many <= v.many"
)
_ALONE = (
    "SELECT v.record_id, l.key_hash, 0 FROM"
    " (SELECT record_id, {by}, count(*) OVER (PARTITION BY {by}) AS many FROM vanished) v"
    " JOIN (SELECT key_hash, {by}, count(*) OVER (PARTITION BY {by}) AS many FROM likenesses WHERE fresh = 1) l"
    " ON l.{by} = v.{by} AND l.many = 1 AND v.many = 1"
)
_SURE_FIRST = (_TOLD, _SAME_PAYLOAD, _ALONE.format(by="at_place"), _ALONE.format(by="alike"))
"""The row says so itself; equal in all that is published, where any of several will do unless there are more rows
than events; one to one in channel, start, title and place; one to one in channel, start and title."""


class Relinking:
    """Pairs what vanished with creates on the desk. run: executes there; all of `decided` is in its table."""

    def __init__(self, run: Run, blob: str) -> None:
        self._run = run
        self._any_vanished = False
        for table in TABLES:
            run(table.format(blob=blob))

    def add(self, vanished: Sequence[tuple[bytes | None, int]]) -> None:
        """(what it is alike by with its place, record) of records that the source does not hold."""
        self._any_vanished = True
        self._run(
            "INSERT INTO vanished SELECT id, key_hash, alike, ?, payload_hash FROM records WHERE id = ?",
            vanished,
        )

    def pair(self) -> int:
        """Take back the creates that continue a vanished record; `continued` hands them out.

        Either the row says so itself (a single entry that became a series), or both are alike and one
        to one. A record that had an event of its own is no such create. Returns how many are only alike.
        """
        if not self._any_vanished:
            return 0
        self._run(
            "INSERT INTO creates SELECT key_hash, row_no, key, place, row_hash, becomes, starts_at, over_at,"
            " past_hash FROM decided WHERE action = 'create'"
        )
        creates = self._run(
            "SELECT key_hash, becomes, record_id IS NULL OR record_id IN (SELECT id FROM records WHERE event_id IS NULL)"
            " FROM decided WHERE action = 'create'"
        )
        likenesses = [
            (hashed, alike_by(body), at_place(body), payload_hash(body), int(fresh))
            for hashed, body, fresh in creates
        ]
        if likenesses:
            self._run("INSERT INTO likenesses VALUES (?,?,?,?,?)", likenesses)
        for surest in _SURE_FIRST:
            self._run(f"INSERT INTO relinked {surest}")
            self._run("DELETE FROM vanished WHERE record_id IN (SELECT record_id FROM relinked)")
            self._run("DELETE FROM likenesses WHERE key_hash IN (SELECT key_hash FROM relinked)")
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
            "SELECT c.key_hash, c.row_no, 'wanted', c.key, c.place, c.row_hash, c.becomes, c.starts_at, c.over_at,"
            f" {KNOWN_COLUMNS} FROM relinked k JOIN creates c ON c.key_hash = k.key_hash"
            f" JOIN records r ON r.id = k.record_id LEFT JOIN intents i ON {OPEN_INTENT}"
            f" WHERE k.told {'=' if moved else '<'} 2 ORDER BY c.row_no"
        )
        for batch in rows.partitions(BATCH):
            for row in batch:
                yield Staged(*row[:9]), known_of(row[9:])

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

    def left(self) -> list[int]:
        """Records that vanished and that nothing continues."""
        found = self._run("SELECT record_id FROM vanished ORDER BY record_id").fetchall()
        return [record for (record,) in found]

    def renamed(self) -> Iterable[tuple[int, str, bytes]]:
        """(record, its new key, the key's hash) of all that continues."""
        found: Iterable[tuple[int, str, bytes]] = self._run(
            "SELECT k.record_id, c.key, k.key_hash FROM relinked k JOIN creates c ON c.key_hash = k.key_hash"
        )
        return found


def alike_by(body: bytes) -> bytes:
    return likeness_of(body).digest()


def at_place(body: bytes) -> bytes:
    """16 bytes, equal for equal channel, start, title and place."""
    payload = orjson.loads(body)
    place = [normal_text(payload.get("locationName") or ""), payload.get("approxLocation")]
    facts = alike_by(body) + orjson.dumps(place, option=orjson.OPT_SORT_KEYS)
    return sha256(facts).digest()[:16]
