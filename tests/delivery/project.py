"""A small project on disk, run against a sandbox as a user would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from importer.pipeline import Job, execute
from importer.reports.document import Result
from importer.sandbox import RunningSandbox

MAPPING = """
name: shows
source: {location: ../shows.csv}
identity: [Ref]
event:
  channelId: 42
  title: "{Title}"
  startAt: {from: "{Date} {Start}", format: '%d/%m/%Y %H:%M'}
  timezone: America/New_York
  classifications: [music]
  approxLocation: {city: {placeId: p-1, name: Springfield, countryCode: US}}
  description: "{Blurb}"
  status: published
"""
KEY = "secret-key-of-the-test"


@dataclass
class Project:
    """Rows in a CSV, a mapping, a state. in_progress_s, succeeded_s: as the sandbox has them."""

    folder: Path
    base_url: str
    in_progress_s: float = 0.4
    succeeded_s: float = 4.0
    mapping: str = MAPPING
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    clock: Any = None

    def __post_init__(self) -> None:
        for name in ("mappings", "state"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.mapping_path.write_text(self.mapping, "utf-8")
        self.write()

    @property
    def mapping_path(self) -> Path:
        return self.folder / "mappings" / "shows.yaml"

    @property
    def state(self) -> Path:
        return self.folder / "state" / "importer.db"

    def restore(self, state: bytes) -> None:
        """Put a state back that was read from `state` when no run was going on."""
        for file in self.state.parent.iterdir():  # what lies beside it belongs to the other one
            file.unlink()
        self.state.write_bytes(state)

    def add(self, count: int, *, first: int = 0) -> None:
        for number in range(first, first + count):
            self.rows[f"R{number:04d}"] = {
                "Date": f"{1 + number % 28:02d}/06/2032",
                "Start": f"{17 + number % 6}:30",
                "Title": f"Show number {number}",
                "Blurb": "",
            }
        self.write()

    def write(self) -> None:
        lines = ["Ref,Date,Start,Title,Blurb"]
        lines += [
            f"{ref},{row['Date']},{row['Start']},{row['Title']},{row['Blurb']}"
            for ref, row in self.rows.items()
        ]
        (self.folder / "shows.csv").write_text("\n".join(lines) + "\n", "utf-8")

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PINNED_EVENTS_API_KEY": KEY,
            "PINNED_EVENTS_BASE_URL": self.base_url,
            "IMPORTER_IN_PROGRESS_WINDOW": f"{self.in_progress_s}s",
            "IMPORTER_SUCCEEDED_WINDOW": f"{self.succeeded_s}s",
        }

    def run(self, **options: Any) -> Result:
        """One run in this process."""
        if self.clock is not None:
            options.setdefault("clock", self.clock)
        return execute(Job(self.mapping_path, environ=self.environ, **options))

    def start(self, mapping: Path | None = None) -> subprocess.Popen[str]:
        """One run as a process of its own; its result document is on stdout."""
        return subprocess.Popen(
            [sys.executable, "-m", "importer", "run", str(mapping or self.mapping_path), "--json"],
            env={**os.environ, **self.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def result_of(process: subprocess.Popen[str]) -> Mapping[str, Any]:
    out, err = process.communicate(timeout=60)
    assert out, err
    document: Mapping[str, Any] = json.loads(out)
    return document


def held(sandbox: RunningSandbox) -> Counter[str]:
    """Title -> how many events of it the platform holds."""
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    return Counter(event["payload"]["title"] for event in events)


def wanted(project: Project) -> Counter[str]:
    return Counter(row["Title"] for row in project.rows.values())
