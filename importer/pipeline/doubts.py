"""What a run could not prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from importer.intents import Intent
from importer.matching import Candidate


@dataclass(frozen=True, slots=True)
class Doubts:
    """Writes without proof. candidates: intent -> events that may be it. because: why they stay so.

    needs_person: another run will not settle them by itself. resend: how many others a look proved
    missing; they are to be sent again.
    """

    intents: Sequence[Intent] = ()
    candidates: Mapping[int, tuple[Candidate, ...]] = field(default_factory=dict)
    because: str = ""
    needs_person: bool = False
    resend: int = 0
