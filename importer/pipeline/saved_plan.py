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
    except OSError as problem:
        raise UsageError(f"The plan {path} cannot be read: {problem.strerror}") from problem
    try:
        head = orjson.loads(lines[0])
        if head["format"] != FORMAT:
            raise ValueError(head["format"])
        planned_for, allowed = head["source"], {digest(orjson.loads(line)) for line in lines[1:]}
    except (ValueError, LookupError, TypeError) as problem:
        words = "is no plan that `importer plan -o` has written, or not a whole one; plan again"
        raise UsageError(f"{path} {words}") from problem
    if planned_for != source:
        raise UsageError(f"{path} is a plan for {planned_for!r}, not for {source!r}")
    return allowed


def digest(write: dict[str, Any]) -> bytes:
    """Which write this is, wherever its row stands now."""
    facts = [write["action"], write["key"], write["body"]]
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).digest()
