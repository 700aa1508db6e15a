"""Small calendars for tests, and what reading them gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from time import process_time

from importer.errors import RowError
from importer.privacy import Privacy
from importer.records import Cell, Record, SourceSpec, Standing, Window
from importer.sources.ical_feed import CalendarReading

YEAR = Window(datetime(2026, 1, 1), datetime(2027, 1, 1))


@dataclass(frozen=True)
class Outcome:
    records: list[Record]
    errors: list[RowError]
    notes: list[str]
    complete: bool
    nothing: str

    def cells(self, column: str) -> list[Cell]:
        return [record[column] for record in self.records]

    @property
    def starts(self) -> list[str]:
        """`2026-06-12` or `2026-06-12 20:00 +0200`, in the order of the records."""
        return [written(record["DTSTART"]) for record in self.records]

    @property
    def ends(self) -> list[str]:
        return [written(record["DTEND"]) for record in self.records]

    @property
    def keys(self) -> list[str]:
        return [(record.key or "").replace("\x1f", "|") for record in self.records]

    @property
    def standings(self) -> list[Standing]:
        return [record.standing for record in self.records]

    @property
    def only(self) -> Record:
        assert not self.errors, [str(error) for error in self.errors]
        (record,) = self.records
        return record

    @property
    def error(self) -> RowError:
        assert not self.records
        (error,) = self.errors
        return error


def written(moment: Cell) -> str:
    if isinstance(moment, datetime):
        return f"{moment:%Y-%m-%d %H:%M %z}".strip()
    return moment.isoformat() if isinstance(moment, date) else str(moment)


def feed(*entries: str, head: str = "") -> str:
    """A VCALENDAR with `head` among its properties and one VEVENT around each of `entries`."""
    bodies = [f"BEGIN:VEVENT\n{dedent(entry).strip()}\nEND:VEVENT" for entry in entries]
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", dedent(head).strip(), *bodies, "END:VCALENDAR"]
    return "\n".join(part for part in parts if part) + "\n"


def read(
    content: str | bytes,
    window: Window | None = YEAR,
    privacy: Privacy | None = None,
    encoding: str | None = None,
    clock: Callable[[], float] = process_time,
) -> Outcome:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed.ics"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        spec = SourceSpec(encoding=encoding)
        reading = CalendarReading(path, "feed.ics", spec, window, privacy, clock)
        found = list(reading)
    return Outcome(
        [one for one in found if isinstance(one, Record)],
        [one for one in found if isinstance(one, RowError)],
        reading.notes,
        reading.complete,
        reading.nothing,
    )
