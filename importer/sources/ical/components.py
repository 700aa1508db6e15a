"""From content lines to components: which calendar, which entry, and whether the file is whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from importer.errors import Location, RowError, SourceError
from importer.sources.ical.lines import ContentLine, content_line

_FREE_TEXT = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"})
_OF_ENTRIES = frozenset({"DTSTART", "DTEND", "SUMMARY", "RRULE", "UID"})
_KINDS = (
    (re.compile(r"<(!doctype html|html|head|body|script|meta)\b", re.I), "a web page"),
    (re.compile(r"<\?xml|<[a-z]+[\s>]", re.I), "XML"),
    (re.compile(r"[\[{]\s*[\"\[{\]}]"), "JSON"),
    (re.compile(r"---\s*$|\{%|\{\{", re.M), "a template that was never filled in"),
    (re.compile(r"%PDF|PK\x03\x04|\x1f\x8b"), "another type of file"),
)
_SIGN_IN = re.compile(r"sign[ -]?in|log[ -]?in|accounts\.google|login\.microsoft|password", re.I)

MAX_DEPTH = 32
"""Components in components; a VALARM in a VEVENT is the third level."""


@dataclass(slots=True)
class Component:
    """A VEVENT: the physical line of its BEGIN, and its own properties in file order."""

    line: int
    properties: list[ContentLine] = field(default_factory=list)


@dataclass(slots=True)
class Calendar:
    """A VCALENDAR: the first value of each of its properties, its entries, its VTIMEZONEs as text."""

    properties: dict[str, str] = field(default_factory=dict)
    entries: list[Component] = field(default_factory=list)
    timezones: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Feed:
    """A whole file: `problems` holds what could not be kept, `ignored` counts other components."""

    calendars: list[Calendar] = field(default_factory=list)
    problems: list[RowError] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    complete: bool = True


def split(lines: Sequence[tuple[int, str]], source: str) -> Feed:
    """Sort the lines of a file into calendars and their entries.

    A component that never ends costs only itself and is reported in `problems`; where the file
    ends early `complete` is False as well.
    Raises SourceError, naming what it is, for anything that is not a calendar.
    """
    _refuse_other_types(lines, source)
    splitter = _Splitter(source)
    for number, text in lines:
        splitter.take(number, text)
    splitter.finish(lines[-1][0])
    return splitter.feed


def _refuse_other_types(lines: Sequence[tuple[int, str]], source: str) -> None:
    if not lines:
        raise SourceError(f"{source} is empty: there is no calendar in it")
    begins = any(text.strip().upper() in _BEGINNINGS for _, text in lines)
    if begins and lines[0][1].strip() != "---":
        return
    opening = "\n".join(text for _, text in lines[:200])[:20_000].lstrip()
    kind = next((kind for shape, kind in _KINDS if shape.match(opening)), None)
    if begins:
        kind = "a template that was never filled in"
    elif kind == "a web page" and _SIGN_IN.search(opening):
        kind = "a web page that asks to sign in"
    what = f"{source} is {kind}, not a calendar" if kind else f"{source} is not a calendar"
    raise SourceError(
        f"{what}: no line reads BEGIN:VCALENDAR. Check the address; calendar programs offer it as "
        "'iCal address' or 'ICS link'"
    )


_BEGINNINGS = frozenset({"BEGIN:VCALENDAR", "BEGIN:VEVENT"})


class _Splitter:
    """Walks the lines with the names of the open components on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.feed = Feed()
        self._open: list[str] = []
        self._calendar = Calendar()
        self._entry: Component | None = None

    def take(self, number: int, text: str) -> None:
        line = content_line(number, text)
        if line is None:
            self._loose_text(number, text)
        elif line.name == "BEGIN":
            self._begin(line.value.strip().upper(), number)
        elif line.name == "END":
            self._end(line.value.strip().upper())
        elif line.name == "DTSTART" and "{{" in line.value:
            raise self._template(number, text)
        elif self._open and self._open[-1] == "VEVENT":
            assert self._entry is not None
            self._entry.properties.append(line)
        elif self._open and self._open[-1] == "VCALENDAR":
            self._calendar.properties.setdefault(line.name, line.value.strip())
        elif not self._open and line.name in _OF_ENTRIES and self.feed.complete:
            self._torn(number)
        if "VTIMEZONE" in self._open:
            self._calendar.timezones[-1].append(text)

    def finish(self, last: int) -> None:
        """The file is over: whatever is still open was cut off."""
        if not self._open:
            return
        self.feed.complete = False
        if self._entry is not None:
            self._cut_off("the file ends inside this entry, which is left out; fetch it again")
        else:
            words = f"the file ends early, without END:{self._open[0]}; fetch it again"
            at = Location(self.source, row=last, unit="line")
            self.feed.problems.append(RowError("ical.invalid", words, at=at))

    def _begin(self, kind: str, number: int) -> None:
        if kind in ("VCALENDAR", "VEVENT"):
            self._close(kind)
        if kind == "VCALENDAR" or not self.feed.calendars:
            self._calendar = Calendar()
            self.feed.calendars.append(self._calendar)
        if kind == "VEVENT":
            self._entry = Component(number)
        elif kind == "VTIMEZONE":
            self._calendar.timezones.append([])
        elif kind != "VCALENDAR" and len(self._open) <= 1:
            self.feed.ignored[kind] += 1
        if len(self._open) < MAX_DEPTH:
            self._open.append(kind)

    def _end(self, kind: str) -> None:
        if kind == "VEVENT" and self._entry is not None:
            self._calendar.entries.append(self._entry)
            self._entry = None
        self._close(kind)

    def _close(self, kind: str) -> None:
        """Close `kind` with everything left open inside it; an END without its BEGIN is nothing."""
        if kind not in self._open:
            return
        del self._open[self._open.index(kind) :]
        if self._entry is not None and "VEVENT" not in self._open:
            self._cut_off("this entry has no END:VEVENT and is left out")

    def _cut_off(self, problem: str) -> None:
        assert self._entry is not None
        at = Location(self.source, row=self._entry.line, unit="line")
        self.feed.problems.append(RowError("ical.invalid", problem, at=at))
        self._entry = None

    def _torn(self, number: int) -> None:
        """Parts of an entry stand outside of every component: there is no telling what else is missing."""
        self.feed.complete = False
        words = (
            "the file is damaged: parts of an entry stand outside of the calendar; fetch it again"
        )
        at = Location(self.source, row=number, unit="line")
        self.feed.problems.append(RowError("ical.invalid", words, at=at))

    def _loose_text(self, number: int, text: str) -> None:
        """A line that is no property belongs to the text above it: a line break written bare."""
        if not self._open:
            return
        if text.lstrip().startswith("{%"):
            raise self._template(number, text)
        if self._open[-1] == "VEVENT" and self._entry is not None and self._entry.properties:
            above = self._entry.properties[-1]
            if above.name in _FREE_TEXT:
                self._entry.properties[-1] = above._replace(value=f"{above.value}\\n{text}")

    def _template(self, number: int, text: str) -> SourceError:
        return SourceError(
            f"{self.source} is a template that was never filled in, not a calendar: "
            f"line {number} reads {text.strip()[:60]!r}"
        )
