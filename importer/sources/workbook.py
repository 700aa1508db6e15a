"""Workbooks (xlsx, xlsm, xlsb, xls, ods): typed cells, the sheets and rows that people see."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

from importer.errors import RowError, SourceError
from importer.records import Record, SourceSpec
from importer.sources.table import Table, find_table
from importer.sources.table_cells import is_blank, row_list
from importer.sources.table_parts import values_of_first_part
from importer.sources.table_rows import TableRows, columns_named
from importer.sources.workbook_file import open_workbook
from importer.sources.workbook_sheets import candidates

SAMPLE = 200
"""Rows with content from which the header is found."""


class WorkbookReading:
    """The tables of a workbook as a Reading; sheets and headers found where not stated.

    Hidden sheets are read only where they are named, hidden rows only where the mapping says so.
    Raises SourceError when the workbook is damaged, protected, beyond the limits, or has no table.
    """

    format: Literal["csv", "workbook", "ical"] = "workbook"
    nothing = "the table has no rows below its header"

    def __init__(self, path: Path, name: str, spec: SourceSpec) -> None:
        self.complete = False
        self._name, self._spec = name, spec
        self._file = open_workbook(path, name)
        self._values: dict[str, tuple[int, ...]] = {}
        self._found = self._find()
        self._opening = self._opening_notes()
        self.notes = list(self._opening)

    def tables(self) -> Sequence[tuple[str | None, tuple[str, ...]]]:
        return [(sheet, table.columns) for sheet, table in self._found]

    def __iter__(self) -> Iterator[Record | RowError]:
        self.complete, self.notes = False, list(self._opening)
        for sheet, table in self._found:
            rows = TableRows(
                table,
                self._name,
                sheet,
                fill_down=self._spec.fill_down,
                hidden=self._hidden(sheet),
                values=self._values[sheet],
                surplus="tell",
            )
            yield from rows(row for row in self._file.rows(sheet) if row[0] > table.header_row)
            self.notes.extend(self._about(sheet, rows.notes))
        self.complete = True

    def _find(self) -> list[tuple[str, Table]]:
        """The tables to read: of the sheets stated, of all visible ones, or the first there is."""
        stated = self._spec.sheets
        found: list[tuple[str, Table]] = []
        problem: SourceError | None = None
        for sheet in candidates(self._file.sheets, stated, self._name):
            try:
                found.append((sheet, self._table(sheet)))
            except _NoTableError as none:
                if isinstance(stated, tuple):
                    raise SourceError(str(none)) from none
                problem = problem or none
                continue
            if stated is None:
                break
        if not found:
            raise SourceError(
                f"{self._name}: no visible sheet holds a table"
                + (f". {problem}" if problem else "; hidden sheets are read only when named")
            )
        for sheet, table in found:
            columns_named(self._spec.fill_down, table.columns, f"{self._name}, sheet {sheet}")
        return found

    def _table(self, sheet: str) -> Table:
        where = f"{self._name}, sheet {sheet}"
        rows = self._file.rows(sheet)
        sample = list(islice((row for row in rows if not is_blank(row[1])), SAMPLE))
        try:
            table = find_table(sample, self._spec.header_row, where, self._file.first_column(sheet))
        except SourceError as problem:
            raise _NoTableError(str(problem)) from problem
        alone = len(table.columns) < 2
        if alone and self._spec.header_row is None and not isinstance(self._spec.sheets, tuple):
            raise _NoTableError(
                f"{where}: a single column does not look like a table of events. Give each date, title "
                f"and place its column, or state the `sheet` where it is one all the same"
            )
        below = [row for row in sample if row[0] > table.header_row]
        self._values[sheet] = values_of_first_part(below, len(table.columns))
        return table

    def _hidden(self, sheet: str) -> Container[int]:
        return self._file.marks(sheet).hidden if self._spec.hidden_rows == "skip" else ()

    def _opening_notes(self) -> list[str]:
        read = [sheet for sheet, _ in self._found]
        notes = [note for sheet, table in self._found for note in self._about(sheet, table.notes)]
        others = [sheet for sheet in self._file.sheets if sheet.name not in read]
        if others:
            names = ", ".join(
                sheet.name if sheet.visible else f"{sheet.name} (hidden)" for sheet in others
            )
            notes.insert(0, f"read from sheet {', '.join(read)}; not read: {names}")
        for sheet in read:
            marks = self._file.marks(sheet)
            if marks.uncalculated:
                rows = row_list([row for row, cells in sorted(marks.cells.items()) if cells])
                notes.append(
                    f"sheet {sheet}: {marks.uncalculated} formulas have no stored value ({rows}): "
                    f"open the workbook in a spreadsheet program and save it"
                )
            if marks.hidden and self._spec.hidden_rows == "read":
                notes.append(
                    f"sheet {sheet}: hidden rows are read: {row_list(sorted(marks.hidden))}"
                )
        return notes

    def _about(self, sheet: str, notes: Sequence[str]) -> list[str]:
        return [f"sheet {sheet}: {note}" if len(self._found) > 1 else note for note in notes]


class _NoTableError(SourceError):
    """This sheet holds no table; another one may."""
