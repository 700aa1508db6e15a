"""How fast the platform may be asked: one pace per profile, shared by all processes through the store.

Every route has a bucket that learns. Where answers carry `X-RateLimit-*`, it follows them: what remains, less what
is under way; at zero it waits for the reset. Where they do not, it learns from its 429s how many requests fit between
two resets, and stays just below. A 429 stops everything of the profile until Retry-After.

Pure: facts and time in, permission out. All times are epoch seconds by our clock; the platform's clock is only ever
used for differences between two of its own readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

PATIENCE_S = 1.0
"""How long to wait where a 429 says nothing at all."""
LOST_AFTER_S = 60.0
"""Requests of a process that has not been heard of for so long are no longer under way."""
STEADY_WINDOWS = 20
"""After so many windows without a 429 a learned limit is tried a little higher."""
EPOCH_RESET = 1_000_000_000
"""A reset above this is a date in epoch seconds, below it a number of seconds from now (A)."""


@dataclass(slots=True)
class Bucket:
    """What is known of one route's limit.

    remaining: last trusted X-RateLimit-Remaining, known at remaining_at; reset: when it refills.
    count, window_s: how many requests fit into how many seconds, None while not known.
    opened: begin of the current window; used: requests granted in it.
    full_at_reset: a reset was seen to give back the whole limit, so no probe is needed.
    slack_s: added to a reset since one was answered with another 429.
    under_way: process -> (granted and not yet answered, last heard of).
    """

    remaining: int | None = None
    remaining_at: float = 0.0
    reset: float = 0.0
    limit: int | None = None
    count: float | None = None
    window_s: float | None = None
    opened: float = 0.0
    used: int = 0
    steady: int = 0
    full_at_reset: bool = False
    slack_s: float = 0.0
    under_way: dict[str, tuple[int, float]] = field(default_factory=dict)

    def outstanding(self, now: float) -> int:
        return sum(n for n, heard in self.under_way.values() if abs(now - heard) < LOST_AFTER_S)


@dataclass(slots=True)
class Pace:
    """The shared pace of a profile. resume: nothing is sent before; because: why, in words."""

    buckets: dict[str, Bucket] = field(default_factory=dict)
    resume: float = 0.0
    because: str = ""

    @classmethod
    def load(cls, text: str) -> Pace:
        facts: dict[str, Any] = orjson.loads(text) if text else {}
        buckets = {route: Bucket(**known) for route, known in facts.pop("buckets", {}).items()}
        for bucket in buckets.values():
            bucket.under_way = {who: (n, heard) for who, (n, heard) in bucket.under_way.items()}
        return cls(buckets=buckets, **facts)

    def dump(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    # -- permission ------------------------------------------------------------------------------

    def grant(self, route: str, process: str, wanted: int, now: float) -> tuple[int, float]:
        """How many of `wanted` requests may leave now, and when to ask again if that was none.

        What is granted counts as under way until `learn` hears of it.
        """
        if self._stopped(now):
            return 0, self.resume
        bucket = self.buckets.setdefault(route, Bucket())
        room, again = _room(bucket, wanted, now)
        granted = max(0, min(wanted, room))
        if granted:
            mine, _ = bucket.under_way.get(process, (0, now))
            bucket.under_way[process] = (mine + granted, now)
            bucket.used += granted
        return granted, again

    def _stopped(self, now: float) -> bool:
        if now >= self.resume:
            return False
        if self.resume - now > 86_400:  # our clock went back: what was noted then means nothing now
            self.resume = now
            return False
        return True

    def give_back(self, route: str, process: str, count: int, now: float) -> None:
        """Granted, but never sent."""
        bucket = self.buckets.setdefault(route, Bucket())
        _answered(bucket, process, count, now)
        bucket.used = max(0, bucket.used - count)

    # -- learning --------------------------------------------------------------------------------

    def learn(
        self,
        route: str,
        process: str,
        status: int | None,
        headers: Mapping[str, str],
        sent_at: float,
        answered_at: float,
        jitter: float,
    ) -> None:
        """Take one answer in. jitter: 0 to 1, spreads the processes that wait for the same moment."""
        bucket = self.buckets.setdefault(route, Bucket())
        _answered(bucket, process, 1, answered_at)
        if status is None:
            return
        limits = _read_limits(headers, answered_at)
        if status == 429:
            self._refused(bucket, limits, headers, sent_at, answered_at, jitter)
        elif limits is not None:
            _follow(bucket, limits, sent_at, answered_at)

    def _refused(
        self,
        bucket: Bucket,
        limits: _Limits | None,
        headers: Mapping[str, str],
        sent_at: float,
        answered_at: float,
        jitter: float,
    ) -> None:
        wait = retry_after(headers)
        until_reset = limits.reset - answered_at if limits is not None else None
        pause = wait if wait is not None else until_reset if until_reset is not None else PATIENCE_S
        news = sent_at >= self.resume and sent_at >= bucket.opened
        resume = answered_at + pause + min(0.25, 0.02 * pause) * jitter
        if resume > self.resume:
            self.resume = resume
            self.because = "rate limited"
        if not news:
            return  # it left before the stop that it reports
        end = max(self.resume, limits.reset if limits is not None else 0.0)
        _learn_window(bucket, limits, end, answered_at)
        if limits is not None:
            bucket.remaining, bucket.remaining_at, bucket.reset = 0, answered_at, end

    # -- forecast --------------------------------------------------------------------------------

    def forecast(self, route: str, requests: int, now: float) -> float | None:
        """Seconds that so many requests will take at the pace known so far; None if nothing is known."""
        bucket = self.buckets.get(route)
        if bucket is None or not bucket.count or not bucket.window_s:
            return None
        full_windows = max(0, -(-requests // max(1, int(bucket.count))) - 1)
        return max(0.0, self.resume - now) + full_windows * bucket.window_s


@dataclass(frozen=True, slots=True)
class _Limits:
    limit: int | None
    remaining: int
    reset: float


def _room(bucket: Bucket, wanted: int, now: float) -> tuple[int, float]:
    """(how many fit now, when to ask again)."""
    if bucket.remaining is not None:
        if now >= bucket.reset + bucket.slack_s:
            _open(bucket, now)
            bucket.remaining = bucket.limit if bucket.full_at_reset and bucket.limit else 1
            bucket.remaining_at = now
            bucket.reset = now + (bucket.window_s or 1.0)
        room = bucket.remaining - bucket.outstanding(now)
        return room, (bucket.reset + bucket.slack_s if bucket.remaining <= 0 else now)
    if bucket.count is not None and bucket.window_s is not None:
        if now >= bucket.opened + bucket.window_s or now < bucket.opened - 1:
            _open(bucket, now)
            bucket.steady += 1
            if bucket.steady >= STEADY_WINDOWS:
                bucket.count, bucket.steady = bucket.count * 1.05 + 1, 0
        return int(bucket.count) - bucket.used, bucket.opened + bucket.window_s
    return wanted, now


def _open(bucket: Bucket, now: float) -> None:
    bucket.opened = now
    bucket.used = 0


def _answered(bucket: Bucket, process: str, count: int, now: float) -> None:
    mine, _ = bucket.under_way.get(process, (0, now))
    if mine > count:
        bucket.under_way[process] = (mine - count, now)
    else:
        bucket.under_way.pop(process, None)


def _follow(bucket: Bucket, limits: _Limits, sent_at: float, answered_at: float) -> None:
    """Take X-RateLimit headers over. An answer is news only if it was asked after what we know."""
    if bucket.limit != limits.limit:
        bucket.full_at_reset = False
    bucket.limit = limits.limit
    first_of_window = bucket.remaining is not None and bucket.used <= 1 and sent_at >= bucket.opened
    if first_of_window and limits.limit is not None and limits.remaining >= limits.limit - 1:
        bucket.full_at_reset = True
    if limits.limit is not None and limits.reset > answered_at:
        # The longest stretch seen between an answer and its reset is the window, or close to it.
        if bucket.count != limits.limit:
            bucket.window_s = None
        bucket.window_s = max(bucket.window_s or 0.0, limits.reset - answered_at)
        bucket.count = limits.limit
    later = sent_at >= bucket.remaining_at
    if bucket.remaining is None or later or limits.remaining < bucket.remaining:
        bucket.remaining = limits.remaining
        if later:
            bucket.remaining_at = answered_at
        bucket.reset = limits.reset


def _learn_window(bucket: Bucket, limits: _Limits | None, end: float, answered_at: float) -> None:
    """From a 429: so many fitted between the opening of the window and its end."""
    stretch = end - bucket.opened if bucket.opened else end - answered_at
    if bucket.remaining is not None and bucket.used <= 1:
        bucket.slack_s = min(1.0, bucket.slack_s + 0.5)  # the reset was announced too early
        bucket.full_at_reset = False
    fitted = max(1, bucket.used - 1 - bucket.outstanding(answered_at))
    bucket.count = limits.limit if limits is not None and limits.limit else fitted
    bucket.window_s = max(stretch, end - answered_at, 0.05)
    bucket.steady = 0
    bucket.opened = end
    bucket.used = 0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds from the answer's arrival; None where absent or unreadable.

    A date is compared with the answer's own Date, so that our clock does not matter; both count whole
    seconds, so one is added to be never early.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(text)
        told = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (then - told).total_seconds()) + 1.0
    except (ValueError, TypeError):
        return None


def _read_limits(headers: Mapping[str, str], answered_at: float) -> _Limits | None:
    remaining, reset = _number(headers, "remaining"), _number(headers, "reset")
    if remaining is None or reset is None:
        return None
    limit = _number(headers, "limit")
    if reset > EPOCH_RESET:
        try:
            told = parsedate_to_datetime(headers.get("date", "")).timestamp()
        except (ValueError, TypeError):
            told = answered_at
        reset = max(0.0, reset - told)
    return _Limits(int(limit) if limit is not None else None, int(remaining), answered_at + reset)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(headers.get(f"x-ratelimit-{name}", ""))
    except ValueError:
        return None
    return value if 0 <= value < 1e12 else None
