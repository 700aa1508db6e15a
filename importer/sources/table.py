"""Tables as people make them: where the header stands, how columns are called, what ends below.

Shared by the CSV and the workbook reader. A row is `(row number, cells)`, cells `""` where empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from importer.errors import SourceError
from importer.keys import normal_text
from importer.records import text_of
from importer.sources.table_cells import Row, is_blank, letter, row_list
from importer.sources.table_header import (
    TableAbove,
    find_header,
    groups_above,
    joined,
    second_row,
    table_above,
    usual_width,
)
from importer.sources.table_parts import beside

MAX_COLUMNS = 16_384
"""As many as a spreadsheet has (A to XFD); a wider table is a wrong delimiter or a hostile file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source: its columns and the row below which its data begins.

    header_row: the number of the header row, 0 where there is none (columns are then A, B, C …).
    names: what the header holds for each column, "" where it has no name.
    written: the rows of the header as they stand in the file: it may be repeated further down.
    above: another table that stands above this one and is not read.
    """

    columns: tuple[str, ...]
    header_row: int
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    written: tuple[tuple[str, ...], ...] = ()
    above: TableAbove | None = None


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
        width = usual_width(filled)
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
    header = find_header(filled, source)
    header = groups_above(header, filled) or header
    table = _grouped(header, filled, source, first) or _table(header, filled, source, first)
    other = table_above(filled, header[0])
    others = other.rows if other else ()
    above = [number for number, _ in filled if number < header[0] and number not in others]
    if above:
        said = f"the header was found in row {header[0]}; skipped above it: {row_list(above)}"
        return replace(table, notes=(said, *table.notes), above=other)
    return table


def _grouped(header: Row, rows: Sequence[Row], source: str, first: int) -> Table | None:
    """The table where the header takes two rows, groups above the names of their columns."""
    second = second_row(header, rows)
    if second is None:
        return None
    names = joined(header[1], second[1])
    leading = next(index for index, cell in enumerate(header[1]) if text_of(cell).strip())
    table = _table((second[0], [""] * leading + names), rows, source, first)
    example = next(name for name, own in zip(names, second[1][leading:], strict=False) if own != "")
    said = (
        f"the header stands in rows {header[0]} and {second[0]}: the columns of a group are called "
        f'like "{example}"'
    )
    written = tuple(tuple(text_of(cell) for cell in cells) for _, cells in (header, second))
    return replace(table, notes=(said, *table.notes), written=written)


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
    names = tuple(text_of(cell) for cell in cells[:used])
    columns, notes = _distinct(names, first)
    apart = beside(names, [row for row in rows if row[0] > number], first)
    return Table(columns, number, names, (*notes, *apart), (names,))


def renamed(table: Table, names: Sequence[str]) -> Table:
    """The table with other names for its columns, from the first one on, and what is to be said of them."""
    columns, notes = _distinct(names, 0)
    said = set(_distinct(table.names, 0)[1])
    kept = tuple(note for note in table.notes if note not in said)
    return replace(table, columns=columns, names=tuple(names), notes=(*kept, *notes))


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
    """The name as mappings compare it: two that differ in blanks only are one."""
    return normal_text(name)
