"""Which columns hold the page or the tickets of an event, and its picture: addresses, whole or without their scheme."""

from __future__ import annotations

import re

from importer.mapping.suggesting.chosen import Chosen, pick
from importer.mapping.suggesting.profile import Column
from importer.privacy import without_meetings

_HARDLY = 0.02
"""Where fewer rows have a picture, the column is no part of an event."""

_LEAST_LINKS = 0.3
"""The share of addresses that will do in a column plainly called one: the others are parts of them, or pictures."""

_OF_NO_LINK = ("price", "passing", "unknown", "notes", "venue", "place", "description", "publish")
"""Roles of columns that are links all the same where their cells are: "site", "More info"."""

_OF_THE_PUBLIC = frozenset({"LINK", "EVENT", "TICKET"})
"""What says of a link which is set aside, as those to Facebook are, that it is meant for visitors."""

_OF_A_PLACE = frozenset({"GEO", "VENUE", "PLACE", "ROOM", "ORGANISER", "PERSON", "INSTITUTION"})

_BARE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|info|edu|gov|[a-z]{2})(?:[/?#][^\s@\\]*)?",
    re.IGNORECASE | re.ASCII,
)


def lack_their_scheme(column: Column) -> bool:
    """Whether each cell is a host, with or without a path, and nothing before it."""
    return bool(column.values) and all(map(_BARE.fullmatch, column.texts))


def _least_pictures(column: Column) -> float:
    """The share of cells that must be addresses; fewer where the name says so: others say "N/A"."""
    return 0.1 if "LINK" in column.meaning else 0.6


def _beside_names(column: Column) -> float:
    """The share of its values in which an address stands behind a name, as in "choir.jpg (https://…)"."""
    return sum(" (http" in text or "{http" in text for text in column.texts) / len(column.values)


def choose_links(chosen: Chosen) -> None:
    """By name and cells, pictures first; else by the cells alone."""
    _choose_picture(chosen)
    _choose_page(chosen)


def _choose_picture(chosen: Chosen) -> None:
    called = chosen.free("image")
    pictures = [c for c in called if max(c.picture, c.url, _beside_names(c)) >= _least_pictures(c)]
    pictures = pictures or [c for c in chosen.free("unknown") if min(c.picture, c.url) >= 0.8]
    pictures = [c for c in pictures if c.filled >= _HARDLY]
    pick(chosen, "image", pictures, lambda c: (c.url < 0.5, c.filled < 0.3, not c.meaning.whole))


def _choose_page(chosen: Chosen) -> None:
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


def _is_link_set_aside(column: Column) -> bool:
    meant = column.meaning.any(_OF_THE_PUBLIC) and not column.meaning.any(_OF_A_PLACE)
    return meant and column.url >= 0.5 and column.picture < 0.5 and not are_of_meetings(column)


def are_of_meetings(column: Column) -> bool:
    """Whether links of it let people into a call, which is not for everybody to see."""
    calls = sum(not without_meetings(text).strip() for text in column.texts)
    return calls > 0.2 * len(column.texts)


def _of_the_event(column: Column) -> bool:
    return column.meaning.whole or column.meaning.any(frozenset({"TICKET", "EVENT"}))


def _link_rank(column: Column) -> tuple[object, ...]:
    ticket = "TICKET" in column.meaning
    same = column.different < 0.1
    return (column.filled < 0.05, not ticket, same, not column.meaning.whole, -column.filled)
