"""The platform's channels and classifications: fetched, kept in the store, refreshed."""

from __future__ import annotations

from functools import partial
from typing import Any

import orjson

from importer.errors import TemporaryError
from importer.mapping.places import Channel
from importer.publishing.answers import Answer
from importer.publishing.api import PlatformApi
from importer.publishing.lists import read_page, read_slugs, refuse_access
from importer.publishing.reader import Reader
from importer.store import SourceState, Store

FRESH_S = 6 * 3600.0
WITHHELD = (403, 404)
"""Answers that mean: this key does without the list. The platform judges each row in the end."""


class Catalogue:
    """Reads through the store's cache: at most one fetch of each list in six hours."""

    def __init__(self, store: Store, source: SourceState, now: float) -> None:
        self._store = store
        self._profile = source.profile_id
        self._now = now

    def channels(self, *, fresh: bool = True) -> list[Channel] | None:
        """None when they are not known (or not freshly enough)."""
        kept = self._recall("channels", fresh=fresh)
        return None if kept is None else [Channel(*entry) for entry in kept]

    def classifications(self, *, fresh: bool = True) -> list[str] | None:
        kept: list[str] | None = self._recall("classifications", fresh=fresh)
        return kept

    @property
    def fresh(self) -> bool:
        """Whether nothing needs to be fetched."""
        return self.channels() is not None and self.classifications() is not None

    def _recall(self, name: str, *, fresh: bool) -> Any:
        kept = self._store.recall(self._profile, name)
        if kept is None or (fresh and not 0 <= self._now - kept[1] < FRESH_S):
            return None
        return orjson.loads(kept[0])

    async def refresh(self, api: PlatformApi, reader: Reader) -> None:
        """Fetch what is not fresh. Raises AccessError for a refused key, TemporaryError without an answer."""
        if self.classifications() is None:
            answer = await reader.ask("GET /classifications", api.classifications)
            if answer.status not in WITHHELD:
                _need_readable(answer, "reading the classifications")
            slugs = read_slugs(answer)
            if slugs:
                self._keep("classifications", slugs)
        if self.channels() is None:
            channels = await _all_channels(api, reader)
            if channels is not None:
                self._keep("channels", [list(entry) for entry in channels])

    def _keep(self, name: str, value: Any) -> None:
        self._store.remember(self._profile, name, orjson.dumps(value).decode())


async def _all_channels(api: PlatformApi, reader: Reader) -> list[tuple[int, str, str]] | None:
    """None where the key may not list them: then mappings name channels by number."""
    found: list[tuple[int, str, str]] = []
    number, pages = 1, 1
    while number <= pages:
        answer = await reader.ask("GET /channels", partial(api.channels, number))
        if answer.status in WITHHELD:
            return None
        _need_readable(answer, "reading the channels")
        page = read_page(answer)
        if page is None:  # a part of the list would make channels unknown
            return None
        pages = -(-page.total // page.limit)
        found.extend(
            (doc["id"], str(doc.get("slug", "")), str(doc.get("name", "")))
            for doc in page.docs
            if isinstance(doc.get("id"), int)
        )
        number += 1
    return found


def _need_readable(answer: Answer, what: str) -> None:
    """Raise for a refused key, and for a platform that does not answer in JSON: it is not well."""
    refuse_access(answer, what)
    if answer.body is None:
        raise TemporaryError(
            f"The platform sent something unreadable while {what}. Run again later"
        )
