"""An opened workbook: its sheets, and for each the rows, whoever of the libraries reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from importer.errors import SourceError
from importer.records import Cell
from importer.sources.opened_once import kept
from importer.sources.table_cells import Row
from importer.sources.workbook_books import Book, CalamineBook, Sheet, XlsxBook
from importer.sources.workbook_cells import plain
from importer.sources.workbook_marks import SheetMarks
from importer.sources.workbook_ods import read_ods_marks
from importer.sources.workbook_ods_mend import mended_ods
from importer.sources.workbook_package import Package
from importer.sources.workbook_xls import XlsMarks, read_xls_marks
from importer.sources.workbook_xlsb import binary_sheets, read_binary_marks
from importer.sources.workbook_xlsb_book import XlsbBook
from importer.sources.workbook_xml import read_marks


def open_workbook(path: Path, name: str) -> WorkbookFile:
    """The workbook at `path`; raises SourceError where it is damaged, protected or beyond the limits."""
    return kept(path, lambda: WorkbookFile(path, name))


class WorkbookFile:
    """Sheets, the marks of each, and the rows with both put together."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self._package = _package(path, name)
        self._parts = _sheet_parts(self._package) if self._package else {}
        self._ods = (
            read_ods_marks(self._package) if self._package and _is_ods(self._package) else None
        )
        xls = None if self._package else read_xls_marks(path, name)
        self._since_1904 = (self._package or xls or XlsMarks()).since_1904
        self._marks: dict[str, SheetMarks] = {}
        self._book = self._opened(xls.content if xls else None)
        if xls is not None:
            self._marks.update(_by_name(self._book.sheets, xls, name))

    @property
    def sheets(self) -> Sequence[Sheet]:
        return self._book.sheets

    def rows(self, sheet: str) -> Iterator[Row]:
        """All rows of the sheet by the numbers it shows, with the cells its values do not tell.

        The first cell of each stands in `first_column`.
        """
        marks = self.marks(sheet)
        first = self.first_column(sheet)
        beside: list[Cell] = [""] * (self._book.first_column(sheet) - first)
        number = 0
        for number, values in enumerate(self._book.rows(sheet), 1):
            cells = beside + plain(values, since_1904=self._since_1904)
            yield number, marks.marked(number, cells, first)
        for below in range(number + 1, max(marks.cells, default=0) + 1):
            yield below, marks.marked(below, [], first)

    def first_column(self, sheet: str) -> int:
        marks = self.marks(
            sheet
        )  # before the sheet itself is read, where too many cells are refused
        begins = self._book.first_column(sheet)
        return min((begins, *marks.columns())) if marks.cells else begins

    def marks(self, sheet: str) -> SheetMarks:
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
