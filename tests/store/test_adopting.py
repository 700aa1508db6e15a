"""Events that are on the platform already become the published events of their rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_cases import HALL, IN_DOUBT, RULES, OneSource, compare, left_out, set_down, wanted

from importer.intents import Action
from importer.payloads import Staged, Wanted
from importer.store import Adopted


def rows_to_create(hall: OneSource, *rows: Wanted) -> list[Staged]:
    """The rows that a plan would create, as adoption takes them up."""
    recreate = replace(RULES, recreate_missing=True)
    with hall.store.staging(hall.source) as desk:
        set_down(desk, *rows)
        compare(desk, recreate)
        return list(desk.created_rows())


def adopt(hall: OneSource, row: Wanted, event_id: str, held: Wanted | None = None) -> None:
    """held: what the platform has of it, where that differs from the row."""
    (staged,) = rows_to_create(hall, row)
    hall.store.adopt(hall.source, [Adopted(staged, event_id, (held or row).body)], lambda _: None)


def test_only_rows_without_an_event_are_there_to_adopt(hall: OneSource) -> None:
    hall.publish(wanted("1001"))
    rows = rows_to_create(hall, wanted("1001", title="Changed"), wanted("1002", 3))
    assert [row.key for row in rows] == ["1002"]
    assert rows[0].body == wanted("1002").body


def test_an_adopted_event_is_owned_and_its_row_unchanged_from_then_on(hall: OneSource) -> None:
    adopt(hall, wanted(), "ev-7")
    assert hall.ledger.owned() == {"ev-7": 42}
    assert (hall.known().event_id, hall.known().generation) == ("ev-7", 1)
    assert hall.plan(wanted(), run="run-2") == 0
    assert hall.store.bind(*HALL).published == 1


def test_an_adopted_event_that_differs_is_updated_by_the_next_run(hall: OneSource) -> None:
    adopt(hall, wanted(title="Jazz"), "ev-7", held=wanted(title="Old Jazz"))
    hall.plan(wanted(title="Jazz"), run="run-2")
    (update,) = hall.claim()
    assert (update.action, update.event_id) == (Action.UPDATE, "ev-7")
    assert update.body == b'{"title":"Jazz"}'


def test_a_record_that_was_planned_before_is_taken_over_too(hall: OneSource) -> None:
    hall.plan(wanted())
    adopt(hall, wanted(), "ev-7")
    assert hall.plan(wanted(), run="run-2") == 0
    assert hall.query("SELECT count(*) FROM records") == [(1,)]
    assert hall.known().event_id == "ev-7"


def test_an_event_adopted_in_place_of_a_gone_one_begins_afresh(hall: OneSource) -> None:
    draft = replace(RULES, when_removed="draft")
    hall.publish(wanted())
    hall.publish(left_out("1001"), rules=draft, run="run-2")
    hall.ledger.mark_gone(["ev-1001"])
    adopt(hall, wanted(), "ev-7")
    known = hall.known()
    assert (known.event_id, known.generation) == ("ev-7", 2)
    assert (known.gone, known.withdrawn, known.missed, known.missed_at) == (False, False, 0, None)


def test_adopting_nothing_changes_nothing(hall: OneSource) -> None:
    hall.store.adopt(hall.source, [], lambda _: None)
    assert hall.ledger.owned() == {}


# -- which sources have something to settle -------------------------------------------------------


def test_sources_with_sends_in_doubt_are_listed_with_their_profile(hall: OneSource) -> None:
    assert hall.store.sources_in_doubt() == []
    hall.plan(wanted())
    (intent,) = hall.claim()
    for verdict in (None, IN_DOUBT):  # under way, then without an answer
        if verdict is not None:
            hall.answer((intent, verdict))
        ((source, profile, base_url),) = hall.store.sources_in_doubt()
        assert (source.id, source.name) == (hall.source.id, "riverside-hall")
        assert (profile, base_url) == HALL[:2]
    hall.ledger.settle({intent.id: "ev-7"}, [])
    assert hall.store.sources_in_doubt() == []


@pytest.mark.parametrize(("name", "found"), [("riverside-hall", 1), ("old-town", 0)])
def test_one_name_narrows_what_is_to_be_settled(hall: OneSource, name: str, found: int) -> None:
    hall.plan(wanted())
    hall.claim()
    assert len(hall.store.sources_in_doubt(name)) == found
