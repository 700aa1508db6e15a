"""Names of months and weekdays, and the small words around times, in the languages that are read.

All words are folded: lower case, without accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")

_MONTHS = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
    "|september sep sept|october oct|november nov|december dec",
    "de": "januar jan janner jaenner|februar feb|marz mar mrz maerz|april apr|mai|juni jun|juli jul"
    "|august aug|september sep sept|oktober okt|november nov|dezember dez",
    "fr": "janvier janv jan|fevrier fevr fev|mars mar|avril avr|mai|juin|juillet juil|aout"
    "|septembre sept sep|octobre oct|novembre nov|decembre dec",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sept sep set|octubre oct|noviembre nov|diciembre dic",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug"
    "|agosto ago|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "nl": "januari jan|februari feb|maart mrt maa|april apr|mei|juni jun|juli jul|augustus aug"
    "|september sep sept|oktober okt|november nov|december dec",
    "pt": "janeiro jan|fevereiro fev|marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago"
    "|setembro set|outubro out|novembro nov|dezembro dez",
}
_WEEKDAYS = {
    "en": "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri"
    "|saturday sat|sunday sun",
    "de": "montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa sonnabend"
    "|sonntag so",
    "fr": "lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim",
    "es": "lunes lun|martes mar|miercoles mie|jueves jue|viernes vie|sabado sab|domingo dom",
    "it": "lunedi lun|martedi mar|mercoledi mer|giovedi gio|venerdi ven|sabato sab|domenica dom",
    "nl": "maandag ma|dinsdag di|woensdag wo|donderdag do|vrijdag vr vrij|zaterdag za|zondag zo",
    "pt": "segunda-feira segunda seg|terca-feira terca ter|quarta-feira quarta qua"
    "|quinta-feira quinta qui|sexta-feira sexta sex|sabado sab|domingo dom",
}

DAY_FIRST = frozenset(LANGUAGES) - {"en"}
"""Languages whose numeric dates always put the day before the month."""


def folded(text: str) -> str:
    """Lower case without accents, dashes and blanks made plain: how words are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("\u00ba", "").replace("\u00aa", ""))
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
        text = text.translate(_PLAIN)
    return " ".join(text.casefold().split())


_PLAIN = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
     "\u2019": "'", "\u2018": "'", "\u200b": None, "\u200e": None, "\u200f": None}
)  # fmt: skip


@lru_cache(maxsize=64)
def months(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> month from 1, in these languages or in all."""
    return _numbered(_MONTHS, languages, 1)


@lru_cache(maxsize=64)
def weekdays(languages: tuple[str, ...] = ()) -> dict[str, int]:
    """Folded name -> weekday from 0 for Monday, in these languages or in all."""
    return _numbered(_WEEKDAYS, languages, 0)


def _numbered(names: dict[str, str], languages: Iterable[str], first: int) -> dict[str, int]:
    return {
        name: number
        for language in (languages or LANGUAGES)
        for number, same in enumerate(names[language].split("|"), first)
        for name in same.split()
    }
