"""What names events where no column is called a title."""

from __future__ import annotations

import re

from importer.mapping.suggesting.chosen import Choice, Chosen
from importer.mapping.suggesting.date_parts import names_months
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.reading import says_weekdays
from importer.mapping.suggesting.towns import names_places, names_towns

TITLE_LENGTH = 60
"""Letters in the usual title, at most."""

_LONGEST = 300
"""Letters in a text that has to do for a title."""

_INSTEAD = ("tag", "notes", "description", "unknown", "organiser", "aside", "identity")
"""Roles of columns that have to do for a title, best first. A place does not: what is there only a person knows."""

MOST = 0.75
"""A title that fewer rows have is of a series; another column is the title of each event."""

KINDS = 0.35
"""A smaller share of different titles, as "Lecture" and "Lab", tells the kind of an event."""

REPEATS = 0.5
"""A column with a smaller share of different cells does not tell matches apart: it names their cup."""

_TELLING = 0.8
"""Of columns with larger shares of different cells the first names events: who, where and what for follow."""

_IN_FRONT = 0.9
"""The share of different cells, and of filled ones, of a name in front of those who perform."""

_FOR_MACHINES = re.compile(r"\S+@\S+|/?[a-z0-9]+(?:[-/_][a-z0-9]+)+")


def title_by_content(chosen: Chosen) -> None:
    """The words that differ most; else the kind of event; else longer texts, or who speaks."""
    best = _most_telling(chosen)
    kinds = [c for c in chosen.free("category") if c.wordy and c.filled >= 0.8]
    if best is None:
        if kinds:
            kind = max(kinds, key=lambda c: round(c.different, 1))
            _take(chosen, "nothing but its kind tells what an event is", kind)
        else:
            _take_instead(chosen)
        return
    apart = best.different >= REPEATS or best.role == "category"
    kinds = [c for c in kinds if c is not best]
    if apart:
        _take(chosen, "by its content: words that differ most", best)
    elif kinds:
        words = "the kind and the words that differ most, as these alone come again"
        _take(chosen, words, kinds[0], best)
    elif hosts := [
        c for c in chosen.free("organiser") if _may_name_events(c, MOST) and c.different >= _TELLING
    ]:
        _take(chosen, "by its content: who holds it, as nothing else differs", hosts[0])
    elif any(c.different >= _TELLING for c in chosen.free("venue") if c.filled >= _IN_FRONT):
        chosen.choices.append(Choice("title", (), "guess", "no column looks like it"))
    else:
        _take(chosen, "by its content: words that differ most", best)


def _take(chosen: Chosen, why: str, *columns: Column) -> None:
    chosen.take("title", tuple(c.name for c in columns), "guess", why)
    chosen.taken.difference_update(c.name for c in columns if c.role == "category")


def _most_telling(chosen: Chosen) -> Column | None:
    """The column of short words that differ from row to row; the first of several."""
    short = [c for c in chosen.free("description", "notes", "tag") if 3 <= c.length <= TITLE_LENGTH]
    named_otherwise = [
        c for c in chosen.free("unknown", "team") if 3 <= c.length <= 2 * TITLE_LENGTH
    ]
    named_otherwise += [c for c in chosen.free("time") if _is_named_by_its_start(c, chosen)]
    themes = [c for c in chosen.free("category") if c.different >= REPEATS]
    likely = [c for c in (*short, *themes, *named_otherwise) if _may_name_events(c)]
    order = {c.name: at for at, c in enumerate(chosen.profile.columns)}
    first = min(
        (order[c.name] for c in likely if c.role == "unknown" and c.different >= KINDS),
        default=len(order),
    )
    likely = [c for c in likely if c.role != "description" or order[c.name] < first]
    return max(
        likely,
        key=lambda c: (
            c.filled >= 0.8,
            min(round(c.different, 1), _TELLING),
            c not in themes,
            -order[c.name],
        ),
        default=None,
    )


def name_in_front(chosen: Chosen, named: list[Column]) -> Column | None:
    """A column without an understood name that tells events better than these: each row has its own words there, and
    they stand in front of who performs, or in rows that have no title otherwise."""
    order = {c.name: at for at, c in enumerate(chosen.profile.columns)}
    sparse = all(c.filled < REPEATS for c in named)
    artists = all(c.role == "artist" or _is_half_a_topic(c) for c in named)
    if not named or not (sparse or artists):
        return None
    least = REPEATS if sparse else _IN_FRONT
    before = len(order) if sparse else min(order[c.name] for c in named)
    free = [c for c in chosen.free("unknown") if order[c.name] < before and c.different >= least]
    return next(
        (c for c in free if _may_name_events(c, _IN_FRONT) and c.length <= TITLE_LENGTH), None
    )


def _is_half_a_topic(column: Column) -> bool:
    """Whether a name speaks of a programme among other things, and of no title."""
    return column.meaning.concepts == ("TOPIC",) and not column.meaning.whole


def _take_instead(chosen: Chosen) -> None:
    somewhere = any(c.wordy and c.filled >= MOST for c in chosen.free("venue", "place", "city"))
    least = MOST if somewhere else 0.3
    rest = [c for role in _INSTEAD for c in chosen.free(role) if _may_name_events(c, least)]
    rest = [c for c in rest if 3 <= c.length <= _LONGEST and "ADDRESS" not in c.meaning]
    if rest:
        _take(
            chosen, "nothing else tells what an event is", min(rest, key=lambda c: c.filled < MOST)
        )
    else:
        chosen.choices.append(Choice("title", (), "guess", "no column looks like it"))


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
    if column.lettered and names_places(column.texts):
        return False
    return not (_are_for_machines(column) or names_towns(column.texts))


def _are_for_machines(column: Column) -> bool:
    """Whether most cells are addresses of mail, or words as they stand in addresses of the web: "talk-on-birds"."""
    made = sum(_FOR_MACHINES.fullmatch(text) is not None for text in column.texts)
    return made > 0.5 * len(column.texts)
