"""`importer settle`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from importer.cli.common import Common, print_json, with_common
from importer.cli.status import open_state


@click.command()
@click.argument("name", required=False)
@click.option(
    "--assume",
    nargs=2,
    metavar="created|missing ID",
    help="A person's word for one record: it is on the platform, or it is not.",
)
@click.option("--event", "event_id", help="With --assume created: the event's id on the platform.")
@with_common
def settle(
    common: Common, name: str | None, assume: tuple[str, str] | None, event_id: str | None
) -> None:
    """Decide records whose sending got no answer, by looking at the platform."""
    from importer.errors import UsageError
    from importer.keys import shown
    from importer.pipeline import Job, settling
    from importer.settings import find_project_from, load

    with open_state(common) as store:
        if assume is not None:
            word, record = assume
            if word not in ("created", "missing"):
                raise UsageError(f"--assume {word}: say created or missing, then the record's id")
            created = word == "created"
            words = settling.assume(store, name, record, created=created, event_id=event_id)
            if common.as_json:
                print_json({"id": record, "assumed": word, "message": words, "exit_code": 0})
            else:
                click.echo(words)
            return
        named = common.state or os.environ.get("IMPORTER_STATE")
        folder = Path.cwd() if named else find_project_from(Path.cwd())
        settings = load(folder, os.environ, state=common.state, api=common.api)
        done = settling.settle(Job(Path()), settings, store, name)
    code = max((each.exit_code for each in done), default=0)
    if common.as_json:
        sources = [
            {
                "name": each.name,
                "found": each.found,
                "missing": each.missing,
                "in_doubt": [shown(intent.record_key) for intent in each.left.intents],
                "because": each.left.because,
            }
            for each in done
        ]
        print_json({"sources": sources, "exit_code": code})
        sys.exit(code)
    if not done:
        click.echo("Nothing is in doubt.")
    for each in done:
        click.echo(
            f"{each.name}: {each.found} found on the platform, {each.missing} missing (the next run sends them), "
            f"{len(each.left.intents)} still in doubt"
            + (f": {each.left.because}" if each.left.because else "")
        )
        for intent in each.left.intents:
            maybe = each.left.candidates.get(intent.id, ())
            events = ", ".join(f"event {event.event_id} {event.title!r}" for event in maybe[:3])
            click.echo(f"  {shown(intent.record_key)}" + (f": maybe {events}" if events else ""))
    sys.exit(code)
