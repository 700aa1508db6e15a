"""Delivery's side: claimed means durably marked, and only proof closes an intent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from store_cases import (
    DAY,
    HALL,
    IN_DOUBT,
    NOT_FOUND,
    NOW,
    REFUSED,
    RULES,
    TRY_AGAIN,
    OneSource,
    done,
    everything,
    left_out,
    nothing,
    wanted,
)

from importer.intents import Action, Intent, State
from importer.payloads import payload_hash
from importer.ports import DEPARTS_WITHIN_S, Answered, Eligible, PaceMemory

# -- claiming -------------------------------------------------------------------------------------


def test_a_claim_is_durable_before_it_is_handed_out(hall: OneSource) -> None:
    hall.plan(wanted())
    (intent,) = hall.claim()
    assert (intent.state, intent.ours, intent.last_sent_at) == (State.SENDING, True, NOW)
    assert (intent.record_key, intent.channel_id, intent.body) == ("1001", 42, wanted().body)
    assert hall.query("SELECT state, sent_at, lease_token FROM intents") == [
        ("sending", NOW, hall.lease.token)
    ]


def test_withdrawals_are_claimed_first_and_the_rest_by_start(hall: OneSource) -> None:
    draft = replace(RULES, when_removed="draft")
    hall.publish(wanted("1001", start="2026-08-01T20:00:00+00:00"), wanted("1002", 3))
    hall.plan(
        left_out("1001"),
        wanted("1002", 3, title="Changed"),
        wanted("1003", 4, start="2026-06-11T20:00:00+00:00"),
        wanted("1004", 5, start="2026-06-13T20:00:00+00:00"),
        rules=draft,
        run="run-2",
    )
    assert [(i.action, i.record_key) for i in hall.claim()] == [
        (Action.DRAFT, "1001"),
        (Action.CREATE, "1003"),
        (Action.UPDATE, "1002"),
        (Action.CREATE, "1004"),
    ]


def test_no_more_is_claimed_than_is_free_and_the_rest_waits(hall: OneSource) -> None:
    hall.plan(*(wanted(str(number), number) for number in range(2, 7)))
    turn = hall.ledger.turn([], Eligible(2), everything)
    assert ([i.record_key for i in turn.claimed], turn.waiting) == (["2", "3"], True)
    turn = hall.ledger.turn([], Eligible(3), everything)
    assert ([i.record_key for i in turn.claimed], turn.waiting) == (["4", "5", "6"], False)
    assert hall.ledger.turn([], Eligible(3), everything).claimed == ()


def test_nothing_free_still_tells_whether_something_waits(hall: OneSource) -> None:
    assert not hall.ledger.turn([], Eligible(0), everything).waiting
    hall.plan(wanted())
    assert hall.ledger.turn([], Eligible(0), everything).waiting


def test_the_pace_decides_how_many_of_each_action_leave(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3))
    hall.plan(
        wanted("1001", title="Changed"),
        wanted("1002", 3, title="Changed"),
        wanted("1003", 4),
        wanted("1004", 5),
        run="run-2",
    )
    offered_to_pace: list[dict[Action, int]] = []

    def one_update(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
        offered_to_pace.append(dict(offered))
        return {Action.UPDATE: 1}

    turn = hall.ledger.turn([], Eligible(10), one_update)
    assert offered_to_pace == [{Action.UPDATE: 2, Action.CREATE: 2}]
    assert ([(i.action, i.record_key) for i in turn.claimed], turn.waiting) == (
        [(Action.UPDATE, "1001")],
        True,
    )


def test_closed_channels_and_actions_are_passed_over(hall: OneSource) -> None:
    hall.publish(wanted("1001"))
    hall.plan(
        wanted("1001", title="Changed"),
        wanted("1002", 3),
        wanted("1003", 4, channel=43),
        run="run-2",
    )

    def claimable(eligible: Eligible) -> list[str]:
        found: list[str] = []

        def look(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
            found.extend(action.value for action in Counter(offered).elements())
            return {}

        hall.ledger.turn([], eligible, look)
        return sorted(found)

    assert claimable(Eligible(9)) == ["create", "create", "update"]
    assert claimable(Eligible(9, frozenset({Action.UPDATE}))) == ["update"]
    assert claimable(Eligible(9, closed_channels=frozenset({42}))) == ["create"]
    assert claimable(Eligible(9, frozenset())) == []


def test_the_pace_is_kept_with_the_claim_and_shared_by_all_sources_of_a_profile(
    hall: OneSource,
) -> None:
    def learn(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
        memory.keep('{"rate": 5}')
        return offered

    hall.ledger.turn([], Eligible(1), learn)
    other = hall.store.bind(HALL[0], HALL[1], "old-town", "mappings/old-town.yaml")
    sandbox = hall.store.bind("", "http://127.0.0.1:8000", "old-town", "mappings/old-town.yaml")
    assert hall.store.pace(other).text() == '{"rate": 5}'
    assert hall.store.pace(sandbox).text() == "{}"


def test_a_pace_can_be_used_by_itself(hall: OneSource) -> None:
    def grant(memory: PaceMemory) -> int:
        assert memory.text == "{}"
        memory.keep('{"rate": 9}')
        return 3

    assert hall.ledger.pace(grant) == 3
    assert hall.store.pace(hall.source).text() == '{"rate": 9}'


def test_what_is_still_unsent_is_told_in_the_order_of_sending(hall: OneSource) -> None:
    hall.plan(
        wanted("1001", start="2026-07-01T20:00:00+00:00"),
        wanted("1002", 3),
        wanted("1003", 4, start="2026-08-01T20:00:00+00:00"),
    )
    hall.claim(1)
    assert [intent.record_key for intent in hall.ledger.unsent()] == ["1001", "1003"]


# -- answers --------------------------------------------------------------------------------------


def sent(hall: OneSource) -> Intent:
    """A create of record 1001 that is under way."""
    hall.plan(wanted())
    (intent,) = hall.claim()
    return intent


def state_of(hall: OneSource, intent: Intent) -> str:
    ((state,),) = hall.query(f"SELECT state FROM intents WHERE id = {intent.id}")
    return str(state)


def test_an_event_id_closes_the_intent_and_makes_the_record_published(hall: OneSource) -> None:
    intent = sent(hall)
    hall.answer((intent, done("ev-1")))
    assert state_of(hall, intent) == "done"
    known = hall.known()
    assert (known.event_id, known.generation, known.body) == ("ev-1", 1, wanted().body)
    assert known.payload_hash == payload_hash(wanted().body)
    assert hall.query("SELECT channel_id, revision FROM records") == [(42, 0)]


def test_an_update_keeps_the_event_and_counts_as_its_next_revision(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.publish(wanted(title="Jazz Late"), run="run-2")
    known = hall.known()
    assert (known.event_id, known.generation) == ("ev-1001", 1)
    assert known.body == wanted(title="Jazz Late").body
    assert hall.query("SELECT revision FROM records") == [(1,)]


def test_a_try_that_did_nothing_is_decided_again_with_the_same_bytes_and_key(
    hall: OneSource,
) -> None:
    intent = sent(hall)
    hall.answer((intent, TRY_AGAIN))
    assert state_of(hall, intent) == "decided"
    (again,) = hall.claim()
    assert (again.id, again.body, again.key) == (intent.id, intent.body, intent.key)
    assert again.doubtful_since is None


def test_a_send_without_an_answer_is_in_doubt_since_it_was_sent(hall: OneSource) -> None:
    intent = sent(hall)
    now = hall.clock.now + 8
    hall.ledger.turn([Answered(intent, IN_DOUBT, now - 8, now)], Eligible(9), everything)
    assert hall.query("SELECT state, doubtful_since FROM intents") == [("in doubt", NOW)]
    assert [one.id for one in hall.ledger.open_intents()] == [intent.id]


def test_doubt_dates_from_the_first_ambiguous_send(hall: OneSource) -> None:
    intent = sent(hall)
    hall.answer((intent, IN_DOUBT))
    hall.clock.now += 10
    (again,) = hall.ledger.reclaim([intent])
    assert (again.state, again.doubtful_since, again.last_sent_at) == (
        State.SENDING,
        NOW,
        NOW + 10,
    )
    hall.answer((again, IN_DOUBT))
    assert hall.query("SELECT state, doubtful_since FROM intents") == [("in doubt", NOW)]


def test_a_refusal_is_kept_with_its_reason_and_the_rules_it_was_made_under(
    hall: OneSource,
) -> None:
    intent = sent(hall)
    hall.answer((intent, REFUSED))
    assert state_of(hall, intent) == "refused"
    known = hall.known()
    assert (known.event_id, known.refused_because) == (None, "title: too long")
    assert known.refused_hash == payload_hash(wanted().body)
    assert (known.refused_at, known.refused_rules) == (NOW, RULES.refusal_rules)
    assert hall.plan(wanted(), run="run-2") == 0
    hall.clock.now += 7 * DAY
    assert hall.plan(wanted(), run="run-3") == 1


def test_a_success_makes_an_earlier_refusal_forgotten(hall: OneSource) -> None:
    hall.answer((sent(hall), REFUSED))
    hall.publish(wanted(title="Short"), run="run-2")
    assert hall.known().refused_hash is None


def test_an_update_answered_with_404_means_gone_and_refuses_no_payload(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.plan(wanted(title="Jazz Late"), run="run-2")
    (update,) = hall.claim()
    hall.answer((update, NOT_FOUND))
    known = hall.known()
    assert (known.gone, known.refused_hash) == (True, None)
    assert state_of(hall, update) == "refused"


def test_a_create_answered_with_404_is_an_ordinary_refusal(hall: OneSource) -> None:
    hall.answer((sent(hall), NOT_FOUND))
    known = hall.known()
    assert (known.gone, known.refused_hash) == (False, payload_hash(wanted().body))


def test_every_answer_is_noted_in_order(hall: OneSource) -> None:
    intent = sent(hall)
    for verdict in (TRY_AGAIN, REFUSED):
        hall.answer((intent, verdict))
    ((answers,),) = hall.query("SELECT answers FROM intents")
    assert json.loads(answers) == [
        [NOW, 429, None, "try again"],
        [NOW, 400, None, "refused: invalid_request"],
    ]


def test_a_create_answered_with_the_event_of_another_record_is_sent_once_more_under_a_key_of_its_own(
    hall: OneSource,
) -> None:
    hall.publish(wanted())
    hall.plan(wanted(), wanted("1002", 3))
    ledger = hall.ledger
    keys = []
    for replayed in range(2):
        (intent,) = ledger.turn([], Eligible(1), everything).claimed
        keys.append(intent.key)
        answer = Answered(intent, done("ev-1001"), NOW, NOW)
        turn = ledger.turn([answer], Eligible(0), nothing)
        assert (turn.replayed, turn.waiting) == (1, replayed == 0)
    assert hall.known("1002").event_id is None
    hall.plan(wanted(), wanted("1002", 3), run="run-2")
    (intent,) = hall.claim()
    assert len({*keys, intent.key}) == 3
    assert hall.answer((intent, done("ev-1002"))).replayed == 0
    assert hall.known("1002").event_id == "ev-1002"


def test_answers_and_claims_share_one_commit(hall: OneSource) -> None:
    hall.plan(wanted("1001"), wanted("1002", 3))
    (first,) = hall.claim(1)
    one = Answered(first, done("ev-1"), NOW, NOW)
    turn = hall.ledger.turn([one], Eligible(1), everything)
    assert [intent.record_key for intent in turn.claimed] == ["1002"]

    def broken(memory: PaceMemory, offered: Mapping[Action, int]) -> Mapping[Action, int]:
        raise ArithmeticError

    two = Answered(turn.claimed[0], done("ev-2"), NOW, NOW)
    with pytest.raises(ArithmeticError):
        hall.ledger.turn([two], Eligible(1), broken)
    assert hall.query("SELECT state FROM intents ORDER BY id") == [("done",), ("sending",)]


# -- after a crash --------------------------------------------------------------------------------


def test_what_a_dead_run_left_as_sending_is_in_doubt_since_it_was_sent(hall: OneSource) -> None:
    intent = sent(hall)
    hall.clock.now += 60
    with hall.store.lease(hall.source) as hall.lease:
        assert hall.ledger.doubt_what_was_left() == 1
        (left,) = hall.ledger.open_intents()
    assert (left.id, left.state, left.doubtful_since) == (intent.id, State.IN_DOUBT, NOW)
    assert (left.body, left.key, left.ours) == (intent.body, intent.key, False)
    assert left.last_sent_at == NOW + DEPARTS_WITHIN_S


@pytest.mark.parametrize(("later_s", "left_by"), [(4, NOW + 4), (30, NOW + DEPARTS_WITHIN_S)])
def test_a_send_in_doubt_may_have_left_as_late_as_its_mark_allows(
    later_s: int, left_by: float, hall: OneSource
) -> None:
    intent = sent(hall)
    hall.clock.now += later_s
    hall.answer((intent, IN_DOUBT))
    assert [one.last_sent_at for one in hall.ledger.open_intents()] == [left_by]


def test_doubts_of_earlier_runs_are_counted_every_time(hall: OneSource) -> None:
    hall.answer((sent(hall), IN_DOUBT))
    assert hall.ledger.doubt_what_was_left() == 1
    assert hall.ledger.doubt_what_was_left() == 1


def test_what_never_left_is_forgotten_and_a_tried_one_keeps_its_story(hall: OneSource) -> None:
    hall.plan(wanted("1001"), wanted("1002", 3))
    (first,) = hall.claim(1)
    hall.answer((first, TRY_AGAIN))
    assert hall.ledger.doubt_what_was_left() == 0
    assert hall.query("SELECT state FROM intents") == [("dropped",)]


def test_our_own_sends_are_not_doubted(hall: OneSource) -> None:
    sent(hall)
    assert hall.ledger.doubt_what_was_left() == 0
    assert hall.query("SELECT state FROM intents") == [("sending",)]


# -- settling -------------------------------------------------------------------------------------


def test_an_event_that_was_found_closes_its_intent(hall: OneSource) -> None:
    intent = sent(hall)
    hall.answer((intent, IN_DOUBT))
    hall.ledger.settle({intent.id: "ev-9"}, [])
    assert state_of(hall, intent) == "done"
    assert (hall.known().event_id, hall.known().generation) == ("ev-9", 1)
    assert hall.ledger.open_intents() == []


def test_a_missing_one_is_sent_again_as_it_was_and_without_doubt(hall: OneSource) -> None:
    intent = sent(hall)
    hall.answer((intent, IN_DOUBT))
    hall.ledger.settle({}, [intent.id])
    (again,) = hall.claim()
    assert (again.id, again.body, again.key) == (intent.id, intent.body, intent.key)
    assert again.doubtful_since is None


def test_a_changed_row_replaces_what_a_look_proved_missing(hall: OneSource) -> None:
    intent = sent(hall)
    hall.answer((intent, IN_DOUBT))
    hall.ledger.settle({}, [intent.id])
    hall.plan(wanted(title="Jazz Late"), run="run-2")
    (changed,) = hall.claim()
    assert changed.body == wanted(title="Jazz Late").body
    assert changed.key != intent.key
    assert state_of(hall, intent) == "dropped"


def test_both_outcomes_of_a_look_stand_in_the_story(hall: OneSource) -> None:
    hall.plan(wanted("1001"), wanted("1002", 3))
    first, second = hall.claim()
    hall.answer((first, IN_DOUBT), (second, IN_DOUBT))
    hall.ledger.settle({first.id: "ev-9"}, [second.id])
    words = [
        [words for *_, words in json.loads(answers)]
        for (answers,) in hall.query("SELECT answers FROM intents ORDER BY id")
    ]
    assert words == [
        ["in doubt", "done: found"],
        ["in doubt", "missing, by looking: to be sent again"],
    ]


# -- what is ours ---------------------------------------------------------------------------------


def test_events_of_all_sources_of_the_profile_are_owned_and_no_others(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3, channel=43))
    others = {
        "old-town": hall.store.bind(HALL[0], HALL[1], "old-town", "mappings/old-town.yaml"),
        "sandbox": hall.store.bind("", "http://127.0.0.1:8000", *HALL[2:]),
    }
    for name, source in others.items():
        with hall.store.lease(source) as lease:
            there = OneSource(hall.store, source, lease, hall.clock, hall.other)
            there.publish(wanted(name))
    assert hall.ledger.owned() == {"ev-1001": 42, "ev-1002": 43, "ev-old-town": 42}


def test_an_event_that_is_gone_is_owned_no_more(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3))
    hall.ledger.mark_gone(["ev-1001"])
    assert hall.ledger.owned() == {"ev-1002": 42}
    assert hall.known("1001").gone
    assert not hall.known("1002").gone


def test_marking_nothing_as_gone_changes_nothing(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.ledger.mark_gone([])
    assert hall.ledger.owned() == {"ev-1001": 42}


def test_a_turn_without_permission_claims_nothing(hall: OneSource) -> None:
    hall.plan(wanted())
    turn = hall.ledger.turn([], Eligible(5), nothing)
    assert (turn.claimed, turn.waiting) == ((), True)
    assert hall.query("SELECT state FROM intents") == [("decided",)]
