"""Pictures in the state: which of them a profile has uploaded, and the writes that wait for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Engine

from importer.intents import Action
from importer.payloads import PICTURE_MARK, canonical, picture_in
from importer.store.lease import Lease
from importer.store.rows import sql

BATCH = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decided write whose body still names a picture by its content. place: a packed Location."""

    intent_id: int
    action: Action
    digest: bytes
    record_key: str
    place: str


class MediaShelf:
    """Media of one profile, for the decided writes of one source under one lease.

    A body names a picture by its content until `resolve` puts in the number that the platform gave
    it. That happens before a write can be claimed; what was once marked sending is never touched.
    """

    def __init__(self, engine: Engine, profile_id: int, source_id: int, lease: Lease) -> None:
        self._engine = engine
        self._profile_id = profile_id
        self._source_id = source_id
        self._lease = lease

    def waiting(self) -> list[Waiting]:
        """Every write that waits for a picture, in the order of sending."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return [
                Waiting(number, Action(action), digest, key, place)
                for number, action, body, key, place in self._unresolved(connection)
                if (digest := picture_in(orjson.loads(body))) is not None
            ]

    def uploaded(self) -> dict[bytes, int]:
        """SHA-256 of a picture -> number of its media document on the platform."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return self._uploaded(connection)

    def keep(self, digest: bytes, media_id: int) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                self._sql(
                    "INSERT INTO media (profile_id, digest, media_id) VALUES (?,?,?)"
                    " ON CONFLICT (profile_id, digest) DO UPDATE SET media_id = excluded.media_id"
                ),
                (self._profile_id, digest, media_id),
            )

    def resolve(self, withheld: Sequence[Waiting]) -> int:
        """Write the numbers of uploaded pictures into the bodies that wait; forget the withheld.

        Afterwards no decided write names a picture by its content. In one transaction; raises
        TemporaryError when the lease has changed hands. Returns how many writes were completed.
        """
        with self._engine.begin() as connection:
            self._lease.check(connection)
            if withheld:
                connection.exec_driver_sql(
                    self._sql("DELETE FROM intents WHERE id = ? AND state = 'decided'"),
                    [(one.intent_id,) for one in withheld],
                )
            numbers = self._uploaded(connection)
            count = 0
            for number, _, body, _, _ in list(self._unresolved(connection)):
                payload = orjson.loads(body)
                digest = picture_in(payload)
                if digest is not None:
                    payload["coverImage"] = numbers[digest]
                    connection.exec_driver_sql(
                        self._sql("UPDATE intents SET body = ? WHERE id = ?"),
                        (canonical(payload), number),
                    )
                    count += 1
        return count

    def _uploaded(self, connection: Connection) -> dict[bytes, int]:
        rows = connection.exec_driver_sql(
            self._sql("SELECT digest, media_id FROM media WHERE profile_id = ?"),
            (self._profile_id,),
        )
        return {bytes(digest): media_id for digest, media_id in rows}

    def _unresolved(self, connection: Connection) -> Iterator[Sequence[Any]]:
        sqlite = self._engine.dialect.name == "sqlite"
        named = "instr(i.body, ?) > 0" if sqlite else "position(? in i.body) > 0"
        rows = connection.exec_driver_sql(
            self._sql(
                "SELECT i.id, i.action, i.body, r.key, r.place FROM intents i JOIN records r ON r.id = i.record_id"
                f" WHERE i.source_id = ? AND i.state = 'decided' AND {named} ORDER BY i.rank, i.due, i.id"
            ),
            (self._source_id, PICTURE_MARK),
        )
        for batch in rows.partitions(BATCH):
            yield from batch

    def _sql(self, text: str) -> str:
        return sql(self._engine, text)
