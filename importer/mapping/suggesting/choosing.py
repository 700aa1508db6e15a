"""Which columns become which fields, beside the times: by name first, and only where the cells agree."""

from __future__ import annotations

from importer.mapping.suggesting.addresses import lack_their_scheme
from importer.mapping.suggesting.categories import separator_of
from importer.mapping.suggesting.chosen import Chosen, pick
from importer.mapping.suggesting.places import choose_places
from importer.mapping.suggesting.prices import are_amounts
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.titles import choose_title
from importer.privacy import without_meetings

_FEW = 40
"""Different words that a column of categories may hold."""

_FEW_NUMBERS = 12
"""Different numbers that stand for kinds."""

_OFTEN, _AGAIN = 0.4, 0.75
"""Larger shares of different cells, or of different words in them, are more than kinds have."""

_BY_CONTENT = 0.7
"""The share of amounts of money that tells a price where no name does."""

_AGAIN_AS_SERIES = 0.6
"""Larger shares of different cells are more than the names of series and cups have."""

_AGAIN_PRICED = 0.5
"""Larger shares of different cells are more than words such as "paid" and "free" have."""

_LONG_TEXT = 80
"""Letters in a text that describes an event, on average at least."""

_SHORT = 60
"""Letters in a cell of kinds, on average at most."""

_FEW_ROWS = 5
"""In so few rows tags may all be different."""

_LONGEST_NUMBER = 9
"""Signs of the number of a room, or of a price, on average; longer numbers are coordinates, or moments."""

_HARDLY = 0.02
"""Where fewer rows have a picture or a text, the column is no part of an event."""


def choose_fields(chosen: Chosen) -> None:
    """Fill in the fields in the order in which they may claim a column."""
    for choose in (_links, choose_title, choose_places, _kind, _texts, _numbers, _zone):
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


def _long_texts(chosen: Chosen) -> list[Column]:
    """What is longer than titles and names are, whatever it is called: a "Programme" of three sentences."""
    rest = [c for c in chosen.free("title", "artist", "tag", "unknown") if c.wordy and c.spelt]
    rest = [c for c in rest if any(" " in text or not text.isascii() for text in c.texts)]
    return [c for c in rest if c.length >= _LONG_TEXT and c.filled >= 0.3 and not c.listed]


def _least_pictures(column: Column) -> float:
    """The share of cells that must be addresses; fewer where the name says so: others say "N/A"."""
    return 0.1 if "LINK" in column.meaning else 0.6


def _beside_names(column: Column) -> float:
    """The share of its values in which an address stands behind a name, as in "choir.jpg (https://…)"."""
    return sum(" (http" in text or "{http" in text for text in column.texts) / len(column.values)


def _links(chosen: Chosen) -> None:
    called = chosen.free("image")
    pictures = [c for c in called if max(c.picture, c.url, _beside_names(c)) >= _least_pictures(c)]
    pictures = pictures or [c for c in chosen.free("unknown") if min(c.picture, c.url) >= 0.8]
    pictures = [c for c in pictures if c.filled >= _HARDLY]
    pick(chosen, "image", pictures, lambda c: (c.url < 0.5, c.filled < 0.3, not c.meaning.whole))
    called = chosen.free("url")
    links = [c for c in called if c.url >= 0.5 and c.picture < 0.5]
    links = links or [c for c in called if c.meaning.whole and c.url >= _LEAST_LINKS]
    links = links or [c for c in (*called, *chosen.free("unknown")) if lack_their_scheme(c)]
    pick(chosen, "offers.url", [c for c in links if _of_the_event(c)] or links, _link_rank)
    if links:
        return
    roles = ("unknown",) if chosen.profile.lettered else _OF_NO_LINK
    addresses = [c for c in chosen.free(*roles) if c.url >= 0.8 and c.picture < 0.5]
    addresses += [c for c in chosen.free("aside") if _is_link_set_aside(c)]
    addresses = [c for c in addresses if c.filled >= 0.1]
    if addresses:
        chosen.take("offers.url", (addresses[0].name,), "guess", "by its content: web addresses")


