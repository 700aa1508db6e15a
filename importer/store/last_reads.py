"""What is remembered of a source that was read with nothing left to do, until the state changes."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from importer.store.rows import sql

_NAME = "last read "


class LastReads:
    """The last read of one source, as text that means nothing here."""

    def __init__(self, engine: Engine, profile_id: int, source_id: int) -> None:
        self._engine = engine
        self._profile_id, self._source_id = profile_id, source_id
        self._mine = (profile_id, f"{_NAME}{source_id}")

    def recall(self) -> str | None:
        """None where nothing is remembered, or where writes of the source are open."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.exec_driver_sql(
                sql(
                    self._engine,
                    "SELECT value FROM remembered WHERE profile_id = ? AND name = ? AND NOT EXISTS (SELECT 1 FROM intents"
                    " WHERE source_id = ? AND state IN ('decided', 'sending', 'in doubt'))",
                ),
                (*self._mine, self._source_id),
            ).one_or_none()
        return str(row[0]) if row else None

    def keep(self, text: str, now: float) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                sql(
                    self._engine,
                    "INSERT INTO remembered (profile_id, name, value, at) VALUES (?,?,?,?)"
                    " ON CONFLICT (profile_id, name) DO UPDATE SET value = excluded.value, at = excluded.at",
                ),
                (*self._mine, text, now),
            )

    def forget(self) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(
                sql(self._engine, "DELETE FROM remembered WHERE profile_id = ? AND name = ?"),
                self._mine,
            )


def forget_all(engine: Engine, connection: Connection, profile_id: int) -> None:
    """Every source of the profile is to be read again: what is known of its events has changed."""
    connection.exec_driver_sql(
        sql(engine, "DELETE FROM remembered WHERE profile_id = ? AND substr(name, 1, ?) = ?"),
        (profile_id, len(_NAME), _NAME),
    )
