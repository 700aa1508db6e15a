"""Reading the platform at the pace that all requests of a profile share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from importer.errors import TemporaryError
from importer.ports import PaceMemory
from importer.publishing.answers import Answer
from importer.publishing.api import PlatformApi
from importer.publishing.share import Share

READ_ROUTE = "GET /events"
TRIES = 5


class Reader:
    """Paced reads of the platform for one profile.

    sleep: seconds; may return early when the run is being stopped. stopping: whether it is.
    """

    def __init__(
        self,
        api: PlatformApi,
        pace: Callable[[Callable[[PaceMemory], int]], int],
        share: Share,
        *,
        sleep: Callable[[float], Awaitable[None]],
        stopping: Callable[[], bool],
        waiting: Callable[[float, str], None],
    ) -> None:
        self._api = api
        self._pace = pace
        self._share = share
        self._sleep = sleep
        self._stopping = stopping
        self._waiting = waiting
        self.requests = 0
        self.rate_limited = 0

    async def page(self, number: int) -> Answer:
        return await self.ask(READ_ROUTE, lambda: self._api.events(number))

    async def event(self, event_id: str) -> Answer:
        return await self.ask("GET /events/{id}", lambda: self._api.event(event_id))

    async def ask(self, route: str, send: Callable[[], Awaitable[Answer]]) -> Answer:
        """One read, at the shared pace, repeated on 429 and passing failures.

        Returns the last answer, whatever it is. Raises TemporaryError when the run is being stopped.
        """
        failures = 0
        while True:
            await self._permission(route)
            answer = await send()
            self.requests += 1
            await asyncio.to_thread(self._pace, partial(self._learn, route, answer))
            if answer.status == 429:
                self.rate_limited += 1
                continue
            if _is_an_answer(answer):
                return answer
            failures += 1
            if failures >= TRIES:
                return answer
            await self._sleep(self._share.rng() * min(8.0, 0.25 * 2.0**failures))

    async def _permission(self, route: str) -> None:
        while True:
            if self._stopping():
                raise TemporaryError("Stopped before the platform's events were read; run again")
            again = self._share.clock()

            def grant(memory: PaceMemory) -> int:
                nonlocal again
                with self._share.pace(memory) as pace:
                    granted, again = self._share.grant(pace, route, 1)
                return granted

            if await asyncio.to_thread(self._pace, grant):
                return
            pause = max(0.02, again - self._share.clock())
            if pause > 0.5:
                self._waiting(again, "rate limited")
            await self._sleep(min(pause, 1.0))

    def _learn(self, route: str, answer: Answer, memory: PaceMemory) -> int:
        with self._share.pace(memory) as pace:
            self._share.learn(pace, route, answer)
        return 0


def _is_an_answer(answer: Answer) -> bool:
    """Whether the platform itself said something: no 5xx, no redirect, no web page in between."""
    if answer.status is None or answer.status >= 500 or answer.status == 408:
        return False
    return answer.status >= 400 or (answer.ok and answer.body is not None)
