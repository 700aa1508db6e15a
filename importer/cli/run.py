"""`importer run` and `importer plan`."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from importer.cli.common import Common, make_report_folder, show_result, with_common

if TYPE_CHECKING:
    from importer.pipeline import Job
    from importer.reports.document import Result

GUARDS = ("removals", "changes", "empty", "identity", "undone")
MAPPING = click.argument("mapping", type=click.Path(path_type=Path))
SOURCE = click.argument("source", required=False)


@click.command()
@MAPPING
@SOURCE
@click.option(
    "-o", "save_plan_as", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan."
)
@click.option(
    "--same-source", is_flag=True, help="The mapping file was moved; it is the same source."
)
@with_common
def plan(common: Common, **options: Any) -> None:
    """Show what a run would do: create, update, leave alone, reject. Sends nothing."""
    show_result(run_job(common, dry_run=True, **options), common)


@click.command()
@MAPPING
@SOURCE
@click.option("--dry-run", is_flag=True, help="The same as plan.")
@click.option("--limit", "max_writes", type=click.IntRange(min=0), help="At most so many writes.")
@click.option("--max-seconds", type=click.FloatRange(min=0), help="Stop cleanly after this time.")
@click.option(
    "--plan",
    "saved_plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Send only what a saved plan names.",
)
@click.option(
    "--allow", multiple=True, type=click.Choice(GUARDS), help="Let a guard through, this once."
)
@click.option(
    "--same-source", is_flag=True, help="The mapping file was moved; it is the same source."
)
@with_common
def run(common: Common, allow: tuple[str, ...], **options: Any) -> None:
    """Publish what is new or changed, each event exactly once.

    Settles what an earlier run left open, compares the source with what is published and sends the
    difference. Safe to repeat at any time.
    """
    show_result(run_job(common, allow=frozenset(allow), **options), common)


def run_job(common: Common, **options: Any) -> Result:
    """Execute one job with progress on stderr, stopping cleanly on SIGINT and SIGTERM."""
    from importer.pipeline import Job, execute
    from importer.pipeline.job import Silence
    from importer.reports.progress import progress

    # rows make many values and no cycles; looking for some took a tenth of the time
    gc.set_threshold(50_000)
    make_report_folder(common)
    shown = progress(quiet=common.quiet)
    job = Job(state=common.state, api=common.api, tell=shown or Silence(), **options)
    _stop_on_signals(job)
    try:
        return execute(job)
    except Exception as bug:  # a script that asked for JSON gets it whatever happens
        from importer.cli.bugs import bug_report
        from importer.errors import Issue
        from importer.reports.document import Result

        told = bug_report(bug)
        result = Result(mapping=str(job.mapping), dry_run=job.dry_run, exit_code=70, stopped=told)
        result.report([Issue("importer.bug", told)])
        return result
    finally:
        if shown is not None:
            shown.close()


def _stop_on_signals(job: Job) -> None:
    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # a second signal ends it at once
        job.stop.request("interrupted" if number == signal.SIGINT else "asked to stop")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, stop)
