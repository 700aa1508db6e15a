"""Names that must never change, written down: see keys.json beside this file.

Each case holds what goes in (identity, source, generation, event, cells) and what comes out. Run this file to
fill in the results of cases that have none yet; results that stand are never touched. To change one by hand is
to publish people's events a second time: it takes a CHANGELOG line.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from importer.errors import Location
from importer.keys import idempotency_key, key_hash, record_key
from importer.payloads import canonical, payload_hash
from importer.records import Cell, CellError, Record, RowHasher, Standing

FILE = Path(__file__).with_name("keys.json")
FINGERPRINT = b"fingerprint of a mapping"
DEFAULTS: dict[str, Any] = {
    "source": "riverside-hall",
    "generation": 0,
    "standing": "live",
    "event": {
        "approxLocation": {"city": {"countryCode": "US", "name": "New York", "placeId": "p-1"}},
        "channelId": 42,
        "classifications": ["music"],
        "startAt": "2026-06-12T20:00:00-04:00",
        "status": "draft",
        "timezone": "America/New_York",
        "title": "Jazz Night",
    },
}


def load() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return cases


def results(case: dict[str, Any]) -> dict[str, Any]:
    """What the code of today makes of a case."""
    facts = {**DEFAULTS, **case["in"]}
    key = facts["key"] if "key" in facts else record_key(facts["identity"])
    body = canonical({**DEFAULTS["event"], **facts["event"]})
    cells = facts.get("cells", facts.get("identity", []))
    return {
        "record_key": key,
        "key_hash": key_hash(key).hex(),
        "payload_hash": payload_hash(body).hex(),
        "idempotency_key": idempotency_key(facts["source"], key, facts["generation"], body),
        "row_hash": RowHasher(FINGERPRINT)(record(cells, facts["standing"])).hex(),
    }


def record(cells: list[Any], standing: str) -> Record:
    columns = tuple(f"Column {number}" for number in range(1, len(cells) + 1))
    at = Location("programme.csv", 2)
    return Record(columns, tuple(map(cell, cells)), at, standing=Standing(standing))


def cell(written: Any) -> Cell:
    """JSON's own kinds stand for themselves, the others are tagged: {"date": "2026-06-12"}."""
    if not isinstance(written, dict):
        plain: str | int | float | bool = written
        return plain
    ((kind, value),) = written.items()
    match kind:
        case "date":
            return date.fromisoformat(value)
        case "time":
            return time.fromisoformat(value)
        case "minutes":
            return timedelta(minutes=value)
        case "error":
            return CellError(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case _:
            return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(kind))


if __name__ == "__main__":
    filled = [case if "out" in case else {**case, "out": results(case)} for case in load()]
    FILE.write_text(json.dumps(filled, ensure_ascii=True, indent=1) + "\n", "utf-8")
