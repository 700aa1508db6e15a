"""One run or plan of one source, from the mapping to the result. Begin reading here."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack

from importer.errors import (
    AccessError,
    GuardError,
    ImporterError,
    Issue,
    Location,
    MappingError,
    SourceError,
    StateError,
    TemporaryError,
    UsageError,
)
from importer.intents import Action
from importer.keys import shown
from importer.pipeline.comparing import Comparison, refusal_rules
from importer.pipeline.concluding import conclude, exit_of_rows, put_off, worst
from importer.pipeline.doubts import Doubts
from importer.pipeline.holding import hold_what_may_be_there
from importer.pipeline.job import Job
from importer.pipeline.platform import Platform
from importer.pipeline.preparing import UNCHECKED, Prepared, prepare
from importer.pipeline.saved_plan import load_plan, save_plan
from importer.pipeline.unchanged import nothing_to_do, remember
from importer.pipeline.uploading import Uploaded, upload_pictures
from importer.publishing.pace import Pace
from importer.publishing.reader import Reader
from importer.publishing.share import Share
from importer.reports.changes import CHANGES_KEPT, Change
from importer.reports.document import Result
from importer.store import Lease, SourceLedger, Staging

PROBLEM_CODES: tuple[tuple[type[ImporterError], str], ...] = (
    (SourceError, "source.unreadable"),
    (StateError, "state.unusable"),
    (UsageError, "usage.invalid"),
    (AccessError, "access.refused"),
    (TemporaryError, "run.stopped"),
)


def execute(job: Job) -> Result:
    """Run or plan one source. What the user can act on is told in the result, never raised."""
    result = Result(mapping=str(job.mapping), dry_run=job.dry_run)
    began = time.monotonic()
    try:
        with ExitStack() as stack:
            _Run(prepare(job, result, stack), result, began).go()
    except GuardError as problem:
        put_off(result)
        result.report(problem.issues)
        result.exit_code = problem.exit_code
    except ImporterError as problem:
        result.exit_code = problem.exit_code
        result.stopped = str(problem)
        result.report(_issues_of(problem))
    result.seconds = time.monotonic() - began
    return result


def _issues_of(problem: ImporterError) -> Iterator[Issue]:
    if isinstance(problem, MappingError):
        for line, words in problem.problems:
            yield Issue("mapping.invalid", words, Location(problem.path, line, unit="line"))
    else:
        codes = [code for kind, code in PROBLEM_CODES if isinstance(problem, kind)]
        yield Issue(codes[0] if codes else "run.failed", str(problem))


class _Run:
    def __init__(self, prepared: Prepared, result: Result, began: float) -> None:
        self._result = result
        self._began = began
        self._prepared = prepared
        self._job = prepared.job
        self._store = prepared.store
        self._source = prepared.source
        self._catalogue = prepared.catalogue
        self._sighted = False  # what the platform held before is known, or was looked at

    def go(self) -> None:
        if self._job.dry_run:
            self.plan(self._prepared.key)
        else:
            assert self._prepared.key is not None
            self.publish(self._prepared.key)

    def _compare(self, desk: Staging) -> Comparison:
        """Decide what is to be written: of a saved plan no more than it names. Raises GuardError."""
        comparison = self._prepared.comparison(desk, self._result)
        comparison.make(self._catalogue)
        if self._job.saved_plan is not None:
            comparison.keep_to(load_plan(self._job.saved_plan, self._prepared.mapping.name))
        return comparison

    # -- plan --------------------------------------------------------------------------------------

    def plan(self, key: str | None) -> None:
        if key is not None and not self._catalogue.fresh:
            try:
                asyncio.run(self._refresh(key))
            except (AccessError, TemporaryError) as problem:
                self._result.notes.append(f"{UNCHECKED}: {problem}")
        with self._store.staging(self._source) as desk:
            try:
                self._compare(desk)
            except GuardError:  # then what it would do is asked for all the more
                self._list_changes(desk)
                raise
            self._list_changes(desk)
            if self._job.save_plan_as is not None:
                save_plan(self._job.save_plan_as, self._prepared.mapping.name, desk.writes())
        self._result.forecast_s = self._forecast()
        self._result.exit_code = exit_of_rows(self._result.counts)

    def _list_changes(self, desk: Staging) -> None:
        self._result.changes = [
            Change.between(action, shown(key), place, before, after)
            for action, key, place, before, after in desk.changes(CHANGES_KEPT)
        ]

    async def _refresh(self, key: str) -> None:
        async with self._prepared.api(connections=2) as api:
            reader = Reader(
                api,
                self._store.pace(self._source).use,
                Share(f"plan {os.getpid()}", self._job.clock, self._job.rng),
                sleep=asyncio.sleep,
                stopping=lambda: bool(self._job.stop.why),
                waiting=self._job.tell.waiting,
            )
            await self._catalogue.refresh(api, reader)
            self._result.requests = reader.requests

    def _forecast(self) -> float | None:
        """Seconds that sending will take at the pace learned before; None where nothing is known."""
        pace = Pace.load(self._store.pace(self._source).text())
        counts, now = self._result.counts, self._job.clock()
        routes = {"POST /events": counts["created"], "PATCH /events": counts["updated"]}
        times = [pace.forecast(route, count, now) for route, count in routes.items() if count]
        known = [seconds for seconds in times if seconds is not None]
        return sum(known) if known and len(known) == len(times) else None

    # -- run ---------------------------------------------------------------------------------------

    def publish(self, key: str) -> None:
        with self._store.lease(self._source) as lease:
            self._result.run = self._store.begin_run(self._source)
            try:
                asyncio.run(self._session(key, lease))
                self._store.forget_bodies_of_the_past(self._source)
            except ImporterError as problem:
                self._result.exit_code = problem.exit_code
                raise
            finally:
                self._result.seconds = time.monotonic() - self._began
                self._store.finish_run(
                    self._result.run, self._result.exit_code, self._result.summary()
                )

    async def _session(self, key: str, lease: Lease) -> None:
        ledger = self._store.ledger(self._source, lease, refusal_rules())
        async with self._prepared.api(self._prepared.settings.connections) as api:
            platform = Platform(
                api, ledger, self._prepared.settings, self._job, f"{self._source.id}"
            )
            try:
                await self._settle_plan_deliver(platform, ledger, lease)
            finally:
                self._result.requests = platform.requests
                self._result.rate_limited = platform.rate_limited

    async def _settle_plan_deliver(
        self, platform: Platform, ledger: SourceLedger, lease: Lease
    ) -> None:
        await self._catalogue.refresh(platform.api, platform.reader)
        before = await platform.settle() if ledger.doubt_what_was_left() else Doubts()
        if before.because:
            self._result.notes.append(f"What is in doubt stays so: {before.because}")
        if nothing_to_do(self._prepared, self._result):
            return
        terms = self._prepared.memory.terms(self._catalogue)
        self._prepared.memory.forget()
        await platform.revisit_gone(every=self._prepared.mapping.publish.recreate_missing)
        try:
            comparison, written = await self._decide(platform, lease)
        except ImporterError:
            put_off(self._result)
            raise
        doubtful_before = {intent.id for intent in before.intents}
        platform.count_from_here(doubtful_before)
        failure: ImporterError | None = None
        uploaded = Uploaded()
        try:
            uploaded = await self._upload(platform, lease)
            written -= uploaded.withheld
            doubts = await platform.deliver_and_settle(written) if written else before
        except (AccessError, TemporaryError) as problem:
            failure, doubts = problem, Doubts(ledger.open_intents())
            platform.delivered.stopped = platform.delivered.stopped or str(problem)
        conclude(
            self._result,
            platform.delivered,
            doubts,
            doubtful_before,
            ledger.unsent(),
        )
        self._result.exit_code = worst(self._result.exit_code, uploaded.exit_code)
        if failure is not None:
            self._result.exit_code = failure.exit_code
        if self._sighted and platform.total is not None:
            now_there = platform.total + platform.delivered.done[Action.CREATE]
            self._store.keep_platform_total(self._source, now_there)
        remember(self._prepared, comparison, terms, self._result)

    async def _upload(self, platform: Platform, lease: Lease) -> Uploaded:
        shelf = self._store.media(self._source, lease)
        return await upload_pictures(self._prepared.pictures, shelf, platform, self._result)

    async def _decide(self, platform: Platform, lease: Lease) -> tuple[Comparison, int]:
        """Make the plan and commit its intents; returns it with how many there are."""
        with self._store.staging(self._source) as desk:
            comparison = self._compare(desk)
            self._sighted = await hold_what_may_be_there(
                comparison, self._store, self._source, platform
            )
            assert self._result.run is not None
            return comparison, desk.commit(
                self._prepared.mapping.name, self._result.run, self._job.clock(), lease.check
            )
