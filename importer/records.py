"""What a source yields: records with their cells and places, whatever the file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Literal, Protocol, TypeAlias

import orjson

from importer.errors import Location, RowError


@dataclass(frozen=True, slots=True)
class CellError:
    """A workbook cell whose stored value is an error, such as `#N/A`."""

    text: str


Cell: TypeAlias = str | int | float | bool | date | time | datetime | timedelta | CellError
"""A value as the file holds it; an empty cell is `""` in every format.

CSV cells are text exactly as written. Workbook cells keep their kind, times rounded to the second.
Calendar times are `date` (all-day), naive `datetime` (floating) or aware `datetime` (a ZoneInfo).
"""


class Standing(Enum):
    """What the source itself says of a record."""

    LIVE = "live"
    CANCELLED = "cancelled"
    PRIVATE = "private"


@dataclass(slots=True)
class Record:
    """One row, or one occurrence of a calendar entry.

    columns: names as the file writes them, one object shared by all records of a table.
    cells: as many as columns.
    key: the record key where the format has an identity of its own (calendars), else None.
    past_key: the key this record had while its series was still a single event, else None.
    """

    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    at: Location
    key: str | None = None
    past_key: str | None = None
    standing: Standing = Standing.LIVE

    def __getitem__(self, column: str) -> Cell:
        return self.cells[self.columns.index(column)]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a calendar is read for: `start` inclusive, `end` exclusive.

    Aware values are instants. Naive ones are wall clock, compared with each event's own.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where rows come from and what the mapping states about the file; None means: find out."""

    location: str | None = None
    format: Literal["csv", "workbook", "ical"] | None = None
    sheets: tuple[str, ...] | Literal["all"] | None = None
    header_row: int | Literal["none"] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    fill_down: tuple[str, ...] = ()
    hidden_rows: Literal["skip", "read"] = "skip"
    past: timedelta = timedelta(days=1)
    future: timedelta = timedelta(days=180)
    window: Window | None = None


class Reading(Protocol):
    """An opened source: iterate it for its records in file order, errors of single rows among them.

    Iterating starts from the beginning each time. After a full pass `complete` tells whether the
    source was read to its own end (a cut-off file is not), and `notes` holds what a person should
    be told of the file: title rows skipped, hidden rows left out, encoding guessed; `nothing` says why
    there was neither a record nor an error, where there was none.
    Raises SourceError when the source is unreadable as a whole.
    """

    format: Literal["csv", "workbook", "ical"]
    complete: bool
    notes: list[str]

    @property
    def nothing(self) -> str: ...

    def tables(self) -> Sequence[tuple[str | None, tuple[str, ...]]]:
        """(sheet or None, columns) of each table, known before any row is read."""
        ...

    def __iter__(self) -> Iterator[Record | RowError]: ...


def text_of(cell: Cell) -> str:
    """The cell as templates read it: `2026-06-12`, `20:00`, `1001`, `12.5`; trimmed by nobody.

    Seconds are shown only where there are any; a duration counts hours on (`25:30`).
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "seconds" if cell.second else "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return _clock(cell.hour, cell.minute, cell.second)
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return _clock(*divmod(minutes, 60), seconds)
    if isinstance(cell, CellError):
        return cell.text
    return str(cell)


def _clock(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02}:{minutes:02}:{seconds:02}" if seconds else f"{hours:02}:{minutes:02}"


@dataclass(slots=True)
class RowHasher:
    """Hashes raw cells under a mapping's fingerprint: has this row changed since it was last mapped?"""

    fingerprint: bytes
    _prefixes: dict[tuple[str, ...], bytes] = field(default_factory=dict)

    def __call__(self, record: Record) -> bytes:
        """SHA-256 (32 bytes) over fingerprint, columns, standing and cells."""
        prefix = self._prefixes.get(record.columns)
        if prefix is None:
            prefix = sha256(self.fingerprint + orjson.dumps(record.columns)).digest()
            self._prefixes[record.columns] = prefix
        standing = "live" if record.standing is Standing.LIVE else record.standing.value
        cells = orjson.dumps(
            [standing, *record.cells],
            default=_tagged,
            option=orjson.OPT_PASSTHROUGH_DATETIME,
        )
        return sha256(prefix + cells).digest()


def _tagged(cell: Any) -> list[str]:
    """A date is not the text that looks like it, and 20:00 in Berlin is not 20:00 in Paris."""
    zone = str(cell.tzinfo) if isinstance(cell, datetime) and cell.tzinfo is not None else ""
    return [type(cell).__name__, text_of(cell), zone]
