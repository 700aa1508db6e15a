"""Values that stand in the mapping file itself and are wrong there: said once, not row by row."""

from __future__ import annotations

from collections.abc import Iterator

from importer.errors import Issue, Location
from importer.mapping.fields import (
    SAYS_ITSELF,
    ReadField,
    Surroundings,
    channel_field,
    classifications_field,
    status_field,
    waiting,
)
from importer.mapping.model import (
    PLACEHOLDER,
    Converter,
    Expression,
    PayloadList,
    PayloadTable,
    templates_of,
)
from importer.mapping.place_fields import place_fields
from importer.mapping.problems import FieldError
from importer.mapping.row_times import zone_reader


def standing_issues(event: dict[str, Expression], around: Surroundings) -> tuple[Issue, ...]:
    """The issues of every field that reads no column, as a row would get them."""
    return tuple(
        problem.issue(Location(around.file.name), name)
        for name, expression in event.items()
        for problem in _problems(name, expression, around)
    )


def _problems(name: str, expression: Expression, around: Surroundings) -> Iterator[FieldError]:
    expression = _placeholder(expression) or expression
    if name not in SAYS_ITSELF and (open_value := waiting(name, expression, around)):
        yield open_value
        return
    if any(template.columns for template in templates_of(expression)):
        return
    read = _reader(name, expression, around)
    try:
        if read is not None:
            read((), [])
    except FieldError as problem:
        if problem.place is not None:
            yield problem


def _placeholder(expression: Expression) -> Expression | None:
    """A city whose placeId still waits for its value, without the columns beside it."""
    if not isinstance(expression, PayloadTable):
        return None
    city = dict(expression.entries).get("city")
    if not isinstance(city, PayloadTable):
        return None
    place_id = dict(city.entries).get("placeId")
    if not isinstance(place_id, Converter) or place_id.source is None:
        return None
    if place_id.source.literal != PLACEHOLDER:
        return None
    only_id = PayloadTable(city.line, (("placeId", place_id),))
    return PayloadTable(expression.line, (("city", only_id),))


def _reader(name: str, expression: Expression, around: Surroundings) -> ReadField | None:
    def find(column: str) -> int | None:
        return None

    match name:
        case "channelId":
            return channel_field(expression, find, around)
        case "classifications" if isinstance(expression, Converter | PayloadList):
            return classifications_field(expression, find, around)
        case "approxLocation":
            return place_fields(expression, find, around)[0]
        case "status":
            return status_field(expression, find, around)
        case "timezone":
            return zone_reader(expression, find, around, None)
        case _:
            return None
