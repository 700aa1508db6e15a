"""Cells that are towns: a column of them says in which town an event is, whatever it is called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from importer.mapping.suggesting.gazetteer import all_places, joined
from importer.mapping.suggesting.lexicon import ASIAN

_ASIDE = re.compile(r"[,(/;|]|\s[-–—]\s|:")
"""What follows a town: its country, its region, a place in it."""

_BEFORE = re.compile(r"(?:г|гр|м|город|město|ville de)\.?\s+", re.IGNORECASE)
_SEVERAL = 2
_SHARE, _SHARE_OF_SINGLE = 0.4, 0.2
_FEWEST_PLACES, _SHARE_OF_PLACES = 4, 0.6
_WORDS = 1.35
"""Words in a cell, on average at most, where most are single words: names of halls and streets have more."""


_STATE = re.compile(r"[^\W\d](?:[^\W\d]|[ .'’-])+?(?:\s*[,/|–-]\s*|\s+)([A-Z]{2})")
_STATES = 5
"""So few cells that end in two letters may be anything."""

_ASIAN_AREA = re.compile(
    r"(?P<name>\S{2,3}?)(?:특별시|광역시|특별자치[시도]|[남북]?도|시|都|府|県|縣|市|省)(?:\s?\S{1,4}[시군구市区區町村縣])?"
)
"""A province or a town, and perhaps a part of it."""

_DEPARTMENT = re.compile(r"\s*\d[\dAB]\d?\)\s*")
"""The number of a French department behind its town: "Daumeray (49)"."""

_WORDS_ASIDE = 3
"""More words than a region and a country have are an address."""


def names_towns(texts: Sequence[str]) -> bool:
    """Whether these different cells are towns: two fifths begin with the name of a large one, and more than
    one does; a fifth are enough where hardly a cell has a second word; the one where there is but one.
    Or they end in the letters of a state: "Bombinhas/SC"."""
    known = sum(_is_town(text, large_towns()) for text in texts)
    several = min(_SEVERAL, len(texts))
    if known >= max(several, _SHARE * len(texts)) or _of_states(texts):
        return True
    single = sum(len(text.split()) for text in texts) <= _WORDS * len(texts)
    return single and known > _SEVERAL and known >= _SHARE_OF_SINGLE * len(texts)


def names_places(texts: Sequence[str]) -> bool:
    """Whether most of these different cells are towns or villages of any size.

    Halls and districts bear such names too, so that few cells, or those of regions, prove nothing.
    """
    if len(texts) < _FEWEST_PLACES:
        return False
    known = sum(_is_town(text, all_places()) for text in texts)
    return known >= max(_FEWEST_PLACES, _SHARE_OF_PLACES * len(texts))


def _of_states(texts: Sequence[str]) -> bool:
    """Whether most cells are names before a state's two letters, of which few differ."""
    states = [state[1] for text in texts if (state := _STATE.fullmatch(text))]
    return len(states) >= max(_STATES, 0.6 * len(texts)) and len(set(states)) <= 0.7 * len(states)


@cache
def large_towns() -> frozenset[str]:
    """The names of the largest towns, in several languages, as `joined` writes them."""
    lines = tomllib.loads((files(__package__) / "towns.toml").read_text(encoding="utf-8"))
    return frozenset(joined(town) for line in lines.values() for town in line.split())


def _is_an_address(rest: str) -> bool:
    """Whether what follows a town is more than its region, its country or the number of its department."""
    long = len(rest.split()) > _WORDS_ASIDE
    return not _DEPARTMENT.fullmatch(rest) and (long or any(map(str.isdigit, rest)))


def _is_town(text: str, known: frozenset[str]) -> bool:
    town, *rest = _ASIDE.split(text.strip(), maxsplit=1)
    if rest and _is_an_address(rest[0]):
        return False
    name = joined(_BEFORE.sub("", town, count=1))
    parts = _ASIAN_AREA.fullmatch(name) if ASIAN.search(name) else None
    return (parts["name"] if parts else name) in known
