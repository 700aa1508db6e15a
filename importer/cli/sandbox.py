"""`importer sandbox`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from importer.cli.common import Common, with_common


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0: a free one.")
@click.option("--rate", help="Limits, such as 600/min; see docs/sandbox.md.")
@click.option("--windows", help="What keys are remembered for: succeeded,in-progress (15m,45s).")
@click.option("--faults", help="Faults, such as drop_after=5%,503=2%; see docs/sandbox.md.")
@click.option("--seed", type=click.Path(path_type=Path), help="JSON list of events to begin with.")
@with_common
def sandbox(
    common: Common,
    port: int,
    rate: str | None,
    windows: str | None,
    faults: str | None,
    seed: Path | None,
) -> None:
    """A local stand-in for the platform; prints its address first, runs until it is stopped.

    Any key works. Open the address in a browser to see what it holds.
    """
    from importer import sandbox as other_side
    from importer.errors import UsageError

    config = other_side.SandboxConfig(port=port)
    try:
        if rate:
            config = replace(config, rate=other_side.parse_rate(rate))
        if windows:
            config = replace(config, windows=other_side.parse_windows(windows))
        if faults:
            config = replace(config, faults=other_side.parse_faults(faults))
        if seed:
            config = replace(config, seed_events=other_side.read_seed(seed))
    except ValueError as problem:
        raise UsageError(str(problem)) from problem
    try:
        other_side.run(config, announce=_announce)
    except OSError as problem:
        raise UsageError(f"Port {port} cannot be used: {problem.strerror}") from problem
    sys.exit(0)


def _announce(base_url: str) -> None:
    click.echo(base_url)
    click.echo("Stop it with Ctrl-C. Any API key works.", err=True)
