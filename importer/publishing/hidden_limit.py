"""A limit that nobody tells: learned from what was accepted between two refusals.

Requests leave evenly spaced, because even spacing fits a fixed window wherever that begins, and a token bucket as
well. What a 429 teaches is a measurement: so many were accepted from the end of one stop to the end of the next. The
end of a stop is told in whole seconds, so a short stretch leaves an interval. Where a round window fits into it, that is
taken; else the rate starts at the lower end and closes in on the upper one while it holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from importer.publishing.usual_windows import usual_windows

BELOW = 0.97
"""Share of a learned rate that is used."""
PROVEN = 20
"""So many requests accepted at a rate, over hold_s, prove it."""
LEAST_HOLD_S = 3.0
CLEARLY_LOWER = 0.9
CLOSE = 0.8
"""A rate of this share of its ceiling is not raised towards it any more."""
HALVED = 0.45
"""A window gives as many as the burst that met it first, or half of them where the limit was halved. Less is a bucket."""
GUESSES = 6
"""After so many rates that failed one after the other, 429s are taken for chance …"""
GIVEN_UP = 20
"""… and so many of them are only obeyed, not learned from."""
CALM_S = 120.0
"""So long without a 429 before a rate is tried higher; doubled, up to LONGEST_CALM_S, when that fails."""
LONGEST_CALM_S = 3600.0
GROWTH = 1.05
"""The first step of such trials; each further one is twice as wide, up to MOST_GROWTH."""
MOST_GROWTH = 1.2
EXCLUDED_CALMER = 4
"""A rate that the measurement excludes is tried only after a calm so many times as long."""
BURST_S = 0.05
"""At most what fits into this time leaves at once."""


@dataclass(slots=True)
class Stretch:
    """From the end of one stop to the end of the next, all in seconds; what it teaches is concluded
    when the latter is over, because answers overtake each other.

    accepted: requests sent in it; apart: between the refusals that led to the two stops; rounded_s: its end was
    told up to so much too late.
    """

    accepted: int
    seconds: float
    apart: float
    rounded_s: float


@dataclass(slots=True)
class HiddenLimit:
    """What is known of a limit from its refusals alone. Times are epoch seconds, rates requests a second.

    rate: None until the first refusal; next_at: when the next request may leave.
    since: the end of the last stop; accepted: requests sent after it; refused_at: the refusal that led to it.
    ended: the stretch before it, while that is not concluded.
    changed_at, held: when the rate was last changed, and the requests accepted since.
    good: a rate that held; higher ones are trials. ceiling: a rate that failed, or that the measurement excludes.
    hold_s: so long a rate must hold to be good.
    warned: a good rate was refused once. Once may be chance: it goes on, and the next refusal measures.
    guesses: rates in a row that did not hold; before: the one before them. burst: requests
    accepted before the first refusal.
    """

    rate: float | None = None
    next_at: float = 0.0
    since: float = 0.0
    accepted: int = 0
    refused_at: float = 0.0
    ended: Stretch | None = None
    changed_at: float = 0.0
    held: int = 0
    good: float | None = None
    ceiling: float | None = None
    hold_s: float = 0.0
    warned: bool = False
    guesses: int = 0
    before: float = 0.0
    burst: int = 0
    calm_s: float = CALM_S
    growth: float = GROWTH

    @classmethod
    def load(cls, facts: dict[str, Any]) -> HiddenLimit:
        ended = facts.pop("ended")
        return cls(**facts, ended=Stretch(**ended) if ended else None)

    @property
    def met(self) -> bool:
        """A refusal has shown that there is a limit."""
        return self.rate is not None or self.ended is not None

    # -- permission ------------------------------------------------------------------------------

    def room(self, under_way: int, now: float) -> tuple[int, float]:
        """(how many may leave now, when the next may), once the limit was met.

        Until a rate is proven, each answer permits one more to be under way: a wrong guess costs few refusals.
        """
        if self.ended is not None:
            self._conclude(self.ended)
            self.ended = None
        rate = self._used()
        if now < self.next_at - 60 / rate:
            self.next_at = now  # our clock went back
        if now < self.next_at:
            return 0, self.next_at
        due = min(int((now - self.next_at) * rate) + 1, max(1, int(rate * BURST_S)))
        return due if self.held >= PROVEN else min(due, 1 + self.held - under_way), now

    def spend(self, requests: int, now: float) -> None:
        if self.rate is not None:
            self.next_at = max(self.next_at, now - 0.01) + requests / self._used()

    def _used(self) -> float:
        assert self.rate is not None
        return self.rate * BELOW

    # -- what holds ------------------------------------------------------------------------------

    def take_accepted(self, sent_at: float, answered_at: float) -> None:
        self.since = self.since or sent_at
        if sent_at < self.since:
            if self.ended is not None:
                self.ended.accepted += 1
            return
        self.accepted += 1
        self.held += 1
        if self.rate is not None and self.held >= PROVEN:
            self._holds(self.rate, answered_at)

    def _holds(self, rate: float, now: float) -> None:
        """Raise a rate that held: soon towards its ceiling, after a long calm beyond."""
        calm = now - self.changed_at
        if calm >= self.hold_s:
            self.good, self.guesses = self.good or rate, max(0, self.guesses)
            if self.ceiling is not None and rate < self.ceiling * CLOSE:
                self._raise_to(math.sqrt(rate * self.ceiling), now)
                return
        excluded = self.ceiling is not None and rate * self.growth > self.ceiling
        if calm >= self.calm_s * (EXCLUDED_CALMER if excluded else 1):
            self.good = rate
            self._raise_to(rate * self.growth, now)
            self.growth = min(MOST_GROWTH, 2 * self.growth - 1)

    def _raise_to(self, rate: float, now: float) -> None:
        self.rate, self.changed_at, self.held, self.warned = rate, now, 0, False

    # -- what does not ---------------------------------------------------------------------------

    def take_refused(self, answered_at: float, resume: float, rounded_s: float) -> None:
        """A request was refused that left after the last stop. resume: the end of the stop that begins."""
        seconds = max(resume - (self.since or answered_at), 0.05)
        self.ended = Stretch(self.accepted, seconds, answered_at - self.refused_at, rounded_s)
        self.refused_at = answered_at
        self.next_at = self.since = self.changed_at = resume
        self.accepted = self.held = 0

    def _conclude(self, stretch: Stretch) -> None:
        stretch.accepted = max(1, stretch.accepted)
        if self.rate is None:
            self.burst = stretch.accepted
            windows = usual_windows(stretch.seconds, stretch.rounded_s)
            self.rate = stretch.accepted / (windows[0] if windows else stretch.seconds)
        elif self.guesses < 0:
            self.guesses += 1
        elif self.good is not None and self.rate > self.good:
            self._trial_failed(self.good, self.rate)
        elif self.good is not None and not self.warned:
            self.warned = True
        else:
            self._lower(self.rate, stretch)
        self.hold_s = max(LEAST_HOLD_S, 1.5 * stretch.seconds) if not self.good else self.hold_s

    def _trial_failed(self, good: float, failed: float) -> None:
        self.rate, self.ceiling, self.warned = good, failed, True
        self._be_calmer()

    def _be_calmer(self) -> None:
        if self.growth > GROWTH:
            self.calm_s, self.growth = min(LONGEST_CALM_S, self.calm_s * 2), GROWTH

    def _lower(self, failed: float, stretch: Stretch) -> None:
        self._be_calmer()
        self.warned, self.good = False, None
        self.before = failed if not self.guesses else self.before
        self.guesses += 1
        if self.guesses > GUESSES:
            self.rate, self.ceiling, self.guesses = self.before, None, -GIVEN_UP
        elif stretch.accepted < self.burst * HALVED:
            self.rate = min(failed * BELOW, stretch.accepted / stretch.apart)
            self.ceiling = min(failed, (stretch.accepted + 1) / stretch.apart)
        else:
            self.rate, self.ceiling = _measured(stretch, failed)


def _measured(stretch: Stretch, failed: float) -> tuple[float, float | None]:
    """(the rate that a stretch shows, what the truth may be at most): clearly below the one that failed."""
    windows = usual_windows(stretch.seconds, stretch.rounded_s)
    likely = [stretch.accepted / window for window in windows]
    lower = [rate for rate in likely if rate <= failed * CLEARLY_LOWER]
    if lower:
        return lower[0], None
    surely = stretch.seconds - stretch.rounded_s
    most = stretch.accepted / surely if surely > 0 else failed
    return min(stretch.accepted / stretch.seconds, failed * BELOW), min(failed, most)
