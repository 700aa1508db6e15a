"""Numbers as people write them, per column as the mapping says."""

from __future__ import annotations

from typing import Any

import pytest
from mapping_cases import TABLE_ROW, payload, row

from importer.mapping.numbers import read_number
from importer.mapping.problems import FieldError
from importer.payloads import Refused


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
        ("12€50", None, 12.5), ("kr 150,-", None, 150), ("0,500", None, 0.5), ("0.125", None, 0.125), ("CHF 12.-", ".", 12),
        ("$1,250.00 USD", None, 1250), ("100:-", None, 100), ("300 руб.", None, 300), ("5.00 лв.", None, 5),
        ("12,50 kn", None, 12.5), ("RM12.50", None, 12.5), ("1.250.000 COP", None, 1250000),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(text: str, decimal: str | None, number: float) -> None:
    assert read_number(text, decimal, "Price") == number


@pytest.mark.parametrize(
    ("text", "decimal", "words"),
    [
        ("12.50", ",", "is not a number"), ("12,50", ".", "is not a number"), ("10-15", None, "is not a number"),
        ("from 10", None, "is not a number"), ("1e5", None, "is not a number"), ("12%", None, "is not a number"),
        ("1,25,0", None, "is not a number"), ("nan", None, "is not a number"), ("free", None, "is not a number"),
        ("12kr500", None, "is not a number"), ("5$ 100$", None, "is not a number"), ("$5 $100", None, "is not a number"),
        ("12²", None, "is not a number"), ("0,500", ".", "is not a number"), ("1.234'567", None, "is not a number"),
        ("ab 8 €", None, "is not a number"), ("10-15 €", None, "is not a number"), ("$5/$7", None, "is not a number"),
        ("12€ / 8€ erm.", None, "is not a number"), ("12 km", None, "is not a number"), ("3:-4", None, "is not a number"),
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


@pytest.mark.parametrize("text", ["1.250", "1,250", "¥1,000", "12.000 €"])
def test_a_number_that_could_be_two_shows_both(text: str) -> None:
    with pytest.raises(FieldError, match=r"could be \d+(\.\d+)? or \d+, and nothing in the column"):
        read_number(text, None, "Price")


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        (["12,50", "1.250", "8"], [12.5, 1250, 8]),
        (["12.50 €", "1.250"], [12.5, 1.25]),
        (["1.250", "1.250.000"], [1250, 1250000]),
        (["1.234,50", "1,234.50", "1.250"], [1234.5, 1234.5, None]),
        (["1.250", "900"], [None, 900]),
        (["1.250", 12.5, 1.125, 40], [None, 12.5, 1.125, 40]),
        (["Free", "gratis!", "0,50"], [0, 0, 0.5]),
    ],
)
def test_the_column_tells_the_sign_before_decimals_or_nothing_does(
    bound: Any, cells: list[Any], made: list[float | None]
) -> None:
    mapper = bound(rest='extra: {"offers[0].price": {from: "{Price}", number: {}}}')
    records = [row({**TABLE_ROW, "Price": cell}) for cell in cells]
    assert mapper.needs_survey()
    for record in records:
        mapper.survey(record)
    assert [price_of(mapper.map(record)) for record in records] == made


def price_of(outcome: Any) -> float | None:
    if isinstance(outcome, Refused):
        assert [issue.code for issue in outcome.issues] == ["cell.ambiguous_number"]
        return None
    price: float = payload(outcome)["offers"][0]["price"]
    return price


def test_two_mappers_of_other_columns_do_not_pass_for_one(bound: Any) -> None:
    mappers = []
    for cell in ("12,50", "12.50"):
        mapper = bound(rest='extra: {"offers[0].price": {from: "{Price}", number: {}}}')
        mapper.survey(row({**TABLE_ROW, "Price": cell}))
        mappers.append(mapper.fingerprint())
    assert mappers[0] != mappers[1]


def test_free_is_no_number_but_of_a_price() -> None:
    with pytest.raises(FieldError, match="is not a number"):
        read_number("free", None, "Seats")
    assert read_number("free", None, "Price", price=True) == 0
