"""Sources and who they belong to, runs, looking back, and what is forgotten."""

from __future__ import annotations

import pytest
from store_cases import (
    HALL,
    IN_DOUBT,
    NOW,
    REFUSED,
    Clock,
    OneSource,
    done,
    wanted,
)

from importer.errors import StateError
from importer.keys import PART_SEPARATOR, record_key
from importer.store import SourceState, Store

# -- sources --------------------------------------------------------------------------------------


def test_a_new_source_is_empty_and_the_same_one_is_found_again(store: Store) -> None:
    first = store.bind(*HALL)
    assert (first.name, first.published, first.platform_total) == ("riverside-hall", 0, None)
    assert store.bind(*HALL) == first


def test_a_source_knows_how_much_of_it_is_published(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3))
    hall.plan(wanted("1001"), wanted("1002", 3), wanted("1003", 4), run="run-2")
    hall.store.keep_platform_total(hall.source, 17)
    found = hall.store.bind(*HALL)
    assert (found.published, found.platform_total) == (2, 17)


def test_a_name_that_another_mapping_uses_is_refused_with_both_files(store: Store) -> None:
    store.bind(*HALL)
    with pytest.raises(StateError, match="--same-source") as caught:
        store.bind(*HALL[:3], "mappings/copy.yaml")
    assert "mappings/riverside.yaml" in str(caught.value)
    assert "mappings/copy.yaml" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_mapping_that_was_moved_keeps_its_source_once_that_is_said(hall: OneSource) -> None:
    hall.publish(wanted())
    moved = (*HALL[:3], "mappings/2026/riverside.yaml")
    assert hall.store.bind(*moved, same_source=True).published == 1
    assert hall.store.bind(*moved).published == 1
    with pytest.raises(StateError):
        hall.store.bind(*HALL)


@pytest.mark.parametrize(
    ("profile", "base_url"),
    [("", "http://127.0.0.1:8000"), ("riverside", "https://pinned.events")],
    ids=["another address", "another profile"],
)
def test_what_one_profile_has_published_counts_for_nothing_in_another(
    hall: OneSource, profile: str, base_url: str
) -> None:
    hall.publish(wanted())
    other = hall.store.bind(profile, base_url, *HALL[2:])
    assert other.published == 0
    with hall.store.staging(other) as desk:
        assert list(desk.known()) == []


# -- runs -----------------------------------------------------------------------------------------


def test_runs_are_named_by_their_time(store: Store, source: SourceState, clock: Clock) -> None:
    first = store.begin_run(source)
    clock.now += 1
    second = store.begin_run(source)
    assert first.startswith("20260601-120000-")
    assert first < second


def test_status_shows_counts_and_the_last_run_of_each_source(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3))
    hall.plan(wanted("1001"), wanted("1002", 3), wanted("1003", 4), wanted("1004", 5), wanted("1005", 6))  # fmt: skip
    lost, wrong = hall.claim(2)
    hall.answer((lost, IN_DOUBT), (wrong, REFUSED))
    run = hall.store.begin_run(hall.source)
    hall.store.finish_run(run, 1, {"created": 2})
    (summary,) = hall.store.history().summaries()
    assert (summary.name, summary.profile, summary.base_url) == ("riverside-hall", "", HALL[1])
    assert (summary.published, summary.upcoming, summary.waiting) == (2, 2, 1)
    assert (summary.in_doubt, summary.refused) == (1, 1)
    assert (summary.last_run, summary.last_started) == ({"created": 2}, NOW)


def test_status_counts_only_what_is_not_over_as_upcoming(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3, start="2026-07-01T20:00:00+00:00"))
    hall.clock.now = float(wanted("1001").over_at)
    (summary,) = hall.store.history().summaries()
    assert (summary.published, summary.upcoming) == (2, 1)


def test_a_run_that_never_finished_shows_when_it_began(store: Store, source: SourceState) -> None:
    store.begin_run(source)
    (summary,) = store.history().summaries()
    assert (summary.last_run, summary.last_started) == (None, NOW)


def test_one_name_narrows_the_status(store: Store) -> None:
    store.bind(*HALL)
    store.bind(HALL[0], HALL[1], "old-town", "mappings/old-town.yaml")
    assert [each.name for each in store.history().summaries()] == ["old-town", "riverside-hall"]
    assert [each.name for each in store.history().summaries("old-town")] == ["old-town"]
    assert store.history().summaries("nowhere") == []


# -- one record's story ---------------------------------------------------------------------------


