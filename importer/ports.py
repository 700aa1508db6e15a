"""What the stages ask of the store while they work; `store` satisfies these, `pipeline` passes them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from importer.intents import Action, Intent, Verdict

DEPARTS_WITHIN_S = 10.0
"""A send leaves within so long after its mark, or is marked again first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and what it told us; times in epoch seconds."""

    intent: Intent
    verdict: Verdict
    sent_at: float
    answered_at: float


@dataclass(frozen=True, slots=True)
class Eligible:
    """Which of the decided intents may be claimed: at most `free`, of these actions, not of these channels."""

    free: int
    actions: frozenset[Action] = frozenset(Action)
    closed_channels: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of the ledger gave out.

    claimed: durably marked as sending. waiting: more is eligible than was claimed. replayed: how many of the
    answers gave a create the event of another record; such a create is not done.
    """

    claimed: tuple[Intent, ...]
    waiting: bool
    replayed: int = 0


class PaceMemory:
    """The pace that all processes of a profile share, as text; `keep` marks it to be written back."""

    __slots__ = ("changed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.changed = False

    def keep(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.changed = True


Permit: TypeAlias = Callable[[PaceMemory, Mapping[Action, int]], Mapping[Action, int]]
"""Given how many intents of each action could leave, how many may: called inside the transaction."""


class Ledger(Protocol):
    """The durable side of delivery for one source, under one lease. One caller at a time."""

    def turn(self, answered: Sequence[Answered], eligible: Eligible, permit: Permit) -> Turn:
        """Record answers and claim as many intents as `permit` grants, in one durable commit."""
        ...

    def pace(self, use: Callable[[PaceMemory], int]) -> int:
        """Use the shared pace in a transaction of its own."""
        ...

    def reclaim(self, intents: Sequence[Intent]) -> list[Intent]:
        """Mark intents as sending again, before they are repeated."""
        ...

    def open_intents(self) -> list[Intent]:
        """Intents that are `sending` or `in doubt`."""
        ...

    def settle(self, found: dict[int, str], missing: Sequence[int]) -> None:
        """Close what a sound look found; return what it missed to `decided`."""
        ...

    def owned(self) -> dict[str, int | None]:
        """Event id -> channel of the platform's events that any source of this profile owns."""
        ...

    def rivals(self) -> list[Intent]:
        """What other sources of this profile have `sending` or `in doubt`: an event may be theirs."""
        ...

    def mark_gone(self, event_ids: Sequence[str]) -> None:
        """These events are answered with 404: they are not on the platform any more."""
        ...

    def gone(self) -> list[str]:
        """Ids of this source's events that are marked gone, and not over."""
        ...

    def mark_found(self, event_ids: Sequence[str]) -> None:
        """These events of this source are on the platform after all."""
        ...

    def unsent(self) -> Sequence[Intent]:
        """What is still `decided` (the first 10,000)."""
        ...
