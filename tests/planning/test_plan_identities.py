"""Several rows of one identity, rows that cannot be mapped, and rows that are left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import orjson
import pytest
from plan_cases import (
    NOW,
    RULES,
    counts,
    decided,
    event,
    issues,
    left_out,
    only_write,
    planned,
    published,
    refused_row,
    row,
    unpublished,
    vanished,
    writes,
)

from importer.intents import Action, State, Upkeep
from importer.keys import record_key
from importer.payloads import Staged

# -- the same identity twice -------------------------------------------------------------------


def test_the_same_event_twice_is_published_once_and_the_rest_skipped() -> None:
    twice = [row(number=2), row(number=3), row(number=9)]
    assert counts(decided(twice)) == {"created": 1, "skipped": 2}


def test_different_events_of_one_identity_are_all_rejected_in_any_order() -> None:
    rows = [row(number=2), row(number=3, title="Kids Jazz"), row(number=4)]
    for order in permutations(rows):
        decisions = decided(list(order), published())
        assert counts(decisions) == {"rejected": 3}
        assert not writes(decisions)


def test_each_row_of_a_shared_identity_is_told_of_all_of_them() -> None:
    found = issues(decided([row(number=2), row(number=3, title="Kids Jazz")]))
    assert [issue.code for issue in found] == ["row.duplicate_identity"] * 2
    assert [issue.at.row for issue in found if issue.at] == [2, 3]
    assert all("(2, 3)" in issue.message and "'1001'" in issue.message for issue in found)


@pytest.mark.parametrize("refused_first", [True, False])
def test_a_row_that_shares_its_identity_with_a_refused_one_is_rejected_in_any_order(
    refused_first: bool,
) -> None:
    rows = [refused_row(number=2), row(number=3)]
    decisions = decided(rows if refused_first else rows[::-1], published(title="Old title"))
    assert counts(decisions) == {"rejected": 2}
    assert not writes(decisions)


def test_an_identity_of_several_parts_is_shown_as_people_write_it() -> None:
    key = record_key(["Hall", "1001"])
    (first, _) = issues(decided([row(key), row(key, 3, title="Kids Jazz")]))
    assert first.value == "Hall | 1001"


def test_a_row_that_cannot_be_mapped_leaves_its_event_alone() -> None:
    decisions = planned([refused_row()], [published()])
    assert counts(decisions) == {"rejected": 1}
    assert not writes(decisions)
    assert not vanished(decisions)


@pytest.mark.parametrize(
    "rows",
    [[refused_row()], [left_out()], [row(), row(number=3, title="Kids Jazz")]],
    ids=["refused", "left out", "doubled"],
)
def test_any_row_of_an_identity_ends_its_missed_reads(rows: list[Staged]) -> None:
    missed_once = published(changes={"missed": 1, "missed_at": NOW - 86_400.0})
    assert Upkeep(7, missed=0) in decided(rows, missed_once)


# -- rows that are left out --------------------------------------------------------------------


@pytest.mark.parametrize("why", ["cancelled", "only", "private"])
def test_a_row_left_out_that_was_never_published_is_skipped(why: str) -> None:
    for record in (None, unpublished()):
        decisions = decided(left_out(why=why), record)
        assert counts(decisions) == {"skipped": 1}
        assert not writes(decisions)
        assert not issues(decisions)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("cancelled", "is cancelled in the source"),
        ("only", "is no longer meant to be published"),
        ("private", "is marked private in the source"),
    ],
)
def test_a_published_event_that_is_left_out_is_reported_at_once(why: str, words: str) -> None:
    rules = replace(RULES, removed_after=2)
    decisions = decided(left_out(why=why), published(), rules)
    assert counts(decisions) == {"skipped": 1, "removed": 1}
    assert not writes(decisions)
    (issue,) = issues(decisions)
    assert issue.code == "removed.reported"
    assert words in issue.message
    assert "'Jazz Night'" in issue.message
    assert "ev-1001" in issue.message


def test_a_published_event_that_is_left_out_is_withdrawn_where_the_mapping_says_so() -> None:
    decisions = decided(left_out(), published(), replace(RULES, when_removed="draft"))
    assert counts(decisions) == {"skipped": 1, "removed": 1}
    write = only_write(decisions)
    assert (write.action, write.body) == (Action.DRAFT, b'{"status":"draft"}')
    assert write.becomes == event(status="draft")
    assert (write.rank, write.record_id) == (0, 7)


def test_withdrawals_are_sent_before_everything_else() -> None:
    draft = replace(RULES, when_removed="draft")
    withdrawal = only_write(decided(left_out(), published(), draft))
    create = only_write(decided(row("1002", startAt="2026-06-01T14:00:00+02:00")))
    assert withdrawal.rank < create.rank


def test_a_row_left_out_of_a_source_of_additions_withdraws_nothing() -> None:
    decisions = decided(left_out(), published(), replace(RULES, when_removed="ignore"))
    assert counts(decisions) == {"skipped": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn": True},
        {"gone": True},
        {"over_at": NOW},
        {"open": State.SENDING},
        {"open": State.IN_DOUBT},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_nothing_more_is_withdrawn_of_an_event_that_is(changes: dict[str, object]) -> None:
    decisions = decided(left_out(), published(changes=changes), replace(RULES, when_removed="draft"))  # fmt: skip
    assert counts(decisions) == {"skipped": 1}
    assert not writes(decisions)


def test_a_cancelled_copy_beside_a_live_row_is_skipped_and_the_live_one_counts() -> None:
    decisions = decided([left_out(number=2), row(number=3, title="Jazz Late")], published())
    assert counts(decisions) == {"skipped": 1, "updated": 1}
    assert orjson.loads(only_write(decisions).body) == {"title": "Jazz Late"}
