"""Which column says what an event costs."""

from __future__ import annotations

from importer.mapping.suggesting.chosen import Chosen, pick
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.price_cells import are_amounts
from importer.mapping.suggesting.profile import Column

_BY_CONTENT = 0.7
"""The share of amounts of money that tells a price where no name does."""

_AGAIN_PRICED = 0.5
"""Larger shares of different cells are more than words such as "paid" and "free" have."""

_LONGEST_NUMBER = 9
"""Signs of a price, on average; longer numbers are coordinates, or moments."""

_LESS_WORDS = """
    ridotto ridotti reduit reduits reducido reducida reduzido meia ermassigt ermaessigt concession concessions child
    children kinder enfant enfants member members mitglieder membres soci socios student students
"""
_LESS = frozenset(_LESS_WORDS.split())
"""Plain words for a price that not everybody pays."""

_NO_PRICE = frozenset({"CAPACITY", "HOME", "AWAY", "END", "NUMBER"})

_SHORT = 60
"""Letters in a cell that says whether there is something to pay, on average at most."""


def choose_price(chosen: Chosen) -> None:
    """By name and cells, the lowest of several; else by the cells alone."""
    called = [c for c in chosen.free("price") if c.url < 0.3]
    prices = [c for c in called if max(c.money, _amounts(c)) >= 0.3]
    if not prices:
        sold = [c for c in chosen.free("passing", "url") if _is_of_tickets(c)]
        otherwise = [c for c in (*chosen.free("url", "image"), *sold) if c.url < 0.3]
        otherwise = [c for c in otherwise if _has_digits(c)]
        prices = [c for c in otherwise if c.money >= 0.6 or (c in sold and _may_be_prices(c))]
    prices = prices or [c for c in called if _is_plain(c) and c.money >= 0.1]
    prices = prices or [c for c in called if _says_whether_to_pay(c)]
    if pick(chosen, "price", prices, _price_rank):
        return
    paid = [c for c in chosen.free("unknown", "tag", "time") if c.money >= _BY_CONTENT]
    paid = [c for c in paid if _has_digits(c)]
    if paid and not chosen.profile.lettered:
        chosen.take("price", (paid[0].name,), "guess", "by its content: amounts of money")


def _has_digits(column: Column) -> bool:
    """Whether there is an amount: words for free alone may be of anything, as "n/a" is."""
    return any(any(map(str.isdigit, text)) for text in column.texts)


def _is_plain(column: Column) -> bool:
    """Whether it is called a price and nothing else."""
    return column.meaning.whole and column.meaning.concepts == ("PRICE",)


def _is_of_tickets(column: Column) -> bool:
    """Whether it is called a ticket, and not how many, of whom or until when."""
    return "TICKET" in column.meaning and not column.meaning.any(_NO_PRICE)


def _may_be_prices(column: Column) -> bool:
    return column.money + _amounts(column) >= 0.6 and column.length <= _LONGEST_NUMBER


def _amounts(column: Column) -> float:
    """The share of its values that are amounts without a currency, several of them too."""
    return sum(map(are_amounts, column.texts)) / max(1, len(column.values))


def _price_rank(column: Column) -> tuple[object, ...]:
    most = column.meaning.any(frozenset({"CAPACITY", "END"}))
    less = not _LESS.isdisjoint(words_of(column.name))
    return column.filled < 0.3, column.money < 0.3, most, less, not column.meaning.whole


def _says_whether_to_pay(column: Column) -> bool:
    """Whether words such as "paid", which come again, stand under a name that is just a price."""
    plainly = column.meaning.whole and column.meaning.concepts[:1] == ("PRICE",)
    return (
        plainly and column.wordy and column.different <= _AGAIN_PRICED and column.length <= _SHORT
    )
