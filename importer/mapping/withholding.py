"""The last step before a text becomes part of a payload: what `privacy` holds back is taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from importer.mapping.converters import Notes, ReadValue, value_reader
from importer.mapping.model import Converter, first_column
from importer.mapping.problems import FieldError
from importer.mapping.template import Cells, FindColumn
from importer.privacy import Privacy, without_mail_addresses, without_meetings

WITHHELD: Final = {
    "privacy.meeting_links": (
        "links into online meetings, or codes and numbers that let somebody in, were taken out. To publish them set "
        "`privacy: {meeting_links: keep}`"
    ),
    "privacy.people": "mail addresses were taken out. To publish them set `privacy: {people: keep}`",
}
"""Codes of the notes that say what was held back, and how to open it."""

Gate: TypeAlias = tuple[Callable[[str], str], str]
"""What to take out, and the code that says so; the text itself comes back where nothing is to."""


def gates_of(privacy: Privacy, *, calendar: bool) -> tuple[Gate, ...]:
    """What a mapping's texts go through; mail addresses only where the source is a calendar."""
    gates: list[Gate] = []
    if privacy.meeting_links == "strip":
        gates.append((without_meetings, "privacy.meeting_links"))
    if calendar and privacy.people == "strip":
        gates.append((without_mail_addresses, "privacy.people"))
    return tuple(gates)


def published_text(
    converter: Converter,
    find: FindColumn,
    field_name: str,
    gates: tuple[Gate, ...],
    *,
    lines: bool = False,
) -> tuple[ReadValue, str | None]:
    """As `value_reader`, without what is withheld. What stands in the mapping itself is meant so."""
    read, column = value_reader(converter, find, field_name, lines=lines)
    if not gates or first_column(converter) is None:
        return read, column

    def withheld(cells: Cells, notes: Notes) -> str | None:
        text = read(cells, notes)
        if not text:
            return None
        for without, code in gates:
            shown = without(text)
            if shown != text:
                notes.append(FieldError(code, f"here {WITHHELD[code]}", column=column))
                text = shown
        return text or None

    return withheld, column
