"""Event payloads: valid by construction, frozen as canonical bytes; and what a row came to."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

import orjson

from importer.errors import Issue, Location
from importer.keys import key_hash

Payload: TypeAlias = dict[str, Any]
"""A create payload as the platform spells it; see `mapping.apply` for how it is checked."""


def canonical(payload: Payload) -> bytes:
    """UTF-8 JSON with sorted keys: the exact bytes that are hashed, kept and sent."""
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def payload_hash(body: bytes) -> bytes:
    """SHA-256 (32 bytes) of a canonical payload: does the platform need to know?"""
    return sha256(body).digest()


PICTURE_MARK = b'"coverImage":{"sha256":'
"""How a canonical payload names its picture by content. Within a text the quotes would be escaped."""


def with_picture(payload: Payload, digest: bytes) -> Payload:
    """The payload with its `image` (a path or address) named by content instead: SHA-256 of its bytes.

    The number of the uploaded picture takes this place in what is sent, not in what is hashed.
    """
    rest = {name: value for name, value in payload.items() if name != "image"}
    return rest | {"coverImage": {"sha256": digest.hex()}}


def picture_in(payload: Payload) -> bytes | None:
    """SHA-256 of the picture that a payload names by content; None where it names none so."""
    named = payload.get("coverImage")
    return bytes.fromhex(named["sha256"]) if isinstance(named, dict) else None


@dataclass(slots=True)  # not frozen, which costs three times as much: there is one for every row
class Wanted:
    """A row that became an event.

    key: record key; body: canonical payload; starts_at, over_at: epoch seconds of its first
    instant and of the instant from which it is over (end, else start; all-day: its last day).
    notes: things to report that do not stop the row.
    """

    key: str
    at: Location
    body: bytes
    starts_at: int
    over_at: int
    past_key: str | None = None
    notes: tuple[Issue, ...] = ()


class LeftOut(NamedTuple):
    """A row that is present but not to be published.

    why: `only`, `cancelled` or `private`; each withdraws an event published before.
    """

    key: str
    at: Location
    why: str
    past_key: str | None = None


class Refused(NamedTuple):
    """A row with errors: nothing of it is sent. key is None when its identity cannot be read."""

    key: str | None
    at: Location
    issues: tuple[Issue, ...]


RowOutcome: TypeAlias = Wanted | LeftOut | Refused


class Staged(NamedTuple):
    """An outcome set down for planning: flat, without its notes. Sorted by its first two fields.

    row: position in file order from 0. kind: `wanted`, `left out` or `refused`; a left-out row has
    `why` and no body. place: a packed Location. past_hash: of the key it had before, if it had another.
    """

    key_hash: bytes
    row: int
    kind: str
    key: str
    place: str
    row_hash: bytes
    body: bytes
    starts_at: int
    over_at: int
    why: str = ""
    past_hash: bytes | None = None


SetDown: TypeAlias = tuple[Any, ...]
"""The fields of a Staged as a plain tuple: there is one for every row, and it travels between processes."""


def set_down(row: int, outcome: RowOutcome, row_hash: bytes) -> SetDown | None:
    """None for a row without a key: nothing can be matched with it."""
    key = outcome.key
    if key is None:
        return None
    hashed, place = key_hash(key), outcome.at.packed()
    if isinstance(outcome, Refused):
        return hashed, row, "refused", key, place, row_hash, b"", 0, 0, "", None
    past = key_hash(outcome.past_key) if outcome.past_key else None
    if isinstance(outcome, LeftOut):
        return hashed, row, "left out", key, place, row_hash, b"", 0, 0, outcome.why, past
    body, starts_at, over_at = outcome.body, outcome.starts_at, outcome.over_at
    return hashed, row, "wanted", key, place, row_hash, body, starts_at, over_at, "", past
