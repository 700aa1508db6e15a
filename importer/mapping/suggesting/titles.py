"""Which column, or which two, make the title."""

from __future__ import annotations

import re
from itertools import pairwise

from importer.mapping.suggesting.chosen import Choice, Chosen, pick
from importer.mapping.suggesting.date_parts import names_months
from importer.mapping.suggesting.lexicon import plain
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.reading import says_weekdays
from importer.mapping.suggesting.roles import title_strength
from importer.mapping.suggesting.towns import names_towns

_TITLE_LENGTH = 60
"""Letters in the usual title, at most."""

_LONGEST = 300
"""Letters in a text that has to do for a title."""

_INSTEAD = ("tag", "notes", "description", "unknown", "organiser", "aside", "identity")
"""Roles of columns that have to do for a title, best first. A place does not: what is there only a person knows."""

_MOST = 0.75
"""A title that fewer rows have is of a series; another column is the title of each event."""

_MOST_TOPICS = 0.7
"""The same of what events are about, beside a title that says only their kind."""

_KINDS = 0.35
"""A smaller share of different titles, as "Lecture" and "Lab", tells the kind of an event."""

_TELLING = 0.8
"""Of columns with larger shares of different cells the first names events: who, where and what for follow."""

_REPEATS = 0.5
"""A column with a smaller share of different cells does not tell matches apart: it names their cup."""


_KEY = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F-]{23,28}")
"""A UUID, with its hyphens or without."""

_VISITORS = frozenset({"visita", "visitas"})
"""Spanish for a visit, an event, and for the team that comes; that where a home team stands beside it."""


def choose_title(chosen: Chosen) -> None:
    """By name; else the two sides of a match; else by the cells; else the kind of event it is."""
    sides = _sides(chosen)
    named = _named(chosen)
    telling = [c for c in named if min(c.different, c.filled) >= _REPEATS or not sides]
    telling = [c for c in telling if c.name not in sides]
    topics = _topics(chosen) if telling and max(c.different for c in telling) < _KINDS else []
    if telling:
        pick(chosen, "title", topics or telling, _rank)
    elif events := [c for c in chosen.free("venue", "place") if _names_either(c)]:
        chosen.take("title", (events[0].name,), "likely", "by its name: a place or an event")
    elif sides:
        words = (
            "the two sides of a match make its title" if sides[1:] else "only the opponent is named"
        )
        chosen.take("title", sides, "likely", words)
    else:
        _by_content(chosen)


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
    return [c for c in about if c.different >= 0.8 and c.length <= 2 * _TITLE_LENGTH]


def _rank(column: Column) -> tuple[object, ...]:
    strength = title_strength(column.meaning)
    return (
        column.listed,
        column.filled < _MOST,
        column.different < _KINDS,
        -strength,
        column.filled < 0.9,
        -round(column.different, 1),
    )


def _by_content(chosen: Chosen) -> None:
    """The words that differ most; else the kind of event; else longer texts, or who speaks."""
    short = [
        c for c in chosen.free("description", "notes", "tag") if 3 <= c.length <= _TITLE_LENGTH
    ]
    named_otherwise = [
        c for c in chosen.free("unknown", "team") if 3 <= c.length <= 2 * _TITLE_LENGTH
    ]
    named_otherwise += [c for c in chosen.free("time") if _is_named_by_its_start(c, chosen)]
    themes = [c for c in chosen.free("category") if c.different >= _REPEATS]
    likely = [c for c in (*short, *themes, *named_otherwise) if _may_name_events(c)]
    order = {c.name: at for at, c in enumerate(chosen.profile.columns)}
    first = min(
        (order[c.name] for c in likely if c.role == "unknown" and c.different >= _KINDS),
        default=len(order),
    )
    likely = [c for c in likely if c.role != "description" or order[c.name] < first]
    best = max(
        likely,
        key=lambda c: (
            c.filled >= 0.8,
            min(round(c.different, 1), _TELLING),
            c not in themes,
            -order[c.name],
        ),
        default=None,
    )
    if best is not None:
        kinds = [
            c for c in chosen.free("category") if c.wordy and c.filled >= 0.8 and c is not best
        ]
        if best.different < _REPEATS and kinds and best not in themes:
            words = "the kind and the words that differ most, as these alone come again"
            chosen.take("title", (kinds[0].name, best.name), "guess", words)
            chosen.taken.discard(kinds[0].name)
            return
        chosen.take("title", (best.name,), "guess", "by its content: words that differ most")
        if best in themes:
            chosen.taken.discard(best.name)
        return
    kinds = [c for c in chosen.free("category") if c.wordy and c.filled >= 0.8]
    if kinds:
        kind = max(kinds, key=lambda c: round(c.different, 1))
        chosen.take("title", (kind.name,), "guess", "nothing but its kind tells what an event is")
        chosen.taken.discard(kind.name)
        return
    somewhere = any(c.wordy and c.filled >= _MOST for c in chosen.free("venue", "place", "city"))
    least = _MOST if somewhere else 0.3
    rest = [c for role in _INSTEAD for c in chosen.free(role) if _may_name_events(c, least)]
    rest = [c for c in rest if 3 <= c.length <= _LONGEST and "ADDRESS" not in c.meaning]
    if rest:
        best = min(rest, key=lambda c: c.filled < _MOST)
        chosen.take("title", (best.name,), "guess", "nothing else tells what an event is")
        return
    chosen.choices.append(Choice("title", (), "guess", "no column looks like it"))


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


def _is_named_by_its_start(column: Column, chosen: Chosen) -> bool:
    """Whether a "Start" is neither when nor where, which another column says: a race is called so too."""
    where = any(c.wordy for c in chosen.free("venue", "place"))
    named = where and "START" in column.meaning
    return named and max(column.times.any, column.money) < 0.1


def _may_name_events(column: Column, filled: float = 0.5) -> bool:
    words = column.wordy and column.spelt and column.filled >= filled
    said = words and column.times.any < 0.3 and max(column.code, column.money) < 0.5
    if not said or says_weekdays(column) or names_months(column):
        return False
    return not (_are_for_machines(column) or names_towns(column.texts))


def _are_for_machines(column: Column) -> bool:
    """Whether most cells are addresses of mail, or words as they stand in addresses of the web: "talk-on-birds"."""
    made = sum(_FOR_MACHINES.fullmatch(text) is not None for text in column.texts)
    return made > 0.5 * len(column.texts)


_FOR_MACHINES = re.compile(r"\S+@\S+|/?[a-z0-9]+(?:[-/_][a-z0-9]+)+")


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
