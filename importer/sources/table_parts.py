"""What stands in the same sheet and is no row of the table: totals, footnotes, other tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from importer.errors import Location, RowError
from importer.records import Cell, CellError, text_of
from importer.sources.table_cells import (
    NUMBER,
    Row,
    holds_values,
    is_label,
    is_value,
    letter,
    row_list,
    some,
)

_SUMMARY = (
    r"(?:(?:(?:grand|sub|overall)[ -]?)?totals?|sums?|summe|gesamt(?:summe)?|zwischensumme|insgesamt"
    r"|sous-total|total[ei]s?|totaux|totais|totaal|somme|suma|soma|summa|razem|celkem|spolu|skupaj|ukupno|i alt|yhteensä"
    r"|összesen|toplam|genel toplam|σύνολο|итого|всего|усього|[Σ∑]|合計|总计|總計|합계"
    r"|count|anzahl|average|mean|mittelwert|durchschnitt)"
    r"(?: (?:g[ée]n[ée]ral|complessivo|parcial|partiel|parziale|(?:of|de|des|di|der|aller?|all)(?: [^\W\d_]+){1,2}))?"
    r"(?:\s*[:=])?(?:\s*[-+(]?[\d.,' ]+[)%€$£]*)?(?:\s*(?:events?|rows?|records?))?"
)
_TOTAL = re.compile(rf"\s*{_SUMMARY}\s*", re.IGNORECASE)
_NOTE = (
    r"[*†‡]+\)?\s|(?:page|seite|pagina|página|pág|side|sida|sivu|strona|strana|стр)\W{0,3}\d+\W{0,3}(?:(?:of|von|de|di|van|sur|av|z|из)?\W{0,3}\d+)?\W{0,3}$"
    r"|(?:stand|notes?|anmerkung|nota|source|quelle|fuente|fonte|bron|updated|printed|gedruckt|aktualisiert)\s?:"
    r"|(?:as of|last updated|zuletzt aktualisiert|mise à jour)\b"
)
_LONGEST_LABEL = 200
"""Signs of a cell that are looked at: neither a total nor the beginning of a note needs more."""
_IS_NOTE = re.compile(rf"\s*(?:{_NOTE})", re.IGNORECASE)


def telling(labels: Iterable[str]) -> re.Pattern[str]:
    """Matches the first cell, casefolded, of a row that may be blank, a total, a note or the header again; all
    others need no closer look. labels: the first names of the header's rows."""
    names = "".join(rf"|{re.escape(name)}\s*$" for name in map(_plain, labels) if name)
    return re.compile(rf"\s*(?:$|{_SUMMARY.replace('Σ', 'σ')}|{_NOTE}{names})")


def ends_table(cells: Sequence[Cell], after_blank: bool, *, after_note: bool = False) -> bool:
    """Whether this looks like a total, like a footnote set off by an empty row, or the mark of a page."""
    filled = [cell for cell in cells if cell != ""]
    first = filled[0]
    if not isinstance(first, str):
        return False
    if _is_summary(filled):
        return True
    if cells[0] == "" and 2 * len(filled) < len(cells) and all(map(_is_amount, filled)):
        return True
    if len(filled) > 1:
        return False
    return _IS_NOTE.match(first[:_LONGEST_LABEL]) is not None or (
        after_blank and (after_note or len(first.split()) > 2)
    )


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether this is a total wherever it stands: a word for one, and amounts alone beside it."""
    filled = [cell for cell in cells if cell != ""]
    return len(filled) > 1 and _is_summary(filled)


def _is_summary(filled: Sequence[Cell]) -> bool:
    first = filled[0]
    if not isinstance(first, str) or not all(map(_is_amount, filled[1:])):
        return False
    return _TOTAL.fullmatch(" ".join(first[:_LONGEST_LABEL].split())) is not None


_DATE = re.compile(r"\s*(?:\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)|\d{4}[./]\d{1,2}[./]\d{1,2})\s*")


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, str):
        return NUMBER.fullmatch(cell.strip()) is not None and not _DATE.fullmatch(cell)
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


_VALUE_WORDS = """
    date dates day time times start starts begins end ends hour when price fee cost datum tag uhrzeit zeit beginn
    ende preis eintritt jour heure début fin prix tarif fecha día hora inicio precio data giorno ora orario inizio
    prezzo dag tijd aanvang prijs início preço dato tid pris klokkeslett kellonaika päivä hinta dzień godzina cena
    den čas datový tarih saat fiyat ημερομηνία ώρα τιμή дата день время начало цена час ціна nap idő ár dată oră
    preț 日付 日時 時間 料金 日期 时间 价格 날짜 시간 가격
