"""Which of the times in a text are its start and its end: doors and shows, ranges, halves of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from importer.mapping import clock_vocabulary as words
from importer.mapping.calendar_words import any_of
from importer.mapping.formats import DAY
from importer.mapping.problems import EndBeforeStartError

HALF = DAY // 2
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Clock:
    """One time in the text; half: `a` or `p`; bare: a number that only its range makes a time; at: where it stands."""

    seconds: int
    half: str | None
    bare: bool
    midnight: bool
    at: tuple[int, int]


def start_and_end(clocks: list[Clock], text: str) -> tuple[Clock, Clock | None]:
    """The one time, or the two of a range; doors yield to the show."""
    shows = [clock for clock, doors in zip(clocks, _doors(clocks, text), strict=True) if not doors]
    if len(shows) == 1:
        return shows[0], None
    kept = shows or clocks
    if len(kept) == 1:
        return kept[0], None
    if len(kept) == 2 and (_joined(kept[0], kept[1], text) or is_end(kept[1], text)):
        return kept[0], kept[1]
    raise ValueError("it holds several times that are not a range")


def _doors(clocks: list[Clock], text: str) -> list[bool]:
    """For each time whether it is when doors open: the words beside it say so, all before or all after.
    `open` says it only where another time is that of the show."""
    edges = [0, *(edge for clock in clocks for edge in clock.at), len(text)]
    gaps = [set(WORD.findall(text[a:b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    opens = words.OPENS if any(each & words.SHOW for each in gaps) else frozenset()
    doors = words.DOORS | opens
    labels = doors | words.SHOW
    before = bool(gaps[0] & labels) or not gaps[-1] & labels
    own = gaps[:-1] if before else gaps[1:]
    return [bool(each & doors) and not each & words.SHOW for each in own]


_LABEL = re.compile(r"[^:|/;,()\d-]*:?\s*$")


def is_end(clock: Clock, text: str) -> bool:
    """Whether the words right before a time call it the end: `Ende 22 Uhr`, `ends at 10pm`."""
    label = _LABEL.search(text[: clock.at[0]])
    said = WORD.findall(label[0]) if label else []
    return not words.ENDS.isdisjoint(said) and words.OPEN_END.isdisjoint(said)


_END_BEHIND = re.compile(rf"[\s.,(]*(?P<word>{any_of(words.ENDS)})(?![^\W\d_])")


def no_end_behind(clock: Clock, text: str) -> None:
    """Raises ValueError for `22 Uhr Ende`, which may be when it ends or begins."""
    found = _END_BEHIND.match(text, clock.at[1])
    if found is not None and words.OPEN_END.isdisjoint(WORD.findall(text[found.end() :])):
        raise ValueError(
            f"'{found['word']}' behind a time leaves open whether it ends then: write '{found['word']} 22:00' for that,"
            f" and '20:00 - {found['word']}' where its end is open"
        )


def _joined(first: Clock, last: Clock, text: str) -> bool:
    """Whether two times are the ends of one range."""
    between = text[first.at[1] : last.at[0]].strip(" ,.;:()").split()
    if any(word in words.TO for word in between):
        small = words.KNOWN - words.SHOW - words.DOORS - words.LATE | words.TO
        return all(word.strip(".") in small for word in between)
    opened = not words.BETWEEN.isdisjoint(WORD.findall(text[: first.at[0]]))
    return opened and any(word in words.AND for word in between)


def own_time(clock: Clock) -> int:
    """Seconds of a time by itself."""
    if clock.half is None:
        return clock.seconds
    return clock.seconds % HALF + (HALF if clock.half == "p" else 0)


def both_ends(first: Clock, last: Clock, text: str, *, hours: bool) -> tuple[int, int]:
    """A range in which one end may lend its half of the day to the other: the shorter one is meant."""
    sure = hours and max(first.seconds, last.seconds) > HALF + 3599  # one of 24 hours
    if first.bare and last.bare and not sure:
        raise ValueError("two numbers are no times: write them like 20:00-22:00")
    if first.bare and text[slice(*last.at)] == "00":
        raise ValueError("its '00' may be minutes or midnight: write it like 20:00")
    if last.half and _may_borrow(first, text):
        end = own_time(last)
        starts = (own_time(replace(first, half=half)) for half in "ap")
        return min(starts, key=lambda start: (end - start - 1) % DAY), end
    if first.half and _may_borrow(last, text):
        start = own_time(first)
        ends = (own_time(replace(last, half=half)) for half in "ap")
        return start, min(ends, key=lambda end: (end - start - 1) % DAY)
    return own_time(first), own_time(last)


_NEXT_MORNING = DAY + HALF
_LONGEST_NIGHT = 16 * 3600


def end_after(start: int, end: int, first: Clock, last: Clock, text: str) -> int:
    """The end of a range on one day, or of one that goes on past midnight. Raises ValueError where an earlier
    hour is no hour of the night, or may be one of the next half of the day without `pm`."""
    if end >= start:
        return end
    end += DAY
    shown = text[last.at[0] : last.at[1]].strip()
    twelve_hours = first.half is None and last.half is None and start < HALF + 3600
    if twelve_hours and not last.midnight and not shown.startswith("0"):
        raise ValueError(
            f"'{shown}' as its end leaves open which half of the day is meant: {_both_halves(end - DAY)}"
        )
    if end >= _NEXT_MORNING or end - start > _LONGEST_NIGHT:
        raise EndBeforeStartError(
            "its end is before its start: correct it, or write both with their dates"
        )
    return end


def _both_halves(end: int) -> str:
    """How both meanings of an end in the first half of a day are written."""
    hours, minutes = end // 3600, end // 60 % 60
    night = f", or 0{hours}:{minutes:02} for the next morning" if hours < 10 else ""
    return f"write {hours + 12}:{minutes:02}{night}"


def _may_borrow(clock: Clock, text: str) -> bool:
    """Whether a time without a half of the day may have that of the other end: no word such as noon, none of 24 hours."""
    named = text[clock.at[0]].isalpha()
    return clock.half is None and not named and clock.seconds <= HALF + 3599
