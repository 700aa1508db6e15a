"""One run of a source at a time: a lease in the store, kept alive by a heartbeat.

A lease is taken over at once only if host, boot, process and its start time prove its holder gone;
otherwise after 30 seconds without a beat.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from importer.errors import TemporaryError
from importer.store.rows import sql

BEAT_S = 5.0
SILENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, named so that its end can be proved from the same machine.

    started: the process's start in clock ticks since boot (Linux), "" where it cannot be read.
    """

    host: str
    boot: str
    pid: int
    started: str

    def gone(self, here: Holder) -> bool:
        """Proved to be no more, as seen from `here`; False also when nothing can be proved."""
        if self.host != here.host or not self.boot or not here.boot:
            return False
        if self.boot != here.boot:
            return True
        if not self.started:
            return False
        return _started(self.pid) != self.started


def this_process() -> Holder:
    return Holder(socket.gethostname(), _boot(), os.getpid(), _started(os.getpid()))


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""


def _started(pid: int) -> str:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return ""
    fields = after_name.split()
    return "" if fields[0] == "Z" else fields[19]


class Lease:
    """Held from `take` to `release`; while held, a thread beats every 5 seconds."""

    def __init__(self, engine: Engine, source_id: int, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._source_id = source_id
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.token = secrets.token_hex(16)

    def take(self, source: str) -> None:
        """Raises TemporaryError naming who holds the source and since when."""
        me = this_process()
        with self._engine.begin() as connection:
            token, holder, since, beat = connection.exec_driver_sql(
                sql(
                    self._engine,
                    "SELECT lease_token, lease_holder, lease_since, lease_beat FROM sources WHERE id = ?"
                    + ("" if self._engine.dialect.name == "sqlite" else " FOR UPDATE"),
                ),
                (self._source_id,),
            ).one()
            now = self._clock()
            if token is not None:
                other = Holder(**json.loads(holder))
                quiet = now - beat
                if not other.gone(me) and -SILENCE_S < quiet < SILENCE_S:
                    raise TemporaryError(
                        f"{source} is being imported by process {other.pid} on {other.host} since "
                        f"{datetime.fromtimestamp(since).astimezone():%H:%M:%S}. Run again when it has finished"
                    )
            self._write(connection, self.token, json.dumps(_facts(me)), now)
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)
        self._thread.start()

    def check(self, connection: Connection) -> None:
        """Inside a transaction: raise TemporaryError when the lease has changed hands; counts as a beat."""
        changed = connection.exec_driver_sql(
            sql(self._engine, "UPDATE sources SET lease_beat = ? WHERE id = ? AND lease_token = ?"),
            (self._clock(), self._source_id, self.token),
        )
        if changed.rowcount != 1:
            raise TemporaryError(
                "Another run has taken this source over, because this one was silent for too long (was the machine "
                "asleep?). Nothing more was sent; run again"
            )

    def release(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                sql(
                    self._engine,
                    "UPDATE sources SET lease_token = NULL, lease_holder = NULL WHERE id = ? AND lease_token = ?",
                ),
                (self._source_id, self.token),
            )

    def _write(self, connection: Connection, token: str, holder: str, now: float) -> None:
        connection.exec_driver_sql(
            sql(
                self._engine,
                "UPDATE sources SET lease_token = ?, lease_holder = ?, lease_since = ?, lease_beat = ? WHERE id = ?",
            ),
            (token, holder, now, now, self._source_id),
        )

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                with self._engine.begin() as connection:
                    self.check(connection)
            except TemporaryError:
                continue  # a busy database is tried again; a lost lease stops the next claim


def _facts(holder: Holder) -> dict[str, Any]:
    return {name: getattr(holder, name) for name in Holder.__slots__}
