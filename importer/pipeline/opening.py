"""From a mapping and a location to a source that can be read, or to the knowledge that it is what it was."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from importer.errors import UsageError
from importer.mapping.model import Mapping
from importer.pipeline.job import Job
from importer.pipeline.last_read import LastRead
from importer.pipeline.windows import window_of
from importer.records import Reading, Window
from importer.sources import Located, locate, open_reading

if TYPE_CHECKING:
    from importer.net import Fetched


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read. window: None for tables."""

    located: Located
    reading: Reading
    window: Window | None


class SourceAtHand:
    """The source of one run: located at once, and opened where it may differ from what is known of it.

    last: what the last run knew of its content, where an unchanged content would end this run; None
    where it must be read in any case. Raises SourceError, TemporaryError (feed down) or UsageError.
    """

    def __init__(
        self, mapping: Mapping, job: Job, stack: ExitStack, last: LastRead | None = None
    ) -> None:
        self._mapping, self._job, self._stack = mapping, job, stack
        self.last = last
        self._located: Located | None = None
        self._download = _Download(last)
        self.unchanged = True
        try:
            self._located = self._locate()
            if not job.dry_run:
                _ = self.content  # before it is read: afterwards it may be another
            self.unchanged = last is not None and last.content == self.content
        except _NotModifiedError:
            return
        if not self.unchanged:
            _ = self.opened

    @cached_property
    def opened(self) -> Opened:
        """To be read; fetched now if an address said only that nothing changed."""
        mapping = self._mapping
        if self._located is None:
            self._download.last = None
            self._located = self._locate()
        window = window_of(mapping.source, self._job.clock())
        reading = open_reading(self._located, mapping.source, window, mapping.privacy)
        return Opened(self._located, reading, window if reading.format == "ical" else None)

    @cached_property
    def content(self) -> str:
        """SHA-256 (hex) of what was located, and of its name, which messages show."""
        located = self._located
        assert located is not None
        return sha256(located.name.encode() + b"\0" + located.digest()).hexdigest()

    @property
    def address(self) -> str:
        """SHA-256 (hex) of the address it was fetched from, since addresses may be secrets; else ""."""
        return self._download.address

    @property
    def validators(self) -> tuple[str | None, str | None]:
        """ETag and Last-Modified that came with the content."""
        answer = self._download.answer
        return (answer.etag, answer.last_modified) if answer is not None else (None, None)

    def _locate(self) -> Located:
        mapping, job = self._mapping, self._job
        location = job.source if job.source is not None else mapping.location
        if location is None:
            raise UsageError(
                f"{mapping.path} names no `source: {{location: …}}`; add it, or give the file after the mapping"
            )
        base = mapping.path.parent if job.source is None else Path.cwd()
        stdin = job.stdin
        if stdin is None and sys.stdin is not None:  # a service may be started without one
            stdin = sys.stdin.buffer
        job.tell.stage(f"Opening {mapping.name}")
        return self._stack.enter_context(
            locate(location, base=base, stdin=stdin, fetch=self._download, environ=job.environ)
        )


class _NotModifiedError(Exception):
    """The address answered that it holds what it held."""


class _Download:
    """Fetches for `locate`, asking only for what changed since `last`, and keeps what was answered."""

    def __init__(self, last: LastRead | None) -> None:
        self.last = last
        self.address = ""
        self.answer: Fetched | None = None

    def __call__(self, url: str, into: BinaryIO, /) -> None:
        from importer.net import FetchLimits, fetch

        self.address = sha256(url.encode()).hexdigest()
        known = self.last if self.last is not None and self.last.address == self.address else None
        self.answer = fetch(
            url,
            into,
            limits=FetchLimits(),
            etag=known.etag if known is not None else None,
            last_modified=known.last_modified if known is not None else None,
        )
        if self.answer.unchanged:
            raise _NotModifiedError
