from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from importer.sandbox import parse_rate
from importer.sandbox.limits import Announcements, Limiter, Verdict, limit_headers, retry_after

CREATE, READ = "POST /events", "GET /events"


def limiter(clock: Any, policy: str) -> Limiter:
    return Limiter(parse_rate(policy), clock)


def passed(limits: Limiter, route: str = CREATE, caller: str = "key 1") -> bool:
    verdict = limits.take(caller, route)
    return verdict is None or verdict.scope is None


def test_a_window_opens_with_its_first_request_and_lets_its_count_through(clock: Any) -> None:
    limits = limiter(clock, "2/10s")
    clock.now += 7
    assert [passed(limits) for _ in range(3)] == [True, True, False]
    clock.now += 9.9
    assert not passed(limits)
    clock.now += 0.1
    assert [passed(limits) for _ in range(3)] == [True, True, False]


def test_a_refusal_says_when_the_window_ends(clock: Any) -> None:
    limits = limiter(clock, "1/10s")
    passed(limits)
    clock.now += 4
    assert limits.take("key 1", CREATE) == Verdict(CREATE, 1, 0, reset_s=6, retry_s=6)


def test_a_token_bucket_refills_evenly(clock: Any) -> None:
    limits = limiter(clock, "10/10s;token-bucket;burst=3")
    assert [passed(limits) for _ in range(4)] == [True, True, True, False]
    clock.now += 2
    assert [passed(limits) for _ in range(3)] == [True, True, False]


def test_a_bucket_says_when_the_next_token_comes(clock: Any) -> None:
    limits = limiter(clock, "1/4s;token-bucket")
    passed(limits)
    clock.now += 1
    verdict = limits.take("key 1", CREATE)
    assert verdict is not None
    assert verdict.retry_s == pytest.approx(3)


def test_each_key_and_each_route_is_counted_by_itself(clock: Any) -> None:
    limits = limiter(clock, "1/min")
    assert passed(limits)
    assert not passed(limits)
    assert passed(limits, READ)
    assert passed(limits, caller="key 2")


def test_a_rule_for_a_route_stands_in_place_of_the_general_one(clock: Any) -> None:
    limits = limiter(clock, "POST /events=1/min,*=2/min")
    assert [passed(limits, CREATE) for _ in range(2)] == [True, False]
    assert [passed(limits, READ) for _ in range(3)] == [True, True, False]


def test_the_rule_for_all_counts_routes_together(clock: Any) -> None:
    limits = limiter(clock, "all=2/min")
    assert passed(limits, CREATE)
    assert passed(limits, READ)
    verdict = limits.take("key 1", CREATE)
    assert verdict is not None
    assert verdict.scope == "all"


def test_a_refused_request_uses_up_nothing_of_another_rule(clock: Any) -> None:
    limits = limiter(clock, "POST /events=1/10s,all=2/min")
    assert [passed(limits, CREATE) for _ in range(5)] == [True, False, False, False, False]
    assert passed(limits, READ)


def test_a_new_policy_starts_counting_anew(clock: Any) -> None:
    limits = limiter(clock, "1/min")
    passed(limits)
    limits.policy = parse_rate("3/min")
    assert [passed(limits) for _ in range(4)] == [True, True, True, False]


FREE = Verdict(None, 60, 12, reset_s=30.2, retry_s=0)
FULL = Verdict(CREATE, 60, 0, reset_s=30.2, retry_s=30.2)


@pytest.mark.parametrize(
    ("options", "verdict", "reset"),
    [
        ("", FREE, "31"),
        ("headers=on-429", FREE, None),
        ("headers=on-429", FULL, "31"),
        ("headers=never", FULL, None),
        ("reset=epoch", FREE, "1031"),
    ],
)
def test_limit_headers_stand_where_the_policy_shows_them(
    options: str, verdict: Verdict, reset: str | None
) -> None:
    headers = limit_headers(verdict, parse_rate(f"60/min;{options}"), now=1000)
    assert headers.get("X-RateLimit-Reset") == reset
    assert len(headers) == (0 if reset is None else 3)


def test_no_announced_wait_is_shorter_than_the_true_one() -> None:
    assert retry_after(2.1, parse_rate("1/s"), now=1000.5) == ("3", 3)
    assert retry_after(0.0, parse_rate("1/s"), now=1000.5) == ("1", 1)
    header, wait = retry_after(2.1, parse_rate("1/s;retry-after=date"), now=1000.5)
    assert (parsedate_to_datetime(header).timestamp(), wait) == (1003, 2.5)


def test_a_request_before_the_pause_is_over_is_too_early_unless_it_was_under_way() -> None:
    pauses = Announcements(grace_s=0.2)
    pauses.announce("key 1", CREATE, now=100, wait_s=5)
    found = [pauses.too_early("key 1", CREATE, now) for now in (100.2, 100.3, 104.9, 105)]
    assert found == [None, "same", "same", None]
    assert pauses.too_early("key 1", READ, 103) == "other"
    assert pauses.too_early("key 2", CREATE, 103) is None


def test_a_pause_of_all_routes_holds_for_each_and_the_longest_counts() -> None:
    pauses = Announcements(grace_s=0)
    pauses.announce("key 1", "all", now=100, wait_s=5)
    pauses.announce("key 1", "all", now=101, wait_s=1)
    assert pauses.too_early("key 1", READ, 104) == "same"
