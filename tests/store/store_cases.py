"""One source of a store, and what a run does to it, in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from importer import payloads
from importer.errors import Location
from importer.intents import Action, Intent, Known, Outcome, Upkeep, Vanished, Verdict, Write
from importer.payloads import LeftOut, Refused, RowOutcome, Wanted, canonical
from importer.planning.plan import decide, plan
from importer.planning.removals import removals
from importer.planning.rules import Rules
from importer.ports import Answered, Eligible, PaceMemory, Turn
from importer.store import Lease, SourceLedger, SourceState, Staging, Store

HOUR, DAY = 3600, 86_400
NOW = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())
RULES = Rules(now=NOW, refusal_rules=b"importer 1")
HALL = ("", "https://pinned.events", "riverside-hall", "mappings/riverside.yaml")


class Clock:
    """Epoch seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def wanted(
    key: str = "1001",
    number: int = 2,
    *,
    title: str | None = None,
    channel: int = 42,
    start: str = "2026-06-12T20:00:00+00:00",
    past_key: str | None = None,
) -> Wanted:
    """A row that became an event; its title tells it from others unless the test gives one."""
    payload = {
        "channelId": channel,
        "title": title if title is not None else f"Night {key}",
        "startAt": start,
        "timezone": "UTC",
        "status": "published",
    }
    starts = int(datetime.fromisoformat(start).timestamp())
    return Wanted(key, place(number), canonical(payload), starts, starts + HOUR, past_key)


def refused(key: str | None, number: int = 2) -> Refused:
    return Refused(key, place(number), ())


def left_out(key: str, number: int = 2, why: str = "cancelled") -> LeftOut:
    return LeftOut(key, place(number), why)


def place(number: int) -> Location:
    return Location("programme.csv", number)


def set_down(desk: Staging, *outcomes: RowOutcome) -> None:
    for number, outcome in enumerate(outcomes):
        body = outcome.body if isinstance(outcome, Wanted) else b""
        laid = payloads.set_down(number, outcome, b"row " + body)
        desk.add([laid] if laid is not None else [])


def compare(desk: Staging, rules: Rules = RULES) -> None:
    """Plan what lies on the desk, and put the decisions beside it."""
    for decision in plan(desk.staged(), desk.known(), rules):
        if isinstance(decision, Write | Upkeep | Vanished):
            desk.decide(decision)


def done(event_id: str | None) -> Verdict:
    return Verdict(Outcome.DONE, event_id, status=201, request_id="req-1")


IN_DOUBT = Verdict(Outcome.IN_DOUBT, message="no answer (reset)")
TRY_AGAIN = Verdict(Outcome.TRY_AGAIN, status=429)
REFUSED = Verdict(Outcome.REFUSED, status=400, code="invalid_request", message="title: too long")
NOT_FOUND = Verdict(Outcome.REFUSED, status=404, code="not_found", message="no such event")


def everything(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
    """A pace without limits."""
    return offered


def nothing(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
    return {}


@dataclass
class OneSource:
    """A source under a lease. `other` is a connection of its own: it sees only what is committed."""

    store: Store
    source: SourceState
    lease: Lease
    clock: Clock
    other: Engine

    @property
    def ledger(self) -> SourceLedger:
        return self.store.ledger(self.source, self.lease, RULES.refusal_rules)

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with self.other.connect().execution_options(reading=True) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(text)]

    def plan(self, *outcomes: RowOutcome, rules: Rules = RULES, run: str = "run-1") -> int:
        """Plan these rows as the whole source and commit what was decided; returns how many writes."""
        rules = replace(rules, now=int(self.clock.now))
        with self.store.staging(self.source) as desk:
            set_down(desk, *outcomes)
            compare(desk, rules)
            desk.relinking.pair()
            for row, known in desk.relinking.continued():
                for decision in decide([row], known, rules):
                    if isinstance(decision, Write | Upkeep):
                        desk.decide(decision)
            for decision in removals(desk.vanished(), rules, trusted=True):
                if isinstance(decision, Write | Upkeep):
                    desk.decide(decision)
            return desk.commit(self.source.name, run, self.clock.now, self.lease.check)

    def claim(self, free: int = 1000) -> tuple[Intent, ...]:
        return self.ledger.turn([], Eligible(free), everything).claimed

    def answer(self, *answers: tuple[Intent, Verdict]) -> Turn:
        """Record answers and claim nothing."""
        now = self.clock.now
        return self.ledger.turn(
            [Answered(intent, verdict, now, now) for intent, verdict in answers],
            Eligible(0),
            nothing,
        )

    def publish(self, *outcomes: RowOutcome, **planning: Any) -> None:
        """Plan, and have every write succeed: the event of record 1001 is `ev-1001`."""
        self.plan(*outcomes, **planning)
        self.answer(
            *(
                (
                    intent,
                    done(f"ev-{intent.record_key}" if intent.action is Action.CREATE else None),
                )
                for intent in self.claim()
            )
        )

    def known(self, key: str = "1001") -> Known:
        with self.store.staging(self.source) as desk:
            (found,) = [record for _, record in desk.known() if record.key == key]
        return found
