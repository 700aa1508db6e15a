"""Which event on the platform is this record? One to one, or not at all."""

from __future__ import annotations

from itertools import permutations

import pytest

from importer.matching import (
    Candidate,
    Likeness,
    likeness_of,
    likeness_of_candidate,
    match,
)
from importer.payloads import canonical

EIGHT, NINE = 1_781_294_400, 1_781_298_000
JAZZ = Likeness(42, EIGHT, "Jazz Night")


def on_platform(
    event_id: str,
    title: str = "Jazz Night",
    *,
    starts: int | None = EIGHT,
    channel: int | None = 42,
) -> Candidate:
    return Candidate(event_id, channel, title, starts)


def test_one_record_and_one_event_alike_are_the_same() -> None:
    found = match([(1, JAZZ)], [on_platform("e1"), on_platform("e2", "Poetry", starts=NINE)])
    assert found.settled == {1: on_platform("e1")}
    assert (found.missing, found.doubtful) == ((), {})


def test_a_record_that_no_event_resembles_is_missing() -> None:
    found = match([(1, JAZZ)], [on_platform("e2", "Poetry", starts=NINE)])
    assert (found.settled, found.missing, found.doubtful) == ({}, (1,), {})


@pytest.mark.parametrize(
    ("records", "events"), [(1, 2), (2, 1), (2, 2), (3, 2)], ids=lambda number: str(number)
)
def test_several_of_one_likeness_stay_in_doubt_with_all_events_they_may_be(
    records: int, events: int
) -> None:
    there = [on_platform(f"e{number}") for number in range(events)]
    found = match([(number, JAZZ) for number in range(records)], there)
    assert found.settled == {}
    assert found.missing == ()
    assert found.doubtful == dict.fromkeys(range(records), tuple(there))


def test_several_alike_records_without_any_event_are_all_missing() -> None:
    assert match([(1, JAZZ), (2, JAZZ)], []).missing == (1, 2)


@pytest.mark.parametrize(
    "near",
    [
        on_platform("e1", "Jazz Nite"),
        on_platform("e1", starts=NINE),
        on_platform("e1", starts=None),
        on_platform("e1", channel=None),
        on_platform("e1", "Jazz Nite", channel=None),
        on_platform("e1", starts=NINE, channel=None),
    ],
    ids=[
        "only the start",
        "only the title",
        "the title, no start told",
        "start and title, no channel told",
        "only the start, no channel told",
        "only the title, no channel told",
    ],
)
def test_an_event_that_shares_some_of_it_keeps_the_record_in_doubt(near: Candidate) -> None:
    found = match([(1, JAZZ)], [near])
    assert (found.settled, found.missing, found.doubtful) == ({}, (), {1: (near,)})


@pytest.mark.parametrize(
    "other",
    [
        on_platform("e1", channel=43),
        on_platform("e1", "Poetry", starts=None),
        on_platform("e1", "Poetry", starts=NINE, channel=None),
    ],
    ids=["another channel", "another title, no start told", "nothing in common"],
)
def test_an_event_that_shares_too_little_is_no_candidate(other: Candidate) -> None:
    assert match([(1, JAZZ)], [other]).missing == (1,)


def test_an_event_that_is_surely_another_record_casts_no_doubt_on_its_neighbour() -> None:
    late = Likeness(42, NINE, "Jazz Night")
    found = match([(1, JAZZ), (2, late)], [on_platform("e1")])
    assert found.settled == {1: on_platform("e1")}
    assert (found.missing, found.doubtful) == ((2,), {})


def test_the_order_of_records_and_events_decides_nothing() -> None:
    records = [(1, JAZZ), (2, Likeness(42, NINE, "Jazz Night")), (3, Likeness(42, NINE, "Poetry"))]
    events = [on_platform("e1"), on_platform("e2", "Talk"), on_platform("e3", "Poetry", starts=7)]
    results = {
        (frozenset(found.settled), frozenset(found.missing), frozenset(found.doubtful))
        for some in permutations(records)
        for others in permutations(events)
        for found in [match(some, others)]
    }
    assert results == {(frozenset({1}), frozenset({2}), frozenset({3}))}


# -- what is compared --------------------------------------------------------------------------


def sent(**fields: object) -> bytes:
    usual = {"channelId": 42, "title": "Jazz Night", "startAt": "2026-06-12T20:00:00-04:00"}
    return canonical({**usual, **fields})


def test_what_was_sent_is_compared_by_channel_instant_and_title() -> None:
    instant = 1_781_308_800  # 2026-06-13T00:00:00Z
    assert likeness_of(sent()) == Likeness(42, instant, "Jazz Night")
    assert likeness_of(sent(startAt="2026-06-13T02:00:00+02:00")) == likeness_of(sent())
    assert likeness_of(sent(startAt="2026-06-12T20:00:00-05:00")) != likeness_of(sent())


@pytest.mark.parametrize("written", ["Café  Night", "Cafe\u0301 Night", " Café\u00a0Night "])
def test_titles_are_the_same_whatever_their_form_and_blanks(written: str) -> None:
    event = on_platform("e1", written, starts=1_781_308_800)
    assert likeness_of(sent(title="Café Night")) == likeness_of_candidate(event)


def test_an_event_without_start_or_channel_has_no_likeness() -> None:
    assert likeness_of_candidate(on_platform("e1", starts=None)) is None
    assert likeness_of_candidate(on_platform("e1", channel=None)) is None


def test_a_digest_is_equal_for_equal_likeness_only() -> None:
    assert JAZZ.digest() == Likeness(42, EIGHT, "Jazz Night").digest()
    others = [Likeness(43, EIGHT, "Jazz Night"), Likeness(42, NINE, "Jazz Night")]
    assert len({JAZZ.digest(), *(other.digest() for other in others)}) == 3
    assert len(JAZZ.digest()) == 16
