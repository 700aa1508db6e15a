"""A call on its way: read, admitted (key, rate limit), prepared (scope, checks), finished.

Between being prepared and finished a call is in progress, which is where faults can strike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from importer.sandbox.config import Key
from importer.sandbox.faults import FaultRule
from importer.sandbox.idempotency import Reservation
from importer.sandbox.limits import limit_headers, retry_after
from importer.sandbox.refusals import Answer, RefusalError
from importer.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Upload:
    """The part `file` of a multipart request."""

    filename: str
    content_type: str
    size: int


@dataclass(slots=True)
class Call:
    """One request, read completely, and what was found out about it on its way.

    headers: found without regard to case. too_early: see `Announcements.too_early`.
    """

    route: Route
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    event_id: str = ""
    upload: Upload | None = None
    caller: Key | None = None
    limit_headers: Mapping[str, str] = field(default_factory=dict)
    too_early: str | None = None
    fault: FaultRule | None = None

    @property
    def key(self) -> Key:
        assert self.caller is not None, "a call is admitted before it is prepared"
        return self.caller


@dataclass(frozen=True, slots=True)
class Work:
    """A checked call in progress."""

    act: Callable[[], Answer]
    reservation: Reservation | None = None

    def finish(self, *, noted: bool = True) -> Answer:
        """Store and answer. `noted` False leaves the idempotency entry in progress."""
        answer = self.act()
        if self.reservation is not None and noted:
            self.reservation.succeed(answer)
        return answer


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its name as in `POST /events`, the scope it needs, and what it does."""

    name: str
    prepare: Callable[[World, Call], Work]
    scope: str | None
    summary: str


def admit(world: World, call: Call) -> None:
    """Check the key and the rate limit, and note both in the call; raises the 401 or 429."""
    call.caller = _caller(world, call.headers)
    label, route, now = call.caller.label, call.route.name, world.clock.now()
    call.too_early = world.pauses.too_early(label, route, now)
    verdict = world.limiter.take(label, route)
    call.limit_headers = limit_headers(verdict, world.limiter.policy, world.clock.shown())
    if verdict is not None and verdict.scope is not None:
        raise rate_limited(world, call, verdict.scope, verdict.retry_s)


def rate_limited(world: World, call: Call, scope: str, wait_s: float) -> RefusalError:
    """Return the 429, and remember its pause to judge who keeps it."""
    header, announced_s = retry_after(wait_s, world.limiter.policy, world.clock.shown())
    world.pauses.announce(call.key.label, scope, world.clock.now(), announced_s)
    message = f"Too many requests to {scope}; try again after {math.ceil(announced_s)} s."
    return RefusalError(429, "rate_limited", message, headers={"Retry-After": header})


def prepare(world: World, call: Call) -> Work:
    """Check scope and request; raises the documented `RefusalError`."""
    scope = call.route.scope
    if scope is not None and scope not in call.key.scopes:
        message, issue = f"This key lacks the scope {scope}.", f"needs {scope}"
        raise RefusalError(403, "insufficient_scope", message, where="scope", issue=issue)
    return call.route.prepare(world, call)


def _caller(world: World, headers: Mapping[str, str]) -> Key:
    bearer, own = headers.get("Authorization"), headers.get("x-api-key")
    if bearer is not None and own is not None:
        raise _unauthorised("Send Authorization or x-api-key, not both.")
    secret = own or ""
    if bearer is not None:
        scheme, _, rest = bearer.partition(" ")
        secret = rest.strip() if scheme.lower() == "bearer" else ""
    key = world.find_key(secret) if secret else None
    if key is None or key.revoked:
        raise _unauthorised("The API key is missing, unknown or revoked.")
    return key


def _unauthorised(message: str) -> RefusalError:
    return RefusalError(401, "invalid_api_key", message, headers={"WWW-Authenticate": "Bearer"})
