"""Stored events as the API shows them, and in which order."""

from __future__ import annotations

from zlib import crc32

from importer.sandbox.config import Answers, Key
from importer.sandbox.world import Event, World

_SHORT = ("title", "startAt", "status")


def event_document(event: Event, answers: Answers) -> dict[str, object]:
    """Return the whole event: payload, id, status, timestamps."""
    document: dict[str, object] = {"id": event.id, "status": "draft", **event.payload}
    document |= {"createdAt": event.created_at, "updatedAt": event.updated_at}
    return _with_channel(document, event, answers)


def short_document(event: Event, answers: Answers) -> dict[str, object]:
    """Return only what the contract assumes of a list entry."""
    whole: dict[str, object] = {"status": "draft", **event.payload}
    document = {"id": event.id, **{name: whole[name] for name in _SHORT}}
    return _with_channel(document, event, answers)


def _with_channel(document: dict[str, object], event: Event, answers: Answers) -> dict[str, object]:
    document.pop("channelId", None)
    if answers.channel == "channelId":
        document["channelId"] = event.channel
    else:
        number = event.channel
        document["channel"] = number if answers.channel == "number" else {"id": number}
    return document


def listed(world: World, key: Key, *, first_page: bool) -> list[Event]:
    """Return the events this key may read, in the order that `Answers.order` asks for."""
    found = list(world.events.values())
    if key.channels is not None:
        found = [event for event in found if event.channel in key.channels]
    order = world.answers.order
    if order == "newest":
        found.reverse()
    elif order == "unstable":
        world.chance.shuffle(found)
    elif order == "shuffled":
        _shuffle_for_sweep(world, key, found, fresh=first_page)
    return found


def _shuffle_for_sweep(world: World, key: Key, found: list[Event], *, fresh: bool) -> None:
    """Shuffle by a number drawn at page 1, so that the later pages of that sweep agree."""
    if fresh or key.label not in world.sweeps:
        world.sweeps[key.label] = world.chance.getrandbits(32)
    drawn = world.sweeps[key.label]
    found.sort(key=lambda event: crc32(f"{drawn} {event.id}".encode()))
