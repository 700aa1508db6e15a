"""How rows of the state become values: one list of columns and one function for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from importer.intents import Action, Intent, Known, State

BATCH = 2000
"""So many rows are read and written at a time."""

OPEN_INTENT = "i.record_id = r.id AND i.state IN ('decided', 'sending', 'in doubt')"
"""Joins an intent i to its record r while it is open: there is at most one."""

KNOWN_COLUMNS = (
    "r.id, r.key, r.row_hash, r.payload_hash, r.event_id, r.body, r.generation, r.starts_at, r.over_at, r.place,"
    " i.state, r.missed, r.missed_at, r.refused_hash, r.refused_at, r.refused_rules, r.refused_because,"
    " r.gone, r.withdrawn"
)

INTENT_COLUMNS = (
    "i.id, i.record_id, i.action, i.body, i.state, i.key, r.event_id, i.starts_at, i.doubtful_since, i.sent_at,"
    " r.key, r.place, i.channel_id"
)


def sql(engine: Engine, text: str) -> str:
    """Our statements are written with `?`; PostgreSQL's driver wants `%s`."""
    return text if engine.dialect.name == "sqlite" else text.replace("?", "%s")


def known_of(row: Sequence[Any]) -> Known:
    """A Known from KNOWN_COLUMNS."""
    (record, key, row_hash, payload, event_id, body, generation, starts_at, over_at, place, state, missed,
     missed_at, refused_hash, refused_at, refused_rules, refused_because, gone, withdrawn) = row  # fmt: skip
    return Known(
        record, key, row_hash, payload, event_id, body, generation, starts_at, over_at, place,
        State(state) if state else None, missed, missed_at,
        refused_hash, refused_at, refused_rules, refused_because, bool(gone), bool(withdrawn),
    )  # fmt: skip


def intent_of(row: Sequence[Any], *, ours: bool = False) -> Intent:
    """An Intent from INTENT_COLUMNS."""
    (number, record, action, body, state, key, event_id, starts_at, doubtful_since, sent_at,
     record_key, place, channel) = row  # fmt: skip
    return Intent(
        number, record, Action(action), body, State(state), key, event_id, starts_at, doubtful_since,
        sent_at, ours, record_key, place, channel,
    )  # fmt: skip


def drop_unsent(engine: Engine, connection: Connection, source_id: int) -> None:
    """What never left is decided anew by every plan; what left keeps its story."""
    for text in (
        "DELETE FROM intents WHERE source_id = ? AND state = 'decided' AND sent_at IS NULL",
        "UPDATE intents SET state = 'dropped' WHERE source_id = ? AND state = 'decided'",
    ):
        connection.exec_driver_sql(sql(engine, text), (source_id,))
