"""What a pause between deciding, sending and repeating must not do: let a send leave on an old mark, or unseen."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted

ASLEEP_S = 3600.0


class SleepyMachine:
    """Its clocks jump by an hour as soon as an intent was first marked as sending."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.slept_s = 0.0

    def since_boot(self) -> float:
        if marks(self._state):
            self.slept_s = ASLEEP_S
        return time.monotonic() + self.slept_s

    def now(self) -> float:
        return time.time() + self.slept_s


def marks(state: Path) -> list[float]:
    """When each intent was last marked as sending."""
    with closing(sqlite3.connect(state)) as database:
        rows = database.execute("SELECT sent_at FROM intents WHERE sent_at IS NOT NULL")
        return [at for (at,) in rows]


def test_an_intent_that_left_too_late_after_its_mark_is_marked_again_first(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    machine, began = SleepyMachine(project.state), time.time()
    result = project.run(since_boot=machine.since_boot, clock=machine.now)
    assert (result.exit_code, result.counts["created"], result.requests) == (0, 3, 3 + 3)
    assert len(marks(project.state)) == 3
    assert min(marks(project.state)) >= began + ASLEEP_S
    assert held(sandbox) == wanted(project)


def test_a_pause_longer_than_the_window_ends_in_looking_not_in_repeating(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    project.in_progress_s = 0.1
    faults = "POST /events never_noted=next:1,GET /events 429=next:1@1s"
    sandbox.control(faults=faults, windows="4s,100ms")
    project.run()
    assert project.run().exit_code == 0
    assert held(sandbox) == wanted(project)


def test_a_send_in_doubt_while_all_are_told_to_wait_is_not_repeated_after_its_window(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(8)
    project.in_progress_s = 0.3
    sandbox.control(
        faults="POST /events slow=every:1@50ms,429=every:5@1s,never_noted=every:4",
        windows="4s,300ms",
    )
    for _ in range(6):
        if project.run().exit_code == 0:
            break
    assert held(sandbox) == wanted(project)


def test_a_repeat_planned_before_all_are_told_to_wait_does_not_leave_after_its_window(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(2)
    project.in_progress_s = 1.6
    faults = "POST /events never_noted=next:1,POST /events 429=next:1@2s"
    sandbox.control(faults=faults, windows="4s,1600ms")
    result = project.run(rng=lambda: 0.6)  # a repeat after 0.6 s; before it, the other row's 429
    assert (result.exit_code, result.rate_limited) == (0, 1)
    assert held(sandbox) == wanted(project)
