"""Names of time zones as calendars write them, and the IANA zone each of them means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

_UTC_NAMES = frozenset({"utc", "z", "gmt", "zulu", "coordinated universal time"})
_OFFSET = re.compile(r"(?:\(?(?:GMT|UTC)\s*)?([+-])(\d{1,2})(?::?(\d\d))?\)?", re.I)
_DISPLAY_PREFIX = re.compile(r"\((?:GMT|UTC)[^)]*\)\s*", re.I)
_PART_HOURS = {  # fixed offsets that no Etc zone has; zones without summer time
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata",
    345: "Asia/Kathmandu", 390: "Asia/Yangon", 570: "Australia/Darwin",
}  # fmt: skip


Years: TypeAlias = tuple[int, ...]
MAX_DEFINITIONS = 30
"""VTIMEZONEs of one calendar that are compared with all zones; names that are known need none."""
MAX_DEFINITION_LINES = 5_000
_UNLIKE_ZONES = re.compile(
    r"RRULE[^:]*:(?!.*FREQ=YEARLY)|RRULE[^:]*:.*BY(HOUR|MINUTE|SECOND)", re.I
)
_ONSET = re.compile(r"DTSTART[^:]*:(\d{4})", re.I)


class UnknownZoneError(ValueError):
    """A TZID that is no IANA zone, no Windows zone, and has no usable VTIMEZONE."""


class Zones:
    """The zones of one calendar.

    timezones: the lines of its VTIMEZONEs; years: stretches, the most telling first, in one of which
    a VTIMEZONE must agree with an IANA zone to be taken for it; where it agrees with none, the year
    after its own last change counts: clocks may have changed since it was written.
    default: its X-WR-TIMEZONE, "" where there is none.
    `default` is None where the calendar names no zone, or one that is unknown (`unknown_default`).
    """

    def __init__(
        self, timezones: Sequence[Sequence[str]], default: str, years: Sequence[Years]
    ) -> None:
        self._texts = {_tzid(lines): lines for lines in timezones}
        self._years = years
        self._evaluations = 0
        self._found: dict[str, ZoneInfo | None] = {}
        self.default = self._lookup(_bare(default)) if default else None
        self.unknown_default = "" if self.default else default
        self.only = self._only_zone()

    def named(self, tzid: str) -> ZoneInfo:
        """The IANA zone that `tzid` means. Raises UnknownZoneError."""
        name = _bare(tzid)
        if name not in self._found:
            self._found[name] = self._lookup(name)
        zone = self._found[name]
        if zone is None:
            raise UnknownZoneError(
                f"the time zone {name!r} is neither an IANA name nor a Windows name, and the "
                "calendar does not define it in a way that matches one"
            )
        return zone

    def _lookup(self, name: str) -> ZoneInfo | None:
        key = _by_name(name) or self._by_definition(name) or _by_offset(name) or _by_city(name)
        return ZoneInfo(key) if key else None

    def _by_definition(self, name: str) -> str | None:
        lines = self._texts.get(name)
        if lines is None:
            return None
        self._evaluations += 1
        for line in lines:
            property_name, _, value = line.partition(":")
            if property_name.upper() in ("X-LIC-LOCATION", "TZURL") and (key := _by_name(value)):
                return key
        defined = _evaluated(lines) if self._evaluations <= MAX_DEFINITIONS else None
        if defined is None:
            return None
        stretches = [*self._years, *_written_in(lines)]
        return next(filter(None, (_same_offsets(defined, years) for years in stretches)), None)

    def _only_zone(self) -> ZoneInfo | None:
        """The zone to read an all-day UNTIL in: the default, or the one that is defined."""
        if self.default is not None or len(self._texts) != 1:
            return self.default
        return self._lookup(next(iter(self._texts)))


def _bare(name: str) -> str:
    return name.replace("\\,", ",").strip().strip("\"'").strip()


def _tzid(lines: Sequence[str]) -> str:
    return next((_bare(line[5:]) for line in lines if line.upper().startswith("TZID:")), "")


@cache
def _iana() -> Mapping[str, str]:
    """IANA names by their lower-case form, without those that stand for no place."""
    return {
        name.lower(): name
        for name in available_timezones()
        if name not in ("localtime", "posixrules", "Factory")
    }


@cache
def _windows() -> Mapping[str, str]:
    """Windows names, lower case, from the CLDR table windowsZones that icalendar ships."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1024)
