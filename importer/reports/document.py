"""The result document: what `--json` prints, whatever the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from importer.errors import Issue, Location
from importer.reports.changes import Change

COUNTS = (
    "created", "updated", "unchanged", "rejected", "removed", "unsettled", "deferred", "skipped",
)  # fmt: skip
ISSUES_KEPT = 10_000


@dataclass(slots=True)
class Result:
    """What one run or plan came to. seconds: wall time; requests: to the platform, all kinds.

    Every record of the source is in exactly one of the counts created … skipped; `removed` stands
    beside them. notes: what else a person should know. changes: of a plan, the first writes it would make.
    forecast_s: how long sending would take. not_listed: issues that are only counted, by code.
    """

    source: str = ""
    mapping: str = ""
    dry_run: bool = False
    run: str | None = None
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    requests: int = 0
    rate_limited: int = 0
    exit_code: int = 0
    issues: list[Issue] = field(default_factory=list)
    issues_in_all: int = 0
    not_listed: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    stopped: str = ""
    forecast_s: float | None = None
    base_url: str = ""

    def report(self, issues: Iterable[Issue]) -> None:
        """Take issues in; beyond 10,000 those of rows are only counted, so that memory stays flat."""
        for issue in issues:
            self.issues_in_all += 1
            of_a_row = issue.at is not None and issue.at.row is not None
            if len(self.issues) < ISSUES_KEPT or not of_a_row:
                self.issues.append(issue)
            else:
                self.not_listed[issue.code] += 1

    @property
    def warns(self) -> bool:
        """Whether a guard spoke up: loud even where it stopped nothing and the exit code is 0."""
        return any(issue.code.startswith("guard.") for issue in self.issues)

    def document(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "source": self.source,
            "mapping": self.mapping,
            "dry_run": self.dry_run,
            "rows": self.rows,
            **{name: self.counts[name] for name in COUNTS},
            "seconds": round(self.seconds, 3),
            "requests": self.requests,
            "rate_limited": self.rate_limited,
            "exit_code": self.exit_code,
            "issues": [_document(issue) for issue in self.issues],
            "issues_in_all": self.issues_in_all,
            "notes": self.notes,
            "changes": [change.document() for change in self.changes],
            "stopped": self.stopped,
            "forecast_seconds": self.forecast_s,
        }

    def summary(self) -> dict[str, Any]:
        """The document without its lists: what the state keeps of a run."""
        whole = self.document()
        return {name: value for name, value in whole.items() if not isinstance(value, list)}


def _document(issue: Issue) -> dict[str, Any]:
    at = issue.at or Location("")
    return {
        "code": issue.code,
        "message": issue.message,
        "location": str(at),
        "row": at.row,
        "column": at.column,
        "value": issue.value,
        "field": issue.field,
        "suggestion": issue.suggestion,
        "request_id": issue.request_id,
    }
