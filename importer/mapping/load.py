"""Read a mapping file: everything that is wrong with it is said at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from importer.errors import MappingError
from importer.local_time import UnknownZoneError, zone
from importer.mapping.completeness import missing_parts
from importer.mapping.formats import Format
from importer.mapping.model import (
    PLACEHOLDER,
    Condition,
    Converter,
    Expression,
    Extra,
    Mapping,
    PayloadList,
    PayloadTable,
)
from importer.mapping.nodes import Document, Node, ProblemError, compose, plain
from importer.mapping.problems import nearest
from importer.mapping.schema import EVENT_KEYS, file_shape
from importer.mapping.template import Column, Template
from importer.mapping.unheeded import take_unheeded

MAPPING_VERSION = "1"
"""Raise it when the same mapping and row make another payload than before."""

_SHAPES_PAYLOADS = ("identity", "only", "cancelled", "event", "extra", "privacy", "all_day")
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\[\d{1,3}\])*(?:\.[A-Za-z_][\w-]*(?:\[\d{1,3}\])*)*")


def load_mapping(path: Path) -> Mapping:
    """The mapping in this file; raises MappingError with every problem found."""
    root = compose(path)
    document = Document(path)

    def make(node: Node, values: dict[str, Any]) -> Mapping:
        return _mapping(path, values, _fingerprint(root, document))

    try:
        mapping: Mapping = file_shape(make).read(root, document)
    except ProblemError as problem:
        document.report(problem.node, problem.words)
        raise MappingError(path, _in_order(document.problems)) from None
    problems = list(_inconsistencies(mapping))
    if problems:
        raise MappingError(path, _in_order(problems))
    return mapping


def _in_order(problems: list[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    return sorted(dict.fromkeys(problems), key=lambda problem: problem[0] or 0)


def _mapping(path: Path, values: dict[str, Any], fingerprint: bytes) -> Mapping:
    folder = path.resolve().parent
    values["only"] = tuple(Condition(*each) for each in values.get("only", ()))
    values["cancelled"] = tuple(Condition(*each) for each in values.get("cancelled", ()))
    values["lookups"] = {name: folder / file for name, file, _ in values.get("lookups", ())}
    values["extra"] = tuple(
        Extra(_steps(written), value, line) for written, value, line in values.get("extra", ())
    )
    values["identity"] = tuple(map(_identity, values.get("identity", ())))
    values["unheeded"] = take_unheeded(values)
    mapping = Mapping(path=path, fingerprint=fingerprint, **values)
    return replace(mapping, location=mapping.source.location)


def _identity(part: Template) -> Template:
    """`identity: [Ref]` names a column; a text with braces is a template."""
    if part.columns or any(sign in part.text for sign in "{}"):
        return part
    return Template(part.text, (Column(part.text),), part.line)


def _steps(written: str) -> tuple[str | int, ...]:
    """`offers[0].price` as ("offers", 0, "price"); () where it is no path."""
    if not _PATH.fullmatch(written):
        return ()
    found = re.findall(r"([A-Za-z_][\w-]*)|\[(\d+)\]", written)
    return tuple(name or int(index) for name, index in found)


def _inconsistencies(mapping: Mapping) -> Iterator[tuple[int | None, str]]:
    """What is wrong between keys, each of them right by itself."""
    for expression in (*mapping.event.values(), *(extra.value for extra in mapping.extra)):
        for converter in converters(expression):
            if converter.lookup is not None and converter.lookup not in mapping.lookups:
                near = nearest(converter.lookup, mapping.lookups)
                hint = f"did you mean `{near}`?" if near else "name its file under `lookups`"
                yield converter.line, f"no lookup is called `{converter.lookup}`: {hint}"
            yield from _wrong_formats(converter)
    yield from _wrong_zones(mapping.event.get("timezone"))
    for extra in mapping.extra:
        if not extra.path:
            yield extra.line, "a path in `extra` is written like attendance.mode or offers[0].price"
        elif extra.path[0] in EVENT_KEYS and not _goes_deeper(extra.path):
            yield extra.line, f"`{extra.path[0]}` belongs under `event`, not `extra`"
    if mapping.source.format is not None:
        yield from missing_parts(mapping, calendar=mapping.source.format == "ical")


def _goes_deeper(path: tuple[str | int, ...]) -> bool:
    """Whether a path adds to a field of `event` that has parts: a place or one of the offers."""
    return (path[0] == "approxLocation" and len(path) > 1 and path[1] != "city") or (
        path[0] == "offers" and len(path) > 2 and isinstance(path[1], int)
    )


def _wrong_formats(converter: Converter) -> Iterator[tuple[int, str]]:
    stated = (
        ("format", converter.format, True, True),
        ("date_format", converter.date_format, True, False),
        ("time_format", converter.time_format, False, True),
    )
    for name, text, date, time in stated:
        if text is None:
            continue
        try:
            form = Format(text, converter.language)
        except ValueError as problem:
            yield converter.line, f"`{name}` is '{text}': {problem}"
            continue
        if (date and not form.has_date) or (time and not form.has_time):
            lacking = "day and month" if date and not form.has_date else "hours"
            hint = (
                "; date and time in two columns: use `date` and `time`" if name == "format" else ""
            )
            yield converter.line, f"`{name}` is '{text}', which has no {lacking}{hint}"


def _wrong_zones(expression: Expression | None) -> Iterator[tuple[int, str]]:
    """Zones that stand in the mapping file itself."""
    if not isinstance(expression, Converter):
        return
    fixed = [t.literal for t in expression.templates if t.literal is not None]
    fixed += [value for _, values in expression.map or () for value in values]
    for name in fixed:
        if name == PLACEHOLDER:
            continue
        try:
            zone(name)
        except UnknownZoneError as problem:
            yield expression.line, f"`timezone`: {problem}"


def converters(expression: Expression) -> Iterator[Converter]:
    """Every converter in an expression."""
    if isinstance(expression, Converter):
        yield expression
    elif isinstance(expression, PayloadTable):
        for _, entry in expression.entries:
            yield from converters(entry)
    elif isinstance(expression, PayloadList):
        for entry in expression.entries:
            yield from converters(entry)


def _fingerprint(root: Node, document: Document) -> bytes:
    """SHA-256 over the parsed content that can change a payload: comments and layout do not count."""
    content = plain(root, document)
    relevant = {key: content[key] for key in _SHAPES_PAYLOADS if key in content}
    relevant["lookups"] = sorted(
        content.get("lookups", ())
    )  # their rows join in `Mapper.fingerprint`
    return sha256(orjson.dumps([MAPPING_VERSION, relevant], option=orjson.OPT_SORT_KEYS)).digest()
