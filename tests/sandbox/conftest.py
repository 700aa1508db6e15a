"""A sandbox on loopback with a clock that a test moves by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from importer.sandbox import RunningSandbox, SandboxConfig, running_sandbox

API = "/api/public/v1"
NEW_YEAR_2026 = 1_767_225_600.0  # 2026-01-01T00:00:00Z


@dataclass
class HandClock:
    """Epoch seconds that stand still until a test moves them."""

    now: float = NEW_YEAR_2026

    def __call__(self) -> float:
        return self.now


@dataclass
class Platform:
    """A running sandbox and a client with a key for it."""

    sandbox: RunningSandbox
    http: httpx.Client

    def create(self, payload: object, key: str | None = None) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.http.post(f"{API}/events", json=payload, headers=headers)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(API + path, **options)

    def patch(self, event_id: int, changes: object) -> httpx.Response:
        return self.http.patch(f"{API}/events/{event_id}", json=changes)

    def titles(self) -> list[str]:
        events: Any = self.sandbox.state("events")["events"]
        return [event["payload"]["title"] for event in events]

    def count(self, counter: str) -> int:
        counters: Any = self.sandbox.state("counters")["counters"]
        return int(counters.get(counter, 0))


Start = Callable[..., Platform]
MakeEvent = Callable[..., dict[str, Any]]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def event() -> MakeEvent:
    """Return a maker of create payloads; a field given as None is left out."""

    def make(**changes: object) -> dict[str, Any]:
        payload: dict[str, object] = {
            "channelId": 42,
            "title": "Jazz Night",
            "startAt": "2026-06-12T20:00:00-04:00",
            "timezone": "America/New_York",
            "classifications": ["music"],
            "approxLocation": {
                "city": {"placeId": "place-nyc", "name": "New York", "countryCode": "US"}
            },
        }
        return {name: one for name, one in (payload | changes).items() if one is not None}

    return make


@pytest.fixture
def start(clock: HandClock) -> Iterator[Start]:
    """Return a starter of sandboxes: `start(windows=Windows(60, 5))`."""
    with ExitStack() as stack:

        def begin(**settings: Any) -> Platform:
            config = replace(SandboxConfig(clock=clock), **settings)
            sandbox = stack.enter_context(running_sandbox(config))
            headers = {"Authorization": "Bearer test-key"}
            http = httpx.Client(
                base_url=sandbox.base_url, headers=headers, verify=False, trust_env=False
            )
            return Platform(sandbox, stack.enter_context(http))

        yield begin


@pytest.fixture
def platform(start: Start) -> Platform:
    return start()
