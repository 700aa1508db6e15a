"""Records that the source no longer holds: which of them count, and what happens to their events."""

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
    event,
    issues,
    only_write,
    planned,
    published,
    row,
    unpublished,
    vanished,
    writes,
)

from importer.intents import Action, Known, State, Upkeep
from importer.planning.removals import removals
from importer.planning.rules import Decision, Rules

DRAFT = replace(RULES, when_removed="draft")


def judged(known: Known, rules: Rules = RULES, *, trusted: bool = True) -> list[Decision]:
    return list(removals([known], rules, trusted=trusted))


# -- what vanished -----------------------------------------------------------------------------


def test_a_published_upcoming_event_without_a_row_has_vanished() -> None:
    assert vanished(planned([row("1002")], [published("1001")])) == [published("1001")]


def test_a_record_whose_row_is_there_has_not_vanished() -> None:
    assert vanished(planned([row("1001")], [published("1001")])) == []


def test_an_event_that_is_over_may_be_continued_where_such_are_sent_but_is_never_removed() -> None:
    over = published(changes={"over_at": NOW, "body": None})
    send_all = replace(DRAFT, skip_past=False)
    assert vanished(planned([row("1002")], [over], send_all)) == [over]
    assert judged(over, send_all) == []


@pytest.mark.parametrize(
    ("case", "record"),
    [
        ("never published", unpublished()),
        ("over", published(changes={"over_at": NOW})),
        ("over when last looked at, by a clock that went back", published(changes={"body": None})),
        ("gone from the platform", published(changes={"gone": True})),
        ("being sent", published(changes={"open": State.SENDING})),
        ("in doubt", published(changes={"open": State.IN_DOUBT})),
    ],
)
def test_nothing_vanishes_that_is(case: str, record: Known) -> None:
    assert vanished(planned([], [record])) == [], case


def test_a_withdrawn_event_may_be_continued_by_a_new_row_but_is_not_removed_again() -> None:
    withdrawn = published(changes={"withdrawn": True})
    assert vanished(planned([], [withdrawn])) == [withdrawn]
    assert judged(withdrawn) == []


def test_an_event_with_a_change_that_never_left_vanishes_like_any_other() -> None:
    waiting = published(changes={"open": State.DECIDED})
    assert vanished(planned([], [waiting])) == [waiting]


@pytest.mark.parametrize(
    ("first", "end", "counts_as_gone"),
    [
        (NOW - DAY, NOW + 180 * DAY, True),
        (NOW - DAY, NOW + 5 * DAY, False),  # it starts after the window
        (NOW + 15 * DAY, NOW + 180 * DAY, False),  # it is over before the window
        (NOW - DAY, published().starts_at, False),  # the end is exclusive
        (NOW - DAY, published().starts_at + 1, True),
        (published().over_at, NOW + 180 * DAY, False),
        (published().over_at - 1, NOW + 180 * DAY, True),
    ],
)
def test_only_events_inside_the_window_looked_at_can_vanish(
    first: float, end: float, counts_as_gone: bool
) -> None:
    rules = replace(RULES, window=(first, end))
    assert bool(vanished(planned([], [published()], rules))) is counts_as_gone


# -- what happens to it ------------------------------------------------------------------------


def test_a_vanished_event_is_reported_with_its_title_and_place() -> None:
    decisions = judged(published())
    assert counts(decisions) == {"removed": 1}
    assert not writes(decisions)
    (issue,) = issues(decisions)
    assert (issue.code, issue.value) == ("removed.reported", "1001")
    assert str(issue.at) == "programme.csv, row 2"
    assert "'Jazz Night' is no longer in the source but event ev-1001" in issue.message


def test_a_vanished_event_goes_back_to_draft_where_the_mapping_says_so() -> None:
    write = only_write(judged(published(), DRAFT))
    assert (write.action, write.body) == (Action.DRAFT, b'{"status":"draft"}')
    assert write.becomes == event(status="draft")
    assert (write.rank, write.due) == (0, published().starts_at)


def test_an_event_that_runs_already_is_withdrawn_as_if_it_began_now() -> None:
    running = published(changes={"starts_at": NOW - HOUR})
    assert only_write(judged(running, DRAFT)).due == NOW


def test_nothing_happens_where_the_source_lists_only_additions() -> None:
    assert judged(published(), replace(RULES, when_removed="ignore")) == []


@pytest.mark.parametrize("when_removed", ["report", "draft"])
def test_a_source_that_was_not_read_whole_proves_nothing(when_removed: Any) -> None:
    rules = replace(RULES, when_removed=when_removed)
    assert judged(published(), rules, trusted=False) == []


# -- how often it must be missed ---------------------------------------------------------------

TWICE = replace(DRAFT, removed_after=2)


def missed(times: int, hours_ago: float) -> Known:
    return published(changes={"missed": times, "missed_at": NOW - hours_ago * HOUR})


def test_the_first_of_two_missed_reads_is_only_noted() -> None:
    assert judged(published(), TWICE) == [Upkeep(7, missed=1)]


def test_the_second_missed_read_six_hours_later_withdraws() -> None:
    decisions = judged(missed(1, 6), TWICE)
    assert decisions[0] == Upkeep(7, missed=2)
    assert counts(decisions) == {"removed": 1}
    assert only_write(decisions).action is Action.DRAFT


def test_a_second_read_within_six_hours_does_not_count() -> None:
    assert judged(missed(1, 5.99), TWICE) == []


def test_what_was_missed_often_enough_stays_removed_within_the_six_hours() -> None:
    report = replace(TWICE, when_removed="report")
    decisions = judged(missed(2, 1), report)
    assert counts(decisions) == {"removed": 1}
    assert not any(isinstance(decision, Upkeep) for decision in decisions)


def test_a_clock_that_went_backwards_counts_as_six_hours() -> None:
    assert Upkeep(7, missed=2) in judged(missed(1, -3), TWICE)
