"""The last line of defence: a bug becomes one sentence and a file that can be sent to us."""

from __future__ import annotations

import os
import re
import tempfile
import traceback

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\[parameters: .*", re.DOTALL)


def bug_report(bug: Exception) -> str:
    """Write the traceback, without values and without the key, to a file; return what to tell."""
    text = _traceback(bug)
    for name, value in os.environ.items():
        if ("KEY" in name or "TOKEN" in name or "SECRET" in name) and len(value) >= 6:
            text = text.replace(value, "[redacted]")
    handle, path = tempfile.mkstemp(prefix="importer-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return (
        f"This is a bug in the importer ({type(bug).__name__}). What was sent is recorded, and running again is safe. "
        f"Please report it with {path}, after reading whether it holds anything you would not share."
    )


def _traceback(bug: BaseException) -> str:
    """Where it happened, cause first; what stands in quotes in a message may be somebody's cell."""
    cause = bug.__cause__ or (None if bug.__suppress_context__ else bug.__context__)
    before = f"{_traceback(cause)}\nwhich led to\n\n" if cause is not None else ""
    frames = "".join(traceback.format_tb(bug.__traceback__))
    return f"{before}{frames}{type(bug).__name__}: {_QUOTED.sub('[value]', str(bug))[:1000]}\n"
