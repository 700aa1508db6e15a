"""Which sheets of a workbook are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal
from unicodedata import normalize

from importer.errors import SourceError
from importer.sources.workbook_books import Sheet


def candidates(
    sheets: Sequence[Sheet], stated: tuple[str, ...] | Literal["all"] | None, name: str
) -> list[str]:
    """The stated sheets, hidden ones too, in the order stated; else every visible one.

    Names match exactly, or NFC, trimmed and without case. Raises SourceError for one there is not.
    """
    if not isinstance(stated, tuple):
        return [sheet.name for sheet in sheets if sheet.visible]
    exact = {sheet.name for sheet in sheets}
    known = {_plain(sheet.name): sheet.name for sheet in reversed(sheets)}
    return [
        wanted if wanted in exact else known.get(_plain(wanted)) or _missing(wanted, known, name)
        for wanted in stated
    ]


def _missing(wanted: str, known: dict[str, str], name: str) -> str:
    near = get_close_matches(_plain(wanted), known, 1)
    hint = f'. Did you mean "{known[near[0]]}"?' if near else ""
    there = ", ".join(reversed(known.values()))
    raise SourceError(f'{name} has no sheet "{wanted}"{hint} It has: {there}')


def _plain(name: str) -> str:
    return normalize("NFC", name).strip().casefold()
