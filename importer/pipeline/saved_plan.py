"""A plan kept in a file, to be looked at by a person and executed later."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from importer.errors import UsageError

FORMAT = "pinned-events-importer plan 1"


def save_plan(path: Path, source: str, writes: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line: a head, then every write in the order of sending. Mode 0600."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps({"format": FORMAT, "source": source}) + b"\n")
            for write in writes:
                file.write(orjson.dumps(write) + b"\n")
    except OSError as problem:
        raise UsageError(f"The plan cannot be written to {path}: {problem.strerror}") from problem


def load_plan(path: Path, source: str) -> set[bytes]:
    """Digests of the writes that a saved plan allows. Raises UsageError when it is no plan of this source."""
    try:
        lines = path.read_bytes().splitlines()
        head = orjson.loads(lines[0]) if lines else {}
    except (OSError, orjson.JSONDecodeError) as problem:
        raise UsageError(f"{path} cannot be read as a saved plan: {problem}") from problem
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise UsageError(f"{path} is no plan that `importer plan -o` has written")
    if head["source"] != source:
        raise UsageError(f"{path} is a plan for {head['source']!r}, not for {source!r}")
    return {digest(orjson.loads(line)) for line in lines[1:]}


def digest(write: dict[str, Any]) -> bytes:
    """Which write this is, wherever its row stands now."""
    facts = [write["action"], write["key"], write["body"]]
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).digest()
