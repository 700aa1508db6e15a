"""A platform with a rate limit in simulated time, and workers that ask it at the pace under test."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random
from typing import Literal

from importer.publishing.pace import Pace

ROUTE = "POST /events"
START = 1_800_000_000.3


@dataclass
class Limit:
    """count requests per period_s seconds: a fixed window (aligned or opened by its first request) or a bucket."""

    count: int
    period_s: float
    kind: Literal["aligned", "opened", "bucket"] = "opened"
    headers: Literal["always", "on 429", "never"] = "always"
    retry_after: Literal["seconds", "date", "absent"] = "seconds"
    reset: Literal["seconds", "epoch"] = "seconds"
    whole_seconds: bool = True
    opened: float = -math.inf
    used: int = 0
    tokens: float = field(init=False)
    refilled: float = START

    def __post_init__(self) -> None:
        self.tokens = float(self.count)

    def admit(self, now: float) -> tuple[bool, float, int]:
        """(admitted, moment of the reset, remaining)."""
        if self.kind == "bucket":
            rate = self.count / self.period_s
            self.tokens = min(self.count, self.tokens + (now - self.refilled) * rate)
            self.refilled = now
            if self.tokens >= 1:
                self.tokens -= 1
                return True, now + (self.count - self.tokens) / rate, int(self.tokens)
            return False, now + (1 - self.tokens) / rate, 0
        if now >= self.opened + self.period_s:
            aligned = math.floor(now / self.period_s) * self.period_s
            self.opened = aligned if self.kind == "aligned" else now
            self.used = 0
        end = self.opened + self.period_s
        if self.used < self.count:
            self.used += 1
            return True, end, self.count - self.used
        return False, end, 0

    def told(self, admitted: bool, reset: float, remaining: int, now: float) -> dict[str, str]:
        headers = {"date": formatdate(math.floor(now), usegmt=True)}
        wait = reset - now
        whole = math.ceil(wait) if self.whole_seconds else wait
        if not admitted and self.retry_after == "seconds":
            headers["retry-after"] = str(whole)
        if not admitted and self.retry_after == "date":
            headers["retry-after"] = formatdate(math.ceil(reset), usegmt=True)
        if self.headers == "always" or (self.headers == "on 429" and not admitted):
            told = whole if self.reset == "seconds" else math.ceil(reset)
            headers |= {
                "x-ratelimit-limit": str(self.count),
                "x-ratelimit-remaining": str(remaining),
                "x-ratelimit-reset": str(told),
            }
        return headers


@dataclass
class Outcome:
    admitted: int = 0
    refused: int = 0
    refused_late: list[int] = field(default_factory=lambda: [0])
    early: int = 0
    first: float = math.inf
    last: float = 0.0
    changed: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@dataclass(order=True)
class _Request:
    """One under way. at: when it arrives at the platform, or its answer (admitted, headers) back."""

    at: float
    serial: int
    sent: float = field(compare=False)
    answer: tuple[bool, dict[str, str]] | None = field(default=None, compare=False)


def simulate(
    limit: Limit,
    requests: int,
    *,
    connections: int = 20,
    latency_s: float = 0.02,
    changes: dict[float, Limit] | None = None,
    pace: Pace | None = None,
    seed: int = 1,
) -> Outcome:
    """Send `requests` through a pace until all are admitted. latency_s: about, there and back.

    refused_late: for each limit, one after the other, 429s to requests sent after its first 429 was read; early:
    requests that left before Retry-After was over. seed: of the delays, and of where in a window it begins.
    """
    pace, chance = pace or Pace(), Random(seed)
    now = limit.refilled = START + limit.period_s * (seed - 1) * 0.37
    began = now
    outcome = Outcome()
    under_way: list[_Request] = []
    left, serial, not_before = requests, 0, 0.0
    first_refusal: float | None = None
    pending = sorted((changes or {}).items())
    for _ in range(2_000_000):
        while pending and now - began >= pending[0][0]:
            limit, first_refusal = pending.pop(0)[1], None
            limit.refilled = now
            outcome.refused_late.append(0)
            outcome.changed.append(now)
        while under_way and under_way[0].at <= now:
            request = heapq.heappop(under_way)
            at, sent = request.at, request.sent
            if request.answer is None:
                admitted, reset, remaining = limit.admit(at)
                request.answer = admitted, limit.told(admitted, reset, remaining, at)
                request.at = at + latency_s * chance.uniform(0.2, 1.0)
                heapq.heappush(under_way, request)
                if admitted:
                    outcome.admitted += 1
                    outcome.first, outcome.last = min(outcome.first, at), at
                    outcome.times.append(at)
                continue
            admitted, headers = request.answer
            pace.learn(ROUTE, "me", 201 if admitted else 429, headers, sent, at, chance.random())
            if not admitted:
                left += 1
                outcome.refused += 1
                by_this_limit = not outcome.changed or sent >= outcome.changed[-1]
                if by_this_limit:
                    outcome.refused_late[-1] += first_refusal is not None and sent > first_refusal
                    first_refusal = first_refusal or at
                not_before = max(not_before, _announced(headers, at))
        free = connections - len(under_way)
        granted, again = (
            pace.grant(ROUTE, "me", min(free, left), now) if free and left else (0, now)
        )
        for _ in range(granted):
            left -= 1
            serial += 1
            outcome.early += now < not_before
            arrives = now + latency_s * chance.uniform(0.2, 0.8)
            heapq.heappush(under_way, _Request(arrives, serial, now))
        if not left and not under_way:
            return outcome
        now = min(_moments(now, under_way, again if left and free else None))
    raise AssertionError("the simulation does not end")


def _announced(headers: dict[str, str], at: float) -> float:
    try:
        return at + float(headers["retry-after"])
    except ValueError:
        return at


def _moments(now: float, under_way: list[_Request], again: float | None) -> Iterator[float]:
    if under_way:
        yield under_way[0].at
    if again is not None:
        yield max(again, now + 0.001)
