"""A limit that nobody tells: learned from what was accepted between two refusals.

What is believed is "so many requests in any stretch of so many seconds". Where that is not more than the truth it is
never refused: fixed windows, wherever they begin, and token buckets admit it alike.

After a stop a window is fresh. So what is accepted until the next refusal is its count (unless refusals tell that), and
the end that is told for the next stop gives its length. What contradicts that is a bucket, and is measured: so many were
accepted from one refusal to the next, the stop between them included. Until it has held, a belief is tried by few
requests at a time, because each one under way when the limit is met is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from importer.publishing.recent import Recent
from importer.publishing.stretch import Refusal, Stretch

SLACK, SLACK_S = 0.01, 0.005
"""A window is taken longer than it seems by this share and so many seconds: their clock and ours, and rounding."""
BELOW = 0.97
"""Share of a measured rate that is used."""
QUANTUM_S = 1.0
"""A measured rate is kept to in any stretch about so long."""
CAREFUL = (2, 4)
"""Requests under way at once until a belief has held, at least and at most; between them what its rate needs."""
HOLDS, HOLDS_S, HOLDS_COUNTS = 3.0, 1.0, 1.5
"""A belief must hold so many windows, so many seconds, and for so many times its count."""
PROVED = 30
"""A belief that held is proved by more requests than a chance of one 429 in ten lets through in a row."""
PEAK = 1.2
"""Requests leave at most so many times as fast as they may on average, or a limit that was lowered refuses many."""
LATE_S = 0.25
"""So much of a delay of our own is caught up with."""
FEW = 5
"""So few requests in a window, or less than half its count, are a bucket's."""
FRESH = 2
"""So many beliefs in a row are corrected by a smaller count; then it is a bucket."""
CLOSE = 0.8
"""A measured rate that is this share of what it may be at most is not raised towards it."""
BUSY_S = 30.0
"""Over a longer stretch a low rate may be our own idleness."""
GUESSES = 6
"""After so many beliefs of which none was proved, 429s are taken for chance …"""
GIVEN_UP = 20
"""… and so many of them are only obeyed, not learned from."""
CALM_S = 120.0
"""So long without a 429 before a rate is tried higher; doubled, up to LONGEST_CALM_S, when that fails."""
LONGEST_CALM_S = 3600.0
CALM_WINDOWS = 6
"""A calm is as many windows at least."""
GROWTH = 1.05
"""The first step of such trials; each further one is twice as wide, up to MOST_GROWTH."""
MOST_GROWTH = 1.2


