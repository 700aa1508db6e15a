"""Texts as a mapping file writes them."""

from __future__ import annotations

import json

from importer.keys import normal_text


def quoted(text: str) -> str:
    """In double quotes, as YAML reads it back."""
    return json.dumps(text, ensure_ascii=False)


def spoken(column: str) -> str:
    """A column's name on one line, as it is matched: names in workbooks often have line breaks."""
    return column if column.isprintable() else normal_text(column)


def template(column: str, *, optional: bool = False) -> str:
    """`"{Column}"`, in brackets where it may be missing."""
    return quoted(f"[{{{spoken(column)}}}]" if optional else f"{{{spoken(column)}}}")


def short(words: str) -> str:
    """Words on one line of at most 160 letters."""
    flat = " ".join(words.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"
