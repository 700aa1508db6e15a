"""What is remembered between rows changes nothing but the time they take."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_cases import CHANNELS, PLACES, TABLE_EVENT, TABLE_ROW, codes, payload, row

from importer.errors import Location
from importer.mapping.apply import Mapper, bind
from importer.mapping.load import load_mapping
from importer.mapping.problems import FieldError
from importer.mapping.repeats import MOST, remembered
from importer.payloads import Wanted
from importer.records import Cell, Record

EVENT = {
    "channelId": '"{Channel}"',
    "startAt": '{date: "{Date}", time: "{Time}", order: dmy}',
    "endAt": '{from: "{Date} {End}", format: "%d.%m.%Y %H:%M", next_day_if_earlier: true}',
    "timezone": '"{Zone}"',
    "classifications": '{from: "{Kind}", split: ",", map: {Gig: music, Class: workshop}}',
    "approxLocation": '{city: {from: "{Town}", lookup: places}}',
    "locationName": '"{Room}[, {Town}]"',
}
CELLS: dict[str, st.SearchStrategy[Cell]] = {
    "Channel": st.sampled_from(["42", "kids", "nobody", 42, 42.0, ""]),
    "Date": st.sampled_from(["12.06.2026", "13.06.2026", "2026-06-12", date(2026, 6, 12), ""]),
    "Time": st.sampled_from(["20:00", "8 pm", "late", time(20), ""]),
    "End": st.sampled_from(["23:00", "01:00", time(23), "", "soon"]),
    "Zone": st.sampled_from(["Europe/Berlin", "Europe/Belrin"]),
    "Kind": st.sampled_from(["Gig", "Class, Gig", "Gig, Picnic", "Picnic", ""]),
    "Town": st.sampled_from(["Köln", "Riverside", "Nowhere", "Kolln", ""]),
    "Room": st.sampled_from(["1", 1, 1.0, True, "TRUE", "Hall", ""]),
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Mapper]:
    """A new mapper of EVENT each time, with nothing remembered."""
    file = tmp_path_factory.mktemp("mapping") / "mapping.yaml"
    fields = "".join(f"  {name}: {value}\n" for name, value in {**TABLE_EVENT, **EVENT}.items())
    text = f"name: test\nidentity: [Id]\nlookups: {{places: places.csv}}\nevent:\n{fields}"
    file.write_text(text, encoding="utf-8")
    mapping = load_mapping(file)
    known = {"lookups": {"places": PLACES}, "channels": CHANNELS, "classifications": None}
    return lambda: bind(mapping, **known, calendar=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=2, max_size=12))
def test_a_row_comes_to_the_same_whatever_rows_came_before(
    fresh: Callable[[], Mapper], rows: list[dict[str, Cell]]
) -> None:
    one_after_another = fresh()
    for cells in rows:
        record = row({"Id": "7", "Title": "Talk", **cells})
        assert told(one_after_another.map(record)) == told(fresh().map(record))


def told(outcome: Any) -> Any:
    return outcome if not isinstance(outcome, Wanted) else (outcome.body, outcome.notes)


def test_notes_and_errors_come_again_with_every_row(bound: Any) -> None:
    kinds = "{from: '{Kind}', split: ',', map: {Gig: music}}"
    mapper = bound({"classifications": kinds, "approxLocation": EVENT["approxLocation"]})
    for _ in range(3):
        noted = mapper.map(row({**TABLE_ROW, "Kind": "Gig, Picnic", "Town": "Köln"}))
        assert [note.code for note in noted.notes] == ["cell.not_in_map"]
        unknown = mapper.map(row({**TABLE_ROW, "Kind": "Gig", "Town": "Kolln"}))
        assert codes(unknown) == ["place.unknown"]


def test_an_error_says_the_row_it_happened_in(bound: Any) -> None:
    mapper = bound({"approxLocation": EVENT["approxLocation"]})
    cells = {**TABLE_ROW, "Town": "Kolln"}
    for number in (2, 3):
        record = Record(tuple(cells), tuple(cells.values()), Location("a.csv", number))
        (issue,) = mapper.map(record).issues
        assert (issue.at.row, issue.at.column) == (number, "Town")


def test_a_failing_row_is_let_go(bound: Any) -> None:
    mapper = bound({"title": "CHANGE-ME", "approxLocation": EVENT["approxLocation"]})
    records = [row({**TABLE_ROW, "Id": str(n), "Town": "Kolln"}) for n in range(50)]
    before = [sys.getrefcount(record.cells) for record in records[1:]]
    for record in records:
        mapper.map(record)
    assert [sys.getrefcount(record.cells) for record in records[1:-1]] == before[:-1]


def test_a_text_that_fails_again_is_told_as_its_own_cell_has_it(bound: Any) -> None:
    mapper = bound({"startAt": '{from: "{Date}", regex: "on (.*)"}'})
    texts = ["on one day", "not on one day", "on one day"]
    told = [mapper.map(row({**TABLE_ROW, "Date": text})).issues[0] for text in texts]
    assert [(issue.value, issue.at.column) for issue in told] == [(text, "Date") for text in texts]


def test_what_an_extra_path_adds_to_a_constant_stays_in_its_row(bound: Any) -> None:
    offers = '[{name: Tickets, url: "https://example.org/t", availability: available}]'
    mapper = bound({"offers": offers}, 'extra: {"offers[0].price": "{Price}"}')
    dear = payload(mapper.map(row({**TABLE_ROW, "Price": "12"})))
    free = payload(mapper.map(row({**TABLE_ROW, "Price": ""})))
    assert dear["offers"][0]["price"] == "12"
    assert "price" not in free["offers"][0]


def test_memory_stays_flat_and_texts_are_asked_for_once() -> None:
    asked: list[Cell] = []

    def read(cells: Any, notes: list[FieldError]) -> int:
        asked.append(cells[0])
        return len(asked)

    again = remembered(read, [0])
    assert [again((text,), []) for text in "abab"] == [1, 2, 1, 2]
    for number in range(MOST):
        again((f"text {number}",), [])
    assert again(("a",), []) == len(asked) == MOST + 3


def test_values_that_hardly_repeat_are_not_kept() -> None:
    asked: list[Cell] = []
    again = remembered(lambda cells, notes: asked.append(cells[0]), [0])
    for number in range(MOST + 1):
        again((f"text {number}",), [])
    again(("once",), [])
    again(("once",), [])
    assert asked[-2:] == ["once", "once"]
