"""The state document: all that a sandbox holds, as JSON. API keys appear by label only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict

from importer.sandbox.world import Event, World


def snapshot(world: World, parts: Collection[str] = ()) -> dict[str, object]:
    """Return the parts asked for, or all; raises ValueError for an unknown part."""
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise ValueError(
            f"there is no part {unknown[0]!r} of the state (known: {', '.join(PARTS)})"
        )
    return {name: part(world) for name, part in PARTS.items() if not parts or name in parts}


def stored_document(event: Event) -> dict[str, object]:
    """Return an event as stored: what was sent stays together under `payload`."""
    return {
        "id": event.id,
        "payload": dict(event.payload),
        "createdAt": event.created_at,
        "updatedAt": event.updated_at,
        "key": event.key,
    }


def _counters(world: World) -> dict[str, int]:
    always = ("requests", "created", "updated", "replayed", "rate limited", "too early")
    return {name: world.counters[name] for name in always} | dict(sorted(world.counters.items()))


def _settings(world: World) -> dict[str, object]:
    windows = world.idempotency.windows
    return {
        "now": world.timestamp(),
        "windows": {"succeeded_s": windows.succeeded_s, "in_progress_s": windows.in_progress_s},
        "rate": str(world.limiter.policy),
        "faults": [str(rule) for rule in world.faults.rules],
        "answers": asdict(world.answers),
        "scheduled": [
            {"after": one.left, "route": one.route, "words": sorted(one.words)}
            for one in world.scheduled
        ],
        "troubles": list(world.troubles),
    }


def _keys(world: World) -> list[dict[str, object]]:
    return [
        {
            "label": key.label,
            "scopes": sorted(key.scopes),
            "channels": None if key.channels is None else sorted(key.channels),
            "revoked": key.revoked,
        }
        for key in world.keys.values()
    ]


def _idempotency(world: World) -> list[dict[str, str]]:
    return [{"owner": owner, "key": key, "state": state} for owner, key, state in world.idempotency]


PARTS: Mapping[str, Callable[[World], object]] = {
    "settings": _settings,
    "counters": _counters,
    "keys": _keys,
    "channels": lambda world: [asdict(channel) for channel in world.config.channels],
    "events": lambda world: [stored_document(event) for event in world.events.values()],
    "media": lambda world: [asdict(media) for media in world.media.values()],
    "idempotency": _idempotency,
    "log": lambda world: [asdict(entry) for entry in world.log],
}
