"""A limit that the platform tells with `X-RateLimit-*`: followed to the last request.

What remains, less what is under way, may leave; at zero it waits for the reset. Resets are told in whole seconds, or
as a date, so each is up to a second late: the earliest told for a window is taken, and where dates hide a shorter usual
window, that is tried, until it failed twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from importer.publishing.usual_windows import usual_windows

ROUNDED_S = 1.05
"""A reset told in whole seconds, or as a date, is at most so much too late."""
SAME_RESET_S = 0.5
"""Resets told in one window that differ by no more mean one moment, each rounded up."""
WORTHWHILE_S = 0.1
SLACK_S = 0.5
MOST_SLACK_S = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """`X-RateLimit-*` of one answer. reset: epoch seconds by our clock; dated: it was told as a date."""

    limit: int | None
    remaining: int
    reset: float
    dated: bool


@dataclass(slots=True)
class ToldLimit:
    """What is known of a limit that is told. Times are epoch seconds by our clock.

    remaining: last trusted X-RateLimit-Remaining, known at remaining_at; None: nothing was told yet.
    reset: when it refills; refilled: when it last did; opened: first answer after that, 0 before it;
    window_s: the longest stretch seen from an answer to its reset.
    probing: a reset has passed, and one request asks what it gave back; full_at_reset: the whole
    limit, as was seen, so no probe is needed (None: not seen yet; False: disproved).
    slack_s: added to resets since two were answered with a 429; warned: one was, which may be chance.
    changed_at: when this limit was told instead of another.
    sooner: of several resets told for one window, an earlier one is taken.
    shorten: the usual window may be taken instead of a dated reset, until that failed twice; shortened: it was.
    """

    limit: int | None = None
    remaining: int | None = None
    remaining_at: float = 0.0
    changed_at: float = 0.0
    reset: float = 0.0
    opened: float = 0.0
    refilled: float = 0.0
    window_s: float = 0.0
    probing: bool = False
    sooner: bool = False
    full_at_reset: bool | None = None
    slack_s: float = 0.0
    warned: bool = False
    shorten: bool = True
    shortened: bool = False

    def room(self, under_way: int, now: float) -> tuple[int, float]:
        """(how many may leave now, when to ask again). Something was told."""
        assert self.remaining is not None
        if now >= self.reset + self.slack_s:
            self.probing = self.sooner or self.shortened or not (self.full_at_reset and self.limit)
            self.remaining = max(1, self.remaining) if self.probing else self.limit or 1
            self.remaining_at = self.refilled = now
            self.opened = 0.0
            self.reset = now + (self.window_s or 1.0)
        again = self.reset + self.slack_s if self.remaining <= 0 else now
        return self.remaining - under_way, again

    def shift(self, seconds: float) -> None:
        """Move all remembered moments by so much."""
        self.remaining_at += seconds
        self.changed_at += seconds
        self.reset += seconds
        self.refilled += seconds
        self.opened += seconds if self.opened else 0.0

    def take_accepted(self, told: Told, sent_at: float, answered_at: float) -> None:
        """An answer is news if it was asked after what we know, or leaves less: within a window less is later.

        One that was asked before the refill may be of the window before: it lowers what remains, and says nothing else.
        """
        self.window_s = max(self.window_s, told.reset - answered_at)
        if self.probing and sent_at >= self.remaining_at:
            self.probing = False
            if self.full_at_reset is None and told.limit and told.remaining >= told.limit - 1:
                self.full_at_reset = True
        if self.remaining is None or sent_at >= self.remaining_at:
            self._take(told, answered_at)
        elif told.remaining < self.remaining:
            if sent_at >= self.refilled:
                self._take(told, answered_at)
            else:
                self.remaining = told.remaining

    def _take(self, told: Told, answered_at: float) -> None:
        self._take_reset(told, answered_at)
        self.remaining, self.remaining_at = told.remaining, answered_at

    def _take_reset(self, told: Told, answered_at: float) -> None:
        same_window = self.opened and self.remaining and told.remaining < self.remaining
        self.sooner = bool(same_window) and 0 < told.reset - self.reset <= SAME_RESET_S
        self.opened = self.opened or answered_at
        if self.sooner:
            return
        self.reset = told.reset
        if told.dated and self.shorten:
            window = max(usual_windows(self.window_s, ROUNDED_S), default=self.window_s)
            self.shortened = self.opened + window < told.reset - WORTHWHILE_S
            if self.shortened:
                self.reset = self.opened + window

    def take_refused(self, told: Told | None, answered_at: float, resume: float) -> None:
        """A request was refused although it was permitted: somebody else asked, or the reset was too early."""
        if self.probing and self.warned:
            if self.shortened:
                self.shorten = False
            else:
                self.slack_s = min(MOST_SLACK_S, self.slack_s + SLACK_S)
        self.warned = True
        self.full_at_reset = False
        self.remaining, self.remaining_at = 0, answered_at
        self.reset = max(resume, told.reset if told is not None else 0.0)
