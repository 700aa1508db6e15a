"""What may stand where in a mapping file. Each shape both reads a node and describes itself as JSON
Schema (draft 2020-12): one declaration serves the loader and the editor, so they cannot differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Protocol, TypeAlias

import yaml

from importer.mapping.nodes import Document, Node, ProblemError, line_of, scalar
from importer.mapping.problems import listed, nearest
from importer.mapping.template import Template, parse_template

JsonSchema: TypeAlias = dict[str, Any]
_SCALAR = ["string", "number", "boolean"]


class Shape(Protocol):
    def read(self, node: Node, document: Document) -> Any:
        """The typed value; raises ProblemError for one problem, reports several to the document."""
        ...

    def schema(self) -> JsonSchema: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Text as written; `pattern` must match all of it."""

    what: str
    pattern: str | None = None
    expected: str = "text"
    as_number: bool = False
    convert: Callable[[str], Any] | None = None

    def read(self, node: Node, document: Document) -> Any:
        text = scalar(node, document, self.what)
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            raise ProblemError(node, f"{self.what} is '{text}' but must be {self.expected}")
        try:
            return self.convert(text) if self.convert else text
        except ValueError as problem:
            raise ProblemError(node, f"{self.what} is '{text}': {problem}") from None

    def schema(self) -> JsonSchema:
        if self.as_number:
            return {"type": "integer"}
        pattern = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string" if self.pattern else _SCALAR, **pattern}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    what: str
    words: tuple[str, ...]

    def read(self, node: Node, document: Document) -> str:
        text = scalar(node, document, self.what)
        if text in self.words:
            return text
        raise ProblemError(node, f"{self.what} is '{text}' but must be {' or '.join(self.words)}")

    def schema(self) -> JsonSchema:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Flag:
    what: str

    def read(self, node: Node, document: Document) -> bool:
        text = scalar(node, document, self.what).lower()
        if text in ("true", "yes", "false", "no"):
            return text in ("true", "yes")
        raise ProblemError(node, f"{self.what} is '{text}' but must be true or false")

    def schema(self) -> JsonSchema:
        return {"enum": [True, False, "yes", "no"]}


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A plain string: a template."""

    what: str

    def read(self, node: Node, document: Document) -> Template:
        text = scalar(node, document, self.what)
        try:
            return parse_template(text, line_of(node))
        except ValueError as problem:
            raise ProblemError(node, f"{self.what}: {problem}") from None

    def schema(self) -> JsonSchema:
        return {"type": _SCALAR}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, or where `single` says so, one entry standing for a list of one."""

    what: str
    entry: Shape
    single: bool = True

    def read(self, node: Node, document: Document) -> tuple[Any, ...]:
        document.visit(node)
        if not isinstance(node, yaml.SequenceNode):
            if not self.single:
                raise ProblemError(node, f"{self.what} must be a list, in [ ] or lines with `- `")
            return (self.entry.read(node, document),)
        values, broken = [], False
        for entry in node.value:
            try:
                values.append(self.entry.read(entry, document))
            except ProblemError as problem:
                document.report(problem.node, problem.words)
                broken = True
        if broken:
            raise ProblemError(node)
        if not values:
            raise ProblemError(node, f"{self.what} is an empty list: write an entry or remove it")
        return tuple(values)

    def schema(self) -> JsonSchema:
        several = {"type": "array", "items": self.entry.schema(), "minItems": 1}
        return {"anyOf": [self.entry.schema(), several]} if self.single else several


@dataclass(frozen=True, slots=True)
class Either:
    """The first shape where the node is a word of it, else the second."""

    words: Choice
    other: Shape

    def read(self, node: Node, document: Document) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in self.words.words:
            return self.words.read(node, document)
        return self.other.read(node, document)

    def schema(self) -> JsonSchema:
        return {"anyOf": [self.words.schema(), self.other.schema()]}


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table with keys of the user's own; gives (key, value, line) for each."""

    what: str
    value: Shape

    def read(self, node: Node, document: Document) -> tuple[tuple[str, Any, int], ...]:
        entries, broken = [], False
        for key, key_node, value in document.entries(node, self.what):
            try:
                entries.append((key, self.value.read(value, document), line_of(key_node)))
            except ProblemError as problem:
                document.report(problem.node, problem.words)
                broken = True
        if broken:
            raise ProblemError(node)
        return tuple(entries)

    def schema(self) -> JsonSchema:
        return {"type": "object", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: what may stand there and what it means."""

    shape: Shape
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A table with fixed keys. `make(node, values)` builds the result from the keys that stand there."""

    what: str
    keys: Mapping[str, Key]
    make: Callable[[Node, dict[str, Any]], Any]
    elsewhere: str = ""

    def read(self, node: Node, document: Document) -> Any:
        values: dict[str, Any] = {}
        before = len(document.problems)
        for key, key_node, value in document.entries(node, self.what):
            if key not in self.keys:
                document.report(key_node, self._unknown(key))
                continue
            try:
                values[key] = self.keys[key].shape.read(value, document)
            except ProblemError as problem:
                document.report(problem.node, problem.words)
                values[key] = None
        for name, key_spec in self.keys.items():
            if key_spec.required and name not in values:
                document.report(node, f"`{name}` is missing in {self.what}: {key_spec.meaning}")
        if len(document.problems) > before:
            raise ProblemError(node)
        return self.make(node, values)

    def _unknown(self, key: str) -> str:
        near = nearest(key, self.keys)
        hint = f"did you mean `{near}`?" if near else f"it knows {listed(self.keys, at_most=40)}"
        return f"unknown key `{key}` in {self.what}: {hint}{self.elsewhere}"

    def schema(self) -> JsonSchema:
        described = {
            name: {**key.shape.schema(), "description": key.meaning}
            for name, key in self.keys.items()
        }
        required = [name for name, key in self.keys.items() if key.required]
        return {
            "type": "object",
            "properties": described,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


_DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?")


def read_duration(text: str) -> timedelta:
    """`1d`, `90m`, `1h30m`; raises ValueError with what is expected."""
    found = _DURATION.fullmatch(text.replace(" ", "").lower())
    if not found or not text.strip():
        raise ValueError("a length is written like 90m, 2h, 1h30m or 7d")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return timedelta(days, seconds, minutes=minutes, hours=hours, weeks=weeks)
    except OverflowError:
        raise ValueError("this is longer than any event") from None


def read_share(text: str) -> float:
    """`10%` as 0.1."""
    share = float(text.removesuffix("%")) / 100
    if share > 1:
        raise ValueError("a share is from 0% to 100%")
    return share


def read_clock(text: str) -> time:
    """`00:00` to `23:59`."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError("a time of day is written like 09:30") from None


def duration(what: str) -> Text:
    return Text(
        what, r"[0-9wdhmins ]+", "a length such as 90m, 2h, 1h30m or 7d", convert=read_duration
    )


def share(what: str) -> Text:
    return Text(what, r"\d+(?:\.\d+)?%", "a share such as 10%", convert=read_share)


def clock(what: str) -> Text:
    return Text(what, r"\d\d:\d\d", "a time of day such as 09:30, in quotes", convert=read_clock)


def whole(what: str, *, least: int = 0) -> Text:
    def convert(text: str) -> int:
        if int(text) < least:
            raise ValueError(f"it must be {least} or more")
        return int(text)

    return Text(what, r"-?\d{1,9}", "a whole number", as_number=True, convert=convert)
