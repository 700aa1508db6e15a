"""`importer demo`: the whole way once, on this machine only, leaving nothing behind."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from importer.cli.common import Common, print_json, with_common

if TYPE_CHECKING:
    from importer.reports.document import Result

SOURCES = ("riverside-hall", "city-guide", "community-centre")
NOW = datetime.fromisoformat("2026-09-14T09:00:00+02:00")
"""The samples are dated from this moment on, so the demo looks the same on any day."""
EXPECTED_CODES = {0, 1}
Say: TypeAlias = Callable[[str], None]


@click.command()
@click.option(
    "--keep", is_flag=True, help="Leave the sandbox running to look at it; Ctrl-C ends it."
)
@with_common
def demo(common: Common, keep: bool) -> None:
    """Import three samples (XLSX, CSV, iCal) into a local sandbox, then again: nothing is sent twice."""
    from importer.sandbox import SandboxConfig, running_sandbox

    with running_sandbox(SandboxConfig()) as platform, _copied_project() as project:
        say: Say = (lambda _: None) if common.as_json else click.echo
        say(f"A sandbox stands in for the platform at {platform.base_url}\n")
        first = [_run(project, name, platform.base_url) for name in SOURCES]
        _show("First import", first, say, whole=True)
        held = len(_events(platform.state("events")))
        second = [_run(project, name, platform.base_url) for name in SOURCES]
        _show("The same again", second, say, whole=False)
        again = len(_events(platform.state("events")))
        failed = _verdict(first, second, held, again, say)
        if common.as_json:
            print_json({"runs": [result.document() for result in [*first, *second]], "held": again})
        elif keep and not failed:
            _wait(platform.base_url)
    sys.exit(1 if failed else 0)


def _run(project: Path, name: str, base_url: str) -> Result:
    from importer.pipeline import Job, execute

    return execute(
        Job(
            project / "mappings" / f"{name}.yaml",
            api=base_url,
            state=str(project / "state" / "importer.db"),
            environ={"PINNED_EVENTS_API_KEY": "demo"},
            clock=NOW.timestamp,
        )
    )


def _show(title: str, results: list[Result], say: Say, *, whole: bool) -> None:
    from importer.reports.console import Paint, summary

    paint = Paint.of(sys.stdout, dict(os.environ))
    say(paint(title, "1"))
    for result in results:
        text = summary(result, paint)
        say(text if whole else "\n".join(text.splitlines()[:3]))
        say("")


def _events(state: dict[str, object]) -> list[object]:
    events = state["events"]
    assert isinstance(events, list)
    return events


def _verdict(first: list[Result], second: list[Result], held: int, again: int, say: Say) -> bool:
    """Say in one sentence what was shown; True if it was not what the importer promises."""
    created = sum(result.counts["created"] for result in first)
    written = sum(result.counts["created"] + result.counts["updated"] for result in second)
    codes = {result.exit_code for result in [*first, *second]}
    if created != held or written or again != held or not codes <= EXPECTED_CODES:
        say(
            f"Something is wrong: {created} created, {held} held, then {written} written, {again} held."
        )
        return True
    say(f"{created} events are on the platform, each once. The second time nothing was sent.")
    say("The one row rejected is broken on purpose; nothing else was held up by it.")
    return False


@contextmanager
def _copied_project() -> Iterator[Path]:
    """Samples and mappings in a temporary project, so that the demo leaves no state behind."""
    with tempfile.TemporaryDirectory(prefix="importer-demo-") as folder:
        project = Path(folder)
        for name in ("mappings", "samples"):
            shutil.copytree(_data(name), project / name)
        (project / "state").mkdir()
        yield project


def _data(name: str) -> Path:
    """Inside an installed package, else beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "demo_data" / name
    return installed if installed.is_dir() else package.parent / name


def _wait(base_url: str) -> None:
    import threading

    click.echo(f"\nLook at it: {base_url}   (Ctrl-C ends it)")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("")
