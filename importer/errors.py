"""Where things are, what is wrong with them, and the whole error tree.

    ImporterError                     exit code
    ├── UsageError                        2      wrong call or setting: nothing was sent
    │   ├── MappingError                  2      the mapping file, with every problem in it
    │   ├── SourceError                   2      the source is unreadable as a whole
    │   └── StateError                    2      the state cannot be used (newer version, other owner)
    ├── AccessError                       3      no key, or the platform refused key, scope or channel
    ├── GuardError                        4      a guard stopped the run: nothing was sent
    ├── TemporaryError                   75      run again later
    └── RowError                          -      one record is wrong: reported, the rest goes on

A RowError is raised inside a converter and *yielded* by readers; it never ends a run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple


class Location(NamedTuple):
    """A cell as its program shows it: rows count from 1, and the header is row 1 when it stands first.

    source: file name or address, secrets redacted.
    row: spreadsheet row; for calendars the line on which the entry begins (unit says which).
    """

    source: str
    row: int | None = None
    column: str | None = None
    sheet: str | None = None
    unit: Literal["row", "line"] = "row"

    def __str__(self) -> str:
        parts = [self.source]
        if self.sheet is not None:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"{self.unit} {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def packed(self) -> str:
        """As text for the state; `unpacked` reads it back. The column is left out."""
        before, after = _around(self.source, self.sheet, self.unit)
        return f"{before}{'null' if self.row is None else self.row}{after}"

    @classmethod
    def unpacked(cls, text: str) -> Location:
        source, row, sheet, unit = json.loads(text)
        return cls(source, row, None, sheet, unit)

    def in_column(self, column: str) -> Location:
        return self._replace(column=column)


@lru_cache(maxsize=256)
def _around(source: str, sheet: str | None, unit: str) -> tuple[str, str]:
    """What stands around the row in a packed place: the same in every place of a table."""
    before, after = (json.dumps(name, ensure_ascii=False) for name in (source, sheet))
    return f"[{before}, ", f', {after}, "{unit}"]'


class Issue(NamedTuple):
    """One thing a person should know, as it stands in the result document.

    code: stable name such as `time.unparseable`; scripts rely on it.
    message: what is wrong and what to do, in words; the place is in `at`.
    field: the payload field concerned; suggestion: the nearest right value, never used by itself.
    """

    code: str
    message: str
    at: Location | None = None
    value: str | None = None
    field: str | None = None
    suggestion: str | None = None
    request_id: str | None = None


class ImporterError(Exception):
    """Anything this package raises on purpose; its text is meant for the user."""

    exit_code: ClassVar[int] = 70


class UsageError(ImporterError):
    exit_code = 2


class MappingError(UsageError):
    """The mapping file is wrong. `problems` holds every problem found: (line from 1 or None, words)."""

    def __init__(self, path: Path | str, problems: Sequence[tuple[int | None, str]]) -> None:
        self.path = str(path)
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(
                f"{self.path}, line {line}: {words}" if line else f"{self.path}: {words}"
                for line, words in self.problems
            )
        )


class SourceError(UsageError):
    """The source is unreadable as a whole: missing, empty, a web page, another type."""


class StateError(UsageError):
    """The state cannot be used as it is."""


class AccessError(ImporterError):
    exit_code = 3


class GuardError(ImporterError):
    """Stopped before anything was sent, because too much would have changed."""

    exit_code = 4

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("; ".join(issue.message for issue in self.issues))


class TemporaryError(ImporterError):
    """Nothing is wrong with the input: run again later."""

    exit_code = 75


class RowError(ImporterError):
    """One record is wrong: report it, carry on with the rest."""

    def __init__(
        self,
        code: str,
        problem: str,
        *,
        at: Location,
        value: str | None = None,
        field: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.issue = Issue(code, problem, at, value, field, suggestion)

    @property
    def code(self) -> str:
        return self.issue.code

    @property
    def at(self) -> Location:
        assert self.issue.at is not None
        return self.issue.at
