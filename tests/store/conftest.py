"""The contract suite: every test that takes `location` runs against each kind of state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_cases import HALL, Clock, OneSource

from importer.store import Lease, SourceState, Store
from importer.store.database import open_engine


@pytest.fixture(params=["sqlite"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty state to open, one a test. PostgreSQL joins here as another parameter."""
    assert request.param == "sqlite"
    return str(tmp_path / "state" / "importer.db")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(location: str, clock: Clock) -> Iterator[Store]:
    with Store.open(location, clock, patience_s=0.2) as opened:
        yield opened


@pytest.fixture
def source(store: Store) -> SourceState:
    return store.bind(*HALL)


@pytest.fixture
def lease(store: Store, source: SourceState) -> Iterator[Lease]:
    with store.lease(source) as held:
        yield held


@pytest.fixture
def hall(
    store: Store, source: SourceState, lease: Lease, clock: Clock, location: str
) -> Iterator[OneSource]:
    other = open_engine(location)
    yield OneSource(store, source, lease, clock, other)
    other.dispose()
