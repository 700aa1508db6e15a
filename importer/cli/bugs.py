"""The last line of defence: a bug becomes one sentence and a file that can be sent to us."""

from __future__ import annotations

import os
import tempfile
import traceback


def bug_report(bug: Exception) -> str:
    """Write the traceback, without values and without the key, to a file; return what to tell."""
    text = "".join(traceback.format_exception(bug))
    for name, value in os.environ.items():
        if ("KEY" in name or "TOKEN" in name or "SECRET" in name) and len(value) >= 6:
            text = text.replace(value, "[redacted]")
    handle, path = tempfile.mkstemp(prefix="importer-bug-", suffix=".txt")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return (
        f"This is a bug in the importer ({type(bug).__name__}). What was sent is recorded, and running again is safe. "
        f"Please report it with {path}, after reading whether it holds anything you would not share."
    )
