"""What a pause between deciding, sending and repeating must not do: let a send leave on an old mark, or unseen."""

from __future__ import annotations

import sqlite3
import time

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held, wanted

ASLEEP_S = 3600.0


class SleepyMachine:
    """Its clocks jump by an hour between the first marking of an intent and its departure."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def slept_s(self) -> float:
        return ASLEEP_S if self.asked > 1 else 0.0

    def since_boot(self) -> float:
        self.asked += 1
        return time.monotonic() + self.slept_s

    def now(self) -> float:
        return time.time() + self.slept_s


def test_an_intent_that_left_too_late_after_its_mark_is_marked_again_first(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    machine, began = SleepyMachine(), time.time()
    result = project.run(since_boot=machine.since_boot, clock=machine.now)
    assert (result.exit_code, result.counts["created"], result.requests) == (0, 3, 3 + 3)
    with sqlite3.connect(project.state) as state:
        marks = [at for (at,) in state.execute("SELECT sent_at FROM intents")]
    assert len(marks) == 3
    assert min(marks) >= began + ASLEEP_S
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
