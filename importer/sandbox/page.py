"""The read-only pages: what the sandbox holds, and one event as a visitor would see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from itertools import groupby

from importer.sandbox.discovery import canonical_path
from importer.sandbox.refusals import Answer
from importer.sandbox.world import Event, World

MOST_ROWS = 500
_POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_STYLE = """
:root { color-scheme: light dark; --line: #d4d4d8; --soft: #f4f4f5; --dim: #52525b; --ink: #18181b;
  --ground: #fff; --live: #15803d }
@media (prefers-color-scheme: dark) { :root { --line: #3f3f46; --soft: #27272a; --dim: #a1a1aa;
  --ink: #f4f4f5; --ground: #18181b; --live: #4ade80 } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem;
  color: var(--ink); background: var(--ground) }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0; color: var(--dim) } a { color: inherit }
dl { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0 }
dl div { background: var(--soft); border-radius: .5rem; padding: .5rem .9rem }
dt { color: var(--dim); font-size: .85rem } dd { margin: 0; font-weight: 600 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
tbody th { padding-top: 1rem } td { overflow-wrap: anywhere }
td.when, td.id { white-space: nowrap; font-variant-numeric: tabular-nums }
.published { color: var(--live); font-weight: 600 }
"""
_COLUMNS = ("Start", "Title", "Channel", "Zone", "Status", "Id")


def overview(world: World) -> Answer:
    """Return the page with counters, settings and events sorted by start."""
    counters = world.counters
    shown = {"events": len(world.events)} | {
        name: counters[name]
        for name in ("requests", "created", "updated", "replayed", "rate limited", "too early")
    }
    windows = world.idempotency.windows
    settings = {
        "Faults": ", ".join(map(str, world.faults.rules)) or "none",
        "Rate limit": str(world.limiter.policy),
        "Idempotency": f"{windows.succeeded_s:g} s succeeded, {windows.in_progress_s:g} s pending",
        "Platform clock": world.timestamp(),
    }
    routes = {name: n for name, n in sorted(counters.items()) if " /" in name}
    return _page(
        "Pinned Events sandbox",
        "<p>A local stand-in for the platform. Nothing here is public.</p>"
        + _facts(shown)
        + "<h2>Settings</h2>"
        + _facts(settings)
        + ("<h2>Requests by route</h2>" + _facts(routes) if routes else "")
        + "<h2>Events</h2>"
        + _events(world)
        + '<p>Everything as JSON: <a href="/sandbox/state">/sandbox/state</a></p>',
    )


def event_page(world: World, event: Event) -> Answer:
    """Return the public page of one event."""
    payload = event.payload
    facts = {
        "Start": payload["startAt"],
        "End": payload.get("endAt", "open"),
        "Time zone": payload["timezone"],
        "Channel": _channels(world)[event.channel],
        "Place": payload.get("locationName", "–"),
    }
    text = f"<p>{escape(str(payload.get('description', '')))}</p>"
    return _page(str(payload["title"]), _facts(facts) + text)


def _events(world: World) -> str:
    ordered = sorted(world.events.values(), key=_start)
    if not ordered:
        return "<p>None yet. What is created appears here by its start.</p>"
    names = _channels(world)
    days = groupby(ordered[:MOST_ROWS], key=lambda event: f"{_start(event):%A, %d %B %Y}")
    bodies = "".join(
        f'<tbody><tr><th colspan="6" scope="rowgroup">{day}</th></tr>{_rows(group, names)}</tbody>'
        for day, group in days
    )
    more = len(ordered) - MOST_ROWS
    rest = f"<p>{more} more stand in the JSON.</p>" if more > 0 else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    table = f"<table><thead><tr>{head}</tr></thead>{bodies}</table>"
    return f'<div class="scroll">{table}</div>{rest}'


def _rows(events: Iterable[Event], channels: Mapping[int, str]) -> str:
    return "".join(_row(event, channels) for event in events)


def _row(event: Event, channels: Mapping[int, str]) -> str:
    payload = event.payload
    start, title = escape(str(payload["startAt"])), escape(str(payload["title"]))
    status = str(payload.get("status", "draft"))
    if status == "published":
        title = f'<a href="{escape(canonical_path(event))}">{title}</a>'
    return (
        f'<tr><td class="when"><time datetime="{start}">{_start(event):%H:%M}</time></td>'
        f"<td>{title}</td><td>{escape(channels[event.channel])}</td>"
        f"<td>{escape(str(payload['timezone']))}</td>"
        f'<td class="{escape(status)}">{escape(status)}</td>'
        f'<td class="id">{escape(str(event.id))}</td></tr>'
    )


def _start(event: Event) -> datetime:
    return datetime.fromisoformat(str(event.payload["startAt"]))


def _channels(world: World) -> dict[int, str]:
    return {channel.id: channel.name for channel in world.config.channels}


def _facts(facts: Mapping[str, object]) -> str:
    pairs = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts.items()
    )
    return f"<dl>{''.join(pairs)}</dl>"


def _page(title: str, content: str) -> Answer:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )
    return Answer(200, html.encode(), "text/html; charset=utf-8", headers=_POLICY)
