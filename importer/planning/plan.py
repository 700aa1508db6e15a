"""Wanted against known: what is to be created, updated, withdrawn, left alone. Pure: facts in, decisions out.

Both sides come sorted by key hash and are walked in lock-step, so a plan of any size needs the memory of one record.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, TypeAlias

import orjson

from importer.errors import Issue, Location
from importer.intents import PINNED, Action, Known, Upkeep, Vanished, Write
from importer.keys import PART_SEPARATOR, shown
from importer.payloads import Payload, Staged, canonical, payload_hash

TOGETHER = ("startAt", "endAt", "timezone")
REFUSAL_STANDS_S = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan goes by. now: epoch seconds by the platform's clock.

    window: (first, end) epoch seconds that the source was read for, None for all time.
    refusal_rules: digest of what else decides whether a refused payload is worth another try.
    """

    now: int
    refusal_rules: bytes
    window: tuple[float, float] | None = None
    skip_past: bool = True
    soonest_first: bool = True
    recreate_missing: bool = False
    move_channels: bool = False
    when_removed: Literal["report", "draft", "ignore"] = "report"
    removed_after: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """`count` source records end as `name` (a field of the result document)."""

    name: str
    count: int = 1


Decision: TypeAlias = Write | Upkeep | Vanished | Counted | Issue


def plan(
    staged: Iterable[tuple[bytes, Staged]], known: Iterable[tuple[bytes, Known]], rules: Rules
) -> Iterator[Decision]:
    """Yield every decision. A Write stands for the count it will have when delivered."""
    for rows, record in pairs(staged, known):
        if rows:
            yield from decide(rows, record, rules)
        elif record is not None and _may_be_continued(record, rules):
            yield Vanished(record)


def pairs(
    staged: Iterable[tuple[bytes, Staged]], known: Iterable[tuple[bytes, Known]]
) -> Iterator[tuple[list[Staged], Known | None]]:
    """Full outer merge of two streams sorted by key hash; rows of one key come together."""
    groups = ((hashed, [row for _, row in rows]) for hashed, rows in groupby(staged, itemgetter(0)))
    records = iter(known)
    record = next(records, None)
    for hashed, rows in groups:
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


def decide(rows: list[Staged], known: Known | None, rules: Rules) -> Iterator[Decision]:
    """All rows of one identity against what is known of it."""
    if known is not None and known.missed:
        yield Upkeep(known.id, missed=0)
    if len(rows) == 1 and rows[0].kind == "wanted":
        yield from _decide_wanted(rows[0], known, rules)
        return
    left_out = [row for row in rows if row.kind == "left out"]
    present = [row for row in rows if row.kind != "left out"]
    if not present:
        yield Counted("skipped", len(left_out))
        if known is not None:
            yield from _withdraw_at_once(left_out[0], known, rules)
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
        yield Counted("rejected")
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
        yield Counted("unsettled")
        yield _unsettled(row)
    elif known is None or known.event_id is None:
        yield from _create(row, known, rules)
    elif known.gone:
        yield from _missing_event(row, known, rules)
    else:
        yield from _compare(row, known, rules)


def _create(row: Staged, known: Known | None, rules: Rules) -> Iterator[Decision]:
    if rules.skip_past and row.over_at <= rules.now:
        yield Counted("skipped")
    elif known is not None and _still_refused(row.body, known, rules):
        yield Counted("rejected")
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
        yield Counted("skipped")
    else:
        yield Counted("rejected")
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
        yield Counted("unchanged")
        return
    if rules.skip_past and max(row.over_at, known.over_at) <= rules.now:
        yield Counted("skipped")
        return
    becomes: Payload = orjson.loads(row.body)
    before: Payload = orjson.loads(known.body) if known.body else {}
    moved = before.get("channelId", becomes["channelId"]) != becomes["channelId"]
    if moved and not rules.move_channels:
        yield _channel_changed(row, before, becomes)
        becomes["channelId"] = before["channelId"]
    patch = changed_fields(before, becomes)
    if not patch:
        yield Counted("deferred")
    elif _still_refused(canonical(becomes), known, rules):
        yield Counted("rejected")
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


def removals(
    vanished: Iterable[Known], rules: Rules, *, trusted: bool, series: Container[str] = ()
) -> Iterator[Decision]:
    """What happens to published events whose record is gone, after relinking.

    trusted: the source was read whole and every identity in it could be read; otherwise a missing
    record proves nothing. series: ids of calendar series of which other dates are still there. A missed
    read counts only 6 hours after the last that counted.
    """
    if not trusted or rules.when_removed == "ignore":
        return
    for known in vanished:
        if not expected(known, rules):
            continue
        if known.missed_at is not None and 0 <= rules.now - known.missed_at < 6 * 3600:
            missed = known.missed
        else:
            missed = known.missed + 1
            yield Upkeep(known.id, missed=missed)
        if missed >= rules.removed_after:
            yield Counted("removed")
            one_date = series_of(known.key) in series
            why = (
                "was taken out of its series, which goes on,"
                if one_date
                else "is no longer in the source"
            )
            yield from _remove(known, rules, why)


def series_of(key: str) -> str | None:
    """The id of the calendar series that a record key names a date of, else None."""
    name, separator, _ = key.partition(PART_SEPARATOR)
    return name if separator else None


def expected(known: Known, rules: Rules) -> bool:
    """Whether a record that the source does not hold should have been in it."""
    return not known.withdrawn and _upcoming(known, rules) and _looked_for(known, rules)


def _may_be_continued(known: Known, rules: Rules) -> bool:
    """Whether a new row may be this event under another id: a withdrawn one too, and one that is over
    where events that are over are sent."""
    return (_upcoming(known, rules) or not rules.skip_past) and _looked_for(known, rules)


def _upcoming(known: Known, rules: Rules) -> bool:
    return known.body is not None and known.over_at > rules.now  # bodies are kept until then


def _looked_for(known: Known, rules: Rules) -> bool:
    """Whether its event is on the platform and lies in the stretch that the source was read for."""
    if known.event_id is None or known.gone or known.open in PINNED:
        return False
    if rules.window is None:
        return True
    first, end = rules.window
    return known.over_at > first and known.starts_at < end


def _withdraw_at_once(row: Staged, known: Known, rules: Rules) -> Iterator[Decision]:
    if rules.when_removed == "ignore" or not expected(known, rules):
        return
    yield Counted("removed")
    why = {
        "cancelled": "is cancelled in the source",
        "private": "is marked private in the source",
    }.get(row.why, "is no longer meant to be published")
    yield from _remove(known, rules, why)


def _remove(known: Known, rules: Rules, why: str) -> Iterator[Decision]:
    at = Location.unpacked(known.place)
    title = orjson.loads(known.body)["title"] if known.body else shown(known.key)
    if rules.when_removed == "report":
        yield Issue(
            "removed.reported",
            f"{title!r} {why} but event {known.event_id} is still on the platform. Take it down there, or let the importer "
            "do it with `when_removed: draft`",
            at,
            value=shown(known.key),
        )
        return
    becomes: Payload = orjson.loads(known.body) if known.body else {}
    becomes["status"] = "draft"
    yield Write(
        Action.DRAFT, known.key, canonical({"status": "draft"}), canonical(becomes), known.row_hash,
        known.starts_at, known.over_at, 0, max(known.starts_at, rules.now), known.place, known.id,
    )  # fmt: skip


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
        known.id if known else None, generation,
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
