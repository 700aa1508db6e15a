"""What a sandbox holds: keys, channels, events, media, and what happened so far.

A world belongs to one event loop; every method runs to its end without waiting, so it is atomic.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from importer.sandbox.config import Answers, Key, SandboxConfig
from importer.sandbox.faults import FaultPlan
from importer.sandbox.idempotency import Idempotency
from importer.sandbox.limits import Announcements, Limiter
from importer.sandbox.payload import check_create, check_update
from importer.sandbox.refusals import RefusalError

OTHER_HANDS = "other hands"


@dataclass(slots=True)
class Clock:
    """The platform's time in epoch seconds: `base`, and what it was advanced by."""

    base: Callable[[], float]
    advanced_s: float = 0
    skew_s: float = 0

    def now(self) -> float:
        return self.base() + self.advanced_s

    def shown(self) -> float:
        """The time as the `Date` header tells it."""
        return self.now() + self.skew_s


@dataclass(frozen=True, slots=True)
class Event:
    """A stored event. Never edited: an update stores another one in its place."""

    id: int | str
    payload: Mapping[str, object]
    created_at: str
    updated_at: str
    key: str

    @property
    def channel(self) -> int:
        number = self.payload["channelId"]
        assert isinstance(number, int)
        return number


@dataclass(frozen=True, slots=True)
class Media:
    """An uploaded document; its bytes are not kept."""

    id: int
    filename: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One API request. status: None where no HTTP answer was sent. No payload, no API key."""

    at: str
    method: str
    route: str
    status: int | None
    key: str | None
    idempotency_key: str | None
    event: str | None
    replayed: bool
    fault: str | None
    too_early: str | None


@dataclass(slots=True)
class Scheduled:
    """Control words that take effect after `left` more requests to `route` (`*`: any)."""

    left: int
    route: str
    words: Mapping[str, object]


@dataclass(slots=True)
class World:
    """Everything one sandbox knows."""

    config: SandboxConfig
    clock: Clock = field(init=False)
    chance: random.Random = field(init=False)
    answers: Answers = field(init=False)
    faults: FaultPlan = field(init=False)
    limiter: Limiter = field(init=False)
    pauses: Announcements = field(init=False)
    idempotency: Idempotency = field(init=False)
    keys: dict[str, Key] = field(default_factory=dict, repr=False)  # by secret
    events: dict[str, Event] = field(default_factory=dict)
    media: dict[int, Media] = field(default_factory=dict)
    scheduled: list[Scheduled] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    counters: Counter[str] = field(default_factory=Counter)
    log: deque[LogEntry] = field(init=False)
    sweeps: dict[str, int] = field(default_factory=dict)
    request_ids: int = 0
    _last_event: int = 1000
    _channels: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        config = self.config
        self.clock = Clock(config.clock, skew_s=config.date_skew_s)
        self.chance = random.Random(config.seed)  # noqa: S311 - faults must be repeatable
        self.answers = config.answers
        self.faults = FaultPlan(config.faults, self.chance)
        self.limiter = Limiter(config.rate, self.clock.now)
        self.pauses = Announcements(config.grace_s)
        self.idempotency = Idempotency(config.windows, self.clock.now)
        self.log = deque(maxlen=config.log_length)
        self._channels = frozenset(channel.id for channel in config.channels)
        for key in config.keys:
            self.add_key(key)
        self._seed(config.seed_events)

    def _seed(self, payloads: Iterable[Mapping[str, object]]) -> None:
        for position, payload in enumerate(payloads):
            try:
                self.add_event(check_create(payload, self), "seed")
            except RefusalError as refusal:
                raise ValueError(f"seed event {position + 1}: {refusal.message}") from refusal

    def has_channel(self, number: int) -> bool:
        return number in self._channels

    def has_classification(self, slug: str) -> bool:
        return slug in self.config.classifications

    def has_media(self, number: int) -> bool:
        return number in self.media

    def find_key(self, secret: str) -> Key | None:
        """Return the key, also a revoked one. Without configured keys a new one is let in."""
        key = self.keys.get(secret)
        if key is None and not self.config.keys:
            labels = {known.label for known in self.keys.values()}
            label = next(f"key {n}" for n in count(1) if f"key {n}" not in labels)
            key = self.keys[secret] = Key(secret, label)
        return key

    def add_key(self, key: Key) -> None:
        """Let a key in; raises ValueError where its secret or label is taken or empty."""
        if not key.secret or not key.label:
            raise ValueError("a key needs a secret and a label")
        if key.secret in self.keys or any(key.label == one.label for one in self.keys.values()):
            raise ValueError(f"there is a key {key.label!r} already, or one with the same secret")
        self.keys[key.secret] = key

    def labelled(self, label: str) -> list[Key]:
        """Return the keys with a label; `*` means all. Raises ValueError where there is none."""
        found = [key for key in self.keys.values() if label in ("*", key.label)]
        if not found:
            known = ", ".join(key.label for key in self.keys.values()) or "none yet"
            raise ValueError(f"no key is labelled {label!r} (known: {known})")
        return found

    def add_event(self, payload: Mapping[str, object], key_label: str) -> Event:
        """Store a checked payload as a new event."""
        self._last_event += 1
        number = self._last_event
        name = number if self.answers.event_ids == "number" else f"evt_{number}"
        now = self.timestamp()
        event = Event(name, payload, now, now, key_label)
        self.events[str(name)] = event
        return event

    def put_event(self, event: Event, payload: Mapping[str, object]) -> Event:
        """Store a checked payload in place of the one that `event` had."""
        changed = replace(event, payload=payload, updated_at=self.timestamp())
        self.events[str(event.id)] = changed
        return changed

    def add_media(self, filename: str, content_type: str, size: int) -> Media:
        media = Media(501 + len(self.media), filename, content_type, size)
        self.media[media.id] = media
        return media

    def added_by_hand(self, payload: object) -> Event:
        """Store an event as the platform's own pages would; raises `RefusalError` like the API."""
        return self.add_event(check_create(payload, self), OTHER_HANDS)

    def edited_by_hand(self, event_id: str, changes: object) -> Event:
        """Change an event by other hands; raises ValueError where there is no such event."""
        event = self.events.get(event_id)
        if event is None:
            raise ValueError(f"there is no event {event_id}")
        return self.put_event(event, check_update(changes, event.payload, self))

    def timestamp(self) -> str:
        """Return now as ISO 8601 in UTC, to the millisecond."""
        now = datetime.fromtimestamp(self.clock.now(), UTC)
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def new_request_id(self) -> str:
        self.request_ids += 1
        return f"req_{self.request_ids:08d}"

    def note(self, entry: LogEntry) -> None:
        """Log and count one API request."""
        self.log.append(entry)
        counters = self.counters
        counters["requests"] += 1
        counters[entry.route] += 1
        counters[f"status {entry.status or 'none'}"] += 1
        if entry.fault is not None:
            counters[f"fault {entry.fault}"] += 1
        if entry.status == 429:
            counters["rate limited"] += 1
        if entry.replayed:
            counters["replayed"] += 1
        if entry.too_early is not None:
            counters["too early" if entry.too_early == "same" else "too early elsewhere"] += 1
