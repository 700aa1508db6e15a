"""`importer demo`, as a stranger sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_the_demo_imports_three_sources_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "importer", "demo"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (
        "141 events are on the platform, each once. The second time nothing was sent."
        in done.stdout
    )
    for name in ("riverside-hall", "city-guide", "community-centre"):
        assert done.stdout.count(name) >= 2
    assert list(tmp_path.iterdir()) == []


def test_the_demo_can_speak_json(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "importer", "demo", "--json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    document = json.loads(done.stdout)
    assert [run["created"] for run in document["runs"]] == [44, 47, 50, 0, 0, 0]
    assert [run["requests"] for run in document["runs"][3:]] == [0, 0, 0]
