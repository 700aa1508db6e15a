"""Runs that die by SIGKILL at a chosen moment: around the nth transaction, or the nth bytes on a connection.

Children come from a fork server that has everything imported, so that hundreds of deaths take seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from importer.pipeline import Job, execute

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.delivery.dying", "importer.publishing.deliver", "httpx_aiohttp"]
)


def at_transactions(count: Callable[..., None]) -> None:
    """Every beginning and every commit of a transaction is a moment."""
    from sqlalchemy import Engine, event

    event.listen(Engine, "begin", count)
    event.listen(Engine, "commit", count)


def at_requests(count: Callable[..., None]) -> None:
    """Before and after bytes go out on a connection, and before and after bytes that came in are looked at."""
    from asyncio import selector_events

    from aiohttp.client_proto import ResponseHandler

    def around(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            count()
            result = act(*arguments, **named)
            count()
            return result

        return counted

    transport = selector_events._SelectorSocketTransport  # type: ignore[attr-defined]  # no public hook sees the bytes
    for write in ("write", "writelines"):
        setattr(transport, write, around(getattr(transport, write)))
    ResponseHandler.data_received = around(ResponseHandler.data_received)  # type: ignore[method-assign]


MOMENTS: Mapping[str, Callable[[Callable[..., None]], None]] = {
    "transaction": at_transactions,
    "request": at_requests,
}


def run_until(
    moment: int, kind: str, mapping: str, environ: Mapping[str, str], ahead_s: float
) -> None:
    """In a child: one run that is killed at its `moment`-th moment of a kind, counted from 1."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    MOMENTS[kind](count)
    execute(Job(Path(mapping), environ=environ, clock=lambda: time.time() + ahead_s))


def die(
    moment: int,
    mapping: Path,
    environ: Mapping[str, str],
    *,
    kind: str = "transaction",
    ahead_s: float = 0.0,
) -> bool:
    """True if the run was killed, False if it ended before that moment came.

    ahead_s: what the run's clock is ahead of this machine's.
    """
    arguments = (moment, kind, str(mapping), dict(environ), ahead_s)
    child = FORKS.Process(target=run_until, args=arguments)
    child.start()
    child.join(60)
    assert child.exitcode is not None, "the run hangs"
    return child.exitcode == -signal.SIGKILL
