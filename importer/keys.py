"""The names of things that must never change: record keys and Idempotency-Keys.

Changing any result here re-publishes people's events: it takes a CHANGELOG line and new golden files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

import orjson

KEY_VERSION = "v1"
PART_SEPARATOR = "\x1f"
_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u200c\u2060\ufeff]")


def normal_text(text: str) -> str:
    """Invisible characters removed, NFC, trimmed, blanks collapsed: how texts are compared."""
    if text.isascii() and text.isprintable():  # nothing in it to remove or compose
        return " ".join(text.split()) if " " in text else text
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", text)).split())


def record_key(parts: Iterable[str]) -> str:
    """Which event is this row? One text from the identity columns, the same from every reader.

    Whole numbers lose `.0` (a workbook's 1001.0 is a CSV's 1001); leading zeros stay.
    Returns "" when every part is empty: such a row has no identity.
    """
    normal = [
        _WHOLE_NUMBER.sub(r"\1", part) if ".0" in part and _WHOLE_NUMBER.fullmatch(part) else part
        for part in map(normal_text, parts)
    ]
    return PART_SEPARATOR.join(normal) if any(normal) else ""


def shown(key: str) -> str:
    """A record key as people read and type it."""
    return key.replace(PART_SEPARATOR, " | ")


def key_hash(key: str) -> bytes:
    """16 bytes that stand for a record key in indexes and logs."""
    return sha256(key.encode()).digest()[:16]


def idempotency_key(source: str, key: str, generation: int, body: bytes) -> str:
    """Name one intended creation from facts alone: no clock, no randomness.

    generation: how often this record was created before, from 0; it keeps a re-created event apart
    from its first life. Returns 64 printable ASCII characters.
    """
    facts = orjson.dumps([KEY_VERSION, source, key, generation, sha256(body).hexdigest()])
    return sha256(facts).hexdigest()
