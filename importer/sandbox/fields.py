"""The known fields of an event: the check of each and its OpenAPI schema.

A check raises the `RefusalError` for the first fault it finds, with its payload path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from importer.sandbox.refusals import invalid

_KINDS = {bool: "true/false", str: "text", dict: "an object", list: "a list", type(None): "null"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Reference(Protocol):
    """What a payload may point at."""

    def has_channel(self, number: int) -> bool: ...
    def has_classification(self, slug: str) -> bool: ...
    def has_media(self, number: int) -> bool: ...


Check = Callable[[object, str, Reference], None]


@dataclass(frozen=True, slots=True)
class Field:
    """One known top-level field: its check and its OpenAPI schema."""

    check: Check
    schema: Mapping[str, object]
    required: bool = False


def parse_instant(text: str, where: str) -> datetime:
    """Read ISO 8601 with an offset, the only form the contract documents."""
    if not _INSTANT.fullmatch(text):
        raise invalid(where, "must be ISO 8601 with an offset, as 2026-06-12T20:00:00-04:00")
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise invalid(where, f"is not a date and time that exists ({problem})") from problem


def _text(value: object, where: str, _: Reference) -> None:
    if not isinstance(value, str):
        raise invalid(where, f"must be text, not {kind_of(value)}")


def _filled_text(value: object, where: str, _: Reference) -> None:
    if not isinstance(value, str) or not value.strip():
        raise invalid(where, "must be text that is not empty")


def _instant(value: object, where: str, known: Reference) -> None:
    _filled_text(value, where, known)
    parse_instant(str(value), where)


def _zone(value: object, where: str, _: Reference) -> None:
    if not isinstance(value, str) or value not in _zones():
        raise invalid(where, "must be an IANA time zone, as America/New_York")


def _channel(value: object, where: str, known: Reference) -> None:
    if type(value) is not int:
        raise invalid(where, f"must be a whole number, not {kind_of(value)}")
    if not known.has_channel(value):
        raise invalid(where, f"there is no channel {value}")


def _classifications(value: object, where: str, known: Reference) -> None:
    if not isinstance(value, list) or not value:
        raise invalid(where, "must be a list with at least one classification slug")
    for position, slug in enumerate(value):
        if not isinstance(slug, str) or not known.has_classification(slug):
            raise invalid(f"{where}[{position}]", f"{slug!r} is no known classification slug")


def _location(value: object, where: str, known: Reference) -> None:
    city = _inside(value, where).get("city")
    place = _inside(city, f"{where}.city")
    _filled_text(place.get("placeId"), f"{where}.city.placeId", known)
    if place.get("name") is not None:
        _text(place["name"], f"{where}.city.name", known)
    country = place.get("countryCode")
    if country is not None and (not isinstance(country, str) or country not in _countries()):
        raise invalid(f"{where}.city.countryCode", "must be an ISO 3166 alpha-2 code, as US or GB")


def _status(value: object, where: str, _: Reference) -> None:
    if value not in ("draft", "published"):
        raise invalid(where, "must be draft or published")


def _cover_image(value: object, where: str, known: Reference) -> None:
    if type(value) is not int:
        raise invalid(where, f"must be the number of a media document, not {kind_of(value)}")
    if not known.has_media(value):
        raise invalid(where, f"there is no media document {value}")


def _offers(value: object, where: str, known: Reference) -> None:
    if not isinstance(value, list):
        raise invalid(where, f"must be a list, not {kind_of(value)}")
    for position, offer in enumerate(value):
        at = f"{where}[{position}]"
        for name, part in _inside(offer, at).items():
            if name in ("name", "availability") and part is not None:
                _filled_text(part, f"{at}.{name}", known)
            elif name == "url" and part is not None:
                _web_address(part, f"{at}.url")


def _web_address(value: object, where: str) -> None:
    try:
        address = urlsplit(value if isinstance(value, str) else "")
    except ValueError:
        address = urlsplit("")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise invalid(where, "must be an http or https address")


def _amount(value: object, where: str, _: Reference) -> None:
    if type(value) not in (int, float) or float(str(value)) < 0:
        raise invalid(where, "must be a number, 0 or more")


def _inside(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise invalid(where, f"must be an object, not {kind_of(value)}")
    return value


def kind_of(value: object) -> str:
    """Say what a JSON value is, for a message."""
    return _KINDS.get(type(value), "a number")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _countries() -> frozenset[str]:
    from importlib.resources import files

    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line[:2] for line in table.splitlines() if not line.startswith("#"))


_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time", "example": "2026-06-12T20:00:00-04:00"}
_CITY = {
    "type": "object",
    "required": ["placeId"],
    "properties": {
        "placeId": {"type": "string", "minLength": 1},
        "name": _TEXT,
        "countryCode": {"type": "string", "pattern": "^[A-Z]{2}$"},
    },
}
_OFFER = {
    "type": "object",
    "properties": {
        "name": _TEXT,
        "url": {"type": "string", "format": "uri"},
        "availability": {"type": "string", "example": "available"},
    },
}

FIELDS: Mapping[str, Field] = {
    "channelId": Field(_channel, {"type": "integer"}, required=True),
    "title": Field(_filled_text, {"type": "string", "minLength": 1}, required=True),
    "startAt": Field(_instant, _MOMENT, required=True),
    "timezone": Field(_zone, {"type": "string", "example": "America/New_York"}, required=True),
    "classifications": Field(
        _classifications, {"type": "array", "items": _TEXT, "minItems": 1}, required=True
    ),
    "approxLocation": Field(
        _location,
        {"type": "object", "required": ["city"], "properties": {"city": _CITY}},
        required=True,
    ),
    "endAt": Field(_instant, _MOMENT),
    "status": Field(_status, {"type": "string", "enum": ["draft", "published"]}),
    "locationName": Field(_text, _TEXT),
    "coverImage": Field(_cover_image, {"type": "integer"}),
    "offers": Field(_offers, {"type": "array", "items": _OFFER}),
    "description": Field(_text, _TEXT),
    "capacity": Field(_amount, {"type": "number", "minimum": 0}),
}
REQUIRED = tuple(name for name, field in FIELDS.items() if field.required)
