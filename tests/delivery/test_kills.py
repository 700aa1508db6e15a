"""kill -9 between any two lines: after the next whole run every row is published exactly once."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from importer.sandbox import RunningSandbox
from tests.delivery.dying import die
from tests.delivery.project import Project, held, wanted

MOMENTS = [
    *(("transaction", moment) for moment in range(1, 40, 3)),
    *(("request", moment) for moment in range(1, 76, 6)),
]


def finish(project: Project) -> int:
    """Run as cron would until nothing is left; returns the last exit code."""
    for _ in range(6):
        code = project.run().exit_code
        if code == 0:
            break
    return code


@pytest.mark.parametrize(("kind", "moment"), MOMENTS)
def test_a_run_killed_around_any_transaction_or_request_is_completed_by_the_next(
    kind: str, moment: int, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    sandbox.control(faults="POST /events drop_after=every:5", windows="4s,100ms")
    expected: Counter[str] = Counter()
    for offset in range(3) if kind == "transaction" else range(0, 6, 2):
        project = Project(tmp_path / str(offset), sandbox.base_url, in_progress_s=0.1)
        project.add(12, first=100 * offset)
        expected += wanted(project)
        assert die(moment + offset, project.mapping_path, project.environ, kind=kind)
        assert finish(project) == 0
        assert held(sandbox) == expected


def test_a_hundred_kills_in_a_row_publish_nothing_twice_and_lose_nothing(
    project: Project, sandbox: RunningSandbox
) -> None:
    chance = random.Random(11)
    project.in_progress_s = 0.1
    sandbox.control(faults="POST /events slow=30%@20ms,drop_after=10%,503=10%", windows="4s,100ms")
    killed = 0
    for round_ in range(100):
        project.add(2, first=2 * round_)
        kind = chance.choice(["transaction", "request"])
        moment = chance.randrange(4, 24)
        killed += die(moment, project.mapping_path, project.environ, kind=kind)
        assert max(held(sandbox).values(), default=1) == 1
    sandbox.control(faults="off")
    assert killed > 50
    assert finish(project) == 0
    assert held(sandbox) == wanted(project)
