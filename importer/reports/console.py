"""What a person reads after a run: counts, what is wrong and where, what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TextIO

from importer.errors import Issue
from importer.reports.changes import lines
from importer.reports.document import Result

EXAMPLES = 3
RECORDS = ("created", "updated", "unchanged", "rejected", "unsettled", "deferred", "skipped")
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


def summary(result: Result, paint: Paint, *, every_issue: bool = False) -> str:
    """What was done, what was not and why, where to look. Ends without a newline.

    every_issue: each by itself; otherwise those of one kind stand together with their first three places.
    """
    return "\n".join(_lines(result, paint, every_issue=every_issue))


def _lines(result: Result, paint: Paint, *, every_issue: bool) -> Iterator[str]:
    name = result.source or result.mapping
    what = "plan, nothing was sent" if result.dry_run else f"run {result.run or '(not begun)'}"
    yield f"{paint(name, BOLD)} · {what} · {result.base_url}".rstrip(" ·")
    if result.rows or not result.stopped:
        yield f"  {_counts(result, paint)}"
        yield paint(f"  {_cost(result)}", DIM)
    yield from (f"  {paint('Note:', YELLOW)} {safe(note)}" for note in result.notes)
    for line in lines(result.changes, every=every_issue):
        yield f"  {safe(line)}"
    for group in grouped(result.issues, first=Path(result.mapping).name):
        for together in ([each] for each in group) if every_issue else [group]:
            yield from _group(together, paint)
    for code, count in result.not_listed.most_common():
        yield f"  … and {count} more: {code}"
    yield f"  {_ending(result, paint)}"


def _counts(result: Result, paint: Paint) -> str:
    parts = []
    for name in RECORDS:
        count = result.counts[name]
        if count or name in ("created", "updated", "unchanged"):
            words = PLANNED.get(name, name) if result.dry_run else name
            colour = (
                RED if name in ("rejected", "unsettled") else GREEN if name == "created" else ""
            )
            parts.append(
                paint(f"{count} {words}", colour) if colour and count else f"{count} {words}"
            )
    gone = result.counts["removed"]
    return ", ".join(parts) + (f" ({gone} gone from the source)" if gone else "")


def _cost(result: Result) -> str:
    rows = "1 row" if result.rows == 1 else f"{result.rows} rows"
    requests = "1 request" if result.requests == 1 else f"{result.requests} requests"
    parts = [rows, f"{result.seconds:.1f} s", requests]
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
    rest = "`importer run` would do the rest" if result.dry_run else "all others are done"
    story = (
        f" Details of one: importer show {result.source} ID" if result.counts["unsettled"] else ""
    )
    words = {
        1: f"Some rows need you; {rest}.{story}",
        2: "Nothing was sent.",
        3: "Rows were left unsent: see above what access is missing.",
        4: "A guard stopped the run. Nothing was sent.",
        75: "Not finished. Nothing is lost: run it again.",
    }
    return paint(words.get(result.exit_code, "Failed."), YELLOW)


# -- issues -----------------------------------------------------------------------------------------


def grouped(issues: Iterable[Issue], first: str = "") -> Iterator[list[Issue]]:
    """Issues of one kind together, in the order of rows; the most frequent kind first: 5,000 rows with one
    mistake are one line. first: the mapping file, of which an issue is one of every row."""

    def kind(issue: Issue) -> tuple[str, str, str, str]:
        column = issue.at.column if issue.at and issue.at.column else ""
        return issue.code, issue.field or "", column, _shape(issue)

    by_row = sorted(issues, key=lambda issue: (issue.at.row if issue.at else None) or 0)
    groups = [list(group) for _, group in groupby(sorted(by_row, key=kind), kind)]
    groups.sort(key=len, reverse=True)
    return iter(sorted(groups, key=lambda group: not _is_in(first, group[0])))


def _is_in(file: str, issue: Issue) -> bool:
    return issue.at is not None and issue.at.source == file


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
        yield paint(f"      … and {len(places) - EXAMPLES} more; --verbose shows each", DIM)


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
