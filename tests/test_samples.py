"""The samples hold the troubles they advertise, and their mappings speak of what is in them."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import recurring_ical_events
import yaml
from icalendar import Calendar

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT / "samples"
MAPPINGS = PROJECT / "mappings"
MONDAY = datetime(2026, 9, 14, 7, tzinfo=UTC)  # 09:00 in Brussels, the demo's clock
SLUGS = set(
    re.findall(
        r"\w+",
        """art charity comedy community dance exhibition festival film food history kids literature
        market music networking nightlife outdoors science sports talk technology theatre tour
        wellness workshop""",
    )
)
GUIDE_COLUMNS = 12


def mapping(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((MAPPINGS / name).read_text("utf-8"), yaml.BaseLoader)
    return loaded


def texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from texts(part)


def columns_named(mapped: dict[str, Any]) -> set[str]:
    return {name for text in texts(mapped["event"]) for name in re.findall(r"\{([^{}]+)\}", text)}


def words(cells: list[str]) -> set[str]:
    return {word.strip() for cell in cells for word in cell.split(",") if word.strip()}


@pytest.fixture(scope="module")
def shows() -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(SAMPLES / "riverside-hall.xlsx")["Programme"]
    headings, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def guide() -> list[list[str]]:
    text = (SAMPLES / "city-guide.csv").read_bytes().decode("cp1252")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def feed() -> bytes:
    return (SAMPLES / "community-centre.ics").read_bytes()


@pytest.fixture(scope="module")
def occurrences(feed: bytes) -> list[Any]:
    window = MONDAY - timedelta(days=1), MONDAY + timedelta(days=180)
    return list(recurring_ical_events.of(Calendar.from_ical(feed)).between(*window))


def named(occurrences: list[Any], uid: str) -> list[Any]:
    found = [event for event in occurrences if str(event["UID"]).startswith(uid)]
    return sorted(found, key=lambda event: str(event["DTSTART"].dt))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([sys.executable, SAMPLES / "build.py", folder], check=True)
    return folder


@pytest.mark.parametrize("name", ["riverside-hall.xlsx", "city-guide.csv", "community-centre.ics"])
def test_the_build_gives_the_kept_file_byte_for_byte(name: str, built: Path) -> None:
    assert (built / name).read_bytes() == (SAMPLES / name).read_bytes()


def test_the_hall_has_title_rows_and_a_second_sheet_that_is_no_programme() -> None:
    workbook = openpyxl.load_workbook(SAMPLES / "riverside-hall.xlsx")
    assert workbook.sheetnames == ["Programme", "House notes"]
    programme = workbook["Programme"]
    assert [programme.cell(row, 1).value for row in (1, 3, 4)] == [
        "Riverside Hall, Marlow Falls",
        None,
        "Ref",
    ]


def test_the_hall_keeps_dates_times_and_numbers_as_real_cells(shows: list[dict[str, Any]]) -> None:
    assert {type(show["Starts"]) for show in shows} == {time}
    assert {type(show["Ref"]) for show in shows} == {int}
    assert isinstance(shows[0]["Date"], date)
    sheet = openpyxl.load_workbook(SAMPLES / "riverside-hall.xlsx")["Programme"]
    assert sheet["D5"].number_format == "ddd, mmm d, yyyy"
    assert sheet["E5"].number_format == "h:mm AM/PM"


def test_the_hall_merges_a_date_over_two_shows_seven_times(shows: list[dict[str, Any]]) -> None:
    sheet = openpyxl.load_workbook(SAMPLES / "riverside-hall.xlsx")["Programme"]
    merged = sorted(merge.min_row for merge in sheet.merged_cells.ranges if merge.min_col == 4)
    assert merged == [9, 17, 22, 27, 35, 47, 52]
    assert sum(show["Date"] is None for show in shows) == 7


def test_the_hall_has_night_ends_an_open_end_and_the_night_of_the_clock_change(
    shows: list[dict[str, Any]],
) -> None:
    ends = Counter(show["Ends"] for show in shows)
    assert (ends[time(2, 30)], ends[time(0)], ends[None]) == (3, 1, 1)
    longest = next(show for show in shows if show["Act"] == "Turbine: The Longest Night")
    assert (longest["Ref"], longest["Date"], longest["Ends"]) == (1032, None, time(2, 30))
    day_before = next(show for show in shows if show["Ref"] == 1031)
    assert day_before["Date"] == datetime(2026, 10, 31)


def test_the_hall_holds_back_two_rows_and_takes_out_three(shows: list[dict[str, Any]]) -> None:
    assert len(shows) == len({show["Ref"] for show in shows}) == 51
    assert Counter(show["Publish"] for show in shows)["no"] == 2
    states = Counter(show["State"] for show in shows)
    assert (states["Cancelled"], states["Postponed"]) == (2, 1)


def test_the_guide_is_cp1252_with_crlf_rows_and_lf_inside_cells(guide: list[list[str]]) -> None:
    data = (SAMPLES / "city-guide.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert b"\x80" in data  # the euro sign, which Latin-1 lacks
    assert b"\x9c" in data  # œ, which Latin-1 lacks too
    assert data.count(b"\r\n") == len(guide)
    assert data.count(b"\n") > len(guide)
    assert sum("\n" in cell for row in guide for cell in row) == 6


def test_the_guide_has_one_row_with_a_semicolon_too_many(guide: list[list[str]]) -> None:
    assert len(guide) == 1 + 49
    odd = [(number, row) for number, row in enumerate(guide, 1) if len(row) != GUIDE_COLUMNS]
    assert [(number, row[0], len(row)) for number, row in odd] == [(36, "00445", 13)]


def test_the_guide_writes_days_first_hours_with_h_and_decimal_commas(
    guide: list[list[str]],
) -> None:
    headings, *rows = guide
    events = [dict(zip(headings, row, strict=False)) for row in rows]
    for event in events:
        assert re.fullmatch(r"\d\d/(09|1[0-2])/2026", event["Date"])
        assert re.fullmatch(r"\d\dh\d\d", event["Début"])
    assert max(int(event["Date"][:2]) for event in events) == 31
    assert sum(event["Fin"] < event["Début"] for event in events if event["Fin"]) == 5
    assert (
        sum(re.fullmatch(r"\d+,\d\d (€|CHF)", event["Tarif"]) is not None for event in events) > 30
    )
    assert [event["N°"] for event in events if not event["Catégories"]] == ["00427"]


def test_every_town_of_the_guide_is_in_the_table_of_places(guide: list[list[str]]) -> None:
    with (MAPPINGS / "places.csv").open(encoding="utf-8", newline="") as file:
        places = {row["value"]: row for row in csv.DictReader(file)}
    towns = {row[guide[0].index("Ville")] for row in guide[1:]}
    assert towns <= set(places)
    assert {row["countryCode"] for row in places.values()} == {"FR", "BE", "CH"}
    assert places["Brussel"]["placeId"] == places["Bruxelles"]["placeId"]


def test_the_feed_is_folded_utf8_with_crlf_and_escaped_commas(feed: bytes) -> None:
    lines = feed.decode().encode().split(b"\r\n")
    assert max(map(len, lines)) == 75
    assert b"\n" not in b"".join(lines)
    assert any(line.startswith(b" ") for line in lines)
    assert b"SUMMARY:Tea\\, Toast and Toddlers" in lines
    assert b"BEGIN:VTIMEZONE" in lines


def test_the_feed_has_52_occurrences_of_which_50_are_to_be_published(
    occurrences: list[Any],
) -> None:
    assert len(occurrences) == 52
    assert [str(e["UID"])[:8] for e in occurrences if e.get("CLASS") == "PRIVATE"] == ["trustees"]
    assert [e["DTSTART"].dt.date() for e in occurrences if e.get("STATUS") == "CANCELLED"] == [
        date(2026, 10, 29)
    ]


def test_the_weekly_series_keep_their_hour_over_the_clock_change(occurrences: list[Any]) -> None:
    yoga = [event["DTSTART"].dt for event in named(occurrences, "yoga")]
    assert {start.time() for start in yoga} == {time(18, 30)}
    assert {start.utcoffset() for start in yoga} == {timedelta(hours=1), timedelta()}
    assert date(2026, 10, 27) not in {start.date() for start in yoga}  # EXDATE
    assert len(yoga) == 13


def test_one_rehearsal_moves_to_the_next_day(occurrences: list[Any]) -> None:
    rehearsals = [event["DTSTART"].dt.date() for event in named(occurrences, "choir")]
    assert len(rehearsals) == 12
    assert date(2026, 10, 28) not in rehearsals
    assert date(2026, 10, 29) in rehearsals


def test_market_and_fair_are_whole_days(occurrences: list[Any]) -> None:
    market = [event["DTSTART"].dt for event in named(occurrences, "market")]
    assert market == [date(2026, 10, 3), date(2026, 11, 7), date(2026, 12, 5)]
    (fair,) = named(occurrences, "winter-fair")
    assert (fair["DTSTART"].dt, fair["DTEND"].dt) == (date(2026, 11, 28), date(2026, 11, 30))


def test_the_mappings_name_only_columns_that_the_samples_have(
    shows: list[dict[str, Any]], guide: list[list[str]]
) -> None:
    hall, city = mapping("riverside-hall.yaml"), mapping("city-guide.yaml")
    by_rule = {*hall["identity"], *hall["only"], *hall["cancelled"], *hall["source"]["fill_down"]}
    assert columns_named(hall) | by_rule <= set(shows[0])
    assert columns_named(city) | set(city["identity"]) <= set(guide[0])
    assert columns_named(mapping("community-centre.yaml")) == {"CATEGORIES"}


def test_every_word_for_a_kind_has_its_slug(
    shows: list[dict[str, Any]], guide: list[list[str]], feed: bytes
) -> None:
    lines = feed.decode().replace("\r\n ", "").splitlines()
    used = {
        "riverside-hall.yaml": words([show["Kind"] for show in shows]),
        "city-guide.yaml": words([row[guide[0].index("Catégories")] for row in guide[1:]]),
        "community-centre.yaml": words([li[11:] for li in lines if li.startswith("CATEGORIES:")])
        - {"Meeting"},  # of the entry long past
    }
    for name, kinds in used.items():
        kind = mapping(name)["event"]["classifications"]
        assert set(kind["map"]) == kinds, name
        assert {*kind["map"].values(), *kind["default"]} <= SLUGS


def test_each_mapping_finds_its_sample_and_goes_by_its_name() -> None:
    for path in sorted(MAPPINGS.glob("*.yaml")):
        mapped = mapping(path.name)
        assert mapped["name"] == path.stem
        assert (MAPPINGS / mapped["source"]["location"]).is_file()


def test_no_sample_links_anywhere_but_to_example_org(
    shows: list[dict[str, Any]], guide: list[list[str]], feed: bytes
) -> None:
    unfolded = feed.decode().replace("\r\n ", "")
    cells = [str(value) for show in shows for value in show.values()]
    cells += [cell for row in guide for cell in row]
    links = re.findall(r"https?://([^/\s]+)", "\n".join([*cells, unfolded]))
    assert set(links) == {"tickets.example.org"}
    assert set(re.findall(r"@([\w.]+)", unfolded)) == {"brackenford.example.org"}
