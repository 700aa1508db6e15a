"""Settling: what may be on the platform is decided by looking, never by sending and hoping.

A look is one sweep of `GET /events`. It is sound or it proves nothing: as many distinct events as the platform says
there are, the same total on the first and the last page, and every event of ours among them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from importer.errors import TemporaryError
from importer.intents import Action, Intent
from importer.matching import (
    Candidate,
    Look,
    as_held,
    is_whole,
    likeness_of,
    likeness_of_candidate,
    match,
)
from importer.payloads import canonical
from importer.ports import Ledger
from importer.publishing.lists import (
    Page,
    candidate_of,
    is_gone,
    read_doc,
    read_page,
    refuse_access,
)
from importer.publishing.reader import Reader

PASSES = 10
ASKED_AT_A_TIME = 25
"""After so many events asked for by id what was learned is recorded."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Intents by what a look proved. doubtful: intent -> events that may be it; waits: not yet askable."""

    found: Mapping[int, Candidate] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    doubtful: Mapping[int, tuple[Candidate, ...]] = field(default_factory=dict)
    unsound: str = ""

    def of(self, intents: Collection[int]) -> Settled:
        """The same for these intents only."""
        return Settled(
            {number: event for number, event in self.found.items() if number in intents},
            tuple(number for number in self.missing if number in intents),
            {number: events for number, events in self.doubtful.items() if number in intents},
            self.unsound,
        )


async def look(
    reader: Reader, ledger: Ledger, clock: Callable[[], float], *, with_docs: bool = False
) -> Look:
    """Sweep the platform's events until every one was seen, or it is clear that this will not be.

    No order of the list may be relied on, so one pass can miss events; passes are added up as long as the
    platform's total stays the same, and until two were the same event by event. with_docs: keep all that the
    list tells of each event, not only what events are matched by. Raises AccessError without
    `events:read`, TemporaryError when the platform does not answer.
    """
    began, total, seen = clock(), -1, dict[str, Candidate]()
    unsound, before = "", None
    for _ in range(PASSES):
        starts = clock()
        first, last, events = await _sweep(reader, with_docs=with_docs)
        if first != last or first != total:
            began, total, seen = starts, first, {}
        seen.update(events)
        if first != last:
            unsound = "events were added or removed while it looked"
        elif len(seen) == total:
            unsound = await _absent_ones(reader, ledger, seen)
            if not unsound:
                break
        else:
            unsound = f"{len(seen)} different events were listed of {total}"
        if (order := list(events)) == before:
            break
        before = order
    return Look(began, tuple(seen.values()), total, unsound)


