"""The pace of a profile, which all its processes share: read, used and written back in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from importer.ports import PaceMemory
from importer.store.rows import sql


class SharedPace:
    """The pace of a profile, used by all its processes."""

    def __init__(self, engine: Engine, profile_id: int) -> None:
        self._engine = engine
        self._profile_id = profile_id

    def use(self, use: Callable[[PaceMemory], int]) -> int:
        """Read, use and write the pace in one transaction. Returns what `use` returned."""
        with self._engine.begin() as connection:
            memory = self.read(connection)
            granted = use(memory)
            self.keep(connection, memory)
        return granted

    def text(self) -> str:
        """As it stands, to be looked at only."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return self.read(connection).text

    def read(self, connection: Connection) -> PaceMemory:
        text = connection.exec_driver_sql(
            sql(self._engine, "SELECT pace FROM profiles WHERE id = ?"), (self._profile_id,)
        ).scalar_one()
        return PaceMemory(text)

    def keep(self, connection: Connection, memory: PaceMemory) -> None:
        if memory.changed:
            connection.exec_driver_sql(
                sql(self._engine, "UPDATE profiles SET pace = ? WHERE id = ?"),
                (memory.text, self._profile_id),
            )
