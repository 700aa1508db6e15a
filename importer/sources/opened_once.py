"""Opening a file once for several readings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar, cast

from importer.errors import SourceError

T = TypeVar("T")

_kept: ContextVar[dict[Path, object] | None] = ContextVar("kept", default=None)


@contextmanager
def opened_once() -> Iterator[None]:
    """Within it a workbook is opened and measured once, however many readings there are of it.

    For looking at files that stay as they are; what was read of them is held until the end.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept(path: Path, opened: Callable[[], T]) -> T:
    """What `opened` gives or refuses; within `opened_once` what came of it for this path before."""
    files = _kept.get()
    if files is None:
        return opened()
    if path not in files:
        try:
            files[path] = opened()
        except SourceError as problem:
            files[path] = problem
    found = files[path]
    if isinstance(found, SourceError):
        raise found
    return cast(T, found)
