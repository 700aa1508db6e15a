"""Names of time zones as calendars write them, and the IANA zone each of them means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from zoneinfo import available_timezones

_UTC_NAMES = frozenset({"utc", "z", "gmt", "zulu", "coordinated universal time"})
_OFFSET = re.compile(r"(?:\(?(?:GMT|UTC)\s*)?([+-])(\d{1,2})(?::?(\d\d))?\)?", re.I)
_DISPLAY_PREFIX = re.compile(r"\((?:GMT|UTC)[^)]*\)\s*", re.I)
_PART_HOURS = {  # fixed offsets that no Etc zone has; zones without summer time
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata",
    345: "Asia/Kathmandu", 390: "Asia/Yangon", 570: "Australia/Darwin",
}  # fmt: skip


@cache
def iana() -> Mapping[str, str]:
    """IANA names by their lower-case form, without those that stand for no place."""
    return {
        name.lower(): name
        for name in available_timezones()
        if name not in ("localtime", "posixrules", "Factory")
    }


@cache
def windows() -> Mapping[str, str]:
    """Windows names, lower case, from the CLDR table windowsZones that icalendar ships."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1024)
def by_name(name: str) -> str | None:
    """IANA names, also below a path (`/mozilla.org/20050126_1/Europe/Berlin`), and Windows names."""
    low = name.strip().lower().replace(" (standard)", "")
    if low in _UTC_NAMES or low.endswith(("/utc", "/gmt")):
        return "UTC"
    parts = low.strip("/").split("/")
    for start in range(len(parts)):
        spelling = "/".join(parts[start:]).replace(" ", "_")
        if found := iana().get(spelling) or iana().get(spelling.replace("-", "/", 1)):
            return found
    return _by_windows_name(low)


def _by_windows_name(low: str) -> str | None:
    """`W. Europe Standard Time 1`, `Pacific Time (US & Canada)`, `Eastern Daylight Time`."""
    plain = re.sub(r"\s+(\d+|\([^)]*\))$", "", _DISPLAY_PREFIX.sub("", low))
    seasonless = re.sub(r"\b(daylight|summer)\b", "standard", plain)
    for spelling in (plain, seasonless, re.sub(r"\btime$", "standard time", seasonless)):
        if found := windows().get(spelling):
            return found
    return None


def by_offset(name: str) -> str | None:
    """`GMT+01:00` is one hour ahead of UTC, always; the Etc zones count the other way round."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return fixed(minutes if found[1] == "+" else -minutes)


def fixed(minutes: int) -> str | None:
    if minutes == 0:
        return "UTC"
    if minutes % 60:
        return _PART_HOURS.get(minutes)
    key = f"Etc/GMT{-minutes // 60:+d}"
    return key if key.lower() in iana() else None


@cache
def _cities() -> Mapping[str, str]:
    return {key.rpartition("/")[2]: zone for key, zone in sorted(iana().items()) if "/" in key}


def by_city(name: str) -> str | None:
    """`(UTC+01:00) Amsterdam, Berlin, Rome` names places; the first that IANA knows decides."""
    for place in re.split(r"[,/]", _DISPLAY_PREFIX.sub("", name.lower())):
        if found := _cities().get(place.strip().replace(" ", "_")):
            return found
    return None
