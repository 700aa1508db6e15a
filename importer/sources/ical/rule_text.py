"""Reads a recurrence rule (RFC 5545, section 3.3.10) and refuses what could never be followed.

INTERVAL=0 and unknown parts are refused; COUNT below 1 is no count; UNTIL in any form is a wall time of the
start's own zone; BYWEEKNO without a weekday keeps the start's, and BYMONTHDAY of a year its month.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from importer.sources.ical.moments import wall
from importer.sources.ical.rule_parts import HOURLY, WEEKDAYS, completed, number, read_parts
from importer.sources.ical.rules import Rule
from importer.sources.ical.values import Moment, stamp
from importer.sources.ical.vcalendar import OLD_RULE

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
"""Their places are dateutil's numbers."""
_BEYOND = 10**8
"""An INTERVAL that leaves the calendar in hours or more, and that a timedelta can hold."""


def parse_rule(value: str, start: Moment, calendar_zone: ZoneInfo | None) -> Rule | None:
    """Read a rule for an entry that starts at `start`; None for an empty one.

    calendar_zone: where an all-day series' UNTIL is read when it is an instant.
    Raises ValueError with what is wrong.
    """
    given = {
        name.strip(): content.strip()
        for part in value.upper().replace("\\;", ";").split(";")
        if part.strip()
        for name, _, content in [part.partition("=")]
    }
    if not given:
        return None
    if OLD_RULE.match(value.strip().upper()):
        raise ValueError("is of vCalendar 1.0: export the calendar as iCalendar 2.0 (.ics)")
    frequency = _frequency(given.pop("FREQ", ""))
    interval = number(given.pop("INTERVAL", "1"), "INTERVAL")
    if interval < 1:
        raise ValueError(f"INTERVAL={interval} never moves on; it must be 1 or more")
    count = number(given.pop("COUNT", "0"), "COUNT")
    until = given.pop("UNTIL", "")
    week_start = WEEKDAYS.get(given.pop("WKST", "MO"), 0)
    if given.pop("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise ValueError("RSCALE: only the Gregorian calendar is read")
    given.pop("SKIP", None)
    if frequency > HOURLY and not isinstance(start, datetime):
        raise ValueError(f"FREQ={_FREQUENCIES[frequency]} needs a start with a time of day")
    rule = Rule(
        frequency,
        min(interval, _BEYOND * 60 ** max(frequency - HOURLY, 0)),
        count if count > 0 else None,
        _until(until, start, calendar_zone) if until else None,
        week_start,
        tuple(sorted(completed(read_parts(given), frequency, start).items())),
    )
    try:
        if frequency <= HOURLY:
            rule.followed(wall(start), wall(start))
    except ValueError as problem:  # dateutil finds more that cannot be
        raise ValueError(f"fits no date: {problem}") from None
    return rule


def _frequency(name: str) -> int:
    if name not in _FREQUENCIES:
        raise ValueError(f"FREQ={name} is no frequency" if name else "has no FREQ")
    return _FREQUENCIES.index(name)


def _until(text: str, start: Moment, calendar_zone: ZoneInfo | None) -> datetime:
    """UNTIL as the last wall time of the start's zone: a DATE means its whole day."""
    try:
        last = stamp(text)
    except ValueError as problem:
        raise ValueError(f"UNTIL={text} {problem}") from None
    if not isinstance(start, datetime):
        if isinstance(last, datetime) and last.tzinfo is not None and calendar_zone is not None:
            last = last.astimezone(calendar_zone)
        return datetime.combine(last, time())
    if not isinstance(last, datetime):
        return datetime.combine(last, time(23, 59, 59))
    if last.tzinfo is not None and start.tzinfo is not None:
        last = last.astimezone(start.tzinfo)
    return last.replace(tzinfo=None)
