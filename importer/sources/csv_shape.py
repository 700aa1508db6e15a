"""How the rows of a text file fit their header: what lacks for certain, and what may have slid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from importer.errors import SourceError
from importer.records import Cell, text_of
from importer.sources.table import Table, renamed
from importer.sources.table_cells import Row, is_blank, is_value, letter
from importer.sources.table_parts import columns_of_values, values_of_first_part


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows first looked at tell of all rows.

    values: indices of the columns in which most cells, two at least, are numbers or dates.
    first_values: the same above the first empty row.
    pad: short rows are certain to lack only empty cells at their end.
    trim: widths above the table's at which rows are certain to end in surplus delimiters.
    """

    table: Table
    values: tuple[int, ...] = ()
    first_values: tuple[int, ...] = ()
    pad: bool = False
    trim: frozenset[int] = frozenset()


def fitted(table: Table, rows: Sequence[Row], source: str, delimiter: str) -> Shape:
    """Hold the header against the rows below it.

    Raises SourceError where all rows have one width and the header another, so that nobody can
    tell which name stands for which cell.
    """
    filled = [row for row in rows if row[0] > table.header_row and not is_blank(row[1])]
    below = [cells for _, cells in filled]
    table = _agreed(table, below, source, delimiter) if table.header_row else table
    width = len(table.columns)
    values = columns_of_values(below, width)
    torn = any(
        _are_torn(one, two, width, values)
        for (number, one), (after, two) in pairwise(filled)
        if after == number + 1
    )
    return Shape(
        table,
        values,
        values_of_first_part(filled, width),
        not torn and _leaves_out_ends(below, width),
        _surplus(below, width),
    )


def _agreed(table: Table, below: Sequence[Sequence[Cell]], source: str, delimiter: str) -> Table:
    """The table with as many columns as all its rows have cells, where that is certain."""
    width, widths = len(table.columns), {len(cells) for cells in below}
    if len(below) < 2 or len(widths) > 1 or widths == {width}:
        return table
    (found,) = widths
    nameless = [index for index, name in enumerate(table.names) if not name.strip()]
    if found > width and all(is_blank(cells[width:]) for cells in below):
        told = f"rows end in an empty cell beyond the last column, {table.columns[-1]}: not read"
        return replace(table, notes=(*table.notes, told))
    if nameless and found + len(nameless) == width:
        return _without(table, nameless)
    if found < width and all(index >= found for index in nameless):
        return table
    if found == width + 1 and _are_row_names([text_of(cells[0]) for cells in below], delimiter):
        told = f"the header has no name for the first column: its {width} names belong to those after it"
        named = renamed(table, ("", *table.names))
        return replace(named, notes=(*named.notes, told))
    raise SourceError(
        f"{source}: the header in row {table.header_row} has {width} cells, every row below it "
        f"{found}: which name belongs to which cell is open. Correct the header, put quotes around "
        f"values with delimiters in them, or set header_row to none and use the columns' letters"
    )


def _are_row_names(cells: Sequence[str], delimiter: str) -> bool:
    """Whether these number or name each row, as R writes them: none empty, no two of three or more alike.

    Where commas or blanks delimit, each row might as well hold one in a value without quotes
    (`Doe, Ann`, `12,50`): then only rows numbered from 1 are certain.
    """
    if cells == [str(number) for number in range(1, len(cells) + 1)]:
        return True
    different = len(cells) > 2 and "" not in cells and len(set(cells)) == len(cells)
    return different and delimiter not in ", "


def _without(table: Table, nameless: Sequence[int]) -> Table:
    left_out = set(nameless)
    kept = [name for index, name in enumerate(table.names) if index not in left_out]
    places = ", ".join(letter(index) for index in nameless[:5])
    told = (
        f"the header has {len(table.columns)} cells and every row {len(kept)}: its empty cell "
        f"({places}) was left out, so that each of the {len(kept)} names has its cell"
    )
    named = renamed(table, kept)
    return replace(named, notes=(*named.notes, told))


def _are_torn(one: Sequence[Cell], two: Sequence[Cell], width: int, values: Sequence[int]) -> bool:
    """Whether two rows look like one that a line break without quotes tore: together they have its
    width, and the second has words where values belong. Then no short row is padded."""
    texts = [text_of(two[index]) for index in values if index < len(two)]
    whole = len(one) + len(two) - 1 == width
    return whole and len(two) > 1 and any(text and not is_value(text) for text in texts)


def _leaves_out_ends(below: Sequence[Sequence[Cell]], width: int) -> bool:
    """Whether short rows lack the same last columns all, or are how some programs export sheets.

    Such exports leave out empty cells at the end: many rows are short and none ends in one. People leave out
    the last cell alone: most rows lack it, and where it is written it is filled. Or they stop after the last
    filled cell as it comes: most rows are short, and a row with an empty cell before a filled one shows that
    those in between are written.
    """
    short = [cells for cells in below if len(cells) < width]
    if len(short) < 2 or any(len(cells) > width for cells in below):
        return False
    if len(short) == len(below) and len({len(cells) for cells in short}) == 1:
        return True
    if len(short) < 3 or 10 * len(short) < len(below):
        return False
    most = 2 * len(short) > len(below)
    if most and any(_skips(cells) for cells in below):
        return True
    last_alone = most and {len(cells) for cells in short} == {width - 1}
    whole = [cells for cells in below if len(cells) == width]
    return all(cells[-1] != "" for cells in (whole if last_alone else below))


def _skips(cells: Sequence[Cell]) -> bool:
    """Whether an empty cell stands before a filled one."""
    return "" in cells and not is_blank(cells[cells.index("") :])


def _surplus(below: Sequence[Sequence[Cell]], width: int) -> frozenset[int]:
    """The widths of rows that end in surplus delimiters as a habit: a tenth of all rows, two at least."""
    widths = Counter(
        len(cells) for cells in below if len(cells) > width and is_blank(cells[width:])
    )
    return frozenset(w for w, count in widths.items() if count > 1 and 10 * count >= len(below))
