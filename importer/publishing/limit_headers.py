"""What the headers of an answer tell of a limit: `X-RateLimit-*`, `Retry-After` and `Date`, in our clock's time."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from importer.publishing.told_limit import Told

LONGEST_PAUSE_S = 86_400.0
"""A Retry-After beyond this, or no number at all, is not believed."""
EPOCH_RESET = 1_000_000_000
"""A reset above this is a date in epoch seconds, below it a number of seconds from now (A)."""
EXACT_S = 0.15
"""Retry-After with a fraction is up to so much too late (no pause is shorter than a tenth of a second) …"""
ROUNDED_S = 1.05
"""… in whole seconds, so much …"""
DATED_S = 2.05
"""… and as a date, so much: both it and our knowledge of their clock are in whole seconds."""


def ahead_of_us(headers: Mapping[str, str], answered_at: float) -> float | None:
    """Seconds by which the platform's clock is ahead of ours, at least; None where no date is told."""
    date = _date(headers.get("date", ""))
    return None if date is None else date - answered_at


def retry_after(headers: Mapping[str, str], answered_at: float, ahead: float) -> float | None:
    """Seconds from the answer's arrival; None where absent or unreadable."""
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        then = _date(text)
    else:
        return max(0.0, seconds) if seconds < LONGEST_PAUSE_S else None
    return None if then is None else max(0.0, then - ahead - answered_at)


def rounded_s(headers: Mapping[str, str]) -> float:
    """Seconds that a Retry-After may be too late."""
    text = headers.get("retry-after", "")
    if "GMT" in text:
        return DATED_S
    return EXACT_S if "." in text else ROUNDED_S


def limit_told(headers: Mapping[str, str]) -> int:
    """X-RateLimit-Limit; 0 where it is not told."""
    return int(_number(headers, "limit") or 0)


def told(headers: Mapping[str, str], answered_at: float, ahead: float) -> Told | None:
    """All of `X-RateLimit-*`; None where what remains, or the reset, is not told."""
    remaining, reset = _number(headers, "remaining"), _number(headers, "reset")
    if remaining is None or reset is None:
        return None
    limit = _number(headers, "limit")
    dated = reset > EPOCH_RESET
    at = max(answered_at, reset - _skew(ahead) if dated else answered_at + reset)
    return Told(int(limit) if limit is not None else None, int(remaining), at, dated)


def _skew(ahead: float) -> float:
    """The platform's clock less ours. Their Date is in whole seconds: within one, the clocks agree."""
    return 0.0 if -ROUNDED_S <= ahead <= 0 else ahead


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError):
        return None


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(headers.get(f"x-ratelimit-{name}", ""))
    except ValueError:
        return None
    return value if 0 <= value < 1e12 else None
