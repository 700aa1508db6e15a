"""Makes v1.sqlite beside this file: a state of schema version 1 as a user may still have one.

It is run by the version that writes such states; a file that was released is never made again. It holds one
record of every kind: published, withdrawn, gone, missed, over, refused, in doubt, decided.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_cases import DAY, HALL, IN_DOUBT, REFUSED, RULES, Clock, OneSource, left_out, wanted

from importer.ports import PaceMemory
from importer.store import Store
from importer.store.database import open_engine
from importer.store.tables import SCHEMA_VERSION

FILE = Path(__file__).with_name("v1.sqlite")
DRAFT = replace(RULES, when_removed="draft", removed_after=2)

PUBLISHED = wanted("published", 2)
MISSED = wanted("missed", 3)
WITHDRAWN = wanted("withdrawn", 4)
GONE = wanted("gone", 5)
OVER = wanted("over", 6, start="2026-06-01T20:00:00+00:00")
NEW = (
    wanted("refused", 7),
    wanted("in doubt", 8),
    wanted("decided", 9, start="2026-06-13T20:00:00+00:00"),
)


def fill(hall: OneSource) -> None:
    """Three runs: all is published; one is withdrawn and one lost; new rows come and one goes."""
    hall.publish(PUBLISHED, MISSED, WITHDRAWN, GONE, OVER, run="run-1")
    cancelled = left_out("withdrawn", 4)
    hall.publish(PUBLISHED, MISSED, cancelled, GONE, OVER, rules=DRAFT, run="run-2")
    hall.ledger.mark_gone(["ev-gone"])
    hall.clock.now += DAY
    hall.plan(PUBLISHED, cancelled, GONE, OVER, *NEW, rules=DRAFT, run="run-3")
    answers = {"refused": REFUSED, "in doubt": IN_DOUBT}
    hall.answer(*((intent, answers[intent.record_key]) for intent in hall.claim(2)))


def learn(memory: PaceMemory) -> int:
    memory.keep('{"routes": {}}')
    return 0


def make(path: Path) -> None:
    assert SCHEMA_VERSION == 1, "this script makes states of version 1 only"
    clock = Clock()
    other = open_engine(str(path))
    with Store.open(str(path), clock) as store:
        source = store.bind(*HALL)
        store.bind("", "http://127.0.0.1:8000", *HALL[2:])
        with store.lease(source) as lease:
            run = store.begin_run(source)
            hall = OneSource(store, source, lease, clock, other)
            fill(hall)
            hall.ledger.pace(learn)
            store.forget_bodies_of_the_past(source)
            store.keep_platform_total(source, 5)
            store.remember(source.profile_id, "channels", "[[42, null, null]]")
            store.finish_run(run, 75, {"created": 5})
    other.dispose()


if __name__ == "__main__":
    FILE.unlink(missing_ok=True)
    make(FILE)
