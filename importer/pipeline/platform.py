"""The other side for the length of one run: looking, delivering, settling, all at one pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence

from importer.errors import AccessError, TemporaryError
from importer.intents import Action, Intent
from importer.matching import Candidate, Look
from importer.pipeline.doubts import Doubts
from importer.pipeline.job import Job
from importer.ports import Ledger
from importer.publishing.api import PlatformApi
from importer.publishing.deliver import Delivery
from importer.publishing.delivered import Delivered, Progress
from importer.publishing.ending import Stops
from importer.publishing.reader import Reader
from importer.publishing.settle import (
    Settled,
    look,
    revisit_gone,
    settled_by,
    tell_apart,
)
from importer.publishing.share import Share
from importer.settings import Settings

ROUNDS = 3
"""Looks of one run: each may have missing events sent again, whose answers may be lost again."""
ON_ITS_WAY_S = 5.0
"""Repeats end so long before the window of an unfinished request does: they must arrive within it, too."""
BLIND_REPEAT_SHARE = 12 / 15
"""Without `events:read`: how much of the window of a finished one. Rests on an assumption."""


class Platform:
    """Everything that is asked of the platform in one run. Made inside the running event loop."""

    def __init__(
        self, api: PlatformApi, ledger: Ledger, settings: Settings, job: Job, name: str
    ) -> None:
        self.api = api
        self._ledger = ledger
        self._settings = settings
        self._job = job
        self._stop = job.stop.attach()
        self._share = Share(name, job.clock, job.rng)
        ledger.pace(self._share.begin)
        self._deadline = None if job.max_seconds is None else time.monotonic() + job.max_seconds
        self._may_read: bool | None = None
        self._earlier = (0, 0)
        self._doubtful_before: frozenset[int] = frozenset()
        self.total: int | None = None
        self.delivered = Delivered()
        self.reader = Reader(
            api,
            ledger.pace,
            self._share,
            sleep=self._sleep,
            stopping=self._stopping,
            waiting=job.tell.waiting,
        )

    @property
    def requests(self) -> int:
        return self._earlier[0] + self.delivered.requests + self.reader.requests

    @property
    def rate_limited(self) -> int:
        return self._earlier[1] + self.delivered.rate_limited + self.reader.rate_limited

    def count_from_here(self, doubtful: Collection[int]) -> None:
        """What was delivered so far settled an earlier run; what follows belongs to this one.

        doubtful: intents of an earlier run that are still in doubt.
        """
        self._doubtful_before = frozenset(doubtful)
        self._earlier = (self.delivered.requests, self.delivered.rate_limited)
        self.delivered = Delivered()

    def tell_stage(self, words: str, done: int, total: int) -> None:
        self._job.tell.stage(words, done, total)

    # -- looking -----------------------------------------------------------------------------------

    async def may_read(self) -> bool:
        """Whether the key has `events:read`; also learns how many events the platform holds."""
        if self._may_read is None:
            answer = await self.reader.page(1)
            if answer.status == 401:
                raise AccessError(
                    "The platform refused the API key: it is unknown, revoked or expired. Check PINNED_EVENTS_API_KEY"
                )
            withheld = answer.status in (403, 404) and bool(answer.error)  # not a gateway's page
            if not answer.ok and not withheld:
                raise TemporaryError(
                    f"The platform's events could not be read (status {answer.status or 'none'}); run again later"
                )
            self._may_read = answer.ok
            total = answer.body.get("totalDocs") if isinstance(answer.body, dict) else None
            self.total = total if isinstance(total, int) else None
        return self._may_read

    async def look(self, *, with_docs: bool = False) -> Look:
        self._job.tell.stage("Looking at what is on the platform")
        return await look(self.reader, self._ledger, self._job.clock, with_docs=with_docs)

    async def revisit_gone(self, *, every: bool) -> None:
        await revisit_gone(self.reader, self._ledger, every=every)

    async def owned(self) -> Mapping[str, int | None]:
        return await asyncio.to_thread(self._ledger.owned)

    # -- delivering --------------------------------------------------------------------------------

    async def deliver_and_settle(self, total: int) -> Doubts:
        """Send what is decided, look for what got no answer, send what is missing; a few rounds."""
        await self._deliver(total)
        for _ in range(ROUNDS):
            open_intents = await asyncio.to_thread(self._ledger.open_intents)
            if not open_intents or self._stopping():
                return Doubts(open_intents)
            doubts = await self.settle()
            if not doubts.resend:
                return doubts
            await self._deliver(total)
        return Doubts(await asyncio.to_thread(self._ledger.open_intents))

    async def _deliver(self, total: int, *, repeats: Sequence[Intent] | None = None) -> None:
        """repeats: send only these again, nothing that is decided."""
        blind = self._may_read is False
        unfinished_s = self._settings.in_progress_s
        unfinished_s -= min(ON_ITS_WAY_S, unfinished_s / 2)
        remembered_s = self._settings.succeeded_s * BLIND_REPEAT_SHARE
        await Delivery(
            self.api,
            self._ledger,
            self.delivered,
            self._share,
            since_boot=self._job.since_boot,
            stops=Stops(self._job.max_writes, self._deadline),
            repeat_s=remembered_s if blind else unfinished_s,
            unfinished_s=unfinished_s if blind else 0.0,  # who can look does so after a conflict
            connections=self._settings.connections,
            stop=self._stop,
            progress=lambda progress: self._tell(progress, total),
            repeats=repeats,
        ).run()

    def _tell(self, progress: Progress, total: int) -> None:
        if progress.waiting_until is not None:
            self._job.tell.waiting(progress.waiting_until, progress.because)
        else:
            self._job.tell.stage("Publishing", progress.sent, total)

    # -- settling ----------------------------------------------------------------------------------

    async def settle(self) -> Doubts:
        """Decide what is in doubt: repeat updates, look for creates. Returns what stays in doubt."""
        open_intents = await asyncio.to_thread(self._ledger.open_intents)
        updates = [intent for intent in open_intents if intent.action is not Action.CREATE]
        creates = [intent for intent in open_intents if intent.action is Action.CREATE]
        if updates:
            await self._deliver(len(updates), repeats=updates)
        if not creates:
            return Doubts(await asyncio.to_thread(self._ledger.open_intents))
        if not await self.may_read():
            why = "this API key lacks the scope events:read, so nobody can look"
            left = await asyncio.to_thread(self._ledger.open_intents)
            return Doubts(left, because=why, needs_person=True)
        await self._until_forgotten(creates)
        found, settled = await self._hold_against(await self.look(), creates)
        await asyncio.to_thread(self._ledger.settle, found, settled.missing)
        late = len(found.keys() & self._doubtful_before)
        self.delivered.settled_late += late
        self.delivered.done[Action.CREATE] += len(found) - late
        ambiguous = any(settled.doubtful.values())
        return Doubts(
            await asyncio.to_thread(self._ledger.open_intents),
            settled.doubtful,
            settled.unsound or ("an event like it is there" if ambiguous else ""),
            needs_person=ambiguous,
            resend=len(settled.missing),
        )

    async def _hold_against(
        self, seen: Look, creates: Sequence[Intent]
    ) -> tuple[dict[int, str], Settled]:
        """(intent -> its event, the rest): what other sources have in doubt may be theirs as well."""
        ours = {intent.id for intent in creates}
        rivals = await asyncio.to_thread(self._ledger.rivals)
        taken = set(await self.owned())
        found: dict[int, str] = {}
        while True:
            left = [intent for intent in (*creates, *rivals) if intent.id not in found]
            settled = settled_by(seen, left, taken, self._settings.in_progress_s)
            told: dict[int, Candidate] = {}
            if not settled.unsound:
                bodies = {intent.id: intent.body for intent in left}
                told = await tell_apart(self.reader, bodies, settled.doubtful)
            found |= {n: event.event_id for n, event in {**settled.found, **told}.items()}
            if not told:
                return {n: found[n] for n in found.keys() & ours}, settled.of(ours)
            taken.update(found.values())  # which leaves fewer for those that are still in doubt

    async def _until_forgotten(self, creates: Sequence[Intent]) -> None:
        """A look proves absence only once the platform can no longer be busy with the last send."""
        last = max(intent.last_sent_at or 0.0 for intent in creates)
        now = self._job.clock()
        ends = last + self._settings.in_progress_s
        if last - 1 <= now < ends:
            self._job.tell.waiting(ends, "the platform may still be busy with what was sent")
            await self._sleep(ends - now + 0.05)

    # -- stopping ----------------------------------------------------------------------------------

    def _stopping(self) -> bool:
        out_of_time = self._deadline is not None and time.monotonic() >= self._deadline
        return out_of_time or self._stop.is_set()

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but wake when the run is to stop or is out of time."""
        if self._deadline is not None:
            seconds = min(seconds, max(0.0, self._deadline - time.monotonic()))
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            return
