"""Names that are the two ends of an event only because both are there: "day1" and "day2", "Du" and "Au"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from importer.mapping.suggesting.names import Meaning, meaning_of, words_of

_NUMBERED = re.compile(r"(.*?[^\W\d_])[ _-]?(\d)")
_GLUED = re.compile(r"^([sbe])(?=date|time|day|hour|datum|dato|data|fecha|zeit|tijd)")
""" "sdate" and "etime" are "s date" and "e time"."""
_TAILED = re.compile(r"\b(date|time|data|hora|ora|fecha|heure)(ini|in|i|d|s|fin|f|e)$")
""" "dataf" and "horai" are "data f" and "hora i"."""

_SHORT = (
    ("du", "au"), ("de", "a"), ("da", "a"), ("del", "al"), ("dal", "al"), ("van", "tot"), ("van", "t m"),
    ("de", "ate"), ("das", "as"), ("de", "as"), ("von", "bis"), ("od", "do"), ("fra", "til"), ("fran", "till"), ("from", "to"),
    ("от", "до"), ("с", "по"), ("с", "до"), ("з", "до"), ("من", "الى"), ("de la", "pana la"), ("de", "pana"),
    ("s", "e"), ("st", "ed"), ("st", "en"), ("b", "e"), ("i", "f"), ("in", "f"), ("ini", "f"), ("d", "f"), ("value", "value 2"),
)  # fmt: skip
"""Short words for from and to that mean other things, or nothing, where they stand alone."""

_OF_TIMES = frozenset({"DATE", "TIME", "WHEN", "START", "END", "EVENT"})


def paired_ends(names: Sequence[str], spoken: frozenset[str] = frozenset()) -> dict[str, Meaning]:
    """The meaning of the names that come in such a pair, with START or END in it."""
    found = {}
    for start, end in (*_numbered(names), *_from_to(names)):
        meanings = [meaning_of(name, spoken) for name in (start, end)]
        meanings = [
            each if each.concepts else meaning_of(_apart(name), spoken)
            for name, each in zip((start, end), meanings, strict=True)
        ]
        for name, side, meaning in zip((start, end), ("START", "END"), meanings, strict=True):
            others = [concept for concept in meaning.concepts if concept not in ("START", "END")]
            if _OF_TIMES.issuperset(others):
                found[name] = replace(meaning, concepts=(side, *others))
    return found


def _numbered(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """ "day1" and "day2", where there is no third."""
    stems: dict[str, dict[str, str]] = {}
    for name in names:
        parts = _NUMBERED.fullmatch(name)
        if parts and not {
            "DATE",
            "TIME",
            "WHEN",
            "MONTH",
            "YEAR",
            "DOORS",
            "START",
            "END",
        }.isdisjoint(meaning_of(name).concepts):
            stems.setdefault(parts[1], {})[parts[2]] = name
    yield from ((each["1"], each["2"]) for each in stems.values() if set(each) == {"1", "2"})


def _apart(name: str) -> str:
    return _TAILED.sub(r"\1 \2", _GLUED.sub(r"\1 ", " ".join(words_of(name))))


def _from_to(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names that differ in nothing but such words."""
    words = {name: _apart(name) for name in names}
    by_words = {text: name for name, text in words.items()}
    for first, last in _SHORT:
        said = re.compile(rf"\b{first}\b")
        for name, text in words.items():
            other = by_words.get(said.sub(last, text)) if said.search(text) else None
            if other is not None:
                yield name, other
