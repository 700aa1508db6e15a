"""Numbers as people write them: decimal commas, thousands points, currency signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass, field

from importer.mapping.calendar_words import folded
from importer.mapping.problems import FieldError
from importer.mapping.template import Template

_CODES = (
    "EUR|USD|GBP|CHF|CAD|AUD|NZD|SEK|DKK|NOK|ISK|PLN|CZK|HUF|RON|BGN|TRY|UAH|RUB|JPY|CNY|INR|BRL|MXN|ZAR|SFr|Fr"
    "|COP|CLP|ARS|PEN|UYU|IDR|Rp|MYR|RM|PHP|SGD|HKD|TWD|KRW|THB|VND|ILS|AED|SAR|EGP|MAD|TND|RSD|din|HRK|kn|BAM|MKD"
    "|kr|zł|Kč|Ft|lei|Rs|euros?|грн|руб|лв|р"
)
_SIGN = rf"(?:(?:US|CA|AU|A|C|R)?\$|¤|(?:{_CODES})(?![^\W\d_])\.?)"
_BEFORE = re.compile(rf"{_SIGN}\s*", re.IGNORECASE)
_AFTER = re.compile(rf"(?:[.,:]\s?-+)?\s*{_SIGN}?$", re.IGNORECASE)
_NO_CENTS = re.compile(r"(?<=\d)[.,:]\s?-+$")
_SIGN_FOR_POINT = re.compile(r"(-?\d+)\s?[$¤]\s?(\d\d)")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ") | {
    0x2212: "-",
    0x2013: "-",
    0x2014: "-",
    0x2019: "'",
}
_GROUPED = {
    ",": re.compile(r"-?[1-9]\d{0,2}([. '])\d{3}(?:\1\d{3})*(?:,\d+)?|-?\d+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"-?[1-9]\d{0,2}([, '])\d{3}(?:\1\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?", re.ASCII),
}
_FREE_WORDS = """
    free gratis frei kostenlos gratuit gratuite gratuito gratuita zdarma ingyenes ilmainen maksuton bezpłatne
    bezpłatny gratuït δωρεάν бесплатно безкоштовно ücretsiz 無料 免费 免費 무료
"""
_FREE = frozenset(map(folded, _FREE_WORDS.split()))
"""Whole cells that say of a price that there is none to pay."""


LONGEST = 20
"""Signs of a number; what is longer is a code, and floats would lose its last digits."""


@dataclass(slots=True)
class DecimalEvidence:
    """Which sign before decimals the cells of each column prove: `12,50` the comma, `1.250` none."""

    proved: dict[str, set[str]] = field(default_factory=dict)

    def add(self, column: str, text: str) -> None:
        signs = _readings(_bare(text))
        (only,) = signs if len(signs) == 1 else ("",)
        if only and not text.strip().isdigit():
            self.proved.setdefault(column.casefold(), set()).add(only)

    def signs(self, template: Template) -> set[str]:
        """Those that all columns of a template prove."""
        return set().union(*(self.proved.get(name.casefold(), set()) for name in template.columns))


def read_number(
    text: str,
    decimal: str | None,
    column: str | None,
    *,
    proved: Set[str] = frozenset(),
    price: bool = False,
    whole: bool = False,
) -> int | float:
    """A number as people write it; raises FieldError `cell.invalid`, or `cell.ambiguous_number` where it
    could be two numbers.

    decimal: `,` or `.`; unsaid: read where only one reading is possible (1.250 is not), or where `proved`, the
    signs that other cells of the column have, is one. price: `free` is 0. whole: it counts something,
    so that 1.250 is no fraction."""
    bare = _bare(text)
    values = _readings(bare)
    if whole and len(set(values.values())) > 1:
        values = {sign: value for sign, value in values.items() if isinstance(value, int)}
    if price and not values and folded(bare).strip(" .!") in _FREE:
        return 0
    if decimal in _GROUPED:
        values = {decimal: values[decimal]} if decimal in values else {}
    elif len(set(values.values())) > 1 and len(proved) == 1:
        values = {sign: values[sign] for sign in proved}
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    if not values:
        problem = f"'{text}' is not a number"
        raise FieldError("cell.invalid", problem, column=column, value=text)
    both = " or ".join(map(str, sorted(values.values())))
    why = "the column has both signs" if proved else "nothing in the column says which"
    problem = f"'{text}' could be {both}, and {why}: state `number: {{decimal: ','}}` or `number: {{decimal: '.'}}`"
    raise FieldError("cell.ambiguous_number", problem, column=column, value=text)


def _readings(bare: str) -> dict[str, int | float]:
    """Sign before decimals -> the number that it makes of this, for each that can be meant."""
    if len(bare) > LONGEST:
        return {}
    return {sign: _value(bare, sign) for sign in _GROUPED if _GROUPED[sign].fullmatch(bare)}


def _bare(text: str) -> str:
    """Without the currency at one end, with plain digits, blanks and signs; `12,-` is 12, `12€50` is 12,50."""
    if text.isascii() and text.isdigit():
        return text
    if any(unicodedata.category(sign) == "No" for sign in text):
        return text  # the mark of a footnote would become a digit
    text = unicodedata.normalize("NFKC", text.translate(_BLANKS))
    text = "".join(
        "¤" if unicodedata.category(sign) == "Sc" and sign != "$" else sign for sign in text
    ).strip()
    if (between := _SIGN_FOR_POINT.fullmatch(text)) is not None:
        return f"{between[1]},{between[2]}"
    negative, text = text.startswith("-"), text.removeprefix("-").strip()
    text = _AFTER.sub("", _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text).strip()
    return ("-" if negative else "") + _NO_CENTS.sub("", text)


def _value(text: str, decimal: str) -> int | float:
    digits = "".join(sign for sign in text if sign.isdigit() or sign in f"-{decimal}")
    whole, _, part = digits.partition(decimal)
    return float(f"{whole}.{part}") if part.strip("0") else int(whole)
