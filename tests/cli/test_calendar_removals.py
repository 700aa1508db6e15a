"""Four ways to disappear from a calendar, and one that is none: each is told as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.reports.console import Paint, summary
from importer.reports.document import Result
from tests.cli.centre import MAPPING, Centre, running_centre

YOGA = "UID:yoga\nSUMMARY:Yoga\nDTSTART;TZID=America/New_York:20261006T190000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=6"
OTHERS = [
    f"UID:e{day}\nSUMMARY:Evening {day}\nDTSTART;TZID=America/New_York:202610{day}T200000\nDURATION:PT1H"
    for day in range(12, 30)
]
PLAIN = Paint(on=False)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    mapping = MAPPING.replace("when_removed: draft", "when_removed: report")
    with running_centre(tmp_path, mapping) as centre:
        centre.night(YOGA, *OTHERS)
        yield centre


def told(result: Result) -> list[str]:
    return [f"{issue.code}: {issue.message.partition(' but event')[0]}" for issue in result.issues]


def test_a_date_that_is_taken_out_of_its_series(centre: Centre) -> None:
    result = centre.night(f"{YOGA}\nEXDATE;TZID=America/New_York:20261013T190000", *OTHERS)
    assert told(result) == ["removed.reported: 'Yoga' was taken out of its series, which goes on,"]
    assert (result.counts["removed"], result.exit_code, centre.writes()) == (1, 0, [])


def test_a_series_that_is_gone(centre: Centre) -> None:
    result = centre.night(*OTHERS)
    assert told(result) == ["removed.reported: 'Yoga' is no longer in the source"] * 6
    assert (result.counts["removed"], result.exit_code) == (6, 0)


def test_a_date_that_is_cancelled(centre: Centre) -> None:
    date = "DTSTART;TZID=America/New_York:20261013T190000\nDURATION:PT1H"
    off = f"UID:yoga\nSUMMARY:Yoga\nRECURRENCE-ID;TZID=America/New_York:20261013T190000\n{date}\nSTATUS:CANCELLED"
    result = centre.night(YOGA, off, *OTHERS)
    assert told(result) == ["removed.reported: 'Yoga' is cancelled in the source"]
    counts = result.counts
    assert (counts["removed"], counts["skipped"], result.exit_code) == (1, 1, 0)


def test_a_calendar_that_shrank(centre: Centre) -> None:
    mapping = centre.folder / "mappings" / "centre.yaml"
    mapping.write_text(mapping.read_text().replace("max_removed: 100%", "max_removed: 10%"))
    result = centre.night(YOGA, OTHERS[0])
    assert [issue.code for issue in result.issues] == [
        *["removed.reported"] * 17,
        "guard.too_many_removed",
    ]
    assert "17 of 24 known events are gone from the source at once" in result.issues[-1].message
    assert (result.exit_code, centre.writes()) == (0, [])


def test_each_way_is_one_line_for_a_person(centre: Centre) -> None:
    result = centre.night(f"{YOGA}\nEXDATE;TZID=America/New_York:20261013T190000", *OTHERS[5:])
    lines = [line for line in summary(result, PLAIN).splitlines() if "removed.reported" in line]
    assert [line.partition(" but event")[0].strip() for line in lines] == [
        "removed.reported × 5  'Evening 12' is no longer in the source",
        "removed.reported  'Yoga' was taken out of its series, which goes on,",
    ]


def test_what_slides_out_of_the_window_is_not_removed(centre: Centre) -> None:
    centre.now = centre.now.replace(month=11, day=1)
    result = centre.night(YOGA, *OTHERS)
    assert (result.counts["unchanged"], result.counts["removed"], result.issues) == (2, 0, [])
