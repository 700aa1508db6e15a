"""Which row of a table is its header, and what another table above it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from importer.errors import Location, RowError, SourceError
from importer.records import Cell, text_of
from importer.sources.table_cells import Row, holds_values, is_blank, is_labels, is_value, some


def find_header(rows: Sequence[Row], source: str) -> Row:
    """The first row that fills as much as the table usually does and holds labels only.

    Below a full row with values only a wider one can be it, or one that plainly names the rows below:
    that row was a title with a date. So for a lone "Name: value" above; where neither follows, it is
    the header after all. A title spread over all columns is none where any other row may be it.
    """
    counts = [sum(1 for cell in cells if cell != "") for _, cells in rows]
    wide = [count for count in counts if count > 1] or counts
    enough = max(min(2, max(counts)), 0.6 * median(wide))
    refused = 0, 0
    pair: Row | None = None
    title: Row | None = None
    for at, (row, count) in enumerate(zip(rows, counts, strict=True)):
        if count < enough or (count <= refused[0] and not _names_others(rows, at)):
            continue
        if _is_spread(row[1]):
            title = title or row
            continue
        if _is_of_names(at, rows):
            if not _is_pair(row[1]):
                return rows[at + 1] if _is_title(at, rows) or _is_of_kinds(at, rows) else row
            pair = pair or row
        refused = count, refused[1] or row[0]
    if pair is not None and pair[0] == refused[1]:
        return pair
    if title is not None and not refused[1]:
        return title
    raise SourceError(
        f"{source}: no header row found: the first full row (row {refused[1]}) holds values, not column "
        f"names. Set header_row to the row of the names, or to none where the file has no header"
    )


def _is_spread(cells: Sequence[Cell]) -> bool:
    """Whether one text stands in all of these cells, as exports write out a title merged over its columns.

    A single word may be the name of all columns, or a row of answers, unless it leaves out the first.
    """
    filled = [cell for cell in cells if cell != ""]
    if len(filled) < 3 or len(set(filled)) > 1 or not isinstance(filled[0], str):
        return False
    return (len(filled[0].split()) > 1 or cells[0] == "") and not is_value(filled[0])


def _is_of_names(at: int, rows: Sequence[Row]) -> bool:
    """Whether all cells of this row may be names: of three and more those too long for it may be the
    questions of a form, of fewer they are notes."""
    cells = rows[at][1]
    long = [index for index, cell in enumerate(cells) if not is_labels([cell])]
    if not long or len(cells) - cells.count("") < _FEWEST_QUESTIONS:
        return not long
    below = [other for _, other in rows[at + 1 :]]
    return len(below) > 2 and all(_is_question(cells[index], index, below) for index in long)


_FEWEST_QUESTIONS = 3


def _is_question(cell: Cell, index: int, below: Sequence[Sequence[Cell]]) -> bool:
    """Whether this is a text longer than nine in ten of the answers below it."""
    if not isinstance(cell, str) or is_value(cell):
        return False
    answers = [text_of(cells[index]) for cells in below if index < len(cells)]
    return 10 * sum(len(answer) >= len(cell) for answer in answers) <= len(below)


def _names_others(rows: Sequence[Row], at: int) -> bool:
    """Whether this row names the columns of the rows below, and no row above is one of these.

    A row of a table without a header may hold words only. Then those above hold values where those
    below do.
    """
    values = values_under(rows, at)
    above = rows[max(0, at - 100) : at]
    return bool(values) and not any(holds_values(cells, values) for _, cells in above)


def values_under(rows: Sequence[Row], at: int) -> tuple[int, ...]:
    """Indices of the columns that hold values, and nothing else, in the rows below a row of names.

    None where that row names no table: most of its names must differ, and the next three rows (ten, where there
    are but two columns) stand under them and fill half of them.
    """
    names = rows[at][1]
    filled = [cell for cell in names if cell != ""]
    if (
        len(filled) < 2
        or 2 * len(set(filled)) <= len(filled)
        or not is_labels(names)
        or _is_pair(names)
    ):
        return ()
    needed = 3 if len(filled) > 2 else 10
    below = [cells for _, cells in rows[at + 1 : at + 1 + needed]]
    if len(below) < needed or not all(_stands_under(names, cells) for cells in below):
        return ()
    columns = range(len(names))
    return tuple(
        index for index in columns if _only_values(cells[index : index + 1] for cells in below)
    )


def _stands_under(names: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    filled = [index for index, cell in enumerate(cells) if cell != ""]
    named = sum(cell != "" for cell in names)
    return 2 * len(filled) >= named and all(
        index < len(names) and names[index] != "" for index in filled
    )


def _only_values(column: Iterable[Sequence[Cell]]) -> bool:
    texts = [text_of(cell) for cells in column for cell in cells if cell != ""]
    return len(texts) > 1 and all(map(is_value, texts))


def _is_title(at: int, rows: Sequence[Row]) -> bool:
    """Whether this row of labels is a title whose commas made cells, and the next is the header.

    So it is where its width is not the table's, the next row's is, and that row is the last
    without values: all that follow hold some.
    """
    usual, cells = usual_width(rows), rows[at][1]
    after = [other for _, other in rows[at + 1 :] if len(other) == usual][:4]
    return (
        len(cells) != usual
        and not (len(cells) > usual and is_blank(cells[usual:]))
        and len(after) > 2
        and after[0] is rows[at + 1][1]
        and "" not in after[0]
        and is_labels(after[0])
        and not any(is_labels(other) for other in after[1:])
    )


def _is_of_kinds(at: int, rows: Sequence[Row]) -> bool:
    """Whether this row says of what kind each column is, in a few words that come again ("main", "detail"), and
    the next one names them."""
    kinds = [cell for cell in rows[at][1] if cell != ""]
    if len(kinds) < _FEWEST_KINDS or 3 * len(set(kinds)) > len(kinds) or at + 2 >= len(rows):
        return False
    (_, names), (_, first) = rows[at + 1 : at + 3]
    named = [cell for cell in names if cell != ""]
    differ = len(named) >= len(kinds) and 2 * len(set(named)) > len(named)
    return differ and is_labels(names) and any(map(is_value, map(text_of, first)))


_FEWEST_KINDS = 6


def _is_pair(cells: Sequence[Cell]) -> bool:
    """Whether this reads `Period: | December`, as lines above a table do."""
    named, *rest = [text_of(cell).strip() for cell in cells if cell != ""]
    return len(rest) == 1 and named.endswith(":") and not rest[0].endswith(":")


def usual_width(rows: Sequence[Row]) -> int:
    widths = Counter(len(cells) for _, cells in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def second_row(header: Row, rows: Sequence[Row]) -> Row | None:
    """The row below a header that names the columns of its groups: `Travel | | Total` over `Air | Rail | `.

    A group is a name with empty cells behind it, as a merged cell leaves them. The second row must
    fill whole groups, hold names only and leave the first column to the first row, which the row
    after it fills: then it is no event.
    """
    number, cells = header
    after = [row for row in rows if row[0] > number][:2]
    if len(after) < 2 or after[0][0] - number > 2 or not is_labels(after[0][1]):
        return None
    groups = _groups(cells, len(after[0][1]))
    named = [_is_named(after[0][1], group) for group in groups]
    whole = all(all(each) or not any(each) for each in named)
    several = any(len(each) > 1 and all(each) for each in named)
    begins = any(_is_named(after[1][1], groups[0]))
    return after[0] if whole and several and begins and not any(named[0]) else None


def groups_above(header: Row, rows: Sequence[Row]) -> Row | None:
    """The row above a header where it holds the groups of its columns, and the names of those that have none."""
    above = next((row for row in reversed(rows) if row[0] < header[0]), None)
    if above is None or not is_labels(above[1]) or second_row(above, rows) is not header:
        return None
    return above


def joined(header: Sequence[Cell], second: Sequence[Cell]) -> list[str]:
    """`Travel Air`, `Travel Rail`, `Total`: the names of two rows, a group's before each of its own."""
    names: list[str] = []
    for group in _groups(header, len(second)):
        for index in group:
            own = text_of(second[index]).strip() if index < len(second) else ""
            title = text_of(header[index]).strip() if index < len(header) else ""
            names.append(f"{text_of(header[group[0]]).strip()} {own}" if own else title)
    return names


