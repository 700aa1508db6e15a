"""Dates of a series that moved: which new row continues an event whose date is gone. Pure.

A weekly class that goes from Tuesday to Wednesday gives every date another key; a program that writes "this and
all following" as a new entry gives it another id as well. Both are the events that were published, changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import orjson

from importer.keys import normal_text
from importer.planning.removals import series_of

DAYS_IN_SERIES, DAYS_ACROSS = 6, 3
"""How far a date may have moved beyond its week: within its series, and into another one."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a series, as it was or is to be published.

    ref: the caller's number for it. event: channel and normalised title. day: of its start, on its own wall clock.
    """

    ref: int
    series: str
    event: tuple[int, str]
    place: bytes
    day: date
    starts_at: int


Pair: TypeAlias = tuple[Dated, Dated]


def dated(ref: int, key: str, body: bytes, starts_at: int) -> Dated | None:
    """None for what is no date of a series."""
    series = series_of(key)
    if series is None:
        return None
    payload = orjson.loads(body)
    place = [normal_text(payload.get("locationName") or ""), payload.get("approxLocation")]
    return Dated(
        ref,
        series,
        (payload["channelId"], normal_text(payload["title"])),
        orjson.dumps(place, option=orjson.OPT_SORT_KEYS),
        date.fromisoformat(payload["startAt"][:10]),
        starts_at,
    )


def moved(gone: Sequence[Dated], new: Sequence[Dated], *, across: bool) -> Iterator[Pair]:
    """Pair each date that is gone with the new one that continues it, one to one or not at all.

    Of one series, with channel and title as they were; and `across` series with the same place too, where
    nothing but one series lost such dates and nothing but one gained some. Dates belong together where their
    week lost as many as it gained, else where each is the nearest of the other.
    """
    found = list(_in_groups(gone, new, lambda one: (one.series, one.event), DAYS_IN_SERIES))
    yield from found
    if across:
        continued, continuing = {one.ref for one, _ in found}, {one.ref for _, one in found}
        left = [one for one in gone if one.ref not in continued]
        more = [one for one in new if one.ref not in continuing]
        yield from _in_groups(
            left, more, lambda one: (one.event, one.place), DAYS_ACROSS, one_series=True
        )


def _in_groups(
    gone: Iterable[Dated],
    new: Iterable[Dated],
    alike: Callable[[Dated], Hashable],
    reach: int,
    *,
    one_series: bool = False,
) -> Iterator[Pair]:
    groups: dict[Hashable, tuple[list[Dated], list[Dated]]] = defaultdict(lambda: ([], []))
    for side, dates in enumerate((gone, new)):
        for one in sorted(dates, key=lambda one: (one.starts_at, one.ref)):
            groups[alike(one)][side].append(one)
    for before, after in groups.values():
        if one_series and any(len({one.series for one in dates}) > 1 for dates in (before, after)):
            continue
        yield from _by_day(before, after, reach)


def _by_day(gone: list[Dated], new: list[Dated], reach: int) -> Iterator[Pair]:
    """Both ascending. First by weeks, then the nearest within `reach` days of what is left."""
    weeks: dict[tuple[int, int], tuple[list[Dated], list[Dated]]] = defaultdict(lambda: ([], []))
    for side, dates in enumerate((gone, new)):
        for one in dates:
            weeks[one.day.isocalendar()[:2]][side].append(one)
    left: tuple[list[Dated], list[Dated]] = ([], [])
    for before, after in weeks.values():
        if len(before) == len(after):
            yield from zip(before, after, strict=True)
        else:
            left[0].extend(before)
            left[1].extend(after)
    lost, won = (sorted(dates, key=lambda one: one.day) for dates in left)
    for one in lost:
        other = _nearest(one, won, reach)
        if other is not None and _nearest(other, lost, reach) is one:
            yield one, other


def _nearest(one: Dated, others: Sequence[Dated], reach: int) -> Dated | None:
    """The only one of `others`, ascending by day, that is so near; None where there are two or none."""
    place = bisect_left(others, one.day, key=lambda other: other.day)
    around = others[max(place - 2, 0) : place + 2]
    by_distance = sorted((abs((other.day - one.day).days), at) for at, other in enumerate(around))
    if not by_distance or by_distance[0][0] > reach:
        return None
    if len(by_distance) > 1 and by_distance[1][0] == by_distance[0][0]:
        return None
    return around[by_distance[0][1]]
