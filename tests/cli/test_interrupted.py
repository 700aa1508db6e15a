"""Stopped in the middle: exit 75, an honest document, and a next run that finishes without repeating."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest

from tests.cli.project import HALL, Project

COUNT = 60
ACTS = [f"Act {number}" for number in range(COUNT)]
SHORT = {"IMPORTER_IN_PROGRESS_WINDOW": "1s"}


@pytest.fixture
def season(project: Project) -> Project:
    """Sixty events, sent three at a time to a platform that remembers unfinished requests for a second."""
    rows = [f"{n},{act},12/06/2091,20:00,Gig,Main hall" for n, act in enumerate(ACTS)]
    project.write("programme.csv", "\n".join(["Ref,Act,Date,Doors,Kind,Hall", *rows]))
    project.write("importer.toml", "connections = 3\n")
    project.platform.control(windows="15m,1s")
    return project


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_run_cleanly_and_the_next_one_sends_only_the_rest(
    number: signal.Signals, season: Project
) -> None:
    season.platform.control(faults="POST /events slow=100%@100ms")
    process = season.start("run", HALL, "--json", environ=SHORT)
    until_some_were_sent(season, process, 6)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    result = json.loads(out)
    assert (process.returncode, result["exit_code"], err) == (75, 75, "")
    assert 6 <= result["created"] < COUNT
    assert result["created"] + result["deferred"] + result["unsettled"] == COUNT
    assert result["created"] == len(season.titles())

    season.platform.control(faults=None)
    rest = season.importer("run", HALL, "--json", **SHORT)
    assert rest.code == 0
    assert rest.result["created"] == COUNT - result["created"]
    assert Counter(season.titles()) == Counter(ACTS)


EARLY = """
import os, signal, sys
class Early:
    def find_spec(self, name, *_):
        if name == "importer.pipeline":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Early())
from importer.__main__ import main
main()
"""


def test_a_signal_before_a_run_begins_ends_it_with_a_document_too(season: Project) -> None:
    command = [sys.executable, "-c", EARLY, "run", HALL, "--json"]
    ended = subprocess.run(command, cwd=season.folder, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.strip()) == (
        75,
        "Stopped. Nothing is lost: run it again.",
    )
    assert json.loads(ended.stdout)["exit_code"] == 75
    assert season.titles() == []


def test_a_second_signal_ends_it_at_once_and_the_next_run_looks_before_it_sends(
    season: Project,
) -> None:
    season.platform.control(faults="POST /events hang=100%")
    process = season.start("run", HALL, environ=SHORT)
    until_some_were_sent(season, process, 1)
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == -signal.SIGINT
    arrived = len(season.titles())

    season.platform.control(faults=None)
    after = season.importer("run", HALL, "--json", **SHORT)
    assert (after.code, after.result["unchanged"]) == (0, arrived)
    assert after.result["created"] == COUNT - arrived
    assert Counter(season.titles()) == Counter(ACTS)


def test_a_time_limit_stops_a_run_cleanly(season: Project) -> None:
    season.platform.control(faults="POST /events slow=100%@100ms")
    done = season.importer("run", HALL, "--json", "--max-seconds", "0.7", **SHORT)
    assert done.code == 75
    assert done.result["created"] + done.result["deferred"] == COUNT
    assert done.result["created"] == len(season.titles()) < COUNT


def test_a_limit_on_writes_is_kept_to_the_letter(season: Project) -> None:
    done = season.importer("run", HALL, "--json", "--limit", "7")
    assert (done.code, done.result["created"], done.result["deferred"]) == (75, 7, COUNT - 7)
    assert len(season.writes()) == len(season.titles()) == 7


def test_two_runs_of_one_source_do_not_overlap(season: Project) -> None:
    season.platform.control(faults="POST /events slow=100%@100ms")
    first = season.start("run", HALL, "--json", environ=SHORT)
    until_some_were_sent(season, first, 1)
    second = season.importer("run", HALL, "--json")
    assert (second.code, "is being imported by process" in second.result["stopped"]) == (75, True)
    season.platform.control(faults=None)
    out, _ = first.communicate(timeout=30)
    assert (first.returncode, json.loads(out)["created"]) == (0, COUNT)
    assert Counter(season.titles()) == Counter(ACTS)


def until_some_were_sent(project: Project, process: subprocess.Popen[str], count: int) -> None:
    """Wait until so many events are on the platform."""
    while len(project.titles()) < count:
        assert process.poll() is None, process.communicate()
        threading.Event().wait(0.01)
