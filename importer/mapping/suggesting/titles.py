"""Which column, or which two, make the title."""

from __future__ import annotations

import re
from itertools import pairwise

from importer.mapping.suggesting.chosen import Choice, Chosen, pick
from importer.mapping.suggesting.lexicon import plain
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.roles import title_strength
from importer.mapping.suggesting.untitled import (
    KINDS,
    MOST,
    REPEATS,
    TITLE_LENGTH,
    name_in_front,
    title_by_content,
)

_MOST_TOPICS = 0.7
"""The share of rows that have what they are about, beside a title that says only their kind."""

_LONGEST = 2 * TITLE_LENGTH
"""Letters, on average; a column of longer texts is the title only where no other is called one."""

_KEY = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F-]{23,28}")
"""A UUID, with its hyphens or without."""

_VISITORS = frozenset({"visita", "visitas"})
"""Spanish for a visit, an event, and for the team that comes; that where a home team stands beside it."""


def choose_title(chosen: Chosen) -> None:
    """By name; else the two sides of a match; else by the cells; else the kind of event it is."""
    sides = _sides(chosen)
    named = _named(chosen)
    telling = [c for c in named if min(c.different, c.filled) >= REPEATS or not sides]
    telling = [c for c in telling if c.name not in sides]
    topics = _topics(chosen) if telling and max(c.different for c in telling) < KINDS else []
    if not topics and (better := name_in_front(chosen, telling)) is not None:
        why = "by its content: each row has its own words there"
        chosen.take("title", (better.name,), "guess", why)
    elif telling:
        pick(chosen, "title", topics or telling, _rank)
    elif events := [c for c in chosen.free("venue", "place") if _names_either(c)]:
        chosen.take("title", (events[0].name,), "likely", "by its name: a place or an event")
    elif sides:
        words = (
            "the two sides of a match make its title" if sides[1:] else "only the opponent is named"
        )
        chosen.take("title", sides, "likely", words)
    else:
        title_by_content(chosen)


def _named(chosen: Chosen) -> list[Column]:
    """Those called a title; hardly filled ones, and names of people, only where none of the others is."""
    named = [c for c in chosen.free("title", "artist") if c.wordy]
    people = _names_of_people(chosen)
    named = [c for c in named if c.name not in people] or named
    named = [c for c in named if not _is_key(c) and not _is_of_codes(c)] or named
    return [c for c in named if c.filled >= 0.5] or named


def _is_key(column: Column) -> bool:
    """Whether its cells are keys of a database, as in "(Do Not Modify) Event"."""
    return bool(column.texts) and all(map(_KEY.fullmatch, column.texts))


def _is_of_codes(column: Column) -> bool:
    """Whether each cell is one word with digits, such as P-2207, which names nothing that people would read."""
    return all(" " not in text and any(map(str.isdigit, text)) for text in column.texts)


def _names_of_people(chosen: Chosen) -> set[str]:
    """Columns called just a name that stand beside a surname or a first name."""
    found: set[str] = set()
    for one, other in pairwise(chosen.profile.columns):
        for name, beside in ((one, other), (other, one)):
            if name.meaning.concepts == ("NAME",) and "FORENAME" in beside.meaning:
                found.add(name.name)
    return found


def _topics(chosen: Chosen) -> list[Column]:
    """What each event is about, where those called a title say no more than its kind."""
    about = [
        c
        for c in chosen.free("tag", "category")
        if c.wordy and c.spelt and c.filled >= _MOST_TOPICS
    ]
    return [c for c in about if c.different >= 0.8 and c.length <= _LONGEST]


def _rank(column: Column) -> tuple[object, ...]:
    strength = title_strength(column.meaning)
    return (
        column.listed,
        column.length > _LONGEST,
        column.filled < MOST,
        column.different < KINDS,
        -strength,
        column.filled < 0.9,
        -round(column.different, 1),
    )


def title_by_place(chosen: Chosen) -> None:
    """Say that the place stands in the title where nothing else does, behind what only a person knows."""
    places = (chosen["locationName"], chosen["city"])
    columns = tuple(dict.fromkeys(name for name in places if name is not None))
    if chosen["title"] is None and columns:
        why = "no column says what takes place there: write it in front of the place"
        chosen.choices = [c for c in chosen.choices if c.field != "title"]
        chosen.choices.append(Choice("title", columns, "guess", why))


def _names_either(column: Column) -> bool:
    """Whether a column is called "Pub / event"."""
    return "/" in column.name and "EVENT" in column.meaning and column.wordy


def _sides(chosen: Chosen) -> tuple[str, ...]:
    """The columns of the two teams of a match, or of the one that is not always the same.

    Spanish and Portuguese call the first "Local", a venue too, and Spanish the second a visit, an event too.
    """
    home = _worded(chosen, "home") or [c for c in chosen.free("venue") if plain(c.name) == "local"]
    away, teams = _worded(chosen, "away"), _worded(chosen, "team")
    if home and not away:
        away = [c for c in _worded(chosen, "title") if plain(c.name) in _VISITORS]
    if home and away:
        return home[0].name, away[0].name
    if away:
        first = away[0].name
        others = [name for pair in chosen.profile.facing if first in pair for name in pair]
        partner = [c.name for c in teams] or [name for name in others if name != first]
        return (partner[0], first) if partner else (first,)
    if len(teams) > 1:
        return teams[0].name, teams[1].name
    hosts, titles = ({c.name for c in columns} for columns in (home, chosen.free("title")))
    free = {c.name for c in chosen.free("unknown", "team", "home") if c.filled >= 0.5}
    facing = chosen.profile.facing
    visited = [pair for pair in facing if pair[0] in hosts and pair[1] in titles]
    return next(iter((*visited, *(pair for pair in facing if set(pair) <= free))), ())


def _worded(chosen: Chosen, role: str) -> list[Column]:
    return [c for c in chosen.free(role) if c.wordy]
