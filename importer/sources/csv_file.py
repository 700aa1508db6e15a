"""CSV and other delimited text, streamed: a million rows in a few megabytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import dropwhile
from pathlib import Path
from typing import Literal, TextIO

from importer.errors import Location, RowError, SourceError
from importer.records import Record, SourceSpec, text_of
from importer.sources.csv_dialect import find_dialect
from importer.sources.csv_encoding import UNREADABLE, survey
from importer.sources.csv_rows import CsvRows
from importer.sources.table import Row, Table, find_table, is_blank, is_value, letter, row_list
from importer.sources.table_rows import TableRows, columns_named

SAMPLE = 256 << 10
"""Characters at the beginning from which dialect and header are found."""


class CsvReading:
    """A delimited text file as a Reading; encoding, delimiter and header found where not stated.

    Cells are text exactly as written. Raises SourceError when this is not a readable table.
    """

    format: Literal["csv", "workbook", "ical"] = "csv"

    def __init__(self, path: Path, name: str, spec: SourceSpec) -> None:
        self.complete = False
        self._path, self._name, self._spec = path, name, spec
        self._survey = survey(path, name, spec.encoding)
        lines = self._head()
        if not any(line.strip() for line in lines):
            raise SourceError(f"{name}: there are no rows in it, only empty lines")
        self._dialect = find_dialect(lines, spec.delimiter, name)
        sample = self._sample(lines)
        self._table = find_table(sample, spec.header_row, name)
        columns_named(spec.fill_down, self._table.columns, name)
        self._values = _columns_of_values(sample, self._table)
        self._pad = _leaves_out_empty_ends(sample, self._table.header_row, len(self._table.columns))
        self._opening = [*_misnamed(name), *self._survey.notes, *self._table.notes]
        self.notes = list(self._opening)

    def tables(self) -> Sequence[tuple[str | None, tuple[str, ...]]]:
        return [(None, self._table.columns)]

    def __iter__(self) -> Iterator[Record | RowError]:
        self.complete, self.notes = False, list(self._opening)
        split = CsvRows(self._dialect, self._name, len(self._table.columns), self._values)
        shape = TableRows(
            self._table, self._name, fill_down=self._spec.fill_down, pad=self._pad, notes=self.notes
        )
        with self._open() as lines:
            yield from shape(self._below_header(split(lines)))
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
            more = bool(file.read(1))
        lines = list(StringIO(text, newline=""))
        return lines[:-1] if more and len(lines) > 1 else lines

    def _sample(self, lines: list[str]) -> list[Row]:
        rows = CsvRows(self._dialect, self._name)(iter(lines))
        return [_without_marks(row) for row in rows if not isinstance(row, RowError)]

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


def _number(row: Row | RowError) -> int:
    return (row.at.row or 0) if isinstance(row, RowError) else row[0]


def _without_marks(row: Row) -> Row:
    """The row for looking at: titles and headers are shown even where a byte is unreadable."""
    number, cells = row
    texts = [text_of(cell).replace("\0", "") for cell in cells]
    return number, [text.replace(UNREADABLE, "\N{REPLACEMENT CHARACTER}") for text in texts]


def _columns_of_values(rows: Sequence[Row], table: Table) -> list[int]:
    """Indices of the columns in which most sampled cells, two at least, are numbers or dates."""
    below = [cells for number, cells in rows if number > table.header_row]
    found: list[int] = []
    for index in range(len(table.columns)):
        texts = [text_of(cells[index]) for cells in below if len(cells) == len(table.columns)]
        values = sum(1 for text in texts if is_value(text))
        if values > 1 and values >= 0.6 * sum(1 for text in texts if text):
            found.append(index)
    return found


def _leaves_out_empty_ends(rows: Sequence[Row], header_row: int, width: int) -> bool:
    """Whether short rows of this file are certain to lack only empty cells at their end.

    So it is where all rows lack the same last columns, or where many are short and no row ends in
    an empty cell, which is how some programs export sheets.
    """
    below = [cells for number, cells in rows if number > header_row and not is_blank(cells)]
    short = [cells for cells in below if len(cells) < width]
    if len(short) < 2 or any(len(cells) > width for cells in below):
        return False
    if len(short) == len(below) and len({len(cells) for cells in short}) == 1:
        return True
    ends_filled = all(cells[-1] != "" for cells in below)
    return len(short) >= 3 and 10 * len(short) >= len(below) and ends_filled
