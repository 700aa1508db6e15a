"""The YAML file as a graph of nodes: every scalar is the text written, everything has its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from importer.errors import MappingError

Node: TypeAlias = yaml.nodes.Node
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 30
_MAX_VISITS = 50_000
"""Nodes read, each alias counted anew: a file of 1 KB can stand for a billion of them."""

_UNQUOTED = re.compile(r"(?:^|[:,-]\s)\s*(?P<bare>\[?[^\"'#:{}\[\]]*\{[^\"'#:{},]+\}[^\"'#]*)")


class ProblemError(Exception):
    """One thing is wrong with this node; words None: what is wrong inside has been reported."""

    def __init__(self, node: Node, words: str | None = None) -> None:
        super().__init__(words)
        self.node, self.words = node, words


@dataclass(slots=True)
class Document:
    """A mapping file while it is read: collects every problem with its line."""

    path: Path
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    _visits: int = 0

    def report(self, node: Node, words: str | None) -> None:
        if words is not None:
            self.problems.append((line_of(node), words))

    def visit(self, node: Node) -> None:
        """Count a node; raises MappingError where aliases multiply beyond reason."""
        self._visits += 1
        if self._visits > _MAX_VISITS:
            words = "anchors and aliases here stand for far too much: write it out"
            raise MappingError(self.path, [(line_of(node), words)])

    def entries(self, node: Node, what: str) -> list[tuple[str, Node, Node]]:
        """(key, key node, value node) of a table; a key given twice is reported."""
        self.visit(node)
        if not isinstance(node, yaml.MappingNode):
            raise ProblemError(node, f"{what} must be a table of `key: value` lines")
        seen: dict[str, int] = {}
        found: list[tuple[str, Node, Node]] = []
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(key_node, f"a key in {what} is not plain text: put quotes around it")
                continue
            key = key_node.value
            if key == "<<":
                self.report(key_node, "`<<` is not supported here: write the lines out")
            elif key in seen:
                self.report(key_node, f"`{key}` stands twice in {what} (first on line {seen[key]})")
            else:
                found.append((key, key_node, value))
            seen.setdefault(key, line_of(key_node))
        return found


def line_of(node: Node) -> int:
    """The node's line in the file, from 1."""
    line: int = node.start_mark.line
    return line + 1


def scalar(node: Node, document: Document, what: str) -> str:
    """The text of a scalar exactly as written; raises ProblemError for all else and for nothing."""
    document.visit(node)
    if isinstance(node, yaml.ScalarNode):
        if _is_nothing(node):
            raise ProblemError(node, f"{what} has no value: write one, or remove the line")
        return str(node.value)
    bare = unquoted(node)
    if bare:
        raise ProblemError(node, f'put quotes around {bare}: "{bare}"')
    kind = "a list" if isinstance(node, yaml.SequenceNode) else "a table"
    raise ProblemError(node, f"{what} must be text, not {kind}")


def unquoted(node: Node) -> str | None:
    """`{X}` or `[text {X}]` where YAML made a table or list of a template without quotes."""
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        bare = [key.value for key, value in node.value
                if isinstance(key, yaml.ScalarNode) and _is_nothing(value)]  # fmt: skip
        if bare and len(bare) == len(node.value):
            return "{" + ", ".join(bare) + "}"
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        inner = [unquoted(e) if isinstance(e, yaml.MappingNode) else None for e in node.value]
        if any(inner):
            return "[" + ", ".join(text or "…" for text in inner) + "]"
    return None


def _is_nothing(node: Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value and not node.style


def plain(node: Node, document: Document) -> Any:
    """The node as dicts, lists and texts."""
    document.visit(node)
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value, document) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(entry, document) for entry in node.value]
    return node.value


def compose(path: Path) -> Node:
    """The root node of a mapping file. Raises MappingError: missing, binary, empty, not YAML."""
    text = _text(path)
    try:
        for depth, event in _depths(text):
            if depth > _MAX_DEPTH:
                raise MappingError(path, [(event.start_mark.line + 1, "nested far too deeply")])
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        raise MappingError(path, [_explained(problem, text)]) from None
    except yaml.YAMLError as problem:
        raise MappingError(path, [(None, f"not YAML: {problem}")]) from None
    if root is None:
        raise MappingError(path, [(None, "the file is empty; `importer init SOURCE` writes one")])
    return root


def _depths(text: str) -> Iterator[tuple[int, Any]]:
    """Each YAML event with how deeply it is nested; nothing is built, so depth costs nothing."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        yield depth, event


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except IsADirectoryError:
        words = "this is a folder, not a mapping file: name one file in it"
        raise MappingError(path, [(None, words)]) from None
    except FileNotFoundError:
        raise MappingError(path, [(None, "there is no such file")]) from None
    except OSError as problem:
        raise MappingError(path, [(None, f"cannot be read: {problem.strerror}")]) from None
    if len(raw) > _MAX_BYTES:
        raise MappingError(path, [(None, "larger than 1 MB: this is not a mapping file")])
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        words = "this is a workbook, not a mapping; `importer init FILE` writes a mapping for it"
        raise MappingError(path, [(None, words)])
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        words = "not UTF-8 text: save the file with the encoding UTF-8"
        raise MappingError(path, [(line, words)]) from None
    if "\0" in text:
        raise MappingError(path, [(None, "a binary file, not a mapping")])
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        words = "this is a calendar, not a mapping; `importer init FILE` writes a mapping for it"
        raise MappingError(path, [(None, words)])
    return text


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """A YAML error as (line, what to do about it)."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    problem = error.problem or ""
    if "quoted scalar" in (error.context or "") and error.context_mark:
        return error.context_mark.line + 1, "the quote that opens here is never closed"
    if "'\\t'" in problem or "\t" in written[: len(written) - len(written.lstrip())]:
        return line, "a tab stands here: YAML is indented with spaces"
    if "single document" in (error.context or ""):
        return line, "a second document begins here: one mapping a file"
    bare = _UNQUOTED.search(written)
    if bare:
        value = bare["bare"].strip()
        return line, f'put quotes around {value}: "{value}"'
    if "mapping values are not allowed" in problem:
        return line, "a colon followed by a blank stands in this value: put quotes around it"
    if "cannot start any token" in problem or "alias" in problem:
        return line, "a value cannot begin with this sign: put single quotes around it"
    return line, f"not YAML: {' '.join(filter(None, (error.context, problem)))}"
