"""States written by every released version open, keep their content, and end in today's schema."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_cases import DAY, HALL, NOW, RULES, Clock, OneSource, left_out, wanted

from importer.intents import Known, State
from importer.payloads import payload_hash
from importer.store import Store
from importer.store.database import open_engine
from importer.store.tables import SCHEMA_VERSION

STATES = Path(__file__).with_name("states")


@pytest.fixture(params=sorted(file.stem for file in STATES.glob("v*.sqlite")))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an old state, two days after its first run."""
    return Path(shutil.copy(STATES / f"{request.param}.sqlite", tmp_path / "importer.db"))


@pytest.fixture
def hall(old: Path) -> Iterator[OneSource]:
    clock = Clock()
    clock.now = NOW + 2.0 * DAY
    other = open_engine(str(old))
    with Store.open(str(old), clock) as store:
        source = store.bind(*HALL)
        with store.lease(source) as lease:
            yield OneSource(store, source, lease, clock, other)
    other.dispose()


def records(hall: OneSource) -> dict[str, Known]:
    with hall.store.staging(hall.source) as desk:
        return {known.key: known for _, known in desk.known()}


def schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its columns as (name, type, not null, default, part of the primary key); index -> its columns."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master ORDER BY name").fetchall()
        return {
            name: sorted(
                row[1:] if kind == "table" else (row[2],)
                for row in connection.execute(f"PRAGMA {kind}_info('{name}')")
            )
            for kind, name in names
        }


def test_there_is_a_stored_state_of_every_version() -> None:
    stored = {file.stem for file in STATES.glob("v*.sqlite")}
    assert stored == {f"v{version}" for version in range(1, SCHEMA_VERSION + 1)}


def test_an_old_state_ends_in_the_schema_of_a_new_one(old: Path, tmp_path: Path) -> None:
    """Fails too when a table changes without a migration."""
    open_engine(str(old)).dispose()
    open_engine(str(tmp_path / "new.db")).dispose()
    assert schema(old) == schema(tmp_path / "new.db")
    with closing(sqlite3.connect(old)) as connection:
        versions = connection.execute("SELECT version FROM schema_version").fetchall()
    assert versions == [(SCHEMA_VERSION,)]


def test_what_was_published_is_still_known(hall: OneSource) -> None:
    found = records(hall)
    assert {key: known.event_id for key, known in found.items() if known.event_id} == {
        key: f"ev-{key}" for key in ("published", "missed", "withdrawn", "gone", "over")
    }
    published = found["published"]
    assert published.body == wanted("published").body
    assert published.payload_hash == payload_hash(wanted("published").body)
    assert (published.generation, published.over_at) == (1, wanted("published").over_at)
    assert hall.source.platform_total == 5


def test_the_standing_of_every_record_is_kept(hall: OneSource) -> None:
    found = records(hall)
    assert (found["missed"].missed, found["missed"].missed_at) == (1, NOW + DAY)
    assert found["withdrawn"].withdrawn
    assert found["gone"].gone
    assert found["over"].body is None
    assert found["refused"].refused_because == "title: too long"
    assert found["refused"].refused_hash == payload_hash(wanted("refused").body)
    assert (found["in doubt"].open, found["decided"].open) == (State.IN_DOUBT, State.DECIDED)


def test_a_send_in_doubt_keeps_its_bytes_and_key(hall: OneSource) -> None:
    (intent,) = hall.ledger.open_intents()
    assert (intent.record_key, intent.body) == ("in doubt", wanted("in doubt").body)
    assert intent.key == "4d496ec89616d8f5a7f61be4cecafc7b2921688a3a8bb71c71cfd00fd9b00038"
    assert intent.doubtful_since == NOW + DAY


def test_the_same_rows_send_nothing_twice(hall: OneSource) -> None:
    rules = replace(RULES, when_removed="draft", removed_after=2)
    hall.ledger.doubt_what_was_left()
    written = hall.plan(
        wanted("published"),
        wanted("missed"),
        left_out("withdrawn"),
        wanted("gone"),
        wanted("over", start="2026-06-01T20:00:00+00:00"),
        wanted("refused"),
        wanted("in doubt"),
        rules=rules,
        run="run-4",
    )
    assert written == 0
    assert records(hall)["missed"].missed == 0


def test_what_else_was_kept_is_there(hall: OneSource) -> None:
    sandbox, platform = hall.store.history().summaries("riverside-hall")
    assert (sandbox.base_url, sandbox.published) == ("http://127.0.0.1:8000", 0)
    assert (platform.published, platform.in_doubt, platform.refused) == (5, 1, 1)
    assert (platform.last_run, platform.last_started) == ({"created": 5}, NOW)
    assert hall.store.recall(hall.source.profile_id, "channels") == (
        "[[42, null, null]]",
        NOW + DAY,
    )
    assert hall.store.pace(hall.source).text() == '{"routes": {}}'
