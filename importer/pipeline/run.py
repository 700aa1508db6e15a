"""One run or plan of one source, from the mapping to the result. Begin reading here."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

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
from importer.mapping.load import load_mapping
from importer.mapping.model import Mapping
from importer.pipeline.catalogue import Catalogue
from importer.pipeline.comparing import Comparison, refusal_rules
from importer.pipeline.concluding import conclude, exit_of_rows, put_off
from importer.pipeline.doubts import Doubts
from importer.pipeline.holding import hold_what_may_be_there
from importer.pipeline.job import Job
from importer.pipeline.platform import Platform
from importer.pipeline.reading import Opened, open_source
from importer.pipeline.saved_plan import load_plan, save_plan
from importer.publishing.api import PlatformApi, new_client
from importer.publishing.pace import Pace
from importer.publishing.settle import Reader
from importer.reports.document import Result
from importer.settings import Profile, Settings, find_project, load
from importer.store import Lease, SourceLedger, SourceState, Store
from importer.store.database import LOCK_PATIENCE_S

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
            _prepare(job, result, stack)
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


def _prepare(job: Job, result: Result, stack: ExitStack) -> None:
    mapping = load_mapping(job.mapping)
    result.source = mapping.name
    settings = load(find_project(job.mapping), job.environ, state=job.state, api=job.api)
    profile = settings.profile(mapping.profile)
    result.base_url = profile.base_url
    opened = open_source(mapping, job, stack)
    key = settings.api_key(profile) if job.dry_run else settings.required_key(profile)
    store = stack.enter_context(_open_store(settings, job, stack))
    source = store.bind(
        profile.name,
        profile.base_url,
        mapping.name,
        _within(job.mapping, settings.folder),
        same_source=job.same_source,
    )
    run = _Run(job, result, mapping, settings, profile, opened, store, source)
    if job.dry_run:
        run.plan(key)
    else:
        assert key is not None
        run.publish(key)


def _open_store(settings: Settings, job: Job, stack: ExitStack) -> Store:
    """A plan leaves no state behind: where there is none, it works on one that is thrown away."""
    location = settings.state
    if job.dry_run and "://" not in location and not Path(location).exists():
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="importer-plan-"))
        location = str(Path(folder) / "plan.db")
    patience_s: float = LOCK_PATIENCE_S
    if job.max_seconds is not None:
        patience_s = min(patience_s, job.max_seconds)
    return Store.open(location, job.clock, patience_s=patience_s)


def _within(path: Path, folder: Path) -> str:
    whole = path.resolve()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else str(whole)


class _Run:
    def __init__(
        self,
        job: Job,
        result: Result,
        mapping: Mapping,
        settings: Settings,
        profile: Profile,
        opened: Opened,
        store: Store,
        source: SourceState,
    ) -> None:
        self._job = job
        self._result = result
        self._mapping = mapping
        self._settings = settings
        self._profile = profile
        self._opened = opened
        self._store = store
        self._source = source
        self._catalogue = Catalogue(store, source, job.clock())

    # -- plan --------------------------------------------------------------------------------------

    def plan(self, key: str | None) -> None:
        if key is not None and not self._catalogue.fresh:
            try:
                asyncio.run(self._refresh(key))
            except (AccessError, TemporaryError) as problem:
                self._result.notes.append(
                    f"Channels and classifications were not checked: {problem}"
                )
        with self._store.staging(self._source) as desk:
            Comparison(self._mapping, self._job, self._opened, desk, self._result).make(
                self._catalogue
            )
            if self._job.plan_file is not None:
                save_plan(self._job.plan_file, self._mapping.name, desk.writes())
        self._result.forecast_s = self._forecast()
        self._result.exit_code = exit_of_rows(self._result.counts)

    async def _refresh(self, key: str) -> None:
        async with self._api(key, connections=2) as api:
            reader = Reader(
                api,
                self._store.pace(self._source).use,
                name=f"plan {os.getpid()}",
                clock=self._job.clock,
                rng=self._job.rng,
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
        return sum(known) if len(known) == len(times) else None

    def _api(self, key: str, connections: int) -> PlatformApi:
        return PlatformApi(new_client(connections), self._profile.base_url, key, self._job.clock)

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
                self._store.finish_run(
                    self._result.run, self._result.exit_code, self._result.summary()
                )

    async def _session(self, key: str, lease: Lease) -> None:
        ledger = self._store.ledger(self._source, lease, refusal_rules())
        async with self._api(key, self._settings.connections) as api:
            platform = Platform(api, ledger, self._settings, self._job, f"{self._source.id}")
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
        try:
            written = await self._decide(platform, ledger, lease)
        except ImporterError:
            put_off(self._result)
            raise
        platform.count_from_here()
        failure: ImporterError | None = None
        try:
            doubts = await platform.deliver_and_settle(written) if written else before
        except (AccessError, TemporaryError) as problem:
            failure, doubts = problem, Doubts(ledger.open_intents())
            platform.delivered.stopped = platform.delivered.stopped or str(problem)
        conclude(
            self._result,
            platform.delivered,
            doubts,
            {intent.id for intent in before.intents},
            ledger.unsent(),
        )
        if failure is not None:
            self._result.exit_code = failure.exit_code
        if platform.total is not None:
            held = platform.total + platform.delivered.done[Action.CREATE]
            self._store.keep_platform_total(self._source, held)

    async def _decide(self, platform: Platform, ledger: SourceLedger, lease: Lease) -> int:
        """Make the plan and commit its intents; returns how many there are."""
        with self._store.staging(self._source) as desk:
            comparison = Comparison(self._mapping, self._job, self._opened, desk, self._result)
            comparison.make(self._catalogue)
            if self._job.plan_file is not None:
                comparison.keep_to(load_plan(self._job.plan_file, self._mapping.name))
            await hold_what_may_be_there(comparison, self._source, platform, ledger)
            assert self._result.run is not None
            return desk.commit(self._mapping.name, self._result.run, self._job.clock(), lease.check)
