"""A sandbox to send to, and a small project that sends there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.sandbox import RunningSandbox, SandboxConfig, running_sandbox
from tests.cli.project import HALL, MAPPING, PROGRAMME, Project


@pytest.fixture
def platform() -> Iterator[RunningSandbox]:
    with running_sandbox(SandboxConfig()) as sandbox:
        yield sandbox


@pytest.fixture
def project(tmp_path: Path, platform: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Three events in a CSV file, not imported yet."""
    project = Project(tmp_path / "project", platform, monkeypatch)
    project.write("mappings/hall.yaml", MAPPING)
    project.write("programme.csv", PROGRAMME)
    return project


@pytest.fixture
def published(project: Project) -> Project:
    """The same project after its first import; the platform's log begins anew."""
    assert project.importer("run", HALL).code == 0
    project.platform.control(clear_log=True)
    return project
