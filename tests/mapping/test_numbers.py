"""Numbers as people write them, per column as the mapping says."""

from __future__ import annotations

import pytest

from importer.mapping.numbers import read_number
from importer.mapping.problems import FieldError


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", None, 12), ("12,50", None, 12.5), ("12.50", None, 12.5), ("1.250,50", None, 1250.5),
        ("1,250.50", None, 1250.5), ("1.250.000", None, 1250000), ("1 250 000", None, 1250000), ("-3", None, -3),
        ("9007199254740993", None, 9007199254740993),
        ("1.250", ",", 1250), ("1.250", ".", 1.25), ("1,250", ".", 1250), ("1'250.00", ".", 1250), ("1’250", ".", 1250),
        ("1\u202f250,00", ",", 1250), ("1\u00a0250", ",", 1250), ("\u22125", None, -5), ("１２", None, 12),
        ("€ 12,50", ",", 12.5), ("12,50 €", ",", 12.5), ("$12.50", ".", 12.5), ("US$ 12", ".", 12), ("£5", None, 5),
        ("12 EUR", None, 12), ("EUR 12.50", ".", 12.5), ("CHF 12.–", ".", 12), ("12,-", ",", 12), ("Fr. 8.50", ".", 8.5),
        ("150 kr", None, 150), ("150 kr.", None, 150), ("45,00 zł", ",", 45), ("250 Kč", None, 250), ("₺100", None, 100),
        ("3 000 Ft", None, 3000), ("R$ 25,00", ",", 25), ("10 euros", None, 10), ("¥1,000", ".", 1000),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(text: str, decimal: str | None, number: float) -> None:
    assert read_number(text, decimal, "Price") == number


@pytest.mark.parametrize(
    ("text", "decimal", "words"),
    [
        ("1.250", None, "could be 1.25 or 1250"), ("1,250", None, "could be 1.25 or 1250"),
        ("12.50", ",", "is not a number"), ("12,50", ".", "is not a number"), ("10-15", None, "is not a number"),
        ("from 10", None, "is not a number"), ("1e5", None, "is not a number"), ("12%", None, "is not a number"),
        ("1,25,0", None, "is not a number"), ("nan", None, "is not a number"), ("free", None, "is not a number"),
        ("9" * 400, None, "is not a number"), ("12 XYZ", None, "is not a number"), ("€", None, "is not a number"),
    ],
)  # fmt: skip
def test_what_could_be_two_numbers_or_none_is_refused(
    text: str, decimal: str | None, words: str
) -> None:
    with pytest.raises(FieldError, match=words) as caught:
        read_number(text, decimal, "Price")
    assert (caught.value.code, caught.value.column, caught.value.value) == (
        "cell.invalid",
        "Price",
        text,
    )
