"""The rows below a header as records: shape, blank rows, totals and footnotes, filling down."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal
from unicodedata import normalize

from importer.errors import Location, RowError, SourceError
from importer.records import Cell, Record, text_of
from importer.sources.table import Table
from importer.sources.table_cells import Row, is_blank, letter, row_list
from importer.sources.table_parts import OtherTable, ends_table, is_header, is_total, telling

MAX_HELD = 50


@dataclass(slots=True)
class TableRows:
    """Turns the rows below a header into records; afterwards `notes` says what was left out.

    pad: short rows are certain to lack only empty cells at their end.
    trim: widths above the table's whose empty last cells are certain to be surplus; None: all.
    surplus: whether filled cells beyond the last column cost their row (text, where they may mean
    that values slid) or are only told (sheets, where each cell has its own place).
    fill_down: columns whose empty cells take the value above.
    hidden: numbers of rows to leave out; what they hold is still filled down from.
    values: indices of the columns that hold values, by which another table below is told apart.
    last_misshapen: whether the last row read had the wrong number of cells.
    """

    table: Table
    source: str
    sheet: str | None = None
    fill_down: tuple[str, ...] = ()
    hidden: Container[int] = frozenset()
    values: tuple[int, ...] = ()
    pad: bool = False
    trim: Container[int] | None = None
    surplus: Literal["error", "tell"] = "error"
    notes: list[str] = field(default_factory=list)
    last_misshapen: bool = False
    _other: OtherTable = field(init=False)
    _above: dict[int, Cell] = field(init=False)
    _held: list[tuple[int, Record | RowError | None]] = field(default_factory=list)
    """Rows that the next one tells of: the end of the table, or records. None: a total, which is no record."""
    _candidate: Sequence[Cell] = ()
    """The last row held, where it may be the header of another table: the next row tells."""
    _title: bool = False
    """Whether the last row held is a title where the header follows, and a record where it does not."""
    _ends: list[int] = field(default_factory=list)
    _totals: list[int] = field(default_factory=list)
    _repeated: list[int] = field(default_factory=list)
    _beside: list[int] = field(default_factory=list)
    _left_out: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._other = OtherTable(self.values, self.table.names)
        fill = columns_named(self.fill_down, self.table.columns, self.source)
        self._above = dict.fromkeys(fill, "")

    def __call__(self, rows: Iterable[Row | RowError]) -> Iterator[Record | RowError]:
        """Yield a Record or a RowError for each row with content, in file order."""
        columns, width = self.table.columns, len(self.table.columns)
        source, sheet, hidden = self.source, self.sheet, self.hidden
        tells_more = telling({row[0] for row in self.table.written if row})
        other, above = self._other, self._above
        probe = min(self.values, default=None) if self.table.header_row else None
        after_blank = False
        if self.table.above:
            yield from self.table.above.errors(source, sheet)
        for item in rows:
            if isinstance(item, RowError):
                self.last_misshapen = True
                yield from self._release()
                yield item
                continue
            number, cells = item
            first = cells[0] if cells else ""
            tells = isinstance(first, str) and tells_more.match(first[:200].casefold())
            odd = tells or after_blank or len(cells) != width or self._candidate or other.header
            if odd or (probe is not None and _begins_with_a_letter(cells[probe])):
                if is_blank(cells):
                    after_blank = True
                    continue
                made = self._odd(number, cells, after_blank)
                if made is None:
                    continue
                after_blank = False
                if isinstance(made, RowError):
                    yield from self._release()
                    yield made
                    continue
                cells = made
            self.last_misshapen = False
            if above:
                cells = _filled(cells, above)
            if number in hidden:
                self._left_out.append(number)
                continue
            if self._held:
                yield from self._release()
            yield Record(columns, tuple(cells), Location(source, number, None, sheet))
        if self._candidate or self._title:
            yield from self._release()
        self._tell()

    def _odd(
        self, number: int, cells: Sequence[Cell], after_blank: bool
    ) -> Sequence[Cell] | RowError | None:
        """Cells at the table's width, why they cannot be, or None for a row that is no record yet."""
        if is_header(cells, self.table.written):
            self._header_again(number)
            return None
        if self._candidate:
            self._judge_candidate(cells)
        if self._other.header:
            return self._other.error(self.source, self.sheet, number)
        made = self._shaped(number, cells)
        noted = bool(self._held) and not self._title
        apart = (after_blank or noted) and len(self.table.columns) > 2
        if ends_table(cells, apart, after_note=noted):
            if number in self.hidden:
                self._left_out.append(number)
                return None
            if len(self._held) < MAX_HELD:
                held = None if is_total(cells) else self._record(number, made)
                self._held.append((number, held))
                return None
        elif self._may_begin(number, cells) and (
            (self.table.header_row and self._other.names_values(cells))
            or ((after_blank or self._title) and not isinstance(made, RowError))
        ):
            self._hold(number, made)
            self._candidate = cells
            return None
        self.last_misshapen = isinstance(made, RowError)
        if self._may_be_title(number, cells, after_blank):
            self._hold(number, made)
            self._title = True
            return None
        return made

    def _may_be_title(self, number: int, cells: Sequence[Cell], after_blank: bool) -> bool:
        """Whether this lone text may stand above the header again, or above that of another table."""
        filled = [cell for cell in cells if cell != ""]
        lone = after_blank and len(filled) == 1 and isinstance(filled[0], str)
        return lone and number not in self.hidden and len(self._held) < MAX_HELD

    def _hold(self, number: int, made: Sequence[Cell] | RowError) -> None:
        whole = made if isinstance(made, RowError) else _filled(made, self._above)
        self._held.append((number, self._record(number, whole)))

    def _header_again(self, number: int) -> None:
        """Titles and totals between two parts of the table end the part above for certain."""
        self._ends.extend(held for held, _ in self._held)
        self._held.clear()
        self._candidate, self._title = (), False
        self._other.end()
        self._repeated.append(number)

    def _may_begin(self, number: int, cells: Sequence[Cell]) -> bool:
        return number not in self.hidden and self._other.may_begin(cells, len(self.table.columns))

    def _judge_candidate(self, cells: Sequence[Cell]) -> None:
        """A header of another table where the row below it belongs to that one."""
        candidate, self._candidate = self._candidate, ()
        if not (self._other.is_sure(candidate) or self._other.is_confirmed(candidate, cells)):
            return
        number, _ = self._held.pop()
        self._other.begin(number, candidate)
        self._ends.extend(held for held, _ in self._held)
        self._held.clear()
        self.notes.append(
            f"another table begins in row {number} ({self._other.names}): its rows are none of this table"
        )

    def _record(self, number: int, made: Sequence[Cell] | RowError) -> Record | RowError:
        if isinstance(made, RowError):
            return made
        at = Location(self.source, number, None, self.sheet)
        return Record(self.table.columns, tuple(made), at)

    def _release(self) -> Iterator[Record | RowError]:
        """What looked like the end of the table was not: these rows count like all others."""
        yield from (made for _, made in self._held if made is not None)
        self._totals.extend(number for number, made in self._held if made is None)
        self._held.clear()
        self._candidate, self._title = (), False

    def _shaped(self, number: int, cells: Sequence[Cell]) -> Sequence[Cell] | RowError:
        """The cells at exactly the table's width, or why that would let values slide."""
        expected, found = len(self.table.columns), len(cells)
        if found == expected:
            return cells
        if found > expected:
            if is_blank(cells[expected:]) and self._only_ends(cells, expected):
                return cells[:expected]
            if self.surplus == "tell":
                self._beside.append(number)
                return cells[:expected]
        elif self.pad or self.surplus == "tell":
            return [*cells, *[""] * (expected - found)]
        return self._misshapen(number, cells)

    def _only_ends(self, cells: Sequence[Cell], expected: int) -> bool:
        """Whether the surplus delimiters stand at the end: one further left leaves an empty cell."""
        return self.trim is None or len(cells) in self.trim or "" not in cells[:expected]

    def _misshapen(self, number: int, cells: Sequence[Cell]) -> RowError:
        expected, found = len(self.table.columns), len(cells)
        many = (
            "one delimiter too many, or one inside a value? Put quotes around such a value"
            if found > expected
            else "a missing delimiter? Give each column its cell, empty ones too"
        )
        return RowError(
            "row.shape",
            f"expected {expected} cells ({self.table.columns[0]} to {self.table.columns[-1]}) "
            f"and found {found}: {many}",
            at=Location(self.source, number, None, self.sheet),
            value=" | ".join(text_of(cell) for cell in cells)[:200],
        )

    def _tell(self) -> None:
        numbers = [*self._ends, *(number for number, _ in self._held)]
        if numbers:
            self.notes.append(f"totals or footnotes below the table, not read: {row_list(numbers)}")
        if self._totals:
            self.notes.append(f"totals between the rows, not read: {row_list(self._totals)}")
        if self._repeated:
            self.notes.append(f"the header again, not read: {row_list(self._repeated)}")
        if self._left_out:
            self.notes.append(
                f"hidden rows, not read ({len(self._left_out)}): {row_list(self._left_out)}; "
                f"hidden_rows: read takes them in"
            )
        if self._beside:
            after = letter(len(self.table.columns) - 1)
            self.notes.append(
                f"cells beyond the last named column ({after}) were not read: "
                f"{row_list(self._beside)}"
            )


def columns_named(wanted: Sequence[str], columns: Sequence[str], source: str) -> list[int]:
    """Indices of the columns meant; names match NFC, trimmed and without case."""
    known = {_plain(name): index for index, name in reversed(list(enumerate(columns)))}
    indices: list[int] = []
    for name in wanted:
        if _plain(name) not in known:
            near = get_close_matches(_plain(name), known, 1)
            hint = f'. Did you mean "{columns[known[near[0]]]}"?' if near else ""
            raise SourceError(f'{source}: fill_down names a column "{name}" it has not{hint}')
        indices.append(known[_plain(name)])
    return indices


def _plain(name: str) -> str:
    return normalize("NFC", name).strip().casefold()


def _begins_with_a_letter(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1].isalpha()


def _filled(cells: Sequence[Cell], above: dict[int, Cell]) -> list[Cell]:
    """The cells with empty ones taken from `above`, which then holds this row's values."""
    full = list(cells)
    for index, value in above.items():
        if is_blank(full[index : index + 1]):
            full[index] = value
        else:
            above[index] = full[index]
    return full
