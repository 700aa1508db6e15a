"""A mapping file, read and typed: what the rest of the stage works from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from importer.local_time import Gap, Overlap
from importer.mapping.template import Template
from importer.privacy import Privacy
from importer.records import SourceSpec

PLACEHOLDER = "CHANGE-ME"
"""What `importer init` writes where only a person knows the value."""

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
YearMonth: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Converter:
    """One value of the payload: a template and what is done with its text. A plain string is one
    with `source` alone. Fields are the converter keys of the mapping file; None means unsaid."""

    line: int
    source: Template | None = None
    date: Template | None = None
    time: Template | None = None
    format: str | None = None
    date_format: str | None = None
    time_format: str | None = None
    order: Order | None = None
    language: tuple[str, ...] = ()
    year: int | None = None
    season: tuple[YearMonth, YearMonth] | None = None
    part: Literal["start", "end"] | None = None
    gap: Gap | None = None
    overlap: Overlap | None = None
    half: Literal["am", "pm"] | None = None
    duration: timedelta | Template | None = None
    next_day_if_earlier: bool = False
    split: str | None = None
    map: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    default: tuple[Template, ...] = ()
    regex: re.Pattern[str] | None = None
    lookup: str | None = None
    text: Literal["plain", "html"] | None = None
    decimal: Literal[",", ".", "unsaid"] | None = None
    required: bool = False
    repair_text: bool = False

    @property
    def templates(self) -> tuple[Template, ...]:
        """Every template it reads."""
        own = (self.source, self.date, self.time, self.duration, *self.default)
        return tuple(each for each in own if isinstance(each, Template))

    @property
    def reads_cells(self) -> bool:
        """Whether its value can differ from row to row."""
        return any(template.columns for template in self.templates)

    def meant(self, text: str) -> str:
        """What `regex` finds in a text, its first group where it has one; empty where it finds nothing."""
        if self.regex is None:
            return text
        found = self.regex.search(text)
        if found is None:
            return ""
        return (found[1] if self.regex.groups else found[0]) or ""


@dataclass(frozen=True, slots=True)
class PayloadTable:
    """A part of the payload that is filled field by field."""

    line: int
    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class PayloadList:
    """A list in the payload; an entry with an absent template is dropped."""

    line: int
    entries: tuple[Expression, ...]


Expression: TypeAlias = Converter | PayloadTable | PayloadList


def templates_of(expression: Expression) -> tuple[Template, ...]:
    """Every template in an expression, those of its entries too."""
    if isinstance(expression, Converter):
        return expression.templates
    if isinstance(expression, PayloadTable):
        return tuple(t for _, entry in expression.entries for t in templates_of(entry))
    return tuple(t for entry in expression.entries for t in templates_of(entry))


def first_column(expression: Expression) -> str | None:
    """The column to look at first when something is wrong with an expression."""
    return next((name for t in templates_of(expression) for name in t.columns), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """A column compared with values, trimmed and without case."""

    column: str
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Extra:
    """A payload path that this version does not know, such as `offers[0].price`."""

    path: tuple[str | int, ...]
    value: Expression
    line: int


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """What may change in one run before a person is asked; shares are from 0 to 1."""

    max_removed: float = 0.10
    max_removed_count: int = 500
    max_changed: float = 0.50
    expect_empty: bool = False


@dataclass(frozen=True, slots=True)
class PublishSettings:
    skip_past: bool = True
    order: Literal["soonest_first", "source"] = "soonest_first"
    recreate_missing: bool = False
    channel_change: Literal["report", "move"] = "report"


@dataclass(frozen=True, slots=True)
class AllDay:
    """When an all-day entry starts and ends on its days; end None: one second before midnight."""

    start: time = time(0)
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file.

    lookups: name -> file, made absolute against the mapping file.
    removed_after: None where the file does not say.
    unheeded: what a person must know of stated keys that nothing acts upon.
    fingerprint: SHA-256 (32 bytes) over what can influence a payload.
    """

    name: str
    path: Path
    event: dict[str, Expression]
    fingerprint: bytes
    profile: str | None = None
    source: SourceSpec = field(default_factory=SourceSpec)
    location: str | None = None
    identity: tuple[Template, ...] = ()
    only: tuple[Condition, ...] = ()
    cancelled: tuple[Condition, ...] = ()
    lookups: dict[str, Path] = field(default_factory=dict)
    extra: tuple[Extra, ...] = ()
    when_removed: Literal["report", "draft", "ignore"] = "report"
    removed_after: int | None = None
    guard: GuardLimits = field(default_factory=GuardLimits)
    publish: PublishSettings = field(default_factory=PublishSettings)
    privacy: Privacy = field(default_factory=Privacy)
    all_day: AllDay = field(default_factory=AllDay)
    unheeded: tuple[str, ...] = ()
