"""Rows of a source of any size in the order of their keys: what memory does not hold is sorted on disk."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from importer.errors import TemporaryError
from importer.payloads import SetDown

HELD_BYTES = 32 << 20
"""About so much is held in memory before it goes to disk as one sorted run."""

_ROW_BYTES = 600
"""What a row takes beside its payload, more or less."""

_BLOCK = 256
"""Rows that are read back at a time: of each run one block is in memory."""


class SortedRows:
    """An external merge sort. Nothing of it is state: the file has no name and ends with the process."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._most = held_bytes
        self._held: list[SetDown] = []
        self._held_bytes = 0
        self._file: BinaryIO | None = None
        self._runs: list[list[int]] = []

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Sequence[SetDown]) -> None:
        """Raises TemporaryError where the disk has no room."""
        self._held += rows
        self._held_bytes += sum(map(len, map(_BODY, rows))) + _ROW_BYTES * len(rows)
        if self._held_bytes > self._most:
            self._write()

    def __iter__(self) -> Iterator[SetDown]:
        """By key hash, rows of one key by their position."""
        self._held.sort()
        runs = [self._run(*run) for run in self._runs]
        return merge(*runs, self._held) if runs else iter(self._held)

    def _write(self) -> None:
        self._held.sort()
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this does
            rows, sizes = iter(self._held), [self._file.seek(0, 2)]
            while block := list(islice(rows, _BLOCK)):
                sizes.append(self._file.write(marshal.dumps(block)))
            self._file.flush()
        except OSError as problem:
            raise TemporaryError(
                f"The rows cannot be sorted on disk ({problem.strerror}): make room where temporary files go"
                f" ({tempfile.gettempdir()}), or let TMPDIR name another folder; then run again"
            ) from problem
        self._runs.append(sizes)
        self._held, self._held_bytes = [], 0

    def _run(self, at: int, *sizes: int) -> Iterator[SetDown]:
        """A run from where it begins in the file, block by block."""
        assert self._file is not None
        for size in sizes:
            self._file.seek(at)
            at += size
            yield from marshal.loads(self._file.read(size))  # noqa: S302 - this process wrote it


_BODY = itemgetter(6)
