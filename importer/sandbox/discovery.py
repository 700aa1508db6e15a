"""The public discovery addresses: robots.txt, sitemap and event feed. No key is needed for them.

They show what a visitor would see: published events that are not over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

import orjson

from importer.sandbox.refusals import Answer
from importer.sandbox.world import Event, World


def visible(world: World) -> Iterator[Event]:
    """Yield published events whose end (else start) is still to come, in order of creation."""
    now = datetime.fromtimestamp(world.clock.shown(), UTC)
    for event in world.events.values():
        over = str(event.payload.get("endAt") or event.payload["startAt"])
        if event.payload.get("status") == "published" and datetime.fromisoformat(over) >= now:
            yield event


def canonical_path(event: Event) -> str:
    """Return the path of the event's page: its id and its title in ASCII."""
    plain = unicodedata.normalize("NFKD", str(event.payload["title"])).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    return f"/events/{event.id}/{slug or 'event'}"


def robots(base_url: str) -> Answer:
    text = f"User-agent: *\nAllow: /\nSitemap: {base_url}/sitemap.xml\n"
    return Answer(200, text.encode(), "text/plain; charset=utf-8")


def sitemap(world: World, base_url: str) -> Answer:
    entries = "".join(
        f"<url><loc>{escape(base_url + canonical_path(event))}</loc>"
        f"<lastmod>{event.updated_at}</lastmod></url>\n"
        for event in visible(world)
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    return Answer(200, xml.encode(), "application/xml")


def feed(world: World, base_url: str) -> Answer:
    """Return the event feed in the form that `Answers.feed` asks for."""
    names = {channel.id: channel.name for channel in world.config.channels}
    events = [
        {
            "id": event.id,
            "title": event.payload["title"],
            "startAt": event.payload["startAt"],
            "timezone": event.payload["timezone"],
            "channel": names[event.channel],
            "url": base_url + canonical_path(event),
        }
        for event in visible(world)
    ]
    form = world.answers.feed
    return Answer(200, orjson.dumps(events if form == "list" else {form: events}))
