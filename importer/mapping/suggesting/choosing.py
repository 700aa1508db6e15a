"""Which columns become which fields, beside the times: by name first, and only where the cells agree."""

from __future__ import annotations

from importer.mapping.suggesting.categories import separator_of
from importer.mapping.suggesting.chosen import Chosen, pick
from importer.mapping.suggesting.links import choose_links
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.places import choose_places
from importer.mapping.suggesting.pricing import choose_price
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.titles import choose_title, title_by_place

_FEW = 40
"""Different words that a column of categories may hold."""

_FEW_NUMBERS = 12
"""Different numbers that stand for kinds."""

_OFTEN, _AGAIN = 0.4, 0.75
"""Larger shares of different cells, or of different words in them, are more than kinds have."""

_AGAIN_AS_SERIES = 0.6
"""Larger shares of different cells are more than the names of series and cups have."""

_LONG_TEXT = 80
"""Letters in a text that describes an event, on average at least."""

_SHORT = 60
"""Letters in a cell of kinds, on average at most."""

_FEW_ROWS = 5
"""In so few rows tags may all be different."""

_HARDLY = 0.02
"""Where fewer rows have a text, the column is no part of an event."""


_OF_NO_PLACES = """
    age ages alter alters edad edades eta idade leeftijd wiek alder sold vendidos vendus verkauft venduti verkocht
    elevation gain height available remaining left free frei freie libres restant restantes disponibles disponiveis
    liberi vrije ledige lediga volna volne wolne
"""
_NO_SEATS = frozenset(_OF_NO_PLACES.split())
"""Plain words for what else has a limit or is counted, and for places that are not taken yet."""


def choose_fields(chosen: Chosen) -> None:
    """Fill in the fields in the order in which they may claim a column."""
    for choose in (
        choose_links,
        choose_title,
        choose_places,
        title_by_place,
        _kind,
        _texts,
        _capacity,
        choose_price,
        _zone,
    ):
        choose(chosen)


def _kind(chosen: Chosen) -> None:
    kinds = [c for c in chosen.free("category") if _names_kinds(c) or _numbers_kinds(c)]
    tags = [c for c in chosen.free("tag") if _names_kinds(c) or _repeats_words(c)]
    few = chosen.profile.rows <= _FEW_ROWS
    tags = [c for c in tags if c.different <= 0.8 or few or _repeats_words(c) or _labelled(c)]
    series = [
        c for c in chosen.free("title") if _names_kinds(c) and c.different <= _AGAIN_AS_SERIES
    ]
    series = [c for c in series if c.meaning.whole and c.filled >= 0.5 and len(c.values) > 1]
    pick(chosen, "classifications", kinds or tags or series, _kind_rank)


def _kind_rank(column: Column) -> tuple[object, ...]:
    return column.filled < 0.5, "DESCRIPTION" in column.meaning, not column.meaning.whole


def _names_kinds(column: Column) -> bool:
    """Whether its cells are short words of which there are few, as kinds of events are."""
    few = len(column.values) <= _FEW or column.different <= _OFTEN or _repeats_words(column)
    return column.wordy and few and column.length <= _SHORT


def _numbers_kinds(column: Column) -> bool:
    """Whether its cells are a few numbers that come again, which stand for kinds."""
    few = len(column.values) <= _FEW_NUMBERS and column.different <= _OFTEN / 2
    return column.meaning.whole and column.number == 1 and few and not column.flag


def _labelled(column: Column) -> bool:
    """Whether most of its cells are several short labels, by its name too."""
    sign = separator_of(column.texts)
    several = sum(sign in text for text in column.texts) if sign else 0
    return "TAG" in column.meaning and several >= 0.5 * len(column.texts)


def _repeats_words(column: Column) -> bool:
    """Whether its cells are made of several words each, such as "Indie / Rock", which come again in others."""
    sign = separator_of(column.texts)
    if sign is None:
        return False
    words = [word.strip().casefold() for text in column.texts for word in text.split(sign)]
    again = len(set(words)) <= _AGAIN * len(words)
    return again and column.wordy and column.length <= _SHORT


def _texts(chosen: Chosen) -> None:
    described = [c for c in chosen.free("description") if c.wordy and c.filled >= _HARDLY]
    described += [c for c in chosen.free("url") if "DESCRIPTION" in c.meaning and c.wordy]
    noted = [c for c in chosen.free("notes") if c.wordy and c.filled >= _HARDLY]
    if chosen.profile.lettered:
        long = [c for c in chosen.free("unknown") if c.wordy and c.length > 80]
        if long:
            best = max(long, key=lambda c: c.length)
            chosen.take("description", (best.name,), "guess", "by its content: long texts")
        return
    texts = described or noted or _long_texts(chosen)
    pick(chosen, "description", texts, lambda c: (c.filled < 0.3, -c.length))


def are_remarks(column: Column) -> bool:
    """Whether it is called notes or remarks, which may be meant for those who keep the table."""
    return "REMARKS" in column.meaning and column.role == "notes"


def _long_texts(chosen: Chosen) -> list[Column]:
    """What is longer than titles and names are, whatever it is called: a "Programme" of three sentences."""
    rest = [c for c in chosen.free("title", "artist", "tag", "unknown") if c.wordy and c.spelt]
    rest = [c for c in rest if any(" " in text or not text.isascii() for text in c.texts)]
    return [c for c in rest if c.length >= _LONG_TEXT and c.filled >= 0.3 and not c.listed]


def _capacity(chosen: Chosen) -> None:
    seats = [c for c in chosen.free("capacity") if c.number >= 0.8 and c.texts != ["0"]]
    seats = [c for c in seats if _NO_SEATS.isdisjoint(words_of(c.name))]
    pick(chosen, "capacity", seats, lambda c: not c.meaning.whole)


def _zone(chosen: Chosen) -> None:
    zones = [c for c in chosen.free("timezone", "unknown") if c.zones >= 0.8]
    pick(chosen, "timezone", zones)
    countries = [c for c in chosen.free("country") if c.country >= 0.9]
    if countries and "city" in chosen.columns:
        chosen.taken.add(countries[0].name)
        chosen.columns["countryCode"] = (countries[0].name,)
