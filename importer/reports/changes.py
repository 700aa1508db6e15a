"""What a plan would change, event by event and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from importer.errors import Location

CHANGES_KEPT = 1000
SHOWN = 10
LONGEST = 60
VERBS = {"create": "create", "update": "update", "draft": "set back to draft"}


@dataclass(frozen=True, slots=True)
class Change:
    """One write that a plan decided on. action: create, update or draft; id: the identity as shown.

    fields: of an update, what differs: name -> (before, after), None where there is nothing.
    """

    action: str
    id: str
    title: str
    start: str
    at: Location
    fields: dict[str, tuple[Any, Any]]

    @classmethod
    def between(
        cls, action: str, key: str, place: str, before: bytes | None, after: bytes
    ) -> Change:
        """before: None for a create. Payloads are canonical JSON, place is a packed Location."""
        was: dict[str, Any] = orjson.loads(before) if before else {}
        becomes: dict[str, Any] = orjson.loads(after)
        names = sorted({*was, *becomes}) if action == "update" else ()
        differing = {
            name: (was.get(name), becomes.get(name))
            for name in names
            if was.get(name) != becomes.get(name)
        }
        at = Location.unpacked(place)
        return cls(action, key, becomes["title"], becomes["startAt"], at, differing)

    def document(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "id": self.id,
            "title": self.title,
            "start": self.start,
            "location": str(self.at),
            "fields": {
                name: {"from": before, "to": after} for name, (before, after) in self.fields.items()
            },
        }


def lines(changes: Iterable[Change], *, every: bool) -> Iterator[str]:
    """What a person reads: updates and withdrawals, the first ten of them; with `every` creates too."""
    told = [change for change in changes if every or change.action != "create"]
    for change in told if every else told[:SHOWN]:
        yield f"{VERBS[change.action]} {change.title!r} on {change.start} ({change.id}; {change.at})"
        for name, (before, after) in change.fields.items():
            yield f"    {name}: {_short(before)} → {_short(after)}"
    if len(told) > SHOWN and not every:
        yield f"… and {len(told) - SHOWN} more; --verbose shows each, -o FILE saves all"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = orjson.dumps(value).decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
