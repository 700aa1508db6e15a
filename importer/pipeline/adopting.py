"""Lost or new state: match what is on the platform with the source and take it over, sending nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from importer.errors import TemporaryError
from importer.intents import Action, Intent
from importer.keys import shown
from importer.matching import Candidate, Matches, as_held, is_whole, likeness_of, match
from importer.payloads import Staged, canonical
from importer.pipeline.comparing import refusal_rules
from importer.pipeline.holding import remember_strangers
from importer.pipeline.job import Job
from importer.pipeline.platform import Platform
from importer.pipeline.preparing import Prepared, prepare
from importer.publishing.lists import read_doc, refuse_access
from importer.publishing.settle import tell_apart, unowned
from importer.reports.document import Result
from importer.store import Adopted, Guard


@dataclass(slots=True)
class Adoption:
    """What an adoption found. doubtful: record -> events that may be it; strangers: events of the
    same channels that no row resembles; new: how many rows no event resembles."""

    matched: list[tuple[str, Candidate]] = field(default_factory=list)
    doubtful: list[tuple[str, tuple[Candidate, ...]]] = field(default_factory=list)
    strangers: list[Candidate] = field(default_factory=list)
    new: int = 0
    adopted: bool = False
    result: Result = field(default_factory=Result)

    @property
    def rejected(self) -> int:
        """Rows that the mapping or the plan refuses: nobody knows which events they are."""
        return self.result.counts["rejected"]

    @property
    def exit_code(self) -> int:
        return 1 if self.doubtful or (self.matched and not self.adopted) else 0


def adopt(job: Job, confirm: Callable[[Adoption], bool]) -> Adoption:
    """Match, show, and take over if `confirm` says so. Raises ImporterError; changes nothing then."""
    found = Adoption(result=Result(mapping=str(job.mapping)))
    with ExitStack() as stack:
        prepared = prepare(job, found.result, stack)
        lease = stack.enter_context(prepared.store.lease(prepared.source))
        ledger = prepared.store.ledger(prepared.source, lease, refusal_rules())

        async def session() -> None:
            async with prepared.api(connections=4) as api:
                platform = Platform(api, ledger, prepared.settings, job, f"{prepared.source.id}")
                await prepared.catalogue.refresh(api, platform.reader)
                refuse_access(
                    await platform.reader.page(1), "looking for events (scope events:read)"
                )
                doubtful = [*ledger.open_intents(), *ledger.rivals()]
                await _match(prepared, platform, found, doubtful, confirm, lease.check)

        asyncio.run(session())
    return found


async def _match(
    prepared: Prepared,
    platform: Platform,
    found: Adoption,
    doubtful: Sequence[Intent],
    confirm: Callable[[Adoption], bool],
    guard: Guard,
) -> None:
    with prepared.store.staging(prepared.source) as desk:
        comparison = prepared.comparison(desk, found.result)
        comparison.make(prepared.catalogue)
        seen = await platform.look(with_docs=True)
        if seen.unsound:
            raise TemporaryError(
                f"What is on the platform could not be seen surely ({seen.unsound}); nothing was adopted. Run again"
            )
        rows = list(desk.created_rows())
        strangers = unowned(seen, await platform.owned())
        bodies = [row.body for row in rows]
        bodies += [intent.body for intent in doubtful if intent.action is Action.CREATE]
        matches = (await _matched(bodies, strangers, platform)).of(range(len(rows)))
        _describe(found, rows, matches.settled, matches.doubtful, len(matches.missing), strangers)
        if found.matched and confirm(found):
            taken = [await _taken(rows[n], event, platform) for n, event in matches.settled.items()]
            prepared.memory.forget()
            prepared.store.adopt(prepared.source, taken, guard)
            taken_over = {one.event_id for one in taken}
            left = [event for event in strangers if event.event_id not in taken_over]
            remember_strangers(prepared.store, prepared.source, left)
            prepared.store.keep_platform_total(prepared.source, seen.total)
            found.adopted = True


async def _matched(
    bodies: Sequence[bytes], strangers: Sequence[Candidate], platform: Platform
) -> Matches:
    """Which stranger is which payload's event; those alike are told apart by all that is in them."""
    settled: dict[int, Candidate] = {}
    while True:
        taken = {event.event_id for event in settled.values()}
        matches = match(
            [(n, likeness_of(body)) for n, body in enumerate(bodies) if n not in settled],
            [event for event in strangers if event.event_id not in taken],
        )
        told = await tell_apart(platform.reader, dict(enumerate(bodies)), matches.doubtful)
        settled |= matches.settled | told
        if not told:
            return replace(matches, settled=settled)


async def _taken(row: Staged, event: Candidate, platform: Platform) -> Adopted:
    """The list may show an event in short; then it is asked for by itself."""
    doc = event.doc
    if not is_whole(doc):
        doc = read_doc(await platform.reader.event(event.event_id)) or doc
    return Adopted(row, event.event_id, canonical(as_held(row.body, doc)))


def _describe(
    found: Adoption,
    rows: list[Staged],
    settled: dict[int, Candidate],
    doubtful: dict[int, tuple[Candidate, ...]],
    new: int,
    strangers: list[Candidate],
) -> None:
    found.matched = [(shown(rows[n].key), event) for n, event in settled.items()]
    found.doubtful = [(shown(rows[n].key), events) for n, events in doubtful.items()]
    found.new = new
    taken = {event.event_id for event in settled.values()}
    channels = {likeness_of(row.body).channel_id for row in rows}
    found.strangers = [
        event for event in strangers if event.event_id not in taken and event.channel_id in channels
    ]
