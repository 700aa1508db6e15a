"""Texts in one form, record keys and Idempotency-Keys: the rules; literal values are in tests/golden."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.keys import idempotency_key, key_hash, normal_text, record_key, shown
from importer.records import text_of

PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("1001", "1001"),
        ("  Jazz \t\n Night ", "Jazz Night"),
        ("Jazz\u00a0\u2009Night", "Jazz Night"),
        ("Cafe\u0301", "Café"),
        ("Cafe\u200b\u0301", "Café"),
        ("\ufeffJazz\x00", "Jazz"),
        ("", ""),
    ],
)
def test_texts_are_compared_without_what_nobody_sees(written: str, normal: str) -> None:
    assert normal_text(written) == normal


@given(st.text())
def test_a_normal_text_is_its_own_normal_form(text: str) -> None:
    once = normal_text(text)
    assert normal_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("cell", ["1001", " 1001 ", "1001.0", 1001, 1001.0])
def test_an_id_has_one_key_from_every_reader(cell: str | int | float) -> None:
    assert record_key([text_of(cell)]) == "1001"


@pytest.mark.parametrize("part", ["01067", "1001.5", "1001.", ".0", "1e3", "v1.0", "1.0.0"])
def test_only_whole_numbers_lose_their_zeros_and_none_in_front(part: str) -> None:
    assert record_key([part]) == part


@pytest.mark.parametrize("parts", [[], [""], [" ", "\t"], ["\ufeff"]])
def test_a_row_of_empty_parts_has_no_identity(parts: list[str]) -> None:
    assert record_key(parts) == ""


def test_one_empty_part_among_others_is_part_of_the_identity() -> None:
    assert record_key(["Hall", ""]) != record_key(["", "Hall"]) != record_key(["Hall"])


@given(PARTS, PARTS)
def test_different_parts_have_different_keys(one: list[str], other: list[str]) -> None:
    def told_apart(parts: list[str]) -> list[str]:
        return [record_key([part]) for part in parts]

    if told_apart(one) == told_apart(other):
        assert record_key(one) == record_key(other)
    elif any(told_apart(one)) or any(told_apart(other)):
        assert record_key(one) != record_key(other)


def test_parts_do_not_run_together() -> None:
    assert record_key(["a", "bc"]) != record_key(["ab", "c"]) != record_key(["abc"])


def test_a_key_is_shown_as_it_can_be_typed() -> None:
    assert shown(record_key(["Hall", "2026-06-12"])) == "Hall | 2026-06-12"


def test_a_key_hash_has_sixteen_bytes() -> None:
    assert len(key_hash("1001")) == 16


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 99), st.binary())
def test_an_idempotency_key_is_64_printable_ascii_characters(
    key: str, generation: int, body: bytes
) -> None:
    name = idempotency_key("riverside-hall", key, generation, body)
    assert len(name) == 64
    assert name.isascii()
    assert name.isprintable()


def test_an_idempotency_key_changes_with_each_of_its_facts_and_with_nothing_else() -> None:
    facts = [
        ("hall", "1001", 0, b"{}"),
        ("hal", "l1001", 0, b"{}"),
        ("hall", "1002", 0, b"{}"),
        ("hall", "1001", 1, b"{}"),
        ("hall", "1001", 0, b'{"a":1}'),
    ]
    assert len({idempotency_key(*each) for each in facts}) == len(facts)
    assert idempotency_key(*facts[0]) == idempotency_key("hall", "1001", 0, b"{}")
