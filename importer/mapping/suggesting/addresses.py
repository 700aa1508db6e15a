"""Web addresses that people write without their scheme, as browsers show them: `facebook.com/hall`."""

from __future__ import annotations

import re

from importer.mapping.suggesting.profile import Column

_BARE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|info|edu|gov|[a-z]{2})(?:[/?#][^\s@\\]*)?",
    re.IGNORECASE | re.ASCII,
)


def lack_their_scheme(column: Column) -> bool:
    """Whether each cell is a host, with or without a path, and nothing before it."""
    return bool(column.values) and all(map(_BARE.fullmatch, column.texts))
