"""Times of day as people write them: 20:00, 20h30, 8pm, 7.30 p.m., 10p-2a, noon, "doors 19:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importer.mapping.formats import DAY

HALF = DAY // 2


@dataclass(frozen=True, slots=True)
class ClockText:
    """The times of a text: seconds from midnight, from 86400 on the next day.

    start, end: both for a range; only `start` for a single time. open_end: the text says that there
    is no end ("late"). midnight: the single time is the word itself or 24:00, which as an end means
    the end of its day.
    """

    start: int | None = None
    end: int | None = None
    open_end: bool = False
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    """One time in the text; half: `a` or `p`; bare: a number that only a range makes a time."""

    seconds: int
    half: str | None
    bare: bool
    word: str | None
    start: int
    end: int


_NOON_WORDS = "noon|midday|midi|mittags|mittag|mediodia|mezzogiorno|meio-dia|meio dia"
_NOON = _NOON_WORDS.split("|")
_MIDNIGHT_WORDS = (
    "midnight|minuit|mitternacht|medianoche|mezzanotte|middernacht|meia-noite|meia noite"
)
_MIDNIGHT = _MIDNIGHT_WORDS.split("|")
_UNIT = r"(?:uhr|uur|hrs?|horas|heures?|h|hs|u|o'?clock)(?![a-z])"
_CLOCK = re.compile(
    r"(?<![\d:.])(?:"
    r"(?P<h>\d{1,2})(?::(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?|\.(?P<md>\d\d)|\s?[hu]\s?(?P<mh>\d\d))"
    rf"(?:\s*(?:(?P<half>[ap])\.?\s?m?\.?(?![a-z])|{_UNIT}))?"
    r"|(?P<h2>\d{1,2})\s*(?P<half2>[ap])(?:\.?\s?m\.?)?(?![a-z])"
    rf"|(?P<h3>\d{{1,2}})\s*{_UNIT}"
    r"|(?P<h4>\d\d)(?P<m4>\d\d)\s*(?:hrs|h|uhr|uur)(?![a-z])"
    r"|(?:(?<=ore )|(?<=las )|(?<=um )|(?<=om )|(?<=alle )|(?<=\bas ))(?P<h5>\d{1,2})(?!\s*(?:-|bis|tot|a\b))"
    r"|(?P<bare>\d{1,2})"
    r")(?![\d:])"
    rf"|(?<![a-z])(?P<word>{'|'.join((*_NOON, *_MIDNIGHT))})(?![a-z])"
)
_TO = re.compile(
    r"-+|/|>|(?:to|until|till?|'til|bis|a|al|alle|hasta|tot|ate|jusqu'a|jusque|au|t/m|as)"
)
_LATE_WORDS = """
    late close open end ende offen spat tard ouverte fin laat tarde abierto aperto einde libre
    ouvert fine onwards
"""
_LATE = frozenset(_LATE_WORDS.split())
_DOORS_WORDS = """
    doors door einlass ouverture portes puertas apertura deuren portas
"""
_DOORS = frozenset(_DOORS_WORDS.split())
_SHOW_WORDS = """
    show shows start starts begin begins beginn beginnt begint concert debut inizio
    comienzo aanvang inicio stage performance vorstellung
"""
_SHOW = frozenset(_SHOW_WORDS.split())
_FILLER_WORDS = """
    at from on the of and to until till til von ab um uhr am den der zum le la les a l as de du des
    d partir h heures heure las el los desde hasta alle ore dalle ora il dal vanaf om uur op zaal
    horas hora hs hrs dia em no na o os bis au al tot jusqu jusque ate s do das dos in im
"""
_FILLER = _DOORS | _SHOW | _LATE | frozenset(_FILLER_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


def read_clocks(text: str) -> ClockText:
    """The times in a folded text from which dates and weekdays were taken out; ValueError in words."""
    clocks = [_clock(match) for match in _CLOCK.finditer(text)]
    rest = _CLOCK.sub(" ", text)
    words = _WORD.findall(rest)
    unknown = [word for word in words if word not in _FILLER]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not understood in it")
    if re.search(r"\d", rest):
        raise ValueError("a number in it is neither date nor time")
    open_end = any(word in _LATE for word in words) or bool(re.search(r"\?\s*$", rest))
    if not clocks:
        return ClockText(open_end=open_end)
    first, last = _range(clocks, text)
    if last is None:
        if first.bare:
            raise ValueError(f"'{first.seconds // 3600}' alone is no time: write it like 20:00")
        late = first.word in _MIDNIGHT or first.seconds == DAY
        return ClockText(_own(first), None, open_end, late)
    start, end = _both(first, last)
    return ClockText(start, end + (DAY if end <= start else 0))


def _clock(match: re.Match[str]) -> _Clock:
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    word = parts.get("word")
    if word:
        return _Clock(HALF if word in _NOON else 0, None, False, word, match.start(), match.end())
    hours = int(next(parts[key] for key in ("h", "h2", "h3", "h4", "h5", "bare") if key in parts))
    minutes = int(next((parts[key] for key in ("m", "md", "mh", "m4") if key in parts), 0))
    seconds = hours * 3600 + minutes * 60 + int(parts.get("s", 0))
    half = parts.get("half") or parts.get("half2")
    if minutes > 59 or int(parts.get("s", 0)) > 59 or seconds > DAY:
        raise ValueError(f"there is no time '{match[0].strip()}'")
    if half and (hours > 12 or (hours == 0 and half == "p")):
        raise ValueError(f"'{match[0].strip()}' contradicts itself")
    return _Clock(seconds, half, "bare" in parts, None, match.start(), match.end())


def _range(clocks: list[_Clock], text: str) -> tuple[_Clock, _Clock | None]:
    """The one time, or the two of a range; doors yield to the show."""
    labels = [
        set(_WORD.findall(text[before:clock.start]))
        for before, clock in zip([0, *(c.end for c in clocks)], clocks, strict=False)
    ]  # fmt: skip
    if len(clocks) > 1 and labels[0] & _DOORS and labels[1] & _SHOW:
        return _range(clocks[1:], text)
    if len(clocks) == 2 and labels[1] & _DOORS and not labels[0] & _DOORS:
        return clocks[0], None
    if len(clocks) == 1:
        return clocks[0], None
    between = text[clocks[0].end : clocks[1].start].strip(" ,.;")
    if len(clocks) == 2 and all(_TO.fullmatch(word) for word in between.split()) and between:
        return clocks[0], clocks[1]
    raise ValueError("it holds several times that are not a range")


def _own(clock: _Clock) -> int:
    """Seconds of a time by itself."""
    if clock.half is None:
        return clock.seconds
    return clock.seconds % HALF + (HALF if clock.half == "p" else 0)


def _both(first: _Clock, last: _Clock) -> tuple[int, int]:
    """A range in which one end may lend its half of the day to the other: the shorter one is meant."""
    if first.bare and last.bare:
        raise ValueError("two numbers are no times: write them like 20:00-22:00")
    if first.half is None and last.half and first.word is None and first.seconds <= HALF + 3599:
        end = _own(last)
        return min(
            (_own(_as(first, half)) for half in "ap"), key=lambda s: (end - s - 1) % DAY
        ), end
    if last.half is None and first.half and last.word is None and last.seconds <= HALF + 3599:
        start = _own(first)
        return start, min(
            (_own(_as(last, half)) for half in "ap"), key=lambda e: (e - start - 1) % DAY
        )
    return _own(first), _own(last)


def _as(clock: _Clock, half: str) -> _Clock:
    return _Clock(clock.seconds, half, clock.bare, clock.word, clock.start, clock.end)