@dataclass(slots=True)
class HiddenLimit:
    """What is known of a limit from its refusals alone. Times are epoch seconds, rates requests a second.

    count requests fit into any window_s seconds; count 0: no refusal yet. measured: from a rate, not from a window.
    told: the count as refusals tell it, 0 if they do not. recent: what was accepted of late.
    quickest_s: the shortest time to an answer. next_at: when the next request may leave at PEAK.
    since: the end of the last stop; accepted: requests sent after it; refused_at: the refusal that led to it.
    ended: the stretch before it, while that is not concluded.
    held: count and window_s have held since changed_at; good_s: a window_s that held, shorter ones are trials.
    warned: what had held was refused once. Once may be chance: the next refusal teaches.
    guesses: beliefs in a row that did not hold; failed: those since one was proved, below 0 while 429s are
    taken for chance; before: count and window_s before them. ceiling: a rate that failed.
    """

    count: int = 0
    window_s: float = 0.0
    measured: bool = False
    told: int = 0
    recent: Recent = field(default_factory=Recent)
    quickest_s: float = 1.0
    next_at: float = 0.0
    since: float = 0.0
    accepted: int = 0
    refused_at: float = 0.0
    ended: Stretch | None = None
    changed_at: float = 0.0
    held: bool = False
    good_s: float | None = None
    warned: bool = False
    guesses: int = 0
    failed: int = 0
    before: tuple[int, float] = (0, 0.0)
    ceiling: float | None = None
    calm_s: float = CALM_S
    growth: float = GROWTH

    @classmethod
    def load(cls, facts: dict[str, Any]) -> HiddenLimit:
        ended, recent = facts.pop("ended"), Recent(**facts.pop("recent"))
        return cls(**facts, recent=recent, ended=Stretch(**ended) if ended else None)

    @property
    def met(self) -> bool:
        """A refusal has shown that there is a limit."""
        return self.count > 0 or self.ended is not None

    @property
    def rate(self) -> float:
        """0 until a refusal was concluded."""
        return self.count / self.window_s if self.count else 0.0

    # -- permission ------------------------------------------------------------------------------

    def room(self, under_way: int, now: float) -> tuple[int, float]:
        """(how many may leave now, when to ask again), once the limit was met."""
        if self.ended is not None:
            self._conclude(self.ended)
            self.ended = None
        begins = now - self._window_used_s
        free = self.count - self.recent.since(begins)
        if free <= 0:
            return 0, max(now, self.recent.first_since(begins) + self._window_used_s)
        free = (free if self.held else min(free, self._careful())) - under_way
        if free <= 0:
            return 0, now
        if not self.held and not self.measured:
            return free, now
        if now < self.next_at:
            return 0, self.next_at
        return min(free, 1 + int((now - self.next_at) / self._apart_s)), now

    def spend(self, requests: int, now: float) -> None:
        if self.count:
            self.next_at = max(self.next_at, now - LATE_S) + requests * self._apart_s

    def shift(self, seconds: float) -> None:
        """Move all remembered moments by so much."""
        self.recent.shift(seconds)
        self.next_at += seconds
        self.since += seconds if self.since else 0.0
        self.refused_at += seconds
        self.changed_at += seconds

    @property
    def _window_used_s(self) -> float:
        return self.window_s * (1 + SLACK) + SLACK_S

    @property
    def _apart_s(self) -> float:
        return self._window_used_s / self.count / PEAK

    def _careful(self) -> int:
        least, most = CAREFUL
        return max(least, min(most, math.ceil(2 * self.quickest_s * self.rate)))

    # -- what holds ------------------------------------------------------------------------------

    def take_accepted(self, sent_at: float, answered_at: float) -> None:
        self.since = self.since or sent_at
        self.quickest_s = min(self.quickest_s, max(0.0, answered_at - sent_at))
        self.recent.note((sent_at + answered_at) / 2, self.window_s or 1.0)
        if sent_at < self.since:
            if self.ended is not None:
                self.ended.accepted += 1
            return
        self.accepted += 1
        if self.count:
            self._holds(answered_at)

    def _holds(self, now: float) -> None:
        """Raise a rate that held: soon towards its ceiling, after a long calm beyond."""
        held_s = now - self.changed_at
        if (
            held_s < max(HOLDS_S, HOLDS * self.window_s)
            or self.accepted < HOLDS_COUNTS * self.count
        ):
            return
        self.held, self.guesses = True, 0
        if self.accepted > PROVED:
            self.failed = min(self.failed, 0)
        if self.ceiling is not None and self.rate < self.ceiling * CLOSE:
            self._raise(math.sqrt(self.ceiling / self.rate), now)
        elif held_s >= max(self.calm_s, CALM_WINDOWS * self.window_s):
            self._raise(self.growth, now)
            self.growth = min(MOST_GROWTH, 2 * self.growth - 1)

    def _raise(self, growth: float, now: float) -> None:
        self.good_s, self.changed_at, self.warned = self.window_s, now, False
        self.window_s /= growth

    # -- what does not ---------------------------------------------------------------------------

    def take_refused(self, refusal: Refusal) -> None:
        """A request was refused that left after the last stop."""
        since = self.since or refusal.sent_at
        self.ended = Stretch.between(since, self.refused_at, refusal, self.accepted)
        self.refused_at = refusal.answered_at
        self.since = self.changed_at = refusal.resume
        self.accepted = 0

    def _conclude(self, stretch: Stretch) -> None:
        stretch.accepted = max(1, stretch.accepted)
        if stretch.limit != self.told:
            self._take_told(stretch)
        elif self.failed < 0:
            self.failed += 1
        elif not self.count:
            self._take_window(stretch)
        elif self._teaches(stretch):
            self._correct(stretch)
        elif self._on_trial:
            self.ceiling, self.window_s = self.rate, self.good_s or self.window_s
            self._be_calm()
        elif self.held and not self.warned:
            self.warned = True
        else:
            self._correct(stretch)
        self.held = False

    def _take_told(self, stretch: Stretch) -> None:
        """Another count is told: for the same window, or for a bucket refilled in the same time."""
        share = stretch.limit / self.told if self.told else 1.0
        self.told = stretch.limit
        self.warned, self.good_s, self.ceiling, self.guesses, self.failed = False, None, None, 0, 0
        if not self.count:
            self._take_window(stretch)
        elif self.measured:
            self.window_s /= share or 1.0
        else:
            self.count = self.told or self.count

    def _teaches(self, stretch: Stretch) -> bool:
        """Even what seemed to hold is corrected at once: a measure a little too high, or a rate never reached."""
        if self.measured:
            return stretch.rate > CLOSE * self.rate
        return stretch.open_s < BUSY_S and stretch.accepted / stretch.open_s < CLOSE * self.rate

    @property
    def _on_trial(self) -> bool:
        return self.good_s is not None and self.window_s < self.good_s

    def _be_calm(self) -> None:
        """A trial failed: the next one comes later, and begins small."""
        self.calm_s, self.growth = min(LONGEST_CALM_S, self.calm_s * 2), GROWTH

    def _correct(self, stretch: Stretch) -> None:
        if self._on_trial:
            self._be_calm()
        had_held, self.warned, self.good_s = self.warned, False, None
        if not self.failed:
            self.before = (self.count, self.window_s)
        self.guesses += 1
        self.failed += 1
        if self.failed > GUESSES:
            (self.count, self.window_s), self.failed = self.before, -GIVEN_UP
        elif self._like_a_window(stretch, had_held):
            self._take_window(stretch)
        else:
            self._take_rate(stretch)

    def _like_a_window(self, stretch: Stretch, had_held: bool) -> bool:
        """Nearly the count was accepted: the window is longer. Less, at first: the count is lower.

        Of what was measured and failed, a window is believed where it explains that and allows more.
        """
        count, window_s = self._window(stretch)
        if self.measured:
            return stretch.rate < BELOW * count / window_s < BELOW * self.rate
        full = stretch.accepted >= self.count * BELOW
        if self.told:
            return full and stretch.accepted < 2 * self.count
        if full:
            return stretch.accepted <= self.count and not had_held
        return self.guesses <= FRESH and stretch.accepted >= max(FEW, self.count // 2)

    def _window(self, stretch: Stretch) -> tuple[int, float]:
        """(count, seconds): the window that is over at the end of the stretch, if it is one."""
        known_s = self.window_s if self.count and not self.measured else None
        window_s = stretch.window_s(stretch.open_s if self.count else 0.0, known_s)
        return self.told or max(
            stretch.accepted, self.recent.since(self.since - window_s)
        ), window_s

    def _take_window(self, stretch: Stretch) -> None:
        self.count, self.window_s = self._window(stretch)
        self.measured, self.ceiling = False, None

    def _take_rate(self, stretch: Stretch) -> None:
        failed = self.rate
        rate = BELOW * min(failed, stretch.rate)
        self.count, self.measured = max(2, int(rate * QUANTUM_S)), True
        self.window_s = self.count / rate
        self.ceiling = min(failed, stretch.most)
