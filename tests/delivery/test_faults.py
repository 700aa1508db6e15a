"""Every fault of the other side: in the end each row is there exactly once."""

from __future__ import annotations

import pytest

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted

FAULTS = [
    "drop_before", "drop_after", "never_noted", "reset_before", "reset_after", "500", "502", "503", "500_after",
    "502_after", "503_after", "408", "408_after", "html", "html_before", "html_502", "html_502_after",
    "truncated", "truncated_length", "no_id", "garbage", "redirect", "redirect_after",
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_rows_are_published_once_although_some_requests_fail(
    fault: str, project: Project, sandbox: RunningSandbox
) -> None:
    project.add(20)
    wait = "@100ms" if fault == "429" else ""
    sandbox.control(faults=f"POST /events {fault}=every:4{wait}")
    for _ in range(6):
        result = project.run()
        if result.exit_code == 0:
            break
    assert held(sandbox) == wanted(project)
    assert result.exit_code == 0


def test_a_run_after_all_is_published_sends_nothing(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(5)
    assert project.run().counts["created"] == 5
    again = project.run()
    assert (again.counts["unchanged"], again.requests, again.exit_code) == (5, 0, 0)