def _groups(cells: Sequence[Cell], width: int) -> list[range]:
    """The indices of each filled cell and of those behind it that are empty, or say the same again."""
    width = max(width, len(cells))
    starts, name = [], ""
    for index, cell in enumerate(cells):
        text = text_of(cell).strip()
        if text and text != name:
            starts.append(index)
            name = text
    return [range(a, b) for a, b in pairwise([*starts, width])]


def _is_named(cells: Sequence[Cell], group: range) -> list[bool]:
    return [index < len(cells) and bool(text_of(cells[index]).strip()) for index in group]


@dataclass(frozen=True, slots=True)
class TableAbove:
    """Another table above the one that is read: its header's row, its names and the numbers of its rows."""

    header: int
    names: str
    rows: tuple[int, ...]

    def errors(self, source: str, sheet: str | None) -> Iterator[RowError]:
        """Why none of its rows is a record."""
        for number in self.rows:
            yield RowError(
                "row.shape",
                f"another table stands above the one that is read, from row {self.header} ({self.names}), and this "
                f"is a row of it: put it in a file or on a sheet of its own, or set header_row to the table to read",
                at=Location(source, number, None, sheet),
            )


def table_above(rows: Sequence[Row], header: int) -> TableAbove | None:
    """The first table that stands above row `header`, in which the columns of the one to read are named."""
    above = [row for row in rows if row[0] < header]
    for at, (number, names) in enumerate(above):
        if values := values_under(above, at):
            below = above[at + 1 :]
            last = max(row for row, cells in below if holds_values(cells, values))
            return TableAbove(number, some(names), tuple(row for row, _ in below if row <= last))
    return None
