"""The zones of one calendar: by name, by its own definitions, by offset, by place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from importer.sources.ical.own_zones import OwnZone
from importer.sources.ical.zone_definitions import Years, evaluated, same_offsets, written_in
from importer.sources.ical.zone_names import by_city, by_name, by_offset

MAX_DEFINITIONS = 30
"""VTIMEZONEs of one calendar that are compared with all zones; names that are known need none."""


class UnknownZoneError(ValueError):
    """A TZID that is no IANA zone, no Windows zone, and has no usable VTIMEZONE."""


class Zones:
    """The zones of one calendar.

    timezones: the lines of its VTIMEZONEs; years: stretches, the most telling first, in one of which
    a VTIMEZONE must agree with an IANA zone to be taken for it; where it agrees with none, the year
    after its own last change counts: clocks may have changed since it was written.
    default: its X-WR-TIMEZONE, "" where there is none.
    `default` is None where the calendar names no zone, or one that is unknown (`unknown_default`).
    own: zones that were asked for and that nothing but a definition of the calendar knows, by name.
    """

    def __init__(
        self, timezones: Sequence[Sequence[str]], default: str, years: Sequence[Years]
    ) -> None:
        self._texts = {_tzid(lines): lines for lines in timezones}
        self._years = years
        self._evaluations = 0
        self._known: dict[str, tzinfo] = {}
        self._found: dict[str, ZoneInfo | None] = {}
        self._defined: dict[str, tzinfo] = {}
        self.own: dict[str, OwnZone] = {}
        self.default = self._lookup(_bare(default)) if default else None
        self.unknown_default = "" if self.default else default
        self.only = self._only_zone()

    def named(self, tzid: str) -> tzinfo:
        """The IANA zone that `tzid` means, else the one that is defined. Raises UnknownZoneError."""
        if known := self._known.get(tzid):
            return known
        zone = self._known[tzid] = self._named(_bare(tzid))
        return zone

    def _named(self, name: str) -> tzinfo:
        if name not in self._found:
            self._found[name] = self._lookup(name)
        zone = self._found[name]
        if zone is None and (own := self._own(name)) is not None:
            return own
        if zone is None:
            raise UnknownZoneError(
                f"the time zone {name!r} is neither an IANA name nor a Windows name, and the "
                "calendar does not define it in a way that can be followed; write an IANA name such as "
                "Europe/Berlin there, or the times in UTC"
            )
        return zone

    def _own(self, name: str) -> OwnZone | None:
        defined = self._defined.pop(name, None)
        if defined is not None:
            own = OwnZone(defined, self.default)
            if own.covers(self._years[0]):
                self.own[name] = own
        return self.own.get(name)

    def _lookup(self, name: str) -> ZoneInfo | None:
        key = by_name(name) or self._by_definition(name) or by_offset(name) or by_city(name)
        return ZoneInfo(key) if key else None

    def _by_definition(self, name: str) -> str | None:
        lines = self._texts.get(name)
        if lines is None:
            return None
        self._evaluations += 1
        for line in lines:
            property_name, _, value = line.partition(":")
            if property_name.upper() in ("X-LIC-LOCATION", "TZURL") and (key := by_name(value)):
                return key
        defined = evaluated(lines) if self._evaluations <= MAX_DEFINITIONS else None
        if defined is None:
            return None
        self._defined[name] = defined
        stretches = [*self._years, *written_in(lines)]
        return next(filter(None, (same_offsets(defined, years) for years in stretches)), None)

    def _only_zone(self) -> ZoneInfo | None:
        """The zone to read an all-day UNTIL in: the default, or the one that is defined."""
        if self.default is not None or len(self._texts) != 1:
            return self.default
        return self._lookup(next(iter(self._texts)))


def _bare(name: str) -> str:
    return name.replace("\\,", ",").strip().strip("\"'").strip()


def _tzid(lines: Sequence[str]) -> str:
    return next((_bare(line[5:]) for line in lines if line.upper().startswith("TZID:")), "")
