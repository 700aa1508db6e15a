"""Where a source lies: a path, an address or standard input, as a file on this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from importer.errors import SourceError, TemporaryError
from importer.net import redact_url
from importer.paths import path_of
from importer.sources.missing import no_such_file
from importer.sources.unpack import copy_bounded, new_temporary, unpack

MAX_STDIN = 1 << 30

_ADDRESS = re.compile(r"(?:https?|webcals?)://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


class Fetch(Protocol):
    """Downloads an address into an open file; raises SourceError or TemporaryError."""

    def __call__(self, url: str, into: BinaryIO, /) -> object: ...


@dataclass(slots=True)
class Located:
    """A source as a file to read. Use it as a context manager: temporary files go with it.

    name: for messages, secrets in addresses redacted.
    """

    path: Path
    name: str
    is_url: bool = False
    _owned: list[Path] = field(default_factory=list)
    _origin: Path | None = None
    _seen: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self._seen = _state_of(self._origin or self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove temporary files; the user's own file is never touched."""
        while self._owned:
            self._owned.pop().unlink(missing_ok=True)

    def digest(self) -> bytes:
        """SHA-256 (32 bytes) of the file's content, read in blocks."""
        total = sha256()
        with self.path.open("rb") as file:
            while block := file.read(1 << 20):
                total.update(block)
        return total.digest()

    def ensure_unchanged(self) -> None:
        """Raise TemporaryError where the file was written to or replaced since it was located."""
        try:
            now = _state_of(self._origin or self.path)
        except OSError as problem:
            raise TemporaryError(f"{self.name} vanished while it was read: run again") from problem
        if now != self._seen:
            raise TemporaryError(f"{self.name} changed while it was read: run again")


def _state_of(path: Path) -> tuple[int, ...]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino, state.st_dev


def locate(
    location: str,
    *,
    base: Path,
    stdin: BinaryIO | None = None,
    fetch: Fetch | None = None,
    environ: Mapping[str, str] | None = None,
) -> Located:
    """Make `location` a file: a path from `base`, `-` for stdin, an http(s) or webcal address.

    `${NAME}` is taken from environ. A gzip file, or a zip archive of one file, is unpacked. Raises
    SourceError where there is nothing to read.
    """
    text = _expanded(location.strip(), environ or {})
    if text == "-":
        return _from_stdin(stdin)
    if _ADDRESS.match(text):
        return _from_address(text, fetch)
    if _OTHER_SCHEME.match(text):
        raise SourceError(
            f"{redact_url(text)} cannot be fetched: give a file, or an http(s) address"
        )
    given = path_of(text)
    path = base / given
    _check(path, given, base)
    return _unpacked(Located(path, path.name))


def _expanded(text: str, environ: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        found = environ.get(match[1], "")
        if not found:
            raise SourceError(f"the location names ${{{match[1]}}}, which is not set: set it first")
        return found

    return re.sub(r"\$\{(\w+)\}", value, text)


def _check(path: Path, given: Path, base: Path) -> None:
    """Raise SourceError with the plain reason why the file cannot be read."""
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder: give the file inside it")
        if not path.exists():
            raise SourceError(no_such_file(given, base))
        if not path.is_file():
            raise SourceError(f"{path} is not a regular file: use - to read from a pipe")
        with path.open("rb") as file:
            if not file.read(1):
                raise SourceError(f"{path} is empty (0 bytes): was it saved completely?")
    except PermissionError as problem:
        raise SourceError(
            f"{path} may not be read by this user: check its permissions"
        ) from problem
    except (OSError, ValueError) as problem:
        raise SourceError(f"{path} cannot be read: {problem}") from problem


def _from_stdin(stdin: BinaryIO | None) -> Located:
    if stdin is None:
        raise SourceError("the location is -, but there is no standard input to read")
    path = new_temporary("")
    with path.open("wb") as file:
        copy_bounded(stdin, file, MAX_STDIN, "standard input")
    return _owning(path, "standard input")


def _from_address(address: str, fetch: Fetch | None) -> Located:
    name = redact_url(address)
    if fetch is None:
        raise SourceError(f"{name} is an address, and nothing here may fetch it: give a file")
    path = new_temporary("")
    try:
        with path.open("wb") as file:
            fetch(address, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _owning(path, name, is_url=True)


def _owning(path: Path, name: str, *, is_url: bool = False) -> Located:
    """A temporary file as a source; it is removed with it, or at once where it is of no use."""
    located = Located(path, name, is_url, [path])
    try:
        if path.stat().st_size == 0:
            raise SourceError(f"{name} is empty (0 bytes)")
        return _unpacked(located)
    except BaseException:
        located.close()
        raise


def _unpacked(located: Located) -> Located:
    inner = unpack(located.path, located.name)
    if inner is None:
        return located
    path, member = inner
    name = f"{located.name} ({member})" if member else located.name
    return Located(path, name, located.is_url, [*located._owned, path], located.path)
