"""The API key stays in memory: it is in no output, no file, no database."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.cli.project import HALL, KEY, PROGRAMME, Done, Project

FORMS = [KEY, KEY[8:], base64.b64encode(KEY.encode()).decode()]


def holds_the_key(
    project: Project, done: list[Done], *, except_for: Path | None = None
) -> list[str]:
    """Where the key can be read: in what commands said, or in a file they left."""
    where = [f"output of command {n}" for n, each in enumerate(done) if key_in(each.said.encode())]
    files = [path for path in project.folder.rglob("*") if path.is_file() and path != except_for]
    return where + [str(path) for path in files if key_in(path.read_bytes())]


def key_in(content: bytes) -> bool:
    return any(form.encode() in content for form in FORMS)


def test_a_key_that_was_used_for_everything_is_written_nowhere(project: Project) -> None:
    done = [
        project.importer("plan", HALL, "-o", "saved.plan", "--verbose"),
        project.importer("run", HALL, "--plan", "saved.plan", "--report", "reports", "--verbose"),
        project.importer("doctor"),
        project.importer("doctor", "--json"),
        project.importer("status", "--json"),
        project.importer("show", "hall", "101"),
        project.importer("show", "hall", "101", "--json"),
    ]
    assert [each.code for each in done] == [0] * 7, [each.said for each in done]
    assert (project.folder / "state/importer.db").exists()
    assert holds_the_key(project, done) == []


@pytest.mark.parametrize("fault", ["500=100%", "garbage=every:2", "reset_after=every:2"])
def test_a_key_is_not_told_when_requests_fail(fault: str, project: Project) -> None:
    project.platform.control(faults=f"POST /events {fault}")
    done = project.importer("run", HALL, "--max-seconds", "1", "--report", "reports")
    assert (done.code, "Traceback" in done.said) in [(75, False), (0, False)]
    assert holds_the_key(project, [done]) == []


def test_a_key_that_is_refused_is_not_repeated_back(project: Project) -> None:
    assert project.importer("plan", HALL).code == 0
    project.platform.control(edit_key={"label": "*", "revoked": True})
    done = [project.importer("run", HALL), project.importer("doctor")]
    assert [each.code for each in done] == [3, 3]
    assert holds_the_key(project, done) == []


def test_a_key_from_a_file_stays_in_that_file(project: Project) -> None:
    path = project.write("secrets/key", f"{KEY}\n")
    toml = f"[profiles.hall]\nbase_url = '{project.platform.base_url}'\nkey_file = 'secrets/key'\n"
    project.write("importer.toml", toml)
    project.write(HALL, "profile: hall\n" + (project.folder / HALL).read_text())
    project.write("programme.csv", PROGRAMME + "104,A bad one,31/06/2091,20:00,Gig,Foyer\n")
    done = project.importer("run", HALL, "--report", "reports", PINNED_EVENTS_API_KEY=None)
    assert (done.code, len(project.titles())) == (1, 3)
    assert holds_the_key(project, [done], except_for=path) == []


def test_no_command_takes_the_key_as_an_argument(project: Project) -> None:
    from importer.cli.main import COMMANDS

    for name in COMMANDS:
        assert "--key" not in project.importer(name, "--help").out
