"""What a run is asked to do, how it is told to stop, and whom it tells of its progress."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from importer.errors import TemporaryError


class Tell(Protocol):
    """Progress of a run, for a person who watches."""

    def stage(self, words: str, done: int = 0, total: int | None = None) -> None:
        """What is being done; total None while unknown."""
        ...

    def waiting(self, until: float, because: str) -> None:
        """Nothing can be sent until then (epoch seconds)."""
        ...


class Silence:
    """Tells nobody."""

    def stage(self, words: str, done: int = 0, total: int | None = None) -> None: ...

    def waiting(self, until: float, because: str) -> None: ...


class Stop:
    """A request to stop cleanly, from a signal handler or a clock."""

    def __init__(self) -> None:
        self.why = ""
        self._attached: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def request(self, why: str) -> None:
        self.why = self.why or why
        if self._attached is not None:
            loop, event = self._attached
            loop.call_soon_threadsafe(event.set)

    def attach(self) -> asyncio.Event:
        """An event of the running loop that is set when a stop is requested."""
        event = asyncio.Event()
        self._attached = (asyncio.get_running_loop(), event)
        if self.why:
            event.set()
        return event

    def check(self) -> None:
        """Raise TemporaryError if a stop was requested: for work that nothing waits on."""
        if self.why:
            raise TemporaryError(f"Stopped: {self.why}. Nothing is lost; run again")


def seconds_since_boot() -> float:
    """Goes on while the machine sleeps, where the system has such a clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass(frozen=True, slots=True)
class Job:
    """One run or plan.

    source: overrides the mapping's location. allow: guards let through once. max_seconds: wall time
    after which nothing new is sent. saved_plan: do only what it names; save_plan_as: where a plan is
    kept. clock: epoch seconds, the only source of `now`; since_boot: seconds
    that go on while the machine sleeps; rng: 0 to 1.
    """

    mapping: Path
    source: str | None = None
    dry_run: bool = False
    max_writes: int | None = None
    max_seconds: float | None = None
    allow: frozenset[str] = frozenset()
    same_source: bool = False
    state: str | None = None
    api: str | None = None
    saved_plan: Path | None = None
    save_plan_as: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stdin: BinaryIO | None = None
    clock: Callable[[], float] = time.time
    since_boot: Callable[[], float] = seconds_since_boot
    rng: Callable[[], float] = random.random
    tell: Tell = field(default_factory=Silence)
    stop: Stop = field(default_factory=Stop)

    @property
    def may_leave_unread(self) -> bool:
        """Whether a source that did not change may end this run: not where a person asked for more."""
        return not (self.dry_run or self.allow or self.saved_plan is not None)
