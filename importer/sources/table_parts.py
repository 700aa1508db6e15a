"""What stands in the same sheet and is no row of the table: totals, footnotes, other tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importer.errors import Location, RowError
from importer.records import Cell, CellError, text_of
from importer.sources.table_cells import NUMBER, Row, is_label, is_value, letter, row_list

_SUMMARY = (
    r"(?:(?:(?:grand|sub|overall)[ -]?)?totals?|sums?|summe|gesamt(?:summe)?|zwischensumme|insgesamt"
    r"|total g[ée]n[ée]ral|sous-total|totale|totaal|somme|suma|razem|celkem|итого|всего"
    r"|count|anzahl|average|mean|mittelwert|durchschnitt)"
    r"(?:\s*[:=])?(?:\s*[-+(]?[\d.,' ]+[)%€$£]*)?(?:\s*(?:events?|rows?|records?))?"
)
_TOTAL = re.compile(rf"\s*{_SUMMARY}\s*", re.IGNORECASE)
TELLING = re.compile(rf"\s*(?:$|{_SUMMARY})", re.IGNORECASE)
"""The first cell of a row that may be blank or a total; all others need no closer look."""


def ends_table(cells: Sequence[Cell], after_blank: bool) -> bool:
    """Whether this looks like a total, or like a footnote set off by an empty row."""
    filled = [cell for cell in cells if cell != ""]
    first = filled[0]
    if not isinstance(first, str):
        return False
    if _TOTAL.fullmatch(first) and all(_is_amount(cell) for cell in filled[1:]):
        return True
    return after_blank and len(filled) == 1 and len(first.split()) > 2


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, str):
        return NUMBER.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float | CellError)


def columns_of_values(below: Sequence[Sequence[Cell]], width: int) -> tuple[int, ...]:
    """Indices of the columns in which most cells, two at least, are numbers, dates or times.

    below: rows under the header; only those of `width` cells tell.
    """
    whole = [cells for cells in below if len(cells) == width]
    found: list[int] = []
    for index in range(width):
        texts = [text_of(cells[index]) for cells in whole]
        values = sum(1 for text in texts if is_value(text))
        if values > 1 and values >= 0.6 * sum(1 for text in texts if text):
            found.append(index)
    return tuple(found)


def values_of_first_part(below: Sequence[Row], width: int) -> tuple[int, ...]:
    """The same of the rows above the first empty one, before which no other table can begin."""
    part = [cells for _, cells in below[:1]]
    for (above, _), (number, cells) in pairwise(below):
        if number > above + 1:
            break
        part.append(cells)
    return columns_of_values(part, width)


@dataclass(slots=True)
class OtherTable:
    """Notices that another table begins below: names where values were, then rows of another kind.

    values: indices of the columns that hold values in the first table.
    header: the row in which the other table begins, 0 while there is none; names: its columns.
    """

    values: tuple[int, ...]
    header: int = 0
    names: str = ""

    def may_begin(self, cells: Sequence[Cell], width: int) -> bool:
        """Whether a row set off by an empty one is a header: different names, over values too, and
        for half of the first table's columns at least, of which there are `width`."""
        names = [cell for cell in cells if cell != ""]
        return (
            len(names) >= max(2, width / 2)
            and len(set(names)) == len(names)
            and all(is_label(name) for name in names)
            and any(index < len(cells) and cells[index] != "" for index in self.values)
        )

    def is_confirmed(self, header: Sequence[Cell], cells: Sequence[Cell]) -> bool:
        """Whether the row below stands under these names, repeats none, and is none of the first table."""
        under = [bool(name) for name in header] + [False] * len(cells)
        named = all(under[index] for index, cell in enumerate(cells) if cell != "")
        repeats = any(a == b != "" for a, b in zip(header, cells, strict=False))
        return named and not repeats and not self.is_row_of_first(cells)

    def is_row_of_first(self, cells: Sequence[Cell]) -> bool:
        """Whether the columns of values hold values, as they do in the first table."""
        texts = [text_of(cells[index]) for index in self.values if index < len(cells)]
        return any(texts) and all(is_value(text) for text in texts if text)

    def begin(self, number: int, cells: Sequence[Cell]) -> None:
        """Take this row for the other table's header."""
        names = [text_of(cell).strip() for cell in cells if cell != ""]
        more = ", …" if len(names) > 4 else ""
        self.header, self.names = number, ", ".join(names[:4]) + more

    def end(self) -> None:
        """The first table goes on: its header was seen again."""
        self.header = 0

    def error(self, source: str, sheet: str | None, number: int) -> RowError:
        """Why a row of the other table is no record of the first."""
        return RowError(
            "row.shape",
            f"another table begins in row {self.header} ({self.names}), and this is a row of it: "
            f"put that table in a file or on a sheet of its own",
            at=Location(source, number, None, sheet),
        )


def beside(names: Sequence[str], below: Sequence[Row], first: int) -> tuple[str, ...]:
    """A note where an empty column parts the table, two names or more on each side, and some rows
    fill only one of the sides.

    names: of the columns, "" for none; below: numbered rows; first: index of the first
    column in the sheet.
    """
    named = [bool(name.strip()) for name in names]
    for index in range(2, len(names) - 2):
        if named[index] or sum(named[:index]) < 2 or sum(named[index:]) < 2:
            continue
        if any(len(cells) > index and cells[index] != "" for _, cells in below):
            continue
        lone = [number for number, cells in below if any(cells[:index]) != any(cells[index:])]
        if lone:
            return (
                f"column {letter(first + index)} is empty and parts the table, and only one side of it "
                f"is filled in {row_list(lone)}: if these are two tables, put them on two sheets",
            )
    return ()
