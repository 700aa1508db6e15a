"""What a delivery came to, and how far it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from importer.intents import Action, Blocked, Intent, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Progress:
    """Where delivery stands. until: epoch seconds that are waited for, with the reason."""

    sent: int
    waiting_until: float | None = None
    because: str = ""


@dataclass(slots=True)
class Delivered:
    """What a delivery came to. settled_late: writes in doubt since an earlier run, proved only now."""

    done: Counter[Action] = field(default_factory=Counter)
    refused: list[tuple[Intent, Verdict]] = field(default_factory=list)
    settled_late: int = 0
    requests: int = 0
    rate_limited: int = 0
    stopped: str = ""
    key_refused: Verdict | None = None
    closed_actions: dict[Action, Verdict] = field(default_factory=dict)
    closed_channels: dict[int, Verdict] = field(default_factory=dict)

    @property
    def writes(self) -> int:
        """How many writes were decided by an answer."""
        return self.done.total() + len(self.refused)

    def take(self, intent: Intent, verdict: Verdict) -> None:
        """Count one answer, and note what it tells of more than its own intent."""
        if verdict.status == 429:
            self.rate_limited += 1
        if verdict.outcome is Outcome.DONE:
            self.done[intent.action] += 1
        elif verdict.outcome is Outcome.REFUSED:
            self.refused.append((intent, verdict))
        if verdict.blocked is Blocked.KEY:
            self.key_refused = verdict
        elif verdict.blocked is Blocked.SCOPE:
            creates = intent.action is Action.CREATE
            closed = [Action.CREATE] if creates else [Action.UPDATE, Action.DRAFT]
            self.closed_actions.update(dict.fromkeys(closed, verdict))
        elif verdict.blocked is Blocked.CHANNEL and intent.channel_id is not None:
            self.closed_channels[intent.channel_id] = verdict
