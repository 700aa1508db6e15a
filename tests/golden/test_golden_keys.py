"""Record keys, Idempotency-Keys and hashes are those of every release before."""

from __future__ import annotations

from typing import Any

import pytest
from golden_keys import load, results

CASES = load()
OUT = {case["why"]: case["out"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_name_is_what_it_always_was(case: dict[str, Any]) -> None:
    assert results(case) == case["out"]


def test_every_case_says_something_different() -> None:
    assert len(OUT) == len(CASES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a plain id", "a workbook's number as text is the CSV's id"),
        ("a plain id", "a byte order mark inside a cell"),
        ("composed accents", "the same accents decomposed"),
        ("composed accents", "an accent after an invisible character"),
    ],
)
def test_these_are_one_record_with_one_idempotency_key(one: str, other: str) -> None:
    for name in ("record_key", "key_hash", "idempotency_key"):
        assert OUT[one][name] == OUT[other][name]


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("a plain id", "the second life of a record", "idempotency_key"),
        ("a plain id", "another source", "idempotency_key"),
        ("a plain id", "another title", "idempotency_key"),
        ("a plain id", "another title", "payload_hash"),
        ("a plain id", "leading zeros stay", "record_key"),
        ("a plain id", "a cancelled entry", "row_hash"),
        (
            "two parts that join to the same text: a, bc",
            "two parts that join to the same text: ab, c",
            "key_hash",
        ),
        ("a part that is empty", "the other part is empty", "key_hash"),
        ("two parts", "a separator smuggled into a cell", "key_hash"),
        ("the text that looks like a date", "the date itself", "row_hash"),
        ("a time in Berlin", "the same time in Paris", "row_hash"),
    ],
)
def test_these_are_told_apart(one: str, other: str, name: str) -> None:
    assert OUT[one][name] != OUT[other][name]
