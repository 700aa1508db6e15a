"""A feed that did not change is not read again, and is read again wherever an unchanged one may mean work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from importer.reports.document import Result
from tests.cli.centre import MAPPING, Centre, calendar_of, running_centre
from tests.cli.living_feed import LivingFeed, Trouble, busy, cut_at_a_line, served

DAY = timedelta(days=1)
FEED = MAPPING.replace("../centre.ics", '"${FEED_URL}"')
TALK, FILM = (
    f"UID:{name}\nSUMMARY:{name}\nDTSTART;TZID=America/New_York:202610{day}T180000\nDURATION:PT1H"
    for name, day in (("Talk", 21), ("Film", 22))
)
WEEKLY = "UID:yoga\nSUMMARY:Yoga\nDTSTART;TZID=America/New_York:20261006T190000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"


@dataclass
class Fed:
    """A centre whose calendar is a feed."""

    centre: Centre
    feed: LivingFeed

    def night(self, *entries: str, later: timedelta = DAY, **asked: object) -> Result:
        """What the feed answered is in `feed.answers`, begun anew."""
        if entries:
            self.feed.content = calendar_of(*entries)
        self.feed.answers.clear()
        self.feed.asked.clear()
        result = self.centre.run(**asked)
        self.centre.now += later
        return result

    def remap(self, old: str, new: str) -> None:
        mapping = self.centre.folder / "mappings" / "centre.yaml"
        text = mapping.read_text("utf-8")
        assert old in text
        mapping.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    with running_centre(tmp_path, FEED) as centre, served(LivingFeed()) as feed:
        centre.environ["FEED_URL"] = feed.url
        yield Fed(centre, feed)


def counts(result: Result) -> dict[str, int]:
    return {name: count for name, count in result.counts.items() if count}


def test_a_304_ends_the_run_and_all_counts_stand(fed: Fed) -> None:
    first = fed.night(TALK, FILM, f"{TALK.replace('Talk', 'Gone')}\nSTATUS:CANCELLED")
    assert (counts(first), first.rows) == ({"created": 2, "skipped": 1}, 3)
    again = fed.night()
    assert (counts(again), again.rows) == ({"unchanged": 2, "skipped": 1}, 3)
    assert (again.exit_code, again.issues, fed.centre.writes()) == (0, [], [])
    assert (fed.feed.answers, len(fed.feed.asked[0])) == ([304], 1)
    assert again.notes == [
        f"The source has not changed since run {first.run}, so it was not read again"
    ]


def test_the_night_after_a_304_asks_again(fed: Fed) -> None:
    fed.night(TALK)
    fed.night()
    assert (counts(fed.night()), fed.feed.answers) == ({"unchanged": 1}, [304])
    assert (counts(fed.night(TALK, FILM)), fed.feed.answers) == (
        {"created": 1, "unchanged": 1},
        [200],
    )


@pytest.mark.parametrize(
    ("etag", "changed", "answer"),
    [
        ('W/"1"', None, 304),
        ('"1-gzip"', None, 304),
        ("", "Mon, 05 Oct 2020 03:00:00 GMT", 304),
        ("", None, 200),
        ("1", None, 200),
    ],
    ids=["weak", "of the gzip form", "a date only", "no name at all", "no quotes"],
)
def test_a_feed_is_known_again_whatever_its_server_calls_it(
    fed: Fed, etag: str, changed: str | None, answer: int
) -> None:
    fed.feed.etag, fed.feed.changed = (lambda _: etag), changed
    first = fed.night(TALK)
    again = fed.night()
    assert (fed.feed.answers, counts(again)) == ([answer], {"unchanged": 1})
    assert again.notes[0].startswith(f"The source has not changed since run {first.run}")


def test_a_plan_asks_for_all_of_it_and_remembers_nothing(fed: Fed) -> None:
    fed.night(TALK, dry_run=True)
    fed.night(TALK)
    assert (fed.feed.answers, fed.feed.asked) == ([200], [{}])
    planned = fed.night(TALK, dry_run=True)
    assert (fed.feed.answers, planned.notes) == ([200], [])


def test_what_comes_into_the_sliding_window_is_read_though_nothing_changed(fed: Fed) -> None:
    fed.night(WEEKLY)  # a class each Tuesday; a night in October sees 42 days ahead
    created, answers = [], []
    for _ in range(9):
        created.append(fed.night().counts["created"])
        answers += fed.feed.answers
    assert created == [0, 1, *[0] * 6, 1]
    assert answers == [304, 200, *[304] * 6, 200]


def test_an_all_day_entry_comes_in_on_its_day_though_nothing_changed(fed: Fed) -> None:
    fed.remap("  status:", "  timezone: America/New_York\n  status:")
    fed.night("UID:fair\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20261119")
    assert [fed.night().counts["created"] for _ in range(4)] == [0, 0, 1, 0]


def test_another_mapping_reads_the_same_feed(fed: Fed) -> None:
    fed.night(TALK)
    fed.remap("[community]", "[music]")
    assert (counts(fed.night()), fed.feed.asked) == ({"updated": 1}, [{}])


def test_a_run_that_left_something_to_do_reads_the_same_feed(fed: Fed) -> None:
    fed.night(TALK, FILM, max_writes=1)
    assert (counts(fed.night()), fed.feed.asked) == ({"created": 1, "unchanged": 1}, [{}])
    assert (counts(fed.night()), fed.feed.answers) == ({"unchanged": 2}, [304])


def test_an_event_that_was_missed_once_is_missed_again_in_the_same_feed(fed: Fed) -> None:
    """An address must miss a record twice before it counts as removed."""
    fed.night(TALK, FILM)
    assert fed.night(TALK).counts["removed"] == 0
    assert (fed.night().counts["removed"], fed.feed.answers) == (1, [200])
    assert ("Film", "10-22 18:00", "draft") in fed.centre.shown()


def test_what_is_only_reported_is_reported_every_night(fed: Fed) -> None:
    fed.remap("when_removed: draft", "when_removed: report")
    fed.night(TALK, FILM)
    nights = [fed.night(TALK) for _ in range(4)]
    assert [[issue.code for issue in night.issues] for night in nights] == [
        [], *[["removed.reported"]] * 3
    ]  # fmt: skip


def test_a_person_who_lets_a_guard_through_has_the_feed_read(fed: Fed) -> None:
    fed.night(TALK)
    assert fed.night(allow=frozenset({"removals"})).notes == []
    assert fed.feed.asked == [{}]


def test_a_feed_is_read_once_a_week_whatever_its_server_says(fed: Fed) -> None:
    fed.feed.etag = lambda _: '"for-ever"'
    fed.night(TALK)
    fed.feed.content = calendar_of(TALK, FILM)
    nights = [fed.night() for _ in range(8)]
    assert [night.counts["created"] for night in nights] == [0] * 7 + [1]


def test_a_clock_that_went_back_has_the_feed_read(fed: Fed) -> None:
    fed.night(TALK, later=-DAY)
    fed.night()
    assert fed.feed.asked == [{}]


def test_another_address_is_not_asked_for_what_the_first_one_held(fed: Fed) -> None:
    fed.night(TALK)
    fed.centre.environ["FEED_URL"] = fed.feed.url.replace("basic", "other")
    fed.night(TALK)
    assert fed.feed.asked == [{}]


@pytest.mark.parametrize("trouble", [busy, cut_at_a_line], ids=["feed down", "cut off"])
def test_a_bad_night_neither_ends_early_nor_is_remembered(fed: Fed, trouble: Trouble) -> None:
    fed.night(TALK, FILM)
    fed.feed.trouble = trouble
    assert fed.night().exit_code in (1, 75)
    fed.feed.trouble = None
    assert (counts(fed.night()), fed.centre.writes()) == ({"unchanged": 2}, [])


def test_the_same_feed_after_another_one_that_was_left_half_done_is_read(fed: Fed) -> None:
    fed.night(TALK, FILM)
    broken = FILM.replace("DTSTART;TZID=America/New_York:20261022T180000", "DTSTART:never")
    fed.night(TALK.replace("SUMMARY:Talk", "SUMMARY:Talks"), broken)
    assert (counts(fed.night(TALK, FILM)), fed.feed.asked) == (
        {"updated": 1, "unchanged": 1},
        [{}],
    )


def test_a_304_is_not_the_last_word_where_the_platform_shows_other_channels(fed: Fed) -> None:
    """Asked before the lists are fetched anew, and again in full after."""
    fed.night(TALK)
    fed.centre.platform.control(edit_key={"label": "*", "channels": [42]})
    assert (counts(fed.night()), fed.feed.answers) == ({"unchanged": 1}, [304, 200])
    assert (counts(fed.night()), fed.feed.answers) == ({"unchanged": 1}, [304])
