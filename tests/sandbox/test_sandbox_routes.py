from __future__ import annotations

import socket
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from importer.sandbox import Answers, Key, Windows, parse_rate
from importer.sandbox.catalogue import Channel

API = "/api/public/v1"


def error(response: httpx.Response) -> tuple[int, str]:
    found = response.json()["error"]
    assert set(found) >= {"code", "message", "requestId"}
    assert found["requestId"] == response.headers["X-Request-Id"]
    return response.status_code, found["code"]


def test_a_created_event_can_be_read_listed_and_changed(platform: Any, event: Any) -> None:
    created = platform.create(event(extra={"a": [1]}))
    assert created.status_code == 201
    doc = created.json()["doc"]
    assert (doc["title"], doc["status"], doc["channelId"]) == ("Jazz Night", "draft", 42)
    assert platform.get(f"/events/{doc['id']}").json() == {"doc": doc}
    assert platform.get("/events").json() == {
        "docs": [doc],
        "totalDocs": 1,
        "limit": 10,
        "page": 1,
    }
    changed = platform.patch(doc["id"], {"title": "Jazz & Blues", "extra": None}).json()["doc"]
    assert changed["title"] == "Jazz & Blues"
    assert "extra" not in changed


def test_channels_come_with_the_full_envelope(start: Any) -> None:
    channels = tuple(Channel(n, f"room-{n}", f"Room {n}") for n in range(1, 9))
    platform = start(channels=channels)
    assert platform.get("/channels", params={"page": 2, "limit": 3}).json() == {
        "docs": [{"id": n, "slug": f"room-{n}", "name": f"Room {n}"} for n in (4, 5, 6)],
        "page": 2,
        "limit": 3,
        "totalDocs": 8,
        "totalPages": 3,
        "hasNextPage": True,
        "hasPrevPage": True,
    }


def test_a_page_behind_the_last_is_empty_and_no_error(platform: Any) -> None:
    assert platform.get("/events?page=9").json() == {
        "docs": [],
        "totalDocs": 0,
        "limit": 10,
        "page": 9,
    }


def test_limit_is_capped_at_100(start: Any, event: Any) -> None:
    platform = start(seed_events=tuple(event(title=f"Event {n}") for n in range(120)))
    page = platform.get("/events?limit=500").json()
    assert (page["limit"], len(page["docs"]), page["totalDocs"]) == (100, 100, 120)


@pytest.mark.parametrize("query", ["page=0", "limit=0", "limit=-1", "page=two", "limit=", "page=²"])
def test_a_wrong_page_or_limit_is_a_400(platform: Any, query: str) -> None:
    assert error(platform.get(f"/events?{query}")) == (400, "invalid_request")


def test_events_are_listed_newest_first(start: Any, event: Any) -> None:
    platform = start(seed_events=(event(title="Old"), event(title="New")))
    assert [doc["title"] for doc in platform.get("/events").json()["docs"]] == ["New", "Old"]


def _sweep(platform: Any) -> list[int]:
    pages = [platform.get(f"/events?limit=10&page={page}").json() for page in (1, 2, 3)]
    return [doc["id"] for page in pages for doc in page["docs"]]


def test_a_shuffled_order_holds_for_one_sweep_and_no_longer(start: Any, event: Any) -> None:
    platform = start(seed_events=(event(),) * 30, answers=Answers(order="shuffled"))
    first, second = _sweep(platform), _sweep(platform)
    assert sorted(first) == sorted(second) == list(range(1001, 1031))
    assert first != second


def test_an_unstable_order_changes_between_the_pages_of_a_sweep(start: Any, event: Any) -> None:
    platform = start(seed_events=(event(),) * 30, answers=Answers(order="unstable"))
    assert len(set(_sweep(platform))) < 30


def test_the_forms_the_contract_leaves_open_can_be_chosen(start: Any, event: Any) -> None:
    forms = Answers(
        channel="object",
        event_ids="text",
        create_status=200,
        get_event="bare",
        list_fields="short",
        classifications="strings",
        details="list",
    )
    platform = start(answers=forms)
    created = platform.create(event())
    assert (created.status_code, created.json()["doc"]["id"]) == (200, "evt_1001")
    assert platform.get("/events/evt_1001").json()["channel"] == {"id": 42}
    [short] = platform.get("/events").json()["docs"]
    assert set(short) == {"id", "title", "startAt", "status", "channel"}
    assert "music" in platform.get("/classifications").json()
    [detail] = platform.create(event(title="")).json()["error"]["details"]
    assert detail["field"] == "title"


def test_classifications_are_objects_with_slug_and_name(platform: Any) -> None:
    assert {"slug": "food", "name": "Food & Drink"} in platform.get("/classifications").json()[
        "docs"
    ]


