"""Numbers as people write them: decimal commas, thousands points, currency signs."""

from __future__ import annotations

import re
import unicodedata

from importer.mapping.problems import FieldError

_CODES = (
    "EUR|USD|GBP|CHF|CAD|AUD|NZD|SEK|DKK|NOK|ISK|PLN|CZK|HUF|RON|BGN|TRY|UAH|RUB|JPY|CNY|INR|BRL|MXN|ZAR|SFr|Fr"
    "|kr|zł|Kč|Ft|lei|Rs|euros?"
)
_CURRENCY = re.compile(
    rf"(?:US|CA|AU|A|C|R)?\$|(?<![^\W\d_])(?:{_CODES})(?![^\W\d_])\.?|(?<=\d)[.,]\s?[-\u2013\u2014](?=\s|$)",
    re.IGNORECASE,
)
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ") | {0x2212: "-", 0x2019: "'"}
_GROUPED = {
    ",": re.compile(r"-?\d{1,3}(?:[. ']\d{3})*(?:,\d+)?|-?\d+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"-?\d{1,3}(?:[, ']\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?", re.ASCII),
}


LONGEST = 20
"""Signs of a number; what is longer is a code, and floats would lose its last digits."""


def read_number(text: str, decimal: str | None, column: str | None) -> int | float:
    """A number as people write it; raises FieldError `cell.invalid`.

    decimal: `,` or `.`; unsaid: read where only one reading is possible (1.250 is not)."""
    bare = _bare(text)
    signs = [decimal] if decimal in _GROUPED else [",", "."]
    if len(bare) > LONGEST:
        signs = []
    values = {_value(bare, sign) for sign in signs if _GROUPED[sign].fullmatch(bare)}
    if len(values) == 1:
        return values.pop()
    problem = (
        f"'{text}' could be {' or '.join(map(str, sorted(values)))}: "
        "state `number: {decimal: ','}` or `number: {decimal: '.'}`"
        if values
        else f"'{text}' is not a number"
    )
    raise FieldError("cell.invalid", problem, column=column, value=text)


def _bare(text: str) -> str:
    """Without currency, with plain digits, blanks and signs; `12,-` is 12."""
    if text.isascii() and text.isdigit():
        return text
    text = unicodedata.normalize("NFKC", text.translate(_BLANKS))
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Sc" or sign == "$")
    return _CURRENCY.sub("", text).strip()


def _value(text: str, decimal: str) -> int | float:
    digits = "".join(sign for sign in text if sign.isdigit() or sign in f"-{decimal}")
    whole, _, part = digits.partition(decimal)
    return float(f"{whole}.{part}") if part.strip("0") else int(whole)
