"""Runs that die by SIGKILL at a chosen moment: the nth beginning or commit of a transaction.

Between two transactions lies every request, so these moments enclose whatever can be lost. Children come
from a fork server that has everything imported, so that hundreds of deaths take seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from importer.pipeline import Job, execute

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.delivery.dying", "importer.publishing.deliver", "httpx_aiohttp"]
)


def run_until(moment: int, mapping: str, environ: Mapping[str, str], ahead_s: float) -> None:
    """In a child: one run that is killed at its `moment`-th database event, counted from 1."""
    from sqlalchemy import Engine, event

    seen = 0

    def count(_connection: object) -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "begin", count)
    event.listen(Engine, "commit", count)
    execute(Job(Path(mapping), environ=environ, clock=lambda: time.time() + ahead_s))


def die(moment: int, mapping: Path, environ: Mapping[str, str], *, ahead_s: float = 0.0) -> bool:
    """True if the run was killed, False if it ended before that moment came.

    ahead_s: what the run's clock is ahead of this machine's.
    """
    child = FORKS.Process(target=run_until, args=(moment, str(mapping), dict(environ), ahead_s))
    child.start()
    child.join(60)
    assert child.exitcode is not None, "the run hangs"
    return child.exitcode == -signal.SIGKILL
