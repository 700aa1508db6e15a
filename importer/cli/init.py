"""`importer init`: a mapping to start from, and honesty about what it rests on."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from importer.cli.common import Common, print_json, with_common
from importer.cli.looking import Sample, look_at
from importer.cli.proposal import Proposal
from importer.paths import path_of

if TYPE_CHECKING:
    from importer.mapping.suggesting import Suggested
    from importer.mapping.suggesting.merging import Merged


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
    sent anywhere. What only you can know is marked CHANGE-ME. A mapping that is there keeps all that you
    wrote: what is new is added, and only what is still open is asked.
    """
    name = _plain(target.stem if target is not None else _name_of(source))
    path = target if target is not None else _project() / "mappings" / f"{name}.yaml"
    location, variable = _written_location(source, path, name)
    if path.exists() and not force:
        sample, made, merged = _again(source, path, name, location)
        text = merged.text
    else:
        sample, merged = look_at(source), None
        made = proposed(sample, name, location, today=datetime.now(UTC).date())
        text = made.to_yaml()
    _write(path, text)
    proposal = Proposal(path, made, text, sample, variable, merged)
    if common.as_json:
        print_json(proposal.document())
    elif not common.quiet:
        click.echo("\n".join(proposal.lines()))


def proposed(sample: Sample, name: str, location: str, *, today: date) -> Suggested:
    """The proposal for a sample. today: dates without a year are of last year at the earliest."""
    from dataclasses import replace

    from importer.mapping.suggesting import suggest

    hints = replace(sample.hints(), today=today)
    return suggest(sample.records, name, location=location, hints=hints)


def _again(source: str, path: Path, name: str, location: str) -> tuple[Sample, Suggested, Merged]:
    """A mapping that is there, with what a new look adds; it decides how the source is opened.

    Raises MappingError where it does not load: it is left as it is, for a person to correct.
    """
    from importer.mapping.load import load_mapping
    from importer.mapping.suggesting.merging import merge

    mapping = load_mapping(path)
    sample = look_at(source, mapping.source)
    made = proposed(sample, name, location, today=datetime.now(UTC).date())
    return sample, made, merge(path.read_text(encoding="utf-8-sig"), made.to_yaml())


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
    file = path_of(source).resolve()
    try:
        return Path(os.path.relpath(file, mapping.resolve().parent)).as_posix(), None
    except ValueError:  # another drive (Windows)
        return str(file), None


def _write(path: Path, text: str) -> None:
    from importer.errors import UsageError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{path} cannot be written: {problem.strerror}") from problem
