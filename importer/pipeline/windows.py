"""The stretch of time that a calendar is read for, and what can be said surely of moments without a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from importer.records import SourceSpec, Window

ZONES_REACH = timedelta(hours=14)
"""No zone is further from UTC."""


def window_of(spec: SourceSpec, now: float) -> Window:
    """The stretch a calendar is read for: stated, or from `past` before now to `future` after it."""
    if spec.window is not None:
        return spec.window
    at = datetime.fromtimestamp(int(now), UTC)
    return Window(at - spec.past, at + spec.future)


def certain_stretch(window: Window | None) -> tuple[float, float] | None:
    """Epoch seconds that surely lie within a window, whatever zone its wall clock is read in."""
    return None if window is None else (latest(window.start), earliest(window.end))


def earliest(moment: date | datetime) -> float:
    """Epoch seconds before which this moment cannot be, whatever zone it is read in."""
    return _instant(moment, -ZONES_REACH)


def latest(moment: date | datetime) -> float:
    """Epoch seconds after which this moment cannot be; of a date, its midnight."""
    return _instant(moment, ZONES_REACH)


def _instant(moment: date | datetime, margin: timedelta) -> float:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is not None:
        return moment.timestamp()
    return (moment.replace(tzinfo=UTC) + margin).timestamp()
