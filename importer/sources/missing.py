"""What to say where there is no such file: what is near, what there is, where paths begin."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

_READABLE = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".ics",
    ".gz",
    ".zip",
)
_MOST = 5


def no_such_file(given: Path, base: Path) -> str:
    """The message for a path that leads nowhere from the folder `base`."""
    path = base / given  # an absolute path stands for itself
    folder, lacking = path.parent, path
    while not folder.is_dir() and folder != folder.parent:
        folder, lacking = folder.parent, folder
    said = f"{path} does not exist"
    if lacking != path:
        said += f": there is no folder {lacking}"
    said += _nearest(folder, lacking, given, base)
    return said if given.is_absolute() else f"{said} Relative paths are taken from {base.resolve()}"


def _nearest(folder: Path, lacking: Path, given: Path, base: Path) -> str:
    """What may be meant instead of the name that a folder lacks, else what it holds."""
    is_file = lacking.name == given.name
    try:
        entries = [entry for entry in folder.iterdir() if entry.is_dir() != is_file]
    except OSError:
        return "."
    if not given.is_absolute() and (base.parent / given).is_file():
        return f". Did you mean {Path('..') / given}?"
    names = {entry.name.casefold(): entry.name for entry in entries}
    if near := get_close_matches(lacking.name.casefold(), names, 3, 0.6):
        return f". Did you mean {' or '.join(names[name] for name in near)}?"
    there = sorted(entry.name for entry in entries if entry.suffix.lower() in _READABLE)
    if not (is_file and there):
        return "."
    more = f" and {len(there) - _MOST} more" if len(there) > _MOST else ""
    return f". In that folder: {', '.join(there[:_MOST])}{more}."
