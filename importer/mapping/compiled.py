"""A mapping compiled against the columns of one table: from a row's cells to its payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from importer.keys import normal_text, record_key
from importer.mapping.calendar_defaults import LENIENT_URL
from importer.mapping.columns import positions
from importer.mapping.converters import Notes
from importer.mapping.days import Evidence
from importer.mapping.extras import drop_absent_offers, extra_field, put, unshared
from importer.mapping.fields import (
    SAYS_ITSELF,
    ReadField,
    Surroundings,
    channel_field,
    classifications_field,
    image_field,
    status_field,
    text_field,
    waiting,
    whole_field,
)
from importer.mapping.kind_words import told_by
from importer.mapping.model import Condition, Expression, Mapping, first_column
from importer.mapping.offer_fields import offer_fields
from importer.mapping.place_fields import ReadPlace, place_fields
from importer.mapping.problems import FieldError
from importer.mapping.repeats import remembered
from importer.mapping.row_times import RowTimes
from importer.mapping.spans import Span
from importer.mapping.template import Cells, FindColumn, compile_text
from importer.payloads import Payload
from importer.records import text_of

REQUIRED = frozenset({"channelId", "title", "classifications", "approxLocation"})

REPEATING = frozenset({"channelId", "status", "classifications", "approxLocation", "locationName"})
"""Fields with few different values in a source; what titles and links come to is not worth keeping."""


@dataclass(slots=True)
class Made:
    """What a row came to: its payload and times, or problems as (field, error); notes in any case."""

    payload: Payload
    span: Span | None
    problems: list[tuple[str, FieldError]]
    notes: Notes


class CompiledRow:
    """Everything that depends on where the columns stand.

    hopeless: a field that reads no column is wrong in the mapping file, or waits for its value: no row becomes an event.
    """

    def __init__(
        self,
        mapping: Mapping,
        event: dict[str, Expression],
        find: FindColumn,
        around: Surroundings,
        evidence: Evidence,
        *,
        hidden: Callable[[str], bool],
        calendar: bool,
    ) -> None:
        """hidden: columns that may decide whether a row is published, but are not published."""
        self._identity = [compile_text(part, find) for part in mapping.identity]
        self._identity_columns = [c for part in mapping.identity for c in part.columns]
        self._only = [_condition(each, find) for each in mapping.only]
        self._cancelled = [_condition(each, find) for each in mapping.cancelled]
        find = _only_shown(find, hidden)
        self._place: ReadPlace | None = None
        self.hopeless = False
        self._constant: Payload = {} if "status" in event else {"status": "draft"}
        self._fields: list[tuple[str, ReadField, bool, str | None]] = []
        for name in event:
            if name not in ("startAt", "endAt", "timezone"):
                self._add(name, event[name], find, around)
        self._times = RowTimes(mapping, event, find, around, evidence, self._place, calendar)
        self._classifications = around.classifications
        self._telling = [
            at
            for name in ("classifications", "title")
            if name in event
            for at in positions(event[name], find)
        ]
        self._extra = [
            (each.path, extra_field(each, find, around, evidence.decimals))
            for each in mapping.extra
        ]
        self._extended = {str(each.path[0]) for each in mapping.extra if len(each.path) > 1}

    def _add(
        self, name: str, expression: Expression, find: FindColumn, around: Surroundings
    ) -> None:
        """A field that reads no column is made here, once for all rows; a wrong one fails in each."""
        if name not in SAYS_ITSELF and waiting(name, expression, around):
            self.hopeless = True
            return
        read = self._field(name, expression, find, around)
        columns = positions(expression, find)
        if not columns:
            try:
                value = _constant(read)
            except FieldError:
                self.hopeless = True
                return
            if value is not None:
                self._constant[name] = value
                return
        if name in REPEATING:
            read = remembered(read, columns)
        self._fields.append((name, read, name in REQUIRED, first_column(expression)))

    def _field(
        self, name: str, expression: Expression, find: FindColumn, around: Surroundings
    ) -> ReadField:
        match name:
            case "channelId":
                return channel_field(expression, find, around)
            case "classifications":
                return classifications_field(expression, find, around)
            case "approxLocation":
                read, self._place = place_fields(expression, find, around)
                return read
            case "offers":
                return offer_fields(expression, find, around, lenient=expression is LENIENT_URL)
            case "status":
                return status_field(expression, find, around)
            case "image":
                return image_field(expression, find, around)
            case "capacity" | "coverImage":
                return whole_field(name, expression, find)
            case _:
                return text_field(name, expression, find, around, lines=name == "description")

    def key(self, cells: Cells) -> str:
        """The record key of a table's row; raises FieldError where its identity cannot be read."""
        key = record_key([part(cells) or "" for part in self._identity])
        if not key:
            columns = ", ".join(self._identity_columns)
            raise FieldError(
                "cell.missing",
                f"the identity ({columns}) is empty: without it nobody can say which event this is",
                column=self._identity_columns[0] if self._identity_columns else None,
            )
        return key

    def left_out(self, cells: Cells) -> str | None:
        """Why a row is not to be published: `cancelled` or `only`; None where it is."""
        for holds in self._cancelled:
            if holds(cells):
                return "cancelled"
        for holds in self._only:
            if not holds(cells):
                return "only"
        return None

    def make(self, cells: Cells) -> Made:
        """Every field of the payload; all that is wrong is collected."""
        payload = self._constant.copy()
        problems: list[tuple[str, FieldError]] = []
        notes: Notes = []
        for name, read, required, column in self._fields:
            try:
                value = read(cells, notes)
            except FieldError as problem:
                problems.append((name, self._with_kind(problem, cells)))
                continue
            if value is not None:
                payload[name] = value
            elif required:
                words = f"{name} is required, and there is nothing for it here"
                problems.append((name, FieldError("cell.missing", words, column=column)))
        span = self._times.read(cells, notes, problems)
        if span is not None:
            payload["startAt"] = span.start
            payload["timezone"] = span.zone
            if span.end is not None:
                payload["endAt"] = span.end
        if self._extra:
            self._extend(payload, cells, notes, problems)
        if "offers" in payload:
            drop_absent_offers(payload)
        return Made(payload, span, problems, notes)

    def _with_kind(self, problem: FieldError, cells: Cells) -> FieldError:
        """An unknown classification with the one that the words of the row's category and title suggest."""
        known = self._classifications
        if problem.code != "classification.unknown" or problem.place is not None or not known:
            return problem
        texts = (problem.value or "", *(text_of(cells[at]) for at in self._telling))
        kind = told_by(texts, known)
        if kind is None or kind == problem.suggestion:
            return problem
        words = f"{problem.message}; the words of the row suggest {kind}"
        best = problem.suggestion or kind
        return FieldError(
            problem.code, words, column=problem.column, value=problem.value, suggestion=best
        )

    def _extend(
        self, payload: Payload, cells: Cells, notes: Notes, problems: list[tuple[str, FieldError]]
    ) -> None:
        """Set what the mapping names by its path, in fields of this row's own."""
        for name in self._extended & payload.keys():
            payload[name] = unshared(payload[name])
        for path, read in self._extra:
            try:
                value = read(cells, notes)
            except FieldError as problem:
                problems.append((".".join(map(str, path)), problem))
            else:
                if value is not None:
                    put(payload, path, value)


def _only_shown(find: FindColumn, hidden: Callable[[str], bool]) -> FindColumn:
    return lambda name: None if hidden(name) else find(name)


def _constant(read: ReadField) -> Any:
    """What a field that reads no column always is; None where it is absent or something is to be said
    of each row. Raises FieldError where the mapping file itself is wrong there."""
    notes: Notes = []
    try:
        value = read((), notes)
    except FieldError as problem:
        if problem.place is not None:
            raise
        return None
    return None if notes else value


def _condition(condition: Condition, find: FindColumn) -> Callable[[Cells], bool]:
    """Whether the column holds one of the values, trimmed and without case."""
    wanted = frozenset(normal_text(value).casefold() for value in condition.values)
    index = find(condition.column)
    seen: dict[str, bool] = {}

    def holds(cells: Cells) -> bool:
        text = "" if index is None else text_of(cells[index])
        known = seen.get(text)
        if known is None:
            known = normal_text(text).casefold() in wanted
            if len(seen) < 10_000:
                seen[text] = known
        return known

    return holds
