"""One run's share of the pace that all requests of its profile keep to together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from importer.ports import PaceMemory
from importer.publishing.answers import Answer
from importer.publishing.pace import Pace


@dataclass(frozen=True, slots=True)
class Share:
    """Asks and tells the pace in the name of one run or plan.

    name: whose requests are under way. clock: epoch seconds; rng: 0 to 1.
    """

    name: str
    clock: Callable[[], float]
    rng: Callable[[], float]

    @contextmanager
    def pace(self, memory: PaceMemory) -> Iterator[Pace]:
        """The pace as it is remembered; what becomes of it is kept."""
        pace = Pace.load(memory.text)
        yield pace
        memory.keep(pace.dump())

    def begin(self, memory: PaceMemory) -> int:
        """Forget what an earlier run of this name had under way when it died."""
        with self.pace(memory) as pace:
            pace.begin(self.name)
        return 0

    def grant(self, pace: Pace, route: str, wanted: int) -> tuple[int, float]:
        """How many of `wanted` requests may leave now, and when to ask again if that was not all."""
        return pace.grant(route, self.name, wanted, self.clock())

    def learn(self, pace: Pace, route: str, answer: Answer) -> None:
        pace.learn(
            route,
            self.name,
            answer.status,
            answer.headers,
            answer.sent_at,
            answer.answered_at,
            self.rng(),
        )
