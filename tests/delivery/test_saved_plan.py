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
    assert project.run(dry_run=True, save_plan_as=saved).counts["created"] == 3
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    planned = wanted(project)
    project.add(2, first=3)
    result = project.run(saved_plan=saved)
    assert (result.counts["created"], result.counts["deferred"], result.exit_code) == (3, 2, 1)
    assert [issue.code for issue in result.issues] == ["publish.deferred"] * 2
    assert held(sandbox) == planned


def test_a_row_that_changed_since_is_held_back(project: Project, sandbox: RunningSandbox) -> None:
    project.add(2)
    saved = project.folder / "plan.jsonl"
    project.run(dry_run=True, save_plan_as=saved)
    project.rows["R0001"]["Title"] = "Another title"
    project.write()
    result = project.run(saved_plan=saved)
    assert (result.counts["created"], result.counts["deferred"]) == (1, 1)
    assert held(sandbox) == {"Show number 0": 1}


def test_a_dry_run_of_a_saved_plan_shows_what_it_comes_to_now_and_leaves_the_file(
    project: Project,
) -> None:
    project.add(2)
    saved = project.folder / "plan.jsonl"
    project.run(dry_run=True, save_plan_as=saved)
    before = saved.read_bytes()
    project.add(1, first=2)
    result = project.run(dry_run=True, saved_plan=saved)
    assert (result.counts["created"], result.counts["deferred"]) == (2, 1)
    assert saved.read_bytes() == before


def test_a_file_that_is_no_plan_of_this_source_is_refused_before_anything_is_sent(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    head = '{"format": "pinned-events-importer plan 1", "source": "shows"}'
    for content in (
        "",
        "not a plan",
        "[]",
        head.replace("shows", "another"),
        head.partition(", ")[0] + "}",
        f'{head}\n{{"action": "create", "key": "R0',
        f'{head}\n{{"action": "create"}}',
    ):
        file = project.folder / "plan.jsonl"
        file.write_text(content)
        assert project.run(saved_plan=file).exit_code == 2
    assert project.run(saved_plan=project.folder / "missing").exit_code == 2
    assert not held(sandbox)
