"""Two runs of one source never overlap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from store_cases import HALL, NOW, Clock, OneSource, wanted

from importer.errors import TemporaryError
from importer.store import SourceState, Store
from importer.store.database import open_engine
from importer.store.lease import SILENCE_S, Holder, this_process


def test_a_source_that_is_held_is_refused_with_its_holder_and_since_when(
    store: Store, source: SourceState
) -> None:
    with (
        store.lease(source),
        pytest.raises(TemporaryError) as caught,
        store.lease(source),
    ):
        pass
    words = str(caught.value)
    assert "riverside-hall is being imported" in words
    assert f"by process {os.getpid()} on {this_process().host} since " in words
    assert caught.value.exit_code == 75


def test_a_source_can_be_taken_again_after_its_release(store: Store, source: SourceState) -> None:
    with store.lease(source) as first:
        pass
    with store.lease(source) as second:
        assert second.token != first.token


def test_a_source_is_released_when_its_run_fails(store: Store, source: SourceState) -> None:
    with pytest.raises(ZeroDivisionError), store.lease(source):
        _ = 1 / 0
    with store.lease(source):
        pass


def test_two_sources_are_held_at_once(store: Store, source: SourceState) -> None:
    other = store.bind(HALL[0], HALL[1], "old-town", "mappings/old-town.yaml")
    with store.lease(source), store.lease(other):
        pass


DIE_HOLDING_THE_LEASE = """
import os, sys
from importer.store import Store
store = Store.open(sys.argv[1], lambda: float(sys.argv[2]))
source = store.bind("", "https://pinned.events", "riverside-hall", "mappings/riverside.yaml")
held = store.lease(source)
held.__enter__()
os._exit(9)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only /proc proves it at once")
def test_a_source_whose_process_died_is_taken_over_at_once(
    location: str, store: Store, source: SourceState
) -> None:
    died = subprocess.run([sys.executable, "-c", DIE_HOLDING_THE_LEASE, location, str(NOW)], check=False)  # fmt: skip
    assert died.returncode == 9
    other = open_engine(location)
    with other.connect() as connection:
        assert (
            connection.exec_driver_sql("SELECT lease_token FROM sources").scalar_one() is not None
        )
    other.dispose()
    with store.lease(source):
        pass


@pytest.mark.parametrize(("silent_s", "taken_over"), [(SILENCE_S - 1, False), (SILENCE_S, True)])
def test_a_living_but_silent_holder_is_taken_over_after_30_seconds(
    store: Store, source: SourceState, clock: Clock, silent_s: float, taken_over: bool
) -> None:
    with store.lease(source):
        clock.now += silent_s
        if taken_over:
            with store.lease(source):
                pass
        else:
            with pytest.raises(TemporaryError), store.lease(source):
                pass


def test_a_clock_that_went_far_backwards_counts_as_silence(
    store: Store, source: SourceState, clock: Clock
) -> None:
    with store.lease(source):
        clock.now -= SILENCE_S
        with store.lease(source):
            pass


def test_a_turn_is_a_sign_of_life(hall: OneSource) -> None:
    for _ in range(3):
        hall.clock.now += SILENCE_S - 1
        hall.claim()
        with pytest.raises(TemporaryError), hall.store.lease(hall.source):
            pass


def test_a_run_that_was_taken_over_can_claim_and_record_nothing_more(hall: OneSource) -> None:
    hall.plan(wanted("1001"), wanted("1002"))
    (first,) = hall.claim(1)
    hall.clock.now += SILENCE_S
    with hall.store.lease(hall.source):
        for attempt in (
            hall.claim,
            lambda: hall.ledger.reclaim([first]),
            lambda: hall.ledger.settle({first.id: "ev-1"}, []),
            lambda: hall.ledger.mark_gone(["ev-1"]),
            hall.ledger.doubt_what_was_left,
            lambda: hall.plan(wanted("1003")),
        ):
            with pytest.raises(TemporaryError, match="Another run has taken this source over"):
                attempt()
        assert hall.query("SELECT state FROM intents ORDER BY id") == [("sending",), ("decided",)]


def test_the_lease_of_who_took_over_survives_the_release_of_the_old_one(
    store: Store, source: SourceState, clock: Clock
) -> None:
    with store.lease(source):
        clock.now += SILENCE_S
        newer = store.lease(source)
        newer.__enter__()
    with pytest.raises(TemporaryError), store.lease(source):
        pass
    newer.__exit__(None, None, None)


# -- proof that a process is gone ------------------------------------------------------------------

HERE = Holder("hall-pc", "boot-1", 100, "5000")


@pytest.mark.parametrize(
    ("case", "holder", "gone"),
    [
        ("another machine", Holder("other-pc", "boot-1", 100, "5000"), False),
        ("a machine that tells no boot", Holder("hall-pc", "", 100, "5000"), False),
        ("before the last boot", Holder("hall-pc", "boot-0", 100, "5000"), True),
        ("no start time told", Holder("hall-pc", "boot-1", 100, ""), False),
        ("a process id nobody has", Holder("hall-pc", "boot-1", 2**22 + 1, "5000"), True),
        ("our process id, reused", Holder("hall-pc", "boot-1", os.getpid(), "1"), True),
    ],
)
def test_a_holder_is_gone_only_if_that_is_proved(case: str, holder: Holder, gone: bool) -> None:
    assert holder.gone(HERE) is gone, case


def test_this_very_process_is_not_gone() -> None:
    me = this_process()
    assert not me.gone(me)
