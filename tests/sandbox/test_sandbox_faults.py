from __future__ import annotations

import random
import threading
from typing import Any

import httpx
import pytest

from importer.sandbox import Windows, parse_faults
from importer.sandbox.faults import FAULTS, FaultPlan, Moment

CREATE = "POST /events"


def fired(plan: FaultPlan, requests: int, route: str = CREATE) -> list[int]:
    return [n for n in range(1, requests + 1) if plan.draw(route)]


def plan(text: str, seed: int = 1) -> FaultPlan:
    return FaultPlan(parse_faults(text), random.Random(seed))


def test_every_nth_and_the_next_n_requests_are_hit() -> None:
    assert fired(plan("500=every:3"), 9) == [3, 6, 9]
    assert fired(plan("500=next:2"), 9) == [1, 2]


def test_chance_is_the_same_for_the_same_seed() -> None:
    assert fired(plan("500=20%", seed=7), 500) == fired(plan("500=20%", seed=7), 500)
    assert fired(plan("500=20%", seed=7), 500) != fired(plan("500=20%", seed=8), 500)
    assert 60 < len(fired(plan("500=20%"), 500)) < 140
    assert fired(plan("500=0%"), 500) == []
    assert len(fired(plan("500=100%"), 500)) == 500


def test_a_fault_of_one_route_neither_hits_nor_counts_others() -> None:
    faults = plan("POST /events 500=every:2")
    assert fired(faults, 5, route="GET /events") == []
    assert fired(faults, 4) == [2, 4]


def test_the_first_rule_that_fires_wins() -> None:
    rule = plan("502=next:1,503=next:1").draw(CREATE)
    assert rule is not None
    assert rule.name == "502"


def impatient(platform: Any, payload: Any, key: str, *, timeout: float) -> httpx.Response:
    headers = {"Idempotency-Key": key}
    answer: httpx.Response = platform.http.post(
        "/api/public/v1/events", json=payload, headers=headers, timeout=timeout
    )
    return answer


def seen(platform: Any, event: Any, timeout: float = 10) -> str:
    """Create once under a fault and say what the client saw."""
    try:
        response = impatient(platform, event(), "seen", timeout=timeout)
    except httpx.TransportError as problem:
        return type(problem).__name__
    try:
        body = response.json()
    except ValueError:
        body = None
    has_id = isinstance(body, dict) and "id" in body.get("doc", {})
    kind = "id" if has_id else response.headers["Content-Type"].partition(";")[0]
    return f"{response.status_code} {kind}"


