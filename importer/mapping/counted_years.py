"""Years that are counted from the beginning of an era: `R7.4.19` is 2025."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class _Era(NamedTuple):
    """before: the common year before its first; last: the number of its last, None while it goes on."""

    before: int
    last: int | None


_REIWA, _HEISEI, _SHOWA = _Era(2018, None), _Era(1988, 31), _Era(1925, 64)
_ERAS: Final = {
    **dict.fromkeys(("r", "令", "令和"), _REIWA),
    **dict.fromkeys(("h", "平", "平成"), _HEISEI),
    **dict.fromkeys(("s", "昭", "昭和"), _SHOWA),
}
_MONTH_AND_DAY = r"(?P<sign>[-/.])\s?\d{1,2}(?P=sign)\s?\d{1,2}(?!\d)"
_IN_AN_ERA = re.compile(
    rf"(?<!\w)(?P<era>[rhs]|(?:令和?|平成?|昭和?)\s?)(?P<year>\d{{1,2}}|元)(?=\s?年|{_MONTH_AND_DAY})"
)
_MAYBE_IN_AN_ERA = re.compile(
    rf"(?:^|-\s?)(?P<era>[rhs])(?:\.\s?|\s)(?P<year>\d{{1,2}}){_MONTH_AND_DAY}"
)
"""`S 7.4.19` may as well be a Saturday."""


def in_common_years(text: str) -> str:
    """A folded text in which such years are those of the common era. Raises ValueError in words."""
    if (unsure := _MAYBE_IN_AN_ERA.search(text)) is not None:
        era, year = unsure["era"].upper(), unsure["year"]
        raise ValueError(
            f"'{era}' before it may be a Japanese era or not: write {era}{year} in one, or the year with four digits"
        )
    return _IN_AN_ERA.sub(_of_an_era, text)


def _of_an_era(found: re.Match[str]) -> str:
    era = _ERAS[found["era"].strip()]
    year = 1 if found["year"] == "元" else int(found["year"])
    if not 1 <= year <= (era.last or year):
        raise ValueError(
            f"'{found[0].upper()}' is no year of that era: write the year with four digits"
        )
    return str(era.before + year)
