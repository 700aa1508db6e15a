"""What people write beside a length without changing it: about, its intervals and acts, a remark in brackets."""

from __future__ import annotations

import re
from typing import Final

from importer.mapping.calendar_words import any_of, folded
from importer.mapping.clock_vocabulary import ABOUT_WORDS, REPEATING


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


_ABOUT: Final = ABOUT_WORDS | _words("cca cirka ok yaklaşık sekitar 약 约 約 大约 大約")
_BREAKS: Final = _words("""
    pause pausen interval intervals intermission intermissions break breaks interlude entracte entractes pauze pauzes
    intervallo intervalli intervalo intervalos descanso descansos intermedio paus rast tauko väliaika szünet przerwa
    przerwą przestávka přestávkou antrakt антракт антрактом перерыв перерывом ara istirahat
    act acts akt akte akten atto atti acto actos acte actes ato atos felvonás perde
    中场休息 中場休息 中场 中場 休憩 인터미션
""")
_INCLUDING: Final = _words("""
    incl including includes inkl inklusive einschließlich davon compris comprise dont inclus incluse incluido incluida
    compreso compresa incluso inclusa inclusief inclusive 含 포함
""")
_BESIDE: Final = _words("""
    mit ohne with without avec sans con sin senza com sem met zonder med uden utan z s sa bez с со без
    no one two three a an eine einer keine un une deux uno una due dos um uma dois een en ett jedna jedním tek iki d
""")
_UNCLEAR: Final = REPEATING | _words("""
    plus zzgl zuzüglich excl excluding exkl exclusive exklusive hors escluso esclusa excluido excluida exclusief
    per pro par je por
""")
"""It is longer than that, or there are several."""
_KNOWN: Final = _ABOUT | _BREAKS | _INCLUDING | _BESIDE | frozenset(",;:./-'")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]")
_BEFORE = re.compile(rf"(?:{any_of(_ABOUT)})\.?\s*(?=\d)")
_HYPHEN = re.compile(r"(?<=\d)-(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def without_about(text: str) -> str:
    """A folded text without `ca.` before its number."""
    found = _BEFORE.match(text)
    return text[found.end() :] if found else text


def is_remark(text: str, units: frozenset[str]) -> bool:
    """Whether a folded text behind a length leaves it as it is. units: words for hours and minutes."""
    text = text.strip()
    if not text:
        return True
    bracketed = _IN_BRACKETS.fullmatch(text)
    said = _TOKEN.findall(_HYPHEN.sub(" ", bracketed[1] if bracketed else text))
    words = {token for token in said if not token.isdigit()}
    including = not words.isdisjoint(_INCLUDING)
    units = units if including else frozenset()
    if "+" in words or not words.isdisjoint(_UNCLEAR) or not _counts_breaks(said, units):
        return False
    if bracketed:
        return True
    if said[0] in _BREAKS and not including:  # `20 min pause` is no more than that
        return False
    return words <= _KNOWN | units and not words.isdisjoint(_BREAKS | _ABOUT)


def _counts_breaks(said: list[str], units: frozenset[str]) -> bool:
    """Whether all its numbers are of intervals or acts, `2 perde`, or how long these are."""
    numbers = [at for at, token in enumerate(said) if token.isdigit()]
    behind = [*said[1:], ""]
    return all(
        behind[at] in units or (len(said[at]) == 1 and behind[at] in _BREAKS) for at in numbers
    )
