"""The pace in simulated time: near the permitted rate, hardly ever refused, never early."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest

from importer.publishing.pace import Pace
from tests.publishing.simulated import ROUTE, START, Limit, Outcome, simulate

SIZES = [(60, 60.0), (10, 1.0), (100, 10.0), (30, 5.0)]


def share(outcome: Outcome, limit: Limit) -> float:
    """What was sent of what was permitted between the first and the last request."""
    spent = outcome.last - outcome.first
    if limit.kind == "bucket":
        return outcome.admitted / (limit.count + spent * limit.count / limit.period_s)
    return outcome.admitted / (limit.count * (math.floor(spent / limit.period_s) + 1))


@pytest.mark.parametrize(
    ("kind", "retry_after", "reset", "size"),
    [*product(("aligned", "opened", "bucket"), ("seconds", "date"), ("seconds", "epoch"), SIZES)],
)
def test_with_headers_the_permitted_rate_is_used_and_nothing_refused(
    kind: Any, retry_after: Any, reset: Any, size: tuple[int, float]
) -> None:
    limit = Limit(*size, kind, "always", retry_after, reset)
    outcome = simulate(limit, size[0] * 12)
    assert share(outcome, limit) >= 0.95
    assert (outcome.refused, outcome.early) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "headers", "retry_after", "size"),
    [*product(("aligned", "opened"), ("on 429", "never"), ("seconds", "date"), SIZES)],
)
def test_without_headers_a_window_is_learned_from_a_few_refusals(
    kind: Any, headers: Any, retry_after: Any, size: tuple[int, float]
) -> None:
    limit = Limit(*size, kind, headers, retry_after)
    outcome = simulate(limit, size[0] * 12)
    assert share(outcome, limit) >= 0.85
    assert outcome.refused_late <= 5
    assert outcome.early == 0


@pytest.mark.parametrize("size", SIZES)
def test_without_headers_a_token_bucket_is_learned_too(size: tuple[int, float]) -> None:
    limit = Limit(*size, "bucket", "never")
    outcome = simulate(limit, size[0] * 12)
    assert share(outcome, limit) >= 0.85
    assert outcome.refused_late <= 8
    assert outcome.early == 0


@pytest.mark.parametrize("headers", ["always", "never"])
def test_a_limit_halved_midway_costs_few_refusals(headers: Any) -> None:
    before, after = Limit(40, 2.0, "opened", headers), Limit(20, 2.0, "opened", headers)
    outcome = simulate(before, 600, changes={10.0: after})
    assert outcome.early == 0
    assert outcome.refused_late <= (2 if headers == "always" else 10)
    late = [at for at in outcome.times if at > outcome.first + 20]
    assert len(late) / (late[-1] - late[0]) >= 0.8 * 10


def test_refusals_by_chance_do_not_slow_a_run_to_a_crawl() -> None:
    pace, now, sent = Pace(), START, 0
    while sent < 400:
        granted, again = pace.grant(ROUTE, "me", 1, now)
        if not granted:
            now = max(again, now + 0.001)
            continue
        sent += 1
        status, headers = (429, {"retry-after": "1"}) if sent % 10 == 0 else (201, {})
        pace.learn(ROUTE, "me", status, headers, now, now + 0.02, 0.5)
        now += 0.02
    pauses = 40
    assert now - START < 3 * pauses + 400 * 0.1


def test_a_429_stops_every_route_until_retry_after_and_not_a_moment_less() -> None:
    pace = Pace()
    pace.grant(ROUTE, "me", 1, START)
    pace.learn(ROUTE, "me", 429, {"retry-after": "7"}, START, START + 0.1, 1.0)
    for route in (ROUTE, "GET /events"):
        assert pace.grant(route, "me", 1, START + 7.09)[0] == 0
        assert pace.grant(route, "me", 1, START + 7.5)[0] == 1


def test_a_retry_date_is_read_by_the_platforms_clock() -> None:
    pace = Pace()
    ours = START + 3600  # our clock is an hour ahead
    headers = {
        "retry-after": "Fri, 15 Jan 2027 08:00:30 GMT",
        "date": "Fri, 15 Jan 2027 08:00:00 GMT",
    }
    pace.learn(ROUTE, "me", 429, headers, ours, ours, 0.0)
    assert pace.resume == pytest.approx(ours + 30)


def test_another_process_goes_on_with_what_the_first_one_learned() -> None:
    pace = Pace()
    simulate(Limit(20, 2.0, "opened", "never"), 100, pace=pace)
    outcome = simulate(Limit(20, 2.0, "opened", "never"), 100, pace=Pace.load(pace.dump()))
    assert outcome.refused_late == 0


def test_a_run_that_died_leaves_nothing_under_way_for_the_next_of_its_name() -> None:
    pace = Pace()
    headers = {"x-ratelimit-limit": "5", "x-ratelimit-remaining": "4", "x-ratelimit-reset": "60"}
    pace.grant(ROUTE, "source 1", 1, START)
    pace.learn(ROUTE, "source 1", 201, headers, START, START + 0.1, 0.5)
    assert pace.grant(ROUTE, "source 1", 9, START + 0.2)[0] == 4
    assert pace.grant(ROUTE, "source 2", 9, START + 0.3)[0] == 0
    pace.begin("source 1")
    assert pace.grant(ROUTE, "source 2", 9, START + 0.4)[0] == 4


def test_a_clock_that_went_back_does_not_stop_a_run_for_a_day() -> None:
    pace = Pace()
    pace.learn(ROUTE, "me", 429, {"retry-after": "5"}, START, START, 0.0)
    assert pace.grant(ROUTE, "me", 1, START - 200_000)[0] == 1


def test_the_forecast_knows_what_was_learned() -> None:
    pace = Pace()
    assert pace.forecast(ROUTE, 100, START) is None
    outcome = simulate(Limit(20, 2.0), 100, pace=pace)
    forecast = pace.forecast(ROUTE, 200, outcome.last + 10)
    assert forecast == pytest.approx(18, abs=2)


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "soon"}, {"retry-after": "-5"}, {"x-ratelimit-remaining": "many"},
        {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "nan"}, {"date": "yesterday"}, {"retry-after": "inf"},
    ],
)  # fmt: skip
def test_headers_that_make_no_sense_stop_for_a_moment_only(headers: dict[str, str]) -> None:
    pace = Pace()
    pace.learn(ROUTE, "me", 429, headers, START, START, 0.5)
    assert pace.resume <= START + 1.1
