from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from importer.sandbox.payload import check_create, check_update
from importer.sandbox.refusals import RefusalError


class Known:
    """Channel 42, two slugs, media 501."""

    def has_channel(self, number: int) -> bool:
        return number == 42

    def has_classification(self, slug: str) -> bool:
        return slug in ("music", "talk")

    def has_media(self, number: int) -> bool:
        return number == 501


def refused(payload: object) -> tuple[str | None, str | None]:
    with pytest.raises(RefusalError) as caught:
        check_create(payload, Known())
    assert (caught.value.status, caught.value.code) == (400, "invalid_request")
    return caught.value.where, caught.value.issue


def place(**city: object) -> Mapping[str, object]:
    return {"city": {"placeId": "nyc", **city}}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"channelId": None}, "channelId"),
        ({"channelId": "42"}, "channelId"),
        ({"channelId": True}, "channelId"),
        ({"channelId": 42.0}, "channelId"),
        ({"channelId": 7}, "channelId"),
        ({"title": None}, "title"),
        ({"title": "  "}, "title"),
        ({"title": 12}, "title"),
        ({"startAt": None}, "startAt"),
        ({"startAt": "2026-06-12T20:00:00"}, "startAt"),
        ({"startAt": "2026-06-12"}, "startAt"),
        ({"startAt": "2026-06-31T20:00:00-04:00"}, "startAt"),
        ({"startAt": "12.06.2026 20:00"}, "startAt"),
        ({"startAt": 1781308800}, "startAt"),
        ({"startAt": "2026-06-12T20:00:00-05:00"}, "startAt"),
        ({"startAt": "2026-06-12T20:00:00Z"}, "startAt"),
        ({"startAt": "0001-01-01T00:00:00+14:00"}, "startAt"),
        ({"timezone": None}, "timezone"),
        ({"timezone": "Eastern Standard Time"}, "timezone"),
        ({"timezone": "america/new_york"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"classifications": None}, "classifications"),
        ({"classifications": []}, "classifications"),
        ({"classifications": "music"}, "classifications"),
        ({"classifications": ["music", "gig"]}, "classifications[1]"),
        ({"classifications": [3]}, "classifications[0]"),
        ({"approxLocation": None}, "approxLocation"),
        ({"approxLocation": "New York"}, "approxLocation"),
        ({"approxLocation": {}}, "approxLocation.city"),
        ({"approxLocation": place(placeId="")}, "approxLocation.city.placeId"),
        ({"approxLocation": place(name=3)}, "approxLocation.city.name"),
        ({"approxLocation": place(countryCode="UK")}, "approxLocation.city.countryCode"),
        ({"approxLocation": place(countryCode="us")}, "approxLocation.city.countryCode"),
        ({"approxLocation": place(countryCode="USA")}, "approxLocation.city.countryCode"),
        ({"endAt": "2026-06-12T20:00:00-04:00"}, "endAt"),
        ({"endAt": "2026-06-12T19:00:00-04:00"}, "endAt"),
        ({"endAt": "2026-06-12T23:00:00+00:00"}, "endAt"),
        ({"status": "live"}, "status"),
        ({"status": ["draft"]}, "status"),
        ({"locationName": 5}, "locationName"),
        ({"coverImage": "501"}, "coverImage"),
        ({"coverImage": 502}, "coverImage"),
        ({"offers": {"name": "Tickets"}}, "offers"),
        ({"offers": ["https://x.example"]}, "offers[0]"),
        ({"offers": [{}, {"url": "javascript:alert(1)"}]}, "offers[1].url"),
        ({"offers": [{"url": "http://[x"}]}, "offers[0].url"),
        ({"offers": [{"name": ""}]}, "offers[0].name"),
        ({"description": ["text"]}, "description"),
        ({"capacity": "200"}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"id": 5}, "id"),
    ],
)
def test_a_wrong_field_is_named(event: Any, changes: dict[str, object], where: str) -> None:
    field, issue = refused(event(**changes))
    assert field == where
    assert issue


@pytest.mark.parametrize("body", [None, [], "text", 3])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    assert refused(body)[0] == "body"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"endAt": "2026-06-13T02:00:00-04:00", "status": "published", "capacity": 200},
        {"startAt": "2026-06-12T20:00-04:00"},
        {"startAt": "2026-06-12T20:00:00.250-04:00"},
        {"startAt": "2026-06-12T20:00:00Z", "timezone": "UTC"},
        {"startAt": "2026-12-12T20:00:00-05:00"},
        {"coverImage": 501, "offers": [{"name": "Door", "url": "https://x.example/t"}]},
        {"offers": [{"availability": "sold_out", "price": 12}], "description": ""},
        {"attendance": {"mode": "online"}, "audience": ["adults"]},
    ],
)
def test_what_the_contract_allows_is_accepted_as_sent(
    event: Any, changes: dict[str, object]
) -> None:
    assert check_create(event(**changes), Known()) == event(**changes)


def test_a_null_for_an_optional_field_is_as_if_it_were_not_sent(event: Any) -> None:
    assert check_create({**event(), "endAt": None}, Known()) == event()


def test_the_offset_is_that_of_the_instant_on_the_day_the_clocks_change(event: Any) -> None:
    first, second = "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"
    check_create(event(startAt=first, endAt=second), Known())
    assert refused(event(startAt=second, endAt=first))[0] == "endAt"


def test_a_local_time_that_the_clocks_skip_is_refused_with_either_offset(event: Any) -> None:
    for offset in ("-04:00", "-05:00"):
        assert refused(event(startAt=f"2026-03-08T02:30:00{offset}"))[0] == "startAt"


def test_the_message_tells_the_right_offset(event: Any) -> None:
    wrong = event(startAt="2026-06-12T20:00:00+05:00", timezone="Asia/Kolkata")
    assert refused(wrong)[1] == "has the offset +05:00, but Asia/Kolkata is at +05:30 then"


def test_an_update_replaces_each_field_whole_and_null_clears_it(event: Any) -> None:
    stored = event(offers=[{"name": "Door", "url": "https://x.example"}], description="Old")
    changed = check_update({"offers": [{"name": "Web"}], "description": None}, stored, Known())
    assert changed == event(offers=[{"name": "Web"}])


def test_an_update_cannot_clear_a_required_field(event: Any) -> None:
    with pytest.raises(RefusalError, match="title"):
        check_update({"title": None}, event(), Known())


def test_an_update_may_refuse_every_null(event: Any) -> None:
    with pytest.raises(RefusalError, match="cannot be cleared with null"):
        check_update({"endAt": None}, event(), Known(), null_clears=False)


@pytest.mark.parametrize(
    "changes",
    [{"timezone": "Europe/Rome"}, {"endAt": "2026-06-12T01:00:00-04:00"}, {"capacity": "many"}],
)
def test_an_update_is_judged_by_the_event_it_makes(event: Any, changes: object) -> None:
    with pytest.raises(RefusalError):
        check_update(changes, event(), Known())
