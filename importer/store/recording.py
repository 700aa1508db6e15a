"""What answers mean for intents and their records, written down within the transaction of a turn."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from importer.intents import Action, Intent, Outcome, State, Verdict
from importer.keys import idempotency_key
from importer.ports import DEPARTS_WITHIN_S, Answered
from importer.store.rows import sql

STATES = {
    Outcome.DONE: State.DONE,
    Outcome.REFUSED: State.REFUSED,
    Outcome.TRY_AGAIN: State.DECIDED,
    Outcome.IN_DOUBT: State.IN_DOUBT,
}

LEFT_BY = f"sent_at = CASE WHEN sent_at + {DEPARTS_WITHIN_S} < ? THEN sent_at + {DEPARTS_WITHIN_S} ELSE ? END"
"""Of a send without proof: from its mark to the latest moment at which it can have left, once it is over or read."""


class Recording:
    """Writes answers down for one run. rules: what besides a payload decides whether it is refused."""

    def __init__(self, engine: Engine, profile_id: int, rules: bytes) -> None:
        self._engine = engine
        self._profile_id = profile_id
        self._rules = rules
        self._named_anew: set[int] = set()

    def record(self, connection: Connection, answered: Sequence[Answered], now: float) -> int:
        """Returns how many creates were answered with the event of another record: they are not done."""
        replayed = 0
        for one in answered:
            self._note(connection, one)
            outcome = one.verdict.outcome
            if outcome is Outcome.REFUSED:
                self._refused(connection, one.intent, one.verdict, now)
            elif outcome is Outcome.DONE and self._is_of_another(connection, one):
                self._name_anew(connection, one.intent)
                replayed += 1
            elif outcome is Outcome.DONE:
                self._done(connection, one.intent, one.verdict.event_id)
        return replayed

    def _note(self, connection: Connection, one: Answered) -> None:
        intent, verdict = one.intent, one.verdict
        doubtful = one.sent_at if verdict.outcome is Outcome.IN_DOUBT else None
        entry = json.dumps(
            [round(one.answered_at, 3), verdict.status, verdict.request_id, _words(verdict)]
        )
        connection.exec_driver_sql(
            self._sql(
                "UPDATE intents SET state = ?, doubtful_since = coalesce(doubtful_since, ?), answers ="
                " CASE WHEN answers = '[]' THEN '[' || ? || ']'"
                " ELSE substr(answers, 1, length(answers) - 1) || ',' || ? || ']' END WHERE id = ?"
            ),
            (STATES[verdict.outcome].value, doubtful, entry, entry, intent.id),
        )
        if verdict.outcome is Outcome.IN_DOUBT:
            connection.exec_driver_sql(
                self._sql(f"UPDATE intents SET {LEFT_BY} WHERE id = ?"),
                (one.answered_at, one.answered_at, intent.id),
            )

    def _done(self, connection: Connection, intent: Intent, event_id: str | None) -> None:
        born = 1 if intent.action is Action.CREATE else 0
        connection.exec_driver_sql(
            self._sql(
                "UPDATE records SET (body, payload_hash, row_hash, alike, starts_at, over_at, channel_id) ="
                " (SELECT becomes, payload_hash, row_hash, alike, starts_at, over_at, channel_id FROM intents WHERE id = ?),"
                " event_id = coalesce(?, event_id), generation = generation + ?, revision = revision + ?, gone = 0,"
                " withdrawn = ?, refused_hash = NULL, missed = 0, missed_at = NULL WHERE id = ?"
            ),
            (
                intent.id,
                event_id,
                born,
                1 - born,
                int(intent.action is Action.DRAFT),
                intent.record_id,
            ),
        )

    def _refused(
        self, connection: Connection, intent: Intent, verdict: Verdict, now: float
    ) -> None:
        if intent.action is not Action.CREATE and verdict.status == 404:
            # Nothing is wrong with the payload: it may well be what a new event is made from.
            connection.exec_driver_sql(
                self._sql("UPDATE records SET gone = 1 WHERE id = ?"), (intent.record_id,)
            )
            return
        connection.exec_driver_sql(
            self._sql(
                "UPDATE records SET refused_hash = (SELECT payload_hash FROM intents WHERE id = ?), refused_at = ?,"
                " refused_rules = ?, refused_because = ? WHERE id = ?"
            ),
            (intent.id, now, self._rules, verdict.message, intent.record_id),
        )

    # -- an answer that was another's ----------------------------------------------------------------

    def _is_of_another(self, connection: Connection, one: Answered) -> bool:
        """Whether a create was answered with an event that another record has.

        A record that got a new id in the source keeps its event; where a row takes up the old id while the
        platform remembers what was sent under it, the same payload has the same key, and is answered from memory.
        """
        if one.intent.action is not Action.CREATE:
            return False
        owner = connection.exec_driver_sql(
            self._sql(
                "SELECT 1 FROM records WHERE event_id = ? AND id <> ? AND source_id IN"
                " (SELECT id FROM sources WHERE profile_id = ?)"
            ),
            (one.verdict.event_id, one.intent.record_id, self._profile_id),
        ).first()
        return owner is not None

    def _name_anew(self, connection: Connection, intent: Intent) -> None:
        """That creation counts, so the next has a key of its own. Once in a run: then another run decides."""
        again = intent.id not in self._named_anew
        self._named_anew.add(intent.id)
        connection.exec_driver_sql(
            self._sql("UPDATE records SET generation = generation + 1 WHERE id = ?"),
            (intent.record_id,),
        )
        source, generation = connection.exec_driver_sql(
            self._sql(
                "SELECT s.name, r.generation FROM records r JOIN sources s ON s.id = r.source_id WHERE r.id = ?"
            ),
            (intent.record_id,),
        ).one()
        key = idempotency_key(source, intent.record_key, generation, intent.body)
        state = State.DECIDED if again else State.DROPPED
        connection.exec_driver_sql(
            self._sql("UPDATE intents SET state = ?, key = ?, doubtful_since = NULL WHERE id = ?"),
            (state.value, key, intent.id),
        )

    def _sql(self, text: str) -> str:
        return sql(self._engine, text)


def _words(verdict: Verdict) -> str:
    return f"{verdict.outcome.value}: {verdict.code}" if verdict.code else verdict.outcome.value
