"""Delivery against a model: whatever is interleaved, each record ends on the platform exactly once.

Rows appear, change and vanish; the other side fails in every way it knows; runs are killed; time passes both
windows, clocks step back; the state is lost or restored from an earlier day.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from importer.pipeline import Job
from importer.pipeline.adopting import adopt
from importer.sandbox import RunningSandbox, SandboxConfig, Windows, running_sandbox
from tests.delivery.dying import die
from tests.delivery.project import Project

IN_PROGRESS_S, SUCCEEDED_S = 0.15, 3.0
FAULTS = st.lists(
    st.sampled_from(
        [
            "POST /events drop_before=30%", "POST /events drop_after=30%", "POST /events never_noted=30%",
            "POST /events 503=30%", "POST /events 500_after=30%", "POST /events html=30%", "POST /events truncated=30%",
            "POST /events 408_after=30%", "POST /events redirect_after=30%", "POST /events 429=20%@50ms",
            "POST /events reset_after=30%", "PATCH /events/{id} drop_after=30%", "PATCH /events/{id} 503=30%",
            "GET /events 503=30%", "GET /events truncated=30%",
        ]
    ),
    max_size=4, unique=True,
)  # fmt: skip


class Delivery(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        windows = Windows(SUCCEEDED_S, IN_PROGRESS_S)
        self.sandbox: RunningSandbox = self.stack.enter_context(
            running_sandbox(SandboxConfig(windows=windows))
        )
        self.ours = 0.0  # what our clock is off by
        self.project = Project(
            folder, self.sandbox.base_url, IN_PROGRESS_S, SUCCEEDED_S, clock=self.now
        )
        self.kept = folder / "kept.db"
        self.version = 0
        self.vanished: dict[str, dict[str, str]] = {}
        self.forgotten: set[str] = (
            set()
        )  # were gone when the state was lost, no run has seen them since

    def now(self) -> float:
        return time.time() + self.ours

    @initialize()
    def begin(self) -> None:
        self.add(3)

    # -- the source --------------------------------------------------------------------------------

    @rule(count=st.integers(1, 4))
    def add(self, count: int) -> None:
        first = len(self.project.rows) + len(self.vanished)
        self.project.add(count, first=first)
        for ref in list(self.project.rows)[-count:]:
            self.project.rows[ref]["Title"] = f"{ref} v0"
        self.project.write()

    @rule(pick=st.integers(0, 50))
    def change(self, pick: int) -> None:
        """Only what the state knows: a row that is in no state and differs from its event is a new one."""
        known = sorted(self.project.rows.keys() - self.forgotten)
        if known:
            self.version += 1
            ref = known[pick % len(known)]
            self.project.rows[ref]["Title"] = f"{ref} v{self.version}"
            self.project.write()

    @precondition(lambda self: len(self.project.rows) > 2)
    @rule(pick=st.integers(0, 50))
    def vanish(self, pick: int) -> None:
        ref = sorted(self.project.rows)[pick % len(self.project.rows)]
        self.vanished[ref] = self.project.rows.pop(ref)
        self.project.write()

    @precondition(lambda self: self.vanished)
    @rule(pick=st.integers(0, 50))
    def come_back(self, pick: int) -> None:
        """As it is published, if it is: a lost state knows nothing else of it."""
        ref = sorted(self.vanished)[pick % len(self.vanished)]
        row = self.vanished.pop(ref)
        published = self.held().get(ref, [row["Title"]])
        self.project.rows[ref] = {**row, "Title": published[0]}
        self.project.write()

    # -- the world ---------------------------------------------------------------------------------

    @rule(faults=FAULTS)
    def fail(self, faults: list[str]) -> None:
        self.sandbox.control(faults=",".join(faults) or "off")

    @rule(seconds=st.sampled_from([0.2, 4.0, 90_000.0]))
    def pass_time(self, seconds: float) -> None:
        self.ours += seconds
        self.sandbox.control(advance=seconds)

    @rule(seconds=st.sampled_from([-1.0, -3600.0, 5.0]))
    def step_our_clock(self, seconds: float) -> None:
        self.ours += seconds

    # -- runs --------------------------------------------------------------------------------------

    @rule()
    def run(self) -> None:
        result = self.project.run()
        assert result.exit_code in (0, 1, 75), result.issues
        if result.exit_code == 0:
            self.forgotten -= self.project.rows.keys()
        assert result.rows == sum(
            result.counts[name]
            for name in ("created", "updated", "unchanged", "rejected", "unsettled", "deferred", "skipped")
        )  # fmt: skip

    @rule(moment=st.integers(3, 30))
    def run_and_die(self, moment: int) -> None:
        die(moment, self.project.mapping_path, self.project.environ, ahead_s=self.ours)

    def settled(self) -> None:
        """Run as cron would, on a good day, until nothing is left to do."""
        self.sandbox.control(faults="off")
        for _ in range(5):
            if self.project.run().exit_code == 0:
                self.forgotten -= self.project.rows.keys()
                break

    def take_over(self) -> None:
        adopt(
            Job(self.project.mapping_path, environ=self.project.environ, clock=self.now),
            lambda _: True,
        )

    @rule()
    def keep_a_copy_of_the_state(self) -> None:
        self.settled()
        shutil.copy(self.project.state, self.kept)

    @rule(restored=st.booleans())
    def lose_the_state(self, restored: bool) -> None:
        self.settled()
        self.forgotten |= self.vanished.keys()
        for file in self.project.state.parent.iterdir():
            file.unlink()
        if restored and self.kept.exists():
            shutil.copy(self.kept, self.project.state)
        self.project.run()
        self.take_over()

    # -- what must hold ----------------------------------------------------------------------------

    def held(self) -> dict[str, list[str]]:
        events = self.sandbox.state("events")["events"]
        assert isinstance(events, list)
        found: dict[str, list[str]] = {}
        for event in events:
            found.setdefault(event["payload"]["title"].split()[0], []).append(
                event["payload"]["title"]
            )
        return found

    @invariant()
    def nothing_is_there_twice(self) -> None:
        counts = Counter({ref: len(titles) for ref, titles in self.held().items()})
        assert not [ref for ref, count in counts.items() if count > 1]

    def teardown(self) -> None:
        try:
            self.settled()
            held = self.held()
            assert {ref: held.get(ref) for ref in self.project.rows} == {
                ref: [row["Title"]] for ref, row in self.project.rows.items()
            }
            self.nothing_is_there_twice()
        finally:
            self.stack.close()


@pytest.mark.parametrize("part", range(2))
def test_each_record_ends_up_exactly_once(part: int) -> None:
    run_state_machine_as_test(
        Delivery,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=False,
            print_blob=True,
        ),
    )
