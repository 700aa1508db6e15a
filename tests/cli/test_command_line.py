"""What every command has in common: options, output for people and for scripts, and a quick --help."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.project import HALL, KEY, PROGRAMME, TITLES, Done, Project

COLOUR = re.compile(r"\x1b\[\d+(?:;\d+)*m")
HEAVY = {
    "aiohttp", "dateutil", "httpx", "icalendar", "openpyxl", "orjson", "pandas", "pydantic",
    "python_calamine", "recurring_ical_events", "rich", "sqlalchemy", "yaml",
}  # fmt: skip
RESULT = {
    "run", "source", "mapping", "dry_run", "rows", "created", "updated", "unchanged", "rejected",
    "removed", "unsettled", "deferred", "skipped", "seconds", "requests", "rate_limited",
    "exit_code", "issues",
}  # fmt: skip
ISSUE = {
    "code", "message", "location", "row", "column", "value", "field", "suggestion", "request_id",
}  # fmt: skip


# -- wrong usage -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["rum", HALL], "There is no command 'rum'. Did you mean 'run'?"),
        (["publish", HALL], "There is no command 'publish'. See importer --help."),
        (["run", HALL, "--jsno"], "No such option '--jsno'. Did you mean '--json'?"),
        (["run"], "Missing argument 'MAPPING'"),
        (["run", HALL, "--allow", "all"], "'all' is not one of 'removals'"),
        (["run", HALL, "--limit", "some"], "'some' is not a valid integer"),
        (["plan", HALL, "programme.csv", "more.csv"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_explained_and_nothing_is_sent(
    args: list[str], words: str, published: Project
) -> None:
    done = published.importer(*args)
    assert done.err.startswith("Usage: importer ")
    published.refuses(done, 2, words)


# -- --help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["--version"]])
def test_help_answers_without_loading_anything_heavy(args: list[str]) -> None:
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "importer", *args],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in traced.stderr.splitlines()
    }
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_help_lists_every_command_and_each_has_a_help_of_its_own(project: Project) -> None:
    from importer.cli.main import COMMANDS

    listed = project.importer("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", listed, re.MULTILINE), name
        one = project.importer(name, "--help")
        assert (one.code, one.out.startswith(f"Usage: importer {name}")) == (0, True)


# -- output ----------------------------------------------------------------------------------------


def test_common_options_stand_before_or_after_the_command(project: Project) -> None:
    before = project.importer("--json", "--state", "one.db", "plan", HALL)
    after = project.importer("plan", HALL, "--state", "one.db", "--json")
    assert before.result["created"] == after.result["created"] == 3
    project.importer("--state", "ignored.db", "run", HALL, "--state", "used.db")
    assert ((project.folder / "used.db").exists(), (project.folder / "ignored.db").exists()) == (
        True,
        False,
    )


def test_quiet_says_nothing_when_all_is_well(project: Project) -> None:
    done = project.importer("run", HALL, "--quiet")
    assert (done.code, done.said) == (0, "")


def test_quiet_still_says_what_is_wrong(project: Project) -> None:
    project.write("programme.csv", PROGRAMME.replace("13/06/2091", "31/06/2091"))
    done = project.importer("run", HALL, "--quiet")
    assert (done.code, "31/06/2091" in done.out) == (1, True)


def test_quiet_still_says_that_a_source_collapsed(published: Project) -> None:
    """Its rows are only reported as gone, which alone is no reason for another exit code."""
    rows = "".join(f"{ref},Act {ref},12/06/2091,20:00,Gig,Foyer\n" for ref in range(201, 208))
    published.write("programme.csv", PROGRAMME + rows)
    assert published.importer("run", HALL, "--quiet").said == ""
    published.write("programme.csv", PROGRAMME)
    done = published.importer("run", HALL, "--quiet")
    assert (done.code, "7 of 10 known events are gone" in done.out) == (0, True)


def test_verbose_shows_each_issue_by_itself(project: Project) -> None:
    project.write("programme.csv", PROGRAMME.replace("Gig", "Talk").replace("Family", "Talk"))
    assert project.importer("plan", HALL).out.count("cell.not_in_map") == 1
    assert project.importer("plan", HALL, "--verbose").out.count("cell.not_in_map") == 3


def test_a_report_folder_gets_the_document_and_the_summary(project: Project) -> None:
    result = project.importer("run", HALL, "--report", "reports/new", "--json").result
    folder = project.folder / "reports/new"
    kept = {path.suffix: path for path in folder.iterdir()}
    assert {path.stem for path in kept.values()} == {f"hall-{result['run']}"}
    assert json.loads(kept[".json"].read_text()) == result
    assert kept[".txt"].read_text().splitlines()[1].strip() == "3 created, 0 updated, 0 unchanged"
    assert {path.stat().st_mode & 0o777 for path in kept.values()} == {0o600}


def test_a_report_folder_that_cannot_be_made_stops_the_run_before_it_sends(
    published: Project,
) -> None:
    done = published.importer("run", HALL, "--report", "programme.csv/reports")
    published.refuses(done, 2, "The folder programme.csv/reports for reports cannot be made")


# -- --json ----------------------------------------------------------------------------------------


def test_every_exit_code_comes_with_exactly_one_document(project: Project) -> None:
    for code, done in enough_for_every_code(project):
        document = json.loads(done.out)  # fails for two documents, or words beside one
        assert (done.code, document["exit_code"]) == (code, code), done.said
        assert set(document) >= RESULT
        assert all(set(issue) == ISSUE for issue in document["issues"])
        assert document["issues"] or code == 0
        assert "Traceback" not in done.said


def enough_for_every_code(project: Project) -> Iterator[tuple[int, Done]]:
    yield 0, project.importer("run", HALL, "--json")
    project.write("programme.csv", PROGRAMME.replace("13/06/2091", "31/06/2091"))
    yield 1, project.importer("run", HALL, "--json")
    project.write("programme.csv", "")
    yield 2, project.importer("run", HALL, "--json")
    yield 2, project.importer("run", HALL, "--json", "--no-such-option")
    yield 2, project.importer("--json", "run", "no.yaml")
    project.write("programme.csv", PROGRAMME)
    yield 3, project.importer("run", HALL, "--json", PINNED_EVENTS_API_KEY=None)
    project.write("programme.csv", PROGRAMME.splitlines()[0])
    yield 4, project.importer("run", HALL, "--json")
    project.write("programme.csv", PROGRAMME.replace("Low Orchard", "High Orchard"))
    yield 75, project.importer("run", HALL, "--json", "--max-seconds", "0")
    with sqlite3.connect(project.folder / "state/importer.db") as state:
        state.execute("DROP TABLE intents")  # nobody's fault but ours: a state no version has made
    state.close()
    project.patch.setattr(tempfile, "tempdir", str(project.folder))  # for the report of the bug
    yield 70, project.importer("run", HALL, "--json")


def test_a_bug_is_one_sentence_and_a_report_without_key_or_cells(project: Project) -> None:
    *_, (code, done) = enough_for_every_code(project)
    path = Path(done.result["stopped"].partition("report it with ")[2].partition(",")[0])
    report = path.read_text()
    assert (code, "OperationalError" in report, "run.py" in report) == (70, True, True)
    assert [each for each in (KEY, *TITLES, "place-nyc") if each in report] == []


# -- terminals -------------------------------------------------------------------------------------


def on_a_terminal(project: Project, **environ: str) -> str:
    """What `run` writes to a terminal."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", 0) as screen:
        process = project.start(
            "run", HALL, environ={"TERM": "xterm", **environ}, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        shown = b""
        while block := _read(screen.fileno()):
            shown += block
        process.wait(30)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other end is closed
        return b""


def test_a_terminal_gets_colours_and_no_color_takes_them_out(project: Project) -> None:
    assert COLOUR.search(on_a_terminal(project))
    plain = on_a_terminal(project, NO_COLOR="1")
    assert "3 unchanged" in plain
    assert not COLOUR.search(plain)


def test_a_pipe_gets_no_colours(project: Project) -> None:
    done = project.started("run", HALL)
    assert (done.code, "\x1b" in done.said) == (0, False)


def test_a_reader_that_goes_away_is_no_error(project: Project) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as nobody:
        done = project.started("run", HALL, stdout=nobody)
    assert (done.code, done.err, project.titles()) == (0, "", TITLES)


def test_a_cell_cannot_steer_the_terminal(project: Project) -> None:
    project.write("programme.csv", PROGRAMME.replace("13/06/2091", "\x1b[2J\x07"))
    done = project.importer("run", HALL)
    assert (done.code, "\x1b" in done.said, "\x07" in done.said) == (1, False, False)
