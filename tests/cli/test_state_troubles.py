"""A state that cannot be used: nothing is sent on a guess, and what was recorded stays."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.project import HALL, TITLES, Project

STATE = "state/importer.db"


def test_a_state_of_a_newer_version_is_left_untouched(published: Project) -> None:
    path = published.folder / STATE
    with sqlite3.connect(path) as state:
        state.execute("UPDATE schema_version SET version = 99")
    state.close()
    before = path.read_bytes()
    done = published.importer("run", HALL)
    assert path.read_bytes() == before
    with sqlite3.connect(path) as state:
        state.execute("UPDATE schema_version SET version = 1")
    state.close()
    published.refuses(done, 2, "was written by a newer importer (its version is 99")


def test_a_file_that_is_no_database_is_not_overwritten(published: Project) -> None:
    notes = published.write("notes.db", "Buy strings for the cello.\n" * 80)
    done = published.importer("run", HALL, "--state", notes)
    assert notes.read_text() == "Buy strings for the cello.\n" * 80
    published.refuses(done, 2, "The state file is damaged or no SQLite file")


def test_a_folder_in_place_of_the_state_is_named(published: Project) -> None:
    done = published.importer("run", HALL, "--state", "mappings")
    published.refuses(done, 2, "is a folder; name a file in it")


def test_a_state_of_another_kind_without_its_driver_says_what_to_install(
    published: Project,
) -> None:
    done = published.importer("run", HALL, "--state", "mysql+nodriver://localhost/x")
    published.refuses(done, 2, "No driver for mysql")


def test_a_locked_state_is_temporary_and_not_waited_for_beyond_the_time_given(
    published: Project,
) -> None:
    holder = sqlite3.connect(published.folder / STATE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    done = published.importer("run", HALL, "--max-seconds", "0.1")
    holder.execute("ROLLBACK")
    holder.close()
    published.refuses(done, 75, "The state is locked by another program; run again later")


def test_looking_at_the_state_does_not_make_one(project: Project) -> None:
    (project.folder / "state").mkdir()
    done = project.importer("status")
    assert (done.code, "There is no state at" in done.err) == (2, True)
    assert list((project.folder / "state").iterdir()) == []


def test_a_plan_makes_no_state(project: Project) -> None:
    done = project.importer("plan", HALL)
    assert (done.code, "3 to create" in done.out, project.writes()) == (0, True, [])
    assert not (project.folder / "state").exists()


@pytest.mark.parametrize("room", [0, 100_000, 400_000])  # at once, while planning, while sending
def test_a_full_disk_is_temporary_and_what_was_recorded_is_safe(
    room: int, published: Project
) -> None:
    """No file may grow beyond `room` bytes: the same as a disk that is full at that point."""
    acts = [f"Act {n}" for n in range(200, 350)]
    lines = [f"{act},{act},12/06/2091,20:00,Gig,Main hall" for act in acts]
    published.write("programme.csv", "\n".join(["Ref,Act,Date,Doors,Kind,Hall", *lines]))
    published.write("importer.toml", "windows = {in_progress = '1s'}")
    published.platform.control(windows="15m,1s")
    done = published.started(
        "run",
        HALL,
        "--json",
        environ={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert done.code == 75, done.said
    result = done.result
    assert "disk is full" in result["stopped"]
    counted = {name: result[name] for name in ("created", "deferred", "unsettled")}
    assert sum(counted.values()) == result["rows"]
    assert counted["created"] + counted["unsettled"] >= len(published.titles()) - 3
    assert "Traceback" not in done.said
    again = published.importer("run", HALL, "--json")
    assert again.code == 0, again.said
    assert published.titles() == sorted([*TITLES, *acts])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_does_not_lose_what_was_done(project: Project) -> None:
    with Path("/dev/full").open("w") as full:
        done = project.started("run", HALL, stdout=full)
    assert (done.code, project.titles()) == (75, TITLES)
    assert "The disk is full" in done.err
    assert "Traceback" not in done.err
    assert project.importer("run", HALL, "--json").result["unchanged"] == 3


def test_a_copy_of_the_state_put_back_publishes_nothing_twice(published: Project) -> None:
    shutil.copy(published.folder / STATE, published.folder / "before.db")
    published.write("programme.csv", (published.folder / "programme.csv").read_text() + LATER)
    assert published.importer("run", HALL).code == 0
    for rest in (published.folder / "state").iterdir():
        rest.unlink()
    shutil.copy(published.folder / "before.db", published.folder / STATE)
    done = published.importer("run", HALL, "--json")
    assert (done.code, done.codes) == (1, ["publish.possible_duplicate"])
    assert published.titles() == sorted([*TITLES, "Night Bus"])


LATER = "104,Night Bus,15/06/2091,20:00,Gig,Main hall\n"


def test_the_state_can_be_read_by_its_owner_only(published: Project) -> None:
    modes = {
        path.name: path.stat().st_mode & 0o077 for path in (published.folder / "state").iterdir()
    }
    assert modes == dict.fromkeys(modes, 0)
    assert "importer.db" in modes
