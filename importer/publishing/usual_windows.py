"""Limits count in round windows; what is told of their ends is rounded up. Both together name the window."""

from __future__ import annotations

import math

USUAL_WINDOWS_S = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 86_400)
SHORTEST_S = 1.0


def usual_windows(seen_s: float, too_long_s: float) -> list[float]:
    """The usual windows that look `seen_s` long when up to `too_long_s` are added to them, shortest first."""
    return [float(each) for each in USUAL_WINDOWS_S if seen_s - too_long_s <= each <= seen_s]


def window_between(least_s: float, most_s: float) -> float:
    """The shortest usual window of such a length, else whole seconds, the next ones if need be; SHORTEST_S at least."""
    usual = usual_windows(most_s, most_s - least_s)
    if usual:
        return usual[0]
    whole = float(math.floor(most_s))
    return max(SHORTEST_S, whole if whole >= least_s else whole + 1)
