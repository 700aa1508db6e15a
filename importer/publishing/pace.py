"""How fast the platform may be asked: one pace per profile, shared by all processes through the store.

Every route has a bucket that learns: from `X-RateLimit-*` where answers carry them (told_limit), else from its 429s
(hidden_limit). A 429 stops everything of the profile until Retry-After.

Pure: facts and time in, permission out. All times are epoch seconds by our clock. The platform's clock is known by the
`Date` of its answers, as a lower bound, so that nothing leaves too early because the clocks differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from importer.publishing import limit_headers
from importer.publishing.hidden_limit import HiddenLimit
from importer.publishing.stretch import Refusal
from importer.publishing.told_limit import Told, ToldLimit

PATIENCE_S = 1.0
"""How long to wait where a 429 says nothing at all."""
LEAST_PAUSE_S = 0.1
"""So long is waited where a 429 says "now"."""
CLOCK_STEP_S = 5.0
"""Our clock went back if it shows so much less than when the pace was last used."""
ASK_AGAIN_S = 0.05
"""When to ask again where only an answer makes room: it may come to another process."""
FIRST = 8
"""Where nothing limits, so many requests may be under way for each that was answered: a limit is met soon, so
that the first window is not over before its count is known."""
LOST_AFTER_S = 35.0
"""Requests of a run that has not been heard of for so long are no longer under way."""


@dataclass(slots=True)
class Bucket:
    """What is known of one route's limit.

    answered: requests answered so far, while nothing else is known.
    under_way: run -> [granted and not yet answered, last heard of].
    """

    answered: int = 0
    told: ToldLimit = field(default_factory=ToldLimit)
    hidden: HiddenLimit = field(default_factory=HiddenLimit)
    under_way: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def load(cls, facts: dict[str, Any]) -> Bucket:
        told, hidden = ToldLimit(**facts.pop("told")), HiddenLimit.load(facts.pop("hidden"))
        return cls(told=told, hidden=hidden, **facts)

    def room(self, run: str, now: float) -> tuple[int, float]:
        """(how many fit now, when to ask again)."""
        if self.told.remaining is not None:
            return self.told.room(self._outstanding(now), now)
        if self.hidden.met:
            return self.hidden.room(self._outstanding(now), now)
        mine = int(self.under_way.get(run, [0])[0])
        return (FIRST * self.answered or 1) - mine, now

    def _outstanding(self, now: float) -> int:
        """Requests of all runs that are under way."""
        return int(
            sum(n for n, heard in self.under_way.values() if abs(now - heard) < LOST_AFTER_S)
        )

    def shift(self, seconds: float) -> None:
        """Move all remembered moments by so much."""
        self.told.shift(seconds)
        self.hidden.shift(seconds)
        for one in self.under_way.values():
            one[1] += seconds

    def depart(self, run: str, requests: int, now: float) -> None:
        mine = self.under_way.get(run, [0, now])[0]
        self.under_way[run] = [mine + requests, now]
        if self.told.remaining is None:
            self.hidden.spend(requests, now)

    def take_told(self, told: Told, sent_at: float, answered_at: float) -> None:
        """Another limit counts anew, and nothing of the old one holds; an answer older than that is no news."""
        if told.limit != self.told.limit and sent_at >= self.told.changed_at:
            self.told = ToldLimit(limit=told.limit, changed_at=answered_at)
        if told.limit == self.told.limit:
            self.told.take_accepted(told, sent_at, answered_at)

    def arrive(self, run: str, now: float) -> None:
        self.answered += 1
        mine = self.under_way.get(run, [0, now])[0]
        if mine > 1:
            self.under_way[run] = [mine - 1, now]
        else:
            self.under_way.pop(run, None)


@dataclass(slots=True)
class Pace:
    """The shared pace of a profile. resume: nothing is sent before; because: why, in words.

    ahead: the platform's clock less ours in seconds, at least. used_at: when anything was last asked of it.
    """

    buckets: dict[str, Bucket] = field(default_factory=dict)
    resume: float = 0.0
    because: str = ""
    ahead: float | None = None
    used_at: float = 0.0

    @classmethod
    def load(cls, text: str) -> Pace:
        """What was kept; what another version kept in another form is learned anew."""
        try:
            facts: dict[str, Any] = orjson.loads(text) if text else {}
            buckets = {
                route: Bucket.load(known) for route, known in facts.pop("buckets", {}).items()
            }
            return cls(buckets=buckets, **facts)
        except (TypeError, KeyError, ValueError):
            return cls()

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
        self._follow_clock(now)
        if now < self.resume:
            return 0, self.resume
        bucket = self.buckets.setdefault(route, Bucket())
        room, again = bucket.room(run, now)
        granted = max(0, min(wanted, room))
        if granted:
            bucket.depart(run, granted, now)
        return granted, again if again > now else now + ASK_AGAIN_S

    def _follow_clock(self, now: float) -> None:
        """Where our clock went back, what is remembered goes back with it: what is left of a pause is left still."""
        back = self.used_at - now
        if back > CLOCK_STEP_S:
            self.resume -= back
            for bucket in self.buckets.values():
                bucket.shift(-back)
        self.resume = min(self.resume, now + limit_headers.LONGEST_PAUSE_S)
        self.used_at = now

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
        bucket.arrive(run, answered_at)
        self.used_at = max(self.used_at, answered_at)
        if status is None:
            return
        self._compare_clocks(headers, answered_at)
        told = limit_headers.told(headers, answered_at, self.ahead or 0.0)
        if status == 429:
            self._refused(bucket, told, headers, sent_at, answered_at, jitter)
        elif told is not None:
            bucket.take_told(told, sent_at, answered_at)
        else:
            bucket.hidden.take_accepted(sent_at, answered_at)

    def _compare_clocks(self, headers: Mapping[str, str], answered_at: float) -> None:
        ahead = limit_headers.ahead_of_us(headers, answered_at)
        if ahead is None:
            return
        if self.ahead is None or ahead > self.ahead or ahead < self.ahead - 2:
            self.ahead = ahead

    def _refused(
        self,
        bucket: Bucket,
        told: Told | None,
        headers: Mapping[str, str],
        sent_at: float,
        answered_at: float,
        jitter: float,
    ) -> None:
        wait = limit_headers.retry_after(headers, answered_at, self.ahead or 0.0)
        if wait is None:
            wait = told.reset - answered_at if told is not None else PATIENCE_S
        resume = answered_at + max(wait, LEAST_PAUSE_S) + min(0.25, 0.02 * wait) * jitter
        before_the_stop = sent_at < self.resume
        if resume > self.resume:
            self.resume, self.because = resume, "rate limited"
        if before_the_stop:
            return
        if bucket.told.remaining is not None:
            bucket.told.take_refused(told, answered_at, resume)
        else:
            rounded_s = limit_headers.rounded_s(headers) + answered_at - sent_at
            limit = limit_headers.limit_told(headers)
            bucket.hidden.take_refused(Refusal(sent_at, answered_at, resume, rounded_s, limit))

    # -- forecast --------------------------------------------------------------------------------

    def forecast(self, route: str, requests: int, now: float) -> float | None:
        """Seconds that so many requests will take at the pace known so far; None if nothing is known."""
        bucket = self.buckets.get(route)
        if bucket is None:
            return None
        pause, told = max(0.0, self.resume - now), bucket.told
        if told.remaining is not None and told.limit and told.window_s:
            return pause + (-(-requests // told.limit) - 1) * told.window_s
        rate = bucket.hidden.rate
        return None if not rate else pause + requests / rate
