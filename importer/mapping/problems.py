"""What goes wrong in one field of one row, before anybody knows which row it is."""

from __future__ import annotations

from collections.abc import Iterable

from importer.errors import Issue, Location
from importer.mapping.alike import alike


class FieldError(Exception):
    """One payload field of one row cannot be made; `Mapper.map` turns it into an Issue.

    code, value, suggestion: as in Issue. column: the source column to look at, if it is one.
    place: set where the fault lies in the mapping file and is the same for every row.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        column: str | None = None,
        value: str | None = None,
        suggestion: str | None = None,
        place: Location | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.column = column
        self.value = value
        self.suggestion = suggestion
        self.place = place

    def issue(self, at: Location, field: str | None) -> Issue:
        """This problem at its row, or at the line of the mapping file that causes it."""
        where = self.place or (at.in_column(self.column) if self.column else at)
        return Issue(self.code, self.message, where, self.value, field, self.suggestion)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one most likely means, compared without case."""
    return next(iter(nearest_few(word, known, most=1)), None)


def nearest_few(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known words most like this one, the likeliest first; the word itself alone where it is known."""
    folded = {each.casefold(): each for each in known}
    wanted = word.casefold()
    if wanted in folded:
        return [folded[wanted]]
    return [folded[each] for _, each in alike(tuple(folded)).best(wanted, most=most, least=0.6)]


def listed(words: Iterable[str], *, at_most: int = 8) -> str:
    """Words for a message: `a, b, c … (12 in all)`."""
    every = [str(word) for word in words]
    if len(every) <= at_most:
        return ", ".join(every)
    return f"{', '.join(every[:at_most])} … ({len(every)} in all)"


class EndBeforeStartError(ValueError):
    """A text whose two times or days stand the wrong way round."""
