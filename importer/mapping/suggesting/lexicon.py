"""The words that people write above columns, in many languages, and what each of them means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import combining, normalize

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How these are written where a keyboard or a program lacks them."""

ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Japanese, Chinese and Korean, in which words stand together."""

_ENDINGS = ("s", "es", "n", "en", "e", "er", "a", "i", "y", "ov", "u", "em")
_LINKS = ("", "s", "es", "n", "en", "e", "ns")
_SHORTEST_PART = 3
_SHORT_WORD = 3
"""Letters; such words of a language that the table does not speak are abbreviations: "Co." is no Czech "what"."""

_SHORT_STEM = 4
"""The same of words without their ending: "Grades" are no Croatian towns."""

_SHORT_TAILS = frozenset({"id", "nr"})
"""Ends of compounds that are shorter: "eventid", "Kursnr"."""

_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "fi", "hu", "et"})
"""Languages that write words together, so that the end of a long one tells what it is."""

_WIDESPREAD = (frozenset({"en"}), frozenset({"de", "fr", "es", "it", "nl", "pt"}))
"""Whose words count first where the language of a table is not known."""

WORD = re.compile(r"[^\W\d_]+|\d+")

FILLER = "FILLER"
"""The concept of words that only join others."""


Entry = tuple[str, frozenset[str]]
"""A concept, and the languages in which the word means it."""


def plain(text: str) -> str:
    """Lower case, without accents, other letters as their nearest: how words are compared."""
    text = normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in text if not combining(sign)).translate(_LETTERS)
    return normalize("NFC", bare)


@cache
def _written() -> dict[str, dict[str, str]]:
    """Concept -> language -> its words, as they are written down."""
    return tomllib.loads((files(__package__) / "lexicon.toml").read_text(encoding="utf-8"))


@cache
def phrases() -> frozenset[tuple[str, ...]]:
    """Those words that are several, as "kick-off"."""
    lines = (words for by_language in _written().values() for words in by_language.values())
    several = (word for line in lines for word in plain(line).split() if "-" in word)
    return frozenset(tuple(WORD.findall(word)) for word in several)


@cache
def meanings() -> dict[str, tuple[Entry, ...]]:
    """Plain word -> what it means, in the order of the concepts, and the languages that use it so."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for concept, by_language in _written().items():
        for language, words in by_language.items():
            spellings = f"{words} {words.translate(_TWO_LETTERS)}"
            for word in map(plain, spellings.replace("-", "").split()):
                meant = found.setdefault(word, {})
                meant[concept] = meant.get(concept, frozenset()) | {language}
    return {word: tuple(meant.items()) for word, meant in found.items()}


@cache
def plainest(concept: str) -> frozenset[str]:
    """The first words of each language: of a venue "location" and "Ort", not "field", which may be of science."""
    lines = (plain(words).split()[:_PLAINEST] for words in _written()[concept].values())
    return frozenset(word for line in lines for word in line)


_PLAINEST = 4
"""Words at the beginning of a line in the lexicon that say just what the concept is."""


def meaning_in(word: str, spoken: frozenset[str], *, alone: bool = False) -> Entry | None:
    """What a plain word means in one of these languages, else in the most widespread, else first of all.

    alone: it is the whole name, and joins no others: "Local" is Portuguese for a place, where nothing says
    that the table is English.
    """
    meant = meanings().get(word, ())
    if alone:
        meant = tuple(each for each in meant if each[0] != FILLER or each[1] & spoken) or meant
    told = (entry for some in (spoken, *_WIDESPREAD) for entry in meant if entry[1] & some)
    foreign = spoken and len(word) <= _SHORT_WORD
    return next(told, meant[0] if meant and not foreign else None)


@lru_cache(maxsize=20_000)
def entries_of(token: str, spoken: frozenset[str], *, alone: bool) -> tuple[Entry, ...]:
    """What a plain token means: itself, without its ending, or as a compound; () where it is not known.

    spoken: languages that count first. alone: whether it is the whole name, which single letters must be.
    """
    if len(token) == 1 and not alone:
        return ()
    if (whole := meaning_in(token, spoken, alone=alone)) is not None:
        return (whole,)
    if ASIAN.search(token):
        return _inside(token, spoken)
    for ending in _ENDINGS:
        stem = token.removesuffix(ending)
        entry = meaning_in(stem, spoken) if len(stem) > _SHORTEST_PART else None
        foreign = entry is not None and len(stem) <= _SHORT_STEM and spoken.isdisjoint(entry[1])
        if stem != token and entry is not None and not (spoken and foreign):
            return (entry,)
    return _compound(token, spoken) or _last_part(token, spoken)


@lru_cache(maxsize=2_000)
def abbreviated(token: str, spoken: frozenset[str]) -> frozenset[str]:
    """What the known words that begin so mean, in these languages if there are any: "Beschr." is "Beschreibung"."""
    longer = [each for word in meanings() if word.startswith(token) for each in meanings()[word]]
    longer = [each for each in longer if each[1] & spoken] or longer
    return frozenset(concept for concept, _ in longer)


def _inside(token: str, spoken: frozenset[str]) -> tuple[Entry, ...]:
    """The known words in text that puts no blanks between words, the longest first."""
    found: list[Entry] = []
    at = 0
    while at < len(token):
        ends = range(len(token), at, -1)
        parts = ((end, meaning_in(token[at:end], spoken)) for end in ends)
        end, entry = next(((end, entry) for end, entry in parts if entry), (at + 1, None))
        found += [entry] if entry is not None else []
        at = end
    return tuple(found)


def _compound(token: str, spoken: frozenset[str]) -> tuple[Entry, ...]:
    """A word made of known words, as "Veranstaltungsbeginn" or "evenementnaam"."""
    for end in range(len(token) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head = meaning_in(token[:end], spoken)
        if head is None:
            continue
        rests = [token[end:].removeprefix(link) for link in _LINKS if token[end:].startswith(link)]
        rests = [rest for rest in rests if len(rest) >= _SHORTEST_PART]
        tails: Iterator[tuple[Entry, ...]] = (
            (tail,) for rest in rests if (tail := meaning_in(rest, spoken)) is not None
        )
        longer = (found for rest in rests if (found := _compound(rest, spoken)))
        found = next(tails, ()) or next(longer, ())
        if found:
            return (head, *found)
    if token[-2:] not in _SHORT_TAILS:
        return ()
    heads = (meaning_in(token[:-2].removesuffix(link), spoken) for link in _LINKS)
    head, tail = next(filter(None, heads), None), meaning_in(token[-2:], spoken)
    return (head, tail) if head is not None and tail is not None else ()


def _last_part(token: str, spoken: frozenset[str]) -> tuple[Entry, ...]:
    """In languages that write words together the end of a compound tells what it is: an "Erntedankdatum" is a date."""
    tongues = _COMPOUNDING & spoken if spoken else _COMPOUNDING
    shortest = _SHORTEST_PART + 1 if spoken else _SHORTEST_PART + 2
    for start in range(_SHORTEST_PART, len(token) - shortest + 1):
        entry = meaning_in(token[start:], spoken)
        if entry is not None and not tongues.isdisjoint(entry[1]):
            return (entry,)
    return ()