async def _sweep(reader: Reader, *, with_docs: bool) -> tuple[int, int, dict[str, Candidate]]:
    """One pass: the total on its first and on its last page, and the events by id."""
    found: dict[str, Candidate] = {}
    first = last = await _page(reader, 1)
    number = 1
    while True:
        for event in map(candidate_of, last.docs):
            if event is not None:
                found[event.event_id] = event if with_docs else replace(event, doc={})
        number += 1
        if number > -(-first.total // first.limit):
            return first.total, last.total, found
        last = await _page(reader, number)


async def _page(reader: Reader, number: int) -> Page:
    answer = await reader.page(number)
    refuse_access(answer, "reading the events on the platform (scope events:read)")
    page = read_page(answer)
    if page is None:
        raise TemporaryError("The platform's list of events could not be read; run again later")
    return page


async def _absent_ones(reader: Reader, ledger: Ledger, events: Collection[str]) -> str:
    """Our own events that a sweep did not show: gone where the platform says so, else it is unsound.

    Its word counts only where it finds an event that it has just listed. However many are gone, each is asked for once.
    """
    owned = await asyncio.to_thread(ledger.owned)
    absent = [event_id for event_id in owned if event_id not in events]
    control = next(iter(events), None)
    if absent and control is not None and read_doc(await reader.event(control)) is None:
        return f"our own event {absent[0]} was not listed, and events cannot be asked for"
    for batch in _some_at_a_time(absent):
        gone = [event_id for event_id in batch if is_gone(await reader.event(event_id))]
        await asyncio.to_thread(ledger.mark_gone, gone)
        if len(gone) < len(batch):
            return f"our own event {next(e for e in batch if e not in gone)} was not listed"
    return ""


async def revisit_gone(reader: Reader, ledger: Ledger, *, every: bool) -> None:
    """Ask for events that the platform once did not find: access may have been lost for a while only.

    every: all of them, since they are about to be created anew, and none may be left unclear (raises
    TemporaryError); else where the first few are gone still, the others are taken to be so, too.
    """
    for batch in _some_at_a_time(await asyncio.to_thread(ledger.gone)):
        found = []
        for event_id in batch:
            answer = await reader.event(event_id)
            if read_doc(answer) is not None:
                found.append(event_id)
            elif every and not is_gone(answer) and not (answer.status == 403 and answer.error):
                raise TemporaryError(
                    f"Event {event_id} was not on the platform and may be again, but it could not be asked for (status "
                    f"{answer.status or 'none'}). Nothing was sent; run again"
                )
        await asyncio.to_thread(ledger.mark_found, found)
        if not found and not every:
            return


def _some_at_a_time(event_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(event_ids), ASKED_AT_A_TIME):
        yield event_ids[first : first + ASKED_AT_A_TIME]


def unowned(seen: Look, owned: Collection[str]) -> list[Candidate]:
    return [event for event in seen.events if event.event_id not in owned]


def settled_by(
    seen: Look, intents: Sequence[Intent], owned: Collection[str], in_progress_s: float
) -> Settled:
    """Hold creates without proof against a look. Pure.

    An event that is there is proof at once. That one is not there proves something only if the look
    is sound and began when the platform can no longer have been busy with the last send.
    """
    creates = {intent.id: intent for intent in intents if intent.action is Action.CREATE}
    matches = match(
        [(number, likeness_of(intent.body)) for number, intent in creates.items()],
        unowned(seen, owned),
    )
    if seen.unsound:
        return Settled(doubtful=dict.fromkeys(creates, ()), unsound=seen.unsound)
    over = {
        number
        for number in matches.missing
        if _finished(creates[number], seen.began, in_progress_s)
    }
    doubtful = dict(matches.doubtful)
    doubtful.update(dict.fromkeys((n for n in matches.missing if n not in over), ()))
    return Settled(matches.settled, tuple(sorted(over)), doubtful)


def _finished(intent: Intent, began: float, in_progress_s: float) -> bool:
    if intent.last_sent_at is None:
        return True
    # A clock that went backwards counts as every window over.
    return began < intent.last_sent_at - 1 or began >= intent.last_sent_at + in_progress_s


async def tell_apart(
    reader: Reader, bodies: Mapping[int, bytes], doubtful: Mapping[int, tuple[Candidate, ...]]
) -> dict[int, Candidate]:
    """Which of several alike events is whose, by asking for each whole: every field that was sent counts.

    bodies: of every number in `doubtful`, and maybe others. Only what fits exactly one event, which
    fits nothing else, is settled.
    """
    bodies = {number: bodies[number] for number in doubtful}
    alike = {
        number: [
            event for event in doubtful[number] if likeness_of_candidate(event) == likeness_of(body)
        ]
        for number, body in bodies.items()
    }
    docs: dict[str, Mapping[str, Any]] = {}
    for event in {event.event_id: event for events in alike.values() for event in events}.values():
        doc = read_doc(await reader.event(event.event_id))
        if doc is not None and is_whole(doc):
            docs[event.event_id] = doc
    fits = {
        number: [event for event in events if _fits(bodies[number], docs.get(event.event_id))]
        for number, events in alike.items()
    }
    claims = Counter(event.event_id for events in fits.values() for event in events)
    return {
        number: events[0]
        for number, events in fits.items()
        if len(events) == 1 and claims[events[0].event_id] == 1
    }


def _fits(body: bytes, doc: Mapping[str, Any] | None) -> bool:
    return doc is not None and canonical(as_held(body, doc)) == body
