"""Rate limits: fixed windows or token buckets, for each API key and route."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Literal

EACH_ROUTE = "*"
ALL_ROUTES = "all"


@dataclass(frozen=True, slots=True)
class RateRule:
    """`count` requests in `period_s` seconds.

    route: `POST /events`; `*` counts every route without a rule of its own by itself; `all` counts
    all routes together, beside the other rules.
    """

    route: str
    count: int
    period_s: float

    def __str__(self) -> str:
        return f"{self.route}={self.count}/{self.period_s:g}s"


@dataclass(frozen=True, slots=True)
class RatePolicy:
    """Rules and how they are shown. Without rules nothing is limited.

    burst: size of a token bucket, else the rule's count. headers: on which responses the
    `X-RateLimit-*` headers stand. retry_after: its form. reset: seconds from now or epoch seconds.
    """

    rules: tuple[RateRule, ...] = ()
    algorithm: Literal["window", "token-bucket"] = "window"
    burst: int | None = None
    headers: Literal["always", "on-429", "never"] = "always"
    retry_after: Literal["seconds", "date"] = "seconds"
    reset: Literal["seconds", "epoch"] = "seconds"

    def __str__(self) -> str:
        if not self.rules:
            return "off"
        burst = "" if self.burst is None else f";burst={self.burst}"
        rules = ",".join(map(str, self.rules))
        shown = f"headers={self.headers};retry-after={self.retry_after};reset={self.reset}"
        return f"{rules};{self.algorithm}{burst};{shown}"


NO_LIMITS = RatePolicy()


@dataclass(slots=True)
class Window:
    """A fixed window that opens with its first request."""

    rule: RateRule
    opened: float
    used: int = 0

    def refresh(self, now: float) -> None:
        if not self.opened <= now < self.opened + self.rule.period_s:
            self.opened, self.used = now, 0

    @property
    def size(self) -> int:
        return self.rule.count

    def left(self) -> int:
        return self.rule.count - self.used

    def take(self) -> None:
        self.used += 1

    def free_in(self, now: float) -> float:
        return self.opened + self.rule.period_s - now

    def full_in(self, now: float) -> float:
        return self.free_in(now)


@dataclass(slots=True)
class Bucket:
    """A token bucket: full at first, refilled evenly."""

    rule: RateRule
    size: int
    tokens: float
    filled_at: float

    @property
    def per_s(self) -> float:
        return self.rule.count / self.rule.period_s

    def refresh(self, now: float) -> None:
        gained = max(0.0, now - self.filled_at) * self.per_s
        self.tokens, self.filled_at = min(self.size, self.tokens + gained), now

    def left(self) -> int:
        return math.floor(self.tokens + 1e-9)

    def take(self) -> None:
        self.tokens -= 1

    def free_in(self, now: float) -> float:
        return max(0.0, (1 - self.tokens) / self.per_s)

    def full_in(self, now: float) -> float:
        return (self.size - self.tokens) / self.per_s


@dataclass(frozen=True, slots=True)
class Verdict:
    """One request against the limits. `scope` is the count that refused it, or None."""

    scope: str | None
    limit: int
    remaining: int
    reset_s: float
    retry_s: float


class Limiter:
    """Counts requests of each API key; `policy` may be replaced at any time."""

    def __init__(self, policy: RatePolicy, now: Callable[[], float]) -> None:
        self._now = now
        self.policy = policy

    @property
    def policy(self) -> RatePolicy:
        return self._policy

    @policy.setter
    def policy(self, policy: RatePolicy) -> None:
        self._policy = policy
        self._counts: dict[tuple[str, str, int], Window | Bucket] = {}
        self._covering: dict[str, list[tuple[str, int]]] = {}

    def take(self, caller: str, route: str) -> Verdict | None:
        """Count one request; None where no rule covers it. A refused request counts nowhere."""
        now = self._now()
        counts = [(scope, self._count(caller, scope, n)) for scope, n in self._rules_for(route)]
        if not counts:
            return None
        for _, count in counts:
            count.refresh(now)
        refusing = [(scope, count) for scope, count in counts if count.left() < 1]
        if refusing:
            scope, count = max(refusing, key=lambda one: one[1].free_in(now))
            return Verdict(scope, count.size, 0, count.full_in(now), count.free_in(now))
        for _, count in counts:
            count.take()
        tightest = min((count for _, count in counts), key=lambda one: one.left())
        return Verdict(None, tightest.size, tightest.left(), tightest.full_in(now), 0)

    def _rules_for(self, route: str) -> list[tuple[str, int]]:
        """Return (scope, rule number) of the rules for a route: its own or `*`, and `all`."""
        if route in self._covering:
            return self._covering[route]
        rules = list(enumerate(self._policy.rules))
        own = [n for n, rule in rules if rule.route == route]
        each = own or [n for n, rule in rules if rule.route == EACH_ROUTE]
        shared = [n for n, rule in rules if rule.route == ALL_ROUTES]
        found = [(route, n) for n in each] + [(ALL_ROUTES, n) for n in shared]
        self._covering[route] = found
        return found

    def _count(self, caller: str, scope: str, number: int) -> Window | Bucket:
        found = self._counts.get((caller, scope, number))
        if found is None:
            found = self._counts[caller, scope, number] = self._fresh(self._policy.rules[number])
        return found

    def _fresh(self, rule: RateRule) -> Window | Bucket:
        now = self._now()
        if self._policy.algorithm == "window":
            return Window(rule, now)
        size = rule.count if self._policy.burst is None else self._policy.burst
        return Bucket(rule, size, size, now)


def limit_headers(verdict: Verdict | None, policy: RatePolicy, now: float) -> dict[str, str]:
    """Return the `X-RateLimit-*` headers that the policy shows on this response."""
    refused = verdict is not None and verdict.scope is not None
    if verdict is None or policy.headers == "never" or (policy.headers == "on-429" and not refused):
        return {}
    reset = verdict.reset_s + (now if policy.reset == "epoch" else 0)
    return {
        "X-RateLimit-Limit": str(verdict.limit),
        "X-RateLimit-Remaining": str(max(0, verdict.remaining)),
        "X-RateLimit-Reset": str(math.ceil(reset)),
    }


def retry_after(wait_s: float, policy: RatePolicy, now: float) -> tuple[str, float]:
    """Return the `Retry-After` header and the wait in seconds that it announces.

    Both forms have whole seconds, so what is announced is never earlier than what is meant. `now`
    is the server's clock as its `Date` header shows it.
    """
    if policy.retry_after == "date":
        until = math.ceil(now + wait_s)
        return formatdate(until, usegmt=True), until - now
    seconds = max(1, math.ceil(wait_s - 1e-6))
    return str(seconds), seconds


class Announcements:
    """Which pauses were announced, and who came back before one was over."""

    def __init__(self, grace_s: float) -> None:
        self.grace_s = grace_s
        self._pauses: dict[tuple[str, str], tuple[float, float]] = {}

    def announce(self, caller: str, scope: str, now: float, wait_s: float) -> None:
        """Remember a 429. Of several, the pause that ends last counts."""
        for name in ((caller, scope), (caller, EACH_ROUTE)):
            since, until = self._pauses.get(name, (now, now))
            self._pauses[name] = (since if now < until else now, max(until, now + wait_s))

    def too_early(self, caller: str, route: str, now: float) -> Literal["same", "other"] | None:
        """Say whether a request breaks a pause: of its own limit (`same`) or of another one.

        Requests within `grace_s` of the 429 were under way before it could be read.
        """
        if self._broken(caller, route, now) or self._broken(caller, ALL_ROUTES, now):
            return "same"
        return "other" if self._broken(caller, EACH_ROUTE, now) else None

    def _broken(self, caller: str, scope: str, now: float) -> bool:
        pause = self._pauses.get((caller, scope))
        return pause is not None and pause[0] + self.grace_s < now < pause[1]