def _by_name(name: str) -> str | None:
    """IANA names, also below a path (`/mozilla.org/20050126_1/Europe/Berlin`), and Windows names."""
    low = name.strip().lower().replace(" (standard)", "")
    if low in _UTC_NAMES or low.endswith(("/utc", "/gmt")):
        return "UTC"
    parts = low.strip("/").split("/")
    for start in range(len(parts)):
        spelling = "/".join(parts[start:]).replace(" ", "_")
        if found := _iana().get(spelling) or _iana().get(spelling.replace("-", "/", 1)):
            return found
    return _by_windows_name(low)


def _by_windows_name(low: str) -> str | None:
    """`W. Europe Standard Time 1`, `Pacific Time (US & Canada)`, `Eastern Daylight Time`."""
    plain = re.sub(r"\s+(\d+|\([^)]*\))$", "", _DISPLAY_PREFIX.sub("", low))
    seasonless = re.sub(r"\b(daylight|summer)\b", "standard", plain)
    for spelling in (plain, seasonless, re.sub(r"\btime$", "standard time", seasonless)):
        if found := _windows().get(spelling):
            return found
    return None


def _by_offset(name: str) -> str | None:
    """`GMT+01:00` is one hour ahead of UTC, always; the Etc zones count the other way round."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return _fixed(minutes if found[1] == "+" else -minutes)


def _fixed(minutes: int) -> str | None:
    if minutes == 0:
        return "UTC"
    if minutes % 60:
        return _PART_HOURS.get(minutes)
    key = f"Etc/GMT{-minutes // 60:+d}"
    return key if key.lower() in _iana() else None


@cache
def _cities() -> Mapping[str, str]:
    return {key.rpartition("/")[2]: zone for key, zone in sorted(_iana().items()) if "/" in key}


def _by_city(name: str) -> str | None:
    """`(UTC+01:00) Amsterdam, Berlin, Rome` names places; the first that IANA knows decides."""
    for place in re.split(r"[,/]", _DISPLAY_PREFIX.sub("", name.lower())):
        if found := _cities().get(place.strip().replace(" ", "_")):
            return found
    return None


def _evaluated(lines: Sequence[str]) -> tzinfo | None:
    """The VTIMEZONE as a tzinfo; None where it is broken, since a broken one proves nothing."""
    if len(lines) > MAX_DEFINITION_LINES or any(map(_UNLIKE_ZONES.match, lines)):
        return None  # following such rules since 1601 costs minutes
    from icalendar import Timezone

    try:
        zone = Timezone.from_ical("\r\n".join([*lines, "END:VTIMEZONE", ""]))
        return zone.to_tz(lookup_tzid=False) if isinstance(zone, Timezone) else None
    except Exception:  # any fault of a parser in a file that is hostile or broken
        return None


def _written_in(lines: Sequence[str]) -> list[Years]:
    """The year after the last change that a VTIMEZONE tells of; Windows' 1601 tells nothing."""
    onsets = [int(found[1]) for line in lines if (found := _ONSET.match(line))]
    return [(max(onsets) + 1,)] if onsets and 1970 <= max(onsets) < 2037 else []


def _same_offsets(defined: tzinfo, years: Years) -> str | None:
    """The zone whose offsets agree week by week in `years`; a constant offset gives an Etc zone."""
    try:
        wanted = tuple(_offset(defined, week) for week in _weeks(years))
    except (ValueError, OverflowError, AttributeError):
        return None
    if len(set(wanted)) == 1 and (fixed := _fixed(wanted[0] // 60)):
        return fixed
    return _by_offsets(years).get(wanted)


@lru_cache(maxsize=8)
def _by_offsets(years: Years) -> Mapping[tuple[int, ...], str]:
    """The zone for the offsets of every week in `years`; those that Windows has go first."""
    weeks = _weeks(years)
    found: dict[tuple[int, ...], str] = {}
    for key in dict.fromkeys([*_windows().values(), *sorted(_iana().values())]):
        zone = ZoneInfo(key)
        found.setdefault(tuple(_offset(zone, week) for week in weeks), key)
    return found


def _weeks(years: Years) -> list[datetime]:
    return [
        datetime(year, 1, 3, 12, tzinfo=UTC) + timedelta(weeks=week)
        for year in years
        for week in range(52)
    ]


def _offset(zone: tzinfo, instant: datetime) -> int:
    """Seconds ahead of UTC at an instant."""
    ahead = instant.astimezone(zone).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())
