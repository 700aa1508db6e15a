"""How offers are made from a row: ticket links with their names."""

from __future__ import annotations

from collections.abc import Callable

from importer.mapping.converters import Notes, ReadValue
from importer.mapping.fields import ReadField, Surroundings, checked_address
from importer.mapping.model import Converter, Expression, PayloadList, PayloadTable
from importer.mapping.problems import FieldError
from importer.mapping.template import Cells, FindColumn
from importer.mapping.withholding import published_text


def offer_fields(
    expression: Expression, find: FindColumn, around: Surroundings, *, lenient: bool = False
) -> ReadField:
    """The offers by their place in the mapping; None in the list for an entry that is dropped.

    lenient: a wrong address costs its entry and is noted, instead of being an error."""
    assert isinstance(expression, PayloadList)
    offers = [_offer(entry, find, around) for entry in expression.entries]
    if lenient:
        return lambda cells, notes: [_or_noted(offer, cells, notes) for offer in offers]

    def read(cells: Cells, notes: Notes) -> list[dict[str, str] | None]:
        return [offer(cells, notes) for offer in offers]

    return read


def _or_noted(
    offer: Callable[[Cells, Notes], dict[str, str] | None], cells: Cells, notes: Notes
) -> dict[str, str] | None:
    try:
        return offer(cells, notes)
    except FieldError as problem:
        notes.append(problem)
        return None


def _offer(
    expression: Expression, find: FindColumn, around: Surroundings
) -> Callable[[Cells, Notes], dict[str, str] | None]:
    assert isinstance(expression, PayloadTable)
    fixed: dict[str, str] = {}
    readers: list[tuple[str, ReadValue, str | None]] = []
    for name, entry in expression.entries:
        assert isinstance(entry, Converter)
        read, column = published_text(entry, find, name, around.gates)
        constant = read((), []) if name != "url" and not entry.reads_cells else None
        if constant is not None:
            fixed[name] = constant
        else:
            readers.append((name, read, column))

    def offer(cells: Cells, notes: Notes) -> dict[str, str] | None:
        made = fixed.copy()
        for name, read, column in readers:
            text = read(cells, notes)
            if text is None:
                return None
            made[name] = checked_address(text, column) if name == "url" else text
        return made

    return offer
