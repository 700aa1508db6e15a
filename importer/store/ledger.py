"""Delivery's side of the state: claim, mark sending, record. One turn is one durable commit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from importer.intents import Action, Intent, Outcome, State, Verdict
from importer.ports import Answered, Eligible, PaceMemory, Permit, Turn
from importer.store.last_reads import forget_all
from importer.store.lease import Lease
from importer.store.recording import LEFT_BY, Recording
from importer.store.rows import INTENT_COLUMNS, drop_unsent, intent_of, sql
from importer.store.shared_pace import SharedPace


class SourceLedger:
    """Satisfies ports.Ledger for one source under one lease. Not thread-safe: one caller at a time."""

    def __init__(
        self,
        engine: Engine,
        profile_id: int,
        source_id: int,
        lease: Lease,
        rules: bytes,
        clock: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._profile_id = profile_id
        self._source_id = source_id
        self._lease = lease
        self._shared_pace = SharedPace(engine, profile_id)
        self._recording = Recording(engine, profile_id, rules)
        self._clock = clock

    # -- one turn ----------------------------------------------------------------------------------

    def turn(self, answered: Sequence[Answered], eligible: Eligible, permit: Permit) -> Turn:
        """Record answers, ask the shared pace how many may leave, and mark those as sending.

        All in one transaction: what is returned is durable, and nothing is claimed that the pace
        does not allow. Raises TemporaryError when the lease has changed hands.
        """
        with self._engine.begin() as connection:
            self._lease.check(connection)
            now = self._clock()
            replayed = self._recording.record(connection, answered, now)
            memory = self._shared_pace.read(connection)
            found = self._eligible(connection, eligible)
            offered = found[: eligible.free]
            granted = dict(permit(memory, Counter(Action(row[2]) for row in offered)))
            claimed = []
            for row in offered:
                if granted.get(Action(row[2]), 0) > 0:
                    granted[Action(row[2])] -= 1
                    sending = [*row[:4], State.SENDING.value, *row[5:9], now, *row[10:]]
                    claimed.append(intent_of(sending, ours=True))
            self._mark_sending(connection, [intent.id for intent in claimed], now)
            self._shared_pace.keep(connection, memory)
        return Turn(tuple(claimed), len(found) > len(claimed), replayed)

    def pace(self, use: Callable[[PaceMemory], int]) -> int:
        """Use the shared pace in a transaction of its own."""
        return self._shared_pace.use(use)

    def _eligible(self, connection: Connection, eligible: Eligible) -> Sequence[Any]:
        """One row more than is free, to see whether others wait."""
        actions = ",".join(f"'{action.value}'" for action in sorted(eligible.actions, key=str))
        closed = ",".join(str(int(channel)) for channel in sorted(eligible.closed_channels))
        elsewhere = (
            f" AND (i.channel_id IS NULL OR i.channel_id NOT IN ({closed}))" if closed else ""
        )
        if not actions:
            return []
        return connection.exec_driver_sql(
            self._sql(
                f"SELECT {INTENT_COLUMNS} FROM intents i JOIN records r ON r.id = i.record_id"
                f" WHERE i.source_id = ? AND i.state = 'decided' AND i.action IN ({actions}){elsewhere}"
                " ORDER BY i.rank, i.due, i.id LIMIT ?"
            ),
            (self._source_id, eligible.free + 1),
        ).fetchall()

    def _mark_sending(self, connection: Connection, intents: Sequence[int], now: float) -> None:
        if intents:
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE intents SET state = 'sending', sent_at = ?, lease_token = ? WHERE id = ?"
                ),
                [(now, self._lease.token, number) for number in intents],
            )

    def reclaim(self, intents: Sequence[Intent]) -> list[Intent]:
        """Mark intents as sending again, before they are repeated."""
        with self._engine.begin() as connection:
            self._lease.check(connection)
            self._mark_sending(connection, [intent.id for intent in intents], self._clock())
            return [self._intent(connection, intent.id) for intent in intents]

    def _intent(self, connection: Connection, number: int) -> Intent:
        row = connection.exec_driver_sql(
            self._sql(
                f"SELECT {INTENT_COLUMNS} FROM intents i JOIN records r ON r.id = i.record_id WHERE i.id = ?"
            ),
            (number,),
        ).one()
        return intent_of(row, ours=True)

    # -- doubt ---------------------------------------------------------------------------------------

    def open_intents(self) -> list[Intent]:
        """Everything that may be on the platform without proof: `sending` and `in doubt`."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    f"SELECT {INTENT_COLUMNS} FROM intents i JOIN records r ON r.id = i.record_id"
                    " WHERE i.source_id = ? AND i.state IN ('sending', 'in doubt') ORDER BY i.rank, i.due, i.id"
                ),
                (self._source_id,),
            ).fetchall()
        return [intent_of(row) for row in rows]

    def rivals(self) -> list[Intent]:
        """What other sources of the profile may have on the platform without proof."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    f"SELECT {INTENT_COLUMNS} FROM sources s JOIN intents i ON i.source_id = s.id"
                    " JOIN records r ON r.id = i.record_id WHERE s.profile_id = ? AND s.id <> ?"
                    " AND i.state IN ('sending', 'in doubt') AND i.action = 'create'"
                ),
                (self._profile_id, self._source_id),
            ).fetchall()
        return [intent_of(row) for row in rows]

    def doubt_what_was_left(self) -> int:
        """At the start of a run, under a fresh lease: `sending` marks of a run that died are in doubt.

        What never left is forgotten, since every plan decides it anew. When they left is not known: at the latest
        now. Returns how many are in doubt now, those of earlier runs included.
        """
        with self._engine.begin() as connection:
            self._lease.check(connection)
            drop_unsent(self._engine, connection, self._source_id)
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE intents SET state = 'in doubt', doubtful_since = coalesce(doubtful_since, sent_at),"
                    f" {LEFT_BY} WHERE source_id = ? AND state = 'sending' AND lease_token <> ?"
                ),
                (self._clock(), self._clock(), self._source_id, self._lease.token),
            )
            return int(
                connection.exec_driver_sql(
                    self._sql(
                        "SELECT count(*) FROM intents WHERE source_id = ? AND state = 'in doubt'"
                    ),
                    (self._source_id,),
                ).scalar_one()
            )

    def settle(self, found: dict[int, str], missing: Sequence[int]) -> None:
        """What a look proved. found: intent -> event id; missing: intents to be sent again as they are."""
        with self._engine.begin() as connection:
            self._lease.check(connection)
            now = self._clock()
            for number, event_id in found.items():
                verdict = Verdict(Outcome.DONE, event_id, code="found", message="found by looking")
                intent = self._intent(connection, number)
                self._recording.record(connection, [Answered(intent, verdict, now, now)], now)
            if missing:
                entry = json.dumps(
                    [round(now, 3), None, None, "missing, by looking: to be sent again"]
                )
                connection.exec_driver_sql(
                    self._sql(
                        "UPDATE intents SET state = 'decided', doubtful_since = NULL, answers ="
                        " CASE WHEN answers = '[]' THEN '[' || ? || ']'"
                        " ELSE substr(answers, 1, length(answers) - 1) || ',' || ? || ']' END WHERE id = ?"
                    ),
                    [(entry, entry, number) for number in missing],
                )

    def owned(self) -> dict[str, int | None]:
        """Event id -> channel of all events that any source of this profile owns."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    "SELECT r.event_id, r.channel_id FROM records r JOIN sources s ON s.id = r.source_id"
                    " WHERE s.profile_id = ? AND r.event_id IS NOT NULL AND r.gone = 0"
                ),
                (self._profile_id,),
            )
            return {row[0]: row[1] for row in rows}

    def mark_gone(self, event_ids: Sequence[str]) -> None:
        """Events that the platform answers 404 for: they are not there, whoever removed them."""
        if not event_ids:
            return
        with self._engine.begin() as connection:
            self._lease.check(connection)
            connection.exec_driver_sql(
                self._sql(
                    "UPDATE records SET gone = 1 WHERE event_id = ? AND source_id IN"
                    " (SELECT id FROM sources WHERE profile_id = ?)"
                ),
                [(event_id, self._profile_id) for event_id in event_ids],
            )
            forget_all(self._engine, connection, self._profile_id)

    def gone(self) -> list[str]:
        """Ids of events, not over, that were answered with 404 and that no record has taken over since."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    "SELECT event_id FROM records WHERE +source_id = ? AND gone = 1 AND over_at > ?"
                    " AND event_id NOT IN (SELECT event_id FROM records WHERE gone = 0 AND event_id IS NOT NULL)"
                    " ORDER BY id"
                ),
                (self._source_id, self._clock()),
            )
            return [row[0] for row in rows]

    def mark_found(self, event_ids: Sequence[str]) -> None:
        """Events that a 404 stood for are there: their records are updated again as before."""
        if not event_ids:
            return
        with self._engine.begin() as connection:
            self._lease.check(connection)
            connection.exec_driver_sql(
                self._sql("UPDATE records SET gone = 0 WHERE event_id = ? AND source_id = ?"),
                [(event_id, self._source_id) for event_id in event_ids],
            )

    def unsent(self) -> list[Intent]:
        """What is still `decided`, in the order of sending."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.exec_driver_sql(
                self._sql(
                    f"SELECT {INTENT_COLUMNS} FROM intents i JOIN records r ON r.id = i.record_id"
                    " WHERE i.source_id = ? AND i.state = 'decided' ORDER BY i.rank, i.due, i.id LIMIT 10000"
                ),
                (self._source_id,),
            ).fetchall()
        return [intent_of(row) for row in rows]

    def _sql(self, text: str) -> str:
        return sql(self._engine, text)
