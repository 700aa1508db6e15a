"""No key, a wrong key, no platform: the exit code tells a script what to do, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from importer.sandbox import Key, RunningSandbox, SandboxConfig, running_sandbox
from tests.cli.project import HALL, KEY, TITLES, Project, requests

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens there


@pytest.fixture
def strict() -> Iterator[RunningSandbox]:
    """A platform that knows one key, and not ours."""
    with running_sandbox(SandboxConfig(keys=(Key("pk_live_another", "another"),))) as sandbox:
        yield sandbox


def test_without_a_key_nothing_is_asked_of_the_platform(published: Project) -> None:
    done = published.importer("run", HALL, PINNED_EVENTS_API_KEY=None)
    assert requests(published.platform) == []
    published.refuses(done, 3, "There is no API key for", "variable PINNED_EVENTS_API_KEY,")


def test_a_plan_needs_no_key(project: Project) -> None:
    done = project.importer("plan", HALL, "--json", PINNED_EVENTS_API_KEY=None)
    assert (done.code, done.result["created"], done.result["requests"]) == (0, 3, 0)


def test_a_plan_does_without_a_key_file_that_is_not_there_and_says_so(project: Project) -> None:
    done = project.importer(
        "plan", HALL, "--json", PINNED_EVENTS_API_KEY=None, PINNED_EVENTS_API_KEY_FILE="no/key"
    )
    assert (done.code, done.result["created"], done.result["requests"]) == (0, 3, 0)
    assert done.result["notes"] == [
        "Channels and classifications were not checked: "
        "The key file no/key cannot be read: No such file or directory"
    ]


def test_a_key_that_the_platform_refuses_stops_the_run_at_once(
    project: Project, strict: RunningSandbox
) -> None:
    done = project.importer("run", HALL, "--api", strict.base_url)
    assert done.code == 3
    assert done.said.count("The platform refused the API key") == 1
    assert [entry["status"] for entry in requests(strict)] == [401]
    assert KEY not in done.said


def test_a_key_that_is_revoked_during_the_run_leaves_the_rest_for_later(project: Project) -> None:
    project.platform.control(
        schedule=[{"after": 1, "route": "POST /events", "do": {"revoke_key": "*"}}]
    )
    project.write("importer.toml", "connections = 1")
    done = project.importer("run", HALL, "--json")
    counts = {name: done.result[name] for name in ("created", "deferred", "unsettled")}
    assert (done.code, counts) == (3, {"created": 1, "deferred": 2, "unsettled": 0})
    assert "access.refused" in done.codes
    project.platform.control(edit_key={"label": "*", "revoked": False})
    again = project.importer("run", HALL, "--json")
    assert (again.code, again.result["created"], project.titles()) == (0, 2, TITLES)


def test_a_key_with_a_line_break_inside_is_refused_before_it_is_sent(published: Project) -> None:
    done = published.importer("run", HALL, PINNED_EVENTS_API_KEY="pk_live\nZr4V")
    assert requests(published.platform) == []
    published.refuses(done, 3, "The API key holds characters that no key has")


def test_an_address_that_would_carry_the_key_in_the_clear_is_refused(published: Project) -> None:
    done = published.importer("run", HALL, "--api", "http://pinned.example")
    published.refuses(done, 2, "would send the API key in the clear")


def test_a_platform_that_nobody_answers_for_is_temporary(published: Project) -> None:
    done = published.importer("run", HALL, "--api", NOBODY)
    published.refuses(done, 75, "The platform cannot be reached", "run it again")


@pytest.mark.parametrize("fault", ["500", "html", "redirect"])
def test_a_platform_that_answers_everything_wrongly_is_temporary_and_nothing_is_doubled(
    fault: str, project: Project
) -> None:
    project.platform.control(faults=f"{fault}=100%")
    done = project.importer("run", HALL, "--json")
    assert done.code == 75
    assert done.result["created"] == 0
    assert project.titles() == []
    project.platform.control(faults=None)
    again = project.importer("run", HALL, "--json")
    assert (again.code, again.result["created"], project.titles()) == (0, 3, TITLES)
