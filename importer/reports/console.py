"""What a person reads: a summary after a run, progress while it goes on."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from importer.errors import Issue
from importer.reports.document import Result

if TYPE_CHECKING:
    from rich.progress import Progress

EXAMPLES = 3
PLAIN_EVERY_S = 10.0
VERBS = {
    "created": "created", "updated": "updated", "unchanged": "unchanged", "rejected": "rejected",
    "unsettled": "unsettled", "deferred": "deferred", "skipped": "skipped",
}  # fmt: skip
PLANNED = {"created": "to create", "updated": "to update"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours, or none: NO_COLOR and files get plain text."""

    on: bool

    @classmethod
    def of(cls, stream: TextIO, environ: dict[str, str]) -> Paint:
        return cls(
            stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        )

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text


BOLD, RED, GREEN, YELLOW, DIM = "1", "31", "32", "33", "2"


def summary(result: Result, paint: Paint) -> str:
    """What was done, what was not and why, where to look. Ends without a newline."""
    return "\n".join(_lines(result, paint))


def _lines(result: Result, paint: Paint) -> Iterator[str]:
    name = result.source or result.mapping
    what = "plan, nothing was sent" if result.dry_run else f"run {result.run or '(not begun)'}"
    yield f"{paint(name, BOLD)} · {what} · {result.base_url}".rstrip(" ·")
    if result.rows or not result.stopped:
        yield f"  {_counts(result, paint)}"
        yield paint(f"  {_cost(result)}", DIM)
    yield from (f"  {paint('Note:', YELLOW)} {safe(note)}" for note in result.notes)
    for group in grouped(result.issues):
        yield from _group(group, paint)
    if result.issues_in_all > len(result.issues):
        yield f"  … and {result.issues_in_all - len(result.issues)} more issues"
    yield f"  {_ending(result, paint)}"


def _counts(result: Result, paint: Paint) -> str:
    parts = []
    for name, verb in VERBS.items():
        count = result.counts[name]
        if count or name in ("created", "updated", "unchanged"):
            words = PLANNED.get(name, verb) if result.dry_run else verb
            colour = (
                RED if name in ("rejected", "unsettled") else GREEN if name == "created" else ""
            )
            parts.append(
                paint(f"{count} {words}", colour) if colour and count else f"{count} {words}"
            )
    if result.counts["removed"]:
        parts.append(f"({result.counts['removed']} gone from the source)")
    return ", ".join(parts)


def _cost(result: Result) -> str:
    parts = [f"{result.rows} rows", f"{result.seconds:.1f} s", f"{result.requests} requests"]
    if result.rate_limited:
        parts.append(f"{result.rate_limited} times told to wait")
    if result.dry_run and result.forecast_s is not None:
        parts.append(f"sending will take about {duration(result.forecast_s)}")
    return " · ".join(parts)


def _ending(result: Result, paint: Paint) -> str:
    if result.exit_code == 0:
        return (
            paint("Done.", GREEN) if not result.dry_run else "This is what `importer run` would do."
        )
    words = {
        1: f"Some rows need you. Details of one: importer show {result.source} ID",
        2: "Nothing was sent.",
        3: "Rows were left unsent: the platform refused access.",
        4: "A guard stopped the run. Nothing was sent.",
        75: "Not finished. Nothing is lost: run it again.",
    }
    return paint(words.get(result.exit_code, "Failed."), YELLOW)


# -- issues -----------------------------------------------------------------------------------------


def grouped(issues: Iterable[Issue]) -> Iterator[list[Issue]]:
    """Issues of one kind together, the most frequent first: 5,000 rows with one mistake are one line."""

    def kind(issue: Issue) -> tuple[str, str, str, str]:
        column = issue.at.column if issue.at and issue.at.column else ""
        return issue.code, issue.field or "", column, _shape(issue)

    groups = [list(group) for _, group in groupby(sorted(issues, key=kind), kind)]
    return iter(sorted(groups, key=len, reverse=True))


def _shape(issue: Issue) -> str:
    """The message without what differs from row to row; problems of a mapping are all told apart."""
    text = issue.message
    if issue.code == "mapping.invalid":
        return text
    if issue.value:
        text = text.replace(issue.value, "…")
    return re.sub(r"'[^']*'|\d+", "…", text)


def _group(group: list[Issue], paint: Paint) -> Iterator[str]:
    first = group[0]
    times = f" × {len(group)}" if len(group) > 1 else ""
    yield f"  {paint(first.code + times, YELLOW)}  {safe(first.message)}"
    places = list(dict.fromkeys(filter(None, map(_place, group))))
    for place in places[:EXAMPLES]:
        yield paint(f"      {safe(place)}", DIM)
    if len(places) > EXAMPLES:
        yield paint(f"      … and {len(places) - EXAMPLES} more", DIM)


def _place(issue: Issue) -> str:
    place = str(issue.at) if issue.at else ""
    value = f": {issue.value!r}" if issue.value else ""
    hint = f" (did you mean {issue.suggestion!r}?)" if issue.suggestion else ""
    return f"{place}{value}{hint}" if place or value else ""


def safe(text: str) -> str:
    """Without control characters: a cell must not steer the terminal."""
    return CONTROL.sub("�", text)


def duration(seconds: float) -> str:
    """`45 s`, `3 min`, `2 h 05 min`."""
    if seconds < 90:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


# -- progress ----------------------------------------------------------------------------------------


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
