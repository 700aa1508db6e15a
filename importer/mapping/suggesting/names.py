"""From the name of a column to what its words mean: "event_start_date" is EVENT, START and DATE."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"})
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-zà-þ])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENDINGS = ("s", "es", "n", "en", "e", "er", "a", "i", "y", "ov", "u", "em")
_LINKS = ("", "s", "es", "n", "en", "e", "ns")
_SHORTEST_PART = 3
FILLER = "FILLER"
"""The concept of words that only join others."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column's name says. concepts: in the order of its words. languages: those in which every
    understood word exists; () where none was understood. whole: no word was left over."""

    concepts: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    whole: bool = False

    def __contains__(self, concept: str) -> bool:
        return concept in self.concepts

    def any(self, concepts: frozenset[str]) -> bool:
        return not concepts.isdisjoint(self.concepts)


@cache
def meaning_of(name: str) -> Meaning:
    """What the words of a column name mean; words in brackets count only where they stand alone."""
    outside = _BRACKETS.sub(" ", name)
    found = _read(outside if _WORD.search(outside) else name)
    return found if found.concepts else _read(name)


def _read(name: str) -> Meaning:
    concepts: list[str] = []
    languages: set[str] | None = None
    whole = True
    tokens = _WORD.findall(plain(_CAMEL.sub(" ", name)))
    for token in tokens:
        if token.isdigit():
            continue
        entries = _entries(token, alone=len(tokens) == 1)
        whole = whole and bool(entries)
        for concept, spoken in entries:
            if concept == FILLER:
                continue
            concepts.append(concept)
            languages = set(spoken) if languages is None else languages & spoken
    return Meaning(tuple(dict.fromkeys(concepts)), frozenset(languages or ()), whole)


def plain(text: str) -> str:
    """Lower case, without accents, other letters as their nearest: how words are compared."""
    text = normalize("NFKD", text.casefold())
    return "".join(sign for sign in text if not combining(sign)).translate(_LETTERS)


Entry = tuple[str, frozenset[str]]


@cache
def _lexicon() -> dict[str, Entry]:
    """Plain word -> its concept and the languages that use it so."""
    text = (files(__package__) / "lexicon.toml").read_text(encoding="utf-8")
    found: dict[str, Entry] = {}
    for concept, by_language in tomllib.loads(text).items():
        for language, words in by_language.items():
            for word in map(plain, words.split()):
                first, spoken = found.get(word, (concept, frozenset()))
                if first == concept:
                    found[word] = (concept, spoken | {language})
    return found


@cache
def _entries(token: str, *, alone: bool) -> tuple[Entry, ...]:
    lexicon = _lexicon()
    if len(token) == 1 and not alone:
        return ()
    if token in lexicon:
        return (lexicon[token],)
    if _ASIAN.search(token):
        return _inside(token)
    for ending in _ENDINGS:
        stem = token.removesuffix(ending)
        if stem != token and len(stem) > _SHORTEST_PART and stem in lexicon:
            return (lexicon[stem],)
    return _compound(token) or _last_part(token)


def _inside(token: str) -> tuple[Entry, ...]:
    """The known words in text that puts no blanks between words, the longest first."""
    lexicon = _lexicon()
    found: list[Entry] = []
    at = 0
    while at < len(token):
        ends = range(len(token), at, -1)
        end = next((end for end in ends if token[at:end] in lexicon), None)
        if end is not None:
            found.append(lexicon[token[at:end]])
        at = end or at + 1
    return tuple(found)


def _compound(token: str) -> tuple[Entry, ...]:
    """A word made of known words, as "Veranstaltungsbeginn" or "evenementnaam"."""
    lexicon = _lexicon()
    for end in range(len(token) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if token[:end] not in lexicon:
            continue
        for link in _LINKS:
            rest = token[end:].removeprefix(link) if token[end:].startswith(link) else ""
            if len(rest) < _SHORTEST_PART:
                continue
            tail = (lexicon[rest],) if rest in lexicon else _compound(rest)
            if tail:
                return (lexicon[token[:end]], *tail)
    return ()


def _last_part(token: str) -> tuple[Entry, ...]:
    """The end of a compound tells what it is: an "Erntedankdatum" is a date."""
    lexicon = _lexicon()
    for start in range(_SHORTEST_PART, len(token) - 3):
        if token[start:] in lexicon:
            return (lexicon[token[start:]],)
    return ()
