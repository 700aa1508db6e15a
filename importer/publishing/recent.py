"""What was accepted of late, counted in slices of time, so that it stays small however much it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

SLICES = 100
"""Slices of a window in which requests are counted."""


@dataclass(slots=True)
class Recent:
    """slots: [end of a slice in epoch seconds, requests accepted in it], oldest first, those of two windows."""

    slots: list[list[float]] = field(default_factory=list)

    def note(self, at: float, window_s: float) -> None:
        """One request was accepted about then; windows of such a length matter."""
        slice_s = window_s / SLICES
        ends = math.ceil(at / slice_s) * slice_s
        if self.slots and self.slots[-1][0] == ends:
            self.slots[-1][1] += 1
        else:
            self.slots.append([ends, 1])
            del self.slots[: -2 * SLICES]

    def since(self, moment: float) -> int:
        """Requests accepted after that moment."""
        return int(sum(requests for ends, requests in self.slots if moment < ends))

    def first_since(self, moment: float) -> float:
        """When the first of them was accepted; the moment itself where none was."""
        return next((ends for ends, _ in self.slots if moment < ends), moment)

    def shift(self, seconds: float) -> None:
        """Move all remembered moments by so much."""
        for slot in self.slots:
            slot[0] += seconds
