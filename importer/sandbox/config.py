"""How a sandbox is set up. Everything has a default; nothing here opens a file or a socket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from importer.sandbox.catalogue import CHANNELS, CLASSIFICATIONS, Channel
from importer.sandbox.faults import FaultRule
from importer.sandbox.limits import NO_LIMITS, RatePolicy

SCOPES = frozenset(
    {"channels:read", "events:create", "events:read", "events:update", "media:create"}
)
Order = Literal["newest", "oldest", "shuffled", "unstable"]


@dataclass(frozen=True, slots=True)
class Windows:
    """How long an idempotency entry protects, in seconds (contract: Idempotency)."""

    succeeded_s: float = 15 * 60
    in_progress_s: float = 45


@dataclass(frozen=True, slots=True)
class Key:
    """An API key. `label` stands for it wherever it is shown; `channels` None means all."""

    secret: str = field(repr=False)
    label: str
    scopes: frozenset[str] = SCOPES
    channels: frozenset[int] | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """The forms of an answer which the contract leaves open (its lines marked A).

    order: of `GET /events`. `shuffled` draws a new order at each page 1 and keeps it for the pages
    that follow; `unstable` draws one for every request.
    """

    order: Order = "newest"
    channel: Literal["channelId", "number", "object"] = "channelId"
    event_ids: Literal["number", "text"] = "number"
    create_status: Literal[200, 201] = 201
    get_event: Literal["doc", "bare"] = "doc"
    list_fields: Literal["short", "full"] = "full"
    classifications: Literal["docs", "objects", "strings"] = "docs"
    feed: Literal["events", "docs", "list"] = "events"
    details: Literal["object", "list", "missing"] = "object"
    null_clears: bool = True


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """One sandbox.

    port: 0 takes a free one. seed: of all chance (faults, shuffled order). keys: where given, only
    these work; otherwise any key that is not empty does, with every scope. clock: wall time in
    epoch seconds; every window and limit is measured by it. date_skew_s: added to the `Date`
    header. grace_s: how long after a 429 requests already under way are not counted as too early.
    log_length: how many requests the log keeps.
    """

    host: str = "127.0.0.1"
    port: int = 0
    windows: Windows = Windows()
    rate: RatePolicy = NO_LIMITS
    faults: tuple[FaultRule, ...] = ()
    seed: int = 0
    keys: tuple[Key, ...] = ()
    seed_events: tuple[Mapping[str, object], ...] = ()
    clock: Callable[[], float] = time.time
    date_skew_s: float = 0
    grace_s: float = 0.25
    answers: Answers = Answers()
    channels: tuple[Channel, ...] = CHANNELS
    classifications: Mapping[str, str] = field(default_factory=lambda: dict(CLASSIFICATIONS))
    log_length: int = 50_000


def read_seed(path: Path) -> tuple[Mapping[str, object], ...]:
    """Read a JSON list of create payloads for `SandboxConfig.seed_events`.

    Raises ValueError when the file holds anything else; the payloads are checked on start.
    """
    try:
        payloads = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path} is not JSON: {problem}") from problem
    if not isinstance(payloads, list) or not all(isinstance(one, dict) for one in payloads):
        raise ValueError(f"{path} must hold a JSON list of event payloads")
    return tuple(payloads)
