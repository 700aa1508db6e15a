"""A mapping that a person has worked on, and a new proposal for it: what the person wrote stays.

The file is changed line by line, so that every comment, blank and quote in it stays as it is; a YAML
library that keeps comments would be one more dependency for what four kinds of change need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from importer.mapping.model import PLACEHOLDER

Node = yaml.nodes.Node
_HEAD = (
    "# Proposed later by `importer init`. A key you do not want: comment it out, and it stays out."
)


@dataclass(slots=True)
class Merged:
    """The file's new text. added: keys that are new in it. answered: those that were a placeholder.
    kept: those that stand as the person wrote them. apart: keys that found no place in it."""

    text: str
    added: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def merge(written: str, proposed: str) -> Merged:
    """The person's file with what the proposal adds. `written` must be a mapping file that loads."""
    root = yaml.compose(written, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    made = Merged(written)
    lines = written.splitlines()
    top = _entries(root)
    event = top.get("event")
    inside, outside = _blocks(proposed)
    changes: list[tuple[int, list[str]]] = []
    if isinstance(event, yaml.MappingNode) and not event.flow_style:
        known = _entries(event)
        indent = event.value[0][0].start_mark.column
        new = _news(inside, known, lines, made)
        changes.append((_last_line(event), _indented(new, indent)))
    else:
        made.apart += [key for key in inside if not _stands_in(event, key)]
    news = _news(outside, top, lines, made)
    changes.append((max(_last_line(root), len(lines) - 1), _indented(news, 0)))
    for at, block in sorted(changes, reverse=True):
        lines[at + 1 : at + 1] = block
    made.text = "\n".join(lines) + "\n"
    return made


def _entries(node: yaml.MappingNode) -> dict[str, Node]:
    return {key.value: value for key, value in node.value}


def _stands_in(event: Node | None, key: str) -> bool:
    return isinstance(event, yaml.MappingNode) and key in _entries(event)


def _blocks(proposed: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The proposal's lines by key: those of the event, those beside it; each with its comments."""
    inside: dict[str, list[str]] = {}
    outside: dict[str, list[str]] = {}
    above: list[str] = []
    key = ""
    for line in proposed.splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            above = [*above, text] if text else []
            continue
        deep = line.startswith("  ")
        if deep and key == "source":
            outside[key].append(line)
            continue
        name = text.partition(":")[0]
        if not deep:
            key = name
        if deep or name != "event":
            (inside if deep else outside)[name] = [*above, text]
        above = []
    return inside, outside


def _news(
    blocks: dict[str, list[str]], known: dict[str, Node], lines: list[str], made: Merged
) -> list[list[str]]:
    """The blocks whose key the file has not; a placeholder that is answered now is replaced in place."""
    news = []
    for key, block in blocks.items():
        if key not in known:
            if not _is_commented_out(key, lines):
                made.added.append(key)
                news.append(block)
            continue
        value = block[-1].partition(": ")[2]
        if _is_placeholder(known[key]) and PLACEHOLDER not in value and value:
            _replace(lines, known[key], value)
            made.answered.append(key)
        else:
            made.kept.append(key)
    return news


def _is_placeholder(node: Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == PLACEHOLDER


def _replace(lines: list[str], node: Node, value: str) -> None:
    at, line = node.start_mark, lines[node.start_mark.line]
    lines[at.line] = line[: at.column] + value + line[node.end_mark.column :]


def _is_commented_out(key: str, lines: Sequence[str]) -> bool:
    return any(re.match(rf"\s*#\s*{re.escape(key)}\s*:", line) for line in lines)


def _indented(blocks: list[list[str]], indent: int) -> list[str]:
    if not blocks:
        return []
    texts = [_HEAD, *(line for block in blocks for line in block)]
    return [" " * indent + text for text in texts]


def _last_line(node: Node) -> int:
    """The last line, from 0, on which something of a node stands."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", True) or not node.value:
        end = node.end_mark
        return int(end.line) - (end.column == 0 and end.line > node.start_mark.line)
    return max(map(_last_line, _children(node)))


def _children(node: Node) -> Iterator[Node]:
    for child in node.value:
        yield from child if isinstance(child, tuple) else (child,)
