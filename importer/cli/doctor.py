"""`importer doctor`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from importer.cli.common import Common, print_json, with_common

SIGNS = {"ok": "✓", "warning": "!", "wrong": "✗"}


@click.command()
@click.option("--profile", help="A profile of importer.toml.")
@with_common
def doctor(common: Common, profile: str | None) -> None:
    """Check key, scopes, channels, classifications, contract, state and clock; changes nothing."""
    from importer.errors import UsageError
    from importer.pipeline.checkup import check_up
    from importer.settings import find_project_from, load

    try:
        folder = find_project_from(Path.cwd())
    except UsageError:
        if common.state is None and "IMPORTER_STATE" not in os.environ:
            raise
        folder = Path.cwd()
    settings = load(folder, os.environ, state=common.state, api=common.api)
    found = check_up(settings, settings.profile(profile))
    code = next((each.exit_code for each in found if each.exit_code), 0)
    if common.as_json:
        checks = [{"mark": each.mark, "what": each.what, "message": each.words} for each in found]
        print_json({"checks": checks, "exit_code": code})
    else:
        for each in found:
            click.echo(f"{SIGNS[each.mark]} {each.what}: {each.words}")
    sys.exit(code)
