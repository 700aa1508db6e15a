"""What is quick for the usual text gives the same as the long way, for every text."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from importer.errors import Location
from importer.keys import normal_text, record_key

TEXT = st.text(max_size=20) | st.text(alphabet='aé\u0301 .0123"\\\t\n\x1f\x7f\u200b', max_size=20)


@given(TEXT)
def test_plain_and_other_texts_are_normalised_alike(text: str) -> None:
    seen = re.sub("[\x00-\x08\x0e-\x1f\x7f\u200b\u200c\u2060\ufeff]", "", text)
    assert normal_text(text) == " ".join(unicodedata.normalize("NFC", seen).split())


@given(st.integers(-10_000, 10_000), st.sampled_from(["", ".0", ".00", ".5", ".05", ".0a"]))
def test_only_a_whole_number_loses_its_zeros(number: int, after: str) -> None:
    whole = after in (".0", ".00")
    assert record_key([f"{number}{after}"]) == (str(number) if whole else f"{number}{after}")


@given(
    TEXT,
    st.none() | st.integers(1, 2_000_000),
    st.none() | TEXT,
    st.sampled_from(["row", "line"]),
)
def test_a_packed_place_is_json_and_comes_back(
    source: str, row: int | None, sheet: str | None, unit: Literal["row", "line"]
) -> None:
    place = Location(source, row, None, sheet, unit)
    assert place.packed() == json.dumps([source, row, sheet, unit], ensure_ascii=False)
    assert Location.unpacked(place.packed()) == place
