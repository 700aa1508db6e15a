"""What holds for every mixture of rows and records, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cases import (
    DAY,
    HOUR,
    NOW,
    RULES,
    counts,
    left_out,
    planned,
    published,
    refused_row,
    row,
    unpublished,
    writes,
)

from importer.intents import PINNED, Action, Known, State, Upkeep, Vanished
from importer.keys import key_hash
from importer.payloads import Staged, payload_hash
from importer.planning.plan import pairs
from importer.planning.removals import removals
from importer.planning.rules import Decision, Rules

KEYS = st.sampled_from(["1001", "1002", "1003", "1004"])
TITLES = st.sampled_from(["Jazz Night", "Jazz Late"])
CHANNELS = st.sampled_from([42, 43])
STARTS = st.sampled_from(["2026-05-30T20:00:00+02:00", "2026-06-12T20:00:00+02:00"])
STATUS = st.sampled_from(["draft", "published"])


@st.composite
def rows(draw: st.DrawFn) -> list[Staged]:
    """Up to eight rows over four identities, in file order."""
    made = []
    for number in range(2, 2 + draw(st.integers(0, 8))):
        key = draw(KEYS)
        kind = draw(st.sampled_from(["wanted", "wanted", "wanted", "refused", "left out"]))
        if kind == "wanted":
            made.append(
                row(key, number, title=draw(TITLES), channelId=draw(CHANNELS), startAt=draw(STARTS), status=draw(STATUS))
            )  # fmt: skip
        else:
            made.append(refused_row(key, number) if kind == "refused" else left_out(key, number))
    return made


@st.composite
def records(draw: st.DrawFn) -> list[Known]:
    """Records of some of the identities, in any state a store can hold."""
    made = []
    for number, key in enumerate(sorted(draw(st.sets(KEYS))), 1):
        facts = {
            "open": draw(st.sampled_from([None, None, *[State.DECIDED, *PINNED]])),
            "missed": draw(st.integers(0, 2)),
            "missed_at": draw(st.sampled_from([None, NOW - HOUR, NOW - DAY])),
            "refused_hash": draw(st.sampled_from([None, payload_hash(row(key).body)])),
            "refused_at": NOW - HOUR,
            "refused_rules": RULES.refusal_rules,
        }
        if draw(st.booleans()):
            made.append(unpublished(key, number=number, **facts))
        else:
            facts["gone"] = draw(st.booleans())
            facts["withdrawn"] = draw(st.booleans())
            made.append(published(key, number=number, changes=facts, title=draw(TITLES), startAt=draw(STARTS)))  # fmt: skip
    return made


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    return replace(
        RULES,
        skip_past=draw(st.booleans()),
        recreate_missing=draw(st.booleans()),
        move_channels=draw(st.booleans()),
        when_removed=draw(st.sampled_from(["report", "draft", "ignore"])),
        removed_after=draw(st.integers(1, 2)),
    )


def whole(staged: Sequence[Staged], known: Sequence[Known], rules: Rules) -> list[Decision]:
    """A plan with the judgement of what vanished, as a run makes it."""
    decisions = planned(staged, known, rules)
    gone = [each.known for each in decisions if isinstance(each, Vanished)]
    return [*decisions, *removals(gone, rules, trusted=True)]


@settings(max_examples=75, deadline=None)
@given(rows(), records(), rules())
def test_every_row_ends_in_exactly_one_count(
    staged: list[Staged], known: list[Known], rules: Rules
) -> None:
    found = counts(whole(staged, known, rules))
    found.pop("removed", None)
    assert sum(found.values()) == len(staged)


@settings(max_examples=75, deadline=None)
@given(rows(), records(), rules(), st.randoms())
def test_a_plan_does_not_depend_on_the_order_of_rows(
    staged: list[Staged], known: list[Known], rules: Rules, random: Random
) -> None:
    moved = list(staged)
    random.shuffle(moved)
    moved = [each._replace(row=at) for at, each in enumerate(moved)]
    first, second = whole(staged, known, rules), whole(moved, known, rules)
    assert counts(first) == counts(second)
    assert [(w.action, w.key, w.body, w.becomes) for w in writes(first)] == [
        (w.action, w.key, w.body, w.becomes) for w in writes(second)
    ]


@settings(max_examples=75, deadline=None)
@given(rows(), records(), rules())
def test_a_record_gets_at_most_one_write_and_none_while_a_send_is_open(
    staged: list[Staged], known: list[Known], rules: Rules
) -> None:
    sent = [write.key for write in writes(whole(staged, known, rules))]
    assert len(sent) == len(set(sent))
    pinned = {each.key for each in known if each.open in PINNED}
    assert not pinned & set(sent)


@settings(max_examples=75, deadline=None)
@given(rows(), records(), rules())
def test_the_same_rows_planned_again_over_what_they_led_to_write_nothing(
    staged: list[Staged], known: list[Known], rules: Rules
) -> None:
    after = afterwards(known, whole(staged, known, rules))
    again = whole(staged, after, rules)
    assert writes(again) == []
    assert not {"created", "updated"} & counts(again).keys()


def afterwards(known: Sequence[Known], decisions: Sequence[Decision]) -> list[Known]:
    """What a store knows when every write was delivered and every upkeep done."""
    state = {each.key: each for each in known}
    ids = {each.id: each.key for each in known}
    for decision in decisions:
        if isinstance(decision, Upkeep):
            record = state[ids[decision.record_id]]
            if decision.missed is not None:
                seen = NOW if decision.missed else None
                record = replace(record, missed=decision.missed, missed_at=seen)
            if decision.withdrawn is not None:
                record = replace(record, withdrawn=decision.withdrawn)
            state[record.key] = replace(record, row_hash=decision.row_hash or record.row_hash)
    for write in writes(decisions):
        before = state.get(write.key) or unpublished(write.key, number=100 + len(state))
        state[write.key] = replace(
            before,
            event_id=before.event_id if before.event_id and not before.gone else f"new-{write.key}",
            body=write.becomes,
            payload_hash=payload_hash(write.becomes),
            row_hash=write.row_hash,
            starts_at=write.starts_at,
            over_at=write.over_at,
            generation=before.generation + (write.action is Action.CREATE),
            withdrawn=write.action is Action.DRAFT,
            gone=False,
            open=None,
            refused_hash=None,
        )
    return list(state.values())


@given(st.lists(KEYS, max_size=6), st.sets(KEYS))
def test_rows_and_records_meet_by_key_and_nothing_of_either_is_lost(
    row_keys: list[str], record_keys: set[str]
) -> None:
    staged = sorted((row(key, n) for n, key in enumerate(row_keys, 2)), key=lambda each: each[:2])
    known = sorted(((key_hash(key), published(key)) for key in record_keys), key=lambda p: p[0])
    met = [([each.key for each in rows], record and record.key) for rows, record in pairs(staged, known)]  # fmt: skip
    assert sorted(key for keys, _ in met for key in keys) == sorted(row_keys)
    assert {record for _, record in met if record} == record_keys
    assert all(record in (None, *keys) for keys, record in met if keys)
    assert len(met) == len(set(row_keys) | record_keys)
