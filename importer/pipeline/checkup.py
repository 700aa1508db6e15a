"""What `importer doctor` looks at: key, scopes, lists, contract, state, clock. Changes nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import yaml

from importer.errors import ImporterError
from importer.publishing.answers import Answer
from importer.publishing.api import PlatformApi, new_client
from importer.publishing.lists import read_page, read_slugs
from importer.settings import Profile, Settings
from importer.store import Store

Mark = Literal["ok", "warning", "wrong"]
CLOCK_TOLERANCE_S = 120
ROUTES_USED = {
    "/channels": ("get",),
    "/classifications": ("get",),
    "/events": ("get", "post"),
    "/events/{id}": ("get", "patch"),
    "/media": ("post",),
}
FIELDS_ALWAYS_SENT = {
    "channelId", "title", "startAt", "timezone", "classifications", "approxLocation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. exit_code: what it means for a run, 0 where it would go on."""

    mark: Mark
    what: str
    words: str
    exit_code: int = 0


def check_up(
    settings: Settings, profile: Profile, clock: Callable[[], float] = time.time
) -> list[Finding]:
    """Look at everything, whatever is wrong with one of them."""
    found = [_state(settings, clock)]
    try:
        key = settings.required_key(profile)
    except ImporterError as problem:
        return [*found, Finding("wrong", "key", str(problem), problem.exit_code)]
    return [*found, *asyncio.run(_platform(profile, key, clock))]


def _state(settings: Settings, clock: Callable[[], float]) -> Finding:
    try:
        with Store.open(settings.state, clock) as store:
            count = len(store.history().summaries())
    except ImporterError as problem:
        return Finding("wrong", "state", str(problem), problem.exit_code)
    sources = "1 source" if count == 1 else f"{count} sources"
    return Finding("ok", "state", f"{settings.state} is in order, {sources}")


async def _platform(profile: Profile, key: str, clock: Callable[[], float]) -> list[Finding]:
    async with PlatformApi(new_client(2), profile.base_url, key, clock) as api:
        channels = await api.channels(1)
        if channels.status is None:
            words = f"{profile.base_url} does not answer ({channels.problem}); check address and network"
            return [Finding("wrong", "platform", words, 75)]
        found = [Finding("ok", "platform", f"{profile.base_url} answers"), _clock(channels)]
        if channels.status == 401:
            words = "the platform refuses this key: it is unknown, revoked or expired"
            return [*found, Finding("wrong", "key", words, 3)]
        found.append(Finding("ok", "key", "accepted"))
        found.append(_channels(channels))
        found.append(_classifications(await api.classifications()))
        found.extend(_scopes(await api.events(1), *await api.probe_writing()))
        found.extend(_contract(await api.openapi()))
    return found


def _clock(answer: Answer) -> Finding:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return Finding("warning", "clock", "the platform states no time to compare ours with")
    apart = answer.answered_at - theirs
    if abs(apart) <= CLOCK_TOLERANCE_S:
        return Finding("ok", "clock", "agrees with the platform's")
    way = "ahead of" if apart > 0 else "behind"
    words = f"is {abs(apart):.0f} s {way} the platform's; set it (NTP), or past and upcoming events are confused"
    return Finding("warning", "clock", words)


def _channels(answer: Answer) -> Finding:
    page = read_page(answer)
    if answer.status == 403:
        words = "scope channels:read is missing: write channels as numbers in mappings"
        return Finding("warning", "channels", words)
    if page is None:
        return Finding("warning", "channels", f"could not be read (status {answer.status})")
    names = ", ".join(f"{doc.get('name')} ({doc.get('id')})" for doc in page.docs[:10])
    more = f" and {page.total - 10} more" if page.total > 10 else ""
    return Finding("ok", "channels", f"{names}{more}" if names else "this key may use none")


def _classifications(answer: Answer) -> Finding:
    slugs = read_slugs(answer)
    if not slugs:
        return Finding("warning", "classifications", f"could not be read (status {answer.status})")
    return Finding("ok", "classifications", f"{len(slugs)}: {', '.join(slugs[:8])} …")


def _scopes(events: Answer, create: Answer, update: Answer) -> Iterator[Finding]:
    if create.status == 403:
        yield Finding("wrong", "events:create", "missing: this key cannot publish at all", 3)
    else:
        yield Finding("ok", "events:create", "given")
    if events.ok:
        yield Finding("ok", "events:read", "given")
    else:
        yield Finding(
            "warning",
            "events:read",
            "missing: a send whose answer is lost cannot be settled by looking, and with a new state nobody can see what is "
            "on the platform already",
        )
    if update.status == 403:
        words = "missing: rows that change are reported, but their events stay as they are"
        yield Finding("warning", "events:update", words)
    else:
        yield Finding("ok", "events:update", "given")


def _contract(answer: Answer) -> Iterator[Finding]:
    """Whether the live description still says what this importer relies on."""
    try:
        document = yaml.safe_load(answer.text) if answer.ok else None
    except yaml.YAMLError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        yield Finding("warning", "contract", "the platform's OpenAPI document could not be read")
        return
    drift = [*_missing_routes(document["paths"]), *_new_required(document)]
    if drift:
        words = "; ".join(drift) + ". Look for a newer importer before the next run"
        yield Finding("warning", "contract", words)
    else:
        yield Finding("ok", "contract", "the platform's description is as this importer knows it")


def _missing_routes(paths: Mapping[str, Any]) -> Iterator[str]:
    for route, methods in ROUTES_USED.items():
        offered = next((value for path, value in paths.items() if _ends_like(path, route)), None)
        for method in methods:
            if not isinstance(offered, dict) or method not in offered:
                yield f"{method.upper()} {route} is not described any more"


def _ends_like(path: str, route: str) -> bool:
    """`/api/public/v1/events/{eventId}` is `/events/{id}`, whatever the prefix and the name."""
    parts, wanted = path.strip("/").split("/"), route.strip("/").split("/")
    tail = parts[-len(wanted) :]
    prefix = parts[: -len(wanted)]
    same = all(
        a == b or (a[:1] == "{" and b[:1] == "{") for a, b in zip(tail, wanted, strict=False)
    )
    return len(tail) == len(wanted) and same and prefix in ([], ["api", "public", "v1"])


def _new_required(document: Mapping[str, Any]) -> Iterator[str]:
    post: dict[str, Any] = next(
        (v.get("post", {}) for p, v in document["paths"].items() if _ends_like(p, "/events")), {}
    )
    schema = (
        post.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document.get("components", {}).get("schemas", {}).get(name, {})
    required = schema.get("required", [])
    for name in sorted(set(required) - FIELDS_ALWAYS_SENT):
        yield f"events now need the field {name!r}"
