"""Rows mapped by several processes: each takes a stretch in turn, and what comes of it keeps the order.

Mapping is most of the work of a plan, and one row knows nothing of another. A source of ordinary size is
mapped before further processes have begun, so they are started only after its first rows.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import Any, BinaryIO, TypeAlias

from importer.errors import Location, RowError
from importer.mapping.apply import Mapper
from importer.payloads import RowOutcome, Wanted
from importer.records import Cell, Record, RowHasher, Standing

ALONE = 5_000
"""Rows that this process maps itself before it asks others for help."""

STRETCH = 1000
MOST_PROCESSES = 4

Mapped: TypeAlias = RowError | tuple[RowOutcome, bytes]
"""A row that could not be read, or what it came to and the hash of its cells."""

_Answer: TypeAlias = tuple[Any, bytes]
"""The same from a helper: a RowOutcome, or the parts of a Wanted without notes."""


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


_BEGIN = "; ".join(
    (
        "import gc, pickle, signal, sys",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",  # Ctrl-C reaches all; the first process decides
        "sys.path[:], threshold = pickle.load(sys.stdin.buffer)",
        "gc.set_threshold(*threshold)",
        "from importer.mapping.spreading import help_along",
        "help_along(sys.stdin.buffer, sys.stdout.buffer)",
    )
)


class _Helper:
    """Another process, with one stretch at a time. Should it end early, its rows are mapped here.

    It ends when its input does, however this process ends. It is neither forked, which would share the
    connections to the state, nor started by multiprocessing, which would run a caller's script again.
    """

    def __init__(self, mapper: Mapper, own: RowMapper) -> None:
        self._own = own
        self._given: list[Record | RowError] = []
        command = [sys.executable, "-P", "-c", _BEGIN]
        self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        with suppress(OSError):
            pickle.dump((sys.path, gc.get_threshold()), self._to)
            self._send(mapper)

    def __enter__(self) -> _Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        with suppress(OSError):
            self._to.close()
        self._from.close()
        self._process.wait()

    def exchange(self, stretch: list[Record | RowError]) -> Iterable[Mapped]:
        """Hand over the next stretch; returns what came of the one before."""
        given, self._given = self._given, stretch
        answer = None
        try:
            if given:
                answer = pickle.load(self._from)  # noqa: S301 - what our own process wrote
            if stretch:
                self._send([_parts(item) for item in stretch if isinstance(item, Record)])
        except (EOFError, OSError, pickle.UnpicklingError):
            pass  # it is gone: what it was given is mapped here, now or at the next turn
        return map(self._own, given) if answer is None else _joined(given, answer)

    def _send(self, value: Any) -> None:
        pickle.dump(value, self._to)
        self._to.flush()


def help_along(given: BinaryIO, answers: BinaryIO) -> None:
    """The work of a helper: a mapper comes first, then the records of one stretch after another."""
    with suppress(EOFError, OSError):
        own = RowMapper(pickle.load(given))  # noqa: S301 - what the process wrote that started this one
        while True:
            records = pickle.load(given)  # noqa: S301 - as above
            answer: list[_Answer] | None
            try:
                answer = [_light(own(_record(*each))) for each in records]
            except Exception:
                answer = None  # the first process maps these rows itself, and meets the fault where it is told
            pickle.dump(answer, answers)
            answers.flush()


def _joined(given: list[Record | RowError], answer: Iterable[_Answer]) -> Iterator[Mapped]:
    answers = iter(answer)
    for item in given:
        yield item if isinstance(item, RowError) else _whole(next(answers), item)


# Only plain tuples travel: to take a class apart and to put it together takes as long as to map its row.


def _parts(record: Record) -> tuple[Any, ...]:
    standing, at = record.standing.value, tuple(record.at)
    return record.columns, record.cells, at, record.key, record.past_key, standing


def _record(
    columns: tuple[str, ...],
    cells: tuple[Cell, ...],
    at: tuple[Any, ...],
    key: str | None,
    past_key: str | None,
    standing: str,
) -> Record:
    return Record(columns, cells, Location(*at), key, past_key, Standing(standing))


def _light(mapped: Mapped) -> _Answer:
    assert not isinstance(mapped, RowError)
    outcome, row_hash = mapped
    if isinstance(outcome, Wanted) and not outcome.notes:
        made = outcome.key, outcome.body, outcome.starts_at, outcome.over_at, outcome.past_key
        return made, row_hash
    return outcome, row_hash


def _whole(answer: _Answer, record: Record) -> tuple[RowOutcome, bytes]:
    outcome, row_hash = answer
    if type(outcome) is tuple:
        key, body, starts_at, over_at, past_key = outcome
        return Wanted(key, record.at, body, starts_at, over_at, past_key), row_hash
    return outcome, row_hash


def _usable() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
