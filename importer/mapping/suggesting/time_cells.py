"""What the cells of a column say of days and hours, and how they have to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.formats import Format
from importer.mapping.freeform import Reading, read_text
from importer.mapping.model import Order
from importer.mapping.suggesting.digits import Said, formats_for
from importer.mapping.typed_cells import EPOCH_OF_TIMES
from importer.records import Cell

_LOOKED_AT = 300
"""Different values of a column that are read."""

_FIRST = 30
_TRIED = 8
"""Where a format reads none of so many values, the others are not tried with it."""

_HARDLY = 0.2
"""Where fewer of the first few are times, no more of the column are read: it is of something else."""

_SEVERAL = 0.3
"""Where more of them are times, the others may be in a language that has to be known."""

_LONGEST = 120


class Kind(NamedTuple):
    """One cell: how many days and hours it names, at most two of each, and whether a year stands there."""

    days: int = 0
    clocks: int = 0
    year: bool = True
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class TimeKinds:
    """Shares of a column's different values.

    day: with a date. clock: with a time alone. both: with a date and a time that is not always
    midnight. days, clocks: ranges of two. yearless: dates without year. format: where free reading
    understands nothing, the format that does. language: the one in which more is understood than in all
    together, because short words such as Finnish "la" count only where the language is known.
    """

    day: float = 0.0
    clock: float = 0.0
    both: float = 0.0
    days: float = 0.0
    clocks: float = 0.0
    yearless: float = 0.0
    format: str | None = None
    language: str | None = None

    @property
    def any(self) -> float:
        return max(self.day, self.clock)


def kinds_of(
    values: Sequence[Cell],
    spoken: frozenset[str] = frozenset(),
    said: Said = None,
    order: Order | None = None,
) -> TimeKinds:
    """Read the values freely; where that fails for most, by the formats that are known beside.

    spoken: languages of the table. said, order: what the name speaks of, and the order it states.
    """
    seen = values[:_LOOKED_AT]
    if not any(map(_may_be_time, seen)):
        return TimeKinds()
    few = seen[:: max(1, len(seen) // _FIRST)]
    free = _free(few)
    if free.any < _HARDLY:
        seen = few
    elif len(few) < len(seen):
        free = _free(seen)
    if said is not None or free.any > _SEVERAL:
        free = _in_its_language(seen, spoken, free)
    if free.day >= 0.5 or (free.clock >= 0.5 and said != "days"):
        return free
    for text in formats_for(seen, said, order):
        form = Format(text)
        if not any(_formatted(value, form) for value in seen[:_TRIED]):
            continue
        found = [_formatted(value, form) for value in seen]
        if sum(kind is not None for kind in found) >= 0.8 * len(seen):
            days = [kind if kind is not None and kind.days else None for kind in found]
            clocks = [kind if kind is not None and not kind.days else None for kind in found]
            return replace(_shares(days, clocks), format=text)
    return free


def _in_its_language(seen: Sequence[Cell], spoken: frozenset[str], free: TimeKinds) -> TimeKinds:
    """The same, or read in the one language that understands more than all of them together."""
    worded = [value for value in seen if _has_words(value)]  # of others no language says more
    if free.any == 1 or not worded:
        return free
    few = worded[:: 1 + len(worded) // _FIRST]
    for tried in ([each for each in LANGUAGES if each in spoken], LANGUAGES):
        shares = {each: _free(few, (each,)).any for each in tried}
        if not shares:
            continue
        best = max(tried, key=shares.__getitem__)
        alone = _free(seen, (best,))
        if alone.any > max(free.any, 0.5):
            equal = [each for each in tried if shares[each] == shares[best]]
            return replace(alone, language=best) if _alike(few, equal) else free
    return free


def _alike(seen: Sequence[Cell], languages: Sequence[str]) -> bool:
    """Whether the cells say the same in each of these languages."""
    return len({tuple(_said(value, (each,)) for value in seen) for each in languages}) == 1


def _said(value: Cell, languages: tuple[str, ...]) -> str:
    try:
        return repr(read_text(value.strip(), languages)) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _has_words(value: Cell) -> bool:
    return (
        isinstance(value, str) and len(value) <= _LONGEST and bool(_NUMBER_AND_WORD.search(value))
    )


_NUMBER_AND_WORD = re.compile(r"\d.*[^\W\d_]|[^\W\d_].*\d")


def _free(values: Sequence[Cell], languages: tuple[str, ...] = ()) -> TimeKinds:
    return _shares(
        [_dated(value, languages) for value in values],
        [_timed(value, languages) for value in values],
    )


def _shares(dated: Sequence[Kind | None], timed: Sequence[Kind | None]) -> TimeKinds:
    days = [kind for kind in dated if kind is not None and kind.days]
    clocks = [kind for kind in timed if kind is not None and not kind.days]
    both = [kind for kind in days if kind.clocks]
    if all(kind.midnight for kind in both):
        both = []
    total = len(dated)
    return TimeKinds(
        len(days) / total,
        len(clocks) / total,
        len(both) / total,
        sum(kind.days > 1 for kind in days) / total,
        sum(kind.clocks > 1 for kind in (*clocks, *both)) / total,
        sum(not kind.year for kind in days) / max(1, len(days)),
    )


def _may_be_time(value: Cell) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST and any(sign.isdigit() for sign in value)
    return isinstance(value, date | time | timedelta)


def _dated(value: Cell, languages: tuple[str, ...]) -> Kind | None:
    """The cell read as one that may hold a date."""
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return Kind(1, not at_midnight) if value.year > EPOCH_OF_TIMES else None
    if isinstance(value, date):
        return Kind(1)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return _text(value, languages, dates=True)


def _timed(value: Cell, languages: tuple[str, ...]) -> Kind | None:
    """The cell read as one that holds a time alone."""
    if isinstance(value, datetime):
        return Kind(0, 1) if value.year <= EPOCH_OF_TIMES else None
    if isinstance(value, time):
        return Kind(0, 1)
    if isinstance(value, timedelta):
        return Kind(0, 1) if timedelta(0) <= value < timedelta(1) else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    kind = _text(value, languages, dates=False)
    return kind if kind is not None and kind.clocks else None


_MAYBE_METRES = re.compile(r"12 ?m", re.IGNORECASE)
"""Noon in a column of times; one of metres would be taken for times."""


@lru_cache(maxsize=20_000)
def _text(value: str, languages: tuple[str, ...], *, dates: bool) -> Kind | None:
    if _MAYBE_METRES.fullmatch(value.strip()):
        return None
    try:
        reading = read_text(value.strip(), languages, dates=dates)
    except ValueError:
        return None
    return _kind(reading)


def _kind(reading: Reading) -> Kind:
    clocks = reading.clocks
    return Kind(
        len(reading.dates),
        (clocks.start is not None) + (clocks.end is not None),
        all(found.written.year is not None for found in reading.dates),
        clocks.start == 0 and clocks.end is None,
    )


def _formatted(value: Cell, form: Format) -> Kind | None:
    if not isinstance(value, str):
        return None
    try:
        said = form.read(value.strip())
        if said.day is not None:
            date(said.year or 2000, said.month or 1, said.day)
    except ValueError:
        return None
    return Kind(int(said.day is not None), int(said.seconds is not None), said.year is not None)


def are_ranges(values: Iterable[Cell]) -> list[bool]:
    """Whether each cell holds two times, and no date."""
    kinds = (_timed(value, ()) for value in values)
    return [kind is not None and kind.clocks > 1 for kind in kinds]


def clocks_in(values: Iterable[Cell]) -> list[int | None]:
    """Seconds from midnight of the first time in each cell; None where there is none."""
    return [_seconds(value) for value in values]


def _seconds(value: Cell) -> int | None:
    if isinstance(value, datetime | time):
        return value.hour * 3600 + value.minute * 60
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    for dates in (True, False):
        try:
            start = read_text(value.strip(), dates=dates).clocks.start
        except ValueError:
            continue
        if start is not None:
            return start
    return None
