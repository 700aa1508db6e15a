"""Asking again quickly: what got no clear answer is repeated with the same key and bytes, within its window only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import inf

from importer.intents import Action, Intent

BACKOFF_S = (0.5, 15.0)
UPDATE_TRIES = 8


@dataclass(frozen=True, slots=True)
class Departure:
    """When a request left. wall: epoch seconds; since_boot: seconds that no clock change moves."""

    wall: float
    since_boot: float


class Repeats:
    """Which intents are due again, and until when each may leave.

    A create may be repeated unseen for `window_s` after the first send that was ambiguous, by both clocks:
    wherever they disagree it is over. A conflict proves that no success was noted by then, so what protects is the
    unfinished request, for `unfinished_s` after that send. Updates are repeated a number of times, whenever
    that is. first: due at once. now: the present by both clocks; rng: 0 to 1.
    """

    def __init__(
        self,
        window_s: float,
        unfinished_s: float,
        now: Callable[[], Departure],
        rng: Callable[[], float],
        first: Iterable[Intent],
    ) -> None:
        self._window_s = window_s
        self._unfinished_s = unfinished_s
        self._now = now
        self._rng = rng
        self._due = [(now().wall, intent.id, intent) for intent in first]
        heapify(self._due)
        self._tries: Counter[int] = Counter()
        self._first_sent: dict[int, Departure] = {}
        self._conflicts: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._due)

    @property
    def next_at(self) -> float:
        """Epoch seconds at which the next one is due; infinity without any."""
        return self._due[0][0] if self._due else inf

    def doubt(
        self, intent: Intent, sent: Departure, not_before: float, *, conflict: bool = False
    ) -> None:
        """Plan to repeat what was ambiguous, with exponential backoff and full jitter. conflict: it was a 409."""
        self._first_sent.setdefault(intent.id, sent)
        if conflict:
            self._conflicts.add(intent.id)
        self._tries[intent.id] += 1
        if intent.action is not Action.CREATE and self._tries[intent.id] >= UPDATE_TRIES:
            return
        first, most = BACKOFF_S
        delay = self._rng() * min(most, first * 2.0 ** self._tries[intent.id])
        self.put_off([intent], max(self._now().wall + delay, not_before))

    def put_off(self, intents: Iterable[Intent], until: float) -> None:
        """Those that may no longer leave then are not repeated: looking will tell."""
        for intent in intents:
            if until - self._now().wall < self.leaves_within_s(intent):
                heappush(self._due, (until, intent.id, intent))

    def take(self, most: int) -> list[Intent]:
        """What is due and may still leave."""
        now, taken = self._now().wall, list[Intent]()
        while self._due and self._due[0][0] <= now and len(taken) < most:
            intent = heappop(self._due)[2]
            if self.leaves_within_s(intent) > 0:
                taken.append(intent)
        return taken

    def leaves_within_s(self, intent: Intent) -> float:
        """Seconds within which it must leave; 0 or less: not any more. Infinity where nothing limits it."""
        sent = self._first_sent.get(intent.id)
        if sent is None or intent.action is not Action.CREATE:
            return inf
        now = self._now()
        if now.wall < sent.wall:
            return 0.0
        window_s = self._unfinished_s if intent.id in self._conflicts else self._window_s
        return window_s - max(now.wall - sent.wall, now.since_boot - sent.since_boot)