"""
_NAMES_OF_VALUES = frozenset(_VALUE_WORDS.split())
"""Words that stand in the header over days, times and prices, and in no cell below it."""


@dataclass(slots=True)
class OtherTable:
    """Notices that another table begins below: names where values were, then rows of another kind.

    values: indices of the columns that hold values in the first table.
    columns: what the first table's header calls its columns, "" for none.
    header: the row in which the other table begins, 0 while there is none; names: its columns.
    """

    values: tuple[int, ...]
    columns: tuple[str, ...] = ()
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
            and (
                any(index < len(cells) and cells[index] != "" for index in self.values)
                or self._names_more(cells)
            )
        )

    def _names_more(self, cells: Sequence[Cell]) -> bool:
        """Whether it fills two columns or more that have no name in the first table."""
        more = zip(cells, self.columns, strict=False)
        return sum(1 for cell, name in more if cell != "" and not name.strip()) > 1

    def is_sure(self, header: Sequence[Cell]) -> bool:
        """Whether such a row is a header whatever follows: it names columns that have no name in the
        first table, or one of values as `names_values` tells."""
        return self._names_more(header) or self.names_values(header)

    def names_values(self, header: Sequence[Cell]) -> bool:
        """Whether a column of values is called here as in the first table, or by a word for days, times
        or prices, so that such a row is a header even where no empty row sets it off."""
        names = self.columns
        named = [
            (index, _plain(text_of(header[index]))) for index in self.values if index < len(header)
        ]
        return any(
            (index < len(names) and name and name == _plain(names[index]))
            or _NAMES_OF_VALUES.issuperset(re.findall(r"[^\W\d_]+", name) or "?")
            for index, name in named
        )

    def is_confirmed(self, header: Sequence[Cell], cells: Sequence[Cell]) -> bool:
        """Whether the row below stands under these names, repeats none, and is none of the first table."""
        under = [bool(name) for name in header] + [False] * len(cells)
        named = all(under[index] for index, cell in enumerate(cells) if cell != "")
        repeats = any(a == b != "" for a, b in zip(header, cells, strict=False))
        return named and not repeats and not holds_values(cells, self.values)

    def begin(self, number: int, cells: Sequence[Cell]) -> None:
        """Take this row for the other table's header."""
        self.header, self.names = number, some(cells)

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


def is_header(cells: Sequence[Cell], rows: Iterable[Sequence[str]]) -> bool:
    """Whether these cells are one of the header's rows again, in any case and with other blanks; of four
    names one may be missing."""
    shown = [_plain(text_of(cell)) for cell in cells]
    return any(_repeats(shown[: len(row)], [_plain(name) for name in row]) for row in rows)


def _repeats(shown: Sequence[str], names: Sequence[str]) -> bool:
    missing = sum(not cell and bool(name) for cell, name in zip(shown, names, strict=False))
    if 4 * missing > sum(map(bool, names)) or len(shown) != len(names):
        return False
    return all(cell in ("", name) for cell, name in zip(shown, names, strict=True)) and any(shown)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


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
        sides = [(number, any(cells[:index]), any(cells[index:])) for number, cells in below]
        lone = [number for number, here, there in sides if here != there]
        if lone and any(there for _, _, there in sides):
            return (
                f"column {letter(first + index)} is empty and parts the table, and only one side of it "
                f"is filled in {row_list(lone)}: if these are two tables, put them on two sheets",
            )
    return ()
