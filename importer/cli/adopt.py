"""`importer adopt`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from importer.cli.common import Common, print_json, with_common
from importer.cli.run import MAPPING, SOURCE

if TYPE_CHECKING:
    from importer.pipeline.adopting import Adoption

SHOWN = 10


@click.command()
@MAPPING
@SOURCE
@click.option(
    "--same-source", is_flag=True, help="The mapping file was moved; it is the same source."
)
@with_common
def adopt(common: Common, mapping: Path, source: str | None, same_source: bool) -> None:
    """Take over events that are on the platform already, instead of creating them again.

    For a lost or new state. Sends nothing; shows what it found and asks before it records anything.
    """
    from importer.pipeline import Job
    from importer.pipeline.adopting import adopt as find

    job = Job(mapping, source, state=common.state, api=common.api, same_source=same_source)
    found = find(job, lambda adoption: _confirmed(adoption, common))
    if common.as_json:
        print_json(_document(found))
    else:
        if not found.matched:
            _show(found)
        if found.adopted:
            click.echo(f"Taken over: {len(found.matched)}.")
    sys.exit(found.exit_code)


def _confirmed(found: Adoption, common: Common) -> bool:
    """Asks on a terminal only: a script that calls adopt has decided."""
    if not common.as_json:
        _show(found)
    if sys.stdin.isatty() and sys.stdout.isatty() and not common.as_json:
        return click.confirm(
            f"Record these {len(found.matched)} events as published by this source?"
        )
    return True


def _show(found: Adoption) -> None:
    click.echo(f"{_rows(len(found.matched))} on the platform already")
    for key, event in found.matched[:SHOWN]:
        click.echo(f"  {key} = event {event.event_id} {event.title!r}")
    if len(found.matched) > SHOWN:
        click.echo(f"  … and {len(found.matched) - SHOWN} more")
    click.echo(f"{_rows(len(found.doubtful))} in doubt: left as they are")
    for key, events in found.doubtful[:SHOWN]:
        maybe = ", ".join(f"event {event.event_id} {event.title!r}" for event in events[:3])
        click.echo(f"  {key}: maybe {maybe}")
    click.echo(f"{_rows(found.new)} not there; the next run creates them")
    if found.rejected:
        click.echo(f"{_rows(found.rejected)} wrong, and not looked for: see `importer plan`")
    click.echo(f"Other events in these channels, left alone: {len(found.strangers)}")
    for event in found.strangers[:SHOWN]:
        click.echo(f"  event {event.event_id} {event.title!r}")


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"


def _document(found: Adoption) -> dict[str, object]:
    return {
        "matched": [{"id": key, "event": event.event_id} for key, event in found.matched],
        "doubtful": [
            {"id": key, "events": [event.event_id for event in events]}
            for key, events in found.doubtful
        ],
        "strangers": [event.event_id for event in found.strangers],
        "new": found.new,
        "rejected": found.rejected,
        "adopted": len(found.matched) if found.adopted else 0,
        "exit_code": found.exit_code,
    }
