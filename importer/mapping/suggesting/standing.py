"""Columns that say whether a row is to be published: what is clear is set, the rest is asked."""

from __future__ import annotations

from dataclasses import dataclass

from importer.mapping.suggesting.lexicon import plain
from importer.mapping.suggesting.profile import NO, YES, Column, Profile

_CANCELLED_WORDS = """
    cancelled canceled called-off abgesagt faellt-aus annule annulee cancelado cancelada suspendido
    suspendida annullato annullata geannuleerd afgelast odwolane odwolany installt aflyst avlyst
    zruseno iptal отменено отменен ακυρωθηκε 中止 postponed verschoben reporte
"""
_CANCELLED = frozenset(_CANCELLED_WORDS.split())


@dataclass(frozen=True, slots=True)
class Condition:
    """`only` or `cancelled`: a column and the values that count."""

    key: str
    column: str
    values: tuple[str, ...]


def conditions(profile: Profile) -> list[Condition]:
    """The conditions that the columns' names and few different values make plain."""
    found = [_cancelled(column) for column in profile.of("status", "unknown", "region")]
    found += [_flag(column, "cancelled") for column in profile.of("cancelled")]
    found += [_flag(column, "only") for column in profile.of("publish")]
    made = [each for each in found if each is not None]
    return [each for at, each in enumerate(made) if each.key not in {m.key for m in made[:at]}]


def _cancelled(column: Column) -> Condition | None:
    if len(column.values) > 12:
        return None
    values = tuple(text for text in column.texts if plain(text).replace(" ", "-") in _CANCELLED)
    return Condition("cancelled", column.name, values) if values else None


def _flag(column: Column, key: str) -> Condition | None:
    words = {plain(text): text for text in column.texts}
    if not words or not set(words) <= YES | NO:
        return None
    values = tuple(text for word, text in words.items() if word in YES)
    return Condition(key, column.name, values) if values else None
