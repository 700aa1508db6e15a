"""The last read of a source counts until something that it does not know of changes the state."""

from __future__ import annotations

from store_cases import HALL, IN_DOUBT, NOW, OneSource, done, wanted

from importer.store import LastReads, Store


def reads(hall: OneSource) -> LastReads:
    return hall.store.last_reads(hall.source)


def test_a_last_read_is_kept_for_its_source_alone(hall: OneSource, store: Store) -> None:
    other = store.bind(*HALL[:2], "foyer", "mappings/foyer.yaml")
    reads(hall).keep("one", NOW)
    reads(hall).keep("two", NOW)
    assert (reads(hall).recall(), store.last_reads(other).recall()) == ("two", None)
    reads(hall).forget()
    assert reads(hall).recall() is None


def test_nothing_is_recalled_while_a_write_is_open(hall: OneSource) -> None:
    reads(hall).keep("read", NOW)
    hall.plan(wanted())
    assert reads(hall).recall() is None
    (intent,) = hall.claim()
    assert reads(hall).recall() is None
    hall.answer((intent, IN_DOUBT))
    assert reads(hall).recall() is None
    hall.answer((intent, done("ev-1")))
    assert reads(hall).recall() == "read"


def test_an_event_found_gone_makes_every_source_of_the_profile_be_read(
    hall: OneSource, store: Store
) -> None:
    foyer = store.bind(*HALL[:2], "foyer", "mappings/foyer.yaml")
    elsewhere = store.bind("riverside", *HALL[1:])
    for source in (hall.source, foyer, elsewhere):
        store.last_reads(source).keep("read", NOW)
    store.remember(hall.source.profile_id, "channels", "[]")
    hall.ledger.mark_gone(["ev-1"])
    left = [store.last_reads(source).recall() for source in (hall.source, foyer, elsewhere)]
    assert left == [None, None, "read"]
    assert store.recall(hall.source.profile_id, "channels") is not None
