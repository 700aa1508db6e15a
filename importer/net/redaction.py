"""Addresses as they may be shown and stored: secret feed addresses are passwords."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_TOKEN_WORD = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{12,}|[A-Za-z0-9]{32,}|\d{16,}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_MIXED = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w.~+=-]{20,}")


def redact_url(url: str) -> str:
    """The address as it may be shown: no user, no query values, no path segments like secrets.

    Anything that is no address comes back as it is.
    """
    if "://" not in url:
        return url
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"{url.partition('://')[0]}://***"
    shown = f"[{host}]" if ":" in host else host
    if port is not None:
        shown += f":{port}"
    if "@" in parts.netloc:
        shown = f"***@{shown}"
    path = "/".join(_segment(segment) for segment in parts.path.split("/"))
    query = "&".join(_field(field) for field in parts.query.split("&") if field)
    return f"{parts.scheme}://{shown}{path}{'?' if query else ''}{query}"


def _field(field: str) -> str:
    name, equals, _ = field.partition("=")
    return f"{name}=***" if equals else "***"


def _segment(segment: str) -> str:
    """A path segment, hidden where it may be a secret; its ending (`.ics`) stays."""
    plain = unquote(segment)
    if "@" in plain or plain.lower().startswith("private-"):
        return "***"
    stem, dot, ending = plain.rpartition(".")
    if not (dot and ending.isalpha() and len(ending) <= 5):
        stem, dot, ending = plain, "", ""
    secret = (
        _UUID.search(stem)
        or _MIXED.fullmatch(stem)
        or any(_TOKEN_WORD.fullmatch(word) for word in re.split(r"[^A-Za-z0-9]+", stem))
    )
    return f"***{dot}{ending}" if secret else segment
