"""What every run begins with: mapping, settings, source, state."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from importer.errors import AccessError
from importer.mapping.load import load_mapping
from importer.mapping.model import Mapping
from importer.pipeline.catalogue import Catalogue
from importer.pipeline.comparing import Comparison
from importer.pipeline.job import Job
from importer.pipeline.last_read import Memory, digest_of
from importer.pipeline.opening import SourceAtHand
from importer.pipeline.pictures import Pictures
from importer.publishing.api import PlatformApi, new_client
from importer.reports.document import Result
from importer.settings import Profile, Settings, find_project, load
from importer.store import SourceState, Staging, Store
from importer.store.database import LOCK_PATIENCE_S

UNCHECKED = "Channels and classifications were not checked"


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known before anything is read or asked. key: None only for a plan."""

    job: Job
    mapping: Mapping
    settings: Settings
    profile: Profile
    key: str | None
    at_hand: SourceAtHand
    store: Store
    source: SourceState
    memory: Memory
    catalogue: Catalogue
    pictures: Pictures

    def comparison(self, desk: Staging, result: Result) -> Comparison:
        """A plan to be made on this desk, told to this result."""
        return Comparison(self.mapping, self.job, self.pictures, self.at_hand.opened, desk, result)

    def api(self, connections: int) -> PlatformApi:
        """To be used as an async context manager, inside the event loop."""
        assert self.key is not None
        client = new_client(connections)
        return PlatformApi(client, self.profile.base_url, self.key, self.job.clock)


def prepare(job: Job, result: Result, stack: ExitStack) -> Prepared:
    """Load, open and bind; what is opened is closed with the stack. Raises any ImporterError."""
    mapping_text = digest_of(job.mapping)
    mapping = load_mapping(job.mapping)
    result.source = mapping.name
    result.notes.extend(mapping.unheeded)
    if "undone" in job.allow:
        result.notes.append(
            "`--allow undone` has no effect in this version: nothing is held for having been undone"
        )
    settings = load(find_project(job.mapping), job.environ, state=job.state, api=job.api)
    profile = settings.profile(mapping.profile)
    result.base_url = profile.base_url
    store = stack.enter_context(_open_store(settings, job, stack))
    source = store.bind(
        profile.name,
        profile.base_url,
        mapping.name,
        _within(job.mapping, settings.folder),
        same_source=job.same_source,
    )
    catalogue = Catalogue(store, source, job.clock())
    memory = Memory(store, source, mapping, mapping_text, job.clock)
    last = memory.standing(catalogue) if job.may_leave_unread else None
    at_hand = SourceAtHand(mapping, job, stack, last)
    key = _key_of(settings, profile, job, result)
    pictures = Pictures(store, source, mapping, before_fetch=job.stop.check)
    return Prepared(
        job, mapping, settings, profile, key, at_hand, store, source, memory, catalogue, pictures
    )


def _key_of(settings: Settings, profile: Profile, job: Job, result: Result) -> str | None:
    """A plan does without a key, and without one that cannot be read, too: it says so."""
    if not job.dry_run:
        return settings.required_key(profile)
    try:
        return settings.api_key(profile)
    except AccessError as problem:
        result.notes.append(f"{UNCHECKED}: {problem}")
        return None


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
