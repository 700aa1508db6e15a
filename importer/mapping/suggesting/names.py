"""From the name of a column to what its words mean: "event_start_date" is EVENT, START and DATE."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from importer.mapping.model import Order
from importer.mapping.suggesting.lexicon import (
    FILLER,
    WORD,
    abbreviated,
    entries_of,
    meaning_in,
    meanings,
    phrases,
    plain,
)

_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-zà-þ])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_DAY, _MONTH, _YEAR = r"[dtjg]{1,2}\W?", r"m{1,3}\W?", r"(?:[yja]{2}){1,2}\W?"
_WRITTEN: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("dmy", re.compile(rf"(?<![a-z]){_DAY}{_MONTH}{_YEAR}(?![a-z])")),
    ("mdy", re.compile(rf"(?<![a-z]){_MONTH}{_DAY}{_YEAR}(?![a-z])")),
    ("ymd", re.compile(rf"(?<![a-z]){_YEAR}{_MONTH}{_DAY}(?![a-z])")),
)
"""How a date is written, as a name may say: "dd/mm/yyyy", "TT.MM.JJJJ", "jj/mm/aaaa"."""

_LONGEST_PHRASE = 4
"""Words; a phrase stands in the lexicon with hyphens: "kick-off" is "Kick off" and "kickoff" too."""

_LONGEST = 200
"""Letters of a name that are read."""

_MONEY = frozenset({"€", "$", "£", "¥", "₹", "eur", "euro", "usd", "gbp", "chf", "r$"})
"""What a column of prices is called by its currency alone."""

_IN_BRACKETS = frozenset({"START", "END", "DOORS", "PRICE", "LINK"})
"""What words in brackets add to those before them: "Date (from)", "Tickets (link)"."""

_WEB = frozenset({"site", "sitio"})
"""A place in French and Spanish, unless another word speaks of the web."""

_SIDE_OF = {"FIRST": "START", "LAST": "END"}
_TIMELY = frozenset({"DATE", "TIME", "WHEN", "EVENT"})
_OF_A_TIME = frozenset({"DATE", "TIME", "WHEN", "START", "END", "DOORS"})


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
def meaning_of(name: str, spoken: frozenset[str] = frozenset()) -> Meaning:
    """What the words of a column name mean; of words in brackets only few count where others stand before them.

    spoken: languages of the table. They decide of words that mean different things in several, such as
    "do", which is "until" in Czech and "of the" in Portuguese.
    """
    name = name[:_LONGEST]
    if name.strip().casefold() in _MONEY:
        return Meaning(("PRICE",), whole=True)
    outside = _BRACKETS.sub(" ", name)
    if not WORD.search(outside):
        return _read(name, spoken)
    found = _read(outside, spoken)
    if not found.concepts:
        return _read(name, spoken)
    inside = [_read(text, spoken) for text in _BRACKETS.findall(name)]
    added = [m.concepts for m in inside if m.whole and _IN_BRACKETS.issuperset(m.concepts)]
    told = (*found.concepts, *(concept for concepts in added for concept in concepts))
    return replace(found, concepts=tuple(dict.fromkeys(told)))


def order_said(name: str) -> Order | None:
    """The order of day, month and year that a column's name states: "Date (MM/DD/YYYY)" is mdy."""
    said = plain(name)
    return next((order for order, written in _WRITTEN if written.search(said)), None)


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: "Start_Date" and "startDate" are "start" and "date"."""
    return WORD.findall(plain(_CAMEL.sub(" ", name)))


def spoken_in(names: Sequence[str]) -> frozenset[str]:
    """The languages in which most of these names are understood; none where two of them tell too little."""
    told = [meaning.languages for name in names if (meaning := meaning_of(name)).languages]
    counts = Counter(language for languages in told for language in languages)
    most = max(counts.values(), default=0)
    return frozenset(language for language, count in counts.items() if count == most > 2)


def _read(name: str, spoken: frozenset[str]) -> Meaning:
    concepts: list[str] = []
    languages: set[str] | None = None
    whole = True
    tokens = _tokens(
        plain(_CAMEL.sub(" ", name)).replace("#", " number ").replace("n°", " number ")
    )
    spoken = spoken or _tongue(tokens)
    for token in tokens:
        if token.isdigit():
            continue
        if order_said(token) is not None:
            concepts.append("DATE")
            continue
        entries = entries_of(token, spoken, alone=len(tokens) == 1)
        if token in _WEB and any(_speaks_of_links(other, spoken) for other in tokens):
            continue
        whole = whole and bool(entries)
        for concept, used_in in entries:
            if concept == FILLER:
                continue
            concepts.append(concept)
            languages = set(used_in) if languages is None else languages & used_in
    if not concepts or not _OF_A_TIME.isdisjoint(concepts):
        concepts += _cut_short(name, spoken, alone=not concepts)
    told = tuple(dict.fromkeys(_in_time(concepts)))
    return Meaning(told, frozenset(languages or ()), whole)


def _cut_short(name: str, spoken: frozenset[str], *, alone: bool) -> list[str]:
    """What its words mean that a point cuts short. alone: none of its words means anything else.

    Beside a time only what is not the event counts: "Inschr. van-tot" is of the registration, whatever begins so.
    """
    found: list[str] = []
    for token in _CUT_SHORT.findall(plain(name)):
        meant = abbreviated(token, spoken) if token not in meanings() else frozenset[str]()
        if meant and meant <= _OF_OTHER_THINGS:
            found.append("PASSING" if len(meant) > 1 else next(iter(meant)))
        elif alone and len(meant) == 1:
            found += meant - {FILLER}
    return found


_OF_OTHER_THINGS = frozenset(
    {"PRICE", "PASSING", "TICKET", "ASIDE", "PERSON", "CONTACT", "ORGANISER", "CAPACITY"}
)
"""What is not the event itself, which other words of a name do not change."""

_CUT_SHORT = re.compile(r"([^\W\d_]{4,})\.")
"""A word with a point behind it, which may be the beginning of a longer one."""


def _tongue(tokens: Sequence[str]) -> frozenset[str]:
    """The languages that have all of several words; English alone where it is one of them."""
    known = [meanings()[token] for token in tokens if token in meanings()]
    if len(known) < 2:
        return frozenset()
    each = [frozenset().union(*(languages for _, languages in meant)) for meant in known]
    common: frozenset[str] = frozenset.intersection(*each)
    return frozenset({"en"}) if "en" in common else common


def _in_time(concepts: list[str]) -> list[str]:
    """The first day is a start and the last an end; first and last names are of people."""
    side = next((side for word, side in _SIDE_OF.items() if word in concepts), None)
    if side is None:
        return concepts
    others = [concept for concept in concepts if concept not in _SIDE_OF]
    if "NAME" in others:
        return ["FORENAME"]
    if "START" in others or "END" in others:
        return [*others, "PASSING"] if side == "END" and "START" in others else others
    if _TIMELY.isdisjoint(others):
        return [*others, "PASSING"] if side == "END" else others
    return [*others, side]


def _speaks_of_links(token: str, spoken: frozenset[str]) -> bool:
    meant = meaning_in(token, spoken)
    return token not in _WEB and meant is not None and meant[0] == "LINK"


def _tokens(text: str) -> list[str]:
    """The words of a plain text; what a hyphen joins, or a phrase, is one of them where it is known so."""
    words: list[str] = []
    for piece in text.split():
        joined = piece.replace("-", "")
        words += [joined] if joined != piece and joined in meanings() else WORD.findall(piece)
    known = phrases()
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(at + _LONGEST_PHRASE, len(words)), at + 1, -1)
        end = next((end for end in ends if tuple(words[at:end]) in known), at + 1)
        found.append("".join(words[at:end]))
        at = end
    return found
