"""From cells to values: template, repair, regex, split, map, default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from importer.mapping.broken_letters import repaired
from importer.mapping.markup import without_markup
from importer.mapping.model import Converter
from importer.mapping.problems import FieldError, listed, nearest
from importer.mapping.template import Cells, FindColumn, ReadText, compile_text
from importer.mapping.texts import block, line

Notes: TypeAlias = list[FieldError]
"""Things about a row that are worth saying but do not stop it."""

Values: TypeAlias = tuple[str, ...]
ReadValue: TypeAlias = Callable[[Cells, Notes], str | None]


@dataclass(slots=True)
class ValueReader:
    """The texts that a converter makes of a row; () where it is absent."""

    converter: Converter
    find: FindColumn
    field_name: str
    lines: bool = False
    _source: ReadText = field(init=False)
    _defaults: tuple[ReadText, ...] = field(init=False)
    _map: dict[str, Values] | None = field(init=False)

    def __post_init__(self) -> None:
        converter = self.converter
        assert converter.source is not None
        self._source = compile_text(converter.source, self.find)
        self._defaults = tuple(compile_text(each, self.find) for each in converter.default)
        self._map = dict(converter.map) if converter.map is not None else None

    @property
    def column(self) -> str | None:
        """The column to look at when something is wrong."""
        assert self.converter.source is not None
        return next(iter(self.converter.source.columns), None)

    @property
    def plain(self) -> bool:
        """Whether it is a template and nothing else."""
        return self.converter == Converter(self.converter.line, self.converter.source)

    def read(self, cells: Cells, notes: Notes) -> Values:
        """Every value of this row, defaults where there is none. Raises FieldError."""
        text = self._source(cells)
        if text is not None:
            found, said = self._converted(text)
            notes.extend(said)
            if found:
                return found
        return tuple(value for each in self._defaults if (value := each(cells)))

    def _converted(self, text: str) -> tuple[Values, Notes]:
        converter = self.converter
        if converter.repair_text:
            text = repaired(text)
        if converter.text == "html":
            text = without_markup(text)
        text = block(text) if self.lines else line(text)
        text = converter.meant(text)
        parts = text.split(converter.split) if converter.split is not None else [text]
        found = tuple(part for part in map(str.strip, parts) if part)
        return self._mapped(found) if self._map is not None else (found, [])

    def _mapped(self, parts: Values) -> tuple[Values, Notes]:
        assert self._map is not None
        found: dict[str, None] = {}
        unlisted = []
        for part in parts:
            values = self._map.get(" ".join(part.split()).casefold())
            if values is None:
                unlisted.append(part)
            else:
                found.update(dict.fromkeys(values))
        if unlisted and not found and not self.converter.default:
            raise self._unlisted(unlisted[0])
        return tuple(found), [self._unlisted(part) for part in unlisted] if found else []

    def _unlisted(self, part: str) -> FieldError:
        assert self._map is not None
        return FieldError(
            "cell.not_in_map",
            f"'{part}' is not in the `map` of {self.field_name} (it has {listed(self._map)}): "
            "add it there, or give a `default`",
            column=self.column,
            value=part,
            suggestion=nearest(part, self._map),
        )


def value_reader(
    converter: Converter, find: FindColumn, field_name: str, *, lines: bool = False
) -> tuple[ReadValue, str | None]:
    """One text a row, None where absent, and the column it mainly reads.

    Of several values the first is taken and the rest are noted."""
    reader = ValueReader(converter, find, field_name, lines)
    if reader.plain:
        source = compile_text(converter.source, find) if converter.source else None
        assert source is not None
        tidy = block if lines else line
        literal = converter.source.literal if converter.source else None
        if literal is not None:
            constant = tidy(literal) or None
            return lambda cells, notes: constant, None

        def simple(cells: Cells, notes: Notes) -> str | None:
            text = source(cells)
            return None if text is None else tidy(text) or None

        return simple, reader.column

    def first(cells: Cells, notes: Notes) -> str | None:
        values = reader.read(cells, notes)
        if len(values) > 1:
            notes.append(
                FieldError(
                    "cell.several",
                    f"{field_name} takes one value: '{values[0]}' is used of {listed(values)}",
                    column=reader.column,
                    value=values[0],
                )
            )
        if not values and converter.required:
            raise FieldError(
                "cell.missing", f"{field_name} is required here, and is empty", column=reader.column
            )
        return values[0] if values else None

    return first, reader.column
