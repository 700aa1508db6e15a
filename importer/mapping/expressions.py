"""The values of the payload in a mapping file: templates, converters, payload tables and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.model import Converter, PayloadList, PayloadTable
from importer.mapping.nodes import Document, Node, ProblemError, line_of, unquoted
from importer.mapping.problems import listed, nearest
from importer.mapping.shapes import (
    Choice,
    Fields,
    Flag,
    JsonSchema,
    Key,
    ListOf,
    TemplateText,
    Text,
    duration,
    whole,
)

MAKES_A_CONVERTER = ("from", "lookup", "duration", "date", "time")


@dataclass(frozen=True, slots=True)
class _Folded:
    """`map`: words of the source to values, compared without case; a value may be a list."""

    def read(self, node: Node, document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
        values = ListOf("a value of `map`", Text("a value of `map`"))
        found: dict[str, tuple[str, ...]] = {}
        for key, key_node, value in document.entries(node, "`map`"):
            folded = " ".join(key.split()).casefold()
            if folded in found:
                document.report(key_node, f"`{key}` stands twice in `map`: case does not count")
                continue
            found[folded] = values.read(value, document)
        return tuple(found.items())

    def schema(self) -> JsonSchema:
        scalar = {"type": ["string", "number", "boolean"]}
        several = {"type": "array", "items": scalar, "minItems": 1}
        return {"type": "object", "additionalProperties": {"anyOf": [scalar, several]}}


@dataclass(frozen=True, slots=True)
class _Length:
    """A fixed length, or a template of a column that holds one."""

    def read(self, node: Node, document: Document) -> Any:
        if isinstance(node, yaml.ScalarNode) and "{" in node.value:
            return TemplateText("`duration`").read(node, document)
        return duration("`duration`").read(node, document)

    def schema(self) -> JsonSchema:
        return {"type": "string"}


def _regex(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem}") from None


def _season(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, last = (
        (int(year), int(month)) for year, month in (end.split("-") for end in text.split(".."))
    )
    months = (last[0] - first[0]) * 12 + last[1] - first[1]
    if not (1 <= first[1] <= 12 and 1 <= last[1] <= 12 and 0 <= months < 12):
        raise ValueError("a season runs over at most 12 months, such as 2026-09..2027-06")
    return first, last


_NUMBER = Fields(
    "`number`",
    {"decimal": Key(Choice("`decimal`", (",", ".")), "The sign before decimals.")},
    lambda node, values: values.get("decimal", "unsaid"),
)
_FORMAT = "strptime directives, in single quotes, such as '%d/%m/%Y %H:%M'."

OPTIONS: Mapping[str, Key] = {
    "from": Key(TemplateText("`from`"), "The template whose text is converted."),
    "date": Key(
        TemplateText("`date`"), "Where the date stands; other text beside it is understood."
    ),
    "time": Key(TemplateText("`time`"), "Where the time of day stands; a range is understood."),
    "format": Key(Text("`format`"), f"How date and time are written: {_FORMAT}"),
    "date_format": Key(Text("`date_format`"), f"How `date` is written: {_FORMAT}"),
    "time_format": Key(Text("`time_format`"), f"How `time` is written: {_FORMAT}"),
    "order": Key(Choice("`order`", ("dmy", "mdy", "ymd")), "Order of day, month, year in numbers."),
    "language": Key(
        ListOf("`language`", Choice("`language`", LANGUAGES)),
        "Language of month and weekday names; without it all that are known are tried.",
    ),
    "year": Key(whole("`year`", least=1900), "The year of dates that state none."),
    "season": Key(
        Text("`season`", r"\d{4}-\d\d\.\.\d{4}-\d\d", "like 2026-09..2027-06", convert=_season),
        "Months from..to (both inclusive) that decide the year of dates that state none.",
    ),
    "part": Key(Choice("`part`", ("start", "end")), "Which end of a range to take."),
    "gap": Key(
        Choice("`gap`", ("error", "forward", "back")), "Local times that the clocks jump over."
    ),
    "overlap": Key(
        Choice("`overlap`", ("error", "first", "second")), "Local times that happen twice."
    ),
    "half": Key(
        Choice("`half`", ("am", "pm")), "The half of the day of hours that leave it open (7:30)."
    ),
    "duration": Key(_Length(), "Length from the start, such as 2h, or a column that holds it."),
    "next_day_if_earlier": Key(
        Flag("`next_day_if_earlier`"), "An end earlier than the start is on the next day."
    ),
    "split": Key(Text("`split`"), "The sign between several parts of one cell; parts are trimmed."),
    "map": Key(_Folded(), "Words of the source to values of the platform, without case."),
    "default": Key(
        ListOf("`default`", TemplateText("`default`")),
        "Where the cell is empty or no part is in `map`.",
    ),
    "regex": Key(
        Text("`regex`", convert=_regex),
        "Its first group, else the match; no match: absent. In single quotes.",
    ),
    "lookup": Key(
        Text("`lookup`"), "Name of a table in `lookups` that turns the text into a place."
    ),
    "text": Key(Choice("`text`", ("plain", "html")), "html: markup becomes plain text."),
    "number": Key(_NUMBER, "How numbers are written."),
    "required": Key(Flag("`required`"), "Refuse the row where this is absent."),
    "repair_text": Key(
        Flag("`repair_text`"), "Repair letters broken by a wrong encoding (Ã© to é)."
    ),
}

COMMON = ("from", "split", "map", "default", "regex", "required", "repair_text")
CLOCK = ("from", "date", "time", "format", "date_format", "time_format", "order", "language",
         "year", "season", "part", "gap", "overlap", "half", "regex", "required", "repair_text")  # fmt: skip


def _converter(node: Node, values: dict[str, Any]) -> Converter:
    """Check what belongs together, and name the fields as the model does."""
    source, date_or_time = "from" in values, "date" in values or "time" in values
    if not any(key in values for key in MAKES_A_CONVERTER):
        raise ProblemError(node, "a converter needs `from`")
    if source and date_or_time:
        raise ProblemError(node, "`from` does not go with `date` and `time`: use one or the others")
    if "duration" in values and (source or date_or_time):
        raise ProblemError(node, "`duration` counts from the start: it goes without other times")
    if "format" in values and not source:
        raise ProblemError(
            node, "`format` belongs to `from`; else use `date_format`, `time_format`"
        )
    for name in ("date", "time"):
        if f"{name}_format" in values and name not in values:
            raise ProblemError(node, f"`{name}_format` belongs to `{name}`, which is missing")
    if "year" in values and "season" in values:
        raise ProblemError(node, "`year` and `season` exclude each other")
    if "number" in values:
        values["decimal"] = values.pop("number")
    if source:
        values["source"] = values.pop("from")
    return Converter(line_of(node), **values)


@dataclass(frozen=True, slots=True)
class Expression:
    """A template, or a table with `from`, `lookup`, `duration`, `date` or `time`; where `table` is
    given also a payload table, and where `entry` is given also a list."""

    what: str
    options: tuple[str, ...] = ()
    table: Mapping[str, Key] | None = None
    entry: Expression | None = None
    template: bool = True

    def read(self, node: Node, document: Document) -> Any:
        if isinstance(node, yaml.SequenceNode) and (self.entry is None or unquoted(node)):
            document.visit(node)
            bare = unquoted(node)
            raise ProblemError(
                node,
                f'put quotes around {bare}: "{bare}"' if bare
                else f'{self.what} takes no list; text in brackets stands in quotes: "[…]"',
            )  # fmt: skip
        if isinstance(node, yaml.SequenceNode):
            assert self.entry is not None
            entries = ListOf(self.what, self.entry).read(node, document)
            return PayloadList(line_of(node), entries)
        if isinstance(node, yaml.MappingNode) and not unquoted(node):
            return self._table(node, document)
        if not self.template:
            expected = " or ".join(self._expected())
            raise ProblemError(node, f"{self.what} must be {expected}")
        return Converter(line_of(node), TemplateText(self.what).read(node, document))

    def _expected(self) -> list[str]:
        found = []
        if self.table is not None:
            found.append(f"a table with {listed(self.table)}")
        if self.options:
            found.append("a table with `from`")
        if self.entry is not None:
            found.append("a list")
        return found

    def _table(self, node: yaml.MappingNode, document: Document) -> Converter | PayloadTable:
        keys = {key.value for key, _ in node.value}
        is_converter = bool(keys.intersection(MAKES_A_CONVERTER))
        if self.table is not None and not (is_converter and self.options):
            made: PayloadTable = self._payload_table().read(node, document)
            return made
        if not self.options:
            raise ProblemError(node, f"{self.what} takes no table: write text or a template")
        self._say_misplaced(node, keys, document)
        converter: Converter = self._options().read(node, document)
        return converter

    def _say_misplaced(self, node: Node, keys: set[str], document: Document) -> None:
        """A real option in the wrong field gets a better answer than `unknown key`."""
        misplaced = sorted(keys & OPTIONS.keys() - set(self.options))
        if misplaced:
            words = (
                f"`{misplaced[0]}` does not work in {self.what}; it takes {', '.join(self.options)}"
            )
            raise ProblemError(node, words)
        near = [nearest(key, MAKES_A_CONVERTER) for key in keys - OPTIONS.keys()]
        if keys and not keys & set(MAKES_A_CONVERTER) and not any(near):
            raise ProblemError(node, f"this table in {self.what} is no converter: it has no `from`")

    def _options(self) -> Fields:
        return Fields(self.what, {name: OPTIONS[name] for name in self.options}, _converter)

    def _payload_table(self) -> Fields:
        assert self.table is not None
        return Fields(
            self.what,
            self.table,
            lambda node, values: PayloadTable(line_of(node), tuple(values.items())),
            "; other payload fields go into `extra` with their path",
        )

    def schema(self) -> JsonSchema:
        kinds: list[JsonSchema] = [TemplateText(self.what).schema()] if self.template else []
        if self.options:
            starts = [{"required": [key]} for key in MAKES_A_CONVERTER if key in self.options]
            kinds.append({**self._options().schema(), "anyOf": starts})
        if self.table is not None:
            kinds.append(self._payload_table().schema())
        if self.entry is not None:
            kinds.append({"type": "array", "items": self.entry.schema(), "minItems": 1})
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