def test_either_key_header_works_and_both_together_do_not(platform: Any) -> None:
    url = platform.sandbox.base_url + f"{API}/channels"
    bearer, own = {"Authorization": "bearer k"}, {"x-api-key": "k"}
    assert httpx.get(url, headers=bearer, verify=False, trust_env=False).status_code == 200
    assert httpx.get(url, headers=own, verify=False, trust_env=False).status_code == 200
    for headers in ({}, bearer | own, {"Authorization": "Basic k"}, {"x-api-key": ""}):
        response = httpx.get(url, headers=headers, verify=False, trust_env=False)
        assert error(response) == (401, "invalid_api_key")


def test_with_configured_keys_no_other_key_works(start: Any) -> None:
    platform = start(keys=(Key("other", "other"), Key("test-key", "mine", revoked=True)))
    assert error(platform.get("/channels")) == (401, "invalid_api_key")
    assert platform.get("/channels", headers={"Authorization": "Bearer other"}).status_code == 200


def test_a_missing_scope_is_named(start: Any, event: Any) -> None:
    platform = start(keys=(Key("test-key", "mine", frozenset({"channels:read"})),))
    refused = platform.create(event())
    assert error(refused) == (403, "insufficient_scope")
    assert "events:create" in refused.json()["error"]["message"]
    assert error(platform.get("/events")) == (403, "insufficient_scope")
    assert platform.get("/classifications").status_code == 200


def test_a_key_sees_and_fills_only_its_own_channels(start: Any, event: Any) -> None:
    key = Key("test-key", "mine", channels=frozenset({43}))
    platform = start(keys=(key,), seed_events=(event(), event(channelId=43, title="Kids")))
    assert [doc["id"] for doc in platform.get("/channels").json()["docs"]] == [43]
    assert [doc["title"] for doc in platform.get("/events").json()["docs"]] == ["Kids"]
    assert error(platform.get("/events/1001")) == (404, "not_found")
    assert error(platform.create(event())) == (403, "forbidden")
    assert error(platform.patch(1002, {"channelId": 42})) == (403, "forbidden")


def test_a_refused_payload_names_field_and_issue(platform: Any, event: Any) -> None:
    refused = platform.create(event(endAt="2026-06-12T19:00:00-04:00"))
    assert error(refused) == (400, "invalid_request")
    details = {"field": "endAt", "issue": "must be later than startAt"}
    assert refused.json()["error"]["details"] == details


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"a": NaN}', b'{"a": "\xff"}', b'{"a":' + b"[" * 300 + b"]" * 300 + b"}"]
)
def test_a_body_that_cannot_be_json_is_a_400(platform: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = platform.http.post(f"{API}/events", content=body, headers=headers)
    assert error(response) == (400, "invalid_request")


def test_a_body_nested_deeper_than_an_answer_can_be_is_refused(platform: Any, event: Any) -> None:
    deep: list[object] = []
    for _ in range(251):
        deep = [deep]
    assert error(platform.create(event(extra=deep))) == (400, "invalid_request")
    assert platform.get("/events").json()["docs"] == []


def test_a_body_of_another_type_is_a_400(platform: Any) -> None:
    response = platform.http.post(f"{API}/events", content=b"{}", headers={"Content-Type": "text"})
    assert response.json()["error"]["details"]["field"] == "Content-Type"


def test_a_body_over_one_mebibyte_is_a_413(platform: Any, event: Any) -> None:
    assert platform.create(event(description="x" * 1_000_000)).status_code == 201
    assert error(platform.create(event(description="x" * (1 << 20))))[0] == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/events/", 404),
        ("GET", "/events/5", 404),
        ("GET", "/events/5/more", 404),
        ("PATCH", "/events/5", 404),
        ("DELETE", "/events/5", 405),
        ("PUT", "/events", 405),
        ("GET", "/media", 405),
    ],
)
def test_wrong_routes_and_methods_get_the_envelope(
    platform: Any, method: str, path: str, status: int
) -> None:
    response = platform.http.request(method, API + path, json={})
    assert error(response)[0] == status
    assert ("Allow" in response.headers) == (status == 405)


