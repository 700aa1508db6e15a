"""The first import of the README, run as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.cli.project import KEY, Project, requests

README = Path(__file__).resolve().parents[2] / "README.md"
ADDRESS = "http://127.0.0.1:8787"


def first_import() -> list[tuple[str, str]]:
    """(language, content) of each block of the section, in order."""
    text = README.read_text("utf-8")
    section = text.partition("## Your first import")[2].partition("\n## ")[0]
    return re.findall(r"^```(\w+)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def edits(lines: str) -> str:
    """A shell command that puts these lines in the place of the CHANGE-ME lines of their keys."""
    commands = []
    for line in lines.splitlines():
        key = line.strip().partition(":")[0]
        commands += ["-e", shlex.quote(f"s|^ *{key}:.*CHANGE-ME.*|{line}|")]
    return f"sed -i.bak {' '.join(commands)} mappings/*.yaml\n"


def test_the_first_import_of_the_readme_works_as_written(project: Project, tmp_path: Path) -> None:
    clone = tmp_path / "clone"  # where a reader stands is a project of its own: it has `state/`
    (clone / "state").mkdir(parents=True)
    blocks = first_import()
    assert [language for language, _ in blocks] == ["bash", "bash", "yaml", "bash", "text"]
    (_, sandbox), (_, init), (_, filled_in), (_, send), (_, shown) = blocks
    assert sandbox == "importer sandbox --port 8787\n"
    script = f"{init}{edits(filled_in)}{send}".replace(ADDRESS, project.platform.base_url)
    assert script.count(project.platform.base_url) == 1
    bin_folder = Path(sys.executable).parent
    environ = project.environ(PINNED_EVENTS_API_KEY=None, PINNED_EVENTS_BASE_URL=None)
    done = subprocess.run(
        ["bash", "-eu"],
        input=script,
        cwd=clone,
        env={**environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    at = [said.index(line) for line in shown.splitlines()]
    assert at == sorted(at)
    assert sorted(path.name for path in clone.iterdir()) == ["first-import", "state"]
    assert project.titles() == ["Harbour Songs", "Morning Market", "Night Walk"]
    assert KEY not in done.stdout + done.stderr


def test_the_sandbox_of_the_readme_prints_its_address_first(project: Project) -> None:
    with project.start("sandbox", "--port", "0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert requests(project.platform) == []
