"""What the cells of a table look like: nothing, a value, or the name of a column.

A row is `(row number, cells)`, cells `""` where empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from importer.records import Cell, text_of

Row: TypeAlias = tuple[int, Sequence[Cell]]

MAX_HEADER_TEXT = 120

_BLANKS = " \t\r\n\v\f\xa0\u3000\ufeff\x1a"

NUMBER = re.compile(r"[-+(]?\s?[€$£]?\s?\d[\d.,'\s]*[)%€$£\s]*(?:EUR|USD|GBP)?")
_DATA = re.compile(
    r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T].*)?|\d{1,2}[:.h]\d{2}.*|\d{1,2}\s?[ap]\.?m\.?"
    r"|https?://\S+|\S+@\S+\.\S+",
    re.IGNORECASE,
)


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether no cell holds anything; the mark at which DOS ended files (Ctrl-Z) is nothing."""
    if cells.count("") == len(cells):  # most blank rows by far, and a sheet may have a million
        return True
    return all(isinstance(cell, str) and not cell.strip(_BLANKS) for cell in cells)


def is_value(text: str) -> bool:
    """Whether this is a number, date, time or address, which no column is called."""
    text = text.strip()
    return NUMBER.fullmatch(text) is not None or _DATA.fullmatch(text) is not None


def holds_values(cells: Sequence[Cell], columns: Sequence[int]) -> bool:
    """Whether these columns (indices) hold values, one at least, and nothing else."""
    texts = [text_of(cells[index]) for index in columns if index < len(cells)]
    return any(texts) and all(is_value(text) for text in texts if text)


def is_labels(cells: Sequence[Cell]) -> bool:
    return all(is_label(cell) for cell in cells if cell != "")


def is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= MAX_HEADER_TEXT and not is_value(cell)


def some(names: Sequence[Cell]) -> str:
    """`Date, Title, Place, Price, …`: what the filled cells of a header say, at most four of them."""
    filled = [text_of(name).strip() for name in names if name != ""]
    return ", ".join(filled[:4]) + (", …" if len(filled) > 4 else "")


def letter(index: int) -> str:
    """The name a spreadsheet gives the column at `index`, from 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def row_list(numbers: Sequence[int]) -> str:
    """`row 3`, or `rows 3, 4, 9 and 12 more`: at most five are named."""
    shown = ", ".join(str(number) for number in numbers[:5])
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"row {shown}" if len(numbers) == 1 else f"rows {shown}{more}"
