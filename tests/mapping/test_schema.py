"""The JSON Schema that editors use, against the loader that decides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from importer.errors import MappingError
from importer.mapping.load import load_mapping
from importer.mapping.schema import json_schema

EVENT = "name: a\nevent: {title: x}\n"
GOOD = [
    EVENT,
    EVENT
    + "source: {location: a.csv, encoding: cp1252, sheet: [A, B], header_row: none, fill_down: Date}\n",
    EVENT + "source: {window: {past: 1d, future: 180d}, header_row: 3, sheet: all}\n",
    EVENT + "identity: [Ref, '{Date}']\nonly: {Publish: [x]}\ncancelled: {State: Off}\n",
    EVENT
    + "guard: {max_removed: 10%, max_removed_count: 5, expect_empty: true}\nremoved_after: 2\n",
    EVENT
    + "publish: {skip_past: false, order: source}\nprivacy: {people: keep}\nall_day: {start: '09:00'}\n",
    EVENT
    + 'extra: {a.b: "{X}", "offers[0].price": {from: "{P}", number: {decimal: ","}}, tags: [x, "{Y}"]}\n',
    """\
name: a
event:
  channelId: {from: "{K}", map: {Jazz: 42}, default: 42}
  startAt: {date: "{D}", time: "{T}", season: 2026-09..2027-06, language: [de, en]}
  endAt: {duration: 2h}
  classifications: [music, '{K}']
  approxLocation: {city: {placeId: p, countryCode: US}}
  offers: [{name: T, url: "{L}"}]
""",
]
BAD = [
    "name: a b\nevent: {title: x}\n",
    "event: {title: x}\n",
    "name: a\n",
    EVENT + "colour: red\n",
    "name: a\nevent: {titel: x}\n",
    "name: a\nevent: {title: [x]}\n",
    "name: a\nevent: {title: {form: x}}\n",
    "name: a\nevent: {approxLocation: {town: x}}\n",
    "name: a\nevent: {offers: {name: x}}\n",
    "name: a\nevent: {title: x}\nguard: {max_removed: 10}\n",
    "name: a\nevent: {title: x}\nwhen_removed: delete\n",
    "name: a\nevent: {title: x}\nsource: {format: pdf}\n",
    "name: a\nevent: {title: x}\nremoved_after: soon\n",
]


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """As much of JSON Schema as mapping files use."""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int,
             "boolean": bool}  # fmt: skip
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema:
        allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, kinds[kind]) for kind in allowed):
            return False
    if "anyOf" in schema and not any(accepts(each, value) for each in schema["anyOf"]):
        return False
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    if isinstance(value, list) and "items" in schema:
        return len(value) >= schema.get("minItems", 0) and all(
            accepts(schema["items"], v) for v in value
        )
    if not isinstance(value, dict):
        return True
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    if any(key not in value for key in schema.get("required", [])):
        return False
    return all(
        accepts(known[key], each)
        if key in known
        else rest is not False and (rest is True or accepts(rest, each))
        for key, each in value.items()
    )


@pytest.mark.parametrize("text", GOOD)
def test_schema_and_loader_accept_the_same(text: str, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text)
    assert load_mapping(file).name == "a"
    assert accepts(json_schema(), yaml.safe_load(text))


@pytest.mark.parametrize("text", BAD)
def test_schema_and_loader_refuse_the_same(text: str, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text)
    with pytest.raises(MappingError):
        load_mapping(file)
    assert not accepts(json_schema(), yaml.safe_load(text))


def test_every_key_is_described() -> None:
    def descriptions(schema: dict[str, Any]) -> list[str]:
        found = [p.get("description", "") for p in schema.get("properties", {}).values()]
        inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
        return found + [text for each in inner for text in descriptions(each)]

    texts = descriptions(json_schema())
    assert len(texts) > 60
    assert [text for text in texts if not text] == []
