"""The API's routes as plain functions: each turns a call into work, or raises `RefusalError`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import orjson

from importer.sandbox import idempotency
from importer.sandbox.calls import Call, Route, Work
from importer.sandbox.config import Key
from importer.sandbox.events import event_document, listed, short_document
from importer.sandbox.payload import check_create, check_update
from importer.sandbox.refusals import Answer, RefusalError, invalid, not_allowed, not_found
from importer.sandbox.world import Event, World

BASE_PATH = "/api/public/v1"
LARGEST_PAGE = 100
DEFAULT_PAGE = 10


def find_route(method: str, path: str) -> tuple[Route, str]:
    """Return the route of an API path and the event id in it; raises the 404 or 405."""
    tail = path.removeprefix(BASE_PATH)
    event_id = ""
    if tail.startswith("/events/") and tail.count("/") == 2 and tail != "/events/":
        event_id, tail = tail.removeprefix("/events/"), "/events/{id}"
    if not path.startswith(f"{BASE_PATH}/"):
        tail = ""
    route = ROUTES.get(f"{method} {tail}")
    if route is not None:
        return route, event_id
    allowed = [name.split()[0] for name in ROUTES if name.split()[1] == tail]
    if not allowed:
        raise not_found(f"There is no route {path}.")
    raise not_allowed(tail, method, allowed)


def _list_channels(world: World, call: Call) -> Work:
    page, limit = _paging(call.query)
    seen = [one for one in world.config.channels if _may_use(call.key, one.id)]
    docs = [{"id": one.id, "name": one.name, "slug": one.slug} for one in seen]
    pages = max(1, math.ceil(len(docs) / limit))
    envelope = {
        "docs": docs[(page - 1) * limit : page * limit],
        "page": page,
        "limit": limit,
        "totalDocs": len(docs),
        "totalPages": pages,
        "hasNextPage": page < pages,
        "hasPrevPage": page > 1,
    }
    return Work(lambda: _ok(envelope))


def _list_classifications(world: World, call: Call) -> Work:
    known = world.config.classifications
    objects = [{"slug": slug, "name": name} for slug, name in known.items()]
    forms = {"docs": {"docs": objects}, "objects": objects, "strings": list(known)}
    return Work(lambda: _ok(forms[world.answers.classifications]))


def _create_event(world: World, call: Call) -> Work:
    payload, digest = _json(call)
    sent_key = call.headers.get("Idempotency-Key")
    reservation = None
    if sent_key is None:
        checked = _checked_creation(world, call.key, payload)
    else:
        owner, key = call.key.label, idempotency.check_key(sent_key)
        cached = world.idempotency.recall(owner, key, digest)
        if cached is not None:
            return Work(lambda: replace(cached, replayed=True))
        checked = _checked_creation(world, call.key, payload)
        reservation = world.idempotency.reserve(owner, key, digest)
    return Work(lambda: _stored(world, call, checked), reservation)


def _checked_creation(world: World, key: Key, payload: object) -> dict[str, object]:
    checked = check_create(payload, world)
    _require_channel(key, checked["channelId"])
    return checked


def _stored(world: World, call: Call, payload: dict[str, object]) -> Answer:
    world.counters["created"] += 1
    event = world.add_event(payload, call.key.label)
    return _event_answer(world, event, status=world.answers.create_status)


def _list_events(world: World, call: Call) -> Work:
    page, limit = _paging(call.query)

    def act() -> Answer:
        found = listed(world, call.key, first_page=page == 1)
        shown = found[(page - 1) * limit : page * limit]
        form = short_document if world.answers.list_fields == "short" else event_document
        docs = [form(event, world.answers) for event in shown]
        return _ok({"docs": docs, "totalDocs": len(found), "limit": limit, "page": page})

    return Work(act)


def _get_event(world: World, call: Call) -> Work:
    event = _accessible(world, call)
    document = event_document(event, world.answers)
    bare = world.answers.get_event == "bare"
    return Work(lambda: _ok(document if bare else {"doc": document}, event=str(event.id)))


def _update_event(world: World, call: Call) -> Work:
    _accessible(world, call)
    changes, _ = _json(call)

    def checked() -> tuple[Event, dict[str, object]]:
        event = _accessible(world, call)
        nulls = world.answers.null_clears
        merged = check_update(changes, event.payload, world, null_clears=nulls)
        _require_channel(call.key, merged["channelId"])
        return event, merged

    def act() -> Answer:
        event, merged = checked()  # again: another update may have come in between
        world.counters["updated"] += 1
        return _event_answer(world, world.put_event(event, merged), status=200)

    checked()
    return Work(act)


def _upload_media(world: World, call: Call) -> Work:
    upload = call.upload
    if upload is None:
        raise invalid("file", "send multipart/form-data with a part named file")
    if upload.size == 0:
        raise invalid("file", "is empty")
    if not upload.content_type.startswith("image/"):
        raise invalid("file", f"must be a picture, not {upload.content_type}")

    def act() -> Answer:
        media = world.add_media(upload.filename, upload.content_type, upload.size)
        return _ok({"doc": {"id": media.id, "filename": media.filename}}, status=201)

    return Work(act)


def _accessible(world: World, call: Call) -> Event:
    event = world.events.get(call.event_id)
    if event is None or not _may_use(call.key, event.channel):
        raise not_found(f"There is no event {call.event_id}, or this key has no access to it.")
    return event


def _may_use(key: Key, channel: int) -> bool:
    return key.channels is None or channel in key.channels


def _require_channel(key: Key, channel: object) -> None:
    if key.channels is not None and channel not in key.channels:
        message = f"The owner of this key has no access to channel {channel}."
        raise RefusalError(403, "forbidden", message, where="channelId", issue="no access")


def _json(call: Call) -> tuple[object, bytes]:
    """Return the body and the digest of its canonical form."""
    if call.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise invalid("Content-Type", "must be application/json")
    try:
        payload = orjson.loads(call.body)
    except orjson.JSONDecodeError as problem:
        raise invalid("body", f"is not JSON ({problem})") from problem
    return payload, idempotency.payload_digest(payload)


def _paging(query: Mapping[str, str]) -> tuple[int, int]:
    page, limit = (
        _whole_number(query, name, default)
        for name, default in (("page", 1), ("limit", DEFAULT_PAGE))
    )
    return page, min(limit, LARGEST_PAGE)


def _whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
        raise invalid(name, f"must be a whole number from 1, not {text[:20]!r}")
    return int(text)


def _ok(document: object, *, status: int = 200, event: str | None = None) -> Answer:
    return Answer(status, orjson.dumps(document), event=event)


def _event_answer(world: World, event: Event, *, status: int) -> Answer:
    return _ok({"doc": event_document(event, world.answers)}, status=status, event=str(event.id))


_ALL = (
    Route("GET /channels", _list_channels, "channels:read", "Channels this key may use"),
    Route("GET /classifications", _list_classifications, None, "Public category slugs"),
    Route("POST /events", _create_event, "events:create", "Create an event"),
    Route("GET /events", _list_events, "events:read", "Events of all accessible channels"),
    Route("GET /events/{id}", _get_event, "events:read", "One event"),
    Route("PATCH /events/{id}", _update_event, "events:update", "Replace top-level fields"),
    Route("POST /media", _upload_media, "media:create", "Upload a picture"),
)
ROUTES: Mapping[str, Route] = {route.name: route for route in _ALL}
