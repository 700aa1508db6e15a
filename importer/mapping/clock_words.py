"""Times of day as people write them: 20:00, 20h30, 8pm, 7.30 p.m., 10p-2a, noon, "doors 19:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from importer.mapping import clock_vocabulary as words
from importer.mapping.calendar_words import any_of, short_weekdays, weekdays
from importer.mapping.clock_spans import (
    HALF,
    WORD,
    Clock,
    both_ends,
    end_after,
    is_end,
    no_end_behind,
    own_time,
    start_and_end,
)
from importer.mapping.formats import DAY
from importer.mapping.zone_words import ZONE_NAMES

NIGHT_IS_OVER = 6 * 3600

Halves: TypeAlias = Literal["told", "open", "of 24"]
"""Whether times say which half of the day they are in (`8pm`), leave it open (`7:30`), or count 24 hours (`19:30`)."""


@dataclass(frozen=True, slots=True)
class ClockText:
    """The times of a text: seconds from midnight, from 86400 on the next day.

    start, end: both for a range; only `start` for a single time; only `end` for "until 22:00".
    open_end: the text says that there is no end ("late"), or no time yet. midnight: the single or last
    time is the word itself or 24:00, which as an end means the end of its day. halves: of the time or of one
    of several; None where it does not matter, as of noon and of 07:30.
    """

    start: int | None = None
    end: int | None = None
    open_end: bool = False
    midnight: bool = False
    halves: Halves | None = field(default=None, compare=False)


_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|(?P<letter>[ap])(?![^\W\d_])|\s(?P<alone>[ap])(?=\.?\s*(?:$|[-,;/)])))"
_MINUTES_OF = r"(?:h|u|uhr|uur|heures?|horas?|hod|ч)"
_PARTS = words.MORNING | words.AFTER_NOON | words.AT_NIGHT | words.NOON | words.MIDNIGHT


_PART = (
    r"(?:\s*(?:(?:de|in|at|di|da|du|del|dell'|della|des|o)\s?)?(?:l'|the |la |'s )?"
    rf"(?<![^\W\d_])(?P<part>{any_of(_PARTS)})(?![^\W\d_]))"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?:"
    r"(?P<h>\d{1,2})(?:"
    r":(?P<m>\d\d)(?::(?P<s>\d{1,2})(?:[.,]\d+)?)?"
    r"|\.(?P<md>\d\d)(?!\d)"
    r"|,(?P<mc>\d\d)(?!\d)"
    rf"|\s?{_MINUTES_OF}\.?\s?(?P<mu>\d\d)(?:\s?(?:min|mn|m)(?![^\W\d_])|(?!\s*(?:\d|{words.UNIT})))"
    r")?"
    r"|(?P<h4>\d\d)(?P<m4>\d\d)(?=\s*(?:hrs|h|uhr|uur)(?![^\W\d_]))"
    r"|(?P<h3>\d{1,2})(?P<m3>\d\d)(?=\s?[ap](?:\.?m)?(?![^\W\d_]))"
    r")(?![\d:])"
    rf"(?:{_HALF}|\s*(?P<unit>{words.UNIT})|\s?(?P<meridiano>m)(?![\w/])\.?)?{_PART}?"
    rf"|(?<![^\W\d_])(?P<word>{any_of(words.NOON | words.MIDNIGHT)})(?![^\W\d_])"
)
_PLAIN_WORDS = words.KNOWN | {"am", "pm"}
"""No phrase that says that there is no time is made of these alone."""
_OPEN = re.compile(r"[?-]\s*$")
"""A text ends so where its end would stand."""
_UNTIL = re.compile(
    rf"(?<![^\W\d_])(?:{any_of(words.UNTIL)})(?![^\W\d_])['.]?\s*(?:(?:a|à|as|las|les|alle|ore|um|om|kl|klo)\.?\s+)*$"
)
_PACKED = re.compile(
    r"(?<![\d:.,/-])([01]\d|2[0-4])([0-5]\d)\s*(?:-|to|till?|bis|tot|a|au|al)\s*([01]\d|2[0-4])([0-5]\d)(?![\d:.,/-])"
)
"""`2000-2200`, as it is written in the forces and in some countries of the north."""
_COMMA_TIME = r"(0?[7-9]|1\d|2[0-4]),([0-5]\d)"
_WITH_COMMA = re.compile(rf"^\s*{_COMMA_TIME}\s*$")
"""`20,30`, as it is written in Italy and Spain. Smaller numbers may be lengths (`2,30`), and ranges prices, unless
their unit says otherwise."""
_WITH_COMMAS = re.compile(
    rf"^\s*{_COMMA_TIME}\s*-\s*{_COMMA_TIME}(?=\s*(?:h|hs|hrs|uhr|horas|ore)\.?\s*$)"
)
_LAST_WORD = re.compile(r"([^\W\d_]+(?:'[^\W\d_]+)?)[.:]?\s*$")


def read_clocks(text: str, *, hours: bool = False, own_days: bool = False) -> ClockText:
    """The times in a folded text from which dates and weekdays were taken out; ValueError in words.

    hours: numbers can be nothing else, so that `20-22` and `2000-2200` are ranges of two times.
    own_days: of two times each has its own day."""
    if hours:
        text = _WITH_COMMA.sub(r"\1:\2", _PACKED.sub(_unpacked, text))
        text = _WITH_COMMAS.sub(r"\1:\2 - \3:\4", text)
    undecided = 0
    if not _PLAIN_WORDS.issuperset(WORD.findall(text)):
        text, undecided = words.NO_TIME.subn(" ", words.ON_THE_DOT.sub(" ", text))
    clocks = [_clock(match, text) for match in _CLOCK.finditer(text)]
    rest = _between(clocks, text)
    said = WORD.findall(rest)
    _understood(said, rest)
    open_end = any(word in words.LATE for word in said) or bool(_OPEN.search(text))
    if not clocks:
        return ClockText(open_end=open_end or bool(undecided))
    if undecided:
        raise ValueError("it holds a time, and says that there is none yet")
    halves = _halves(clocks, text)
    first, last = start_and_end(clocks, text)
    if last is not None:
        start, end = both_ends(first, last, text, hours=hours)
        if own_days and end == 0 and last.midnight:
            end = DAY
        elif not own_days:
            end = end_after(start, end, first, last, text)
        return ClockText(start, end, midnight=last.midnight, halves=halves)
    if first.bare:
        raise _no_time(first)
    no_end_behind(first, text)
    if _UNTIL.search(text[: first.at[0]]) or is_end(first, text):
        end = own_time(first)
        return ClockText(None, end + (DAY if first.midnight and end == 0 else 0), halves=halves)
    return ClockText(own_time(first), None, open_end, first.midnight, halves)


def _halves(clocks: list[Clock], text: str) -> Halves | None:
    said: set[Halves | None] = set()
    for clock in clocks:
        shown = text[slice(*clock.at)]
        if clock.half:
            said.add("told")
        elif not shown[0].isalpha():  # noon
            said.add(halves_of(shown, clock.seconds // 3600))
    return next((each for each in _HALVES if each in said), None)


_HALVES: tuple[Halves, ...] = ("told", "of 24", "open")


def halves_of(shown: str, hour: int) -> Halves | None:
    """The same of one time as it is written, without `am` and `pm`."""
    if hour > _NOON or hour == 0:
        return "of 24"
    return "open" if hour < _NOON and not shown.startswith("0") else None


_NOON = 12


def _unpacked(found: re.Match[str]) -> str:
    """Two packed hours with their colons; `2026-2027` are years, and `2026-0412` is the number of something."""
    odd = int(found[2]) % 5 or int(found[4]) % 5
    if odd and found[1] in ("19", "20"):
        return found[0]
    return f"{found[1]}:{found[2]} - {found[3]}:{found[4]}"


def _between(clocks: list[Clock], text: str) -> str:
    edges = [0, *(edge for clock in clocks for edge in clock.at), len(text)]
    return " ".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


_OF_AMOUNTS = re.compile(r"[%$€£¥¢₹₽₴₪₩₺₫₦]")


def _understood(said: list[str], rest: str) -> None:
    """Raises ValueError for what is neither a time nor one of the words beside times."""
    ands = words.AND if not words.BETWEEN.isdisjoint(said) else frozenset()
    if (sign := _OF_AMOUNTS.search(rest)) is not None:
        raise ValueError(f"'{sign[0]}' stands in it, and it is no time")
    for word in said:
        if word in ands:
            continue
        if word in ZONE_NAMES - words.KNOWN - words.AND:
            raise ValueError(
                f"'{word.upper()}' names a time zone, which belongs to `timezone`: take it out of the cell,"
                " or leave it out with `regex`"
            )
        if word in words.OF_AN_HOUR:
            raise ValueError(
                f"'{word}' leaves open which half of the day is meant: write it like 19:30"
            )
        if word not in words.KNOWN:
            raise ValueError(_not_understood(word))
    if re.search(r"\d", rest):
        raise _no_number(rest)


def _not_understood(word: str) -> str:
    if word in words.AND:
        return f"'{word}' joins what is no range: give each time a row of its own"
    if word == "for":
        return "'for' is not understood in it: write the time of the start alone, like 19:30"
    if word in words.PARTS_OF_A_DAY:
        return f"'{word}' is a part of a day and no time: write it like 20:00"
    if word in words.REPEATING or word.removesuffix("s") in _ENGLISH_AND_GERMAN_DAYS:
        return f"'{word}' says that it repeats: give each of its dates a row of its own"
    if word in words.OFF:
        return (
            f"'{word}' says that it does not take place as planned: say with `only` or `cancelled` what such"
            " rows are"
        )
    if word in short_weekdays():
        return f"'{word}' is not understood in it: if it is a day of the week, state the `language`"
    return f"'{word}' is not understood in it"


_ENGLISH_AND_GERMAN_DAYS = {
    name for name in weekdays(("en", "de")) if name.endswith(("day", "tag", "woch", "abend"))
}
_UNPARTED = re.compile(r"(?<![\d:.,])([01]\d|2[0-3])([0-5]\d)(?![\d:.,])")


def _no_number(rest: str) -> ValueError:
    found = _UNPARTED.search(rest)
    if found is not None and not (found[1] in ("19", "20") and int(found[2]) % 5):
        shown = f"{found[1]}:{found[2]}"
        return ValueError(
            f"'{found[0]}' is neither date nor time as it stands: if it is a time, write {shown}, or state a format"
            " with %H%M"
        )
    return ValueError("a number in it is neither date nor time")


def _no_time(clock: Clock) -> ValueError:
    hour = clock.seconds // 3600
    return ValueError(f"'{hour}' alone is no time: write it like 20:00")


def _clock(match: re.Match[str], text: str) -> Clock:
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    at = (match.start(), match.end())
    if "word" in parts:
        return _named(parts["word"], at)
    hours = int(next(parts[key] for key in ("h", "h4", "h3") if key in parts))
    minutes = int(
        next((parts[key] for key in ("m", "md", "mc", "mu", "m4", "m3") if key in parts), 0)
    )
    seconds = hours * 3600 + minutes * 60 + int(parts.get("s", 0))
    if "meridiano" in parts:
        return _at_noon(None if "part" in parts else seconds, match[0].strip(), at)
    half = parts.get("half") or parts.get("letter") or parts.get("alone")
    if minutes > 59 or int(parts.get("s", 0)) > 59 or seconds > DAY:
        raise ValueError(f"there is no time '{match[0].strip()}'")
    if half and (hours > 12 or (hours == 0 and half == "p")):
        raise ValueError(f"'{match[0].strip()}' contradicts itself")
    sure = half or parts.keys() & {"unit", "part", "m", "md", "mu", "m4", "m3"}
    clock = Clock(seconds, half, not sure, seconds == DAY, at)
    if "part" in parts:
        return _in_part(clock, parts["part"], match[0].strip())
    if clock.bare and _makes_a_time(_word_before(clock, text), hours):
        return replace(clock, bare=False)
    if "mc" in parts and not sure:
        raise ValueError(f"'{match[0].strip()}' is no clear time: write it like 20:00")
    return clock


def _at_noon(seconds: int | None, shown: str, at: tuple[int, int]) -> Clock:
    """`12 m.` and `12:00 m.`, meridiano, in Latin America."""
    if seconds != HALF:
        raise ValueError(
            f"'{shown}' is no time, as m. is noon and stands behind 12 only: write it like 20:00"
        )
    return Clock(HALF, "p", False, False, at)


def _named(word: str, at: tuple[int, int]) -> Clock:
    midnight = word in words.MIDNIGHT
    return Clock(0 if midnight else HALF, None, False, midnight, at)


def _in_part(clock: Clock, part: str, shown: str) -> Clock:
    """`8 de la tarde`, `9 uhr morgens`, `12 noon`: the part of the day says which half is meant."""
    hour = clock.seconds // 3600
    if part in words.NOON or part in words.MIDNIGHT:
        named = _named(part, clock.at)
        if clock.half is None and clock.seconds in (HALF, named.seconds or DAY):
            return named
        if part in words.NOON and clock.half is None and 1 <= hour <= 3:
            return replace(clock, half="p")
    elif hour > 12 or clock.half is not None:
        fits = clock.half != ("p" if part in words.MORNING else "a")
        if fits and (part not in words.MORNING or hour <= 12):
            return clock
    elif part in words.MORNING:
        return replace(clock, half="a")
    elif part in words.AFTER_NOON:
        return replace(clock, half="p")
    elif clock.seconds == HALF:
        return _named(next(iter(words.MIDNIGHT)), clock.at)
    else:
        return replace(clock, half="a" if clock.seconds < NIGHT_IS_OVER else "p")
    raise ValueError(f"'{shown}' contradicts itself")


def _word_before(clock: Clock, text: str) -> str | None:
    found = _LAST_WORD.search(text[: clock.at[0]])
    return found[1] if found else None


def _makes_a_time(word: str | None, hours: int) -> bool:
    """Whether the word before makes a number a time; a small hour stays open to both halves."""
    return word in words.OF_THE_HOUR or (
        word in words.BEFORE_AN_HOUR and (hours > 12 or hours == 0)
    )
