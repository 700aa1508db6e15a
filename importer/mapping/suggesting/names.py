"""From the name of a column to what its words mean: "event_start_date" is EVENT, START and DATE."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize

from importer.mapping.model import Order

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"})
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-zà-þ])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Japanese, Chinese and Korean, in which words stand together."""

_ENDINGS = ("s", "es", "n", "en", "e", "er", "a", "i", "y", "ov", "u", "em")
_LINKS = ("", "s", "es", "n", "en", "e", "ns")
_SHORTEST_PART = 3
_SHORT_TAILS = frozenset({"id", "nr"})
"""Ends of compounds that are shorter: "eventid", "Kursnr"."""

_DAY, _MONTH, _YEAR = r"[dtjg]{1,2}\W?", r"m{1,3}\W?", r"(?:[yja]{2}){1,2}\W?"
_WRITTEN: tuple[tuple[Order, re.Pattern[str]], ...] = (
    ("dmy", re.compile(rf"(?<![a-z]){_DAY}{_MONTH}{_YEAR}(?![a-z])")),
    ("mdy", re.compile(rf"(?<![a-z]){_MONTH}{_DAY}{_YEAR}(?![a-z])")),
    ("ymd", re.compile(rf"(?<![a-z]){_YEAR}{_MONTH}{_DAY}(?![a-z])")),
)
"""How a date is written, as a name may say: "dd/mm/yyyy", "TT.MM.JJJJ", "jj/mm/aaaa"."""

_LONGEST_PHRASE = 4
"""Words; a phrase stands in the lexicon with hyphens: "kick-off" is "Kick off" and "kickoff" too."""

_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "fi", "hu", "et"})
"""Languages that write words together, so that the end of a long one tells what it is."""

_WIDESPREAD = (frozenset({"en"}), frozenset({"de", "fr", "es", "it", "nl", "pt"}))
"""Whose words count first where the language of a table is not known."""

_IN_BRACKETS = frozenset({"START", "END", "DOORS", "PRICE", "LINK"})
"""What words in brackets add to those before them: "Date (from)", "Tickets (link)"."""

_WEB = frozenset({"site", "sitio"})
"""A place in French and Spanish, unless another word speaks of the web."""

_SIDE_OF = {"FIRST": "START", "LAST": "END"}
_TIMELY = frozenset({"DATE", "TIME", "WHEN", "EVENT"})

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
def meaning_of(name: str, spoken: frozenset[str] = frozenset()) -> Meaning:
    """What the words of a column name mean; of words in brackets only few count where others stand before them.

    spoken: languages of the table. They decide of words that mean different things in several, such as
    "do", which is "until" in Czech and "of the" in Portuguese.
    """
    outside = _BRACKETS.sub(" ", name)
    if not _WORD.search(outside):
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
    tokens = _tokens(plain(_CAMEL.sub(" ", name)).replace("#", " number "))
    for token in tokens:
        if token.isdigit():
            continue
        entries = _entries(token, spoken, alone=len(tokens) == 1)
        if token in _WEB and any(_speaks_of_links(other, spoken) for other in tokens):
            continue
        whole = whole and bool(entries)
        for concept, used_in in entries:
            if concept == FILLER:
                continue
            concepts.append(concept)
            languages = set(used_in) if languages is None else languages & used_in
    told = tuple(dict.fromkeys(_in_time(concepts)))
    return Meaning(told, frozenset(languages or ()), whole)


def _in_time(concepts: list[str]) -> list[str]:
    """The first day is a start and the last an end; first and last names are of people."""
    side = next((side for word, side in _SIDE_OF.items() if word in concepts), None)
    if side is None:
        return concepts
    others = [concept for concept in concepts if concept not in _SIDE_OF]
    if "NAME" in others:
        return ["PERSON"]
    if "START" in others or "END" in others:
        return others
    if _TIMELY.isdisjoint(others):
        return [*others, "PASSING"] if side == "END" else others
    return [*others, side]


def _speaks_of_links(token: str, spoken: frozenset[str]) -> bool:
    return token not in _WEB and _lexicon(spoken).get(token, ("",))[0] == "LINK"


