"""A small project, a sandbox to send to, and the console command run in this process or its own."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from importer.cli.main import run
from importer.sandbox import RunningSandbox

KEY = "pk_live_Zr4Vq81mXw0T"

PROGRAMME = """\
Ref,Act,Date,Doors,Kind,Hall
101,Low Orchard,12/06/2091,20:00,Gig,Main hall
102,Paper Weather,13/06/2091,19:30,Gig,Main hall
103,The Tin Choir,14/06/2091,11:00,Family,Foyer
"""

MAPPING = """\
name: hall
source: {location: ../programme.csv}
identity: [Ref]
event:
  channelId: 42
  title: "{Act}"
  startAt: {from: "{Date} {Doors}", format: '%d/%m/%Y %H:%M'}
  timezone: America/New_York
  classifications: {from: "{Kind}", map: {Gig: music, Family: kids}}
  approxLocation: {city: {placeId: place-nyc, name: New York, countryCode: US}}
  locationName: "{Hall}"
"""

TITLES = ["Low Orchard", "Paper Weather", "The Tin Choir"]
HALL = "mappings/hall.yaml"


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def result(self) -> dict[str, Any]:
        """The one JSON document on stdout; fails when there is anything else."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def codes(self) -> list[str]:
        return [issue["code"] for issue in self.result["issues"]]


@dataclass
class Project:
    """A folder with one mapping and its programme; `HALL` names `../programme.csv`."""

    folder: Path
    platform: RunningSandbox
    patch: pytest.MonkeyPatch

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def environ(self, **changes: str | None) -> dict[str, str]:
        """The machine's environment with this project's key and platform; None takes one out."""
        ours = {"PINNED_EVENTS_API_KEY": KEY, "PINNED_EVENTS_BASE_URL": self.platform.base_url}
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PINNED_", "IMPORTER_", "NO_COLOR", "COVERAGE"))
        }
        merged = {**clean, **ours, **changes}
        return {name: value for name, value in merged.items() if value is not None}

    def importer(self, *args: str | Path, **environ: str | None) -> Done:
        """The console command, in this process."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in "12")
        code: object = 0
        signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        with self.patch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["importer", *map(str, args)])
            patch.setattr(os, "environ", self.environ(**environ))
            patch.chdir(self.folder)
            try:
                run()
            except SystemExit as ending:
                code = ending.code
            finally:
                for number, handler in signals.items():
                    signal.signal(number, handler)
        assert isinstance(code, int)
        return Done(code, _text(out), _text(err))

    def start(
        self, *args: str | Path, environ: Mapping[str, str | None] | None = None, **popen: Any
    ) -> subprocess.Popen[str]:
        """The console command, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "importer", *map(str, args)],
            **{
                "cwd": self.folder,
                "env": self.environ(**(environ or {})),
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                "text": True,
                **popen,
            },
        )

    def started(
        self, *args: str | Path, environ: Mapping[str, str | None] | None = None, **popen: Any
    ) -> Done:
        """The console command in a process of its own, awaited."""
        with self.start(*args, environ=environ, **popen) as process:
            out, err = process.communicate(timeout=60)
        return Done(process.returncode, out or "", err or "")

    def titles(self) -> list[str]:
        """Titles of the events that the platform holds."""
        events: Any = self.platform.state("events")["events"]
        return sorted(event["payload"]["title"] for event in events)

    def writes(self) -> list[Any]:
        """Requests that reached the platform and were meant to change something there."""
        return [entry for entry in requests(self.platform) if entry["method"] != "GET"]

    def refuses(self, done: Done, code: int, *words: str) -> None:
        """One clear message and this exit code; nothing was sent, and a good run afterwards finds all as it was."""
        assert done.code == code, done.said
        for each in words:
            assert done.said.count(each) == 1, (each, done.said)
        assert "Traceback" not in done.said
        assert self.writes() == []
        self.put_right()
        after = self.importer("run", HALL, "--json")
        assert (after.code, after.result["unchanged"]) == (0, 3), after.said
        assert (self.writes(), self.titles()) == ([], TITLES)

    def put_right(self) -> None:
        """The files as they were before a test spoilt them."""
        self.write(HALL, MAPPING)
        self.write("programme.csv", PROGRAMME)
        (self.folder / "importer.toml").unlink(missing_ok=True)


def requests(platform: RunningSandbox) -> list[Any]:
    """Every request that reached this platform since its log began."""
    log: Any = platform.state("log")["log"]
    return list(log)


def filled_in(mapping: str, lines: Iterable[str]) -> str:
    """What a person does after `init`: these lines in place of the CHANGE-ME lines of the same key."""
    for line in lines:
        key = line.strip().partition(":")[0]
        mapping, times = re.subn(
            rf"^( *){key}:.*CHANGE-ME.*$", rf"\1{line.strip()}", mapping, flags=re.MULTILINE
        )
        assert times == 1, f"{line} fits {times} lines"
    return mapping


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()
