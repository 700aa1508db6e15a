"""`importer status` and `importer show`."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from importer.cli.common import Common, print_json, with_common

if TYPE_CHECKING:
    from importer.store import SourceSummary, Store


def open_state(common: Common) -> Store:
    """The state of the project around the working folder, or the one that was named.

    Raises UsageError when there is none: looking must not make an empty one.
    """
    from importer.errors import UsageError
    from importer.settings import find_project_from, load
    from importer.store import Store
    from importer.store.database import sqlite_path

    named = common.state or os.environ.get("IMPORTER_STATE")
    folder = Path.cwd() if named else find_project_from(Path.cwd())
    location = load(folder, os.environ, state=common.state).state
    path = sqlite_path(location)
    if path is not None and not path.exists():
        raise UsageError(f"There is no state at {path} yet: nothing was imported so far")
    click.echo(f"State: {location if path is None else path}", err=True)
    return Store.open(location, time.time)


@click.command()
@click.argument("name", required=False)
@with_common
def status(common: Common, name: str | None) -> None:
    """What is published of each source, what is open, and how its last run went."""
    from importer.errors import UsageError

    with open_state(common) as store:
        sources = store.history().summaries(name)
        if name is not None and not sources:
            known = (
                ", ".join(sorted({each.name for each in store.history().summaries()})) or "none yet"
            )
            raise UsageError(f"There is no source {name!r}. Known: {known}")
    if common.as_json:
        print_json({"sources": [asdict(each) for each in sources]})
        return
    for each in sources:
        click.echo("\n".join(_status_lines(each)))
    if not sources:
        click.echo("Nothing was imported so far.")


def _status_lines(each: SourceSummary) -> list[str]:
    lines = [
        f"{each.name} → {each.base_url}",
        f"  {each.published} published, {each.upcoming} of them upcoming",
    ]
    if each.in_doubt:
        lines.append(
            f"  {each.in_doubt} in doubt: sent, but nothing proves that it arrived; the next run looks"
        )
    if each.waiting:
        lines.append(f"  {each.waiting} decided and not sent yet")
    if each.refused:
        lines.append(f"  {each.refused} refused by the platform")
    if each.last_started is not None:
        lines.append(f"  last run {moment(each.last_started)}: {_run_words(each.last_run)}")
    return lines


def _run_words(result: dict[str, Any] | None) -> str:
    if result is None:
        return "cut off before it ended; run it again"
    counts = [
        f"{result[name]} {name}"
        for name in ("created", "updated", "unchanged", "rejected", "unsettled", "deferred")
        if result.get(name)
    ]
    return f"exit code {result['exit_code']}, " + (", ".join(counts) or "nothing to do")


def moment(seconds: float | None) -> str:
    """Epoch seconds as local time."""
    if seconds is None:
        return "never"
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M:%S %Z}"


@click.command()
@click.argument("name")
@click.argument("record")
@with_common
def show(common: Common, name: str, record: str) -> None:
    """One record's whole story: seen, hashed, sent, answered. RECORD is its id or the event's."""
    from difflib import get_close_matches

    from importer.errors import UsageError
    from importer.keys import shown

    with open_state(common) as store:
        stories = store.history().story(name, record)
        if not stories:
            near = get_close_matches(record, map(shown, store.history().near_keys(name)), 3)
            hint = f"; near: {', '.join(near)}" if near else ""
            raise UsageError(f"The source {name!r} has no record or event {record!r}{hint}")
    if common.as_json:
        print_json({"records": [_plain_story(story) for story in stories]})
        return
    for story in stories:
        click.echo("\n".join(_story_lines(story)))


def _plain_story(story: dict[str, Any]) -> dict[str, Any]:
    """As JSON can hold it: bodies as they were sent, hashes in hex."""
    from importer.errors import Location

    plain: dict[str, Any] = {
        **story,
        "place": str(Location.unpacked(story["place"])),
        "body": _body(story["body"]),
        "row_hash": story["row_hash"].hex(),
        "payload_hash": story["payload_hash"].hex(),
    }
    plain["intents"] = [
        {**intent, "body": _body(intent["body"]), "answers": json.loads(intent["answers"])}
        for intent in story["intents"]
    ]
    return plain


def _body(body: bytes | None) -> Any:
    """None where its event is over: then only hashes are kept."""
    return None if body is None else json.loads(body)


def _story_lines(story: dict[str, Any]) -> list[str]:
    from importer.errors import Location
    from importer.keys import shown

    title = json.loads(story["body"])["title"] if story["body"] else ""
    event = f"event {story['event_id']}" if story["event_id"] else "not published"
    lines = [
        f"{shown(story['key'])}  {title}".rstrip(),
        f"  on {story['base_url']}: {event}" + (", gone from there" if story["gone"] else ""),
        f"  seen {moment(story['first_seen'])} in {Location.unpacked(story['place'])}",
        f"  starts {moment(story['starts_at'])}",
        f"  row hash {story['row_hash'].hex()[:16] or '-'}, payload hash {story['payload_hash'].hex()[:16] or '-'}",
    ]
    if story["refused_because"]:
        lines.append(f"  refused: {story['refused_because']}")
    for intent in story["intents"]:
        key = f", key {intent['key'][:16]}…" if intent["key"] else ""
        lines.append(f"  {intent['action']} · {intent['state']} · run {intent['run']}{key}")
        lines.append(
            f"    decided {moment(intent['decided_at'])}, sent {moment(intent['sent_at'])}"
        )
        for at, status_code, request_id, words in json.loads(intent["answers"]):
            answer = f"answered {status_code}" if status_code else "no answer"
            request = f", request {request_id}" if request_id else ""
            lines.append(f"    {moment(at)}  {answer}: {words}{request}")
    return lines
