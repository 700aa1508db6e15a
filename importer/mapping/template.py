"""Templates: `{Column}` is that cell, `[…]` goes when a column in it is empty, `{{ }} [[ ]]` are literal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from importer.mapping.problems import FieldError
from importer.records import Cell, CellError, text_of

Cells: TypeAlias = Sequence[Cell]
ReadText: TypeAlias = Callable[[Cells], str | None]
FindColumn: TypeAlias = Callable[[str], int | None]
"""Where a column stands in the row; None: a calendar property that this feed never carries."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Text in brackets: it goes when a column in it is empty."""

    pieces: tuple[Piece, ...]


Piece: TypeAlias = str | Column | Group


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template; `text` as written, `line` in the mapping file from 1."""

    text: str
    pieces: tuple[Piece, ...]
    line: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it reads, in order, each once."""
        return tuple(dict.fromkeys(_columns(self.pieces)))

    @property
    def literal(self) -> str | None:
        """The text itself where no column is read, else None."""
        return None if self.columns else "".join(p for p in self.pieces if isinstance(p, str))


def _columns(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Column):
            yield piece.name
        elif isinstance(piece, Group):
            yield from _columns(piece.pieces)


def parse_template(text: str, line: int | None = None) -> Template:
    """Raises ValueError that says which character is wrong."""
    pieces, _ = _parse(text, 0, 0)
    return Template(text, pieces, line)


def _parse(text: str, at: int, depth: int) -> tuple[tuple[Piece, ...], int]:
    """Read pieces from `at` up to the end of the group; gives them and where to go on."""
    pieces: list[Piece] = []
    literal: list[str] = []
    opened = at
    while at < len(text):
        sign, pair = text[at], text[at : at + 2]
        if pair in ("{{", "}}", "[[") or (pair == "]]" and depth < 2):
            literal.append(sign)
            at += 2
            continue
        at += 1
        if sign not in "{[]}":
            literal.append(sign)
            continue
        if literal:
            pieces.append("".join(literal))
            literal = []
        if sign == "{":
            column, at = _column(text, at)
            pieces.append(column)
        elif sign == "[":
            inner, at = _parse(text, at, depth + 1)
            if not any(_columns(inner)):
                raise ValueError("brackets hold no {Column}; for brackets as text write [[ and ]]")
            pieces.append(Group(inner))
        elif sign == "]" and depth:
            return tuple(pieces), at
        else:
            raise ValueError(
                f"'{sign}' at character {at} closes nothing; as text it is '{sign * 2}'"
            )
    if depth:
        raise ValueError(f"the '[' at character {opened} is not closed; as text it is '[['")
    if literal:
        pieces.append("".join(literal))
    return tuple(pieces), at


def _column(text: str, at: int) -> tuple[Column, int]:
    end = text.find("}", at)
    if end < 0:
        raise ValueError(f"the '{{' at character {at} is not closed; as text it is '{{{{'")
    name = text[at:end].strip()
    if not name or "{" in name:
        raise ValueError(f"'{text[at - 1 : end + 1]}' names no column")
    return Column(name), end + 1


def cell_text(cell: Cell, column: str) -> str:
    """The trimmed text of a cell; raises FieldError for a workbook error such as #N/A."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, CellError):
        raise FieldError(
            "cell.invalid",
            f"the workbook holds the error {cell.text} here; correct the formula",
            column=column,
            value=cell.text,
        )
    return text_of(cell)


def compile_text(template: Template, find: FindColumn) -> ReadText:
    """A function from a row's cells to the template's text; None where it is absent.

    Absent: it reads columns and all that it would show are empty.
    """
    literal = template.literal
    if literal is not None:
        return lambda cells: literal
    match template.pieces:
        case (Column(name),):
            return _one_column(find(name), name)
    segments = _segments(template.pieces, find)
    if segments is not None:
        return _chained(segments)
    parts = _compile(template.pieces, find)

    def read(cells: Cells) -> str | None:
        text, seen, _ = _joined(parts, cells)
        return text if seen else None

    return read


def _one_column(index: int | None, name: str) -> ReadText:
    if index is None:
        return lambda cells: None

    def read(cells: Cells) -> str | None:
        cell = cells[index]
        if isinstance(cell, str):
            return cell.strip() or None
        return cell_text(cell, name) or None

    return read


_Segment: TypeAlias = tuple[str, int, str, str, bool]
"""Text before, where the column stands, its name, text after, and whether all of it stands in brackets."""


def _segments(pieces: Sequence[Piece], find: FindColumn) -> list[_Segment] | None:
    """A template as a chain of columns with text around them; None where it is more than that."""
    segments: list[_Segment] = []
    before = ""
    for piece in pieces:
        if isinstance(piece, str):
            before += piece
            continue
        inner = piece.pieces if isinstance(piece, Group) else (piece,)
        columns = [each for each in inner if isinstance(each, Column)]
        index = find(columns[0].name) if len(columns) == 1 else None
        if index is None or any(isinstance(each, Group) for each in inner):
            return None
        at = inner.index(columns[0])
        around = [
            "".join(p for p in part if isinstance(p, str)) for part in (inner[:at], inner[at + 1 :])
        ]
        if before and isinstance(piece, Group):
            return None
        segments.append(
            (before + around[0], index, columns[0].name, around[1], isinstance(piece, Group))
        )
        before = ""
    return segments if not before else None


def _chained(segments: Sequence[_Segment]) -> ReadText:
    def read(cells: Cells) -> str | None:
        text = ""
        seen = False
        for before, index, name, after, optional in segments:
            cell = cells[index]
            value = cell.strip() if isinstance(cell, str) else cell_text(cell, name)
            if value:
                seen = True
                text += before + value + after
            elif not optional:
                text += before + after
        return text if seen else None

    return read


@dataclass(frozen=True, slots=True)
class _Place:
    index: int | None
    name: str


_Part: TypeAlias = "str | _Place | tuple[_Part, ...]"


def _compile(pieces: Sequence[Piece], find: FindColumn) -> tuple[_Part, ...]:
    return tuple(
        piece
        if isinstance(piece, str)
        else _Place(find(piece.name), piece.name)
        if isinstance(piece, Column)
        else _compile(piece.pieces, find)
        for piece in pieces
    )


def _joined(parts: Sequence[_Part], cells: Cells) -> tuple[str, bool, bool]:
    """The text, whether any column in it was filled, and whether one of its own was empty."""
    shown: list[str] = []
    seen = lacking = False
    for part in parts:
        if isinstance(part, str):
            shown.append(part)
        elif isinstance(part, _Place):
            text = "" if part.index is None else cell_text(cells[part.index], part.name)
            seen, lacking = seen or bool(text), lacking or not text
            shown.append(text)
        else:
            inner, filled, incomplete = _joined(part, cells)
            if not incomplete:
                shown.append(inner)
                seen = seen or filled
    return "".join(shown), seen, lacking
