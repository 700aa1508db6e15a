"""Suggestions beside errors of a row: shown, never used, and quick whatever the source holds."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from mapping_cases import codes, payload

from importer.mapping.alike import Alike
from importer.mapping.places import LookupTable
from importer.mapping.problems import FieldError, nearest, nearest_few

TOWNS = LookupTable.read(
    "places",
    "places.csv",
    ("value", "placeId"),
    [("St. Gallen", "p1"), ("Saint-Étienne", "p2"), ("Sta. Cruz", "p3"), ("Łódź", "p4"),
     ("Malmø / Malmö", "p5"), ("Frankfurt (Oder)", "p6")],
)  # fmt: skip
SLUGS = ["community", "dance", "lecture", "music", "live-music", "theatre", "workshop"]


@pytest.mark.parametrize(
    ("written", "place_id"),
    [
        ("Sankt Gallen", "p1"), ("Saint Gallen", "p1"), ("ST GALLEN", "p1"), ("st.gallen", "p1"),
        ("St Etienne", "p2"), ("SAINT ETIENNE", "p2"), ("Santa  Cruz", "p3"), ("Lodz", "p4"), ("ŁÓDŹ", "p4"),
        ("Malmo Malmo", "p5"), ("frankfurt oder", "p6"), ("Frankfurt/Oder", "p6"),
    ],
)  # fmt: skip
def test_spelling_variants_of_a_known_place_are_that_place(written: str, place_id: str) -> None:
    assert TOWNS.find(written).place_id == place_id


@pytest.mark.parametrize("written", ["Gallen", "St. Galen", "Frankfurt", "Frankfurt (Main)"])
def test_a_place_that_is_only_alike_is_never_used(written: str) -> None:
    with pytest.raises(FieldError, match="is not in the lookup"):
        TOWNS.find(written)


def test_near_places_come_with_their_score_the_likeliest_first() -> None:
    assert [name for name, _ in TOWNS.near_misses("St. Galen")] == ["St. Gallen"]
    assert all(0.75 <= score < 1 for _, score in TOWNS.near_misses("St. Galen"))
    assert TOWNS.near_misses("Reykjavik") == []


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("musik", ["music"]),
        ("MUSIC", ["music"]),
        ("workshops", ["workshop"]),
        ("xyz", []),
        ("", []),
    ],
)
def test_the_nearest_words_are_found_without_case(word: str, near: list[str]) -> None:
    assert nearest_few(word, SLUGS)[: len(near) or 1] == near
    assert nearest(word, SLUGS) == (near[0] if near else None)


def test_thousands_of_unknown_words_among_thousands_of_known_ones_cost_seconds_at_most() -> None:
    known = Alike(f"townsville {number}" for number in range(5000))
    before = process_time()
    found = [known.best(f"towne {number}", most=3, least=0.75) for number in range(500)]
    assert process_time() - before < 3
    assert any(found)
    assert known.best("townsvile 4711", most=1, least=0.75)[0][1] == "townsville 4711"
    assert known.best("t" * 100_000, most=1, least=0.75) == []


@pytest.mark.parametrize(
    ("kind", "title", "suggested", "words"),
    [
        ("Konzert", "Summer night", "music", "the words of the row suggest"),
        ("Evening", "Workshop: bread", "workshop", "the words of the row suggest workshop"),
        ("musik", "Talk", "music", "the nearest are music"),
        ("Abend", "Vortrag über Eis", "lecture", "the words of the row suggest lecture"),
        ("Qwzx", "Qwzx", None, "it has community, dance"),
    ],
)
def test_an_unknown_classification_is_refused_with_what_near_words_and_the_row_suggest(
    map_row: Any, kind: str, title: str, suggested: str | None, words: str
) -> None:
    outcome = map_row(
        {"classifications": '["{Kind}"]'},
        {"Kind": kind, "Title": title},
        classifications=[slug for slug in SLUGS if slug != "live-music"],
    )
    assert codes(outcome) == ["classification.unknown"]
    assert outcome.issues[0].suggestion == suggested
    assert words in outcome.issues[0].message


def test_what_the_words_of_a_row_suggest_is_chosen_by_nobody(map_row: Any) -> None:
    made = payload(
        map_row({"classifications": "[theatre]", "title": "Konzert"}, classifications=SLUGS)
    )
    assert made["classifications"] == ["theatre"]
