"""Workbooks (xlsx, xlsm, xlsb, xls, ods): typed cells, the sheets and rows that people see."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Literal

from importer.errors import RowError, SourceError
from importer.records import Cell, Record, SourceSpec
from importer.sources.table import Table, find_table
from importer.sources.table_cells import Row, is_blank, row_list
from importer.sources.table_parts import values_of_first_part
from importer.sources.table_rows import TableRows, columns_named
from importer.sources.workbook_books import Book, CalamineBook, Sheet, XlsxBook
from importer.sources.workbook_cells import plain
from importer.sources.workbook_marks import SheetMarks
from importer.sources.workbook_ods import read_ods_marks
from importer.sources.workbook_ods_mend import mended_ods
from importer.sources.workbook_package import Package
from importer.sources.workbook_sheets import candidates
from importer.sources.workbook_xls import XlsMarks, read_xls_marks
from importer.sources.workbook_xlsb import binary_sheets, read_binary_marks
from importer.sources.workbook_xlsb_book import XlsbBook
from importer.sources.workbook_xml import read_marks

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
        self._path, self._name, self._spec = path, name, spec
        self._package = _package(path, name)
        self._parts = _sheet_parts(self._package) if self._package else {}
        self._ods = (
            read_ods_marks(self._package) if self._package and _is_ods(self._package) else None
        )
        xls = None if self._package else read_xls_marks(path, name)
        self._since_1904 = (self._package or xls or XlsMarks()).since_1904
        self._marks: dict[str, SheetMarks] = {}
        self._first: dict[str, int] = {}
        self._values: dict[str, tuple[int, ...]] = {}
        self._book = self._opened(xls.content if xls else None)
        if xls is not None:
            self._marks.update(_by_name(self._book.sheets, xls, name))
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
            yield from rows(row for row in self._rows(sheet) if row[0] > table.header_row)
            self.notes.extend(self._about(sheet, rows.notes))
        self.complete = True

    def _opened(self, content: bytes | None) -> Book:
        """The library's face of the file; content: what to read instead of it."""
        path, name = self._path, self._name
        if self._package and (book := self._package.book()):
            binary = book.lower().endswith(".bin")
            return XlsbBook(self._package, book, self._parts) if binary else XlsxBook(path, name)
        if self._ods is None or self._package is None:
            return CalamineBook(path, name, content)
        if self._ods.odd:
            return CalamineBook(path, name, mended_ods(self._package))
        try:
            return CalamineBook(path, name)
        except SourceError as problem:
            with suppress(SourceError):
                return CalamineBook(path, name, mended_ods(self._package))
            raise problem

    def _find(self) -> list[tuple[str, Table]]:
        """The tables to read: of the sheets stated, of all visible ones, or the first there is."""
        stated = self._spec.sheets
        found: list[tuple[str, Table]] = []
        problem: SourceError | None = None
        for sheet in candidates(self._book.sheets, stated, self._name):
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
        rows = self._rows(sheet)
        sample = list(islice((row for row in rows if not is_blank(row[1])), SAMPLE))
        try:
            table = find_table(sample, self._spec.header_row, where, self._first[sheet])
        except SourceError as problem:
            raise _NoTableError(str(problem)) from problem
        alone = len(table.columns) < 2
        if alone and self._spec.header_row is None and not isinstance(self._spec.sheets, tuple):
            raise _NoTableError(f"{where}: a single column does not look like a table of events")
        below = [row for row in sample if row[0] > table.header_row]
        self._values[sheet] = values_of_first_part(below, len(table.columns))
        return table

    def _rows(self, sheet: str) -> Iterator[Row]:
        """All rows of the sheet by the numbers it shows, with the cells its values do not tell."""
        marks = self._marks_of(sheet)
        begins = self._book.first_column(sheet)
        first = self._first[sheet] = min((begins, *marks.columns())) if marks.cells else begins
        beside: list[Cell] = [""] * (begins - first)
        number = 0
        for number, values in enumerate(self._book.rows(sheet), 1):
            cells = beside + plain(values, since_1904=self._since_1904)
            yield number, marks.marked(number, cells, first)
        for below in range(number + 1, max(marks.cells, default=0) + 1):
            yield below, marks.marked(below, [], first)

    def _marks_of(self, sheet: str) -> SheetMarks:
        """Read before the sheet itself is: this is where one of too many cells is refused."""
        if sheet not in self._marks:
            self._marks[sheet] = self._read_marks(sheet)
            if self._marks[sheet].misread and isinstance(self._book, XlsxBook | XlsbBook):
                self._book.distrust(sheet)
        return self._marks[sheet]

    def _read_marks(self, sheet: str) -> SheetMarks:
        assert self._package is not None, "the marks of an xls are there from the beginning"
        if self._ods is not None and sheet in self._ods.sheets:
            return self._ods.sheets[sheet]
        if sheet not in self._parts:  # calamine may find it all the same, but nobody measured it
            raise self._package.damaged(f"the part of sheet {sheet}")
        part = self._parts[sheet]
        read = read_binary_marks if part.endswith(".bin") else read_marks
        return read(self._package, part)

    def _hidden(self, sheet: str) -> Container[int]:
        return self._marks[sheet].hidden if self._spec.hidden_rows == "skip" else ()

    def _opening_notes(self) -> list[str]:
        read = [sheet for sheet, _ in self._found]
        notes = [note for sheet, table in self._found for note in self._about(sheet, table.notes)]
        others = [sheet for sheet in self._book.sheets if sheet.name not in read]
        if others:
            names = ", ".join(
                sheet.name if sheet.visible else f"{sheet.name} (hidden)" for sheet in others
            )
            notes.insert(0, f"read from sheet {', '.join(read)}; not read: {names}")
        for sheet in read:
            marks = self._marks[sheet]
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


def _by_name(sheets: Sequence[Sheet], xls: XlsMarks, name: str) -> dict[str, SheetMarks]:
    """The marks of an xls under the names of its sheets, which come in the same order."""
    if len(sheets) != len(xls.sheets):
        raise SourceError(f"{name} is damaged: its sheets cannot be told apart. Save it as .xlsx")
    return {sheet.name: marks for sheet, marks in zip(sheets, xls.sheets, strict=True)}


def _package(path: Path, name: str) -> Package | None:
    with path.open("rb") as file:
        return Package(path, name) if file.read(2) == b"PK" else None


def _sheet_parts(package: Package) -> dict[str, str]:
    """The part of each sheet by its name; empty for ods, whose sheets share one part."""
    book = package.book()
    if book is None:
        return {}
    binary = book.lower().endswith(".bin")
    sheets = binary_sheets(package, book) if binary else package.xlsx_sheets(book)
    there = {name: package.spelled(part) for name, part in sheets.items()}
    return {name: part for name, part in there.items() if part is not None}


def _is_ods(package: Package) -> bool:
    return "content.xml" in package.parts()
