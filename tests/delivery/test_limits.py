"""Limits over the wire: hidden ones, ones that change midway, and every way to tell when to come back."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted


def stops(sandbox: RunningSandbox) -> int:
    """How often creates were refused, counting those under way together as one."""
    log = sandbox.state("log")["log"]
    assert isinstance(log, list)
    refused = [
        datetime.fromisoformat(entry["at"]).timestamp()
        for entry in log
        if (entry["route"], entry["status"]) == ("POST /events", 429)
    ]
    return sum(later - earlier > 0.5 for earlier, later in pairwise([0.0, *refused]))


def counters(sandbox: RunningSandbox) -> dict[str, int]:
    found = sandbox.state("counters")["counters"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "rate",
    [
        "40/1s", "40/1s;reset=epoch", "40/1s;token-bucket", "40/1s;headers=on-429",
        "40/1s;headers=never", "40/1s;headers=never;token-bucket", "40/1s;headers=never;retry-after=date",
    ],
)  # fmt: skip
def test_no_request_comes_before_its_time(
    rate: str, project: Project, sandbox: RunningSandbox
) -> None:
    project.add(100)
    sandbox.control(rate=rate)
    result = project.run()
    assert (result.counts["created"], result.exit_code) == (100, 0)
    assert held(sandbox) == wanted(project)
    assert counters(sandbox)["too early"] == 0
    if "headers" not in rate:
        assert counters(sandbox)["rate limited"] == 0
    assert stops(sandbox) <= 1 + 5


@pytest.mark.parametrize("headers", ["", ";headers=never"])
def test_a_limit_that_is_halved_midway_is_kept_to(
    headers: str, project: Project, sandbox: RunningSandbox
) -> None:
    project.add(100)
    sandbox.control(rate=f"40/1s{headers}")
    halved = {"rate": f"20/1s{headers}"}
    sandbox.control(schedule=[{"after": 50, "route": "POST /events", "do": halved}])
    assert project.run().exit_code == 0
    assert held(sandbox) == wanted(project)
    assert counters(sandbox)["too early"] == 0
    assert stops(sandbox) <= (2 if not headers else 2 * (1 + 5))
