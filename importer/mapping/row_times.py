"""startAt, endAt and timezone of a row, which belong together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from importer.local_time import UnknownZoneError, zone
from importer.mapping.columns import positions
from importer.mapping.converters import Notes, value_reader
from importer.mapping.days import Evidence
from importer.mapping.fields import Surroundings, waiting
from importer.mapping.model import PLACEHOLDER, Converter, Expression, Mapping, first_column
from importer.mapping.moments import Moment
from importer.mapping.place_fields import ReadPlace, place_reader
from importer.mapping.problems import FieldError
from importer.mapping.repeats import remembered
from importer.mapping.spans import Span, SpanRules, make_span, read_length
from importer.mapping.template import Cells, FindColumn, ReadText, Template, compile_text
from importer.mapping.times import Read, compile_moment

Problem: TypeAlias = tuple[str, FieldError]
"""A field of the payload and what is wrong with it."""


class RowTimes:
    """startAt, endAt and timezone, which belong together."""

    def __init__(
        self,
        mapping: Mapping,
        event: dict[str, Expression],
        find: FindColumn,
        around: Surroundings,
        evidence: Evidence,
        place: ReadPlace | None,
        calendar: bool,
    ) -> None:
        start, end = event["startAt"], event.get("endAt")
        assert isinstance(start, Converter)
        assert end is None or isinstance(end, Converter)
        self._start = compile_moment(start, find, evidence, is_end=False)
        self._waiting = waiting("startAt", start, around)
        self._end_waiting = waiting("endAt", end, around) if end is not None else None
        self._end: Read | None = None
        self._fixed: timedelta | None = None
        self._length: tuple[ReadText, Template] | None = None
        duration = end.duration if end is not None else None
        if isinstance(duration, timedelta):
            self._fixed = duration
        elif duration is not None:
            self._length = (compile_text(duration, find), duration)
        elif end is not None:
            self._end = compile_moment(end, find, evidence, is_end=True)
        self._end_required = end is not None and end.required
        self._rules = SpanRules.of(start, end, mapping.all_day, calendar)
        self._zone = zone_reader(event.get("timezone"), find, around, place)
        self._read = remembered(self._made, _positions(event, find))
        self._columns = {
            "startAt": first_column(start),
            "endAt": first_column(end) if end is not None else None,
        }

    def read(self, cells: Cells, notes: Notes, problems: list[Problem]) -> Span | None:
        """The times of a row; None where `problems` has got something."""
        span, wrong = self._read(cells, notes)
        if wrong:
            problems.extend(wrong)
        return span

    def _made(self, cells: Cells, notes: Notes) -> tuple[Span | None, list[Problem]]:
        problems: list[Problem] = []
        return self._span(cells, notes, problems), problems

    def _span(self, cells: Cells, notes: Notes, problems: list[Problem]) -> Span | None:
        start = end = there = length = None
        field = "startAt"
        try:
            if self._waiting is not None:
                raise self._waiting.with_traceback(None)
            start = self._start(cells)
            if start is None:
                raise FieldError("cell.missing", "startAt is required, and is empty here")
        except FieldError as problem:
            problems.append((field, self._at_column(problem, field)))
        try:
            field = "timezone"
            there = self._zone(cells, notes)
            field = "endAt"
            end, length = self._ending(cells)
        except FieldError as problem:
            problems.append((field, self._at_column(problem, field)))
        if start is None or problems:
            return None
        if start.last is not None and length is None and (end is None or end.day is None):
            notes.append(self._at_column(_last_day_left_out(start.last), "startAt"))
        about_end: Notes = []
        try:
            return make_span(start, end, length, there, self._rules, about_end)
        except FieldError as problem:
            field = "endAt" if problem.code == "time.end_before_start" else "startAt"
            problems.append((field, self._at_column(problem, field)))
            return None
        finally:
            notes += [self._at_column(note, "endAt") for note in about_end]

    def _ending(self, cells: Cells) -> tuple[Moment | None, timedelta | None]:
        if self._end_waiting is not None:
            raise self._end_waiting.with_traceback(None)
        end = self._end(cells) if self._end is not None else None
        length = self._fixed
        if self._length is not None:
            read, template = self._length
            length = read_length(read(cells) or "", next(iter(template.columns), None))
        if self._end_required and end is None and length is None:
            raise FieldError("cell.missing", "endAt is required here, and is empty")
        return end, length

    def _at_column(self, problem: FieldError, field: str) -> FieldError:
        if problem.column is None and problem.place is None:
            problem.column = self._columns.get(field)
        return problem


def _last_day_left_out(last: date) -> FieldError:
    return FieldError(
        "cell.several",
        f"its last day {last} is left out: map endAt with the same `date`, `part: end` and a `time`",
        value=str(last),
    )


def _positions(event: dict[str, Expression], find: FindColumn) -> list[int]:
    """Where all that times are made of stands; the zone may come from the place."""
    names = ("startAt", "endAt", "timezone", "approxLocation")
    return sorted({at for name in names if name in event for at in positions(event[name], find)})


ReadZone: TypeAlias = Callable[[Cells, Notes], ZoneInfo | None]


def zone_reader(
    expression: Expression | None, find: FindColumn, around: Surroundings, place: ReadPlace | None
) -> ReadZone:
    """The mapped zone of a row; None where nothing is mapped and the cells must carry their own."""
    if expression is None:
        return lambda cells, notes: None
    assert isinstance(expression, Converter)
    if expression.lookup is not None:
        own = place_reader(expression, find, around) if expression.source is not None else place
        return _looked_up_zone(own)
    read, column = value_reader(expression, find, "timezone")

    def mapped(cells: Cells, notes: Notes) -> ZoneInfo | None:
        text = read(cells, notes)
        if text == PLACEHOLDER:
            fixed = None if column else around.at_line(expression.line)
            words = f"{PLACEHOLDER} stands for the time zone: write it, such as Europe/Berlin"
            raise FieldError("zone.unknown", words, value=text, place=fixed)
        return None if text is None else _named(text, column)

    return remembered(mapped, positions(expression, find))


def _looked_up_zone(place: ReadPlace | None) -> ReadZone:
    def looked_up(cells: Cells, notes: Notes) -> ZoneInfo | None:
        try:
            found = place(cells, []) if place is not None else None
        except FieldError as problem:
            if problem.code != "place.unknown":
                raise
            words = "the time zone comes from the place, which is unknown"
            raise FieldError("zone.unknown", words, column=problem.column) from None
        if found is None:
            return None
        if found.timezone is None:
            words = f"the lookup gives no timezone for '{found.value}': fill that column"
            raise FieldError("zone.unknown", words, value=found.value)
        return _named(found.timezone, None)

    return looked_up


def _named(text: str, column: str | None) -> ZoneInfo:
    try:
        return zone(text)
    except UnknownZoneError as problem:
        raise FieldError(
            "zone.unknown", str(problem), column=column, value=text, suggestion=problem.nearest
        ) from None
