"""`importer schema`."""

from __future__ import annotations

import click

from importer.cli.common import Common, print_json, with_common


@click.command()
@with_common
def schema(common: Common) -> None:
    """Print the JSON Schema of mapping files: editors complete and check from it."""
    from importer.mapping.schema import json_schema

    print_json(json_schema())
