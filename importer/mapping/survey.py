"""What is learned from all rows before the first is mapped: orders of dates, halves of the day, signs of decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from importer.mapping.days import Evidence, needs_hours, needs_order
from importer.mapping.model import Converter, Expression, Extra
from importer.mapping.template import FindColumn, Template
from importer.records import Cell, text_of

_OWN_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
"""Columns of a calendar that hold times as such: nothing is to be learned from them."""

_Looked: TypeAlias = tuple[Converter, Template]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a mapping leaves to the rows. numbers: columns whose sign before decimals it does not state;
    dates, hours: converters, with the template that they read these from."""

    numbers: tuple[str, ...]
    dates: tuple[_Looked, ...]
    hours: tuple[_Looked, ...]

    @classmethod
    def of(
        cls, clocks: Sequence[Expression | None], extras: Iterable[Extra], *, calendar: bool
    ) -> Questions:
        """clocks: startAt and endAt."""
        numbers = [each.value for each in extras]
        unsaid = [e for e in numbers if isinstance(e, Converter) and e.decimal == "unsaid"]
        read = [each for each in clocks if isinstance(each, Converter)]
        dates = [(each, each.date or each.source) for each in read if needs_order(each)]
        hours = [(each, each.time or each.source) for each in read if needs_hours(each)]

        def open_ones(looked: list[tuple[Converter, Template | None]]) -> tuple[_Looked, ...]:
            return tuple(
                (converter, template)
                for converter, template in looked
                if template is not None
                and not (calendar and _OWN_TIMES.issuperset(template.columns))
            )

        names = tuple(name for each in unsaid if each.source for name in each.source.columns)
        return cls(names, open_ones(dates), open_ones(hours))

    def are_open(self, evidence: Evidence) -> bool:
        """Whether more rows may tell more; a first time of 24 hours settles all hours."""
        return bool(self.numbers or self.dates or (self.hours and not evidence.counts_24))


class Survey:
    """The questions put to the rows of one table. names: its columns."""

    def __init__(
        self, questions: Questions, names: Sequence[str], find: FindColumn, evidence: Evidence
    ) -> None:
        self.names = names
        self._evidence = evidence
        self._numbers = [(name, find(name)) for name in questions.numbers]
        self._dates, self._hours = (
            [
                (converter, template, [(name, find(name)) for name in template.columns])
                for converter, template in looked
            ]
            for looked in (questions.dates, questions.hours)
        )

    def look_at(self, cells: Sequence[Cell]) -> None:
        """Take note of what one row proves."""
        for name, at in self._numbers:
            if at is not None and isinstance(cell := cells[at], str):
                self._evidence.decimals.add(name, cell)
        for converter, template, columns in self._dates:
            for name, at in columns:
                if at is not None and isinstance(cell := cells[at], str):
                    self._evidence.look(name.casefold(), cell.strip(), converter.language)
            if len(columns) > 1:
                joined = _joined(template, columns, cells)
                self._evidence.look(template.text, joined, converter.language)
        if self._evidence.counts_24:
            return
        for converter, template, columns in self._hours:
            if all(at is None or isinstance(cells[at], str) for _, at in columns):
                self._evidence.look_at_hours(_joined(template, columns, cells), converter)


def _joined(
    template: Template, columns: Iterable[tuple[str, int | None]], cells: Sequence[Cell]
) -> str:
    """What a template such as "{D}/{M}/{Y}" makes of cells."""
    text = template.text
    for name, at in columns:
        text = text.replace("{" + name + "}", "" if at is None else text_of(cells[at]).strip())
    return text.strip("[] ")
