"""What a person reads after a run."""

from __future__ import annotations

import pytest

from importer.errors import Issue, Location
from importer.reports.console import Paint, summary
from importer.reports.document import ISSUES_KEPT, Result

PLAIN = Paint(False)


def gone(row: int) -> Issue:
    at = Location("shows.csv", row)
    return Issue("removed.reported", f"'Show {row}' is gone, event {100 + row} is still there", at)


def result(*issues: Issue, **facts: object) -> Result:
    made = Result(source="shows", **facts)  # type: ignore[arg-type]  # named by each test
    made.report(issues)
    return made


def test_issues_of_one_kind_stand_together_with_their_first_places_in_the_order_of_rows() -> None:
    lines = summary(result(*map(gone, (9, 2, 7, 4, 3))), PLAIN).splitlines()
    assert [line.strip() for line in lines[3:-1]] == [
        "removed.reported × 5  'Show 2' is gone, event 102 is still there",
        "shows.csv, row 2",
        "shows.csv, row 3",
        "shows.csv, row 4",
        "… and 2 more; --verbose shows each",
    ]


def test_each_issue_stands_by_itself_where_every_one_is_asked_for() -> None:
    told = summary(result(*map(gone, (9, 2, 7, 4, 3))), PLAIN, every_issue=True)
    lines = told.splitlines()[3:-1]
    assert [line.strip() for line in lines[:4]] == [
        "removed.reported  'Show 2' is gone, event 102 is still there",
        "shows.csv, row 2",
        "removed.reported  'Show 3' is gone, event 103 is still there",
        "shows.csv, row 3",
    ]
    assert len(lines) == 10


def test_what_concerns_the_whole_source_is_never_lost_behind_thousands_of_rows() -> None:
    rows = (gone(row) for row in range(2, ISSUES_KEPT + 502))
    collapse = Issue("guard.too_many_removed", "all are gone at once", Location("shows.csv"))
    refused = Issue("access.refused", "the platform refuses the key")
    made = result(*rows, collapse, refused)
    assert made.issues_in_all == ISSUES_KEPT + 502
    assert made.issues[ISSUES_KEPT:] == [collapse, refused]
    told = summary(made, PLAIN)
    assert "all are gone at once" in told
    assert "the platform refuses the key" in told
    assert "… and 500 more: removed.reported" in told


@pytest.mark.parametrize(
    ("facts", "ending"),
    [
        ({"exit_code": 0}, "Done."),
        ({"exit_code": 0, "dry_run": True}, "This is what `importer run` would do."),
        ({"exit_code": 1}, "Some rows need you; all others are done."),
        (
            {"exit_code": 1, "dry_run": True},
            "Some rows need you; `importer run` would do the rest.",
        ),
        ({"exit_code": 75}, "Not finished. Nothing is lost: run it again."),
    ],
)
def test_the_last_line_says_what_is_to_be_done(facts: dict[str, object], ending: str) -> None:
    assert summary(result(**facts), PLAIN).splitlines()[-1].strip() == ending


def test_one_is_not_many() -> None:
    assert "1 row · 2.0 s · 1 request" in summary(result(rows=1, seconds=2.0, requests=1), PLAIN)
