"""`importer settle`: decide what is in doubt by looking, or by a person's word, without a source."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field

from importer.errors import UsageError
from importer.intents import Action, Intent
from importer.keys import shown
from importer.pipeline.comparing import refusal_rules
from importer.pipeline.doubts import Doubts
from importer.pipeline.job import Job
from importer.pipeline.platform import Platform
from importer.publishing.api import PlatformApi, new_client
from importer.settings import Profile, Settings
from importer.store import SourceLedger, SourceState, Store


@dataclass(slots=True)
class SettledSource:
    """What became of one source's doubts. left: those that stay, with what a person should know."""

    name: str
    found: int = 0
    missing: int = 0
    left: Doubts = field(default_factory=Doubts)

    @property
    def exit_code(self) -> int:
        if not self.left.intents:
            return 0
        return 1 if self.left.needs_person else 75


def settle(job: Job, settings: Settings, store: Store, name: str | None) -> list[SettledSource]:
    """Look for everything in doubt, source by source. Raises ImporterError."""
    return [
        _settle_one(job, settings, store, source, Profile(profile, base_url))
        for source, profile, base_url in store.sources_in_doubt(name)
    ]


def _settle_one(
    job: Job, settings: Settings, store: Store, source: SourceState, profile: Profile
) -> SettledSource:
    key = settings.required_key(profile)
    done = SettledSource(source.name)
    with store.lease(source) as lease:
        ledger = store.ledger(source, lease, refusal_rules())
        ledger.doubt_what_was_left()
        before = len(ledger.open_intents())

        async def session() -> None:
            client = new_client(settings.connections)
            async with PlatformApi(client, profile.base_url, key, job.clock) as api:
                platform = Platform(api, ledger, settings, job, f"{source.id}")
                done.left = await platform.settle()

        asyncio.run(session())
        done.missing = done.left.resend
        done.found = before - done.missing - len(done.left.intents)
    return done


def assume(
    store: Store, name: str | None, record: str, *, created: bool, event_id: str | None
) -> str:
    """Take a person's word for one record in doubt; returns what was done, in words.

    Raises UsageError when no record of that id is in doubt, or more than one, and for an event that
    another record owns.
    """
    with ExitStack() as leases:  # all held until it is written down: no run settles it meanwhile
        matching: list[tuple[SourceLedger, Intent]] = []
        for source, _, _ in store.sources_in_doubt(name):
            lease = leases.enter_context(store.lease(source))
            ledger = store.ledger(source, lease, refusal_rules())
            ledger.doubt_what_was_left()
            matching += [
                (ledger, intent)
                for intent in ledger.open_intents()
                if shown(intent.record_key) == record or intent.record_key == record
            ]
        if len(matching) != 1:
            count = "No record" if not matching else "More than one record"
            raise UsageError(
                f"{count} {record!r} is in doubt; `importer settle` names those that are"
            )
        return _take_word(*matching[0], record, created=created, event_id=event_id)


def _take_word(
    ledger: SourceLedger, intent: Intent, record: str, *, created: bool, event_id: str | None
) -> str:
    if not created:
        ledger.settle({}, [intent.id])
        return f"{record} is taken as missing; the next run sends it again"
    if intent.action is Action.CREATE:
        if event_id is None:
            raise UsageError(
                "Which event is it? Give its id with --event, as it stands in the event's address on the platform"
            )
        if event_id in ledger.owned():
            raise UsageError(
                f"The event {event_id} belongs to another record already; `importer status` and `importer show` tell which"
            )
    ledger.settle({intent.id: event_id or intent.event_id or ""}, [])
    return f"{record} is taken as event {event_id or intent.event_id}"
