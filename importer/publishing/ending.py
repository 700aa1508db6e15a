"""When a delivery ends before all is done: it was asked to, is out of time or of writes, or nobody answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from importer.publishing.answers import Answer
from importer.publishing.delivered import Delivered

HELD_BACK = "held back"
"""The problem of an answer that stands for a request which was never sent."""


@dataclass(frozen=True, slots=True)
class Stops:
    """When to stop before all is done. deadline: by `monotonic`; give_up_s: without any answer."""

    max_writes: int | None = None
    deadline: float | None = None
    give_up_s: float = 30.0


class Ending:
    """stop: set from outside to end it, and here. Why it ended is told in `Delivered.stopped`.

    since_boot: seconds that go on while the machine sleeps.
    """

    def __init__(
        self,
        stops: Stops,
        stop: asyncio.Event,
        delivered: Delivered,
        since_boot: Callable[[], float],
    ) -> None:
        self._stops = stops
        self._stop = stop
        self._delivered = delivered
        self._since_boot = since_boot
        self._silent_since: float | None = None

    @property
    def silent(self) -> bool:
        """Whether what was sent of late got no answer at all."""
        return self._silent_since is not None

    def hear(self, answer: Answer) -> None:
        if answer.status is not None:
            self._silent_since = None
        elif answer.problem != HELD_BACK and self._silent_since is None:
            self._silent_since = self._since_boot()

    def because(self, why: str) -> None:
        self._delivered.stopped = self._delivered.stopped or why
        self._stop.set()

    def has_come(self) -> bool:
        if not self._stop.is_set():
            if self.left_s() <= 0:
                self.because("out of time")
            elif (
                self._silent_since is not None
                and self._since_boot() - self._silent_since > self._stops.give_up_s
            ):
                self.because("the platform cannot be reached")
        return self._stop.is_set()

    def left_s(self) -> float:
        """Seconds until it is out of time; infinity where nothing limits it."""
        if self._stops.deadline is None:
            return float("inf")
        return max(0.0, self._stops.deadline - time.monotonic())

    def writes_left(self, writes: int) -> float:
        """How many more than these may be sent; infinity where nothing limits them."""
        most = self._stops.max_writes
        return float("inf") if most is None else most - writes
