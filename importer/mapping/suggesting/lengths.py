"""Which column says how long an event is, and in which unit."""

from __future__ import annotations

import re

from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column, Profile

_DAYS_AND_SECONDS = """
    days dias tage jours giorni dagen dni dage dagar dager weeks semanas wochen semaines
    seconds secs sec segundos sekunden secondes secondi
"""
_OTHER_UNITS = frozenset(_DAYS_AND_SECONDS.split())
"""Of days it is open whether the first counts; seconds are of recordings."""


_MOST = 0.6
"""The other different cells, such as "2-3 Std.", are for people to settle."""


def length_of(profile: Profile, *, by_cells: bool) -> tuple[str, str | None] | None:
    """A column of lengths, and the unit (m, h) that its numbers lack. by_cells: whatever it is called.

    Bare numbers are minutes where the name says so or they are large.
    """
    otherwise = (c for c in profile.of("unknown", "time") if by_cells and _is_of_lengths(c))
    for column in (*profile.of("duration"), *otherwise):
        if not _OTHER_UNITS.isdisjoint(words_of(column.name)):
            continue
        if column.number < 0.8:
            readable = sum(map(_is_length, column.texts)) >= _MOST * len(column.values)
            if readable:
                return column.name, None
            continue
        numbers = [float(text.replace(",", ".")) for text in column.texts if _is_number(text)]
        minutes = "min" in column.name.casefold() or (numbers and min(numbers) >= 10)
        return column.name, "m" if minutes else "h"
    return None


def _is_of_lengths(column: Column) -> bool:
    """Whether its cells are lengths with their units, whatever it is called, or numbers in the unit that its name
    ends with: "Runtime (min)". "2h30" may be a time of day, and "Height (m)" is in metres."""
    if column.number >= 0.8:
        unit = _UNIT_OF_NAME.search(column.name)
        named = unit is not None and unit[1] != "m" and _is_length(f"2 {unit[1]}")
        return named and column.role == "unknown" and not column.lettered
    return column.times.any < 0.5 and all(map(_WITH_UNIT.search, column.texts))


_WITH_UNIT = re.compile(r"\d\s*(?:[^\W\d_]|['′])")
_UNIT_OF_NAME = re.compile(r"(?:^|[(\[,])\s*([^\W\d_]+)\.?\s*[)\]]?$")


def _is_length(text: str) -> bool:
    from importer.mapping.problems import FieldError
    from importer.mapping.spans import read_length

    try:
        return read_length(text, None) is not None
    except FieldError:
        return False


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
