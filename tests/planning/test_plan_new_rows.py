"""Rows without an event: what is created, what is too late, and how long a refusal stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from plan_cases import (
    DAY,
    HOUR,
    NOW,
    RULES,
    counts,
    decided,
    event,
    issues,
    only_write,
    published,
    row,
    unpublished,
    writes,
)

from importer.intents import Action, Known, State
from importer.payloads import payload_hash


def test_a_new_row_becomes_a_create_with_its_exact_payload() -> None:
    write = only_write(decided(row("1001")))
    assert (write.action, write.key, write.record_id) == (Action.CREATE, "1001", None)
    assert write.body == write.becomes == event()
    assert write.generation == 0


def test_creates_are_sent_by_start_and_what_runs_already_counts_as_now() -> None:
    coming = row(startAt="2026-06-12T20:00:00+02:00")
    running = row(startAt="2026-06-01T13:00:00+02:00", ends=NOW + HOUR)
    assert only_write(decided(coming)).due == coming.starts_at
    assert only_write(decided(running)).due == NOW


def test_creates_are_sent_in_file_order_where_the_mapping_says_so() -> None:
    rules = replace(RULES, soonest_first=False)
    assert only_write(decided(row(number=12), rules=rules)).due == 10


def test_an_event_that_is_over_is_skipped() -> None:
    late = row(startAt="2026-05-30T20:00:00+02:00")
    assert counts(decided(late)) == {"skipped": 1}


def test_an_event_is_over_at_the_very_second_it_ends() -> None:
    assert counts(decided(row(ends=NOW))) == {"skipped": 1}
    assert counts(decided(row(ends=NOW + 1))) == {"created": 1}


def test_an_event_that_is_over_is_created_where_the_mapping_wants_the_past() -> None:
    late = row(startAt="2026-05-30T20:00:00+02:00")
    assert counts(decided(late, rules=replace(RULES, skip_past=False))) == {"created": 1}


def test_a_row_that_was_decided_but_never_left_is_decided_anew() -> None:
    waiting = unpublished(open=State.DECIDED)
    write = only_write(decided(row(), waiting))
    assert (write.action, write.record_id) == (Action.CREATE, waiting.id)


@pytest.mark.parametrize("state", [State.SENDING, State.IN_DOUBT])
def test_a_row_whose_send_got_no_answer_is_not_sent_again(state: State) -> None:
    decisions = decided(row(title="Changed since"), unpublished(open=state))
    assert counts(decisions) == {"unsettled": 1}
    assert not writes(decisions)
    (issue,) = issues(decisions)
    assert (issue.code, issue.value) == ("publish.unsettled", "1001")
    assert issue.at is not None
    assert issue.at.row == 2


@pytest.mark.parametrize("state", [State.SENDING, State.IN_DOUBT])
def test_an_update_without_an_answer_holds_its_row_too(state: State) -> None:
    decisions = decided(row(title="Jazz Late"), published(changes={"open": state}))
    assert counts(decisions) == {"unsettled": 1}


# -- refused before ------------------------------------------------------------------------------


def refused(**changes: Any) -> Known:
    """The platform refused the usual payload an hour ago."""
    facts: dict[str, Any] = {
        "refused_hash": payload_hash(event()),
        "refused_at": NOW - HOUR,
        "refused_rules": RULES.refusal_rules,
        "refused_because": "classifications: unknown slug",
    }
    return unpublished(**{**facts, **changes})


def test_a_payload_that_was_refused_is_not_sent_again_and_says_why() -> None:
    decisions = decided(row(), refused())
    assert counts(decisions) == {"rejected": 1}
    assert not writes(decisions)
    (issue,) = issues(decisions)
    assert issue.code == "api.rejected"
    assert "classifications: unknown slug" in issue.message


@pytest.mark.parametrize(
    ("case", "record", "title"),
    [
        ("the payload changed", refused(), "Jazz Night (new)"),
        ("the importer changed", refused(refused_rules=b"importer 0"), "Jazz Night"),
        ("seven days went by", refused(refused_at=NOW - 7 * DAY), "Jazz Night"),
        ("the clock went backwards", refused(refused_at=NOW + 5 * DAY), "Jazz Night"),
    ],
)
def test_a_refused_row_is_sent_again_when(case: str, record: Known, title: str) -> None:
    assert counts(decided(row(title=title), record)) == {"created": 1}, case


def test_a_refusal_stands_to_the_last_second_of_its_seven_days() -> None:
    assert counts(decided(row(), refused(refused_at=NOW - 7 * DAY + 1))) == {"rejected": 1}


def test_an_event_that_is_over_is_skipped_even_if_it_was_refused() -> None:
    over = row(ends=NOW)
    assert counts(decided(over, refused(refused_hash=payload_hash(over.body)))) == {"skipped": 1}


# -- gone from the platform ----------------------------------------------------------------------


def test_a_row_whose_event_is_gone_is_rejected_and_names_the_event_and_the_way_out() -> None:
    decisions = decided(row(), published(changes={"gone": True}))
    assert counts(decisions) == {"rejected": 1}
    (issue,) = issues(decisions)
    assert (issue.code, issue.value) == ("api.not_found", "ev-1001")
    assert "recreate_missing: true" in issue.message


def test_a_gone_event_that_is_over_anyway_is_skipped_in_silence() -> None:
    decisions = decided(row(ends=NOW), published(changes={"gone": True}))
    assert counts(decisions) == {"skipped": 1}
    assert not issues(decisions)


def test_a_gone_event_is_created_again_in_its_next_generation_where_the_mapping_says_so() -> None:
    rules = replace(RULES, recreate_missing=True)
    write = only_write(decided(row(), published(changes={"gone": True, "generation": 3}), rules))
    assert (write.action, write.generation, write.body) == (Action.CREATE, 3, event())


def test_a_gone_event_that_is_over_is_not_created_again() -> None:
    rules = replace(RULES, recreate_missing=True)
    decisions = decided(row(ends=NOW), published(changes={"gone": True}), rules)
    assert counts(decisions) == {"skipped": 1}
