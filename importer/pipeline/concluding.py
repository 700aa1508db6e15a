"""What was planned against what became of it: final counts, issues and the exit code. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from importer.errors import Issue, Location
from importer.intents import Action, Blocked, Intent, Verdict
from importer.keys import shown
from importer.pipeline.doubts import Doubts
from importer.publishing.delivered import Delivered
from importer.reports.document import Result

OK, NEEDS_PERSON, REFUSED, AGAIN = 0, 1, 3, 75
WORST_FIRST = (70, REFUSED, 2, 4, AGAIN, NEEDS_PERSON, OK)


def conclude(
    result: Result,
    delivered: Delivered,
    doubts: Doubts,
    doubtful_before: set[int],
    unsent: Collection[Intent],
) -> None:
    """Every record stays in exactly one count: what was not proved moves from created and updated.

    doubtful_before: intents in doubt that the plan has reported already. unsent: still decided.
    """
    counts = result.counts
    planned = counts["created"] + counts["updated"]
    counts["created"] = delivered.done[Action.CREATE]
    counts["updated"] = delivered.done[Action.UPDATE]
    refused = [intent for intent, _ in delivered.refused if intent.action is not Action.DRAFT]
    doubtful = [
        intent
        for intent in doubts.intents
        if intent.id not in doubtful_before and intent.action is not Action.DRAFT
    ]
    decided = sum(intent.action is not Action.DRAFT for intent in unsent)
    ended = counts["created"] + counts["updated"] + len(refused) + len(doubtful)
    # An answer that was read but could not be recorded (a full disk) is what the state says: in doubt.
    unrecorded = max(0, ended + decided - planned)
    counts["created"] -= (fewer := min(unrecorded, counts["created"]))
    counts["updated"] -= min(unrecorded - fewer, counts["updated"])
    left = planned - counts["created"] - counts["updated"] - len(refused) - len(doubtful)
    late = min(counts["unsettled"], delivered.settled_late)
    counts["unchanged"] += late
    counts["rejected"] += len(refused)
    counts["unsettled"] += len(doubtful) - late
    counts["deferred"] += left
    result.stopped = delivered.stopped
    result.report(_refused(intent, verdict) for intent, verdict in delivered.refused)
    result.report(
        _unsettled(one, doubts) for one in doubts.intents if one.id not in doubtful_before
    )
    result.report(_unsent(delivered, unsent, left))
    result.exit_code = exit_code(result, delivered, doubts, left)


def put_off(result: Result) -> None:
    """Nothing of a plan was sent: what was to be created or updated is left for another run."""
    for name in ("created", "updated"):
        result.counts["deferred"] += result.counts.pop(name, 0)


def exit_code(result: Result, delivered: Delivered, doubts: Doubts, left: int) -> int:
    wrote = delivered.done.total()
    if delivered.key_refused is not None or Action.CREATE in delivered.closed_actions:
        return REFUSED
    if delivered.closed_channels and not wrote:
        return REFUSED
    closed = bool(delivered.closed_channels or delivered.closed_actions)
    if delivered.stopped or (doubts.intents and not doubts.needs_person) or (left and not closed):
        return AGAIN
    return NEEDS_PERSON if delivered.refused else exit_of_rows(result.counts)


def worst(*codes: int) -> int:
    """The exit code that speaks for several."""
    return min(codes, key=WORST_FIRST.index)


def exit_of_rows(counts: Counter[str]) -> int:
    """1 where rows need a person, else 0; removals, private and past entries alone do not."""
    return NEEDS_PERSON if counts["rejected"] or counts["unsettled"] or counts["deferred"] else OK


def _refused(intent: Intent, verdict: Verdict) -> Issue:
    gone = verdict.blocked is Blocked.GONE
    words = (
        f"Its event {intent.event_id} is no longer on the platform, or this key may not see it. To publish it anew set "
        "`publish: {recreate_missing: true}`"
        if gone
        else f"The platform refused it: {verdict.message}"
    )
    return Issue(
        "api.not_found" if gone else "api.rejected",
        words,
        Location.unpacked(intent.place),
        value=shown(intent.record_key),
        field=verdict.field,
        request_id=verdict.request_id,
    )


def _unsettled(intent: Intent, doubts: Doubts) -> Issue:
    """What a person is told of one record in doubt, with the events that may be it."""
    maybe = doubts.candidates.get(intent.id, ())
    events = "; ".join(f"event {event.event_id} {event.title!r}" for event in maybe[:3])
    why = f" ({doubts.because})" if doubts.because else ""
    return Issue(
        "publish.unsettled",
        f"Sent, but no answer proves that it arrived{why}. It is not sent again before that is known"
        + (f"; it may be {events}" if events else "")
        + ". Run again, or say what is true with `importer settle --assume`",
        Location.unpacked(intent.place),
        value=shown(intent.record_key),
    )


def _unsent(delivered: Delivered, unsent: Iterable[Intent], left: int) -> Iterator[Issue]:
    if delivered.key_refused is not None:
        yield _stopped("access.refused", delivered.key_refused, "the platform refused the API key")
    if (verdict := delivered.closed_actions.get(Action.CREATE)) is not None:
        yield _stopped(
            "api.forbidden", verdict, "this API key may not create events (events:create)"
        )
    for channel, verdict in delivered.closed_channels.items():
        yield _stopped("channel.forbidden", verdict, f"this API key may not use channel {channel}")
    if (verdict := delivered.closed_actions.get(Action.UPDATE)) is not None:
        for intent in unsent:
            if intent.action is not Action.CREATE:
                yield _not_permitted(intent, verdict)
    elif left and delivered.stopped:
        rows = "1 row was" if left == 1 else f"{left} rows were"
        yield Issue(
            "publish.deferred",
            f"{rows} not sent ({delivered.stopped}). Nothing is lost: run again and they follow",
        )


def _stopped(code: str, verdict: Verdict, what: str) -> Issue:
    return Issue(
        code,
        f"Rows were left unsent: {what}. The platform says: {verdict.message}",
        value=None,
        request_id=verdict.request_id,
    )


def _not_permitted(intent: Intent, verdict: Verdict) -> Issue:
    return Issue(
        "update.not_permitted",
        f"Its event {intent.event_id} should change, but this API key may not change events. Add the scope events:update to "
        "the key, or change the event by hand",
        Location.unpacked(intent.place),
        value=shown(intent.record_key),
        request_id=verdict.request_id,
    )
