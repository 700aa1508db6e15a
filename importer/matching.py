"""Which event on the platform is this one? Compared by what was sent: channel, start instant, title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from importer.keys import normal_text


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event on the platform as a look saw it; doc: all that the list told of it."""

    event_id: str
    channel_id: int | None
    title: str
    starts_at: int | None
    status: str = ""
    doc: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """One sweep of the platform's events. `began`: epoch seconds, before its first request.

    unsound: why it proves nothing, "" when it is sound.
    """

    began: float
    events: tuple[Candidate, ...] = ()
    total: int = 0
    unsound: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes two events the same to a person: channel, start (epoch seconds), normalised title."""

    channel_id: int
    starts_at: int
    title: str

    def digest(self) -> bytes:
        """16 bytes, equal for equal likeness."""
        return sha256(orjson.dumps([self.channel_id, self.starts_at, self.title])).digest()[:16]


def likeness_of(body: bytes) -> Likeness:
    """Of a create payload as it was sent."""
    payload = orjson.loads(body)
    start = int(datetime.fromisoformat(payload["startAt"]).timestamp())
    return Likeness(payload["channelId"], start, normal_text(payload["title"]))


def likeness_of_candidate(candidate: Candidate) -> Likeness | None:
    if candidate.channel_id is None or candidate.starts_at is None:
        return None
    return Likeness(candidate.channel_id, candidate.starts_at, normal_text(candidate.title))


@dataclass(frozen=True, slots=True)
class Matches:
    """The result of holding records against unowned events.

    settled: record -> the one event that is it. missing: records that no event resembles.
    doubtful: record -> events that may be it.
    """

    settled: dict[int, Candidate]
    missing: tuple[int, ...]
    doubtful: dict[int, tuple[Candidate, ...]]

    def of(self, records: Container[int]) -> Matches:
        """The same for these records only."""
        return Matches(
            {number: event for number, event in self.settled.items() if number in records},
            tuple(number for number in self.missing if number in records),
            {number: events for number, events in self.doubtful.items() if number in records},
        )


def match(
    records: Sequence[tuple[int, Likeness]],
    unowned: Iterable[Candidate],
) -> Matches:
    """Match records (by id) with events nobody owns, one to one or not at all.

    k records and m events of one likeness are settled only if k = m = 1; m = 0 is missing unless an
    event of the same channel, or of one that the platform did not tell, shares the start or the title
    ("maybe this one").
    """
    alike: dict[Likeness, list[Candidate]] = defaultdict(list)
    by_start: dict[tuple[int | None, int | None], list[Candidate]] = defaultdict(list)
    by_title: dict[tuple[int | None, str], list[Candidate]] = defaultdict(list)
    for event in unowned:
        full = likeness_of_candidate(event)
        if full is not None:
            alike[full].append(event)
        by_start[event.channel_id, event.starts_at].append(event)
        by_title[event.channel_id, normal_text(event.title)].append(event)

    groups: dict[Likeness, list[int]] = defaultdict(list)
    for record, likeness in records:
        groups[likeness].append(record)

    settled: dict[int, Candidate] = {}
    doubtful: dict[int, tuple[Candidate, ...]] = {}
    missing: list[int] = []
    taken = {
        alike[likeness][0].event_id
        for likeness, ids in groups.items()
        if len(ids) == 1 and len(alike.get(likeness, ())) == 1
    }
    for likeness, ids in groups.items():
        same = alike.get(likeness, [])
        if len(ids) == 1 and len(same) == 1:
            settled[ids[0]] = same[0]
        elif same:
            doubtful.update(dict.fromkeys(ids, tuple(same)))
        else:
            near = {
                event.event_id: event
                for channel in (likeness.channel_id, None)
                for event in (
                    *by_start.get((channel, likeness.starts_at), ()),
                    *by_title.get((channel, likeness.title), ()),
                )
            }
            maybe = tuple(near[event_id] for event_id in near if event_id not in taken)
            if maybe:
                doubtful.update(dict.fromkeys(ids, maybe))
            else:
                missing.extend(ids)
    return Matches(settled, tuple(missing), doubtful)


def is_whole(doc: Mapping[str, Any]) -> bool:
    """Whether a document shows all fields of its event, so that one it lacks is not set."""
    return {"timezone", "classifications"} <= doc.keys()


def as_held(body: bytes, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A payload as the platform holds it: ours, but what the document tells otherwise is taken from it.

    What a document leaves out is not set if it is whole, else assumed to be as we would send it.
    """
    payload: dict[str, Any] = orjson.loads(body)
    held = {
        name: value if name not in doc or _same(name, value, doc[name]) else doc[name]
        for name, value in payload.items()
    }
    if is_whole(doc):
        optional = payload.keys() - doc.keys() - {"channelId", "approxLocation"}
        held = {name: value for name, value in held.items() if name not in optional}
    return held


def _same(name: str, ours: Any, theirs: Any) -> bool:
    """Instants are compared as such, and a part of an object that we do not send does not count.

    A picture that is there is assumed to be ours: its number tells nothing of its content.
    """
    if name == "coverImage" and isinstance(ours, dict):
        return theirs is not None
    if name in ("startAt", "endAt") and isinstance(theirs, str):
        try:
            return datetime.fromisoformat(ours) == datetime.fromisoformat(theirs)
        except ValueError:
            return False
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(key in theirs and _same("", value, theirs[key]) for key, value in ours.items())
    return bool(ours == theirs)
