from __future__ import annotations

import re

import pytest

from importer.sandbox import Windows, parse_faults, parse_rate, parse_windows
from importer.sandbox.faults import FaultRule, When
from importer.sandbox.limits import RatePolicy, RateRule


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("off", RatePolicy()),
        ("600/min", RatePolicy((RateRule("*", 600, 60),))),
        ("5/2s", RatePolicy((RateRule("*", 5, 2),))),
        (
            "post /events=60/min, all=900/h",
            RatePolicy((RateRule("POST /events", 60, 60), RateRule("all", 900, 3600))),
        ),
        (
            "*=10/s;token-bucket;burst=20;headers=on-429;retry-after=date;reset=epoch",
            RatePolicy((RateRule("*", 10, 1),), "token-bucket", 20, "on-429", "date", "epoch"),
        ),
    ],
)
def test_a_rate_is_read(text: str, policy: RatePolicy) -> None:
    assert parse_rate(text) == policy


@pytest.mark.parametrize("text", ["600/min", "POST /events=3/2s,all=9/m;token-bucket;burst=4"])
def test_a_policy_shown_as_text_reads_as_itself(text: str) -> None:
    assert parse_rate(str(parse_rate(text))) == parse_rate(text)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("15m,45s", Windows(900, 45)),
        ("3s", Windows(3, 45)),
        ("2,0.5", Windows(2, 0.5)),
        ("1h, 300ms", Windows(3600, 0.3)),
    ],
)
def test_windows_are_read(text: str, windows: Windows) -> None:
    assert parse_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("drop_after=5%", FaultRule("drop_after", When("chance", 0.05))),
        ("503=0.5", FaultRule("503", When("chance", 0.5))),
        ("hang=every:10", FaultRule("hang", When("every", 10))),
        ("POST /events html=next:3", FaultRule("html", When("next", 3), "POST /events")),
        (
            "patch /events/{id} slow=100%@300ms",
            FaultRule("slow", When("chance", 1), "PATCH /events/{id}", 0.3),
        ),
    ],
)
def test_a_fault_is_read(text: str, rule: FaultRule) -> None:
    assert parse_faults(text) == (rule,)
    assert parse_faults(str(rule)) == (rule,)


def test_faults_stand_in_the_order_given() -> None:
    assert [rule.name for rule in parse_faults("502=1%, 429=next:2@3s")] == ["502", "429"]
    assert parse_faults("off") == ()


@pytest.mark.parametrize(
    ("read", "text", "hint"),
    [
        (parse_faults, "drop_afte=5%", "did you mean 'drop_after'?"),
        (parse_faults, "POST /event drop_after=5%", "did you mean 'POST /events'?"),
        (parse_faults, "drop_after=lots", "write how often as 5%"),
        (parse_faults, "drop_after=101%", "write how often as 5%"),
        (parse_faults, "drop_after=nan", "write how often as 5%"),
        (parse_faults, "drop_after=every:0", "whole number from 1"),
        (parse_faults, "drop_after=5%@2s", "only 429, slow do"),
        (parse_faults, "drop_after", "write how often as 5%"),
        (parse_rate, "600", "COUNT/PERIOD"),
        (parse_rate, "600/fortnight", "unit of time"),
        (parse_rate, "0/min", "whole number from 1"),
        (parse_rate, "5/0s", "longer than 0"),
        (parse_rate, "5/s;headrs=never", "did you mean 'headers'?"),
        (parse_rate, "5/s;headers=on-428", "did you mean 'on-429'?"),
        (parse_rate, "5/s;token-buckets", "did you mean 'token-bucket'?"),
        (parse_rate, "GET /evnts=5/s", "did you mean 'GET /events'?"),
        (parse_windows, "soon", "unit of time"),
        (parse_windows, "", "no duration"),
        (parse_windows, "1m,2m,3m", "more than two"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_one(read: object, text: str, hint: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=re.escape(hint)):
        read(text)
