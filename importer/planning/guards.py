"""What a plan may not do unseen: withdraw, change or replace too much, or mistake silence for an empty source."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from importer.errors import Issue, Location

FEW = 5
"""Up to so many records no percentage applies."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are fractions of the known upcoming events in the window."""

    max_removed: float = 0.10
    max_removed_count: int = 500
    max_changed: float = 0.50
    expect_empty: bool = False
    removals_matter: bool = True


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a plan would do. known: published upcoming events in the window, before it."""

    rows: int
    known: int
    withdrawn: int
    reported_gone: int
    changed: int
    created: int


def may_be_empty(limits: Limits, allowed: Collection[str]) -> bool:
    """Whether a source without rows is believed: then what came from it is gone."""
    return limits.expect_empty or not limits.removals_matter or "empty" in allowed


def breaches(
    extent: Extent, limits: Limits, allowed: Collection[str], source: str
) -> Iterator[Issue]:
    """Each guard that the plan runs into and that was not let through (`--allow`)."""
    at = Location(source)
    if extent.rows == 0 and extent.known and not may_be_empty(limits, allowed):
        yield Issue(
            "guard.empty_source",
            f"The source has no rows, but {extent.known} upcoming events came from it. Nothing was sent. If it is really "
            "empty, run with --allow empty or set `guard: {expect_empty: true}`",
            at,
        )
        return
    gone = extent.withdrawn + extent.reported_gone
    if (
        gone > FEW
        and gone > extent.known / 2
        and extent.created >= gone / 2
        and "identity" not in allowed
    ):
        yield Issue(
            "guard.identity_changed",
            f"{gone} of {extent.known} known events have vanished while {extent.created} new ones appeared: it looks as if the "
            "ids changed, and everything would be published twice. Nothing was sent. Check the identity columns, then run "
            "with --allow identity if this is right",
            at,
        )
    if (
        extent.withdrawn > limits.max_removed_count
        or _too_much(extent.withdrawn, extent.known, limits.max_removed)
    ) and "removals" not in allowed:
        yield Issue(
            "guard.too_many_removed",
            f"{extent.withdrawn} of {extent.known} known events would be withdrawn; the limit is {limits.max_removed:.0%} and "
            f"{limits.max_removed_count}. Nothing was sent. If this is right, run with --allow removals",
            at,
        )
    if _too_much(extent.changed, extent.known, limits.max_changed) and "changes" not in allowed:
        yield Issue(
            "guard.too_many_changed",
            f"{extent.changed} of {extent.known} known events would change; the limit is {limits.max_changed:.0%}. Nothing was "
            "sent. If this is right (a new mapping, a renamed venue), run with --allow changes",
            at,
        )


def warnings(extent: Extent, limits: Limits, source: str) -> Iterator[Issue]:
    """Loud, but no stop: much is gone from a source whose removals are only reported."""
    if extent.reported_gone > limits.max_removed_count or _too_much(
        extent.reported_gone, extent.known, limits.max_removed
    ):
        yield Issue(
            "guard.too_many_removed",
            f"{extent.reported_gone} of {extent.known} known events are gone from the source at once. They were only reported "
            "(`when_removed: report`); look whether the source is whole",
            Location(source),
        )


def _too_much(count: int, known: int, share: float) -> bool:
    return count > FEW and count > known * share
