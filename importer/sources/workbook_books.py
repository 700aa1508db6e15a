"""The libraries that read workbooks behind one face, their errors translated here.

calamine reads every kind, ten times as fast. openpyxl is asked where calamine fails on an xlsx.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from weakref import finalize

from importer.errors import SourceError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_SLOW_CELLS = 500_000
"""What openpyxl reads in a few seconds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet; charts and macro sheets are none."""

    name: str
    visible: bool


class Book(Protocol):
    """An opened workbook; `rows` begin with row 1 of the sheet and with its `first_column`."""

    @property
    def sheets(self) -> Sequence[Sheet]: ...

    def first_column(self, sheet: str) -> int: ...

    def rows(self, sheet: str) -> Iterator[Sequence[object]]: ...


class CalamineBook:
    """Any workbook through calamine; the sheet read last is kept for the next pass.

    content: what to read instead of the file at `path`.
    """

    def __init__(self, path: Path, name: str, content: bytes | None = None) -> None:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        self._name = name
        with _foreign(name):
            self._book = _calamine(path, content)
            self.sheets = [
                Sheet(sheet.name, sheet.visible == SheetVisibleEnum.Visible)
                for sheet in self._book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
        self._kept: tuple[str, CalamineSheet] | None = None

    def first_column(self, sheet: str) -> int:
        start = self._sheet(sheet).start
        return start[1] if start else 0

    def rows(self, sheet: str) -> Iterator[Sequence[object]]:
        with _foreign(self._name):
            yield from self._sheet(sheet).iter_rows()

    def _sheet(self, sheet: str) -> CalamineSheet:
        if self._kept is None or self._kept[0] != sheet:
            self._kept = None
            with _foreign(self._name):
                self._kept = sheet, self._book.get_sheet_by_name(sheet)
        return self._kept[1]


def _calamine(path: Path, content: bytes | None) -> CalamineWorkbook:
    """The workbook, its kind told by the file's name, or by its content where that is no use."""
    from python_calamine import CalamineWorkbook

    if content is not None:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    try:
        return CalamineWorkbook.from_path(path)
    except Exception as problem:
        with suppress(Exception), path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)
        raise problem


class OpenpyxlBook:
    """An xlsx through openpyxl: slow, but of another mind about what is broken.

    The sheet read last is kept for the next pass.
    """

    def __init__(self, path: Path, name: str) -> None:
        import openpyxl

        self._name = name
        self._file = path.open("rb")  # openpyxl leaves it open where it fails
        finalize(self, self._file.close)
        try:
            with _foreign(name), _quiet():
                self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True)
        except SourceError:
            self._file.close()
            raise
        self.sheets = [
            Sheet(page.title, page.sheet_state == "visible") for page in self._book.worksheets
        ]
        self._kept: tuple[str, list[tuple[object, ...]]] | None = None

    def first_column(self, sheet: str) -> int:
        return 0

    def rows(self, sheet: str) -> Iterator[Sequence[object]]:
        if self._kept is None or self._kept[0] != sheet:
            self._kept = None
            self._kept = sheet, self._all_rows(sheet)
        rows = self._kept[1]
        width = max(map(len, rows), default=0)
        return ((*row, *[None] * (width - len(row))) for row in rows)

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def _all_rows(self, sheet: str) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        cells = 0
        with _foreign(self._name), _quiet():
            page = self._book[sheet]
            page.reset_dimensions()  # what the file states of them may be wrong
            for row in page.iter_rows(values_only=True):
                rows.append(row)
                cells += len(row)
                if cells > MAX_SLOW_CELLS:
                    raise SourceError(
                        f"{self._name}: sheet {sheet} is not written as a spreadsheet program would "
                        f"write it, and too large to be read all the same (over {MAX_SLOW_CELLS} "
                        f"cells): open it in one and save it again"
                    )
        return rows


class XlsxBook:
    """calamine, or openpyxl from the first sheet on that calamine cannot read."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self._book: Book = self._first_that_works(None)
        self.sheets = self._book.sheets

    def first_column(self, sheet: str) -> int:
        try:
            return self._book.first_column(sheet)
        except SourceError as said:
            self._book = self._first_that_works(said, sheet)
            return self._book.first_column(sheet)

    def rows(self, sheet: str) -> Iterator[Sequence[object]]:
        return self._book.rows(sheet)

    def distrust(self, sheet: str) -> None:
        """Read by openpyxl from here on: calamine takes the part of this sheet for an empty one."""
        if not isinstance(self._book, OpenpyxlBook):
            self._book = OpenpyxlBook(self._path, self._name)

    def _first_that_works(self, said: SourceError | None, sheet: str | None = None) -> Book:
        if said is None:
            try:
                return CalamineBook(self._path, self._name)
            except SourceError as problem:
                said = problem
        try:
            book = OpenpyxlBook(self._path, self._name)
        except SourceError:
            raise said from None
        try:
            if sheet is not None:
                book.rows(sheet)
        except SourceError:
            book.close()
            raise said from None
        return book


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns of styles and extensions that it drops; nobody here needs them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _foreign(name: str) -> Iterator[None]:
    """Whatever a library raises over a broken file becomes a SourceError."""
    try:
        yield
    except SourceError:
        raise
    except BaseException as problem:
        panicked = type(problem).__module__ == "pyo3_runtime"  # a Rust panic is no Exception
        if not isinstance(problem, Exception) and not panicked:
            raise
        if "password" in f"{type(problem).__name__} {problem}".lower():
            raise SourceError(
                f"{name} is protected by a password: save it without one"
            ) from problem
        why = "it is damaged" if "detect file format" in str(problem) else problem
        raise SourceError(
            f"{name} cannot be read as a workbook ({why}): open it in a spreadsheet program "
            f"and save it again as .xlsx"
        ) from problem
