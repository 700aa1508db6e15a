"""Dates and times in a stated format: strptime directives, compiled once, several times as fast,
with the names of months and weekdays in many languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from importer.mapping.calendar_words import folded, months, unsure_months, weekdays

_LONG = {
    "%T": "%H:%M:%S",
    "%R": "%H:%M",
    "%F": "%Y-%m-%d",
    "%D": "%m/%d/%y",
    "%e": "%d",
    "%h": "%b",
}
_PATTERNS = {
    "Y": r"(\d{4})", "y": r"(\d\d)", "m": r"(\d\d?)", "d": r"(\d\d?)", "H": r"(\d\d?)",
    "I": r"(\d\d?)", "M": r"(\d\d?)", "S": r"(\d\d?)", "f": r"(\d{1,6})",
    "p": r"([ap])\.?\s?m?\.?", "b": r"([^\W\d_]+)\.?", "B": r"([^\W\d_]+)\.?",
    "a": r"([^\W\d_]+(?:-feira)?)\.?", "A": r"([^\W\d_]+(?:-feira)?)\.?",
    "z": r"(z|[+-]\d\d:?\d\d)", "s": r"(\d{10}(?:\d{3})?)(?:\.\d+)?",
}  # fmt: skip
_OF_TWO_DIGITS, _TWO_DIGITS = frozenset("mdHIMS"), r"(\d\d)"
"""Right behind another directive a number has both its digits: `130` in %H%M is 1:30, not 13:00."""

_DATE = frozenset("YymdbBaA")
_CLOCK = frozenset("HIMSfp")
_DIRECTIVE = re.compile(r"%-?(.)", re.DOTALL)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says. seconds: from midnight, 86400 and more on the next day; offset: seconds
    east of UTC where one is written; weekday: 0 for Monday, and `named` its word; year None where none is written."""

    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    seconds: int | None = None
    offset: int | None = None
    named: str = ""


@dataclass(slots=True)
class Format:
    """A compiled format. Raises ValueError for directives that it does not know."""

    text: str
    languages: tuple[str, ...] = ()
    _pattern: re.Pattern[str] = field(init=False)
    _directives: str = field(init=False)

    def __post_init__(self) -> None:
        text = self.text
        for long, spelled in _LONG.items():
            text = text.replace(long, spelled)
        self.text = text
        self._directives = "".join(d for d in _DIRECTIVE.findall(text) if d != "%")
        unknown = [d for d in self._directives if d not in _PATTERNS]
        if unknown:
            raise ValueError(
                f"there is no directive %{unknown[0]} (known: %{' %'.join(_PATTERNS)})"
            )
        if not self._directives:
            raise ValueError("a format has directives such as %d/%m/%Y %H:%M")
        if len(set(self._directives)) < len(self._directives):
            raise ValueError("a directive stands twice")
        self._pattern = re.compile(self._regex(text))

    @staticmethod
    def _regex(text: str) -> str:
        parts, at = [], 0
        for found in _DIRECTIVE.finditer(text):
            packed = 0 < at == found.start() and found[1] in _OF_TWO_DIGITS
            pattern = _TWO_DIGITS if packed else _PATTERNS.get(found[1], "%")
            parts += [_literal(text[at : found.start()]), pattern]
            at = found.end()
        joined = "".join((*parts, _literal(text[at:])))
        return joined.replace(r"\s+([ap])", r"\s*([ap])")

    @property
    def has_date(self) -> bool:
        own = set(self._directives)
        return "s" in own or ("d" in own and bool(own & set("mbB")))

    @property
    def has_time(self) -> bool:
        return bool(set("HIs") & set(self._directives))

    def read(self, text: str) -> Written:
        """Raises ValueError where the text is not written like this."""
        found = self._pattern.fullmatch(folded(text))
        if found is None:
            raise ValueError(f"it is not written like {self.text}")
        values = dict(zip(self._directives, found.groups(), strict=True))
        if "s" in values:
            return _counted(values["s"])
        month, day, year = self._date(values)
        named = values.get("a") or values.get("A")
        weekday = None
        if named and (weekday := weekdays(self.languages).get(named)) is None:
            raise ValueError(f"'{named}' is no weekday")
        return Written(
            month,
            day,
            year,
            weekday,
            _seconds(values),
            read_offset(values["z"]) if "z" in values else None,
        )

    def _date(self, values: dict[str, str]) -> tuple[int | None, int | None, int | None]:
        named = values.get("b") or values.get("B")
        month = int(values["m"]) if "m" in values else None
        if named and (month := months(self.languages).get(named)) is None:
            raise ValueError(f"'{named}' is no month")
        if named in unsure_months(self.languages):
            raise ValueError(
                f"'{named}' is not the same month in all languages: state the `language`"
            )
        day = int(values["d"]) if "d" in values else None
        year = int(values["Y"]) if "Y" in values else None
        if "y" in values:
            year = full_year(values["y"])
        return month, day, year

    def render(self, value: date | time) -> str:
        """A typed cell as this format would show it: only the stretch of its own directives."""
        own = _DATE if isinstance(value, date) else _CLOCK
        places = [f for f in _DIRECTIVE.finditer(self.text) if f[1] in own]
        if not places:
            return ""
        stretch = self.text[places[0].start() : places[-1].end()]
        return _DIRECTIVE.sub(lambda found: self._shown(found[1], value), stretch)

    def _shown(self, directive: str, value: date | time) -> str:
        if directive in "bB" and isinstance(value, date):
            return next(n for n, m in months(self.languages).items() if m == value.month)
        if directive in "aA" and isinstance(value, date):
            return next(n for n, d in weekdays(self.languages).items() if d == value.weekday())
        return value.strftime("%" + directive) if directive != "Y" else f"{value:%Y}".zfill(4)


def _literal(text: str) -> str:
    """Literal text of a format: blanks match any run of blanks, letters any case."""
    blank = r"\s+"
    if not text.strip():
        return blank if text else ""
    words = r"\s+".join(re.escape(word) for word in folded(text).split())
    return (blank if text[0].isspace() else "") + words + (blank if text[-1].isspace() else "")


def _counted(text: str) -> Written:
    """Seconds since 1970 in UTC; 13 digits are milliseconds."""
    at = datetime.fromtimestamp(int(text[:10]), UTC)
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return Written(at.month, at.day, at.year, None, seconds, 0)


def _seconds(values: dict[str, str]) -> int | None:
    if "H" not in values and "I" not in values:
        return None
    hours = int(values.get("H") or values["I"])
    minutes, seconds = int(values.get("M", 0)), int(values.get("S", 0))
    if "H" not in values:
        if not 1 <= hours <= 12:
            raise ValueError(f"{hours} is no hour from 1 to 12")
        if "p" in values:
            hours = hours % 12 + (12 if values["p"] == "p" else 0)
    if minutes > 59 or seconds > 59 or hours * 3600 + minutes * 60 + seconds > DAY:
        raise ValueError("there is no such time of day")
    return hours * 3600 + minutes * 60 + seconds


def full_year(text: str) -> int:
    """A year of four digits, or of two as strptime reads them: 00-68 are 2000-2068, 69-99 1969-1999."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def read_offset(text: str) -> int:
    """`z`, `+02:00`, `+0200`, `+2` or `+5:30` in seconds east of UTC."""
    if text == "z":
        return 0
    hours, colon, minutes = text[1:].partition(":")
    if not colon and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    seconds = int(hours) * 3600 + int(minutes or 0) * 60
    return -seconds if text[0] == "-" else seconds