_LEAST_LINKS = 0.3
"""The share of addresses that will do in a column plainly called one: the others are parts of them, or pictures."""

_OF_NO_LINK = ("unknown", "notes", "venue", "place", "description", "publish")
"""Roles of columns that are links all the same where their cells are: "site", "More info"."""

_OF_THE_PUBLIC = frozenset({"LINK", "EVENT", "TICKET"})
"""What says of a link which is set aside, as those to Facebook are, that it is meant for visitors."""

_OF_A_PLACE = frozenset({"GEO", "VENUE", "PLACE", "ROOM", "ORGANISER", "PERSON", "INSTITUTION"})


def _is_link_set_aside(column: Column) -> bool:
    meant = column.meaning.any(_OF_THE_PUBLIC) and not column.meaning.any(_OF_A_PLACE)
    return meant and column.url >= 0.5 and column.picture < 0.5 and not _is_of_meetings(column)


def _is_of_meetings(column: Column) -> bool:
    """Whether its links let people into a call, which is not for everybody to see."""
    calls = sum(not without_meetings(text).strip() for text in column.texts)
    return calls > 0.2 * len(column.texts)


def _of_the_event(column: Column) -> bool:
    return column.meaning.whole or column.meaning.any(frozenset({"TICKET", "EVENT"}))


def _link_rank(column: Column) -> tuple[object, ...]:
    ticket = "TICKET" in column.meaning
    same = column.different < 0.1
    return (column.filled < 0.05, not ticket, same, not column.meaning.whole, -column.filled)


def _numbers(chosen: Chosen) -> None:
    seats = [c for c in chosen.free("capacity") if c.number >= 0.8]
    pick(chosen, "capacity", seats, lambda c: not c.meaning.whole)
    called = [c for c in chosen.free("price") if c.url < 0.3]
    prices = [c for c in called if max(c.money, _amounts(c)) >= 0.3]
    if not prices:
        sold = [c for c in chosen.free("passing") if "TICKET" in c.meaning]
        otherwise = [c for c in (*chosen.free("url"), *sold) if c.url < 0.3]
        prices = [c for c in otherwise if c.money + _amounts(c) >= 0.6]
        prices = [c for c in prices if c.money >= 0.6 or c.length <= _LONGEST_NUMBER]
    prices = prices or [c for c in called if _says_whether_to_pay(c)]
    if pick(chosen, "price", prices, _price_rank):
        return
    paid = [c for c in chosen.free("unknown", "tag", "time") if c.money >= _BY_CONTENT]
    paid = [c for c in paid if any(any(map(str.isdigit, text)) for text in c.texts)]
    if paid and not chosen.profile.lettered:
        chosen.take("price", (paid[0].name,), "guess", "by its content: amounts of money")


def _amounts(column: Column) -> float:
    """The share of its values that are amounts without a currency, several of them too."""
    return sum(map(are_amounts, column.texts)) / max(1, len(column.values))


def _price_rank(column: Column) -> tuple[object, ...]:
    most = column.meaning.any(frozenset({"CAPACITY", "END"}))
    return column.filled < 0.3, column.money < 0.3, most, not column.meaning.whole


def _says_whether_to_pay(column: Column) -> bool:
    """Whether words such as "paid", which come again, stand under a name that is just a price."""
    plainly = column.meaning.whole and column.meaning.concepts[:1] == ("PRICE",)
    return (
        plainly and column.wordy and column.different <= _AGAIN_PRICED and column.length <= _SHORT
    )


def _zone(chosen: Chosen) -> None:
    zones = [c for c in chosen.free("timezone", "unknown") if c.zones >= 0.8]
    pick(chosen, "timezone", zones)
    countries = [c for c in chosen.free("country") if c.country >= 0.9]
    if countries and "city" in chosen.columns:
        chosen.taken.add(countries[0].name)
        chosen.columns["countryCode"] = (countries[0].name,)
