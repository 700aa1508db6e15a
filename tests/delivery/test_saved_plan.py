"""A plan that was looked at and kept: a run sends what it names and nothing else."""

from __future__ import annotations

import stat

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted


def test_a_saved_plan_is_executed_and_what_came_later_is_held_back(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    saved = project.folder / "plan.jsonl"
    assert project.run(dry_run=True, plan_file=saved).counts["created"] == 3
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    planned = wanted(project)
    project.add(2, first=3)
    result = project.run(plan_file=saved)
    assert (result.counts["created"], result.counts["deferred"], result.exit_code) == (3, 2, 1)
    assert [issue.code for issue in result.issues] == ["publish.deferred"] * 2
    assert held(sandbox) == planned


def test_a_row_that_changed_since_is_held_back(project: Project, sandbox: RunningSandbox) -> None:
    project.add(2)
    saved = project.folder / "plan.jsonl"
    project.run(dry_run=True, plan_file=saved)
    project.rows["R0001"]["Title"] = "Another title"
    project.write()
    result = project.run(plan_file=saved)
    assert (result.counts["created"], result.counts["deferred"]) == (1, 1)
    assert held(sandbox) == {"Show number 0": 1}


def test_a_file_that_is_no_plan_of_this_source_is_refused_before_anything_is_sent(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    for content in ("", "not a plan", '{"format": "pinned-events-importer plan 1", "source": "x"}'):
        file = project.folder / "plan.jsonl"
        file.write_text(content)
        assert project.run(plan_file=file).exit_code == 2
    assert project.run(plan_file=project.folder / "missing").exit_code == 2
    assert not held(sandbox)
