"""What a plan goes by, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from importer.errors import Issue
from importer.intents import Upkeep, Vanished, Write


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan goes by. now: epoch seconds by the platform's clock.

    window: (first, end) epoch seconds that the source was read for, None for all time.
    refusal_rules: digest of what else decides whether a refused payload is worth another try.
    """

    now: int
    refusal_rules: bytes
    window: tuple[float, float] | None = None
    skip_past: bool = True
    soonest_first: bool = True
    recreate_missing: bool = False
    move_channels: bool = False
    when_removed: Literal["report", "draft", "ignore"] = "report"
    removed_after: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """`count` source records end as `name` (a field of the result document)."""

    name: str
    count: int = 1


Decision: TypeAlias = Write | Upkeep | Vanished | Counted | Issue
