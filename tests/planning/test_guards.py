"""Guards: what stops a run before anything is sent, and what is only said loudly."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from importer.planning.guards import Extent, Limits, breaches, warnings

SOURCE = "programme.csv"


def extent(
    *,
    rows: int = 100,
    known: int = 20,
    withdrawn: int = 0,
    reported_gone: int = 0,
    changed: int = 0,
    created: int = 0,
) -> Extent:
    return Extent(rows, known, withdrawn, reported_gone, changed, created)


def stops(extent: Extent, limits: Limits | None = None, allowed: Collection[str] = ()) -> list[str]:
    found = list(breaches(extent, limits or Limits(), allowed, SOURCE))
    assert all(str(issue.at) == SOURCE and "--allow" in issue.message for issue in found)
    return [issue.code for issue in found]


# -- withdrawals -------------------------------------------------------------------------------


def test_five_withdrawals_pass_and_six_of_twenty_do_not() -> None:
    assert stops(extent(withdrawn=5)) == []
    assert stops(extent(withdrawn=6)) == ["guard.too_many_removed"]


def test_the_limit_itself_still_passes() -> None:
    assert stops(extent(known=60, withdrawn=6)) == []
    assert stops(extent(known=59, withdrawn=6)) == ["guard.too_many_removed"]


def test_the_absolute_limit_holds_whatever_the_share() -> None:
    assert stops(extent(known=100_000, withdrawn=500)) == []
    assert stops(extent(known=100_000, withdrawn=501)) == ["guard.too_many_removed"]
    assert stops(extent(withdrawn=3), Limits(max_removed_count=2)) == ["guard.too_many_removed"]


def test_withdrawals_can_be_let_through_once() -> None:
    assert stops(extent(withdrawn=20), allowed={"removals"}) == []
    assert stops(extent(withdrawn=20), allowed={"changes"}) == ["guard.too_many_removed"]


def test_the_message_says_how_many_of_how_many_and_the_limits() -> None:
    (issue,) = breaches(extent(withdrawn=6), Limits(), (), SOURCE)
    assert "6 of 20 known events" in issue.message
    assert "10% and 500" in issue.message


# -- changes -----------------------------------------------------------------------------------


def test_half_of_the_events_may_change_and_more_may_not() -> None:
    assert stops(extent(changed=10)) == []
    assert stops(extent(changed=11)) == ["guard.too_many_changed"]


def test_five_changes_pass_whatever_their_share() -> None:
    assert stops(extent(known=5, changed=5)) == []
    assert stops(extent(known=6, changed=6)) == ["guard.too_many_changed"]


def test_changes_can_be_let_through_once_or_by_the_mapping() -> None:
    assert stops(extent(changed=20), allowed={"changes"}) == []
    assert stops(extent(changed=20), Limits(max_changed=1.0)) == []


# -- ids that changed --------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["withdrawn", "reported_gone"])
def test_many_gone_and_as_many_new_looks_like_changed_ids(how: str) -> None:
    replaced = extent(created=11, **{how: 11})
    assert "guard.identity_changed" in stops(replaced)
    assert "guard.identity_changed" not in stops(replaced, allowed={"identity"})


@pytest.mark.parametrize(
    ("known", "gone", "created"),
    [(5, 5, 5), (20, 10, 20), (20, 12, 5)],
    ids=["five", "only half is gone", "few are new"],
)
def test_ordinary_turnover_is_not_taken_for_changed_ids(
    known: int, gone: int, created: int
) -> None:
    assert stops(extent(known=known, reported_gone=gone, created=created)) == []


# -- a source without rows ---------------------------------------------------------------------


def test_an_empty_source_of_known_events_stops_and_nothing_else_is_said() -> None:
    assert stops(extent(rows=0, known=1)) == ["guard.empty_source"]
    assert stops(extent(rows=0, known=20, withdrawn=20)) == ["guard.empty_source"]


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        (Limits(expect_empty=True), ()),
        (Limits(removals_matter=False), ()),
        (Limits(), {"empty"}),
    ],
    ids=["expect_empty", "when_removed: ignore", "--allow empty"],
)
def test_an_empty_source_passes_where_it_is_expected(
    limits: Limits, allowed: Collection[str]
) -> None:
    assert stops(extent(rows=0), limits, allowed) == []


def test_an_empty_source_that_never_held_anything_passes() -> None:
    assert stops(extent(rows=0, known=0)) == []


# -- warnings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("gone", "warned"), [(5, False), (6, True)])
def test_a_collapse_is_a_loud_warning_where_removals_are_only_reported(
    gone: int, warned: bool
) -> None:
    collapsed = extent(reported_gone=gone)
    found = list(warnings(collapsed, Limits(), SOURCE))
    assert [issue.code for issue in found] == ["guard.too_many_removed"] * warned
    assert stops(collapsed) == []


def test_the_absolute_limit_warns_too() -> None:
    many = extent(known=100_000, reported_gone=501)
    assert len(list(warnings(many, Limits(), SOURCE))) == 1
