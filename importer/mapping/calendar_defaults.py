"""What a calendar needs no mapping for: title, times, zone, description, venue and ticket link."""

from __future__ import annotations

from typing import Final

from importer.mapping.model import Converter, Expression, Mapping, PayloadList, PayloadTable
from importer.mapping.template import parse_template


def _from(text: str) -> Converter:
    return Converter(0, parse_template(text))


LENIENT_URL: Final = PayloadList(
    0, (PayloadTable(0, (("name", _from("Tickets")), ("url", _from("{URL}")))),)
)
"""The default ticket link: an address that is none costs the link, not the event."""

DEFAULTS: Final[dict[str, Expression]] = {
    "title": _from("{SUMMARY}"),
    "startAt": _from("{DTSTART}"),
    "endAt": _from("[{DTEND}]"),
    "timezone": _from("{X-WR-TIMEZONE}"),
    "description": Converter(0, parse_template("{DESCRIPTION}"), text="html"),
    "locationName": _from("{LOCATION}"),
    "offers": LENIENT_URL,
}


def with_defaults(mapping: Mapping, *, calendar: bool) -> dict[str, Expression]:
    """The event of a mapping, what a calendar brings by itself filled in."""
    event = dict(mapping.event)
    return (
        event | {name: DEFAULTS[name] for name in DEFAULTS if name not in event}
        if calendar
        else event
    )
