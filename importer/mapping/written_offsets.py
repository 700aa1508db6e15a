"""Distances from UTC beside times: `20:00+02:00`, `8 PM (GMT+8)`, and the machine formats that they come in."""

from __future__ import annotations

import re

from importer.mapping.formats import read_offset

FARTHEST = 14 * 3600
_MACHINE = re.compile(
    r"(\d{4}(?P<sign>[-/]?)\d\d(?P=sign)\d\d)(?:t|\s(?=\d\d:\d\d:\d\d))(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?"
    r"\s?(z|[+-]\d\d(?::?\d\d)?)?"
)
_ISO_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d(?:t[\d:]+(?:z|[+-]\d\d:\d\d)?)?)/(?=\d{4}-\d\d-\d\d)")
_ISO_BETWEEN = re.compile(r"(\d{4}-\d\d-\d\d)t(?=\d\d:\d\d)")
_WEST_OF_UTC = re.compile(
    r"((?:^|(?<=\s))\d\d:\d\d:\d\d(?:\.\d+)?)-(0\d|1[0-2]):([0-5]\d)(?=$|\s-\s)"
)
"""`11:00:00-07:00`: the end of a range would have its seconds too."""
_HOURS = r"(?:0?\d|1[0-4])"
_OFFSET = re.compile(
    rf"(?:(?<=[\d.mhr])\s?(?P<bracket>[(\[])?(?:utc|gmt)\s?(?P<named>[+-]{_HOURS}(?::?[0-5]\d)?)(?(bracket)[)\]])(?![\d:])"
    r"|(?<=\d)\s?(?P<zulu>utc|gmt|z)(?=(?:\s*\([^()]*\))?$|\s?-.*\d\s?(?P=zulu)$)"
    r"|(?<=:\d\d:\d\d)\s(?P<alone>[+-](?:0\d|1[0-4])[0-5]\d)(?=\s*[(-]|$)"
    r"|(?<=:\d\d)\s?(?P<east>\+(?:0\d|1[0-4]):?\d\d)(?=\s*[(-]|$))"
    r"(?:(?<=[+-]\d{4})\s*\([^()\d]*\)$)?"
)
"""Behind it programs write its name: `GMT+0200 (Central European Summer Time)`."""


def without_offset(text: str) -> tuple[str, int | None]:
    """A folded text without its distance from UTC, and that; ISO 8601 becomes a date and a time. Both ends of a
    range have the same. Raises ValueError."""
    iso = _MACHINE.fullmatch(text)
    if iso and (iso[6] is None or abs(read_offset(iso[6])) <= FARTHEST):
        day, _, hours, minutes, seconds, offset = iso.groups()
        clock = f"{hours}:{minutes}:{seconds or '00'}"
        return f"{day} {clock}", read_offset(offset) if offset else None
    text = _ISO_BETWEEN.sub(r"\1 ", _ISO_INTERVAL.sub(r"\1 - ", text))
    text = _WEST_OF_UTC.sub(r"\1 -\2\3", text)
    found = {
        read_offset(each["named"] or each["alone"] or each["east"] or "z")
        for each in _OFFSET.finditer(text)
    }
    if len(found) > 1:
        raise ValueError("its ends have different distances from UTC: write both times in one")
    return (_OFFSET.sub("", text), found.pop()) if found else (text, None)
