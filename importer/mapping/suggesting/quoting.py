"""Texts as a mapping file writes them."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """In double quotes, as YAML reads it back."""
    return json.dumps(text, ensure_ascii=False)


def template(column: str, *, optional: bool = False) -> str:
    """`"{Column}"`, in brackets where it may be missing."""
    return quoted(f"[{{{column}}}]" if optional else f"{{{column}}}")
