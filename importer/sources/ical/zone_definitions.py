"""VTIMEZONEs: which IANA zone has the clocks that a calendar defines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from importer.sources.ical.zone_names import fixed, iana, windows

Years: TypeAlias = tuple[int, ...]
MAX_DEFINITION_LINES = 5_000
_UNLIKE_ZONES = re.compile(
    r"RRULE[^:]*:(?!.*FREQ=YEARLY)|RRULE[^:]*:.*BY(HOUR|MINUTE|SECOND)=[^;]*,", re.I
)
"""More than one change a day; a single hour and minute is how Lotus Notes writes its zones."""
_OPEN_RULE = re.compile(r"RRULE[^:]*:(?!.*(?:UNTIL|COUNT)=)", re.I)
_ONSET = re.compile(r"DTSTART[^:]*:(\d{4})", re.I)


def evaluated(lines: Sequence[str]) -> tzinfo | None:
    """The VTIMEZONE as a tzinfo; None where it is broken, since a broken one proves nothing."""
    if len(lines) > MAX_DEFINITION_LINES or any(map(_UNLIKE_ZONES.match, lines)):
        return None  # following such rules since 1601 costs minutes
    from icalendar import Timezone

    try:
        zone = Timezone.from_ical("\r\n".join([*_eras_ended(lines), "END:VTIMEZONE", ""]))
        return zone.to_tz(lookup_tzid=False) if isinstance(zone, Timezone) else None
    except Exception:  # any fault of a parser in a file that is hostile or broken
        return None


def _eras_ended(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a VTIMEZONE, where the rule of each era ends before the year of the next.

    Exchange stacks STANDARD upon STANDARD and leaves the rules of former years without UNTIL.
    """
    eras: list[tuple[str, int]] = []
    for line in lines:
        if line.upper() in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            eras.append((line.upper(), 0))
        elif eras and (found := _ONSET.match(line)):
            eras[-1] = eras[-1][0], int(found[1])
    era = -1
    for line in lines:
        era += line.upper() in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT")
        if era >= 0 and _OPEN_RULE.match(line):
            kind, year = eras[era]
            later = [onset for other, onset in eras if other == kind and onset > year]
            line = f"{line};UNTIL={min(later)}0101T000000Z" if later else line
        yield line


def written_in(lines: Sequence[str]) -> list[Years]:
    """The year after the last change that a VTIMEZONE tells of; Windows' 1601 tells nothing."""
    onsets = [int(found[1]) for line in lines if (found := _ONSET.match(line))]
    return [(max(onsets) + 1,)] if onsets and 1970 <= max(onsets) < 2037 else []


def same_offsets(defined: tzinfo, years: Years) -> str | None:
    """The zone whose offsets agree week by week in `years`; a constant offset gives an Etc zone."""
    try:
        wanted = tuple(offset_at(defined, week) for week in _weeks(years))
    except (ValueError, OverflowError, AttributeError):
        return None
    if len(set(wanted)) == 1 and (constant := fixed(wanted[0] // 60)):
        return constant
    alike = _by_offsets(years).get(wanted, ())
    changes = list(clock_changes(defined, years))
    exact = (key for key in alike if all(_changes_at(ZoneInfo(key), *each) for each in changes))
    return next(exact, alike[0] if alike else None)


def clock_changes(zone: tzinfo, years: Years) -> Iterator[tuple[datetime, int, int]]:
    """When its clocks change, to the minute, and the offsets before and from then on."""
    weeks = _weeks(years)
    for before, after in pairwise(weeks):
        old, new = offset_at(zone, before), offset_at(zone, after)
        if old == new or before.year != after.year:
            continue
        while after - before > timedelta(minutes=1):
            middle = before + (after - before) // 2
            before, after = (middle, after) if offset_at(zone, middle) == old else (before, middle)
        yield after.replace(second=0, microsecond=0), old, new


def _changes_at(zone: ZoneInfo, moment: datetime, old: int, new: int) -> bool:
    """Havana and New York change on the same days, but not at the same hour."""
    minute = timedelta(minutes=1)
    return (offset_at(zone, moment - minute), offset_at(zone, moment + minute)) == (old, new)


@lru_cache(maxsize=8)
def _by_offsets(years: Years) -> Mapping[tuple[int, ...], list[str]]:
    """The zones for the offsets of every week in `years`; those that Windows has go first."""
    weeks = _weeks(years)
    found: dict[tuple[int, ...], list[str]] = {}
    for key in dict.fromkeys([*windows().values(), *sorted(iana().values())]):
        zone = ZoneInfo(key)
        found.setdefault(tuple(offset_at(zone, week) for week in weeks), []).append(key)
    return found


def _weeks(years: Years) -> list[datetime]:
    return [
        datetime(year, 1, 3, 12, tzinfo=UTC) + timedelta(weeks=week)
        for year in years
        for week in range(52)
    ]


def offset_at(zone: tzinfo, instant: datetime) -> int:
    """Seconds ahead of UTC at an instant."""
    ahead = instant.astimezone(zone).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())
