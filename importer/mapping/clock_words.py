"""Times of day as people write them: 20:00, 20h30, 8pm, 7.30 p.m., 10p-2a, noon, "doors 19:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from importer.mapping import clock_vocabulary as words
from importer.mapping.formats import DAY

HALF = DAY // 2
NIGHT_IS_OVER = 6 * 3600


@dataclass(frozen=True, slots=True)
class ClockText:
    """The times of a text: seconds from midnight, from 86400 on the next day.

    start, end: both for a range; only `start` for a single time; only `end` for "until 22:00".
    open_end: the text says that there is no end ("late"), or no time yet. midnight: the single or last
    time is the word itself or 24:00, which as an end means the end of its day.
    """

    start: int | None = None
    end: int | None = None
    open_end: bool = False
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    """One time in the text; half: `a` or `p`; bare: a number that only its range makes a time.
    before, after: the words on both sides of it; at: where it stands."""

    seconds: int
    half: str | None
    bare: bool
    midnight: bool
    at: tuple[int, int]


_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|(?P<letter>[ap])(?![^\W\d_])|\s(?P<alone>[ap])(?=\.?\s*(?:$|[-,;/)])))"
_MINUTES_OF = r"(?:h|u|uhr|uur|heures?|horas?|hod|ч)"
_PARTS = words.MORNING | words.AFTER_NOON | words.AT_NIGHT | words.NOON | words.MIDNIGHT


def _any(known: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(known, key=len, reverse=True)))


_PART = (
    r"(?:\s*(?:(?:de|in|at|di|da|du|del|dell'|della|des|o)\s?)?(?:l'|the |la |'s )?"
    rf"(?<![^\W\d_])(?P<part>{_any(_PARTS)})(?![^\W\d_]))"
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?:"
    r"(?P<h>\d{1,2})(?:"
    r":(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?"
    r"|\.(?P<md>\d\d)(?!\d)"
    r"|,(?P<mc>\d\d)(?!\d)"
    rf"|\s?{_MINUTES_OF}\s?(?P<mu>\d\d)(?:\s?(?:min|mn|m)(?![^\W\d_])|(?!\s*(?:\d|{words.UNIT})))"
    r")?"
    r"|(?P<h4>\d\d)(?P<m4>\d\d)(?=\s*(?:hrs|h|uhr|uur)(?![^\W\d_]))"
    r")(?![\d:])"
    rf"(?:{_HALF}|\s*(?P<unit>{words.UNIT}))?{_PART}?"
    rf"|(?<![^\W\d_])(?P<word>{_any(words.NOON | words.MIDNIGHT)})(?![^\W\d_])"
)
_WORD = re.compile(r"[^\W\d_]+")
_OPEN = re.compile(r"[?-]\s*$")
"""A text ends so where its end would stand."""
_UNTIL = re.compile(
    rf"(?<![^\W\d_])(?:{_any(words.UNTIL)})(?![^\W\d_])['.]?\s*(?:(?:a|à|as|las|les|alle|ore|um|om|kl|klo)\.?\s+)*$"
)
_LAST_WORD = re.compile(r"([^\W\d_]+(?:'[^\W\d_]+)?)[.:]?\s*$")


def read_clocks(text: str, *, hours: bool = False) -> ClockText:
    """The times in a folded text from which dates and weekdays were taken out; ValueError in words.

    hours: numbers can be nothing else, so that `20-22` is a range of two times."""
    text, undecided = words.NO_TIME.subn(" ", words.ON_THE_DOT.sub(" ", text))
    clocks = [_clock(match, text) for match in _CLOCK.finditer(text)]
    rest = _CLOCK.sub(" ", text)
    said = _WORD.findall(rest)
    _understood(said, rest)
    open_end = any(word in words.LATE for word in said) or bool(_OPEN.search(text))
    if not clocks:
        return ClockText(open_end=open_end or bool(undecided))
    if undecided:
        raise ValueError("it holds a time, and says that there is none yet")
    first, last = _range(clocks, text)
    if last is not None:
        start, end = _both(first, last, text, hours=hours)
        return ClockText(start, end + (DAY if end <= start else 0), midnight=last.midnight)
    if first.bare:
        raise _no_time(first)
    if _UNTIL.search(text[: first.at[0]]):
        end = _own(first)
        return ClockText(None, end + (DAY if first.midnight and end == 0 else 0))
    return ClockText(_own(first), None, open_end, first.midnight)


def _understood(said: list[str], rest: str) -> None:
    """Raises ValueError for what is neither a time nor one of the words beside times."""
    ands = words.AND if not words.BETWEEN.isdisjoint(said) else frozenset()
    for word in said:
        if word in ands:
            continue
        if word in words.ZONE_NAMES - words.KNOWN:
            raise ValueError(
                f"'{word.upper()}' names a time zone, which belongs to `timezone`: take it out of the cell,"
                " or leave it out with `regex`"
            )
        if word in words.OF_AN_HOUR:
            raise ValueError(
                f"'{word}' leaves open which half of the day is meant: write it like 19:30"
            )
        if word not in words.KNOWN:
            raise ValueError(f"'{word}' is not understood in it")
    if re.search(r"\d", rest):
        raise ValueError("a number in it is neither date nor time")


def _no_time(clock: _Clock) -> ValueError:
    hour = clock.seconds // 3600
    return ValueError(f"'{hour}' alone is no time: write it like 20:00")


def _clock(match: re.Match[str], text: str) -> _Clock:
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    at = (match.start(), match.end())
    if "word" in parts:
        return _named(parts["word"], at)
    hours = int(parts.get("h") or parts["h4"])
    minutes = int(next((parts[key] for key in ("m", "md", "mc", "mu", "m4") if key in parts), 0))
    seconds = hours * 3600 + minutes * 60 + int(parts.get("s", 0))
    half = parts.get("half") or parts.get("letter") or parts.get("alone")
    if minutes > 59 or int(parts.get("s", 0)) > 59 or seconds > DAY:
        raise ValueError(f"there is no time '{match[0].strip()}'")
    if half and (hours > 12 or (hours == 0 and half == "p")):
        raise ValueError(f"'{match[0].strip()}' contradicts itself")
    sure = half or parts.keys() & {"unit", "part", "m", "md", "mu", "m4"}
    clock = _Clock(seconds, half, not sure, seconds == DAY, at)
    if "part" in parts:
        return _in_part(clock, parts["part"], match[0].strip())
    if clock.bare and _makes_a_time(_word_before(clock, text), hours):
        return replace(clock, bare=False)
    if "mc" in parts and not sure:
        raise ValueError(f"'{match[0].strip()}' is no clear time: write it like 20:00")
    return clock


def _named(word: str, at: tuple[int, int]) -> _Clock:
    midnight = word in words.MIDNIGHT
    return _Clock(0 if midnight else HALF, None, False, midnight, at)


def _in_part(clock: _Clock, part: str, shown: str) -> _Clock:
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


def _word_before(clock: _Clock, text: str) -> str | None:
    found = _LAST_WORD.search(text[: clock.at[0]])
    return found[1] if found else None


def _makes_a_time(word: str | None, hours: int) -> bool:
    """Whether the word before makes a number a time; a small hour stays open to both halves."""
    return word in words.OF_THE_HOUR or (
        word in words.BEFORE_AN_HOUR and (hours > 12 or hours == 0)
    )


def _range(clocks: list[_Clock], text: str) -> tuple[_Clock, _Clock | None]:
    """The one time, or the two of a range; doors yield to the show."""
    shows = [clock for clock, doors in zip(clocks, _doors(clocks, text), strict=True) if not doors]
    if len(shows) == 1:
        return shows[0], None
    kept = shows or clocks
    if len(kept) == 1:
        return kept[0], None
    if len(kept) == 2 and _joined(kept[0], kept[1], text):
        return kept[0], kept[1]
    raise ValueError("it holds several times that are not a range")


def _doors(clocks: list[_Clock], text: str) -> list[bool]:
    """For each time whether it is when doors open: the words beside it say so, all before or all after."""
    edges = [0, *(edge for clock in clocks for edge in clock.at), len(text)]
    gaps = [set(_WORD.findall(text[a:b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    labels = words.DOORS | words.SHOW
    before = bool(gaps[0] & labels) or not gaps[-1] & labels
    own = gaps[:-1] if before else gaps[1:]
    return [bool(each & words.DOORS) and not each & words.SHOW for each in own]


def _joined(first: _Clock, last: _Clock, text: str) -> bool:
    """Whether two times are the ends of one range."""
    between = text[first.at[1] : last.at[0]].strip(" ,.;:()").split()
    if any(word in words.TO for word in between):
        small = words.KNOWN - words.SHOW - words.DOORS - words.LATE | words.TO
        return all(word.strip(".") in small for word in between)
    opened = not words.BETWEEN.isdisjoint(_WORD.findall(text[: first.at[0]]))
    return opened and any(word in words.AND for word in between)


def _own(clock: _Clock) -> int:
    """Seconds of a time by itself."""
    if clock.half is None:
        return clock.seconds
    return clock.seconds % HALF + (HALF if clock.half == "p" else 0)


def _both(first: _Clock, last: _Clock, text: str, *, hours: bool) -> tuple[int, int]:
    """A range in which one end may lend its half of the day to the other: the shorter one is meant."""
    sure = hours and max(first.seconds, last.seconds) > HALF + 3599  # one of 24 hours
    if first.bare and last.bare and not sure:
        raise ValueError("two numbers are no times: write them like 20:00-22:00")
    if (
        first.half is None
        and last.half
        and not _is_word(first, text)
        and first.seconds <= HALF + 3599
    ):
        end = _own(last)
        starts = (_own(replace(first, half=half)) for half in "ap")
        return min(starts, key=lambda start: (end - start - 1) % DAY), end
    if (
        last.half is None
        and first.half
        and not _is_word(last, text)
        and last.seconds <= HALF + 3599
    ):
        start = _own(first)
        ends = (_own(replace(last, half=half)) for half in "ap")
        return start, min(ends, key=lambda end: (end - start - 1) % DAY)
    return _own(first), _own(last)


def _is_word(clock: _Clock, text: str) -> bool:
    return text[clock.at[0]].isalpha()