def test_a_story_holds_every_intent_and_answer_of_a_record(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.plan(wanted(title="Jazz Late"), run="run-2")
    (story,) = hall.store.history().story("riverside-hall", "1001")
    assert (story["event_id"], story["base_url"], story["first_seen"]) == ("ev-1001", HALL[1], NOW)
    assert [(i["run"], i["action"], i["state"]) for i in story["intents"]] == [
        ("run-1", "create", "done"),
        ("run-2", "update", "decided"),
    ]


HALL_ONE = record_key(["Hall", "1001"])
SERIES = PART_SEPARATOR.join(["a|b@calendar.example", "2026-06-12", "1"])


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("1001", "1001"),
        ("1001", " 1001.0 "),
        ("1001", "ev-1001"),
        (HALL_ONE, "Hall | 1001"),
        (HALL_ONE, "Hall|1001.0"),
        (record_key(["Café"]), "Cafe\u0301"),
        (record_key(["Jazz | Pop"]), "Jazz | Pop"),
        (SERIES, "a|b@calendar.example | 2026-06-12 | 1"),
    ],
)
def test_a_record_is_found_as_shown_and_as_typed(hall: OneSource, key: str, typed: str) -> None:
    hall.publish(wanted(key, title="Jazz"))
    assert [story["key"] for story in hall.store.history().story("riverside-hall", typed)] == [key]


def test_an_unknown_record_has_no_story_but_there_are_keys_to_suggest(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3))
    assert hall.store.history().story("riverside-hall", "1003") == []
    assert hall.store.history().story("old-town", "1001") == []
    assert sorted(hall.store.history().near_keys("riverside-hall")) == ["1001", "1002"]
    assert len(hall.store.history().near_keys("riverside-hall", limit=1)) == 1


# -- facts of a profile ---------------------------------------------------------------------------


def test_a_fact_is_recalled_with_its_age_and_replaced_by_the_next(
    store: Store, source: SourceState, clock: Clock
) -> None:
    assert store.recall(source.profile_id, "channels") is None
    store.remember(source.profile_id, "channels", "[1]")
    clock.now += 60
    assert store.recall(source.profile_id, "channels") == ("[1]", NOW)
    store.remember(source.profile_id, "channels", "[2]")
    assert store.recall(source.profile_id, "channels") == ("[2]", NOW + 60)


def test_a_fact_of_one_profile_is_none_of_another(store: Store, source: SourceState) -> None:
    store.remember(source.profile_id, "channels", "[1]")
    sandbox = store.bind("", "http://127.0.0.1:8000", *HALL[2:])
    assert store.recall(sandbox.profile_id, "channels") is None


# -- what is forgotten ----------------------------------------------------------------------------


def test_bodies_are_forgotten_when_their_event_is_over_and_hashes_stay(hall: OneSource) -> None:
    hall.publish(wanted("1001"), wanted("1002", 3, start="2026-07-01T20:00:00+00:00"))
    hall.store.forget_bodies_of_the_past(hall.source)
    assert hall.known("1001").body == wanted("1001").body
    hall.clock.now = float(wanted("1001").over_at + 1)
    hall.store.forget_bodies_of_the_past(hall.source)
    over, coming = hall.known("1001"), hall.known("1002")
    assert (over.body, over.event_id) == (None, "ev-1001")
    assert len(over.payload_hash) == 32
    assert coming.body is not None
    bodies = dict(hall.query("SELECT r.key, i.body FROM intents i JOIN records r ON r.id = i.record_id"))  # fmt: skip
    assert (bodies["1001"], bodies["1002"]) == (None, coming.body)


def test_an_event_that_is_over_is_still_unchanged_without_its_body(hall: OneSource) -> None:
    hall.publish(wanted())
    hall.clock.now = float(wanted().over_at + 1)
    hall.store.forget_bodies_of_the_past(hall.source)
    assert hall.plan(wanted(), run="run-2") == 0


def test_the_bytes_of_a_send_in_doubt_are_kept_until_it_is_settled(hall: OneSource) -> None:
    hall.plan(wanted())
    (intent,) = hall.claim()
    hall.answer((intent, IN_DOUBT))
    hall.clock.now = float(wanted().over_at + 1)
    hall.store.forget_bodies_of_the_past(hall.source)
    assert [one.body for one in hall.ledger.open_intents()] == [wanted().body]
    hall.answer((intent, done("ev-1")))
    hall.store.forget_bodies_of_the_past(hall.source)
    assert hall.query("SELECT body FROM intents") == [(None,)]
    assert hall.known().body is None
