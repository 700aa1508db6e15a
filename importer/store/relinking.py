"""Which new rows continue records that have vanished: found in temporary tables, whatever their number.

A producer that invents new ids at every export would otherwise have everything published twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, TypeAlias

import orjson

from importer.keys import normal_text
from importer.matching import likeness_of
from importer.payloads import payload_hash

Run: TypeAlias = Callable[..., Any]
"""Executes a statement on the connection of the temporary tables."""

TABLES = (
    "CREATE TEMP TABLE vanished (record_id BIGINT PRIMARY KEY, key_hash {blob}, alike {blob}, at_place {blob},"
    " payload_hash {blob})",
    "CREATE TEMP TABLE likenesses (key_hash {blob} PRIMARY KEY, alike {blob}, at_place {blob}, payload_hash {blob},"
    " fresh INTEGER)",
    "CREATE TEMP TABLE relinked (record_id BIGINT PRIMARY KEY, key_hash {blob}, told INTEGER)",
)
"""What vanished, what creates are alike by, and which record each of them continues.

fresh: 0 for a create whose record had an event of its own, which continues nothing. told: 1 the row says so
itself, 0 both are alike, 2 a date of a series that moved.
"""

_TOLD = (
    "SELECT record_id, key_hash, 1 FROM (SELECT v.record_id, l.key_hash,"
    " row_number() OVER (PARTITION BY v.record_id ORDER BY s.row_no) AS heir,"
    " row_number() OVER (PARTITION BY l.key_hash ORDER BY v.record_id) AS past"
    " FROM staged s JOIN vanished v ON v.key_hash = s.past_hash"
    " JOIN likenesses l ON l.key_hash = s.key_hash AND l.fresh = 1) AS pairs WHERE heir = 1 AND past = 1"
)
_SAME_PAYLOAD = (
    "SELECT v.record_id, l.key_hash, 0 FROM"
    " (SELECT record_id, payload_hash, count(*) OVER (PARTITION BY payload_hash) AS many,"
    " row_number() OVER (PARTITION BY payload_hash ORDER BY record_id) AS n FROM vanished) v"
    " JOIN (SELECT key_hash, payload_hash, count(*) OVER (PARTITION BY payload_hash) AS many,"
    " row_number() OVER (PARTITION BY payload_hash ORDER BY key_hash) AS n FROM likenesses WHERE fresh = 1) l"
    " ON l.payload_hash = v.payload_hash AND l.n = v.n AND l.many <= v.many"
)
_ALONE = (
    "SELECT v.record_id, l.key_hash, 0 FROM"
    " (SELECT record_id, {by}, count(*) OVER (PARTITION BY {by}) AS many FROM vanished) v"
    " JOIN (SELECT key_hash, {by}, count(*) OVER (PARTITION BY {by}) AS many FROM likenesses WHERE fresh = 1) l"
    " ON l.{by} = v.{by} AND l.many = 1 AND v.many = 1"
)
_SURE_FIRST = (_TOLD, _SAME_PAYLOAD, _ALONE.format(by="at_place"), _ALONE.format(by="alike"))
"""The row says so itself; equal in all that is published, where any of several will do unless there are more rows
than events; one to one in channel, start, title and place; one to one in channel, start and title."""


def pair(run: Run, creates: Iterable[tuple[bytes, bytes, bool]]) -> None:
    """Fill `relinked`. creates: (key hash, payload, whether it may continue a record)."""
    rows = [
        (hashed, alike_by(body), at_place(body), payload_hash(body), int(fresh))
        for hashed, body, fresh in creates
    ]
    if rows:
        run("INSERT INTO likenesses VALUES (?,?,?,?,?)", rows)
    for surest in _SURE_FIRST:
        run(f"INSERT INTO relinked {surest}")
        run("DELETE FROM vanished WHERE record_id IN (SELECT record_id FROM relinked)")
        run("DELETE FROM likenesses WHERE key_hash IN (SELECT key_hash FROM relinked)")


def alike_by(body: bytes) -> bytes:
    return likeness_of(body).digest()


def at_place(body: bytes) -> bytes:
    """16 bytes, equal for equal channel, start, title and place."""
    payload = orjson.loads(body)
    place = [normal_text(payload.get("locationName") or ""), payload.get("approxLocation")]
    facts = alike_by(body) + orjson.dumps(place, option=orjson.OPT_SORT_KEYS)
    return sha256(facts).digest()[:16]
