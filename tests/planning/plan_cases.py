"""Rows, records and rules for tests of planning: each test names only what matters to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from importer.errors import Issue, Location
from importer.intents import Action, Known, Vanished, Write
from importer.keys import key_hash
from importer.payloads import Payload, Staged, canonical, payload_hash
from importer.planning.plan import decide, plan
from importer.planning.rules import Counted, Decision, Rules

HOUR, DAY = 3600, 86_400
NOW = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())
RULES = Rules(now=NOW, refusal_rules=b"importer 1")

EVENT: Payload = {
    "channelId": 42,
    "title": "Jazz Night",
    "startAt": "2026-06-12T20:00:00+02:00",
    "endAt": "2026-06-12T22:00:00+02:00",
    "timezone": "Europe/Berlin",
    "classifications": ["music"],
    "approxLocation": {"city": {"placeId": "p1", "name": "Berlin", "countryCode": "DE"}},
    "locationName": "Riverside Hall",
    "status": "published",
}


def event(**fields: Any) -> bytes:
    """The usual payload with these fields; None takes a field out."""
    return canonical(
        {name: value for name, value in {**EVENT, **fields}.items() if value is not None}
    )


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def row(key: str = "1001", number: int = 2, *, ends: int | None = None, **fields: Any) -> Staged:
    """A wanted row; `number` as a spreadsheet shows it. ends: epoch seconds when it is over."""
    body = event(**fields)
    starts = instant({**EVENT, **fields}["startAt"])
    over = ends if ends is not None else starts + 2 * HOUR
    cells = b"cells of " + body
    return Staged(
        key_hash(key), number - 2, "wanted", key, place(number), cells, body, starts, over
    )


def refused_row(key: str = "1001", number: int = 2) -> Staged:
    return Staged(key_hash(key), number - 2, "refused", key, place(number), b"cells", b"", 0, 0)


def left_out(key: str = "1001", number: int = 2, *, why: str = "cancelled") -> Staged:
    return Staged(
        key_hash(key), number - 2, "left out", key, place(number), b"cells", b"", 0, 0, why
    )


def place(number: int) -> str:
    return Location("programme.csv", number).packed()


def published(key: str = "1001", *, number: int = 7, changes: dict[str, Any] | None = None, **fields: Any) -> Known:  # fmt: skip
    """A record whose event is on the platform. fields: of the payload; changes: of the record."""
    staged = row(key, **fields)
    record = Known(
        number, key, staged.row_hash, payload_hash(staged.body), f"ev-{key}", staged.body,
        generation=1, starts_at=staged.starts_at, over_at=staged.over_at, place=place(2),
    )  # fmt: skip
    return replace(record, **(changes or {}))


def unpublished(key: str = "1001", *, number: int = 7, **changes: Any) -> Known:
    """A record that never got as far as an event."""
    record = Known(number, key, b"", b"", None, None, 0, NOW + DAY, NOW + DAY, place(2))
    return replace(record, **changes)


def decided(
    rows: Staged | Sequence[Staged], known: Known | None = None, rules: Rules = RULES
) -> list[Decision]:
    """All decisions on the rows of one identity."""
    return list(decide([rows] if isinstance(rows, Staged) else list(rows), known, rules))


def planned(
    rows: Iterable[Staged], records: Iterable[Known] = (), rules: Rules = RULES
) -> list[Decision]:
    """A whole plan, both sides sorted as the store hands them out."""
    staged = sorted(rows, key=lambda each: each[:2])
    known = sorted(((key_hash(each.key), each) for each in records), key=lambda pair: pair[0])
    return list(plan(staged, known, rules))


def counts(decisions: Iterable[Decision]) -> dict[str, int]:
    """The counts of the result document that these decisions come to."""
    found: Counter[str] = Counter()
    for decision in decisions:
        if isinstance(decision, Counted):
            found[decision.name] += decision.count
        elif isinstance(decision, Write) and decision.action is not Action.DRAFT:
            found["created" if decision.action is Action.CREATE else "updated"] += 1
    return dict(found)


def writes(decisions: Iterable[Decision]) -> list[Write]:
    return [decision for decision in decisions if isinstance(decision, Write)]


def only_write(decisions: Iterable[Decision]) -> Write:
    (write,) = writes(decisions)
    return write


def issues(decisions: Iterable[Decision]) -> list[Issue]:
    return [decision for decision in decisions if isinstance(decision, Issue)]


def vanished(decisions: Iterable[Decision]) -> list[Known]:
    return [decision.known for decision in decisions if isinstance(decision, Vanished)]
