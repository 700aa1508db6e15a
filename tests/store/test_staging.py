"""The desk: rows and records meet in key order, records are carried over, decisions become intents."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from sqlalchemy.exc import IntegrityError
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
    compare,
    done,
    left_out,
    refused,
    set_down,
    wanted,
)

from importer.errors import TemporaryError
from importer.intents import Action, State, Upkeep, Verdict
from importer.keys import idempotency_key, key_hash
from importer.payloads import Wanted
from importer.store import SourceState, Store

# -- taking up ------------------------------------------------------------------------------------


def test_rows_come_back_by_key_hash_and_rows_of_one_key_in_file_order(
    store: Store, source: SourceState
) -> None:
    keys = ["b", "a", "c", "a", "b"]
    with store.staging(source) as desk:
        set_down(desk, *(wanted(key, number) for number, key in enumerate(keys, 2)))
        taken = [(row.key_hash, row.key, row.row) for row in desk.staged()]
    assert taken == sorted(taken)
    assert sorted((key, row) for _, key, row in taken) == [("a", 1), ("a", 3), ("b", 0), ("b", 4), ("c", 2)]  # fmt: skip


def test_rows_come_back_as_they_were_set_down(store: Store, source: SourceState) -> None:
    with store.staging(source) as desk:
        set_down(desk, wanted("a", 2), left_out("b", 3, "only"), refused("c", 4))
        rows = {row.key: row for row in desk.staged()}
    assert (rows["a"].kind, rows["a"].body, rows["a"].why) == ("wanted", wanted("a").body, "")
    assert (rows["a"].starts_at, rows["a"].over_at) == (wanted().starts_at, wanted().over_at)
    assert (rows["b"].kind, rows["b"].why) == ("left out", "only")
    assert (rows["c"].kind, rows["c"].body) == ("refused", b"")


def test_rows_without_an_identity_stay_off_the_desk_but_keep_their_number(
    store: Store, source: SourceState
) -> None:
    with store.staging(source) as desk:
        set_down(desk, refused(None, 2), wanted("a", 3))
        assert [(row.key, row.row) for row in desk.staged()] == [("a", 1)]


def test_many_rows_are_sorted_without_losing_one(store: Store, source: SourceState) -> None:
    keys = [f"{number}" for number in range(4500)]  # more than two batches
    with store.staging(source) as desk:
        set_down(desk, *map(refused, keys))
        hashes = [row.key_hash for row in desk.staged()]
    assert hashes == sorted(map(key_hash, keys))


def test_what_is_known_comes_in_key_order_and_from_this_source_only(hall: OneSource) -> None:
    hall.publish(*(wanted(key) for key in "abcdef"))
    other = hall.store.bind(HALL[0], HALL[1], "old-town", "mappings/old-town.yaml")
    with hall.store.staging(hall.source) as desk, hall.store.staging(other) as elsewhere:
        known = list(desk.known())
        assert list(elsewhere.known()) == []
    assert [hashed for hashed, _ in known] == sorted(map(key_hash, "abcdef"))


def test_a_desk_leaves_nothing_behind(hall: OneSource) -> None:
    for _ in range(2):
        with hall.store.staging(hall.source) as desk:
            set_down(desk, wanted())
            assert len(list(desk.staged())) == 1
    assert hall.query("SELECT count(*) FROM records") == [(0,)]


# -- committing -----------------------------------------------------------------------------------


def test_a_create_is_committed_with_its_exact_bytes_and_key_before_anything_is_sent(
    hall: OneSource,
) -> None:
    row = wanted()
    assert hall.plan(row) == 1
    key = idempotency_key("riverside-hall", "1001", 0, row.body)
    assert hall.query("SELECT action, state, body, key, channel_id FROM intents") == [
        ("create", "decided", row.body, key, 42)
    ]
    assert hall.query("SELECT key, event_id FROM records") == [("1001", None)]


def test_an_update_is_committed_without_a_key_and_with_what_it_makes_of_the_event(
    hall: OneSource,
) -> None:
    hall.publish(wanted())
    changed = wanted(title="Jazz Late")
    hall.plan(changed, run="run-2")
    (row,) = hall.query("SELECT action, body, becomes, key FROM intents WHERE state = 'decided'")
    assert row == ("update", b'{"title":"Jazz Late"}', changed.body, None)
    assert hall.known().body == wanted().body  # nothing is proved yet


def test_what_never_left_is_replaced_by_the_next_plan(hall: OneSource) -> None:
    hall.plan(wanted(), wanted("1002", 3))
    hall.plan(wanted(title="Jazz Late"), run="run-2")
    assert hall.query("SELECT run, body FROM intents") == [
        ("run-2", wanted(title="Jazz Late").body)
    ]


def test_what_was_tried_in_vain_keeps_its_story_and_the_new_intent_its_key(hall: OneSource) -> None:
    hall.plan(wanted())
    (intent,) = hall.claim()
    hall.answer((intent, TRY_AGAIN))
    hall.plan(wanted(), run="run-2")
    rows = hall.query("SELECT run, state, key FROM intents ORDER BY id")
    assert rows == [("run-1", "dropped", intent.key), ("run-2", "decided", intent.key)]


def test_a_row_that_goes_or_is_cancelled_drops_its_waiting_intent(hall: OneSource) -> None:
    hall.plan(wanted("1001"), wanted("1002"))
    assert hall.plan(left_out("1002"), run="run-2") == 0
    assert hall.query("SELECT * FROM intents") == []


def test_only_one_intent_of_a_record_can_be_open(hall: OneSource) -> None:
    hall.plan(wanted())
    hall.claim()
    with (
        pytest.raises(IntegrityError, match=r"intents\.record_id|one_open_intent"),
        hall.other.begin() as connection,
    ):
        connection.exec_driver_sql(
            "INSERT INTO intents (source_id, record_id, run, action, state, payload_hash, row_hash,"
            " starts_at, over_at, rank, due, decided_at) SELECT source_id, record_id, 'x', action,"
            " 'decided', payload_hash, row_hash, starts_at, over_at, rank, due, 0 FROM intents"
        )


def test_a_changed_row_waits_while_its_send_has_no_answer(hall: OneSource) -> None:
    hall.plan(wanted())
    hall.claim()
    assert hall.plan(wanted(title="Jazz Late"), run="run-2") == 0
    assert hall.query("SELECT run, state, body FROM intents") == [
        ("run-1", "sending", wanted().body)
    ]


def test_a_lost_lease_stops_a_commit_before_it_writes(hall: OneSource) -> None:
    def lost(connection: object) -> None:
        raise TemporaryError("taken over")

    with hall.store.staging(hall.source) as desk:
        set_down(desk, wanted())
        compare(desk)
        with pytest.raises(TemporaryError):
            desk.commit("riverside-hall", "run-1", NOW, lost)
    assert hall.query("SELECT count(*) FROM intents") == [(0,)]


def test_upkeep_changes_only_what_it_names(hall: OneSource) -> None:
    hall.publish(wanted())
    before = hall.known()
    with hall.store.staging(hall.source) as desk:
        desk.decide(Upkeep(before.id, missed=2))
        desk.commit("riverside-hall", "run-2", NOW + 1.0, hall.lease.check)
    assert hall.known() == replace(before, missed=2, missed_at=NOW + 1.0)
    with hall.store.staging(hall.source) as desk:
        desk.decide(Upkeep(before.id, missed=0))
        desk.decide(Upkeep(before.id, row_hash=b"new"))
        desk.commit("riverside-hall", "run-3", NOW + 2.0, hall.lease.check)
    assert hall.known() == replace(before, row_hash=b"new")


def test_an_unchanged_source_writes_nothing(hall: OneSource) -> None:
    rows = [wanted("1001"), wanted("1002", 3)]
    hall.publish(*rows)
    before = hall.query("SELECT * FROM records ORDER BY id")
    assert hall.plan(*rows, run="run-2") == 0
    assert hall.query("SELECT * FROM records ORDER BY id") == before


# -- a life in steps ------------------------------------------------------------------------------


def test_a_published_row_is_known_with_what_the_platform_holds(hall: OneSource) -> None:
    hall.publish(wanted())
    known = hall.known()
    assert (known.event_id, known.generation, known.body) == ("ev-1001", 1, wanted().body)
    assert (known.starts_at, known.over_at) == (wanted().starts_at, wanted().over_at)
    assert known.open is None


def test_a_withdrawn_event_comes_back_with_its_row(hall: OneSource) -> None:
    draft = replace(RULES, when_removed="draft")
    hall.publish(wanted())
    hall.publish(left_out("1001"), rules=draft, run="run-2")
    assert hall.known().withdrawn
    assert orjson.loads(hall.known().body or b"")["status"] == "draft"
    hall.publish(wanted(), rules=draft, run="run-3")
    assert not hall.known().withdrawn
    assert hall.known().body == wanted().body
    actions = hall.query("SELECT action, body FROM intents ORDER BY id")
    assert actions[1:] == [("draft", b'{"status":"draft"}'), ("update", b'{"status":"published"}')]


def test_a_missed_read_counts_again_only_after_six_hours(hall: OneSource) -> None:
    twice = replace(RULES, when_removed="draft", removed_after=2)
    hall.publish(wanted("1001"), wanted("1002", 3))
    for hours, missed in ((0, 1), (5, 1), (6, 2)):
        hall.clock.now = NOW + hours * 3600.0
        written = hall.plan(wanted("1002", 3), rules=twice, run=f"run-{hours}")
        assert (hall.known().missed, written) == (missed, int(missed == 2))


def test_an_event_that_is_gone_is_created_again_under_another_key(hall: OneSource) -> None:
    recreate = replace(RULES, recreate_missing=True)
    hall.publish(wanted())
    hall.plan(wanted(title="Jazz Late"), run="run-2")
    (update,) = hall.claim()
    hall.answer((update, NOT_FOUND))
    assert hall.known().gone
    hall.plan(wanted(title="Jazz Late"), rules=recreate, run="run-3")
    (again,) = hall.claim()
    assert again.action is Action.CREATE
    assert again.key == idempotency_key("riverside-hall", "1001", 1, wanted(title="Jazz Late").body)
    hall.answer((again, done("ev-new")))
    known = hall.known()
    assert (known.event_id, known.generation, known.gone) == ("ev-new", 2, False)


def test_a_refused_second_creation_leaves_the_first_event_gone(hall: OneSource) -> None:
    recreate = replace(RULES, recreate_missing=True)
    hall.publish(wanted())
    hall.ledger.mark_gone(["ev-1001"])
    hall.plan(wanted(title="Jazz Late"), rules=recreate, run="run-2")
    (create,) = hall.claim()
    hall.answer((create, REFUSED))
    assert hall.known().gone
    assert hall.plan(wanted(title="Jazz Late"), rules=recreate, run="run-3") == 0


# -- carrying records over ------------------------------------------------------------------------


def test_a_row_with_a_new_id_keeps_its_event(hall: OneSource) -> None:
    hall.publish(wanted("1001", title="Jazz"))
    assert hall.plan(wanted("2001", title="Jazz"), run="run-2") == 0
    known = hall.known("2001")
    assert (known.event_id, known.missed) == ("ev-1001", 0)
    assert hall.query("SELECT count(*) FROM records") == [(1,)]
    assert hall.plan(wanted("2001", title="Jazz"), run="run-3") == 0


def test_a_row_with_a_new_id_and_a_new_venue_is_an_update_of_its_event(hall: OneSource) -> None:
    def with_venue(key: str, venue: str) -> Wanted:
        row = wanted(key, title="Jazz")
        payload = orjson.loads(row.body) | {"locationName": venue}
        return replace(row, body=orjson.dumps(payload, option=orjson.OPT_SORT_KEYS))

    hall.publish(with_venue("1001", "Hall"))
    hall.plan(with_venue("2001", "Yard"), run="run-2")
    (update,) = hall.claim()
    assert (update.action, update.body) == (Action.UPDATE, b'{"locationName":"Yard"}')
    assert (update.record_key, update.event_id) == ("2001", "ev-1001")


def test_a_single_entry_that_became_a_series_hands_its_record_to_its_own_date(
    hall: OneSource,
) -> None:
    hall.publish(wanted("uid", title="Jazz"))
    first = wanted("uid@12", title="Jazz", past_key="uid")
    second = wanted("uid@19", title="Jazz", start="2026-06-19T20:00:00+00:00")
    assert hall.plan(second, first, run="run-2") == 1
    assert hall.known("uid@12").event_id == "ev-uid"
    assert hall.known("uid@19").event_id is None


def test_the_past_key_counts_before_likeness(hall: OneSource) -> None:
    hall.publish(wanted("uid", title="Jazz"))
    heir = wanted("uid@12", title="Jazz, moved", past_key="uid")
    alike = wanted("2001", title="Jazz")
    hall.plan(alike, heir, run="run-2")
    assert hall.known("uid@12").event_id == "ev-uid"
    assert hall.known("2001").event_id is None


def test_an_instance_that_has_its_own_event_takes_nobody_elses(hall: OneSource) -> None:
    hall.publish(wanted("uid@12", title="Jazz"))
    hall.publish(wanted("uid", title="Jazz, once"), wanted("uid@12", title="Jazz"), run="run-2")
    heir = wanted("uid@12", title="Jazz", past_key="uid")
    assert hall.plan(heir, run="run-3") == 0
    assert (hall.known("uid@12").event_id, hall.known("uid").event_id) == ("ev-uid@12", "ev-uid")


@pytest.mark.parametrize("verdict", [REFUSED, TRY_AGAIN], ids=["refused", "never arrived"])
def test_a_record_that_never_had_an_event_becomes_part_of_the_one_it_continues(
    hall: OneSource, verdict: Verdict
) -> None:
    hall.publish(wanted("1001", title="Jazz"))
    hall.plan(wanted("1001", title="Jazz"), wanted("2001", 3, title="Talk"), run="run-2")
    (talk,) = hall.claim()
    hall.answer((talk, verdict))
    assert hall.plan(wanted("2001", title="Jazz"), run="run-3") == 0
    assert hall.known("2001").event_id == "ev-1001"
    assert hall.query("SELECT count(*) FROM records") == [(1,)]
    (story,) = hall.store.history().story("riverside-hall", "2001")
    assert [intent["run"] for intent in story["intents"]] == ["run-1", "run-2"]


def test_rows_that_are_not_one_to_one_with_what_vanished_are_held(hall: OneSource) -> None:
    hall.publish(wanted("1001", title="Jazz"))
    with hall.store.staging(hall.source) as desk:
        set_down(desk, wanted("2001", 2, title="Jazz"), wanted("2002", 3, title="Jazz"))
        compare(desk)
        assert desk.relinking.pair() == 0
        assert sorted(key for key, _ in desk.relinking.undecided()) == ["2001", "2002"]
        desk.hold(["2001", "2002"])
        assert list(desk.creates()) == []
        assert list(desk.vanished()) == []
        assert desk.commit("riverside-hall", "run-2", NOW, hall.lease.check) == 0


def test_a_row_alike_to_a_vanished_event_is_held_where_it_had_an_event_itself(
    hall: OneSource,
) -> None:
    recreate = replace(RULES, recreate_missing=True)
    hall.publish(wanted("1001", title="Jazz"), wanted("2001", 3, title="Talk"))
    hall.ledger.mark_gone(["ev-2001"])
    with hall.store.staging(hall.source) as desk:
        set_down(desk, wanted("2001", title="Jazz"))
        compare(desk, recreate)
        assert desk.relinking.pair() == 0
        assert [key for key, _ in desk.relinking.undecided()] == ["2001"]


def test_an_event_of_the_same_title_another_day_is_nobody_continued(hall: OneSource) -> None:
    hall.publish(wanted("1001", title="Jazz"))
    later = wanted("2001", title="Jazz", start="2026-06-19T20:00:00+00:00")
    assert hall.plan(later, run="run-2") == 1
    assert hall.known("1001").missed == 1


# -- what is told of the writes -------------------------------------------------------------------


def test_writes_and_creates_are_told_soonest_first(store: Store, source: SourceState) -> None:
    late, soon = wanted("1001", start="2026-07-01T20:00:00+00:00"), wanted("1002", 3)
    with store.staging(source) as desk:
        set_down(desk, late, soon)
        compare(desk)
        assert [key for key, _, _ in desk.creates()] == ["1002", "1001"]
        assert [(w["action"], w["key"], w["body"]) for w in desk.writes()] == [
            ("create", "1002", orjson.loads(soon.body)),
            ("create", "1001", orjson.loads(late.body)),
        ]


def test_an_open_intent_is_part_of_what_is_known(hall: OneSource) -> None:
    hall.plan(wanted())
    assert hall.known().open is State.DECIDED
    (intent,) = hall.claim()
    assert hall.known().open is State.SENDING
    hall.answer((intent, IN_DOUBT))
    assert hall.known().open is State.IN_DOUBT
    hall.answer((intent, done("ev-1")))
    assert hall.known().open is None


def test_an_event_that_was_missed_while_over_is_never_judged(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.clock.now = float(wanted().over_at + DAY)
    assert hall.plan(rules=replace(RULES, when_removed="draft"), run="run-2") == 0
    assert hall.known().missed == 0
