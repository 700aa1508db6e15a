"""What the sheets of an OpenDocument workbook reach over and weigh, gathered while they are looked through."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from importer.records import CellError
from importer.sources.workbook_marks import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetMarks
from importer.sources.workbook_package import Package
from importer.sources.workbook_strings import refuse_weight

_DURATION = re.compile(
    r"(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d+)?)S)?)?"
)


@dataclass(slots=True)
class OdsMarks:
    """The marks of every sheet by name.

    odd: calamine would misread it: blanks stand around the text that are not of it, a text has the
    value of a number beside it, a tab or CDATA section in it, or no type at all.
    """

    sheets: dict[str, SheetMarks] = field(default_factory=dict)
    odd: bool = False


@dataclass(slots=True)
class OdsExtent:
    """Takes tables, rows and cells in the order of the file; raises SourceError where they are too many.

    Limits hold for all sheets together: calamine reads them all as soon as it opens the file.
    """

    package: Package
    found: OdsMarks = field(default_factory=OdsMarks)
    weight: int = 0
    repeats: int = 1
    """How often the cell taken last is there, in all of its rows."""
    _now: SheetMarks = field(default_factory=SheetMarks)
    _before: int = 0
    _row: int = 0
    _filled: int = 0
    _rows: int = 0
    _column: int = 0
    _last: int = 0
    _width: int = 0
    _hidden: bool = False

    def table(self, name: str) -> None:
        self.end_row()
        self._before += self._filled * self._width
        self._now = self.found.sheets.setdefault(name, SheetMarks())
        self._row = self._filled = self._width = 0

    def row(self, repeated: int, *, hidden: bool) -> None:
        self.end_row()
        self._rows, self._hidden = repeated, hidden
        self._column = self._last = 0

    def cell(self, repeated: int) -> None:
        self.repeats = repeated * self._rows
        self._column += repeated

    def fill(self) -> None:
        """The cell taken last holds something."""
        self._last = self._column

    def mark(self, what: CellError | timedelta) -> None:
        self._now.put(self._row + 1, self._column - 1, what)

    def end_row(self) -> None:
        first, self._row, self._rows = self._row + 1, self._row + self._rows, 0
        if not self._last:
            return
        self._filled, self._width, self._last = self._row, max(self._width, self._last), 0
        too_many = self._before + self._filled * self._width > MAX_CELLS
        if too_many or self._row > MAX_ROWS or self._width > MAX_COLUMNS:
            raise self.package.too_large(f"its cells repeat to more than {MAX_CELLS}")
        refuse_weight(self.package, self.weight)
        if self._hidden:
            self._now.hidden.update(range(first, self._row + 1))


def long_duration(text: str) -> timedelta | None:
    """A time of a day or more, or less than none, in ISO 8601 as OpenDocument writes it.

    None for all others: calamine reads them as times of a day.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign, days, hours, minutes, seconds = found.groups(default="0")
    length = timedelta(days=int(days), hours=int(hours), minutes=int(minutes))
    length += timedelta(seconds=round(float(seconds)))
    if sign == "-":
        return -length
    return length if length >= timedelta(days=1) else None
