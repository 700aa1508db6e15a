"""The life of one write, from decision to proof.

                      (row changed, gone, cancelled, over)
           ┌──────────────────────────────> dropped
           │
    ── decided ──claim──> sending ──doc.id read────────────────> done
           ^                │ │ └──refused at the first send───> refused
           │                │ └────nothing arrived (proof)──┐
           ├────────────────┼───────────────────────────────┘
           │                └──anything else──> in doubt ──doc.id read, or found by a sound look──> done
           └────────── missing in a sound look ─────┘

`decided` is committed with its exact bytes; `sending` is committed before the first byte leaves. A crash leaves
`sending`, which the next run reads as `in doubt`. Only `sending` and `in doubt` pin their bytes. Once one send
was ambiguous, later refusals say nothing about the first: only a readable `doc.id` or a look closes the intent.
Updates replace whole fields, so repeating one is harmless: in doubt, it is simply sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple


class Action(Enum):
    CREATE = "create"
    UPDATE = "update"
    DRAFT = "draft"


class State(Enum):
    DECIDED = "decided"
    SENDING = "sending"
    IN_DOUBT = "in doubt"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


PINNED = (State.SENDING, State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Intent:
    """One write we have decided on.

    body: the exact bytes to send; key: Idempotency-Key, creates only; event_id: the target of an
    update. doubtful_since: epoch seconds of the first send whose outcome is unknown, else None.
    last_sent_at: epoch seconds of the latest claim. ours: this process sent it.
    """

    id: int
    record_id: int
    action: Action
    body: bytes
    state: State
    key: str | None = None
    event_id: str | None = None
    starts_at: int = 0
    doubtful_since: float | None = None
    last_sent_at: float | None = None
    ours: bool = False
    record_key: str = ""
    place: str = ""
    channel_id: int | None = None


class Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"
    TRY_AGAIN = "try again"
    IN_DOUBT = "in doubt"


class Blocked(Enum):
    """What an answer tells about more than its own intent."""

    KEY = "key"  # 401: nothing else can succeed
    SCOPE = "scope"  # 403: this action cannot succeed
    CHANNEL = "channel"  # 403: this channel cannot be used
    GONE = "gone"  # 404 on an update: the event is not there


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one request told us of its intent, with what the user is owed: code, message, request id."""

    outcome: Outcome
    event_id: str | None = None
    status: int | None = None
    code: str | None = None
    message: str = ""
    field: str | None = None
    request_id: str | None = None
    blocked: Blocked | None = None

    def after_doubt(self, action: Action) -> Verdict:
        """The same answer given to a repeat: it says nothing about the first send unless it is proof.

        A refused update closes all the same: its bytes are refused whenever they arrive.
        """
        if self.outcome is Outcome.DONE:
            return self
        if self.outcome is Outcome.REFUSED and action is not Action.CREATE:
            return self
        return replace(self, outcome=Outcome.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers of one record.

    event_id: None while never published. body: the payload the platform was last proved to hold,
    None once its event is over. open: the state of an intent that is not closed, else None.
    missed: trusted reads in a row without the record, the last at missed_at (epoch seconds).
    refused_hash: hash of the payload the platform refused, at refused_at under refused_rules.
    gone: the platform answered 404 for its event. withdrawn: set back to draft by us.
    """

    id: int
    key: str
    row_hash: bytes
    payload_hash: bytes
    event_id: str | None
    body: bytes | None
    generation: int
    starts_at: int
    over_at: int
    place: str
    open: State | None = None
    missed: int = 0
    missed_at: float | None = None
    refused_hash: bytes | None = None
    refused_at: float | None = None
    refused_rules: bytes | None = None
    refused_because: str = ""
    gone: bool = False
    withdrawn: bool = False


class Write(NamedTuple):
    """A decision of the plan that the platform must hear of.

    body: what is sent; becomes: the whole payload the event has afterwards. rank, due: order of
    sending, withdrawals (0) before the rest (1), then by due (epoch seconds). place: a packed Location.
    row, past_hash: of the row, see Staged.
    """

    action: Action
    key: str
    body: bytes
    becomes: bytes
    row_hash: bytes
    starts_at: int
    over_at: int
    rank: int
    due: int
    place: str
    record_id: int | None = None
    generation: int = 0
    row: int = 0
    past_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """A decision of the plan that only the store must hear of; None leaves a value as it is."""

    record_id: int
    row_hash: bytes | None = None
    missed: int | None = None
    withdrawn: bool | None = None


@dataclass(frozen=True, slots=True)
class Vanished:
    """A published event whose record the source no longer holds; judged after relinking."""

    known: Known
