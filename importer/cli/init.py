"""`importer init`: a mapping to start from, and honesty about what it rests on."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import click

from importer.cli.common import Common, print_json, with_common

if TYPE_CHECKING:
    from importer.mapping.suggest import Choice, Suggested
    from importer.records import Record

SAMPLE = 1000
"""So many records are looked at."""


@click.command()
@click.argument("source")
@click.option(
    "-o", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write this file."
)
@click.option("--force", is_flag=True, help="Replace a mapping that is there.")
@with_common
def init(common: Common, source: str, target: Path | None, force: bool) -> None:
    """Look at a file or feed and write a mapping for it: mappings/NAME.yaml, or the file given by -o.

    SOURCE is a CSV file, a workbook or a calendar: a path or an http(s) or webcal address. Nothing is
    sent anywhere. What only you can know is marked CHANGE-ME.
    """
    from importer.mapping.suggest import suggest

    name = target.stem if target is not None else _name_of(source)
    path = target if target is not None else _project() / "mappings" / f"{_plain(name)}.yaml"
    if path.exists() and not force:
        _refuse_to_replace(path)
    sample = _look_at(source)
    location, variable = _written_location(source, path, _plain(name))
    made = suggest(sample.records, _plain(name), location=location)
    text = made.to_yaml()
    _write(path, text)
    proposal = Proposal(path, made, text, sample, variable)
    if common.as_json:
        print_json(proposal.document())
    elif not common.quiet:
        click.echo("\n".join(proposal.lines()))


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records of a source. refused: how many among them could not be read."""

    shown: str
    records: Sequence[Record]
    refused: int
    whole: bool
    notes: Sequence[str]


def _look_at(source: str) -> Sample:
    """Raises SourceError or TemporaryError like a run, and UsageError where nothing is in it."""
    from importer.errors import RowError, UsageError
    from importer.records import SourceSpec
    from importer.sources import locate, open_reading

    stdin = sys.stdin.buffer if sys.stdin is not None else None
    with locate(
        source, base=Path.cwd(), stdin=stdin, fetch=_fetch, environ=dict(os.environ)
    ) as located:
        reading = open_reading(located, SourceSpec())
        items = list(islice(reading, SAMPLE + 1))
        records = [item for item in items[:SAMPLE] if not isinstance(item, RowError)]
        if not records:
            raise UsageError(
                f"{located.name} holds no row that can be read, so there is nothing to learn from. "
                "Give it at least one"
            )
        refused = len(items[:SAMPLE]) - len(records)
        return Sample(located.name, records, refused, len(items) <= SAMPLE, list(reading.notes))


def _fetch(url: str, into: BinaryIO, /) -> object:
    from importer.net import FetchLimits, fetch

    return fetch(url, into, limits=FetchLimits())


# -- names and places ------------------------------------------------------------------------------


def _is_address(source: str) -> bool:
    return "://" in source


def _name_of(source: str) -> str:
    """A file's name; of an address its host, because paths of feeds may be secret."""
    if source == "-":
        return "standard-input"
    if _is_address(source):
        with suppress(ValueError):  # no valid address, which opening it will tell
            return urlsplit(source).hostname or "feed"
        return "feed"
    return Path(source).name.partition(".")[0] or "import"


def _plain(name: str) -> str:
    """As mapping files allow names: letters, digits, `-`, `_`; accents stay out of file names."""
    from unicodedata import normalize

    ascii_only = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_only.lower()).strip("-_")[:64] or "import"


def _project() -> Path:
    """The project around the working folder, else that folder itself."""
    from importer.errors import UsageError
    from importer.settings import find_project_from

    try:
        return find_project_from(Path.cwd())
    except UsageError:
        return Path.cwd()


def _written_location(source: str, mapping: Path, name: str) -> tuple[str, str | None]:
    """What the mapping says of the place, and the variable to set where the address is a secret."""
    from importer.net import redact_url

    if source == "-" or "${" in source:
        return source, None
    if _is_address(source):
        if redact_url(source) == source:
            return source, None
        variable = f"{name.upper().replace('-', '_')}_URL"
        return f"${{{variable}}}", variable
    file = Path(source).expanduser().resolve()
    try:
        return Path(os.path.relpath(file, mapping.resolve().parent)).as_posix(), None
    except ValueError:  # another drive (Windows)
        return str(file), None


def _refuse_to_replace(path: Path) -> None:
    from importer.errors import UsageError

    raise UsageError(
        f"{path} is there already, and it was left as it is. Name another file with -o, or replace it "
        "with --force"
    )


def _write(path: Path, text: str) -> None:
    from importer.errors import UsageError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{path} cannot be written: {problem.strerror}") from problem


# -- what is told ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that was written, with what it rests on. variable: to be set to the secret address."""

    path: Path
    made: Suggested
    text: str
    sample: Sample
    variable: str | None

    def document(self) -> dict[str, object]:
        return {
            "mapping": str(self.path),
            "name": self.made.name,
            "choices": [
                {
                    "field": each.field,
                    "column": each.column,
                    "sure": each.sure,
                    "why": each.why,
                }
                for each in self.made.choices
            ],
            "to_fill_in": [{"line": line, "text": text} for line, text in self._placeholders()],
            "environment": self.variable,
            "notes": list(self.sample.notes),
            "exit_code": 0,
        }

    def lines(self) -> list[str]:
        return [
            f"{self._seen()}:",
            *_table(self.made.choices),
            *(f"  Note: {note}" for note in self.sample.notes),
            "",
            f"Written: {_shown(self.path)}. Only you can know:",
            *(f"  line {line}: {text}" for line, text in self._placeholders()),
            *self._secret(),
            *self._one_kind(),
            "",
            f"Then see what would be published, without sending it:  importer plan {_shown(self.path)}",
        ]

    def _seen(self) -> str:
        count = len(self.sample.records)
        some = "all" if self.sample.whole else "the first"
        kind = "entries" if self.made.calendar else "rows"
        refused = f", and {self.sample.refused} that cannot be read" if self.sample.refused else ""
        return f"{self.sample.shown}, {some} {count} {kind} looked at{refused}"

    def _placeholders(self) -> list[tuple[int, str]]:
        from importer.mapping.model import PLACEHOLDER

        return [
            (number, line.partition(" # ")[0].strip())
            for number, line in enumerate(self.text.splitlines(), 1)
            if PLACEHOLDER in line and not line.lstrip().startswith("#")
        ]

    def _one_kind(self) -> list[str]:
        if "\n  classifications: [community]\n" not in self.text:
            return []
        return ["  Every event is of the kind `community` until `classifications` says more."]

    def _secret(self) -> list[str]:
        if self.variable is None:
            return []
        return [
            "  The address looks like a secret, so the mapping does not hold it: put it into the environment",
            f"  variable {self.variable}.",
        ]


def _table(choices: Sequence[Choice]) -> list[str]:
    """Part, column, how sure, why; as wide as its words."""
    if not choices:
        return ["  Title, times, description and venue are those of the calendar."]
    rows = [
        (each.field, each.column or "-", each.sure if each.column else "-", each.why)
        for each in choices
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    return [
        "  " + "  ".join([*(cell.ljust(widths[at]) for at, cell in enumerate(row[:3])), row[3]])
        for row in rows
    ]


def _shown(path: Path) -> str:
    """From the working folder where it lies below it."""
    whole, here = path.resolve(), Path.cwd().resolve()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)
