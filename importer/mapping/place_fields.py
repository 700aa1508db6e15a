"""How the place of an event is made from a row: by a lookup, or field by field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from importer.mapping.converters import Notes, value_reader
from importer.mapping.fields import ReadField, Surroundings
from importer.mapping.model import PLACEHOLDER, Converter, Expression, PayloadTable
from importer.mapping.places import Place
from importer.mapping.problems import FieldError
from importer.mapping.template import Cells, FindColumn
from importer.mapping.withholding import published_text

ReadPlace: TypeAlias = Callable[[Cells, Notes], Place | None]

_COUNTRY = re.compile(r"[A-Z]{2}")


def place_fields(
    expression: Expression, find: FindColumn, around: Surroundings
) -> tuple[ReadField, ReadPlace | None]:
    """How `approxLocation` is made, and the lookup's row behind it, for `timezone: {lookup: …}`."""
    assert isinstance(expression, PayloadTable)
    city = dict(expression.entries)["city"]
    if isinstance(city, Converter):
        place = place_reader(city, find, around)

        def looked_up(cells: Cells, notes: Notes) -> dict[str, Any] | None:
            found = place(cells, notes)
            return None if found is None else {"city": _city(_parts(found), city, around)}

        return looked_up, place
    assert isinstance(city, PayloadTable)
    readers = {name: _place_part(name, entry, find, around) for name, entry in city.entries}

    def filled(cells: Cells, notes: Notes) -> dict[str, Any] | None:
        parts = {name: text for name, read in readers.items() if (text := read(cells, notes))}
        return {"city": _city(parts, city, around)} if parts else None

    return filled, _first_lookup(city, find, around)


def _parts(place: Place) -> dict[str, str]:
    named = (("placeId", place.place_id), ("name", place.name), ("countryCode", place.country_code))
    return {key: value for key, value in named if value}


def _first_lookup(city: PayloadTable, find: FindColumn, around: Surroundings) -> ReadPlace | None:
    for _, entry in city.entries:
        if isinstance(entry, Converter) and entry.lookup is not None:
            return place_reader(entry, find, around)
    return None


def _place_part(
    name: str, entry: Expression, find: FindColumn, around: Surroundings
) -> Callable[[Cells, Notes], str | None]:
    assert isinstance(entry, Converter)
    if entry.lookup is None:
        return published_text(entry, find, name, around.gates)[0]
    place = place_reader(entry, find, around)
    attribute = {"placeId": "place_id", "name": "name", "countryCode": "country_code"}[name]

    def part(cells: Cells, notes: Notes) -> str | None:
        found = place(cells, notes)
        return None if found is None else getattr(found, attribute)

    return part


def place_reader(converter: Converter, find: FindColumn, around: Surroundings) -> ReadPlace:
    """The lookup's row for the text of a converter. Raises FieldError `place.unknown`."""
    assert converter.lookup is not None
    read, column = value_reader(converter, find, "city")
    table = around.lookups[converter.lookup]

    def place(cells: Cells, notes: Notes) -> Place | None:
        text = read(cells, notes)
        if text is None:
            return None
        try:
            return table.find(text)
        except FieldError as problem:
            problem.column = column
            raise

    return place


def _city(
    parts: dict[str, str], city: Converter | PayloadTable, around: Surroundings
) -> dict[str, str]:
    """The checked parts of a city. Raises FieldError."""
    place_id = parts.get("placeId")
    if place_id is None:
        raise FieldError(
            "place.unknown",
            f"{parts.get('name', 'the place')} has no placeId: add it to the lookup",
        )
    if place_id == PLACEHOLDER:
        words = f"{PLACEHOLDER} stands for the platform's place identifier: write it"
        raise FieldError("place.unknown", words, value=place_id, place=around.at_line(city.line))
    country = parts.get("countryCode")
    if country is not None and not _COUNTRY.fullmatch(country):
        if not _COUNTRY.fullmatch(country.upper()):
            raise FieldError(
                "cell.invalid",
                f"countryCode is '{country}', but must be two letters such as DE (ISO 3166)",
                value=country,
            )
        return {**parts, "countryCode": country.upper()}
    return parts
