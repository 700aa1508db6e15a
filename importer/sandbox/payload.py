"""The create and update payloads, checked as strictly as the contract says (The create payload).

Top-level fields unknown to `fields` are accepted as they are: the contract says that more exist
than it names. The first fault found is raised as a `RefusalError` with its payload path.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from importer.sandbox.fields import FIELDS, Reference, kind_of, parse_instant
from importer.sandbox.refusals import invalid

REQUIRED = tuple(name for name, field in FIELDS.items() if field.required)
READ_ONLY = frozenset({"id", "createdAt", "updatedAt"})
TIMES = frozenset({"startAt", "endAt", "timezone"})


def check_create(payload: object, known: Reference) -> dict[str, object]:
    """Return the payload of a creation, or raise the `RefusalError` for its first fault."""
    event = _object(payload)
    for name in REQUIRED:
        if event.get(name) is None:
            raise invalid(name, "is required")
    _check_fields(event, known)
    _check_times(event)
    return {name: value for name, value in event.items() if value is not None}


def check_update(
    changes: object, stored: Mapping[str, object], known: Reference, *, null_clears: bool = True
) -> dict[str, object]:
    """Return the whole event after `changes`: each top-level field replaced, null clears it."""
    sent = _object(changes)
    for name, value in sent.items():
        if value is None and name in REQUIRED:
            raise invalid(name, "is required and cannot be cleared")
        if value is None and not null_clears:
            raise invalid(name, "cannot be cleared with null")
    _check_fields(sent, known)
    merged = {**stored, **sent}
    if not TIMES.isdisjoint(sent):
        _check_times(merged)
    return {name: value for name, value in merged.items() if value is not None}


def _object(payload: object) -> dict[str, object]:
    if not isinstance(payload, dict):
        raise invalid("body", f"must be a JSON object, not {kind_of(payload)}")
    return payload


def _check_fields(event: Mapping[str, object], known: Reference) -> None:
    for name, value in event.items():
        if name in READ_ONLY:
            raise invalid(name, "is set by the platform and cannot be sent")
        field = FIELDS.get(name)
        if field is not None and value is not None:
            field.check(value, name, known)


def _check_times(event: Mapping[str, object]) -> None:
    zone = str(event["timezone"])
    start = _instant_in_zone(event["startAt"], "startAt", zone)
    if event.get("endAt") is not None and _instant_in_zone(event["endAt"], "endAt", zone) <= start:
        raise invalid("endAt", "must be later than startAt")


def _instant_in_zone(value: object, where: str, zone: str) -> datetime:
    moment = parse_instant(str(value), where)
    sent, meant = moment.utcoffset() or timedelta(), _offset_at(moment, zone)
    if sent != meant:
        issue = f"has the offset {_hours(sent)}, but {zone} is at {_hours(meant)} then"
        raise invalid(where, issue)
    return moment


@lru_cache(maxsize=4096)
def _offset_at(moment: datetime, zone: str) -> timedelta:
    try:
        return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    except OverflowError as problem:  # the years 1 and 9999
        raise invalid("startAt", "is out of range") from problem


def _hours(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
