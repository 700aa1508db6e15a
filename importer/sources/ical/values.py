"""Values of properties: text, stamps and durations (RFC 5545, section 3.3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

Moment: TypeAlias = date | datetime
"""An all-day `date`, a naive `datetime` (floating) or an aware one (UTC as written, or a ZoneInfo)."""

_STAMP = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:Z$)?"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.I | re.A,
)
_PLAIN_STAMP = re.compile(r"\d{8}T\d{6}Z?", re.A)
_DURATION = re.compile(r"([+-])?P((?:T?\d+[WDHMS])+)", re.I | re.A)
_DURATION_PART = re.compile(r"(\d+)([WDHMS])", re.I | re.A)
_ESCAPED = re.compile(r'\\([nN,;:"\\])')
_LIST_ITEM = re.compile(r"(?:\\.|[^,\\]|\\$)+", re.S)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Length(NamedTuple):
    """How long an occurrence lasts: whole days by the calendar, then exact time. Zero is falsy."""

    days: int = 0
    exact: timedelta = timedelta(0)

    def __bool__(self) -> bool:
        return not self.negative and (self.days > 0 or self.exact > timedelta(0))

    @property
    def negative(self) -> bool:
        return self.days < 0 or self.exact < timedelta(0)

    @property
    def at_most(self) -> timedelta:
        return timedelta(days=self.days) + abs(self.exact)


def text(value: str) -> str:
    """Unescape a TEXT value once (section 3.3.11); control characters go."""
    if "\\" in value:
        value = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return _CONTROL.sub("", value) if not value.isprintable() else value


def text_list(value: str) -> list[str]:
    """The items of a comma separated TEXT list, unescaped and trimmed; empty ones go."""
    return [item for raw in _LIST_ITEM.findall(value) if (item := text(raw).strip())]


def stamp(value: str) -> Moment:
    """Read a DATE or DATE-TIME: UTC and written offsets give an aware value in UTC.

    The forms of ISO 8601 with dashes and colons, missing seconds, 24:00 and leap seconds are
    accepted. Raises ValueError for anything else, and for dates that do not exist.
    """
    value = value.strip()
    if value[8:9] == "T" and len(value) < 17 and _PLAIN_STAMP.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass  # 24:00 and leap seconds
    found = _STAMP.fullmatch(value)
    if found is None:
        raise ValueError("is not a date or time of the form 20260612 or 20260612T200000")
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("is not a time of day")
    local = datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute, seconds=second)
    offset = found[7]
    if offset is None:
        return local
    if offset in "Zz":
        return local.replace(tzinfo=UTC)
    digits = offset.replace(":", "")
    ahead = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return (local + ahead if digits[0] == "-" else local - ahead).replace(tzinfo=UTC)


def duration(value: str) -> Length:
    """Read a DURATION: weeks and days are nominal, the rest is exact (section 3.3.6).

    Parts may stand in any order and T anywhere: no two of them can be taken for each other.
    Raises ValueError for other forms. A negative one comes back as it is: it is no Length to use.
    """
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        raise ValueError("is not a duration of the form PT1H30M")
    parts = dict.fromkeys("WDHMS", 0)
    for number, unit in _DURATION_PART.findall(found[2]):
        if len(number) > 12:
            raise ValueError("is longer than the calendar goes")
        parts[unit.upper()] += int(number)
    weeks, days, hours, minutes, seconds = parts.values()
    sign = -1 if found[1] == "-" else 1
    try:
        exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        timedelta(days=weeks * 7 + days)
    except OverflowError:
        raise ValueError("is longer than the calendar goes") from None
    return Length(sign * (weeks * 7 + days), sign * exact)
