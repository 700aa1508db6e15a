"""Whatever answers are lost and however rows change between runs: one event for one row, and the right one."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from store_cases import HALL, IN_DOUBT, REFUSED, TRY_AGAIN, Clock, OneSource, done, wanted

from importer.intents import Action, Intent, Verdict
from importer.payloads import Wanted, canonical
from importer.store import Store
from importer.store.database import open_engine

ACTS = ["Jazz", "Kids", "Talk"]
FATES = ["arrives", "arrives, answer lost", "lost on the way", "never left", "refused"]


@dataclass
class Side:
    """The other side: the events it holds, and the fates that its next answers meet."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrived: dict[int, str] = field(default_factory=dict)

    def receive(self, intent: Intent) -> str:
        """An update's event, or a new one."""
        event_id = intent.event_id if intent.action is not Action.CREATE else None
        event_id = event_id or f"ev-{len(self.events) + 1}"
        self.arrived[intent.id] = event_id
        self.events.setdefault(event_id, {}).update(orjson.loads(intent.body))
        return event_id

    def send(self, intent: Intent, fate: str) -> Verdict:
        match fate:
            case "arrives":
                return done(self.receive(intent))
            case "arrives, answer lost":
                self.receive(intent)
                return IN_DOUBT
            case "lost on the way":
                return IN_DOUBT
            case "never left":
                return TRY_AGAIN
            case _:
                return REFUSED


def settle(hall: OneSource, side: Side) -> None:
    """What a sound look, and repeating updates, come to."""
    hall.ledger.doubt_what_was_left()
    left = hall.ledger.open_intents()
    creates = [intent for intent in left if intent.action is Action.CREATE]
    updates = [intent for intent in left if intent.action is not Action.CREATE]
    found = {one.id: side.arrived[one.id] for one in creates if one.id in side.arrived}
    hall.ledger.settle(found, [one.id for one in creates if one.id not in side.arrived])
    hall.answer(*((one, done(side.receive(one))) for one in hall.ledger.reclaim(updates)))


def row(act: str, number: int, venue: str, again: int) -> Wanted:
    """`again`: how often the source has given this act a new id."""
    made = wanted(f"{act}-{again}", number, title=act)
    return replace(made, body=canonical({**orjson.loads(made.body), "locationName": venue}))


@st.composite
def sources(draw: st.DrawFn) -> list[Wanted]:
    acts = draw(st.lists(st.sampled_from(ACTS), min_size=2, unique=True))
    return [
        row(act, number, draw(st.sampled_from(["Hall", "Yard"])), draw(st.integers(0, 1)))
        for number, act in enumerate(acts, 2)
    ]


FATES_OF_A_RUN = st.tuples(*[st.sampled_from(FATES)] * len(ACTS))
RUNS = st.lists(st.tuples(sources(), FATES_OF_A_RUN), min_size=2, max_size=4)


@settings(max_examples=25, deadline=None)
@given(RUNS, sources())
def test_every_row_has_one_event_and_every_act_at_most_one(
    runs: list[tuple[list[Wanted], tuple[str, ...]]], last: list[Wanted]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = str(Path(folder) / "importer.db")
        side, other = Side(), open_engine(location)
        with Store.open(location, Clock()) as store:
            source = store.bind(*HALL)
            for rows, fates in [*runs, (last, ("arrives",) * len(ACTS))]:
                with store.lease(source) as lease:
                    hall = OneSource(store, source, lease, Clock(), other)
                    settle(hall, side)
                    hall.plan(*rows)
                    claimed = hall.claim(len(fates))
                    hall.answer(*((i, side.send(i, f)) for i, f in zip(claimed, fates, strict=False)))  # fmt: skip
            with store.staging(source) as desk:
                refused = {known.key for _, known in desk.known() if known.refused_hash}
        other.dispose()
    titles = [event["title"] for event in side.events.values()]
    assert len(titles) == len(set(titles))
    for one in last:
        assert one.key in refused or orjson.loads(one.body) in side.events.values()
