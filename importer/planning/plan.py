"""Wanted against known: what is to be created, updated, withdrawn, left alone. Pure: facts in, decisions out.

Both sides come sorted by key hash and are walked in lock-step, so a plan of any size needs the memory of one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from importer.errors import Issue, Location
from importer.intents import PINNED, Action, Known, Upkeep, Vanished, Write
from importer.keys import shown
from importer.payloads import Payload, Staged, canonical, payload_hash
from importer.planning.removals import may_be_continued, withdraw_at_once
from importer.planning.rules import Counted, Decision, Rules

TOGETHER = ("startAt", "endAt", "timezone")
REFUSAL_STANDS_S = 7 * 86_400
_UNCHANGED, _SKIPPED, _REJECTED, _DEFERRED, _UNSETTLED = map(
    Counted, ("unchanged", "skipped", "rejected", "deferred", "unsettled")
)


def plan(
    staged: Iterable[Staged], known: Iterable[tuple[bytes, Known]], rules: Rules
) -> Iterator[Decision]:
    """Yield every decision. A Write stands for the count it will have when delivered."""
    over = 0
    for rows, record in pairs(staged, known):
        if record is None and len(rows) == 1 and _is_over(rows[0], rules):
            over += 1  # most rows of a long programme: they are counted at once
        elif rows:
            yield from decide(rows, record, rules)
        elif record is not None and may_be_continued(record, rules):
            yield Vanished(record)
    if over:
        yield Counted("skipped", over)


def _is_over(row: Staged, rules: Rules) -> bool:
    return rules.skip_past and row.kind == "wanted" and row.over_at <= rules.now


def pairs(
    staged: Iterable[Staged], known: Iterable[tuple[bytes, Known]]
) -> Iterator[tuple[list[Staged], Known | None]]:
    """Full outer merge of two streams sorted by key hash; rows of one key come together."""
    records = iter(known)
    record = next(records, None)
    for rows in _by_key(staged):
        hashed = rows[0].key_hash
        while record is not None and record[0] < hashed:
            yield [], record[1]
            record = next(records, None)
        if record is not None and record[0] == hashed:
            yield rows, record[1]
            record = next(records, None)
        else:
            yield rows, None
    while record is not None:
        yield [], record[1]
        record = next(records, None)


def _by_key(staged: Iterable[Staged]) -> Iterator[list[Staged]]:
    rows: list[Staged] = []
    for row in staged:
        if rows and row.key_hash != rows[0].key_hash:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def decide(rows: list[Staged], known: Known | None, rules: Rules) -> Iterator[Decision]:
    """All rows of one identity against what is known of it."""
    if known is not None and known.missed:
        yield Upkeep(known.id, missed=0)
    if len(rows) == 1 and rows[0].kind == "wanted":
        yield from _decide_wanted(rows[0], known, rules)
        return
    if len(rows) == 1 and rows[0].kind == "refused":
        yield _REJECTED
        return
    left_out = [row for row in rows if row.kind == "left out"]
    present = [row for row in rows if row.kind != "left out"]
    if not present:
        yield Counted("skipped", len(left_out))
        if known is not None:
            yield from withdraw_at_once(left_out[0], known, rules)
        return
    if left_out:
        yield Counted("skipped", len(left_out))
    wanted = [row for row in present if row.kind == "wanted"]
    if len(wanted) < len(present):
        yield Counted("rejected", len(present) - len(wanted))
    if len(present) > 1:
        if len(wanted) < len(present) or len({row.body for row in wanted}) > 1:
            yield from _several_events(wanted, present)
            return
        yield Counted("skipped", len(wanted) - 1)
    if wanted:
        yield from _decide_wanted(wanted[0], known, rules)


def _several_events(wanted: list[Staged], present: list[Staged]) -> Iterator[Decision]:
    others = ", ".join(str(Location.unpacked(row.place).row) for row in present)
    for row in wanted:
        at = Location.unpacked(row.place)
        yield _REJECTED
        yield Issue(
            "row.duplicate_identity",
            f"Several rows ({others}) have the identity {shown(row.key)!r} but describe different events. None of them is "
            "published and an event published before stays as it is. Give each its own id, or add a column to `identity`",
            at,
            value=shown(row.key),
            field="identity",
        )


def _decide_wanted(row: Staged, known: Known | None, rules: Rules) -> Iterator[Decision]:
    if known is not None and known.open in PINNED:
        yield _UNSETTLED
        yield _unsettled(row)
    elif known is None or known.event_id is None:
        yield from _create(row, known, rules)
    elif known.gone:
        yield from _missing_event(row, known, rules)
    else:
        yield from _compare(row, known, rules)


def _create(row: Staged, known: Known | None, rules: Rules) -> Iterator[Decision]:
    if _is_over(row, rules):
        yield _SKIPPED
    elif known is not None and _still_refused(row.body, known, rules):
        yield _REJECTED
        yield _refused_before(row, known)
    else:
        yield _write(
            Action.CREATE,
            row,
            row.body,
            row.body,
            known,
            rules,
            generation=known.generation if known else 0,
        )


def _missing_event(row: Staged, known: Known, rules: Rules) -> Iterator[Decision]:
    if rules.recreate_missing:
        yield from _create(row, known, rules)
    elif row.over_at <= rules.now:
        yield _SKIPPED
    else:
        yield _REJECTED
        yield Issue(
            "api.not_found",
            f"Its event {known.event_id} is no longer on the platform, or this key may not see it. To publish it anew set "
            "`publish: {recreate_missing: true}`; to be rid of this message take the row out",
            Location.unpacked(row.place),
            value=known.event_id,
        )


def _compare(row: Staged, known: Known, rules: Rules) -> Iterator[Decision]:
    hashed = payload_hash(row.body)
    if hashed == known.payload_hash:
        if row.row_hash != known.row_hash or known.withdrawn:
            yield Upkeep(known.id, row_hash=row.row_hash, withdrawn=False)
        yield _UNCHANGED
        return
    if rules.skip_past and max(row.over_at, known.over_at) <= rules.now:
        yield _SKIPPED
        return
    becomes: Payload = orjson.loads(row.body)
    before: Payload = orjson.loads(known.body) if known.body else {}
    moved = before.get("channelId", becomes["channelId"]) != becomes["channelId"]
    if moved and not rules.move_channels:
        yield _channel_changed(row, before, becomes)
        becomes["channelId"] = before["channelId"]
    patch = changed_fields(before, becomes)
    if not patch:
        yield _DEFERRED
    elif _still_refused(canonical(becomes), known, rules):
        yield _REJECTED
        yield _refused_before(row, known)
    else:
        yield _write(Action.UPDATE, row, canonical(patch), canonical(becomes), known, rules)


def changed_fields(before: Payload, after: Payload) -> Payload:
    """The PATCH that turns one payload into another: changed fields whole, null for emptied ones.

    startAt, endAt and timezone go together, since each gives the others their meaning.
    """
    patch: dict[str, Any] = {
        name: after.get(name)
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
    if any(name in patch for name in TOGETHER):
        patch.update({name: after[name] for name in TOGETHER if name in after})
    return patch


def _write(
    action: Action,
    row: Staged,
    body: bytes,
    becomes: bytes,
    known: Known | None,
    rules: Rules,
    *,
    generation: int = 0,
) -> Write:
    due = max(row.starts_at, rules.now) if rules.soonest_first else row.row
    return Write(
        action, row.key, body, becomes, row.row_hash, row.starts_at, row.over_at, 1, due, row.place,
        known.id if known else None, generation, row.row, row.past_hash,
    )  # fmt: skip


def _still_refused(body: bytes, known: Known, rules: Rules) -> bool:
    return (
        known.refused_hash == payload_hash(body)
        and known.refused_rules == rules.refusal_rules
        and known.refused_at is not None
        and 0 <= rules.now - known.refused_at < REFUSAL_STANDS_S
    )


def _refused_before(row: Staged, known: Known) -> Issue:
    return Issue(
        "api.rejected",
        f"The platform refused this row before and it has not changed: {known.refused_because}",
        Location.unpacked(row.place),
        value=shown(row.key),
    )


def _unsettled(row: Staged) -> Issue:
    return Issue(
        "publish.unsettled",
        "It may already be on the platform: an earlier send got no answer. It is not sent again before that is known; "
        "run again, or decide it with `importer settle`",
        Location.unpacked(row.place),
        value=shown(row.key),
    )


def _channel_changed(row: Staged, before: Payload, becomes: Payload) -> Issue:
    return Issue(
        "update.channel_changed",
        f"The row now belongs to channel {becomes['channelId']} but its event is in channel {before['channelId']}. It stays "
        "there; to move it set `publish: {channel_change: move}`",
        Location.unpacked(row.place),
        value=str(becomes["channelId"]),
        field="channelId",
    )
