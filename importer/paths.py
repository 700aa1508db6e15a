"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path


def path_of(text: str) -> Path:
    """`~` and `~name` as the folders they stand for; a name that only begins so stays as it is, such as that
    of the file which Excel leaves beside an open workbook, `~$events.xlsx`."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
