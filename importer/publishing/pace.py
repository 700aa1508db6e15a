"""How fast the platform may be asked: one pace per profile, shared by all processes through the store.

Every route has a bucket that learns. Where answers carry `X-RateLimit-*`, it follows them: what remains, less what
is under way; at zero it waits for the reset. Where they do not, it learns from its 429s what rate held between two of
them, and sends evenly just below it: evenly spaced requests fit a fixed window wherever that begins, and a token bucket
as well. A 429 stops everything of the profile until Retry-After.

Pure: facts and time in, permission out. All times are epoch seconds by our clock. The platform's clock is known by the
`Date` of its answers, as a lower bound, so that nothing leaves too early because the clocks differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

PATIENCE_S = 1.0
"""How long to wait where a 429 says nothing at all."""
LONGEST_PAUSE_S = 86_400.0
"""A Retry-After beyond this, or no number at all, is not believed."""
LOST_AFTER_S = 35.0
"""Requests of a run that has not been heard of for so long are no longer under way."""
BELOW = 0.97
"""Share of a learned rate that is used."""
LEAST_KEPT = 0.7
"""A 429 lowers a proven rate at most to this share: one may be a slip of the platform."""
PROVEN = 20
"""So many requests accepted at a rate prove it."""
GUESSES = 6
"""After so many guesses that failed, 429s are taken for chance …"""
GIVEN_UP = 20
"""… and so many of them are only obeyed, not learned from."""
GROWTH = 1.05
CALM_S = 20.0
"""So long without a 429 before a learned rate is tried a little higher; doubled when that fails."""
EPOCH_RESET = 1_000_000_000
"""A reset above this is a date in epoch seconds, below it a number of seconds from now (A)."""
USUAL_WINDOWS_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 86_400)


@dataclass(slots=True)
class Bucket:
    """What is known of one route's limit.

    answered: requests answered so far, while nothing else is known.
    remaining: last trusted X-RateLimit-Remaining, known at remaining_at; reset: when it refills;
    opened: first answer after the last reset, 0 before it; shorten: a reset told as a date may be
    taken for the window's usual length after that, until this failed; shortened: it was;
    full_at_reset: a reset was seen to give back the whole limit, so no probe is needed;
    slack_s: added to a reset since one was answered with another 429.
    rate: requests a second that held, learned from 429s; next_at: when the next may leave;
    since, accepted: the time that the rate is measured over; calm_s: see CALM_S;
    guesses: rates in a row that did not hold.
    under_way: run -> [granted and not yet answered, last heard of].
    """

    answered: int = 0
    limit: int | None = None
    window_s: float | None = None
    remaining: int | None = None
    remaining_at: float = 0.0
    reset: float = 0.0
    opened: float = 0.0
    shorten: bool = True
    shortened: bool = False
    probing: bool = False
    full_at_reset: bool = False
    slack_s: float = 0.0
    rate: float | None = None
    next_at: float = 0.0
    since: float = 0.0
    accepted: int = 0
    raised_at: float = 0.0
    calm_s: float = CALM_S
    guesses: int = 0
    under_way: dict[str, list[float]] = field(default_factory=dict)

    def outstanding(self, now: float) -> int:
        """Requests of all runs that are under way."""
        return int(
            sum(n for n, heard in self.under_way.values() if abs(now - heard) < LOST_AFTER_S)
        )


@dataclass(slots=True)
class Pace:
    """The shared pace of a profile. resume: nothing is sent before; because: why, in words.

    ahead: the platform's clock less ours in seconds, at least.
    """

    buckets: dict[str, Bucket] = field(default_factory=dict)
    resume: float = 0.0
    because: str = ""
    ahead: float | None = None

    @classmethod
    def load(cls, text: str) -> Pace:
        facts: dict[str, Any] = orjson.loads(text) if text else {}
        buckets = {route: Bucket(**known) for route, known in facts.pop("buckets", {}).items()}
        return cls(buckets=buckets, **facts)

    def dump(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    def begin(self, run: str) -> None:
        """A run begins: what an earlier one of the same name had under way went with it."""
        for bucket in self.buckets.values():
            bucket.under_way.pop(run, None)

    # -- permission ------------------------------------------------------------------------------

    def grant(self, route: str, run: str, wanted: int, now: float) -> tuple[int, float]:
        """How many of `wanted` requests may leave now, and when to ask again if that was not all.

        What is granted counts as under way until `learn` hears of it.
        """
        if self._stopped(now):
            return 0, self.resume
        bucket = self.buckets.setdefault(route, Bucket())
        room, again = _room(bucket, run, now)
        granted = max(0, min(wanted, room))
        if granted:
            mine = bucket.under_way.get(run, [0, now])[0]
            bucket.under_way[run] = [mine + granted, now]
            if bucket.rate is not None and bucket.remaining is None:
                bucket.next_at = max(bucket.next_at, now - 0.01) + granted / (bucket.rate * BELOW)
        return granted, again

    def _stopped(self, now: float) -> bool:
        if now >= self.resume:
            return False
        if (
            self.resume - now > LONGEST_PAUSE_S
        ):  # our clock went back: what was noted then means nothing now
            self.resume = now
            return False
        return True

    # -- learning --------------------------------------------------------------------------------

    def learn(
        self,
        route: str,
        run: str,
        status: int | None,
        headers: Mapping[str, str],
        sent_at: float,
        answered_at: float,
        jitter: float,
    ) -> None:
        """Take one answer in; status None: none came. jitter: 0 to 1, spreads those that wait alike."""
        bucket = self.buckets.setdefault(route, Bucket())
        _answered(bucket, run, answered_at)
        if status is None:
            return
        self._compare_clocks(headers, answered_at)
        limits = self._limits(headers, answered_at)
        if status == 429:
            self._refused(bucket, limits, headers, sent_at, answered_at, jitter)
            return
        bucket.accepted += 1
        if bucket.accepted == 1 and not bucket.since:
            bucket.since = sent_at
        if limits is not None:
            _follow(bucket, limits, sent_at, answered_at)
        elif bucket.rate is not None:
            _try_higher(bucket, answered_at)

    def _compare_clocks(self, headers: Mapping[str, str], answered_at: float) -> None:
        told = _date(headers.get("date", ""))
        if told is None:
            return
        ahead = told - answered_at
        if self.ahead is None or ahead > self.ahead or ahead < self.ahead - 2:
            self.ahead = ahead

    def _our_time(self, theirs: float) -> float:
        """When the platform's clock has surely reached a moment, by ours."""
        return theirs - (self.ahead or 0.0)

    def _refused(
        self,
        bucket: Bucket,
        limits: _Limits | None,
        headers: Mapping[str, str],
        sent_at: float,
        answered_at: float,
        jitter: float,
    ) -> None:
        wait = self._retry_after(headers, answered_at)
        if wait is None:
            wait = limits.reset - answered_at if limits is not None else PATIENCE_S
        resume = answered_at + wait + min(0.25, 0.02 * wait) * jitter
        late = sent_at < self.resume  # it left before the stop that it reports
        if resume > self.resume:
            self.resume, self.because = resume, "rate limited"
        if late:
            return
        if bucket.remaining is not None:
            if bucket.probing and bucket.shorten and bucket.shortened:
                bucket.shorten = False
            elif bucket.probing:
                bucket.slack_s = min(1.0, bucket.slack_s + 0.5)  # the reset was told too early
            bucket.full_at_reset = False
            bucket.remaining, bucket.remaining_at = 0, answered_at
            bucket.reset = max(resume, limits.reset if limits is not None else 0.0)
        else:
            dated = "GMT" in headers.get("retry-after", "")
            _learn_rate(bucket, answered_at, resume, dated=dated)

    def _retry_after(self, headers: Mapping[str, str], answered_at: float) -> float | None:
        """Seconds from the answer's arrival; None where absent or unreadable."""
        text = headers.get("retry-after", "").strip()
        try:
            seconds = float(text)
        except ValueError:
            then = _date(text)
        else:
            return max(0.0, seconds) if seconds < LONGEST_PAUSE_S else None
        return None if then is None else max(0.0, self._our_time(then) - answered_at)

    def _limits(self, headers: Mapping[str, str], answered_at: float) -> _Limits | None:
        remaining, reset = _number(headers, "remaining"), _number(headers, "reset")
        if remaining is None or reset is None:
            return None
        limit = _number(headers, "limit")
        dated = reset > EPOCH_RESET
        at = max(answered_at, self._our_time(reset) if dated else answered_at + reset)
        return _Limits(int(limit) if limit is not None else None, int(remaining), at, dated)

    # -- forecast --------------------------------------------------------------------------------

    def forecast(self, route: str, requests: int, now: float) -> float | None:
        """Seconds that so many requests will take at the pace known so far; None if nothing is known."""
        bucket = self.buckets.get(route)
        if bucket is None:
            return None
        pause = max(0.0, self.resume - now)
        if bucket.remaining is not None and bucket.limit and bucket.window_s:
            return pause + (-(-requests // bucket.limit) - 1) * bucket.window_s
        return None if not bucket.rate else pause + requests / (bucket.rate * BELOW)


@dataclass(frozen=True, slots=True)
class _Limits:
    """dated: the reset was told as a date in whole seconds, so it may be up to a second late."""

    limit: int | None
    remaining: int
    reset: float
    dated: bool


def _room(bucket: Bucket, run: str, now: float) -> tuple[int, float]:
    """(how many fit now, when to ask again)."""
    outstanding = bucket.outstanding(now)
    if bucket.remaining is not None:
        if now >= bucket.reset + bucket.slack_s:
            bucket.probing = not (bucket.full_at_reset and bucket.limit)
            bucket.remaining = 1 if bucket.probing else bucket.limit or 1
            bucket.remaining_at, bucket.opened = now, 0.0
            bucket.reset = now + (bucket.window_s or PATIENCE_S)
        again = bucket.reset + bucket.slack_s if bucket.remaining <= 0 else now
        return bucket.remaining - outstanding, again
    if bucket.rate is not None:
        if now < bucket.next_at - 60 / bucket.rate:
            bucket.next_at = now  # our clock went back
        room = int((now - bucket.next_at) * bucket.rate) + 1 if now >= bucket.next_at else 0
        return min(room, max(1, int(bucket.rate * 0.05))), bucket.next_at
    mine = int(bucket.under_way.get(run, [0])[0])
    return 1 + 2 * bucket.answered - mine, now


def _answered(bucket: Bucket, run: str, now: float) -> None:
    bucket.answered += 1
    mine = bucket.under_way.get(run, [0, now])[0]
    if mine > 1:
        bucket.under_way[run] = [mine - 1, now]
    else:
        bucket.under_way.pop(run, None)


def _follow(bucket: Bucket, limits: _Limits, sent_at: float, answered_at: float) -> None:
    """Take X-RateLimit headers over. An answer is news only if it was asked after what we know."""
    if bucket.limit != limits.limit:
        bucket.full_at_reset, bucket.window_s = False, None
    bucket.limit = limits.limit
    # The longest stretch seen between an answer and its reset is the window, or close to it.
    bucket.window_s = max(bucket.window_s or 0.0, limits.reset - answered_at)
    if bucket.probing and sent_at >= bucket.remaining_at:
        bucket.full_at_reset = limits.limit is not None and limits.remaining >= limits.limit - 1
        bucket.probing = False
    later = sent_at >= bucket.remaining_at
    if bucket.remaining is None or later or limits.remaining < bucket.remaining:
        bucket.remaining = limits.remaining
        bucket.opened = bucket.opened or answered_at
        bucket.reset = limits.reset
        if limits.dated and bucket.shorten:
            window = _usual_window(bucket.window_s, dated=True)
            bucket.shortened = bucket.opened + window < limits.reset
            bucket.reset = min(limits.reset, bucket.opened + window)
        if later:
            bucket.remaining_at = answered_at


def _learn_rate(bucket: Bucket, answered_at: float, resume: float, *, dated: bool) -> None:
    """From a 429: so many were accepted between the end of the last stop and the end of this one.

    A rate that has held for a while gives way slowly, a fresh guess at once. Where one guess after
    the other fails, the 429s do not come from our rate: then only their pauses are obeyed.
    """
    pause = resume - answered_at
    stretch = max(resume - bucket.since if bucket.since else pause, 0.05)
    proven = bucket.accepted >= PROVEN
    bucket.guesses = 0 if proven else bucket.guesses + 1
    if bucket.guesses > GUESSES:
        bucket.rate, bucket.guesses = None, -GIVEN_UP
    elif bucket.guesses >= 0:
        if bucket.rate is None:
            held = max(1, bucket.accepted) / _usual_window(stretch, dated=dated)
        else:
            held = min(bucket.accepted / stretch, bucket.rate * 0.97)
            if proven:
                held = max(held, bucket.rate * LEAST_KEPT)
            if 0 < answered_at - bucket.raised_at < bucket.calm_s:
                bucket.calm_s = min(3600.0, bucket.calm_s * 2)
        bucket.rate = max(held, 1 / max(pause, PATIENCE_S))
    bucket.next_at = bucket.since = bucket.raised_at = resume
    bucket.accepted = 0


def _usual_window(stretch: float, *, dated: bool) -> float:
    """Limits count in round windows; whole seconds make them look up to one longer, dates up to two."""
    least = stretch - (2.05 if dated else 1.05)
    fitting = [float(window) for window in USUAL_WINDOWS_S if least <= window <= stretch]
    if not fitting:
        return stretch
    return fitting[0] if dated else fitting[-1]


def _try_higher(bucket: Bucket, now: float) -> None:
    assert bucket.rate is not None
    if now - bucket.raised_at >= bucket.calm_s:
        bucket.rate *= GROWTH
        bucket.raised_at = now


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError):
        return None


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(headers.get(f"x-ratelimit-{name}", ""))
    except ValueError:
        return None
    return value if 0 <= value < 1e12 else None
