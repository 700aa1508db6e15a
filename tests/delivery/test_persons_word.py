"""`importer settle --assume`: a person says what became of a send, where looking does not help."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from importer.cli.main import importer
from importer.errors import UsageError
from importer.pipeline import settling
from importer.sandbox import RunningSandbox
from importer.store import Store
from tests.delivery.project import Project, held, wanted

NOBODY_CAN_LOOK = "POST /events drop_before=every:1,GET /events 503=every:1"


def doubtful(project: Project, sandbox: RunningSandbox) -> str:
    """One record in doubt beside a published one, whose event id is returned."""
    project.add(1)
    project.run()
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    project.add(1, first=1)
    sandbox.control(
        faults="POST /events drop_before=every:1",
        schedule=[{"after": 1, "route": "GET /events", "do": {"faults": NOBODY_CAN_LOOK}}],
    )
    project.run(max_seconds=1.0)
    sandbox.control(faults="off")
    return str(events[0]["id"])


def test_a_persons_word_that_it_is_missing_sends_it_again(
    project: Project, sandbox: RunningSandbox
) -> None:
    doubtful(project, sandbox)
    with Store.open(str(project.state), lambda: 0.0) as store:
        settling.assume(store, None, "R0001", created=False, event_id=None)
    assert project.run().exit_code == 0
    assert held(sandbox) == wanted(project)


def test_what_was_assumed_is_told_as_json_where_that_is_asked_for(
    project: Project, sandbox: RunningSandbox
) -> None:
    doubtful(project, sandbox)
    words = ["settle", "--assume", "missing", "R0001", "--state", str(project.state), "--json"]
    told = json.loads(CliRunner().invoke(importer, words).stdout)
    assert (told["id"], told["assumed"], told["exit_code"]) == ("R0001", "missing", 0)


def test_a_persons_word_cannot_give_one_event_to_two_records(
    project: Project, sandbox: RunningSandbox
) -> None:
    taken = doubtful(project, sandbox)
    with (
        Store.open(str(project.state), lambda: 0.0) as store,
        pytest.raises(UsageError, match=f"event {taken} belongs to another record"),
    ):
        settling.assume(store, None, "R0001", created=True, event_id=taken)
