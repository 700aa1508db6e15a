"""Wall clocks and instants: gaps, overlaps and names of time zones (pure).

zoneinfo accepts local times that do not exist; here they are found and answered as the caller says.
The offset of a whole day is remembered per zone, so that only days of change take the slow path.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

Gap = Literal["error", "forward", "back"]
Overlap = Literal["error", "first", "second"]

_DAY = timedelta(days=1)
_ABBREVIATIONS = {
    "EST": "America/New_York", "EDT": "America/New_York", "CST": "America/Chicago",
    "CDT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "HST": "Pacific/Honolulu",
    "BST": "Europe/London", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
    "JST": "Asia/Tokyo", "IST": "Asia/Kolkata",
}  # fmt: skip


class UnknownZoneError(ValueError):
    """No IANA zone of this name; `nearest` is the likeliest right one, or None."""

    def __init__(self, name: str, nearest: str | None) -> None:
        self.name, self.nearest = name, nearest
        hint = f"; did you mean {nearest}?" if nearest else ""
        super().__init__(f"'{name}' is not an IANA time zone such as Europe/Berlin{hint}")


class NonexistentTimeError(ValueError):
    """The clocks jump over this local time; `back` and `forward` are the instants beside the gap."""

    def __init__(self, local: datetime, zone: ZoneInfo, back: datetime, forward: datetime) -> None:
        self.local, self.zone, self.back, self.forward = local, zone, back, forward
        super().__init__(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward then; "
            f"correct it, or state gap: forward ({forward:%H:%M}) or back ({back:%H:%M})"
        )


class AmbiguousTimeError(ValueError):
    """The clocks show this local time twice; `first` and `second` are the two instants."""

    def __init__(self, local: datetime, zone: ZoneInfo, first: datetime, second: datetime) -> None:
        self.local, self.zone, self.first, self.second = local, zone, first, second
        super().__init__(
            f"{local:%Y-%m-%d %H:%M} happens twice in {zone.key}: the clocks go back then; "
            f"state overlap: first ({first:%z}) or second ({second:%z})"
        )


@dataclass(frozen=True, slots=True)
class Offset:
    """A zone's distance from UTC: `seconds` east, and as it stands in ISO 8601, such as `-04:00`."""

    seconds: int
    text: str


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of exactly this spelling; raises UnknownZoneError with the nearest name.

    Fixed abbreviations such as EST are refused: they know no summer time and are seldom meant.
    """
    if name in zone_names() and name not in _ABBREVIATIONS:
        return ZoneInfo(name)
    raise UnknownZoneError(name, nearest_zone(name))


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone known here, links included."""
    try:
        listed = resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    except (ModuleNotFoundError, FileNotFoundError):
        listed = list(available_timezones())
    return frozenset(listed) - {"Factory", "localtime"}


def nearest_zone(name: str) -> str | None:
    """The zone that this text most likely means: another case, a city, an abbreviation, Windows."""
    text = name.strip()
    if text.upper() in _ABBREVIATIONS:
        return _ABBREVIATIONS[text.upper()]
    by_case = {known.casefold(): known for known in sorted(zone_names(), reverse=True)}
    by_city = {
        known.rsplit("/")[-1].casefold(): known for known in by_case.values() if "/" in known
    }
    wanted = text.casefold().replace(" ", "_")
    exact = by_case.get(wanted) or by_city.get(wanted) or _windows_zone(text)
    if exact:
        return exact
    close = get_close_matches(wanted, by_case, n=1, cutoff=0.75)
    if close:
        return by_case[close[0]]
    close = get_close_matches(wanted.rsplit("/")[-1], by_city, n=1, cutoff=0.8)
    return by_city[close[0]] if close else None


def _windows_zone(name: str) -> str | None:
    """The zone of a Windows name such as `W. Europe Standard Time` (CLDR windowsZones)."""
    if not name.endswith("Time"):
        return None
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name)


def instant(
    local: datetime, where: str | ZoneInfo, *, gap: Gap = "error", overlap: Overlap = "error"
) -> datetime:
    """The aware datetime of a naive wall clock in a zone.

    gap `forward` counts with the offset before the jump (RFC 5545, 3.3.5), `back` with the one
    after it. Raises NonexistentTimeError, AmbiguousTimeError, UnknownZoneError.
    """
    there = zone(where) if isinstance(where, str) else where
    wall, offset = settled(local, there, gap=gap, overlap=overlap)
    on_clock = wall.replace(tzinfo=there)
    seconds = timedelta(seconds=offset.seconds)
    return on_clock if on_clock.utcoffset() == seconds else on_clock.replace(fold=1)


def settled(
    local: datetime, there: ZoneInfo, *, gap: Gap = "error", overlap: Overlap = "error"
) -> tuple[datetime, Offset]:
    """The wall clock that is shown, moved out of a gap, with its offset. Raises like `instant`."""
    steady = day_offset(local.date(), there)
    if steady is not None:
        return local, steady
    first, second = local.replace(tzinfo=there), local.replace(tzinfo=there, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return local, offset_of(first)
    if first.astimezone(UTC).astimezone(there).replace(tzinfo=None) == local:
        if overlap == "error":
            raise AmbiguousTimeError(local, there, first, second)
        return local, offset_of(first if overlap == "first" else second)
    forward, back = (each.astimezone(UTC).astimezone(there) for each in (first, second))
    if gap == "error":
        raise NonexistentTimeError(local, there, back, forward)
    shown = forward if gap == "forward" else back
    return shown.replace(tzinfo=None, fold=0), offset_of(shown)


@lru_cache(maxsize=20_000)
def day_offset(day: date, there: ZoneInfo) -> Offset | None:
    """The offset that holds all of this day; None on a day of change."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=there)
    offset = midnight.utcoffset()
    edges = [midnight.replace(fold=1), midnight.replace(hour=12)]
    if day < date.max:
        edges += [midnight + _DAY, (midnight + _DAY).replace(fold=1)]
    return offset_of(midnight) if all(edge.utcoffset() == offset for edge in edges) else None


def offset_of(moment: datetime) -> Offset:
    """The offset of an aware datetime, as numbers and as ISO 8601 text."""
    distance = moment.utcoffset()
    assert distance is not None
    return _offset(round(distance.total_seconds()))


@lru_cache(maxsize=1024)
def _offset(seconds: int) -> Offset:
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return Offset(seconds, f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}")
