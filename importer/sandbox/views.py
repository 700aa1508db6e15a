"""What stands outside the API namespace: pages, state, and the public discovery addresses."""

from __future__ import annotations

import orjson

from importer.sandbox import discovery, openapi, page
from importer.sandbox.refusals import Answer, invalid, not_found
from importer.sandbox.state import snapshot
from importer.sandbox.world import World

OPENAPI_PATH = "/api/developer/openapi/public-api-v1"


def view(world: World, path: str, base_url: str, *, only: str = "") -> Answer:
    """Answer a GET outside the API. only: parts of the state, with commas. Raises the 404."""
    if path == "/":
        return page.overview(world)
    if path == "/sandbox/state":
        return _state(world, only)
    if path == OPENAPI_PATH:
        return openapi.openapi_yaml()
    if path == "/sitemap.xml":
        return discovery.sitemap(world, base_url)
    if path == "/api/llm/events":
        return discovery.feed(world, base_url)
    if path == "/robots.txt":
        return discovery.robots(base_url)
    return _event_page(world, path)


def _state(world: World, only: str) -> Answer:
    try:
        return Answer(200, orjson.dumps(snapshot(world, only.split(",") if only else ())))
    except ValueError as problem:
        raise invalid("only", str(problem)) from problem


def _event_page(world: World, path: str) -> Answer:
    event = world.events.get(path.removeprefix("/events/").partition("/")[0])
    if (
        event is None
        or path != discovery.canonical_path(event)
        or event.payload.get("status") != "published"
    ):
        raise not_found(f"There is no page {path}.")
    return page.event_page(world, event)
