"""How payload fields are made from a row: text, numbers, channel, classifications, status, picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from os import sep
from os.path import normpath
from pathlib import Path
from typing import Any, TypeAlias

from importer.errors import Location
from importer.mapping.broken_letters import may_be_broken, repaired
from importer.mapping.converters import Notes, ReadValue, ValueReader, value_reader
from importer.mapping.markup import has_markup
from importer.mapping.model import (
    PLACEHOLDER,
    Converter,
    Expression,
    PayloadList,
    templates_of,
)
from importer.mapping.numbers import DecimalEvidence, read_number
from importer.mapping.places import Channel, LookupTable, channel_id
from importer.mapping.problems import FieldError, listed, nearest, nearest_few
from importer.mapping.template import Cells, Column, FindColumn
from importer.mapping.texts import web_address
from importer.mapping.withholding import Gate, published_text

ReadField: TypeAlias = Callable[[Cells, Notes], Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a mapping is bound to: the platform's lists (None: unknown), lookups, its own file.

    gates: what every text goes through before it is published.
    """

    lookups: Mapping[str, LookupTable]
    channels: Sequence[Channel] | None
    classifications: frozenset[str] | None
    gates: tuple[Gate, ...]
    file: Path

    def at_line(self, line: int | None) -> Location:
        """A line of the mapping file, for what is wrong with every row alike."""
        return Location(self.file.name, line, unit="line")


SAYS_ITSELF = frozenset({"channelId", "approxLocation", "timezone"})
"""Fields that have words of their own for the placeholder."""


def waiting(name: str, expression: Expression, around: Surroundings) -> FieldError | None:
    """What to say where a value of the mapping still is the placeholder that `init` wrote."""
    for template in templates_of(expression):
        if any(PLACEHOLDER in piece for piece in template.pieces if isinstance(piece, str)):
            words = f"{PLACEHOLDER} stands for {name}: write a value or the column that holds it"
            place = around.at_line(template.line)
            return FieldError("cell.missing", words, value=PLACEHOLDER, place=place)
    return None


def text_field(
    name: str,
    expression: Expression,
    find: FindColumn,
    around: Surroundings,
    *,
    lines: bool = False,
) -> ReadField:
    assert isinstance(expression, Converter)
    read, column = published_text(expression, find, name, around.gates, lines=lines)
    return read if column is None else _pointed_out(read, expression, column)


def _pointed_out(read: ReadValue, converter: Converter, column: str) -> ReadField:
    """The same, with a note of what is published as it stands but looks broken."""

    unstated = converter.text is None

    def text(cells: Cells, notes: Notes) -> str | None:
        shown = read(cells, notes)
        if shown is None:
            return None
        if may_be_broken(shown) and (whole := repaired(shown)) != shown:
            notes.append(FieldError("cell.broken_letters", BROKEN, column=column, value=shown[:_SHOWN],
                                    suggestion=whole[:_SHOWN]))  # fmt: skip
        if unstated and has_markup(shown):
            notes.append(FieldError("cell.markup", MARKUP, column=column, value=shown[:_SHOWN]))
        return shown

    return text


_SHOWN = 80
BROKEN = (
    "letters broken by a wrong encoding are published as they stand: state the `encoding` of the source, or"
    " `repair_text: true` for this field"
)
MARKUP = "HTML tags are published as they stand: state `text: html` for this field, or `text: plain` to keep them"


def number_field(
    name: str,
    converter: Converter,
    find: FindColumn,
    decimals: DecimalEvidence | None = None,
    *,
    price: bool = False,
    whole: bool = False,
) -> ReadField:
    """A number. decimals: what the columns prove; price, whole: see `read_number`.

    Cells of workbooks that are numbers are taken as they are."""
    read, column = value_reader(converter, find, name)
    itself = _column_itself(converter, find)
    template = converter.source

    def number(cells: Cells, notes: Notes) -> int | float | None:
        cell = cells[itself] if itself is not None else ""
        if type(cell) is int or (type(cell) is float and isfinite(cell)):
            return int(cell) if cell == int(cell) else cell
        text = read(cells, notes)
        if text is None:
            return None
        proved = decimals.signs(template) if decimals and template else frozenset[str]()
        return read_number(text, converter.decimal, column, proved=proved, price=price, whole=whole)

    return number


def _column_itself(converter: Converter, find: FindColumn) -> int | None:
    """Where the one column stands whose cell the converter takes as it is; None where it does more."""
    pieces = converter.source.pieces if converter.source is not None else ()
    does_more = converter.regex or converter.map is not None or converter.split is not None
    match pieces:
        case (Column(name),) if not does_more:
            return find(name)
    return None


