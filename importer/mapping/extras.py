"""Payload paths that the mapping names itself, such as `attendance.mode` or `offers[0].price`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from importer.mapping.converters import Notes
from importer.mapping.fields import ReadField, Surroundings, number_field
from importer.mapping.model import Converter, Extra, PayloadList
from importer.mapping.numbers import DecimalEvidence
from importer.mapping.template import Cells, FindColumn
from importer.mapping.withholding import published_text
from importer.payloads import Payload


def extra_field(
    extra: Extra, find: FindColumn, around: Surroundings, decimals: DecimalEvidence
) -> ReadField:
    value = extra.value
    price = "price" in str(extra.path[-1]).casefold()

    def one(converter: Converter) -> ReadField:
        if converter.decimal is not None:
            return number_field("extra", converter, find, decimals, price=price)
        return published_text(converter, find, "extra", around.gates, lines=True)[0]

    if isinstance(value, PayloadList):
        entries = [one(entry) for entry in value.entries if isinstance(entry, Converter)]

        def several(cells: Cells, notes: Notes) -> list[Any] | None:
            return [v for read in entries if (v := read(cells, notes)) is not None] or None

        return several
    assert isinstance(value, Converter)
    return one(value)


def put(payload: Payload, path: Sequence[str | int], value: Any) -> None:
    """Set a value by its path, making what lies on the way; a dropped list entry stays dropped."""
    here: Any = payload
    for step, following in pairwise(path):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(here, dict):
            here = here.setdefault(step, fresh)
            continue
        assert isinstance(step, int)
        missing = step - len(here) + 1
        if missing > 0:
            here.extend([None] * (missing - 1))
            here.append(fresh)
        if here[step] is None:
            return
        here = here[step]
    last = path[-1]
    if isinstance(here, list):
        assert isinstance(last, int)
        here.extend([None] * (last - len(here) + 1))
    here[last] = value


def unshared(value: Any) -> Any:
    """A value of the payload that may be changed in place: constants are shared between rows."""
    if isinstance(value, dict):
        return {key: unshared(each) for key, each in value.items()}
    return [unshared(each) for each in value] if isinstance(value, list) else value


def drop_absent_offers(payload: Payload) -> None:
    offers = [offer for offer in payload["offers"] if offer is not None]
    if offers:
        payload["offers"] = offers
    else:
        del payload["offers"]
