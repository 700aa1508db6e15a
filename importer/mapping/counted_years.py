"""Years that are counted from the beginning of an era: `R7.4.19` in Japan, `114/07/05` in Taiwan."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class _Era(NamedTuple):
    """before: the common year before its first; last: the highest number of a year in it."""

    before: int
    last: int


_REIWA, _HEISEI, _SHOWA, _MINGUO = _Era(2018, 99), _Era(1988, 31), _Era(1925, 64), _Era(1911, 150)
_ERAS: Final = {
    "r": _REIWA, "令": _REIWA, "h": _HEISEI, "平": _HEISEI, "s": _SHOWA, "昭": _SHOWA,
    "中": _MINGUO, "民": _MINGUO,
}  # fmt: skip
"""By the first sign of what stands before the year."""

_MONTH_AND_DAY = r"(?P<sign>[-/.])\s?(?:0?[1-9]|1[0-2])(?P=sign)\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_NAMED = re.compile(
    r"(?<!\w)(?P<era>[rhs]|(?:令和?|平成?|昭和?|(?:中[華华])?民[國国])\s?)"
    rf"(?P<year>\d{{1,3}}|元)(?=\s?年|{_MONTH_AND_DAY})"
)
_MAYBE_NAMED = re.compile(
    rf"(?:^|-\s?)(?P<era>[rhs])(?:\.\s?|\s)(?P<year>\d{{1,2}}){_MONTH_AND_DAY}"
)
"""`S 7.4.19` may as well be a Saturday."""
_TWICE = re.compile(r"((?:19|20)\d\d年)\s?\(\1\)")
"""`令和7年(2025年)`, where both are the same."""
_OF_TAIWAN = re.compile(rf"(?<![\w:./])(?P<year>1[0-4]\d|150)(?=\s?年|{_MONTH_AND_DAY})")
"""From 2011 to 2061: no other number that a date begins with has three digits."""
_SHORT = re.compile(r"(?<!\d)\d{1,3}\s?年")


def in_common_years(text: str) -> tuple[str, bool]:
    """A folded text in which such years are those of the common era, and whether only the place of a year and
    its three digits told so. Raises ValueError in words."""
    if (unsure := _MAYBE_NAMED.search(text)) is not None:
        era, year = unsure["era"].upper(), unsure["year"]
        raise ValueError(
            f"'{era}' before it may be a Japanese era or not: write {era}{year} in one, or the year with four digits"
        )
    text = _TWICE.sub(r"\1", _NAMED.sub(_of_an_era, text))
    untold = any(found["sign"] for found in _OF_TAIWAN.finditer(text))
    text = _OF_TAIWAN.sub(lambda found: str(_MINGUO.before + int(found["year"])), text)
    if (short := _SHORT.search(text)) is not None:
        raise ValueError(
            f"'{short[0]}' does not say of which era it is: write the year with four digits"
        )
    return text, untold


def _of_an_era(found: re.Match[str]) -> str:
    era = _ERAS[found["era"][0]]
    year = 1 if found["year"] == "元" else int(found["year"])
    if not 1 <= year <= era.last:
        raise ValueError(
            f"'{found[0].upper()}' is no year of that era: write the year with four digits"
        )
    return str(era.before + year)
