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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice, starmap
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from importer.errors import Issue, Location, RowError
from importer.mapping.apply import Mapper
from importer.payloads import Refused, RowOutcome, SetDown, Wanted, set_down
from importer.records import Cell, Record, RowHasher, Standing

STRETCH = 1000
"""Rows that one process maps at a time."""

ALONE = 5 * STRETCH
"""Rows that this process maps itself before it asks others for help."""

MOST_PROCESSES = 4

Told: TypeAlias = tuple[int, tuple[Issue, ...], bool]
"""What a person should hear of a row: its position, issues or notes, and whether it has a key to be set down with."""

_Numbered: TypeAlias = tuple[int, Record | RowError]


class Stretch(NamedTuple):
    """Some rows, mapped, in file order. rows: how many; laid: those with a key, to be set down."""

    rows: int
    laid: list[SetDown]
    told: list[Told]


class StretchMapper:
    """Maps stretches, in this process."""

    def __init__(self, mapper: Mapper) -> None:
        self._mapper = mapper
        self._hasher = RowHasher(mapper.fingerprint())

    def __call__(self, items: Sequence[_Numbered]) -> Stretch:
        """items: with their positions in the source."""
        made = Stretch(len(items), [], [])
        for row, item in items:
            if isinstance(item, RowError):
                made.told.append((row, (item.issue,), False))
                continue
            outcome = self._mapper.map(item)
            laid = set_down(row, outcome, self._hasher(item))
            if laid is not None:
                made.laid.append(laid)
            if issues := _issues(outcome):
                made.told.append((row, issues, laid is not None))
        return made


_PRIVATE = (Issue("ical.private", "a private entry is not published"),)


def _issues(outcome: RowOutcome) -> tuple[Issue, ...]:
    if isinstance(outcome, Wanted):
        return outcome.notes
    if isinstance(outcome, Refused):
        return outcome.issues
    return _PRIVATE if outcome.why == "private" else ()


def map_rows(
    items: Iterable[Record | RowError],
    mapper: Mapper,
    *,
    processes: int | None = None,
    alone: int = ALONE,
) -> Iterator[Stretch]:
    """What the items come to, in their order. processes: None for as many as this one may use."""
    numbered, own = enumerate(items), StretchMapper(mapper)
    wanted = min(_usable() if processes is None else processes, MOST_PROCESSES)
    helpers: deque[_Helper] | None = None
    with ExitStack() as stack:
        while stretch := list(islice(numbered, STRETCH)):
            if (
                helpers is None
                and wanted > 1
                and stretch[0][0] >= alone
                and len(stretch) == STRETCH
            ):
                helpers = deque(map(stack.enter_context, _started(wanted, mapper, own)))
            if not helpers:
                yield own(stretch)
                continue
            helpers.rotate(-1)
            yield from helpers[-1].exchange(stretch)
        for helper in helpers or ():
            yield from helper.exchange([])


def _started(wanted: int, mapper: Mapper, own: StretchMapper) -> Iterator[_Helper]:
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

    def __init__(self, mapper: Mapper, own: StretchMapper) -> None:
        self._own = own
        self._given: list[_Numbered] = []
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

    def exchange(self, stretch: list[_Numbered]) -> Iterator[Stretch]:
        """Hand over the next stretch; yields what came of the one before."""
        given, self._given = self._given, stretch
        answer = None
        try:
            if given:
                answer = pickle.load(self._from)  # noqa: S301 - what our own process wrote
            if stretch:
                self._send([(n, *_parts(it)) for n, it in stretch if isinstance(it, Record)])
        except (EOFError, OSError, pickle.UnpicklingError):
            pass  # it is gone: what it was given is mapped here, now or at the next turn
        if given:
            yield self._own(given) if answer is None else _whole(given, *answer)

    def _send(self, value: Any) -> None:
        pickle.dump(value, self._to)
        self._to.flush()


def _whole(given: list[_Numbered], laid: list[SetDown], light: list[_LightTold]) -> Stretch:
    """What a helper answered, with the errors that it was not given."""
    told: list[Told] = [(row, tuple(starmap(_issue, said)), keyed) for row, said, keyed in light]
    errors = [(row, (item.issue,), False) for row, item in given if isinstance(item, RowError)]
    if errors:
        told = sorted([*errors, *told], key=itemgetter(0))
    return Stretch(len(given), laid, told)


def help_along(given: BinaryIO, answers: BinaryIO) -> None:
    """The work of a helper: a mapper comes first, then the records of one stretch after another."""
    with suppress(EOFError, OSError):
        own = StretchMapper(pickle.load(given))  # noqa: S301 - what the process wrote that started this one
        while True:
            records = pickle.load(given)  # noqa: S301 - as above
            answer: tuple[list[SetDown], list[_LightTold]] | None
            try:
                made = own([_record(*each) for each in records])
                answer = (
                    made.laid,
                    [(row, [*map(_light, said)], keyed) for row, said, keyed in made.told],
                )
            except Exception:
                answer = None  # the first process maps these rows itself, and meets the fault where it is told
            pickle.dump(answer, answers)
            answers.flush()


# Only plain tuples travel: to take a class apart and to put it together takes as long as to map its row.


def _parts(record: Record) -> tuple[Any, ...]:
    standing = None if record.standing is Standing.LIVE else record.standing.value
    return record.columns, record.cells, tuple(record.at), record.key, record.past_key, standing


def _record(
    number: int,
    columns: tuple[str, ...],
    cells: tuple[Cell, ...],
    at: tuple[Any, ...],
    key: str | None,
    past_key: str | None,
    standing: str | None,
) -> _Numbered:
    live = Standing.LIVE if standing is None else Standing(standing)
    return number, Record(columns, cells, Location(*at), key, past_key, live)


_LightTold: TypeAlias = tuple[int, list[tuple[Any, ...]], bool]


def _light(issue: Issue) -> tuple[Any, ...]:
    code, message, at, *more = issue
    return (code, message, at and tuple(at), *more)


def _issue(code: str, message: str, at: tuple[Any, ...] | None, *more: Any) -> Issue:
    return Issue(code, message, Location(*at) if at else None, *more)


def _usable() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
