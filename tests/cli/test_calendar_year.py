"""A calendar feed lives for a year, and every night the platform holds what it describes, each event once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

from tests.cli.centre import FIRST_NIGHT, MAPPING, ZONE, Centre, calendar_of, running_centre
from tests.cli.club_calendar import DAY, HOUR, Club, Entry, On
from tests.cli.living_feed import LivingFeed, busy, cut_at_a_line, cut_off, served, sign_in

YEAR = MAPPING.replace("../centre.ics", '"${FEED_URL}"') + "removed_after: 1\n"
FUTURE = 42 * DAY
TROUBLES = {
    60: (cut_off, 75), 75: (cut_at_a_line, 1),
    **dict.fromkeys(range(120, 124), (busy, 75)), **dict.fromkeys(range(124, 127), (sign_in, 2)),
}  # fmt: skip
IDS_RENEWED, HOUR_FROM_HERE = 200, 230
WEEKDAY_CHANGED, SPLIT = 170, 250


def club() -> Club:
    """Walks at 2:30 on Sundays, which one Sunday lacks and the hour before which another has twice."""
    walk = Entry("walk", "Night walk", date(2026, 10, 4), time(2, 30), weekly=True)
    owls = Entry("owls", "Owls", date(2026, 10, 4), time(1, 30), True, date(2026, 11, 8))
    yoga = Entry("yoga", "Yoga", date(2026, 10, 6), time(19), weekly=True)
    choir = Entry("choir", "Choir", date(2026, 10, 6), time(17), weekly=True)
    return Club([walk, owls, yoga, choir], random.Random(7))


class Oracle:
    """What the platform has to show: what was to come at the last good night, and what was over by then."""

    def __init__(self) -> None:
        self.shown: list[On] = []

    def good_night(self, now: datetime, described: list[On]) -> None:
        def over(one: On) -> bool:
            return one.start + HOUR.total_seconds() <= now.timestamp()

        before = now.timestamp() + FUTURE.total_seconds()
        to_come = [one for one in described if not over(one) and one.start < before]
        self.shown = [one for one in self.shown if over(one)] + to_come


def on_show(centre: Centre) -> list[On]:
    return sorted(
        On(event["title"], int(datetime.fromisoformat(event["startAt"]).timestamp()), event["description"])
        for event in centre.payloads().values()
        if event["status"] == "published"
    )  # fmt: skip


def test_for_a_year_of_nights_the_platform_holds_what_the_feed_describes_and_nothing_twice(
    tmp_path: Path,
) -> None:
    calendar, oracle, answers = club(), Oracle(), Counter[int]()
    with running_centre(tmp_path, YEAR) as centre, served(LivingFeed()) as feed:
        centre.environ["FEED_URL"] = feed.url
        for night in range(365):
            centre.now = datetime.combine(FIRST_NIGHT.date() + night * DAY, time(3), ZONE)
            today = centre.now.date()
            feed.trouble, code = TROUBLES.get(night, (None, 0))
            calendar.sweep(today)
            if night == IDS_RENEWED:
                calendar.renew_ids()
            elif night == HOUR_FROM_HERE:
                calendar.entries[0].later = (today + 14 * DAY, time(4))
            elif night in (WEEKDAY_CHANGED, SPLIT):
                course = next(one for one in calendar.entries[1:] if one.weekly and not one.last)
                if night == SPLIT:
                    calendar.split(
                        course, [day for day in course.days(today + 35 * DAY) if day > today][1]
                    )
                    calendar.entries[-1].at = time(16, 45)
                else:
                    calendar.next_weekday(course)
            elif code != 1 and calendar.dice.random() < 0.25:
                calendar.live_on(today)
            feed.content = calendar_of(*calendar.written())
            feed.answers.clear()
            result = centre.run()
            answers.update(feed.answers)
            assert result.exit_code == code, (night, result.issues, result.stopped)
            if code:
                continue
            oracle.good_night(centre.now, calendar.takes_place(today + FUTURE))
            if night in (WEEKDAY_CHANGED, SPLIT):
                assert (result.counts["updated"] >= 4, result.counts["removed"]) == (True, 0)
            if night == IDS_RENEWED:
                assert [issue.code for issue in result.issues] == ["row.renewed_identity"]
            if result.counts["created"] or result.counts["removed"] or night % 7 == 0:
                assert on_show(centre) == sorted(oracle.shown), f"night {night}, {today}"
    assert answers[304] > 100


def test_whatever_befalls_a_club_and_its_server_the_platform_follows_the_feed(
    tmp_path: Path,
) -> None:
    """Several changes in one night, ids renewed twice, and nights without a feed or with half of one."""
    dice, calendar, oracle = random.Random(25), club(), Oracle()
    calendar.dice = dice
    troubles = [(cut_off, 75), (cut_at_a_line, 1), (busy, 75), (sign_in, 2)]
    with running_centre(tmp_path, YEAR) as centre, served(LivingFeed()) as feed:
        centre.environ["FEED_URL"] = feed.url
        for night in range(21):
            centre.now = datetime.combine(FIRST_NIGHT.date() + night * DAY, time(3), ZONE)
            feed.trouble, code = dice.choice(troubles) if dice.random() < 0.15 else (None, 0)
            if night in (7, 14):
                calendar.renew_ids()
            while code != 1 and dice.random() < 0.6:
                calendar.live_on(centre.now.date())
            feed.content = calendar_of(*calendar.written())
            result = centre.run()
            assert result.exit_code == code, (night, result.issues, result.stopped)
            if not code:
                oracle.good_night(centre.now, calendar.takes_place(centre.now.date() + FUTURE))
                assert on_show(centre) == sorted(oracle.shown), f"night {night}"
