"""How many requests at once: as many as the platform answers without slowing down."""

from __future__ import annotations

ROUND = 8
"""Answers between two adjustments."""


class Concurrency:
    """Starts with a few, doubles while latency stays near its best, backs off when it grows or fails.

    most: upper bound, the size of the connection pool.
    """

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._target = float(min(8, self._most))
        self._best = float("inf")
        self._seen = 0
        self._total = 0.0

    @property
    def allowed(self) -> int:
        return int(self._target)

    def observe(self, status: int | None, seconds: float) -> None:
        """Take in one answer; status None: none came."""
        if status is None or status >= 500:
            self._target = max(1.0, self._target * 0.7)
            return
        if status == 429:
            return
        self._best = min(self._best, max(seconds, 0.001))
        self._seen += 1
        self._total += seconds
        if self._seen < max(ROUND, self.allowed):
            return
        mean = self._total / self._seen
        self._seen, self._total = 0, 0.0
        if mean < 3 * self._best + 0.02:
            self._target = min(float(self._most), self._target * 2)
        elif mean > 8 * self._best + 0.1:
            self._target = max(1.0, self._target * 0.8)
