"""Which month or weekday a word means, in which languages, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, TypeAlias

from importer.mapping.calendar_names import LANGUAGES, MONTHS, NOTHING_ELSE, ONLY_STATED, WEEKDAYS

DAY_FIRST = frozenset(LANGUAGES) - {"en", "hu", "ja", "zh", "ko", "lt", "eu"}
"""Languages whose numeric dates always put the day before the month."""


def folded(text: str) -> str:
    """Lower case without accents, dashes and blanks made plain: how words are compared."""
    text = text.replace("->", "-")
    if text.isascii():
        return " ".join(text.casefold().replace("~", "-").split())
    text = unicodedata.normalize("NFKD", text.translate(_NO_LETTERS))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(text.casefold().translate(_PLAIN).split())


_NO_LETTERS = dict.fromkeys(map(ord, "\u00ba\u00aa\u00b0\u200b\u200e\u200f\u2060\ufeff"))
"""Ordinal signs, which NFKD would make letters, and signs that nobody sees."""


def any_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first, parted by their first letters: most texts are left after one."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(
        f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items())
    )


_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2192\u301c~"
_PLAIN = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2044": "/",
     **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)},
     "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)  # fmt: skip
"""Signs that NFKD keeps apart."""


_Kind: TypeAlias = Literal["month", "weekday"]
Meanings: TypeAlias = dict[int, frozenset[str]]
"""What a name means: its number, and the languages in which it has it."""


@lru_cache(maxsize=256)
def months(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> month from 1, in these languages or in all; of several, that in the first language."""
    return {name: next(iter(each)) for name, each in _named("month", languages).items()}


@lru_cache(maxsize=256)
def weekdays(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> weekday from 0 for Monday, in these languages or in all; of several, that in the first."""
    return {name: next(iter(each)) for name, each in _named("weekday", languages).items()}


@lru_cache(maxsize=256)
def unsure_months(languages: tuple[str, ...] = ()) -> dict[str, Meanings]:
    """The names that are not the same month in all of these languages: `listopad` is October or November."""
    return {name: each for name, each in _named("month", languages).items() if len(each) > 1}


@lru_cache(maxsize=1)
def short_weekdays() -> frozenset[str]:
    """The names that `weekdays` leaves out where no language is stated."""
    return frozenset(_named("weekday", LANGUAGES).keys() - weekdays().keys())


def meanings_of_weekday(name: str) -> Meanings:
    """All that this means in any language."""
    return _named("weekday", LANGUAGES).get(name, {})


@lru_cache(maxsize=1)
def _speakers() -> dict[str, frozenset[str]]:
    """Each name of three letters or more that counts without a language -> the languages that have it."""
    found: dict[str, frozenset[str]] = {}
    kinds: tuple[_Kind, _Kind] = ("month", "weekday")
    for kind in kinds:
        every = _named(kind, LANGUAGES)
        for name in _named(kind, ()):
            if len(name) > 2 or not name.isascii():
                found[name] = found.get(name, frozenset()).union(*every[name].values())
    return found


_ALL = frozenset(LANGUAGES)


@lru_cache(maxsize=20_000)
def spoken(words: frozenset[str]) -> frozenset[str]:
    """The languages that have each of those words that is a name of a month or weekday; all where none is."""
    known = _speakers()
    return _ALL.intersection(*(known[word] for word in words if word in known))


_SURE_OF_ITSELF = frozenset(("en", "de", "nl", "pt"))
"""Latin names of two letters of all other languages (Finnish `to`, `la`) count only where one is stated or proved."""


@lru_cache(maxsize=256)
def _named(kind: _Kind, languages: tuple[str, ...]) -> dict[str, Meanings]:
    """Folded name -> what it means in these languages; in none: in all, where it needs no other proof."""
    names, first = (MONTHS, 1) if kind == "month" else (WEEKDAYS, 0)
    found: dict[str, dict[int, set[str]]] = {}
    for language in languages or LANGUAGES:
        apart = frozenset() if languages else ONLY_STATED.get(language, frozenset())
        for number, same in enumerate(names.get(language, "").split("|"), first):
            for name in map(folded, same.split()):
                long = len(name) > 2 or not name.isascii() or name in NOTHING_ELSE
                sure = (long or language in _SURE_OF_ITSELF) and name not in apart
                if languages or sure:
                    found.setdefault(name, {}).setdefault(number, set()).add(language)
    return {
        name: {number: frozenset(each) for number, each in meanings.items()}
        for name, meanings in found.items()
    }
