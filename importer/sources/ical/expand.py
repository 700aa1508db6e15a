"""From the entries of one UID to their occurrences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from importer.sources.ical.entries import Entry
from importer.sources.ical.moments import Bounds, order, wall, zone_of
from importer.sources.ical.occurrence import (
    Occurrence,
    instance_key,
    occurrence_of,
    on_clock,
    replaced,
    touching,
)
from importer.sources.ical.series import Series
from importer.sources.ical.versions import Family


def occurrences(
    family: Family, bounds: Bounds, patience: Callable[[], None], off_rule: list[Entry]
) -> Iterator[Occurrence]:
    """The occurrences of one UID that touch the window, in no particular order.

    patience: called before each series is followed, raises where there was enough of it.
    off_rule: to it are added series that begin in the window at a time that their rule does not make.
    Raises EndlessRuleError for a series that cannot be followed.
    """
    for master in family.masters:
        if master.timing.repeats:
            patience()
        if master.timing.repeats or family.overrides:
            series = Series(master, family.overrides, bounds)
            if series.begins_off_rule:
                off_rule.append(master)
            yield from series.occurrences()
        else:
            timing = master.timing
            yield from touching(bounds, occurrence_of(master, timing.start, master.name))
    if not family.masters:
        yield from _alone(family.overrides, bounds)


def _alone(overrides: Sequence[Entry], bounds: Bounds) -> Iterator[Occurrence]:
    """Instances whose series is not in the file: single events that keep the instance's key."""
    ordinals: Counter[date] = Counter()
    for entry in sorted(overrides, key=lambda entry: order(replaced(entry))):
        start, original = entry.timing.start, replaced(entry)
        in_utc = zone_of(original) == ZoneInfo(
            "UTC"
        )  # then the start's zone is nearest the series'
        day = (on_clock(original, start) if in_utc else wall(original)).date()
        ordinals[day] += 1
        key = instance_key(entry.name, day, ordinals[day])
        yield from touching(bounds, occurrence_of(entry, start, key, original=original))
