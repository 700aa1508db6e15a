"""Whatever form an answer takes where the contract is silent: once, settled, adopted, unchanged."""

from __future__ import annotations

import pytest

from importer.pipeline import Job
from importer.pipeline.adopting import adopt
from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted

FORMS = {
    "a list in a new order at every page": {"order": "unstable"},
    "a list in a new order at every sweep": {"order": "shuffled"},
    "the channel as an object": {"channel": "object"},
    "the channel as a number": {"channel": "number"},
    "ids as text": {"event_ids": "text"},
    "200 for a create, bare documents, short lists, slugs as strings": {
        "create_status": 200, "get_event": "bare", "list_fields": "short", "classifications": "strings",
    },
    "errors with a list of details": {"details": "list"},
    "errors without details": {"details": "missing"},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_lost_answers_are_settled_and_a_lost_state_is_adopted_with(
    form: str, project: Project, sandbox: RunningSandbox
) -> None:
    sandbox.control(answers=FORMS[form], faults="POST /events drop_after=10%,never_noted=every:20")
    project.add(120)  # more than one page
    for _ in range(3):
        if project.run().exit_code == 0:
            break
    sandbox.control(faults="off")
    assert held(sandbox) == wanted(project)
    project.state.unlink()
    taken = adopt(Job(project.mapping_path, environ=project.environ), lambda _: True)
    assert (len(taken.matched), taken.doubtful, taken.new) == (120, [], 0)
    assert project.run().counts["unchanged"] == 120
    assert held(sandbox) == wanted(project)
