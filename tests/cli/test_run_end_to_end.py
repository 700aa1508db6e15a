"""The main job: 200 rows of each kind become events, each once, with the right offsets and the same keys."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from importer.pipeline import Job, execute
from importer.reports.document import Result
from importer.sandbox import RunningSandbox, running_sandbox

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 9, 1, 12, tzinfo=ZONE)
FIRST = datetime(2026, 10, 20, 19, 30)  # the clocks change on 1 November
TABLE = """
name: hall
source: {{location: ../{file}}}
identity: [Ref]
event:
  channelId: 42
  title: "{{Act}}"
  startAt: {start}
  endAt: {{duration: 2h}}
  timezone: America/New_York
  classifications: [music]
  approxLocation: {{city: {{placeId: p-1, name: Springfield, countryCode: US}}}}
"""
FEED = """
name: hall
source: {{location: ../{file}, window: {{from: 2026-10-01, to: 2027-07-01}}}}
event:
  channelId: 42
  classifications: [music]
  approxLocation: {{city: {{placeId: p-1, name: Springfield, countryCode: US}}}}
"""
Row = tuple[str, datetime, str]


def rows() -> list[Row]:
    return [
        (f"R{number:03d}", FIRST + timedelta(days=number % 60, minutes=number), f"Äct № {number}")
        for number in range(200)
    ]


def write_csv(path: Path, shown: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Ref", "Date", "Time", "Act"])
        writer.writerows(
            [ref, f"{start:%d/%m/%Y}", f"{start:%H:%M}", act] for ref, start, act in shown
        )


def write_xlsx(path: Path, shown: list[Row]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ref", "Date", "Time", "Act"])
    for ref, start, act in shown:
        sheet.append([ref, start.date(), start.time(), act])
    book.save(path)


def write_ics(path: Path, shown: list[Row]) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for ref, start, act in shown:
        end = start + timedelta(hours=2)
        lines += [
            "BEGIN:VEVENT", f"UID:{ref}@example.org", f"SUMMARY:{act}", "DTSTAMP:20260101T000000Z",
            f"DTSTART;TZID=America/New_York:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=America/New_York:{end:%Y%m%dT%H%M%S}", "END:VEVENT",
        ]  # fmt: skip
    path.write_bytes("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())


KINDS: dict[str, tuple[Callable[[Path, list[Row]], None], str]] = {
    "csv": (write_csv, TABLE.format(file="hall.csv", start="{from: \"{Date} {Time}\", format: '%d/%m/%Y %H:%M'}")),
    "xlsx": (write_xlsx, TABLE.format(file="hall.xlsx", start='{from: "{Date} {Time}"}')),
    "ics": (write_ics, FEED.format(file="hall.ics")),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


def run(folder: Path, kind: str, shown: list[Row], sandbox: RunningSandbox) -> Result:
    write, mapping = KINDS[kind]
    for name in ("mappings", "state"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write(folder / f"hall.{kind}", shown)
    (folder / "mappings" / "hall.yaml").write_text(mapping, "utf-8")
    return execute(
        Job(
            folder / "mappings" / "hall.yaml",
            api=sandbox.base_url,
            environ={"PINNED_EVENTS_API_KEY": "k"},
            clock=NOW.timestamp,
        )
    )


def events(sandbox: RunningSandbox) -> list[dict[str, Any]]:
    found = sandbox.state("events")["events"]
    assert isinstance(found, list)
    return [event["payload"] for event in found]


def keys(sandbox: RunningSandbox) -> set[str]:
    log = sandbox.state("log")["log"]
    assert isinstance(log, list)
    return {entry["idempotency_key"] for entry in log if entry.get("idempotency_key")}


def test_every_row_becomes_one_event_with_the_offset_of_its_zone_at_that_instant(
    kind: str, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    result = run(tmp_path, kind, rows(), sandbox)
    assert (result.counts["created"], result.exit_code, result.issues) == (200, 0, [])
    held = {(event["title"], event["startAt"], event["timezone"]) for event in events(sandbox)}
    assert held == {
        (act, start.replace(tzinfo=ZONE).isoformat(), "America/New_York")
        for _, start, act in rows()
    }
    assert len(events(sandbox)) == 200


def test_the_second_run_writes_nothing_and_neither_does_one_after_shuffling(
    kind: str, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    run(tmp_path, kind, rows(), sandbox)
    again = run(tmp_path, kind, rows(), sandbox)
    assert (again.counts["unchanged"], again.requests) == (200, 0)
    shuffled = rows()
    random.Random(5).shuffle(shuffled)
    again = run(tmp_path, kind, shuffled, sandbox)
    assert (again.counts["unchanged"], again.requests) == (200, 0)


def test_a_fresh_state_gives_the_same_keys(kind: str, tmp_path: Path) -> None:
    found = []
    for folder in ("here", "elsewhere"):
        shown = rows() if folder == "here" else rows()[::-1]
        with running_sandbox() as sandbox:
            run(tmp_path / folder, kind, shown, sandbox)
            found.append(keys(sandbox))
    assert found[0] == found[1]
    assert len(found[0]) == 200


def test_a_changed_row_changes_its_event_and_no_other(
    kind: str, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    run(tmp_path, kind, rows(), sandbox)
    changed = rows()
    changed[7] = (changed[7][0], changed[7][1], "Another act")
    result = run(tmp_path, kind, changed, sandbox)
    assert (result.counts["updated"], result.counts["unchanged"], result.exit_code) == (1, 199, 0)
    titles = sorted(event["title"] for event in events(sandbox))
    assert titles == sorted(act for _, _, act in changed)


def test_a_plan_says_what_a_run_would_do_and_leaves_no_state(
    kind: str, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    write, mapping = KINDS[kind]
    (tmp_path / "mappings").mkdir()
    write(tmp_path / f"hall.{kind}", rows())
    path = tmp_path / "mappings" / "hall.yaml"
    path.write_text(mapping, "utf-8")
    result = execute(Job(path, dry_run=True, environ={}, clock=NOW.timestamp))
    assert (result.counts["created"], result.exit_code) == (200, 0)
    assert not (tmp_path / "state").exists()
    assert events(sandbox) == []
