"""Where an event is: the column of its venue, and that of its town, by name first and by what the cells hold."""

from __future__ import annotations

from itertools import pairwise

from importer.mapping.suggesting.chosen import Chosen, pick
from importer.mapping.suggesting.lexicon import plain, plainest
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.roles import OF_PEOPLE
from importer.mapping.suggesting.towns import names_places, names_towns

_AREAS = frozenset({"CITY", "REGION", "COUNTRY", "ZONE"})
_LONGEST_NUMBER = 9
"""Signs of the number of a room, on average; longer numbers are coordinates."""

_LONGEST_ROOM = 15
"""Letters of the name of a room that has a number, on average; addresses are longer."""

_HOUSES = frozenset({"local", "casa"})
"""Words for the home side of a match that are the place in Spanish and Portuguese where no match is."""

_LONGEST_TOWN = 20
"""Letters, on average; longer cells say more than a town or a district."""


def choose_places(chosen: Chosen) -> None:
    """Fill in the venue and the town; the only column of a place may be both."""
    venues, either = _venues(chosen), [c for c in chosen.free("place") if c.wordy]
    towns = [c for c in chosen.free("city") if c.wordy] or _towns_set_aside(chosen)
    places = (*venues, *either)
    found = [c for c in (*places, *_areas(chosen)) if not towns and _is_of_towns(c, chosen)][:1]
    if any(c not in found for c in places):
        venues, either = ([c for c in some if c not in found] for some in (venues, either))
    if not (venues or either):
        venues = [c for c in chosen.free("time") if _is_a_place_to_start(c)]
    if either and not any("VENUE" in column.meaning for column in venues):
        venues, either = either, []
    if either and venues and not (towns or found):
        towns, either = either, []
    venues = venues or either or _instead_of_a_venue(chosen)
    pick(chosen, "locationName", venues, _venue_rank, missing=not chosen.profile.lettered)
    if found:
        chosen.take("city", (found[0].name,), "likely", "its cells are towns")
    else:
        pick(chosen, "city", towns, _town_rank, missing=True)
    if chosen.profile.lettered:
        _by_content(chosen)


def _venues(chosen: Chosen) -> list[Column]:
    named = chosen.free("venue") or [c for c in chosen.free("home") if plain(c.name) in _HOUSES]
    venues = [c for c in named if c.wordy or (c.number >= 0.6 and not c.flag)]
    venues = [c for c in venues if c.spelt or c.length <= _LONGEST_NUMBER]
    return [c for c in venues if not _lists(c)] or venues


def _by_content(chosen: Chosen) -> None:
    """In a table without names: words that repeat."""
    rest = [c for c in chosen.free("unknown") if c.wordy and c.spelt and 3 <= c.length <= 60]
    rest = [c for c in rest if c.different < 0.7 or len(c.values) <= 5]
    best = next((c for c in rest if c.filled >= 0.8 and c.times.any < 0.3 and c.code < 0.5), None)
    if best is not None:
        chosen.take("locationName", (best.name,), "guess", "by its content: words that repeat")


def _is_of_towns(column: Column, chosen: Chosen) -> bool:
    """Whether a place is a town: by its cells, or because it stands behind the postcode."""
    if "ROOM" in column.meaning or not column.spelt:
        return False
    pairs = pairwise(chosen.profile.columns)
    behind = any("POSTCODE" in before.meaning for before, this in pairs if this is column)
    if names_towns(column.texts) or (behind and column.length <= _LONGEST_TOWN):
        return True
    return column.role != "region" and names_places(column.texts)


def _towns_set_aside(chosen: Chosen) -> list[Column]:
    """Columns that speak of a town and of something else too, as "result_city" does, where their cells are towns."""
    rest = [c for c in chosen.free("aside") if "CITY" in c.meaning and c.wordy]
    rest = [c for c in rest if not c.meaning.any(OF_PEOPLE)]
    return [c for c in rest if names_towns(c.texts) or names_places(c.texts)]


def _areas(chosen: Chosen) -> list[Column]:
    """Columns called a region, whose cells may be towns all the same."""
    return [c for c in chosen.free("region") if c.wordy and c.filled >= 0.5]


def _town_rank(column: Column) -> tuple[object, ...]:
    of_event = column.meaning.any(frozenset({"EVENT", "THEME"}))
    named = "CITY" in column.meaning
    return column.filled < 0.3, not named, not of_event, not column.meaning.whole


def _instead_of_a_venue(chosen: Chosen) -> list[Column]:
    """An institution, an address, a reference in words, or more than the name of a region, where no venue is named."""
    aside = chosen.free("aside")
    return (
        _institutions(chosen)
        or [c for c in aside if _is_an_address(c)]
        or [c for c in aside if _is_a_reference(c)]
        or [
            c
            for c in chosen.free("region")
            if c.wordy and c.length > _LONGEST_TOWN and not _lists(c)
        ]
    )


def _lists(column: Column) -> bool:
    """Whether most cells name several things: "Focus areas" of science are no places."""
    return sum(";" in text or "|" in text for text in column.texts) > 0.3 * len(column.texts)


def _institutions(chosen: Chosen) -> list[Column]:
    """Where events are, unless a person is named beside, who is of the institution."""
    if any(c.meaning.any(OF_PEOPLE) and len(c.values) > 1 for c in chosen.profile.columns):
        return []
    return [c for c in chosen.free("aside") if "INSTITUTION" in c.meaning and c.wordy]


def _is_an_address(column: Column) -> bool:
    """Whether it is a street and a number, which tell where an event is as well as a name does."""
    street = "ADDRESS" in column.meaning and not column.meaning.any(_AREAS)
    return street and column.wordy and column.spelt and column.filled >= 0.5


def _is_a_reference(column: Column) -> bool:
    """Whether what is called a code or number of the place is a word: "Referencia del lugar"."""
    named = "VENUE" in column.meaning and column.meaning.any(frozenset({"ID", "NUMBER"}))
    digits = any(any(map(str.isdigit, text)) for text in column.texts[:100])
    return named and column.wordy and column.spelt and not digits


def _is_a_place_to_start(column: Column) -> bool:
    """Whether a "Start" is where, not when: its cells are names."""
    named = "START" in column.meaning and column.wordy and column.spelt
    return named and max(column.times.any, column.money) < 0.1


def _venue_rank(column: Column) -> tuple[object, ...]:
    named = "VENUE" in column.meaning
    plainly = not plainest("VENUE").isdisjoint(words_of(column.name))
    described = "DESCRIPTION" in column.meaning
    sparse = column.filled < 0.5
    unnamed = "NAME" not in column.meaning
    whole = column.meaning.whole
    return not named, sparse, described, not whole, _is_numbered(column), unnamed, not plainly


def _is_numbered(column: Column) -> bool:
    """Whether nearly all cells have digits in them, as addresses have and names of places have not."""
    numbered = sum(any(map(str.isdigit, text)) for text in column.texts)
    return column.length > _LONGEST_ROOM and numbered > 0.8 * len(column.texts)
