"""Which column of the source a mapping means: NFC, trimmed, and without case where unique."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from importer.keys import normal_text
from importer.mapping.model import Expression, Mapping, templates_of
from importer.mapping.problems import listed, nearest
from importer.mapping.template import FindColumn

ICAL_COLUMNS = frozenset({
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "STATUS", "CLASS", "CATEGORIES",
    "URL", "GEO", "ORGANIZER", "RECURRENCE-ID",
})  # fmt: skip


class Columns:
    """The header of one table."""

    def __init__(self, names: Sequence[str], *, calendar: bool) -> None:
        self.names = names
        self._calendar = calendar
        self._exact: dict[str, list[int]] = {}
        self._folded: dict[str, list[int]] = {}
        for at, name in enumerate(names):
            self._exact.setdefault(normal_text(name), []).append(at)
            self._folded.setdefault(normal_text(name).casefold(), []).append(at)

    def find(self, name: str) -> int | None:
        """Where the column stands; None for a calendar property that this feed never carries.

        Raises KeyError with what is wrong where there is no such column, or more than one.
        """
        wanted = normal_text(name)
        found = self._exact.get(wanted) or self._folded.get(wanted.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            same = listed(repr(self.names[at]) for at in found)
            raise KeyError(f"column '{name}' could be any of {same}: rename one of them")
        upper = wanted.upper()
        if self._calendar and (upper in ICAL_COLUMNS or upper.startswith("X-")):
            return None
        near = nearest(wanted, self.names)
        hint = f"did you mean '{near}'?" if near else f"it has {listed(filter(None, self.names))}"
        raise KeyError(f"there is no column '{name}': {hint}")


def positions(expression: Expression, find: FindColumn) -> list[int]:
    """Where the columns that an expression reads stand in a row, each once."""
    names = dict.fromkeys(name for t in templates_of(expression) for name in t.columns)
    return [at for at in map(find, names) if at is not None]


def columns_read(mapping: Mapping) -> Iterator[tuple[str, int | None]]:
    """(column, line in the mapping file) for each column that the mapping reads."""
    expressions = (*mapping.event.values(), *(extra.value for extra in mapping.extra))
    for template in (*mapping.identity, *(t for e in expressions for t in templates_of(e))):
        for column in template.columns:
            yield column, template.line
    for condition in (*mapping.only, *mapping.cancelled):
        yield condition.column, condition.line
