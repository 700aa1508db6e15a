"""The reference says what is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from importer.mapping.formats import Format

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")


def test_the_example_of_the_reference_loads(load: Any) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert load(example).name == "riverside-hall"


@pytest.mark.parametrize("directive", sorted(set(re.findall(r"%[A-Za-z]", PAGE))))
def test_every_directive_of_the_reference_is_known(directive: str) -> None:
    assert Format(directive).read is not None
