"""`importer settle`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from importer.cli.common import Common, print_json, with_common
from importer.cli.status import open_state

if TYPE_CHECKING:
    from importer.pipeline.settling import SettledSource
    from importer.store import Store


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
    with open_state(common) as store:
        if assume is not None:
            _take_word(store, common, name, assume, event_id)
        else:
            _look(store, common, name)


def _take_word(
    store: Store, common: Common, name: str | None, assume: tuple[str, str], event_id: str | None
) -> None:
    from importer.errors import UsageError
    from importer.pipeline import settling

    word, record = assume
    if word not in ("created", "missing"):
        raise UsageError(f"--assume {word}: say created or missing, then the record's id")
    created = word == "created"
    words = settling.assume(store, name, record, created=created, event_id=event_id)
    if common.as_json:
        print_json({"id": record, "assumed": word, "message": words, "exit_code": 0})
    else:
        click.echo(words)


def _look(store: Store, common: Common, name: str | None) -> NoReturn:
    from importer.pipeline import Job, settling
    from importer.settings import find_project_from, load

    named = common.state or os.environ.get("IMPORTER_STATE")
    folder = Path.cwd() if named else find_project_from(Path.cwd())
    settings = load(folder, os.environ, state=common.state, api=common.api)
    done = settling.settle(Job(Path()), settings, store, name)
    code = max((each.exit_code for each in done), default=0)
    if common.as_json:
        print_json({"sources": [_document(each) for each in done], "exit_code": code})
    elif not done:
        click.echo("Nothing is in doubt.")
    else:
        click.echo("\n".join(line for each in done for line in _lines(each)))
    sys.exit(code)


def _document(each: SettledSource) -> dict[str, object]:
    from importer.keys import shown

    return {
        "name": each.name,
        "found": each.found,
        "missing": each.missing,
        "in_doubt": [shown(intent.record_key) for intent in each.left.intents],
        "because": each.left.because,
    }


def _lines(each: SettledSource) -> Iterator[str]:
    from importer.keys import shown

    because = f": {each.left.because}" if each.left.because else ""
    yield (
        f"{each.name}: {each.found} found on the platform, {each.missing} missing (the next run sends them), "
        f"{len(each.left.intents)} still in doubt{because}"
    )
    for intent in each.left.intents:
        maybe = each.left.candidates.get(intent.id, ())
        events = ", ".join(f"event {event.event_id} {event.title!r}" for event in maybe[:3])
        yield f"  {shown(intent.record_key)}" + (f": maybe {events}" if events else "")
