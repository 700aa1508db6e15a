"""Ways to say in one line what a mapping makes of a row."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from mapping_cases import CALENDAR_EVENT, CHANNELS, PLACES, TABLE_EVENT, TABLE_ROW, row

from importer.errors import MappingError
from importer.mapping.apply import Mapper, bind
from importer.mapping.load import load_mapping
from importer.mapping.model import Mapping
from importer.mapping.places import Channel
from importer.payloads import RowOutcome
from importer.records import Cell, Standing

Load = Callable[[str], Mapping]
Bound = Callable[..., Mapper]
MapRow = Callable[..., RowOutcome]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def read(text: str) -> Mapping:
        file = tmp_path / "mapping.yaml"
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return load_mapping(file)

    return read


@pytest.fixture
def problems(load: Load) -> Callable[[str], list[tuple[int | None, str]]]:
    """Every (line, words) that is wrong with a mapping file."""

    def of(text: str) -> list[tuple[int | None, str]]:
        with pytest.raises(MappingError) as caught:
            load(text)
        return list(caught.value.problems)

    return of


@pytest.fixture
def bound(load: Load) -> Bound:
    """A Mapper for event fields over the smallest right mapping; `rest` is YAML beside `event`."""

    def make(
        event: dict[str, str | None] | None = None,
        rest: str = "",
        *,
        calendar: bool = False,
        channels: Sequence[Channel] | None = CHANNELS,
        classifications: Sequence[str] | None = None,
    ) -> Mapper:
        usual = CALENDAR_EVENT if calendar else TABLE_EVENT
        fields = {**usual, **(event or {})}
        lines = [f"  {name}: {value}" for name, value in fields.items() if value is not None]
        identity = "" if calendar else "identity: [Id]\n"
        uses_lookup = "lookups: {places: places.csv}\n"
        text = f"name: test\n{identity}{uses_lookup}event:\n" + "\n".join(lines) + "\n" + rest
        return bind(
            load(text),
            lookups={"places": PLACES},
            channels=channels,
            classifications=classifications,
            calendar=calendar,
        )

    return make


@pytest.fixture
def map_row(bound: Bound) -> MapRow:
    """The outcome of one row of a table: event fields, and cells beside Id, Title, Date, Time."""

    def outcome(
        event: dict[str, str | None] | None = None,
        cells: dict[str, Cell] | None = None,
        rest: str = "",
        **more: Any,
    ) -> RowOutcome:
        return bound(event, rest, **more).map(row({**TABLE_ROW, **(cells or {})}))

    return outcome


@pytest.fixture
def map_entry(bound: Bound) -> MapRow:
    """The outcome of one calendar entry."""

    def outcome(
        cells: dict[str, Cell],
        event: dict[str, str | None] | None = None,
        rest: str = "",
        standing: Standing = Standing.LIVE,
    ) -> RowOutcome:
        every: dict[str, Cell] = {"UID": "u1", "SUMMARY": "Talk", **cells}
        return bound(event, rest, calendar=True).map(row(every, key="u1", standing=standing))

    return outcome
