"""What all commands share: options before or after the command, and how results are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from importer.reports.document import Result

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Common:
    """The common options, as given before and after the command together."""

    state: str | None = None
    api: str | None = None
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    report: Path | None = None

    def merged(self, later: dict[str, Any]) -> Common:
        """Options after the command win over those before it."""
        return Common(
            **{each.name: later.get(each.name) or getattr(self, each.name) for each in fields(self)}
        )


_OPTIONS = (
    click.option("--state", metavar="URL", help="State database: a path or SQLAlchemy URL."),
    click.option("--api", metavar="URL", help="The platform's address."),
    click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
    ),
    click.option(
        "--quiet", is_flag=True, help="No progress, and no summary unless something is wrong."
    ),
    click.option("--verbose", is_flag=True, help="Show each issue by itself."),
    click.option(
        "--report",
        metavar="FOLDER",
        type=click.Path(path_type=Path, file_okay=False),
        help="Also write the result as JSON and text into this folder.",
    ),
)
_NAMES = tuple(each.name for each in fields(Common))


def with_common(command: Command) -> Command:
    """Add the common options; they reach the command as one `common` argument."""

    def wrapped(**given: Any) -> Any:
        before = click.get_current_context().find_object(Common) or Common()
        after = {name: given.pop(name) for name in _NAMES}
        return command(common=before.merged(after), **given)

    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    for name in ("__click_params__",):
        if hasattr(command, name):
            setattr(wrapped, name, getattr(command, name))
    for option in reversed(_OPTIONS):
        option(wrapped)
    return wrapped  # type: ignore[return-value]  # same call for click, which is its only caller


def with_options(group: Command) -> Command:
    """The common options on the group itself."""
    for option in reversed(_OPTIONS):
        option(group)
    return group


def show_result(result: Result, common: Common) -> None:
    """Print a result as asked for, write the report, and end with its exit code."""
    try:
        finish_with(result, common)
    except BrokenPipeError:
        mute_stdout()
    sys.exit(result.exit_code)


def mute_stdout() -> None:
    """Nobody reads it, or it cannot be written: without this Python's last flush would fail, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def finish_with(result: Result, common: Common) -> None:
    from importer.reports.console import Paint, summary

    if common.report is not None:
        try:
            write_report(result, common.report)
        except OSError as problem:
            result.notes.append(f"No report in {common.report}: {problem.strerror}")
            result.exit_code = result.exit_code or 75
    if common.as_json:
        print_json(result.document())
    elif result.exit_code or result.warns or not common.quiet:
        stream = sys.stderr if result.exit_code == 2 else sys.stdout
        paint = Paint.of(stream, dict(os.environ))
        click.echo(summary(result, paint, every_issue=common.verbose), file=stream)


def print_json(document: Any) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


def write_report(result: Result, folder: Path) -> None:
    """`SOURCE-RUN.json` and `.txt`, each with every issue, mode 0600. Raises OSError."""
    import orjson

    from importer.reports.console import Paint, summary

    run = result.run or ("plan" if result.dry_run else "not-begun")
    name = f"{result.source or 'import'}-{run}"
    contents = {
        f"{name}.json": orjson.dumps(result.document(), option=orjson.OPT_INDENT_2),
        f"{name}.txt": summary(result, Paint(False), every_issue=True).encode() + b"\n",
    }
    for file, content in contents.items():
        handle = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)


def make_report_folder(common: Common) -> None:
    """Before anything is sent: a report that cannot be written should not come as a surprise."""
    from importer.errors import UsageError

    if common.report is None:
        return
    try:
        common.report.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(
            f"The folder {common.report} for reports cannot be made: {problem.strerror}"
        ) from problem
    if not os.access(common.report, os.W_OK | os.X_OK):
        raise UsageError(f"The folder {common.report} cannot be written to; name another one")
