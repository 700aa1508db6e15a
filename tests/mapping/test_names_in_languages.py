"""Names of months and weekdays that mean something else in another language."""

from __future__ import annotations

from typing import Any

import pytest
from mapping_cases import codes, payload, row

from importer.mapping.calendar_names import LANGUAGES, MONTHS, ONLY_STATED, WEEKDAYS
from importer.mapping.calendar_words import folded
from importer.mapping.freeform import read_text

WHEN = {"startAt": '{from: "{When}"}'}


def starts(bound: Any, *cells: str, start: str = '{from: "{When}"}') -> list[str]:
    """The day or the code of each row of a column of dates at eight."""
    mapper = bound({"startAt": start})
    records = [row({"Id": "1", "Title": "x", "When": f"{cell} 20:00"}) for cell in cells]
    if mapper.needs_survey():
        for record in records:
            mapper.survey(record)
    outcomes = [mapper.map(record) for record in records]
    return [
        codes(each)[0] if hasattr(each, "issues") else payload(each)["startAt"][:10]
        for each in outcomes
    ]


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        ("15. listopada 2026.", ["2026-10-15 (hr)", "2026-11-15 (pl)"]),
        ("15 lis 2026", ["2026-10-15 (hr)", "2026-11-15 (cs, pl)"]),
        ("1. srp 2026", ["2026-07-01 (hr)", "2026-08-01 (cs)"]),
        ("1 lip 2026", ["2026-06-01 (hr)", "2026-07-01 (pl)"]),
    ],
)
def test_a_month_that_is_another_one_elsewhere_is_refused_with_both_readings(
    bound: Any, cell: str, readings: list[str]
) -> None:
    refused = bound(WHEN).map(row({"Id": "1", "Title": "x", "When": f"{cell} 20:00"}))
    assert codes(refused) == ["time.ambiguous_month"]
    assert [each for each in readings if each in refused.issues[0].message] == readings


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("15 listopada 2026", "3 grudnia 2026"), ["2026-11-15", "2026-12-03"]),
        (("15. listopada 2026.", "3. prosinca 2026."), ["2026-10-15", "2026-12-03"]),
        (("15. listopadu 2026", "1. srp 2026"), ["2026-11-15", "2026-08-01"]),
        (("1 lip 2026", "2 lis 2026", "3 sty 2027"), ["2026-07-01", "2026-11-02", "2027-01-03"]),
    ],
)
def test_the_other_names_of_the_column_tell_the_language(
    bound: Any, cells: tuple[str, ...], days: list[str]
) -> None:
    assert starts(bound, *cells) == days


def test_the_weekday_that_fits_tells_the_month(bound: Any) -> None:
    a_monday_in_october, never_a_monday = "pon 26 listopada 2026", "pon 15 listopada 2026"
    assert starts(bound, a_monday_in_october, never_a_monday) == [
        "2026-10-26",
        "time.ambiguous_month",
    ]


def test_names_of_two_languages_in_one_column_tell_nothing(bound: Any) -> None:
    assert starts(bound, "15 listopada 2026", "3 grudnia 2026", "3. prosinca 2026") == [
        "time.ambiguous_month",
        "2026-12-03",
        "2026-12-03",
    ]


@pytest.mark.parametrize(("language", "day"), [("hr", "2026-10-15"), ("pl", "2026-11-15")])
def test_a_stated_language_settles_the_month(bound: Any, language: str, day: str) -> None:
    start = f'{{from: "{{When}}", language: [{language}]}}'
    assert starts(bound, "15 listopada 2026", start=start) == [day]


def test_a_format_with_a_month_of_two_meanings_asks_for_the_language(map_row: Any) -> None:
    refused = map_row(
        {"startAt": "{from: \"{When}\", format: '%d %B %Y %H:%M'}"},
        {"When": "15 listopada 2026 20:00"},
    )
    assert codes(refused) == ["time.unparseable"]
    assert "state the `language`" in refused.issues[0].message


def test_what_the_names_of_a_column_prove_is_part_of_what_makes_payloads(bound: Any) -> None:
    polish, croatian = bound(WHEN), bound(WHEN)
    for mapper, other in ((polish, "3 grudnia 2026 20:00"), (croatian, "3. prosinca 2026. 20:00")):
        for cell in ("15 listopada 2026 20:00", other):
            mapper.survey(row({"Id": "1", "Title": "x", "When": cell}))
    assert polish.fingerprint() != croatian.fingerprint()


@pytest.mark.parametrize(
    ("cell", "weekday"),
    [
        ("di 14 juin 2026", 6),
        ("di 9 juni 2026", 1),
        ("so 13. června 2026", 5),
        ("So 14. Juni 2026", 6),
        ("do 14 giugno 2026", 6),
        ("tor 9. junij 2026", 1),
        ("tor 11. juni 2026", 3),
        ("ke 10. kesäkuuta 2026", 2),
    ],
)
def test_a_short_weekday_is_one_of_the_language_that_the_month_is_named_in(
    cell: str, weekday: int
) -> None:
    assert read_text(cell).dates[0].written.weekday == weekday


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("so 13.6.2026 20:00", "in cs, sk"),
        ("di 14.6.2026 20:00", "in fr"),
        ("do 14.6.2026 20:00", "in es, it"),
    ],
)
def test_a_weekday_that_fits_in_another_language_says_which(
    bound: Any, cell: str, said: str
) -> None:
    start = '{from: "{When}", order: dmy}'
    refused = bound({"startAt": start}).map(row({"Id": "1", "Title": "x", "When": cell}))
    assert codes(refused) == ["time.wrong_weekday"]
    assert f"{said}: if so, state the `language`" in refused.issues[0].message


@pytest.mark.parametrize("cell", ["do 22:00", "do godz. 22", "do 20", "13.6.2026, do 22:00"])
def test_a_thursday_or_until_before_a_time_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="state the `language`"):
        read_text(cell)


def test_until_and_thursday_are_told_apart_by_the_language() -> None:
    until, thursday = read_text("do 22:00", ("pl",)), read_text("Do 22:00", ("de",))
    assert (until.clocks.start, until.clocks.end, until.weekday) == (None, 22 * 3600, None)
    assert (thursday.clocks.start, thursday.clocks.end, thursday.weekday) == (22 * 3600, None, 3)
    assert read_text("do 11 czerwca 2026").until


def test_a_month_that_may_be_a_tuesday_is_refused_before_day_and_month() -> None:
    with pytest.raises(ValueError, match="'mar' is a month or a day of the week"):
        read_text("Mar 9/10")
    assert read_text("Mar 9/10", ("en",)).dates[1].written.day == 10


def test_no_name_of_a_weekday_counts_for_two_days_without_a_language() -> None:
    days: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for day, names in enumerate(WEEKDAYS[language].split("|")):
            for name in map(folded, names.split()):
                sure = len(name) > 2 or language in ("en", "de", "nl", "pt")
                if sure and name not in ONLY_STATED.get(language, ()):
                    days.setdefault(name, set()).add(day)
    assert {name: each for name, each in days.items() if len(each) > 1} == {}


def test_every_language_names_twelve_months_and_seven_weekdays() -> None:
    assert {language: names.count("|") for language, names in MONTHS.items()} == dict.fromkeys(
        MONTHS, 11
    )
    assert {language: names.count("|") for language, names in WEEKDAYS.items()} == dict.fromkeys(
        LANGUAGES, 6
    )
