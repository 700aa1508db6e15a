"""CSV and other delimited text, streamed: a million rows in a few megabytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import dropwhile, islice
from pathlib import Path
from typing import Literal, TextIO

from importer.errors import Location, RowError, SourceError
from importer.records import Record, SourceSpec, text_of
from importer.sources.csv_dialect import find_dialect
from importer.sources.csv_encoding import MEANT, UNREADABLE, survey
from importer.sources.csv_rows import CsvRows
from importer.sources.csv_shape import fitted
from importer.sources.csv_wrapped import find_wrapping
from importer.sources.table import Table, find_table
from importer.sources.table_cells import Row, letter, row_list
from importer.sources.table_header import usual_width
from importer.sources.table_rows import TableRows, columns_named

SAMPLE = 256 << 10
"""Characters at the beginning from which dialect and header are found."""


class CsvReading:
    """A delimited text file as a Reading; encoding, delimiter and header found where not stated.

    Cells are text exactly as written. Raises SourceError when this is not a readable table.
    """

    format: Literal["csv", "workbook", "ical"] = "csv"
    nothing = "the table has no rows below its header"

    def __init__(self, path: Path, name: str, spec: SourceSpec) -> None:
        self.complete = False
        self._path, self._name, self._spec = path, name, spec
        self._survey = survey(path, name, spec.encoding)
        lines = self._head()
        if not any(line.strip() for line in lines):
            raise SourceError(f"{name}: there are no rows in it, only empty lines")
        self._wrapping = find_wrapping(lines, spec.delimiter, name)
        lines = list(self._unwrapped(lines))
        self._dialect = find_dialect(lines, spec.delimiter, name)
        rows = self._sample(lines)
        self._shape = fitted(self._find_table(rows), _sound(rows), name, self._dialect.delimiter)
        self._table = self._shape.table
        columns_named(spec.fill_down, self._table.columns, name)
        told = [self._wrapping.note] if self._wrapping else []
        self._opening = [*_misnamed(name), *self._survey.notes, *told, *self._table.notes]
        self.notes = list(self._opening)

    def tables(self) -> Sequence[tuple[str | None, tuple[str, ...]]]:
        return [(None, self._table.columns)]

    def __iter__(self) -> Iterator[Record | RowError]:
        self.complete, self.notes = False, list(self._opening)
        known = self._shape
        split = CsvRows(self._dialect, self._name, len(self._table.columns), known.values)
        shape = TableRows(
            self._table,
            self._name,
            fill_down=self._spec.fill_down,
            values=known.first_values,
            pad=known.pad,
            trim=known.trim,
            notes=self.notes,
        )
        with self._open() as lines:
            yield from shape(self._below_header(split(self._unwrapped(self._mended(lines)))))
        if split.astray:
            self.notes.append(
                f"a quote that opens a value and is never closed was read as text: "
                f"{row_list(split.astray)}"
            )
        if split.skipped:
            self.notes.append(
                f"{split.skipped} lines after a quote that is never closed are no rows of this "
                f"table, not read"
            )
        cut = shape.last_misshapen and not self._survey.ends_line
        self.complete = not (split.open_end or self._survey.cut or cut)

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        with self._path.open(
            encoding=self._survey.encoding, errors="importer.mark", newline=""
        ) as file:
            yield file

    def _head(self) -> list[str]:
        """The first whole lines, at most SAMPLE characters of them."""
        with self._open() as file:
            text = file.read(SAMPLE)
            lines = list(StringIO(text, newline=""))
            if len(lines) == 1 and (rest := file.readline()):  # a header longer than the sample
                return list(self._mended([lines[0] + rest, *islice(file, 3)]))
            more = bool(file.read(1))
        return list(self._mended(lines[:-1] if more and len(lines) > 1 else lines))

    def _mended(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines, with what was meant where controls of Latin-1 stand in them."""
        if self._survey.controls:
            return (line.translate(MEANT) for line in lines)
        return iter(lines)

    def _unwrapped(self, lines: Iterable[str]) -> Iterator[str]:
        return map(self._wrapping.undo, lines) if self._wrapping else iter(lines)

    def _sample(self, lines: list[str]) -> list[Row | RowError]:
        rows = list(CsvRows(self._dialect, self._name)(iter(lines)))
        if any(isinstance(row, RowError) for row in rows):  # the width may tell what its quotes are
            width = usual_width(_sound(rows))
            rows = list(CsvRows(self._dialect, self._name, width or None)(iter(lines)))
        return [row if isinstance(row, RowError) else _without_marks(row) for row in rows]

    def _find_table(self, rows: Sequence[Row | RowError]) -> Table:
        """The header among these rows; never one that stands below a row nobody can read."""
        stated = self._spec.header_row
        bad = next((row for row in rows if isinstance(row, RowError)), None)
        try:
            table = find_table(_sound(rows), stated, self._name)
            if bad is None or stated or table.header_row < _number(bad):
                return table
        except SourceError:
            if bad is None:
                raise
        raise SourceError(
            f"{self._name}: no header row found, because row {bad.at.row} cannot be read: "
            f"{bad.issue.message}. Correct it, or set header_row to the row of the names"
        )

    def _below_header(self, rows: Iterator[Row | RowError]) -> Iterator[Row | RowError]:
        header = self._table.header_row
        below = dropwhile(lambda row: _number(row) <= header, rows)
        return self._cleaned(below) if self._survey.damaged or self._survey.nul else below

    def _cleaned(self, rows: Iterable[Row | RowError]) -> Iterator[Row | RowError]:
        """Rows without NUL characters; a row with unreadable bytes as its error."""
        with_nul: list[int] = []
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            number, cells = row
            texts = [text_of(cell) for cell in cells]
            if any("\0" in text for text in texts):
                with_nul.append(number)
                texts = [text.replace("\0", "") for text in texts]
            bad = next((i for i, text in enumerate(texts) if UNREADABLE in text), None)
            yield (number, texts) if bad is None else self._unreadable(number, bad, texts[bad])
        if with_nul:
            self.notes.append(f"NUL characters were taken out of {row_list(with_nul)}")

    def _unreadable(self, number: int, index: int, text: str) -> RowError:
        columns = self._table.columns
        column = columns[index] if index < len(columns) else letter(index)
        return RowError(
            "cell.invalid",
            f"bytes that cannot be read as {self._survey.encoding}: save the file as UTF-8, "
            f"or state its `encoding`",
            at=Location(self._name, number, column),
            value=text.replace(UNREADABLE, "\N{REPLACEMENT CHARACTER}")[:200],
        )


def _misnamed(name: str) -> list[str]:
    if not name.lower().endswith((".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")):
        return []
    return ["named like a workbook, but it is delimited text: read as CSV"]


def _sound(rows: Sequence[Row | RowError]) -> list[Row]:
    return [row for row in rows if not isinstance(row, RowError)]


def _number(row: Row | RowError) -> int:
    return (row.at.row or 0) if isinstance(row, RowError) else row[0]


def _without_marks(row: Row) -> Row:
    """The row for looking at: titles and headers are shown even where a byte is unreadable."""
    number, cells = row
    texts = [text_of(cell).replace("\0", "") for cell in cells]
    return number, [text.replace(UNREADABLE, "\N{REPLACEMENT CHARACTER}") for text in texts]
