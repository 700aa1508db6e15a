"""What `importer init` tells of a proposal: a table of what was chosen and why, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importer.cli.looking import Sample
    from importer.errors import Issue
    from importer.mapping.suggesting import Choice, Suggested
    from importer.mapping.suggesting.merging import Merged

_KEY_OF = {"city": "approxLocation", "countryCode": "approxLocation", "offers.url": "offers"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping that was written, with what it rests on. variable: to be set to the secret address.
    merged: where the file was there before, what became of it."""

    path: Path
    made: Suggested
    text: str
    sample: Sample
    variable: str | None
    merged: Merged | None = None

    def document(self) -> dict[str, object]:
        """For scripts; `choices` are of this look at the source, whatever the file kept."""
        kept = self.merged.kept if self.merged else []
        return {
            "mapping": str(self.path),
            "name": self.made.name,
            "product": self.made.product,
            "choices": [
                {
                    "field": each.field,
                    "column": each.column,
                    "columns": list(each.columns),
                    "sure": each.sure,
                    "why": each.why,
                }
                for each in self.made.choices
            ],
            "to_fill_in": [{"line": line, "text": text} for line, text in self._placeholders()],
            "open": list(self.made.open),
            "added": self.merged.added if self.merged else [],
            "kept": kept,
            "rows": {
                "looked_at": len(self.sample.records),
                "read": self.sample.seen,
                "all_read": self.sample.whole and self.sample.megabytes is None,
            },
            "environment": self.variable,
            "notes": list(self.sample.notes),
            "exit_code": 0,
        }

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{self._seen()}:",
            *self._recognised(),
            *_table(self._shown_choices(), calendar=self.made.calendar),
            *(f"  Note: {note}" for note in self.sample.notes),
            *self._not_read(),
            "",
            *self._written(),
            *(f"  line {line}: {text}" for line, text in self._placeholders()),
            *(f"  Open: {words}" for words in self._open()),
            *self._secret(),
            *self._one_kind(),
            "",
            f"Then see what would be published, without sending it:  importer plan {shown(self.path)}",
        ]

    def _not_read(self) -> list[str]:
        """Of each kind of trouble with rows the first, and how many have it."""
        kinds: dict[str, list[Issue]] = {}
        for issue in self.sample.refused:
            kinds.setdefault(issue.code, []).append(issue)
        return [
            f"  Not read: {self._where(issues)}: {issues[0].message}" for issues in kinds.values()
        ]

    def _where(self, issues: Sequence[Issue]) -> str:
        """How many rows, and the number of the first where the source shows one."""
        at = issues[0].at
        numbered = at is not None and at.row is not None and self.sample.megabytes is None
        first = f"{at.unit} {at.row}" if at is not None and numbered else ""
        if len(issues) == 1:
            return first or "a row"
        return f"{len(issues)} rows, the first in {first}" if first else f"{len(issues)} rows"

    def _recognised(self) -> list[str]:
        return [f"  Recognised: {self.made.product}."] if self.made.product else []

    def _shown_choices(self) -> list[Choice]:
        if self.merged is None:
            return self.made.choices
        new = {*self.merged.added, *self.merged.answered}
        return [each for each in self.made.choices if _KEY_OF.get(each.field, each.field) in new]

    def _open(self) -> list[str]:
        return self.made.open if self.merged is None or "startAt" in self.merged.added else []

    def _written(self) -> list[str]:
        asked = " Only you can know:" if self._placeholders() else ""
        if self.merged is None:
            return [f"Written: {shown(self.path)}.{asked}"]
        lines = [f"Kept as you wrote it: {shown(self.path)}."]
        if self.merged.added:
            lines.append(f"  Added: {', '.join(self.merged.added)}.")
        if self.merged.answered:
            lines.append(f"  Known now: {', '.join(self.merged.answered)}.")
        if self.merged.apart:
            keys = ", ".join(self.merged.apart)
            lines.append(f"  Not added, because `event` stands in one line: {keys}.")
        return [*lines, *([asked.strip()] if asked else [])]

    def _seen(self) -> str:
        count, sample = len(self.sample.records), self.sample
        kind = "entries" if self.made.calendar else "rows"
        refused = f", and {len(sample.refused)} that cannot be read" if sample.refused else ""
        if sample.megabytes is not None:
            size = f"all of its {sample.megabytes} MB"
            return f"{sample.shown}, {count} {kind} looked at, spread evenly over {size}{refused}"
        if sample.whole and sample.seen == count + len(sample.refused):
            return f"{sample.shown}, all {count} {kind} looked at{refused}"
        spread = f"{sample.shown}, {count} {kind} looked at, spread evenly over"
        total = f"all {sample.seen:,}" if sample.whole else f"the first {sample.seen:,}"
        return f"{spread} {total}{refused}"

    def _placeholders(self) -> list[tuple[int, str]]:
        from importer.mapping.model import PLACEHOLDER

        return [
            (number, line.partition(" # ")[0].strip())
            for number, line in enumerate(self.text.splitlines(), 1)
            if PLACEHOLDER in line and not line.lstrip().startswith("#")
        ]

    def _one_kind(self) -> list[str]:
        if "\n  classifications: [community]\n" not in self.text:
            return []
        return ["  Every event is of the kind `community` until `classifications` says more."]

    def _secret(self) -> list[str]:
        if self.variable is None:
            return []
        return [
            "  The address looks like a secret, so the mapping does not hold it: put it into the environment",
            f"  variable {self.variable}.",
        ]


def _table(choices: Sequence[Choice], *, calendar: bool) -> list[str]:
    """Part, columns, how sure, why; as wide as its words."""
    if not choices:
        return ["  Title, times, description and venue are those of the calendar."] * calendar
    rows = [
        (each.field, each.column or "-", each.sure if each.columns else "-", each.why)
        for each in choices
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    return [
        "  " + "  ".join([*(cell.ljust(widths[at]) for at, cell in enumerate(row[:3])), row[3]])
        for row in rows
    ]


def shown(path: Path) -> str:
    """From the working folder where it lies below it."""
    whole, here = path.resolve(), Path.cwd().resolve()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)
