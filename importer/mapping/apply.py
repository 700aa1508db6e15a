"""A mapping bound to a source: one record in, one outcome out.

Payload fields are checked where they are made; the whole is held against the contract before it is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

import orjson

from importer.errors import Issue, Location, MappingError
from importer.mapping.calendar_defaults import with_defaults
from importer.mapping.columns import Columns, columns_read
from importer.mapping.compiled import CompiledRow
from importer.mapping.completeness import missing_parts
from importer.mapping.constants import standing_issues
from importer.mapping.contract import breaches
from importer.mapping.days import Evidence
from importer.mapping.fields import Surroundings
from importer.mapping.model import Expression, Mapping, templates_of
from importer.mapping.places import Channel, LookupTable
from importer.mapping.problems import FieldError
from importer.mapping.row_times import Problem
from importer.mapping.survey import Questions, Survey
from importer.mapping.template import Cells, FindColumn
from importer.mapping.withholding import gates_of
from importer.payloads import LeftOut, Refused, RowOutcome, Wanted, canonical
from importer.records import Record, Standing


def bind(
    mapping: Mapping,
    *,
    lookups: MappingOf[str, LookupTable],
    channels: Sequence[Channel] | None,
    classifications: Sequence[str] | None,
    calendar: bool,
) -> Mapper:
    """Join a mapping with what it refers to. channels, classifications: None where unknown.

    Raises MappingError where required parts or lookup tables are missing.
    """
    problems: list[tuple[int | None, str]] = list(missing_parts(mapping, calendar=calendar))
    problems += [
        (None, f"the lookup `{name}` was not read")
        for name in mapping.lookups
        if name not in lookups
    ]
    if problems:
        raise MappingError(mapping.path, problems)
    slugs = frozenset(classifications) if classifications is not None else None
    around = Surroundings(
        lookups,
        channels,
        slugs,
        gates_of(mapping.privacy, calendar=calendar),
        mapping.path,
    )
    return Mapper(mapping, with_defaults(mapping, calendar=calendar), around, calendar)


@dataclass(slots=True)
class Mapper:
    """Maps records. Each table's columns are compiled once; nothing else is remembered but what
    `survey` found out, so that the same record always comes to the same outcome."""

    mapping: Mapping
    event: dict[str, Expression]
    around: Surroundings
    calendar: bool
    _evidence: Evidence = field(default_factory=Evidence)
    _questions: Questions = field(init=False)
    _compiled: dict[tuple[str, ...], CompiledRow] = field(default_factory=dict)
    _columns: tuple[str, ...] | None = None
    _survey: Survey | None = None
    _row: CompiledRow | None = None
    _standing: tuple[Issue, ...] | None = None

    def __post_init__(self) -> None:
        clocks = (self.event.get("startAt"), self.event.get("endAt"))
        self._questions = Questions.of(clocks, self.mapping.extra, calendar=self.calendar)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process compiles for itself what the tables' columns need."""
        return Mapper, (self.mapping, self.event, self.around, self.calendar, self._evidence)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong with every row alike, at its line in the mapping file: placeholders, unknown
        channels and classifications that stand there. Every row is Refused then, without these issues."""
        if self._standing is None:
            self._standing = standing_issues(self.event, self.around)
        return self._standing

    @property
    def hidden(self) -> tuple[str, ...]:
        """Columns that payloads are to be made of, but that `privacy` withholds whole."""
        made_of = (*self.event.values(), *(extra.value for extra in self.mapping.extra))
        names = {name for each in made_of for t in templates_of(each) for name in t.columns}
        return tuple(sorted(name for name in names if self._hides(name)))

    def needs_survey(self) -> bool:
        """Whether dates, hours or numbers are settled by looking at all rows first; no longer so once the rows that
        were surveyed have settled them."""
        return self._questions.are_open(self._evidence)

    def survey(self, record: Record) -> None:
        """Take note of what this row proves of its columns."""
        if self._survey is None or self._survey.names is not record.columns:
            columns = Columns(record.columns, calendar=self.calendar)
            find = partial(self._find, columns)
            self._survey = Survey(self._questions, record.columns, find, self._evidence)
        self._survey.look_at(record.cells)

    def fingerprint(self) -> bytes:
        """SHA-256 over all that makes payloads of rows: mapping, lookups, channels, what the survey
        proved. Two mappers with the same fingerprint map a record alike. Ask it after the survey."""
        proved = {key: sorted(orders) for key, orders in self._evidence.proved.items()}
        channels = [[each.id, each.slug, each.name] for each in self.around.channels or ()]
        names = sorted((name, table.digest.hex()) for name, table in self.around.lookups.items())
        facts = [self.mapping.fingerprint.hex(), proved, sorted(channels), names, self.calendar]
        if decimals := self._evidence.decimals.proved:
            facts.append({key: sorted(signs) for key, signs in decimals.items()})
        facts += self._evidence.facts()
        return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).digest()

    def check_columns(
        self, tables: Sequence[tuple[str | None, tuple[str, ...]]], source_name: str
    ) -> None:
        """Raises MappingError that names each column the source lacks, with its line in the mapping."""
        problems: list[tuple[int | None, str]] = []
        for sheet, names in tables:
            columns = Columns(names, calendar=self.calendar)
            where = f"{source_name}, sheet {sheet}" if sheet is not None else source_name
            for name, line in columns_read(self.mapping):
                try:
                    columns.find(name)
                except KeyError as problem:
                    problems.append((line, f"{problem.args[0]} (in {where})"))
        if problems:
            problems = sorted(dict.fromkeys(problems), key=lambda each: each[0] or 0)
            raise MappingError(self.mapping.path, problems)

    def map(self, record: Record) -> RowOutcome:
        """What one record comes to; every problem of a row is in its Refused, none is raised."""
        row = self._row
        if row is None or record.columns is not self._columns:
            row = self._compile(record.columns)
        cells: Cells = record.cells
        try:
            key = record.key if record.key is not None else row.key(cells)
        except FieldError as problem:
            return Refused(None, record.at, (problem.issue(record.at, None),))
        why = self._withheld(record) or row.left_out(cells)
        if why is not None:
            return LeftOut(key, record.at, why, record.past_key)
        made = row.make(cells)
        if made.problems or made.span is None or row.hopeless:
            return Refused(key, record.at, self._told(made.problems, record.at))
        if wrong := breaches(made.payload):
            return Refused(key, record.at, tuple(_breach(*each, record.at) for each in wrong))
        notes = tuple(note.issue(record.at, None) for note in made.notes) if made.notes else ()
        body = canonical(made.payload)
        span = made.span
        return Wanted(key, record.at, body, span.starts_at, span.over_at, record.past_key, notes)

    def _told(self, problems: list[Problem], at: Location) -> tuple[Issue, ...]:
        """What is wrong with one row itself; once where its start and its end are read from the same cell."""
        found: dict[object, Issue] = {}
        for name, problem in problems:
            issue = problem.issue(at, name)
            if issue not in self.issues:
                found.setdefault((issue.code, issue.message, issue.at), issue)
        return tuple(found.values())

    def _withheld(self, record: Record) -> str | None:
        if record.standing is Standing.LIVE:
            return None
        if record.standing is Standing.CANCELLED:
            return "cancelled"
        return "private" if self.mapping.privacy.private_events == "skip" else None

    def _compile(self, names: tuple[str, ...]) -> CompiledRow:
        row = self._compiled.get(names)
        if row is None:
            columns = Columns(names, calendar=self.calendar)

            def find(name: str) -> int | None:
                return self._find(columns, name)

            finder: FindColumn = find
            row = self._compiled[names] = CompiledRow(
                self.mapping,
                self.event,
                finder,
                self.around,
                self._evidence,
                hidden=self._hides,
                calendar=self.calendar,
            )
        self._columns, self._row = names, row
        return row

    def _hides(self, name: str) -> bool:
        return self.calendar and self.mapping.privacy.hides(name)

    def _find(self, columns: Columns, name: str) -> int | None:
        try:
            return columns.find(name)
        except KeyError as problem:
            raise MappingError(self.mapping.path, [(None, problem.args[0])]) from None


def _breach(field: str, words: str, value: Any, at: Location) -> Issue:
    """What the platform would refuse: a field that the mapping gave another shape."""
    words = words[:1].lower() + words[1:]
    problem = f"{field} is not as the platform takes it: {words}. Correct the mapping's `event` or `extra`"
    return Issue("cell.invalid", problem, at, value=_shown(value), field=field)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()[:200]
