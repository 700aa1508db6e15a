"""What can be stated and nothing acts upon yet is told, never silent."""

from __future__ import annotations

import pytest

from tests.cli.project import HALL, MAPPING, TITLES, Project


@pytest.mark.parametrize(
    "stated", ["precedence: 3", "on_conflict: report", "on_conflict: keep_theirs"]
)
@pytest.mark.parametrize("command", ["plan", "run"])
def test_a_key_that_nothing_acts_upon_is_told_in_every_result(
    command: str, stated: str, project: Project
) -> None:
    project.write(HALL, f"{MAPPING}{stated}\n")
    done = project.importer(command, HALL, "--json")
    assert (done.code, done.result["created"]) == (0, 3)
    (note,) = done.result["notes"]
    assert note.startswith(f"`{stated}` has no effect in this version: ")


def test_it_is_told_on_nights_without_changes_too(project: Project) -> None:
    project.write(HALL, f"{MAPPING}on_conflict: overwrite\n")
    for _ in range(2):
        done = project.importer("run", HALL)
        assert done.code == 0
        assert done.said.count("`on_conflict: overwrite` has no effect") == 1
    assert project.titles() == TITLES


def test_a_guard_that_is_not_there_yet_is_told(project: Project) -> None:
    done = project.importer("run", HALL, "--allow", "undone", "--json")
    assert (done.code, done.result["created"]) == (0, 3)
    assert [note.partition(":")[0] for note in done.result["notes"]] == [
        "`--allow undone` has no effect in this version"
    ]


def test_a_precedence_that_asks_for_nothing_says_nothing(project: Project) -> None:
    project.write(HALL, f"{MAPPING}precedence: 0\n")
    assert project.importer("plan", HALL, "--json").result["notes"] == []
