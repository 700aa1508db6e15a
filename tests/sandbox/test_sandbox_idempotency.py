from __future__ import annotations

from typing import Any

import pytest

from importer.sandbox import Windows
from importer.sandbox.idempotency import Idempotency, check_key, payload_digest
from importer.sandbox.refusals import Answer, RefusalError

ONE, TWO = payload_digest({"title": "One"}), payload_digest({"title": "Two"})
CREATED = Answer(201, b'{"doc":{"id":1}}')


def entries(clock: Any, **windows: float) -> Idempotency:
    return Idempotency(Windows(**windows), clock)


def succeeded(clock: Any) -> Idempotency:
    held = entries(clock)
    held.reserve("key 1", "k", ONE).succeed(CREATED)
    return held


def test_a_success_is_replayed_until_its_15_minutes_are_over(clock: Any) -> None:
    held = succeeded(clock)
    clock.now += 15 * 60 - 1
    assert held.recall("key 1", "k", ONE) is CREATED
    clock.now += 1
    assert held.recall("key 1", "k", ONE) is None


def test_another_payload_under_a_used_key_is_a_conflict(clock: Any) -> None:
    with pytest.raises(RefusalError) as caught:
        succeeded(clock).recall("key 1", "k", TWO)
    assert (caught.value.status, caught.value.issue) == (409, "payload differs")


def test_a_key_in_progress_conflicts_for_45_seconds_and_then_protects_nothing(clock: Any) -> None:
    held = entries(clock)
    held.reserve("key 1", "k", ONE)
    clock.now += 44.9
    with pytest.raises(RefusalError) as caught:
        held.recall("key 1", "k", ONE)
    assert (caught.value.status, caught.value.issue) == (409, "in progress")
    clock.now += 0.1
    assert held.recall("key 1", "k", ONE) is None


def test_the_long_window_counts_from_success_not_from_the_start(clock: Any) -> None:
    held = entries(clock, succeeded_s=100, in_progress_s=50)
    reservation = held.reserve("key 1", "k", ONE)
    clock.now += 40
    reservation.succeed(CREATED)
    clock.now += 99
    assert held.recall("key 1", "k", ONE) is CREATED


def test_a_late_success_does_not_take_the_key_from_the_request_that_took_it_over(
    clock: Any,
) -> None:
    held = entries(clock)
    slow = held.reserve("key 1", "k", ONE)
    clock.now += 46
    held.reserve("key 1", "k", TWO)
    slow.succeed(CREATED)
    with pytest.raises(RefusalError, match="not finished"):
        held.recall("key 1", "k", TWO)


def test_entries_belong_to_one_api_key(clock: Any) -> None:
    assert succeeded(clock).recall("key 2", "k", TWO) is None


def test_windows_changed_later_hold_for_entries_made_before(clock: Any) -> None:
    held = succeeded(clock)
    held.windows = Windows(succeeded_s=5)
    clock.now += 5
    assert held.recall("key 1", "k", ONE) is None


def test_lapsed_entries_are_forgotten_and_live_ones_kept(clock: Any) -> None:
    held = entries(clock, succeeded_s=10)
    for number in range(1500):
        held.reserve("key 1", f"old {number}", ONE).succeed(CREATED)
    clock.now += 10
    for number in range(1500):
        held.reserve("key 1", f"new {number}", ONE).succeed(CREATED)
    assert len(held._entries) < 3000
    assert [key for _, key, _ in held] == [f"new {number}" for number in range(1500)]


def test_the_canonical_payload_does_not_depend_on_the_order_of_fields() -> None:
    assert payload_digest({"a": 1, "b": {"c": 2, "d": 3}}) == payload_digest(
        {"b": {"d": 3, "c": 2}, "a": 1}
    )
    assert payload_digest({"a": [1, 2]}) != payload_digest({"a": [2, 1]})


@pytest.mark.parametrize("key", ["", "x" * 256, "café", "tab\tinside", "\x7f"])
def test_a_key_that_is_not_printable_ascii_of_1_to_255_is_refused(key: str) -> None:
    with pytest.raises(RefusalError) as caught:
        check_key(key)
    assert (caught.value.status, caught.value.where) == (400, "Idempotency-Key")


def test_the_longest_key_is_accepted() -> None:
    assert check_key("~" * 255) == "~" * 255
