"""Look before the first create: where events may be on the platform without our knowing, do not send blindly."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from importer.errors import TemporaryError
from importer.matching import Candidate, likeness_of, likeness_of_candidate
from importer.pipeline.comparing import Comparison
from importer.pipeline.platform import Platform
from importer.publishing.settle import unowned
from importer.store import SourceState, Store

BLIND = (
    "This API key lacks the scope events:read: the importer cannot see whether these events are on the platform already, "
    "nor find out about a send whose answer is lost. Add the scope to the key"
)


async def hold_what_may_be_there(
    comparison: Comparison, store: Store, source: SourceState, platform: Platform
) -> bool:
    """Hold creates that are alike to an event nobody owns; returns whether any other may be created safely.

    Looks only where one may be such: the source is new to our state, the platform holds another number of
    events than after our last run (one that we do not know may have come for one that went), or the last look
    showed one that nobody owned.
    """
    result = comparison.result
    if not result.counts["created"]:
        return False
    if not await platform.may_read():
        result.notes.append(BLIND)
        return False
    if platform.total == 0:
        remember_strangers(store, source, ())
        return True
    if source.published and platform.total == source.platform_total:
        last_seen = _last_seen(store, source)
        if last_seen is not None and not any(_alike(comparison, last_seen)):
            return True
    strangers = await _strangers(platform)
    remember_strangers(store, source, strangers)
    by_likeness = dict(_likenesses(strangers))
    for key, place, digest in list(_alike(comparison, by_likeness)):
        comparison.hold(
            key,
            place,
            f"Channel, start and title are those of event {by_likeness[digest]} on the platform. It is not sent, so that "
            "nothing is published twice. If it is the same event, take it over with `importer adopt "
            f"{comparison.job.mapping}`; if not, tell the two apart by title",
        )
    return True


async def _strangers(platform: Platform) -> list[Candidate]:
    """Events on the platform that no record owns. Raises TemporaryError where that cannot be seen surely."""
    seen = await platform.look()
    if seen.unsound:
        raise TemporaryError(
            f"Some of these events may be on the platform already, but it could not be seen surely: {seen.unsound}. "
            "Nothing new was sent; run again"
        )
    return unowned(seen, await platform.owned())


def _alike(comparison: Comparison, known: Container[bytes]) -> Iterator[tuple[str, str, bytes]]:
    """(key, place, likeness) of creates that are alike to one of these."""
    for key, place, body in comparison.desk.creates():
        if (digest := likeness_of(body).digest()) in known:
            yield key, place, digest


def remember_strangers(store: Store, source: SourceState, strangers: Iterable[Candidate]) -> None:
    """Keep what a look showed that nobody owned: a row that is one of them may come on a later night only."""
    digests = sorted({digest.hex() for digest, _ in _likenesses(strangers)})
    store.remember(source.profile_id, _memory_of(source), " ".join(digests))


def _last_seen(store: Store, source: SourceState) -> frozenset[bytes] | None:
    """None where no look has been remembered yet."""
    kept = store.recall(source.profile_id, _memory_of(source))
    return None if kept is None else frozenset(map(bytes.fromhex, kept[0].split()))


def _memory_of(source: SourceState) -> str:
    return f"strangers {source.id}"


def _likenesses(events: Iterable[Candidate]) -> Iterator[tuple[bytes, str]]:
    """(digest, event id) of events whose channel and start were told."""
    for event in events:
        if (likeness := likeness_of_candidate(event)) is not None:
            yield likeness.digest(), event.event_id
