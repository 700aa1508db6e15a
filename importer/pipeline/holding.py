"""Look before the first create: where events may be on the platform without our knowing, do not send blindly."""

from __future__ import annotations

from importer.errors import TemporaryError
from importer.matching import likeness_of, likeness_of_candidate
from importer.pipeline.comparing import Comparison
from importer.pipeline.platform import Platform
from importer.publishing.settle import unowned
from importer.store import SourceState

BLIND = (
    "This API key lacks the scope events:read: the importer cannot see whether these events are on the platform already, "
    "nor find out about a send whose answer is lost. Add the scope to the key"
)


async def hold_what_may_be_there(
    comparison: Comparison, source: SourceState, platform: Platform
) -> bool:
    """Hold creates that are alike to an event nobody owns; returns whether there were such.

    Looks only where our state may be incomplete: the source is new to it, or the platform holds another
    number of events than after our last run (one that we do not know may have come for one that went).
    """
    result = comparison.result
    if not result.counts["created"]:
        return False
    if not await platform.may_read():
        result.notes.append(BLIND)
        return False
    known = source.platform_total
    others = known is None or platform.total != known
    if platform.total == 0 or not (source.published == 0 or others):
        return False
    seen = await platform.look()
    if seen.unsound:
        raise TemporaryError(
            f"Some of these events may be on the platform already, but it could not be seen surely: {seen.unsound}. "
            "Nothing new was sent; run again"
        )
    strangers = {
        likeness.digest(): event
        for event in unowned(seen, await platform.owned())
        if (likeness := likeness_of_candidate(event)) is not None
    }
    held = [
        (key, place, strangers[digest])
        for key, place, body in comparison.desk.creates()
        if (digest := likeness_of(body).digest()) in strangers
    ]
    for key, place, event in held:
        comparison.hold(
            key,
            place,
            f"Channel, start and title are those of event {event.event_id} on the platform. It is not sent, so that nothing "
            "is published twice. If it is the same event, take it over with `importer adopt "
            f"{comparison.job.mapping}`; if not, tell the two apart by title",
        )
    return bool(held)
