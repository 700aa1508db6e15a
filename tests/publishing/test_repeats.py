"""A create is repeated unseen only while the platform surely remembers its first send, however the clocks run."""

from __future__ import annotations

from importer.intents import Action, Intent, State
from importer.publishing.repeats import UPDATE_TRIES, Departure, Repeats

WINDOW_S, UNFINISHED_S = 40.0, 10.0
CREATE = Intent(1, 1, Action.CREATE, b"{}", State.SENDING, key="k")
UPDATE = Intent(2, 2, Action.UPDATE, b"{}", State.SENDING, event_id="7")


class Clocks:
    def __init__(self) -> None:
        self.wall, self.since_boot = 1_000_000.0, 500.0

    def now(self) -> Departure:
        return Departure(self.wall, self.since_boot)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.since_boot += seconds


def repeats(clocks: Clocks) -> Repeats:
    return Repeats(WINDOW_S, UNFINISHED_S, clocks.now, lambda: 0.5, ())


def in_doubt(clocks: Clocks, intent: Intent = CREATE) -> Repeats:
    again = repeats(clocks)
    again.doubt(intent, clocks.now(), 0.0)
    return again


def test_what_is_in_doubt_is_due_after_its_backoff() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    assert again.take(9) == []
    clocks.pass_by(0.5)
    assert again.take(9) == [CREATE]
    assert not again


def test_a_repeat_that_is_taken_too_late_does_not_leave() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.pass_by(WINDOW_S)
    assert again.take(9) == []
    assert not again


def test_the_window_counts_from_the_first_ambiguous_send() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.pass_by(30)
    assert again.take(9) == [CREATE]
    again.doubt(CREATE, clocks.now(), 0.0)
    assert again.leaves_within_s(CREATE) == 10
    clocks.pass_by(11)
    assert again.take(9) == []


def test_after_a_conflict_only_the_window_of_an_unfinished_request_counts() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.pass_by(1)
    assert again.take(9) == [CREATE]
    again.doubt(CREATE, clocks.now(), 0.0, conflict=True)
    assert again.leaves_within_s(CREATE) == UNFINISHED_S - 1
    clocks.pass_by(UNFINISHED_S)
    assert again.take(9) == []


def test_what_cannot_leave_before_a_pause_ends_is_left_to_looking() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.pass_by(1)
    again.put_off(again.take(9), clocks.wall + 60)
    assert not again


def test_a_clock_set_back_ends_the_window_and_one_set_back_later_does_not_lengthen_it() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.wall -= 3600
    assert again.leaves_within_s(CREATE) <= 0
    clocks.wall += 3600
    clocks.pass_by(35)
    clocks.wall -= 30
    assert again.leaves_within_s(CREATE) == 5


def test_a_clock_set_forward_ends_the_window() -> None:
    clocks = Clocks()
    again = in_doubt(clocks)
    clocks.wall += 3600
    assert again.leaves_within_s(CREATE) <= 0


def test_an_update_is_repeated_a_number_of_times_whenever_that_is() -> None:
    clocks = Clocks()
    again = repeats(clocks)
    for _ in range(UPDATE_TRIES - 1):
        again.doubt(UPDATE, clocks.now(), 0.0)
        clocks.pass_by(3600)
        assert again.take(9) == [UPDATE]
    again.doubt(UPDATE, clocks.now(), 0.0)
    assert not again
