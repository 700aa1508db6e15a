"""When an event starts and ends, from the cells of a row: formats, free text, typed cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from importer.mapping.clock_words import ClockText
from importer.mapping.days import DayRules, Evidence, check_weekday
from importer.mapping.formats import DAY, Format, Written
from importer.mapping.freeform import read_text
from importer.mapping.model import Converter
from importer.mapping.moments import Moment, WallTime
from importer.mapping.problems import EndBeforeStartError, FieldError
from importer.mapping.template import (
    Cells,
    Column,
    FindColumn,
    Piece,
    Template,
    cell_text,
)
from importer.mapping.typed_cells import EPOCH_OF_TIMES, Part, Said, typed_cells
from importer.records import Cell, text_of

_MEMO = 50_000
_YEARS = range(1900, 2201)
_NOTHING = Said()

Read: TypeAlias = Callable[[Cells], Moment | None]


def compile_moment(
    converter: Converter, find: FindColumn, evidence: Evidence, *, is_end: bool
) -> Read:
    """A function from cells to the start or end; None where an end is absent.

    It raises FieldError with a `time.` code, or `cell.missing` for an empty column."""
    rules = DayRules.of(converter, evidence)

    def reader(template: Template, written: str | None, role: str) -> _Reader:
        form = Format(written, converter.language) if written else None
        return _Reader(template, find, role, rules, converter, form)

    if converter.source is not None:
        both = reader(converter.source, converter.format, "both")
        return _remembered(both, converter, is_end=is_end)
    day = reader(converter.date, converter.date_format, "date") if converter.date else None
    clock = reader(converter.time, converter.time_format, "time") if converter.time else None
    return lambda cells: _merged(cells, day, clock, converter, is_end=is_end)


def _remembered(reader: _Reader, converter: Converter, *, is_end: bool) -> Read:
    """A text that was understood before is not looked at again."""
    known: dict[str, Moment | None] = {}

    def read(cells: Cells) -> Moment | None:
        text = reader.text(cells)
        if text in known:
            return known[text]
        said = reader.read(cells)
        moment = _picked(said, said.days, converter, reader, is_end=is_end) if said else None
        if text:
            if len(known) >= _MEMO:
                known.clear()
            known[text] = moment
        return moment

    return read


def _merged(
    cells: Cells, day: _Reader | None, clock: _Reader | None, converter: Converter, *, is_end: bool
) -> Moment | None:
    """`date` and `time`, each read for itself."""
    on = day.read(cells) if day else _NOTHING
    if clock is None:
        assert day is not None
        return _picked(on, on.days, converter, day, is_end=is_end) if on else None
    at = clock.read(cells)
    if on is None and is_end and clock.template.columns:
        on = _NOTHING  # an hour of the row's own, and no last day: it ends on the day of the start
    if on is None or at is None:
        return None
    if on.until and not _takes_end(converter, is_end=is_end):
        assert day is not None
        raise day.wrong("time.no_date", _ONLY_LAST_DAY)
    if on.days and at.weekday is not None:
        try:
            check_weekday(on.days[0], at.weekday)
        except FieldError as problem:
            raise clock.wrong(problem.code, problem.message) from None
    return _picked(at, on.days, converter, clock, is_end=is_end)


_ONLY_LAST_DAY = "it says on which day it ends, and not when it begins: fill in its first day"


def _takes_end(converter: Converter, *, is_end: bool) -> bool:
    """Whether the second half of a range is meant."""
    return converter.part == "end" or (is_end and converter.part is None)


def _picked(
    said: Said, days: Sequence[date], converter: Converter, reader: _Reader, *, is_end: bool
) -> Moment | None:
    """The start or end that is meant, of all that the text says. days: of that text or another."""
    if said.instant is not None:
        return Moment(instant=said.instant)
    if said.whole_day:
        return Moment(days[0], whole_day=True)
    takes_end = _takes_end(converter, is_end=is_end)
    if said.until and not takes_end:
        raise reader.wrong("time.no_date", _ONLY_LAST_DAY)
    day = None if not days else days[-1] if takes_end else days[0]
    seconds = said.start
    if takes_end and said.end is not None:
        seconds = said.end
    elif (said.open_end and takes_end and said.start is None) or (
        converter.part == "end" and (said.start is not None or said.open_end)
    ):
        return None
    elif is_end and said.midnight and seconds == 0:
        seconds = DAY
    if seconds is None:
        raise reader.wrong(
            "time.no_time", "it has no time of day: fill it in, or map one with `time`"
        )
    if day is None and not is_end:
        raise reader.wrong("time.no_date", "it has no date: map one with `date`")
    wall = WallTime.on(day, seconds) if day is not None else None
    last = days[-1] if len(days) > 1 and not takes_end else None
    return Moment(day, seconds, said.offset, None, False, wall, said.zone, last)


@dataclass(slots=True)
class _Reader:
    """Reads one template; texts seen before are answered from memory."""

    template: Template
    find: FindColumn
    role: str
    rules: DayRules
    converter: Converter
    form: Format | None
    _known: dict[str, Said | FieldError] = field(default_factory=dict)
    _last: str = ""
    _at: dict[str, int | None] = field(init=False)
    _chain: list[tuple[str, int]] | None = field(init=False)
    _lone: int | None = None
    """Where the column stands that is the whole text, which is the usual case."""

    def __post_init__(self) -> None:
        self._at = {name: self.find(name) for name in self.template.columns}
        self._chain = self._chained() if self.converter.regex is None else None
        if self._chain and len(self._chain) == 1 and not self._chain[0][0]:
            self._lone = self._chain[0][1]

    def _chained(self) -> list[tuple[str, int]] | None:
        """(text before, column) for each column; None where the template is more than that."""
        chain: list[tuple[str, int]] = []
        before = ""
        for piece in self.template.pieces:
            if isinstance(piece, str):
                before += piece
                continue
            at = self._at[piece.name] if isinstance(piece, Column) else None
            if at is None:
                return None
            chain.append((before, at))
            before = ""
        return chain if not before else None

    @property
    def column(self) -> str | None:
        return next(iter(self.template.columns), None)

    def wrong(self, code: str, problem: str, suggestion: str | None = None) -> FieldError:
        words = f"'{self._last}' cannot be used as a time: {problem}"
        return FieldError(code, words, column=self.column, value=self._last, suggestion=suggestion)

    def read(self, cells: Cells) -> Said | None:
        """What the template says in this row; None where brackets leave nothing of it."""
        text = self.text(cells)
        if text and (known := self._known.get(text)) is not None:
            return self._answer(text, known)
        parts: list[Part] = []
        self._collect(self.template.pieces, cells, parts)
        if not parts:
            return None
        typed = [part for part in parts if not isinstance(part[0], str)]
        text = "".join(
            self._shown(value, alone=len(typed) == 1 and len(parts) == 1)
            if not isinstance(value, str) else value
            for value, _ in parts
        ).strip()  # fmt: skip
        self._last = text
        if typed:
            said = typed_cells(parts, self.role)
            if said is not None:
                return self._believable(said)
        meant = self.converter.meant(text)
        return self._understood(text, meant) if meant else None

    def _understood(self, text: str, meant: str) -> Said:
        """What a text says, found out once; so is that it cannot be understood. meant: the part that counts."""
        known = self._known.get(text)
        if known is None:
            self._last = text
            try:
                known = self._believable(self._said(meant))
            except FieldError as problem:
                known = problem
            if len(self._known) >= _MEMO:
                self._known.clear()
            self._known[text] = known
        return self._answer(text, known)

    def _answer(self, text: str, known: Said | FieldError) -> Said:
        self._last = text
        if isinstance(known, FieldError):
            raise known.with_traceback(None)
        return known

    def _believable(self, said: Said) -> Said:
        for each in (*said.days, *((said.instant,) if said.instant is not None else ())):
            if each.year not in _YEARS:
                problem = f"the year {each.year} is no year of an event"
                raise self.wrong("time.unparseable", problem)
        return said

    def text(self, cells: Cells) -> str:
        """The text where every column is text and filled, else "", which is never remembered."""
        if self._lone is not None:
            cell = cells[self._lone]
            return cell.strip() if isinstance(cell, str) else ""
        if self._chain is None:
            return ""
        text = ""
        for before, at in self._chain:
            cell = cells[at]
            if not isinstance(cell, str):
                return ""
            value = cell.strip()
            if not value:
                return ""
            text += before + value
        return text.strip()

    def _collect(self, pieces: Sequence[Piece], cells: Cells, parts: list[Part]) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                parts.append((piece, None))
            elif isinstance(piece, Column):
                cell = self._cell(piece, cells)
                if cell == "":
                    raise FieldError(
                        "cell.missing",
                        f"'{piece.name}' is empty, and {self.template.text} needs it "
                        "(put it in brackets where it may be missing)",
                        column=piece.name,
                    )
                parts.append((cell, piece.name))
            elif all(self._cell(Column(name), cells) != "" for name in _columns_of(piece.pieces)):
                self._collect(piece.pieces, cells, parts)

    def _cell(self, column: Column, cells: Cells) -> Cell:
        at = self._at[column.name]
        if at is None:
            return ""
        cell = cells[at]
        if isinstance(cell, str):
            return cell.strip()
        if isinstance(cell, date | time | timedelta):
            return cell
        return cell_text(cell, column.name)

    def _shown(self, cell: Cell, *, alone: bool) -> str:
        """A typed cell as text that the rest of the template can be read with."""
        value: Cell = cell
        if isinstance(cell, datetime) and not alone:
            value = cell.time() if cell.year <= EPOCH_OF_TIMES else cell.date()
        if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(1):
            value = time.fromisoformat(text_of(value))
        if self.form is not None and isinstance(value, date | time) and not alone:
            return self.form.render(value)
        return text_of(value)

    def _said(self, text: str) -> Said:
        try:
            if self.form is not None:
                return self._formatted(self.form.read(text))
            return self._free(text)
        except ValueError as problem:
            before = isinstance(problem, EndBeforeStartError)
            code = "time.end_before_start" if before else "time.unparseable"
            raise self.wrong(code, str(problem)) from None
        except FieldError as problem:
            raise self.wrong(problem.code, problem.message, problem.suggestion) from None

    def _free(self, text: str) -> Said:
        reading = read_text(text, self.converter.language, dates=self.role != "time")
        if self.role == "time":
            days: tuple[date, ...] = ()
        else:
            days = tuple(self.rules.day(each, self.template) for each in reading.dates)
        if self.role == "date":
            return Said(days, until=reading.until)
        at = self._in_its_half(reading.clocks)
        return Said(
            days,
            at.start,
            at.end,
            reading.offset,
            at.open_end,
            at.midnight,
            weekday=reading.weekday,
            until=reading.until,
            zone=reading.zone,
        )

    def _in_its_half(self, clocks: ClockText) -> ClockText:
        """Times such as 7:30 in the half of the day that the mapping states, else in the morning where no other says am or pm."""
        if clocks.halves != "open":
            return clocks
        if self.converter.half == "pm":
            return replace(clocks, start=_after_noon(clocks.start), end=_after_noon(clocks.end))
        if self.converter.half is None and self.rules.evidence.tells_halves:
            raise FieldError(
                "time.ambiguous_half",
                "other times say which half of the day they are in, and this does not:"
                " write am or pm behind it, or state `half: am` or `half: pm` for all such",
            )
        return clocks

    def _formatted(self, written: Written) -> Said:
        days = (self.rules.resolved(written),) if written.day and written.month else ()
        return Said(days, written.seconds, None, written.offset)


def _after_noon(seconds: int | None) -> int | None:
    return seconds + DAY // 2 if seconds is not None and seconds < DAY // 2 else seconds


def _columns_of(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Columns that stand in this group itself, not in a group inside it."""
    return tuple(piece.name for piece in pieces if isinstance(piece, Column))
