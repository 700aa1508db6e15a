"""Rows mapped by several processes: each takes a stretch in turn, and what comes of it keeps the order.

Mapping is most of the work of a plan, and one row knows nothing of another. A source of ordinary size is
mapped before further processes have begun, so they are started only after its first rows.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from importer.errors import RowError
from importer.mapping.apply import Mapper
from importer.payloads import Outcome
from importer.records import Record, RowHasher

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ALONE = 5_000
"""Rows that this process maps itself before it asks others for help."""

STRETCH = 1000
MOST_PROCESSES = 4

Mapped: TypeAlias = RowError | tuple[Outcome, bytes]
"""A row that could not be read, or what it came to and the hash of its cells."""


class RowMapper:
    """Maps single rows, in this process."""

    def __init__(self, mapper: Mapper) -> None:
        self._mapper = mapper
        self._hasher = RowHasher(mapper.fingerprint())

    def __call__(self, item: Record | RowError) -> Mapped:
        if isinstance(item, RowError):
            return item
        return self._mapper.map(item), self._hasher(item)


def map_rows(
    items: Iterable[Record | RowError],
    mapper: Mapper,
    *,
    processes: int | None = None,
    alone: int = ALONE,
) -> Iterator[Mapped]:
    """What each item comes to, in their order. processes: None for as many as this one may use."""
    rows, own = iter(items), RowMapper(mapper)
    yield from map(own, islice(rows, alone))
    ahead = list(islice(rows, STRETCH))
    wanted = min(_usable() if processes is None else processes, MOST_PROCESSES)
    if wanted > 1 and len(ahead) == STRETCH:
        with ExitStack() as stack:
            helpers = deque(map(stack.enter_context, _started(wanted, mapper, own)))
            while helpers and ahead:
                helpers.rotate(-1)
                done = helpers[-1].exchange(ahead)
                ahead = list(islice(rows, STRETCH))
                yield from done
            for helper in helpers:
                yield from helper.exchange([])
    yield from map(own, ahead)
    yield from map(own, rows)


def _started(wanted: int, mapper: Mapper, own: RowMapper) -> Iterator[_Helper]:
    """As many as the system lets us start."""
    with suppress(OSError):
        for _ in range(wanted):
            yield _Helper(mapper, own)


class _Helper:
    """Another process, with one stretch at a time. Should it end early, its rows are mapped here."""

    def __init__(self, mapper: Mapper, own: RowMapper) -> None:
        import multiprocessing

        # not forked: that would share the connections to the state
        spawning = multiprocessing.get_context("spawn")
        self._own = own
        self._given: list[Record | RowError] = []
        self._pipe, other = spawning.Pipe()
        self._process = spawning.Process(target=_help, args=(other, mapper), daemon=True)
        self._process.start()
        other.close()  # so that its end is noticed here, and ours there

    def __enter__(self) -> _Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()

    def exchange(self, stretch: list[Record | RowError]) -> list[Mapped]:
        """Hand over the next stretch; returns what came of the one before."""
        given, self._given = self._given, stretch
        done: list[Mapped] | None = []
        try:
            if given:
                done = self._pipe.recv()
            if stretch:
                self._pipe.send(stretch)
        except (EOFError, OSError):
            done = done or None
        return list(map(self._own, given)) if done is None else done


def _help(pipe: Connection, mapper: Mapper) -> None:
    """The work of a helper: ends when the other side does, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process decides
    own = RowMapper(mapper)
    try:
        while True:
            stretch = pipe.recv()
            try:
                done = list(map(own, stretch))
            except (
                Exception
            ):  # the first process maps these rows itself, and meets the fault where it is told
                done = None
            pipe.send(done)
    except (EOFError, OSError):
        return


def _usable() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
