"""Looking back: every source with its last run, and the whole story of one record. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Engine

from importer.keys import key_hash, record_key
from importer.store.rows import sql


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One line of `importer status`; times in epoch seconds."""

    name: str
    profile: str
    base_url: str
    published: int
    upcoming: int
    waiting: int
    in_doubt: int
    refused: int
    last_run: dict[str, Any] | None
    last_started: float | None


_SUMMARIES = (
    "SELECT s.id AS source_id, s.name AS name, p.name AS profile, p.base_url AS base_url,"
    " (SELECT count(*) FROM records r WHERE r.source_id = s.id AND r.event_id IS NOT NULL) AS published,"
    " (SELECT count(*) FROM records r WHERE r.source_id = s.id AND r.event_id IS NOT NULL AND r.over_at > ?) AS upcoming,"
    " (SELECT count(*) FROM intents i WHERE i.source_id = s.id AND i.state = 'decided') AS waiting,"
    " (SELECT count(*) FROM intents i WHERE i.source_id = s.id AND i.state IN ('sending', 'in doubt')) AS in_doubt,"
    " (SELECT count(*) FROM records r WHERE r.source_id = s.id AND r.refused_hash IS NOT NULL) AS refused"
    " FROM sources s JOIN profiles p ON p.id = s.profile_id ORDER BY s.name, p.base_url"
)
_LAST_RUN = (
    "SELECT started_at, result FROM runs WHERE source_id = ? ORDER BY started_at DESC LIMIT 1"
)
_RECORD = (
    "SELECT r.id, p.base_url, r.key, r.place, r.event_id, r.generation, r.revision, r.starts_at, r.over_at,"
    " r.first_seen, r.missed, r.refused_because, r.gone, r.withdrawn, r.body, r.row_hash, r.payload_hash"
    " FROM records r JOIN sources s ON s.id = r.source_id JOIN profiles p ON p.id = s.profile_id"
    " WHERE s.name = ? AND (r.key_hash IN (?, ?, ?) OR r.event_id = ?)"
)
_INTENTS = (
    "SELECT run, action, state, key, body, decided_at, sent_at, doubtful_since, answers"
    " FROM intents WHERE record_id = ? ORDER BY id"
)
_KEYS = "SELECT r.key FROM records r JOIN sources s ON s.id = r.source_id WHERE s.name = ? LIMIT ?"


class History:
    """What the state tells of the past. `clock` gives epoch seconds."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock

    def summaries(self, name: str | None = None) -> list[SourceSummary]:
        """Every source with its counts and last run, by name; one name narrows it."""
        with self._looking() as look:
            found = []
            for row in look(_SUMMARIES, self._clock()).mappings().fetchall():
                facts = dict(row)
                source_id = facts.pop("source_id")
                if name is None or facts["name"] == name:
                    last = dict(look(_LAST_RUN, source_id).mappings().one_or_none() or {})
                    result = json.loads(last["result"]) if last.get("result") else None
                    found.append(
                        SourceSummary(**facts, last_run=result, last_started=last.get("started_at"))
                    )
            return found

    def story(self, name: str, typed: str) -> list[dict[str, Any]]:
        """Everything known of one record (in each profile that has it): see `importer show`.

        typed: an event's id, or a record key as shown; parts of a longer identity are separated by ` | `.
        Columns of the state by name, `intents` oldest first; bodies are JSON, hashes raw bytes.
        """
        ways = ([typed], typed.split(" | "), typed.split("|"))  # a part may hold a bar itself
        hashes = (key_hash(record_key(parts)) for parts in ways)
        with self._looking() as look:
            records = look(_RECORD, name, *hashes, typed).mappings().fetchall()
            return [
                {
                    **record,
                    "intents": [dict(one) for one in look(_INTENTS, record["id"]).mappings()],
                }
                for record in records
            ]

    def near_keys(self, name: str, limit: int = 10_000) -> list[str]:
        """Record keys of a source, to suggest from when one is not found."""
        with self._looking() as look:
            return [key for (key,) in look(_KEYS, name, limit)]

    @contextmanager
    def _looking(self) -> Iterator[Callable[..., CursorResult[Any]]]:
        """Run statements on one connection that only reads."""
        with self._engine.connect().execution_options(reading=True) as connection:
            yield lambda text, *values: connection.exec_driver_sql(sql(self._engine, text), values)
