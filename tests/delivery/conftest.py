from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.sandbox import RunningSandbox, SandboxConfig, Windows, running_sandbox
from tests.delivery.project import Project


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(SandboxConfig(windows=Windows(4.0, 0.4), grace_s=0.4)) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, sandbox: RunningSandbox) -> Project:
    return Project(tmp_path, sandbox.base_url)