SEEN = {
    "drop_before": "RemoteProtocolError",
    "drop_after": "RemoteProtocolError",
    "never_noted": "RemoteProtocolError",
    "reset_before": "ReadError",
    "reset_after": "ReadError",
    "500": "500 application/json",
    "502": "502 application/json",
    "503": "503 application/json",
    "500_after": "500 application/json",
    "502_after": "502 application/json",
    "503_after": "503 application/json",
    "408": "408 application/json",
    "408_after": "408 application/json",
    "429": "429 application/json",
    "slow": "201 id",
    "hang": "ReadTimeout",
    "hang_before": "ReadTimeout",
    "html": "200 text/html",
    "html_before": "200 text/html",
    "html_502": "502 text/html",
    "html_502_after": "502 text/html",
    "truncated": "201 application/json",
    "truncated_length": "RemoteProtocolError",
    "no_id": "201 application/json",
    "garbage": "RemoteProtocolError",
    "redirect": "302 text/plain",
    "redirect_after": "302 text/plain",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_shows_what_it_says_and_stores_as_it_says(
    start: Any, event: Any, name: str
) -> None:
    wait = "@10ms" if name == "slow" else ""
    platform = start(faults=parse_faults(f"POST /events {name}=next:1{wait}"))
    assert seen(platform, event, timeout=0.3 if "hang" in name else 10) == SEEN[name]
    stored = FAULTS[name].moment in (Moment.AFTER, Moment.UNNOTED) or name == "slow"
    assert len(platform.titles()) == stored
    assert platform.count(f"fault {name}") == 1
    assert platform.create(event()).status_code == 201


def test_a_lost_answer_is_replayed_to_the_same_key(start: Any, event: Any) -> None:
    platform = start(faults=parse_faults("drop_after=next:1"))
    with pytest.raises(httpx.RemoteProtocolError):
        platform.create(event(), "k")
    assert platform.create(event(), "k").status_code == 201
    assert len(platform.titles()) == 1


def test_a_success_never_noted_conflicts_and_then_creates_a_second_event(
    start: Any, clock: Any, event: Any
) -> None:
    platform = start(faults=parse_faults("never_noted=next:1"), windows=Windows(900, 45))
    with pytest.raises(httpx.RemoteProtocolError):
        platform.create(event(), "k")
    assert platform.create(event(), "k").status_code == 409
    clock.now += 45
    assert platform.create(event(), "k").status_code == 201
    assert len(platform.titles()) == 2


def test_a_failure_before_storing_leaves_the_key_free(start: Any, event: Any) -> None:
    platform = start(faults=parse_faults("503=next:1"))
    assert platform.create(event(), "k").status_code == 503
    assert platform.create(event(), "k").status_code == 201


def test_a_hang_before_storing_keeps_the_key_in_progress(start: Any, event: Any) -> None:
    platform = start(faults=parse_faults("hang_before=next:1"))
    with pytest.raises(httpx.ReadTimeout):
        impatient(platform, event(), "k", timeout=0.2)
    assert platform.create(event(), "k").json()["error"]["details"]["issue"] == "in progress"
    assert platform.titles() == []


def test_a_slow_create_is_in_progress_meanwhile_and_is_stored_though_its_client_left(
    start: Any, event: Any
) -> None:
    platform = start(faults=parse_faults("slow=next:1@600ms"))
    with pytest.raises(httpx.ReadTimeout):
        impatient(platform, event(), "k", timeout=0.1)
    statuses = [platform.create(event(), "k").status_code]
    while not platform.titles() and len(statuses) < 10_000:
        statuses.append(platform.create(event(), "k").status_code)
    assert statuses[0] == 409
    assert platform.create(event(), "k").status_code == 201
    assert len(platform.titles()) == 1


def test_a_spurious_429_announces_a_pause(start: Any, clock: Any) -> None:
    platform = start(faults=parse_faults("GET /channels 429=next:1@5s"))
    assert platform.get("/channels").headers["Retry-After"] == "5"
    clock.now += 4
    platform.get("/channels")
    assert platform.count("too early") == 1


def test_a_lost_refusal_stores_nothing(start: Any, event: Any) -> None:
    platform = start(faults=parse_faults("drop_after=next:1"))
    with pytest.raises(httpx.RemoteProtocolError):
        platform.create(event(title=""))
    assert platform.titles() == []


def test_an_update_can_be_lost_too(start: Any, event: Any) -> None:
    faults = parse_faults("PATCH /events/{id} drop_after=next:1")
    platform = start(seed_events=(event(),), faults=faults)
    with pytest.raises(httpx.RemoteProtocolError):
        platform.patch(1001, {"title": "Changed"})
    assert platform.titles() == ["Changed"]


def test_only_one_of_many_simultaneous_requests_with_one_key_creates(
    start: Any, event: Any
) -> None:
    platform = start(faults=parse_faults("slow=next:1@200ms"))
    statuses: list[int] = []

    def create() -> None:
        with httpx.Client(verify=False, trust_env=False) as own:
            answer = own.post(
                f"{platform.sandbox.base_url}/api/public/v1/events",
                json=event(),
                headers={"Authorization": "Bearer test-key", "Idempotency-Key": "k"},
            )
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=create) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(platform.titles()) == 1
    assert statuses.count(201) >= 1
    assert set(statuses) <= {201, 409}
