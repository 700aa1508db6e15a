"""The reference says what is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from importer.mapping.formats import Format
from importer.mapping.schema import json_schema

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")


def keys_of(schema: dict[str, Any], *, but: frozenset[str] = frozenset()) -> set[str]:
    """Every key of a mapping file at any depth, without what lies within `but`."""
    return {
        found
        for key, value in schema.get("properties", {}).items()
        for found in ({key} if key in but else {key} | keys_of(value))
    }


def test_every_key_of_a_mapping_file_stands_in_the_table_of_all_keys() -> None:
    table = PAGE.partition("## All keys")[2].partition("\n## ")[0]
    known = keys_of(json_schema(), but=frozenset({"event"}))
    assert "max_removed_count" in known
    assert [key for key in sorted(known) if not re.search(rf"\b{key}\b", table)] == []


def test_the_example_of_the_reference_loads(load: Any) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert load(example).name == "riverside-hall"


@pytest.mark.parametrize("directive", sorted(set(re.findall(r"%[A-Za-z]", PAGE))))
def test_every_directive_of_the_reference_is_known(directive: str) -> None:
    assert Format(directive).read is not None
