"""Tables as people make them: where the header stands, how columns are called, what ends below.

Shared by the CSV and the workbook reader. A row is `(row number, cells)`, cells `""` where empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias
from unicodedata import normalize

from importer.errors import SourceError
from importer.records import Cell, text_of

Row: TypeAlias = tuple[int, Sequence[Cell]]

MAX_HEADER_TEXT = 120
MAX_COLUMNS = 16_384
"""As many as a spreadsheet has (A to XFD); a wider table is a wrong delimiter or a hostile file."""

_BLANKS = " \t\r\n\v\f\xa0\u3000\ufeff\x1a"

NUMBER = re.compile(r"[-+(]?\s?[€$£]?\s?\d[\d.,'\s]*[)%€$£\s]*(?:EUR|USD|GBP)?")
_DATA = re.compile(
    r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T].*)?|\d{1,2}[:.h]\d{2}.*|\d{1,2}\s?[ap]\.?m\.?"
    r"|https?://\S+|\S+@\S+\.\S+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source: its columns and the row below which its data begins.

    header_row: the number of the header row, 0 where there is none (columns are then A, B, C …).
    """

    columns: tuple[str, ...]
    header_row: int
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def letter(index: int) -> str:
    """The name a spreadsheet gives the column at `index`, from 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def find_table(
    rows: Sequence[Row], stated: int | Literal["none"] | None, source: str, first: int = 0
) -> Table:
    """Find the header among the first `rows` of a source, or take the stated one.

    first: index of the first cell's column in the sheet, for letters. Raises SourceError where no
    row looks like a header, because guessing would turn an event into column names.
    """
    filled = [(row, cells) for row, cells in rows if not is_blank(cells)]
    if not filled:
        raise SourceError(f"{source}: there are no rows in it")
    if stated == "none":
        width = _usual_width(filled)
        _check_width(width, source)
        return Table(tuple(letter(first + i) for i in range(width)), 0)
    if stated is not None:
        header = next((row for row in filled if row[0] == stated), None)
        if header is None:
            raise SourceError(
                f"{source}: header_row is {stated}, but row {stated} is empty or not among the "
                f"first {len(rows)} rows: give the row that holds the column names"
            )
        return _table(header, filled, source, first)
    table = _table(_header(filled, source), filled, source, first)
    above = [number for number, _ in filled if number < table.header_row]
    if above:
        said = (
            f"the header was found in row {table.header_row}; skipped above it: {row_list(above)}"
        )
        return Table(table.columns, table.header_row, table.names, (said, *table.notes))
    return table


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether no cell holds anything; the mark at which DOS ended files (Ctrl-Z) is nothing."""
    if cells.count("") == len(cells):  # most blank rows by far, and a sheet may have a million
        return True
    return all(isinstance(cell, str) and not cell.strip(_BLANKS) for cell in cells)


def _header(rows: Sequence[Row], source: str) -> Row:
    """The first row that fills as much as the table usually does and holds labels only.

    Below a full row with values only a wider one can be it: that row was a title with a date. So for
    a lone "Name: value" above; where nothing wider follows, it is the header after all.
    """
    counts = [sum(1 for cell in cells if cell != "") for _, cells in rows]
    wide = [count for count in counts if count > 1] or counts
    enough = max(min(2, max(counts)), 0.6 * median(wide))
    refused = 0, 0
    pair: Row | None = None
    for at, (row, count) in enumerate(zip(rows, counts, strict=True)):
        if count < enough or count <= refused[0]:
            continue
        if _is_labels(row[1]):
            if not _is_pair(row[1]):
                return row if not _is_title(at, rows) else rows[at + 1]
            pair = pair or row
        refused = count, refused[1] or row[0]
    if pair is not None and pair[0] == refused[1]:
        return pair
    raise SourceError(
        f"{source}: no header row found: the first full row (row {refused[1]}) holds values, not column "
        f"names. Set header_row to the row of the names, or to none where the file has no header"
    )


def _is_title(at: int, rows: Sequence[Row]) -> bool:
    """Whether this row of labels is a title whose commas made cells, and the next is the header.

    So it is where its width is not the table's, the next row's is, and that row is the last
    without values: all that follow hold some.
    """
    usual, cells = _usual_width(rows), rows[at][1]
    after = [other for _, other in rows[at + 1 :] if len(other) == usual][:4]
    return (
        len(cells) != usual
        and not (len(cells) > usual and is_blank(cells[usual:]))
        and len(after) > 2
        and after[0] is rows[at + 1][1]
        and "" not in after[0]
        and _is_labels(after[0])
        and not any(_is_labels(other) for other in after[1:])
    )


def _is_labels(cells: Sequence[Cell]) -> bool:
    return all(_is_label(cell) for cell in cells if cell != "")


def _is_pair(cells: Sequence[Cell]) -> bool:
    """Whether this reads `Period: | December`, as lines above a table do."""
    named, *rest = [text_of(cell).strip() for cell in cells if cell != ""]
    return len(rest) == 1 and named.endswith(":") and not rest[0].endswith(":")


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= MAX_HEADER_TEXT and not is_value(cell)


def is_value(text: str) -> bool:
    """Whether this is a number, date, time or address, which no column is called."""
    text = text.strip()
    return NUMBER.fullmatch(text) is not None or _DATA.fullmatch(text) is not None


def _table(header: Row, rows: Sequence[Row], source: str, first: int) -> Table:
    number, cells = header
    below = [cells for row, cells in rows if row > number]
    used = len(cells)
    while used and not text_of(cells[used - 1]).strip():
        filled = sum(1 for other in below if len(other) >= used and other[used - 1] != "")
        if filled > sum(1 for other in below if len(other) < used):
            break
        used -= 1
    _check_width(used, source)
    written = tuple(text_of(cell) for cell in cells[:used])
    columns, notes = _distinct(written, first)
    return Table(columns, number, written, notes)


def _check_width(width: int, source: str) -> None:
    if width > MAX_COLUMNS:
        raise SourceError(
            f"{source}: {width} columns, more than any spreadsheet has ({MAX_COLUMNS}): is the "
            f"delimiter another one? State `delimiter`, or export only the columns that are needed"
        )


def _distinct(written: Sequence[str], first: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give every column a name of its own: `Name (2)` for a repeated one, its letter for none."""
    taken = {_plain(name) for name in written}
    seen: set[str] = set()
    turns: dict[str, int] = {}
    columns: list[str] = []
    notes: list[str] = []
    for index, name in enumerate(written):
        place = letter(first + index)
        base = name.strip() or place
        new, turn = (name if name.strip() else place), turns.get(base, 1)
        while _plain(new) in seen or (new != name and _plain(new) in taken):
            turn += 1
            new = f"{base} ({turn})"
        turns[base] = turn
        if not name.strip():
            notes.append(f'column {place} has no name: write it as "{new}"')
        elif new != name:
            notes.append(f'column {place} is one more "{base}": write it as "{new}"')
        seen.add(_plain(new))
        columns.append(new)
    return tuple(columns), tuple(notes)


def _plain(name: str) -> str:
    return normalize("NFC", name).strip()


def _usual_width(rows: Sequence[Row]) -> int:
    widths = Counter(len(cells) for _, cells in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def row_list(numbers: Sequence[int]) -> str:
    """`row 3`, or `rows 3, 4, 9 and 12 more`: at most five are named."""
    shown = ", ".join(str(number) for number in numbers[:5])
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"row {shown}" if len(numbers) == 1 else f"rows {shown}{more}"
