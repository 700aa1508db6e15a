"""`importer`: the group of commands, signals, and the last line of defence against bugs."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from importer.cli.common import Common, mute_stdout, with_options

COMMANDS = {
    "demo": (
        "importer.cli.demo",
        "Import three samples into a sandbox, twice, and show both results.",
    ),
    "init": ("importer.cli.init", "Look at a file or feed and write a mapping for it."),
    "plan": ("importer.cli.run", "Show what a run would do; sends nothing."),
    "run": ("importer.cli.run", "Publish what is new or changed, each event exactly once."),
    "status": ("importer.cli.status", "What is published, and how the last runs went."),
    "show": ("importer.cli.status", "One record's whole story."),
    "settle": ("importer.cli.settle", "Decide by looking what became of sends without an answer."),
    "adopt": ("importer.cli.adopt", "Take over events that are on the platform already."),
    "schema": ("importer.cli.schema", "Print the JSON Schema of mapping files."),
    "sandbox": ("importer.cli.sandbox", "A local stand-in for the platform, to try things on."),
    "doctor": ("importer.cli.doctor", "Check key, scopes, channels, state and clock."),
}


class LazyGroup(click.Group):
    """Knows its commands by name; each module is imported when its command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as problem:  # before click makes a closed pipe an exit code of its own
            _unwritable(problem)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS:
            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else " See importer --help."
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pinned-events-importer", message="%(version)s")
@with_options
@click.pass_context
def importer(ctx: click.Context, /, **given: Any) -> None:
    """Publish events from CSV, XLSX and iCal on Pinned Events: each one exactly once.

    Begin with `importer demo`, then `importer init YOUR-FILE`.
    """
    ctx.obj = Common().merged(given)


def run() -> None:
    """The console command: exit codes as documented, never a traceback."""
    from importer.errors import ImporterError

    try:
        importer.main(prog_name="importer", standalone_mode=False)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.ClickException as problem:
        problem.show()
        _fail(2, problem.format_message(), "usage.invalid")
    except (click.Abort, KeyboardInterrupt):
        _fail(75, "Stopped. Nothing is lost: run it again.", "run.stopped", say=True)
    except ImporterError as problem:
        codes = {3: "access.refused", 75: "run.stopped"}
        code = codes.get(problem.exit_code, "usage.invalid")
        _fail(problem.exit_code, str(problem), code, say=True)
    except Exception as bug:  # whatever it is, the user gets one sentence and a file to send us
        _bug(bug)


def _fail(exit_code: int, words: str, code: str, *, say: bool = False) -> NoReturn:
    """End before there is a result: in words on stderr, and as a document where one was asked for."""
    if say:
        click.echo(words, err=True)
    if "--json" in sys.argv[1:]:
        from importer.cli.common import print_json
        from importer.errors import Issue
        from importer.reports.document import Result

        result = Result(exit_code=exit_code, stopped=words)
        result.report([Issue(code, words)])
        print_json(result.document())
    sys.exit(exit_code)


def _unwritable(problem: OSError) -> NoReturn:
    """Our own output could not be written: its reader is gone, or the disk is full."""
    if problem.errno not in (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        _bug(problem)
    mute_stdout()
    if problem.errno == errno.EPIPE:
        sys.exit(0)
    words = "The disk is full: not all could be written. What was sent is recorded; make room, then run again."
    click.echo(words, err=True)
    sys.exit(75)


def _bug(bug: Exception) -> NoReturn:
    from importer.cli.bugs import bug_report

    _fail(70, bug_report(bug), "importer.bug", say=True)