def whole_field(name: str, expression: Expression, find: FindColumn) -> ReadField:
    """A number that counts something: whole and not negative."""
    assert isinstance(expression, Converter)
    number = number_field(name, expression, find, whole=True)

    def whole(cells: Cells, notes: Notes) -> int | None:
        value = number(cells, notes)
        if value is None or (isinstance(value, int) and value >= 0):
            return value
        raise FieldError("cell.invalid", f"{name} is {value}, but must be a whole number from 0")

    return whole


def channel_field(expression: Expression, find: FindColumn, around: Surroundings) -> ReadField:
    assert isinstance(expression, Converter)
    read, column = value_reader(expression, find, "channelId")

    def channel(cells: Cells, notes: Notes) -> int | None:
        text = read(cells, notes)
        return None if text is None else _channel(text, expression.line, column, around)

    return channel


def _channel(text: str, line: int, column: str | None, around: Surroundings) -> int:
    fixed = None if column else around.at_line(line)
    if text == PLACEHOLDER:
        words = f"{PLACEHOLDER} stands for the channel: write its number, slug or name"
        raise FieldError("channel.unknown", words, value=text, place=fixed)
    try:
        return channel_id(text, around.channels)
    except FieldError as problem:
        problem.column, problem.place = column, fixed
        raise


_STATUS = ("draft", "published")


def status_field(expression: Expression, find: FindColumn, around: Surroundings) -> ReadField:
    assert isinstance(expression, Converter)
    read, column = value_reader(expression, find, "status")

    def status(cells: Cells, notes: Notes) -> str:
        text = read(cells, notes)
        if text is None or text in _STATUS:
            return text or "draft"
        if text.lower() in _STATUS:
            return text.lower()
        raise FieldError(
            "cell.invalid",
            f"status is '{text}', but must be draft or published (a `map` can translate it)",
            column=column,
            value=text,
            suggestion=nearest(text, _STATUS),
            place=None if column else around.at_line(expression.line),
        )

    return status


def classifications_field(
    expression: Expression, find: FindColumn, around: Surroundings
) -> ReadField:
    """The slugs of a row, each once, in the order found; None where there are none."""
    entries = expression.entries if isinstance(expression, PayloadList) else (expression,)
    readers = []
    for entry in entries:
        assert isinstance(entry, Converter)
        readers.append(ValueReader(entry, find, "classifications"))

    def classifications(cells: Cells, notes: Notes) -> list[str] | None:
        found: dict[str, None] = {}
        for reader in readers:
            for word in reader.read(cells, notes):
                found[_slug(word, reader, around)] = None
        return list(found) or None

    return classifications


def _slug(word: str, reader: ValueReader, around: Surroundings) -> str:
    known = around.classifications
    if known is None or word in known:
        return word
    if word.lower() in known:
        return word.lower()
    literal = reader.column is None
    near = nearest_few(word, known)
    raise FieldError(
        "classification.unknown",
        f"'{word}' is no classification of the platform; "
        + (f"the nearest are {', '.join(near)}" if near else f"it has {listed(sorted(known))}"),
        column=reader.column,
        value=word,
        suggestion=near[0] if near else None,
        place=around.at_line(reader.converter.line) if literal else None,
    )


def checked_address(text: str, column: str | None) -> str:
    """A web address; raises FieldError `url.invalid` with its column."""
    try:
        return web_address(text)
    except FieldError as problem:
        problem.column = column
        raise


def image_field(expression: Expression, find: FindColumn, around: Surroundings) -> ReadField:
    """A picture's address, or its path made absolute against the mapping file."""
    assert isinstance(expression, Converter)
    assert expression.source is not None
    read, column = published_text(expression, find, "image", around.gates)
    folder = around.file.resolve().parent
    first = expression.source.pieces[0]
    fixed = first[: first.rfind("/") + 1] if isinstance(first, str) else ""
    inside = normpath(folder / fixed).rstrip(sep) + sep

    def image(cells: Cells, notes: Notes) -> str | None:
        text = read(cells, notes)
        if text is None:
            return None
        if "://" in text or text.lower().startswith("www."):
            return checked_address(text, column)
        path = normpath(folder / text)
        if path.startswith(inside):
            return path
        raise FieldError(
            "cell.invalid",
            f"the picture '{text}' lies outside of {inside}: a cell may not leave that folder",
            column=column,
            value=text,
        )

    return image
