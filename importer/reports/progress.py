"""Progress while a run goes on: a bar on a terminal, a line now and then in logs and cron mails."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

PLAIN_EVERY_S = 10.0


class PlainProgress:
    """A line now and then, for logs and cron mails."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = time.monotonic()
        self._words = ""

    def stage(self, words: str, done: int = 0, total: int | None = None) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_EVERY_S:
            return
        self._last, self._words = now, words
        amount = f" {done}" if done else ""
        of = f" of {total}" if total else ""
        print(f"{words}{amount}{of}", file=self._stream, flush=True)

    def waiting(self, until: float, because: str) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_EVERY_S:
            return
        self._last = now
        print(waiting_words(until, because), file=self._stream, flush=True)

    def close(self) -> None: ...


class BarProgress:
    """A bar on a terminal, with rate and remaining time."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        self._bar: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            Remaining(),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, rate="")
        self._words = ""
        self._began = time.monotonic()
        self._bar.start()

    def stage(self, words: str, done: int = 0, total: int | None = None) -> None:
        if words != self._words:
            self._words, self._began = words, time.monotonic()
            self._bar.reset(self._task, total=total, description=words, rate="")
        spent = time.monotonic() - self._began
        rate = f"{done / spent:,.0f}/s" if done and spent > 0.5 else ""
        self._bar.update(self._task, completed=done, total=total, description=words, rate=rate)

    def waiting(self, until: float, because: str) -> None:
        self._bar.update(self._task, description=f"{self._words}: {waiting_words(until, because)}")

    def close(self) -> None:
        self._bar.stop()


def waiting_words(until: float, because: str) -> str:
    """`rate limited, 23 s until 14:05:10`."""
    left = max(0, round(until - time.time()))
    return f"{because}, {left} s until {datetime.fromtimestamp(until).astimezone():%H:%M:%S}"


def progress(*, quiet: bool) -> PlainProgress | BarProgress | None:
    """For stderr: a bar on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        return None
    return BarProgress(sys.stderr) if sys.stderr.isatty() else PlainProgress(sys.stderr)
