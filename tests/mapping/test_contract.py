"""The last check: a payload in another shape than the contract's never leaves the mapping stage."""

from __future__ import annotations

from typing import Any

import pytest

from importer.mapping.contract import breaches

WHOLE: dict[str, Any] = {
    "channelId": 42,
    "title": "Jazz",
    "startAt": "2026-06-12T20:00:00-04:00",
    "timezone": "America/New_York",
    "classifications": ["music"],
    "approxLocation": {"city": {"placeId": "p-1", "name": "Springfield", "countryCode": "US"}},
}


def test_a_whole_payload_has_no_breach_and_fields_nobody_knows_pass() -> None:
    assert list(breaches(WHOLE | {"attendance": {"mode": "online"}, "status": "draft"})) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channelId": 0}, "channelId"),
        ({"channelId": "42"}, "channelId"),
        ({"title": ""}, "title"),
        ({"startAt": "2026-06-12T20:00:00"}, "startAt"),
        ({"startAt": "2026-06-12T20:00:00Z"}, "startAt"),
        ({"classifications": []}, "classifications"),
        ({"classifications": "music"}, "classifications"),
        ({"approxLocation": {"city": {}}}, "approxLocation.city.placeId"),
        ({"approxLocation": {"city": {"placeId": "p", "countryCode": "USA"}}},
         "approxLocation.city.countryCode"),
        ({"status": "hidden"}, "status"),
        ({"offers": [{"url": 5}]}, "offers.0.url"),
        ({"capacity": -1}, "capacity"),
    ],
)  # fmt: skip
def test_another_shape_is_named_by_its_path(change: dict[str, Any], field: str) -> None:
    assert [path for path, _, _ in breaches(WHOLE | change)] == [field]