def test_a_picture_is_uploaded_and_used_as_cover(platform: Any, event: Any) -> None:
    uploaded = platform.http.post(
        f"{API}/media", files={"file": ("poster.png", b"\x89PNG", "image/png")}
    )
    assert uploaded.status_code == 201
    number = uploaded.json()["doc"]["id"]
    assert platform.create(event(coverImage=number)).status_code == 201
    assert error(platform.create(event(coverImage=number + 1))) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"picture": ("a.png", b"x", "image/png")}, 400),
        ({"file": ("a.png", b"", "image/png")}, 400),
        ({"file": ("a.html", b"<p>", "text/html")}, 400),
        ({"file": ("a.png", b"x" * (10 * 2**20 + 1), "image/png")}, 413),
    ],
)
def test_a_wrong_upload_is_refused(platform: Any, parts: Any, status: int) -> None:
    assert error(platform.http.post(f"{API}/media", files=parts))[0] == status
    assert platform.sandbox.state("media")["media"] == []


def test_the_same_key_and_payload_create_one_event(platform: Any, event: Any) -> None:
    first, second = platform.create(event(), "k"), platform.create(event(), "k")
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert error(platform.create(event(title="Other"), "k")) == (409, "conflict")
    assert (platform.titles(), platform.count("replayed")) == (["Jazz Night"], 1)


def test_after_the_window_the_same_key_creates_a_second_event(
    start: Any, clock: Any, event: Any
) -> None:
    platform = start(windows=Windows(succeeded_s=60))
    platform.create(event(), "k")
    clock.now += 60
    platform.create(event(), "k")
    assert len(platform.titles()) == 2


def test_without_a_key_nothing_protects(platform: Any, event: Any) -> None:
    platform.create(event())
    platform.create(event())
    assert len(platform.titles()) == 2


def test_a_refusal_leaves_no_idempotency_entry(platform: Any, event: Any) -> None:
    assert platform.create(event(title=""), "k").status_code == 400
    assert platform.create(event(), "k").status_code == 201


def test_a_success_is_replayed_even_when_the_event_was_changed_since(
    platform: Any, event: Any
) -> None:
    created = platform.create(event(), "k").json()
    platform.patch(created["doc"]["id"], {"title": "Changed"})
    assert platform.create(event(), "k").json() == created
    assert platform.titles() == ["Changed"]


def test_a_key_with_bytes_outside_ascii_is_a_400_and_the_log_can_hold_it(
    platform: Any, event: Any
) -> None:
    headers = {b"Idempotency-Key": b"caf\xc3\xa9 \xff"}
    refused = platform.http.post(f"{API}/events", json=event(), headers=headers)
    assert error(refused) == (400, "invalid_request")
    assert platform.http.get("/sandbox/state?only=log").json()["log"][0]["status"] == 400


def test_a_429_says_when_to_come_back(start: Any, clock: Any) -> None:
    platform = start(rate=parse_rate("2/10s"))
    remaining = [platform.get("/channels").headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert remaining == ["1", "0"]
    clock.now += 3.5
    refused = platform.get("/channels")
    assert error(refused) == (429, "rate_limited")
    assert refused.headers["Retry-After"] == "7"
    assert refused.headers["X-RateLimit-Reset"] == "7"
    clock.now += 6.5
    assert platform.get("/channels").status_code == 200
    assert (platform.count("rate limited"), platform.count("too early")) == (1, 1)


def test_who_waits_is_not_too_early(start: Any, clock: Any) -> None:
    platform = start(rate=parse_rate("GET /channels=1/10s"))
    platform.get("/channels")
    platform.get("/channels")
    clock.now += 5
    platform.get("/classifications")
    clock.now += 5
    platform.get("/channels")
    assert (platform.count("too early"), platform.count("too early elsewhere")) == (0, 1)


def test_the_date_header_is_the_platforms_clock(start: Any, clock: Any) -> None:
    platform = start(date_skew_s=-90)
    shown = parsedate_to_datetime(platform.get("/channels").headers["Date"])
    assert shown.timestamp() == clock.now - 90


def test_one_connection_serves_many_requests(platform: Any) -> None:
    address = urlsplit(platform.sandbox.base_url)
    request = f"GET {API}/channels HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\n\r\n".encode()
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def raw_create(platform: Any, head: str, body: bytes) -> bytes:
    """Send a create as written, close our side, and return what comes back."""
    address = urlsplit(platform.sandbox.base_url)
    start = f"POST {API}/events HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\n"
    start += f"Content-Type: application/json\r\n{head}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(start.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(65536)


def test_a_client_that_leaves_in_the_middle_of_its_body_creates_nothing(
    platform: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert raw_create(platform, "Content-Length: 100", b'{"title": ') == b""
    assert platform.sandbox.state("log")["log"][0]["status"] is None
    assert (platform.titles(), caplog.records) == ([], [])


def test_a_seed_event_that_is_wrong_stops_the_start(start: Callable[..., Any], event: Any) -> None:
    with pytest.raises(ValueError, match="seed event 2: channelId"):
        start(seed_events=(event(), event(channelId=1)))
