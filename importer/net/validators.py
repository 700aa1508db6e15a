"""ETag and Last-Modified: asking whether an address still holds what it held (RFC 9110, sections 8.8 and 13.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_OF_A_CODING = re.compile(r'(?:--?|[;:])gzip(?="$)')
_MAX_LENGTH = 500


def asking(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Request headers that ask for the content only if it changed; none where nothing is known of it.

    Some servers mark the gzip form of a content by a suffix of its ETag, and do not know that ETag
    again when it is given back: then it is given without the suffix too.
    """
    headers = {}
    if etag:
        plain = _OF_A_CODING.sub("", etag)
        headers["If-None-Match"] = etag if plain == etag else f"{etag}, {plain}"
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def etag_of(response: httpx.Response) -> str | None:
    """The ETag as it was sent, weak ones too; None for one that breaks the rules or is absurdly long."""
    etag: str = response.headers.get("ETag", "").strip()
    return etag if _ETAG.fullmatch(etag) and len(etag) <= _MAX_LENGTH else None


def date_of(response: httpx.Response) -> str | None:
    """Last-Modified as it was sent, where it can be relied on.

    Content of the very second of the answer may change again within that second.
    """
    text: str = response.headers.get("Last-Modified", "").strip()
    changed, answered = _instant(text), _instant(response.headers.get("Date", ""))
    if changed is None or (answered is not None and answered - changed < timedelta(seconds=1)):
        return None
    return text


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