def _tokens(text: str) -> list[str]:
    """The words of a plain text; what a hyphen joins, or a phrase, is one of them where it is known so."""
    words: list[str] = []
    for piece in text.split():
        joined = piece.replace("-", "")
        words += [joined] if joined != piece and joined in _meanings() else _WORD.findall(piece)
    known = _phrases()
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(at + _LONGEST_PHRASE, len(words)), at + 1, -1)
        end = next((end for end in ends if tuple(words[at:end]) in known), at + 1)
        found.append("".join(words[at:end]))
        at = end
    return found


def plain(text: str) -> str:
    """Lower case, without accents, other letters as their nearest: how words are compared."""
    text = normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in text if not combining(sign)).translate(_LETTERS)
    return normalize("NFC", bare)


Entry = tuple[str, frozenset[str]]


@cache
def _written() -> dict[str, dict[str, str]]:
    """Concept -> language -> its words, as they are written down."""
    return tomllib.loads((files(__package__) / "lexicon.toml").read_text(encoding="utf-8"))


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    """Those words that are several, as "kick-off"."""
    lines = (words for by_language in _written().values() for words in by_language.values())
    several = (word for line in lines for word in plain(line).split() if "-" in word)
    return frozenset(tuple(_WORD.findall(word)) for word in several)


@cache
def _meanings() -> dict[str, tuple[Entry, ...]]:
    """Plain word -> what it means, in the order of the concepts, and the languages that use it so."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for concept, by_language in _written().items():
        for language, words in by_language.items():
            for word in map(plain, words.replace("-", "").split()):
                meant = found.setdefault(word, {})
                meant[concept] = meant.get(concept, frozenset()) | {language}
    return {word: tuple(meant.items()) for word, meant in found.items()}


@cache
def _lexicon(spoken: frozenset[str]) -> dict[str, Entry]:
    """Plain word -> its meaning in one of these languages, else in the most widespread, else the first."""
    tongues = (spoken, *_WIDESPREAD)
    return {
        word: next((entry for some in tongues for entry in meant if entry[1] & some), meant[0])
        for word, meant in _meanings().items()
    }


@cache
def _entries(token: str, spoken: frozenset[str], *, alone: bool) -> tuple[Entry, ...]:
    lexicon = _lexicon(spoken)
    if len(token) == 1 and not alone:
        return ()
    if token in lexicon:
        return (lexicon[token],)
    if _ASIAN.search(token):
        return _inside(token, lexicon)
    for ending in _ENDINGS:
        stem = token.removesuffix(ending)
        if stem != token and len(stem) > _SHORTEST_PART and stem in lexicon:
            return (lexicon[stem],)
    tongues = _COMPOUNDING & spoken if spoken else _COMPOUNDING
    return _compound(token, lexicon) or _last_part(token, lexicon, tongues)


def _inside(token: str, lexicon: dict[str, Entry]) -> tuple[Entry, ...]:
    """The known words in text that puts no blanks between words, the longest first."""
    found: list[Entry] = []
    at = 0
    while at < len(token):
        ends = range(len(token), at, -1)
        end = next((end for end in ends if token[at:end] in lexicon), None)
        if end is not None:
            found.append(lexicon[token[at:end]])
        at = end or at + 1
    return tuple(found)


def _compound(token: str, lexicon: dict[str, Entry]) -> tuple[Entry, ...]:
    """A word made of known words, as "Veranstaltungsbeginn" or "evenementnaam"."""
    for end in range(len(token) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if token[:end] not in lexicon:
            continue
        for link in _LINKS:
            rest = token[end:].removeprefix(link) if token[end:].startswith(link) else ""
            if len(rest) < _SHORTEST_PART:
                continue
            found = (lexicon[rest],) if rest in lexicon else _compound(rest, lexicon)
            if found:
                return (lexicon[token[:end]], *found)
    head, tail = token[:-2], token[-2:]
    if head in lexicon and tail in _SHORT_TAILS:
        return (lexicon[head], lexicon[tail])
    return ()


def _last_part(token: str, lexicon: dict[str, Entry], tongues: frozenset[str]) -> tuple[Entry, ...]:
    """In languages that write words together the end of a compound tells what it is: an "Erntedankdatum" is a date."""
    for start in range(_SHORTEST_PART, len(token) - 3):
        entry = lexicon.get(token[start:])
        if entry is not None and not tongues.isdisjoint(entry[1]):
            return (entry,)
    return ()
