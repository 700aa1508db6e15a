"""Delivery: claim, send, judge, record, repeat; at the platform's pace, stopping cleanly.

One loop owns the ledger: each turn records the answers that have come in and claims what may leave, in one durable
commit. Sending runs beside it. What is in doubt is repeated (see repeats) while the platform surely remembers an
unfinished request; after that only looking helps (see settle).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from importer.errors import TemporaryError
from importer.intents import Action, Intent, Outcome, Verdict
from importer.ports import DEPARTS_WITHIN_S, Answered, Eligible, Ledger, PaceMemory
from importer.publishing.answers import Answer
from importer.publishing.api import PlatformApi
from importer.publishing.concurrency import Concurrency
from importer.publishing.delivered import Delivered, Progress
from importer.publishing.ending import HELD_BACK, Ending, Stops
from importer.publishing.judging import judge
from importer.publishing.repeats import Departure, Repeats
from importer.publishing.share import Share

ROUTES: Mapping[Action, str] = {
    Action.CREATE: "POST /events",
    Action.UPDATE: "PATCH /events",
    Action.DRAFT: "PATCH /events",
}
GRACE_S = 5.0


class Delivery:
    """Send everything that is decided for one source.

    delivered: added to. repeat_s: for how long after its first ambiguous send a create may be repeated unseen;
    unfinished_s: the same once it was answered with a conflict. repeats: send only these (updates in doubt).
    since_boot: seconds that go on while the machine sleeps.
    stop: set it to stop cleanly; why it stopped is told in `Delivered.stopped`.
    """

    def __init__(
        self,
        api: PlatformApi,
        ledger: Ledger,
        delivered: Delivered,
        share: Share,
        *,
        stops: Stops,
        repeat_s: float,
        unfinished_s: float,
        connections: int,
        stop: asyncio.Event,
        progress: Callable[[Progress], None],
        repeats: Sequence[Intent] | None = None,
        since_boot: Callable[[], float],
    ) -> None:
        self._api = api
        self._ledger = ledger
        self._share = share
        self._clock = share.clock
        self._stop = stop
        self._ending = Ending(stops, stop, delivered, since_boot)
        self._progress = progress
        self._since_boot = since_boot
        self._slots = Concurrency(connections)
        self._under_way: set[asyncio.Task[None]] = set()
        self._answers: list[tuple[Answered, Answer]] = []
        self._news = asyncio.Event()
        self._only_repeats = repeats is not None
        self._repeats = Repeats(repeat_s, unfinished_s, self._now, share.rng, repeats or ())
        self._resume = 0.0
        self._because = ""
        self.delivered = delivered

    async def run(self) -> None:
        """Deliver until nothing is left, or a stop. Raises TemporaryError when the lease is lost."""
        try:
            while await self._round():
                pass
        finally:
            await self._wind_down()

    # -- one round ---------------------------------------------------------------------------------

    async def _round(self) -> bool:
        answers, self._answers = self._answers, []
        known = self.delivered.rate_limited  # this turn learns of these before it permits anything
        self._news.clear()
        repeats = self._due_repeats()
        marked_at = self._since_boot()

        def permit(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
            nonlocal marked_at
            marked_at = self._since_boot()  # the wait for other writers is over, the commit to come
            return self._permit(memory, offered, answers)

        turn = await asyncio.to_thread(
            self._ledger.turn,
            [answered for answered, _ in answers],
            self._eligible(len(repeats)),
            permit,
        )
        self.delivered.done[Action.CREATE] -= turn.replayed
        for intent in turn.claimed:
            self._start(intent, marked_at, known)
        await self._repeat(repeats, known)
        self._report()
        if self._ended(turn.waiting):
            return False
        await self._wait(turn.waiting)
        return True

    def _eligible(self, repeats: int) -> Eligible:
        slots = self._slots.allowed - len(self._under_way) - repeats
        free = int(min(slots, self._ending.writes_left(self._writes())))
        if self._ending.has_come() or self._backing_off():
            free = 0
        return Eligible(
            max(0, free),
            frozenset()
            if self._only_repeats
            else frozenset(Action) - self.delivered.closed_actions.keys(),
            frozenset(self.delivered.closed_channels),
        )

    def _writes(self) -> int:
        return self.delivered.writes + len(self._under_way)

    def _permit(
        self,
        memory: PaceMemory,
        offered: Mapping[Action, int],
        answers: list[tuple[Answered, Answer]],
    ) -> Mapping[Action, int]:
        granted: dict[Action, int] = {}
        again: list[float] = []
        with self._share.pace(memory) as pace:
            for answered, answer in answers:
                self._share.learn(pace, ROUTES[answered.intent.action], answer)
            for action, wanted in offered.items():
                granted[action], at = self._share.grant(pace, ROUTES[action], wanted)
                if granted[action] < wanted:
                    again.append(at)
        self._resume = max(pace.resume, min(again, default=0.0))
        self._because = pace.because if self._clock() < pace.resume else "pacing"
        return granted

    # -- sending -----------------------------------------------------------------------------------

    def _start(self, intent: Intent, marked_at: float, known: int) -> None:
        task = asyncio.create_task(self._send(intent, marked_at, known))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _send(self, intent: Intent, marked_at: float, known: int) -> None:
        """marked_at: since boot, before its mark was durable. known: the 429s read when it was permitted; after
        another one it no longer is."""
        within_s = min(
            DEPARTS_WITHIN_S - (self._since_boot() - marked_at),
            self._repeats.leaves_within_s(intent),
        )
        departure = self._now()
        if within_s <= 0 or self.delivered.rate_limited > known or self._stop.is_set():
            wall = departure.wall
            answer = Answer(None, {}, None, wall, wall, never_left=True, problem=HELD_BACK)
        else:
            answer = await self._api.write(intent, within_s)
            self.delivered.requests += 1
        self._slots.observe(answer.status, answer.answered_at - answer.sent_at)
        verdict = judge(intent, answer)
        self._take(intent, verdict, answer, departure)
        self._answers.append(
            (Answered(intent, verdict, answer.sent_at, answer.answered_at), answer)
        )
        self._news.set()

    def _now(self) -> Departure:
        return Departure(self._clock(), self._since_boot())

    def _take(self, intent: Intent, verdict: Verdict, answer: Answer, departure: Departure) -> None:
        """What a verdict means for the run as a whole, and whether its intent is tried again."""
        self._ending.hear(answer)
        self.delivered.take(intent, verdict)
        if self.delivered.key_refused is not None:
            self._ending.because("the platform refused the API key")
        if verdict.outcome is Outcome.IN_DOUBT:
            conflict = verdict.status == 409
            self._repeats.doubt(intent, departure, self._resume, conflict=conflict)

    # -- repeating ---------------------------------------------------------------------------------

    def _due_repeats(self) -> list[Intent]:
        if self._ending.has_come() or self._clock() < self._resume:
            return []
        return self._repeats.take(self._slots.allowed)

    async def _repeat(self, intents: list[Intent], known: int) -> None:
        if not intents:
            return
        granted = 0

        def permit(memory: PaceMemory) -> int:
            nonlocal granted
            with self._share.pace(memory) as pace:
                for intent in intents:
                    one, at = self._share.grant(pace, ROUTES[intent.action], 1)
                    if not one:
                        self._resume = max(self._resume, at)
                        break
                    granted += 1
            return granted

        await asyncio.to_thread(self._ledger.pace, permit)
        marked_at = self._since_boot()
        for intent in await asyncio.to_thread(self._ledger.reclaim, intents[:granted]):
            self._start(intent, marked_at, known)
        self._repeats.put_off(intents[granted:], self._resume)

    # -- waiting and ending ------------------------------------------------------------------------

    def _backing_off(self) -> bool:
        return self._ending.silent and bool(self._under_way)

    def _ended(self, waiting: bool) -> bool:
        if self._under_way or self._answers:
            return False
        if self._ending.has_come():
            return True
        if self._ending.writes_left(self._writes()) <= 0:
            self.delivered.stopped = self.delivered.stopped or (
                "the limit is reached" if waiting else ""
            )
            return not self._repeats
        return not waiting and not self._repeats

    async def _wait(self, waiting: bool) -> None:
        """Until an answer comes, a pause is over, a repeat is due or we are to stop."""
        now = self._clock()
        moments = [self._repeats.next_at]
        if waiting and len(self._under_way) < self._slots.allowed:
            moments.append(max(self._resume, now + (0.5 if self._ending.silent else 0.0)))
        moments.append(now + self._ending.left_s())
        pause = min(1.0, max(0.0, min(moments) - now))
        if self._news.is_set():
            return
        stopped = asyncio.create_task(self._stop.wait())
        news = asyncio.create_task(self._news.wait())
        await asyncio.wait({stopped, news}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        news.cancel()

    async def _wind_down(self) -> None:
        """Answers under way are awaited briefly and recorded; what is cut off stays `sending`."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE_S)
        for task in self._under_way:
            task.cancel()
        answers, self._answers = self._answers, []
        if answers:
            try:
                turn = await asyncio.to_thread(
                    self._ledger.turn,
                    [answered for answered, _ in answers],
                    Eligible(0),
                    lambda memory, offered: self._permit(memory, offered, answers),
                )
                self.delivered.done[Action.CREATE] -= turn.replayed
            except TemporaryError as problem:
                self._ending.because(str(problem))

    def _report(self) -> None:
        waits = self._clock() < self._resume
        self._progress(
            Progress(
                self.delivered.writes,
                self._resume if waits else None,
                self._because if waits else "",
            )
        )
