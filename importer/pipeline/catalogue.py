"""The platform's channels and classifications: fetched, kept in the store, refreshed."""

from __future__ import annotations

from functools import partial
from typing import Any

import orjson

from importer.mapping.places import Channel
from importer.publishing.api import PlatformApi, read_page, read_slugs, refuse_access
from importer.publishing.settle import Reader
from importer.store import SourceState, Store

FRESH_S = 6 * 3600.0


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
            refuse_access(answer, "reading the classifications")
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
    """None where a page could not be read: a part of the list would make channels unknown."""
    found: list[tuple[int, str, str]] = []
    number, pages = 1, 1
    while number <= pages:
        answer = await reader.ask("GET /channels", partial(api.channels, number))
        refuse_access(answer, "reading the channels (scope channels:read)")
        page = read_page(answer)
        if page is None:
            return None
        pages = -(-page.total // page.limit)
        found.extend(
            (doc["id"], str(doc.get("slug", "")), str(doc.get("name", "")))
            for doc in page.docs
            if isinstance(doc.get("id"), int)
        )
        number += 1
    return found
