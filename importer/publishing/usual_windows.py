"""Limits count in round windows; what is told of their ends is rounded up. Both together name the window."""

from __future__ import annotations

USUAL_WINDOWS_S = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 86_400)


def usual_windows(seen_s: float, too_long_s: float) -> list[float]:
    """The usual windows that look `seen_s` long when up to `too_long_s` are added to them, shortest first."""
    return [float(each) for each in USUAL_WINDOWS_S if seen_s - too_long_s <= each <= seen_s]
