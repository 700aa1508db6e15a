"""Limits over the wire: hidden ones, ones that change midway, and every way to tell when to come back."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted


def creates(sandbox: RunningSandbox, status: int) -> list[float]:
    """When creates came that were answered so, in epoch seconds."""
    log = sandbox.state("log")["log"]
    assert isinstance(log, list)
    return [
        datetime.fromisoformat(entry["at"]).timestamp()
        for entry in log
        if (entry["route"], entry["status"]) == ("POST /events", status)
    ]


def stops(sandbox: RunningSandbox) -> int:
    """How often creates were refused, counting those under way together as one."""
    refused = creates(sandbox, 429)
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


@pytest.mark.parametrize(
    ("shown", "share", "late"),
    [("", 0.95, 2), (";headers=never", 0.85, 5), (";headers=never;token-bucket", 0.85, 5)],
)
def test_the_permitted_rate_is_used_and_few_are_refused_once_the_first_refusal_was_read(
    shown: str, share: float, late: int, project: Project, sandbox: RunningSandbox
) -> None:
    project.add(120)
    sandbox.control(rate=f"40/2s{shown}")
    assert project.run().counts["created"] == 120
    created, refused = creates(sandbox, 201), creates(sandbox, 429)
    assert len(created) >= share * 40 / 2 * (created[-1] - created[0])
    under_way_s = 0.4
    assert sum(at > refused[0] + under_way_s for at in refused) <= late
    assert counters(sandbox)["too early"] == 0
