"""A community centre with one calendar feed, imported on one night after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from importer.pipeline import Job, execute
from importer.reports.document import Result
from importer.sandbox import RunningSandbox, SandboxConfig, running_sandbox

ZONE = ZoneInfo("America/New_York")
FIRST_NIGHT = datetime(2026, 10, 5, 3, tzinfo=ZONE)  # a Monday; the clocks change on 1 November
MAPPING = """
name: centre
source: {location: ../centre.ics, window: {past: 1d, future: 42d}}
event:
  channelId: 42
  classifications: [community]
  approxLocation: {city: {placeId: p-1, name: Springfield, countryCode: US}}
  status: published
when_removed: draft
guard: {max_removed: 100%, max_changed: 100%}
"""
Shown: TypeAlias = list[tuple[str, str, str]]


@dataclass
class Centre:
    """A project, the platform it publishes on, and the clock of both."""

    folder: Path
    platform: RunningSandbox
    now: datetime = FIRST_NIGHT
    environ: dict[str, str] = field(default_factory=dict)

    def night(self, *entries: str, head: str = "", later: timedelta = timedelta(days=1)) -> Result:
        """Import a feed of these entries, then let the time until the next night pass."""
        (self.folder / "centre.ics").write_bytes(calendar_of(*entries, head=head))
        result = self.run()
        self.now += later
        return result

    def run(self, **asked: Any) -> Result:
        """One run as things are; the platform's log begins anew. asked: further fields of the Job."""
        self.platform.control(clear_log=True)
        environ = {"PINNED_EVENTS_API_KEY": "k", **self.environ}
        mapping = self.folder / "mappings" / "centre.yaml"
        api, clock = self.platform.base_url, self.now.timestamp
        return execute(Job(mapping, api=api, environ=environ, clock=clock, **asked))

    def payloads(self) -> dict[int, dict[str, Any]]:
        events: Any = self.platform.state("events")["events"]
        return {event["id"]: event["payload"] for event in events}

    def shown(self) -> Shown:
        """Title, local start as `10-06 19:00`, and status of every event, sorted."""
        return sorted(
            (event["title"], f"{_start(event):%m-%d %H:%M}", event["status"])
            for event in self.payloads().values()
        )

    def event(self, day: str) -> int:
        """The id of the one event that starts on this day, such as `10-06`."""
        (found,) = [n for n, event in self.payloads().items() if f"{_start(event):%m-%d}" == day]
        return found

    def writes(self) -> list[str]:
        """Routes of the requests that were to change something since the last night began."""
        log: Any = self.platform.state("log")["log"]
        return [entry["route"] for entry in log if entry["method"] != "GET"]


def calendar_of(*entries: str, head: str = "") -> bytes:
    """A calendar file; an entry is the lines between BEGIN:VEVENT and END:VEVENT."""
    wrapped = (f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT" for entry in entries)
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", *filter(None, [head]), *wrapped, "END:VCALENDAR\n"]
    return "\n".join(parts).replace("\n", "\r\n").encode()


def _start(payload: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(payload["startAt"])


@contextmanager
def running_centre(folder: Path, mapping: str = MAPPING) -> Iterator[Centre]:
    """A centre in an empty folder, whose platform goes by its clock."""
    for name in ("mappings", "state"):
        (folder / name).mkdir(parents=True)
    (folder / "mappings" / "centre.yaml").write_text(mapping, "utf-8")
    clocks = [FIRST_NIGHT.timestamp]
    with running_sandbox(SandboxConfig(clock=lambda: clocks[-1]())) as platform:
        centre = Centre(folder, platform)
        clocks.append(lambda: centre.now.timestamp())
        yield centre
