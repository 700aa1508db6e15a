"""Try a proposal: load it, map the sample with it, and say what its rows came to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from importer.errors import Issue
from importer.mapping.model import PLACEHOLDER
from importer.payloads import Refused
from importer.records import Record

_ANSWERS = (
    (re.compile(rf'identity: \["{PLACEHOLDER}"\]'), 'identity: ["{{x}}"]'),
    (re.compile(rf"date: {PLACEHOLDER}"), "date: '2026-07-01'"),
    (re.compile(rf"(endAt: .*)time: {PLACEHOLDER}"), r"\1time: '23:59'"),
    (re.compile(rf"time: {PLACEHOLDER}"), "time: '00:00'"),
    (re.compile(rf"timezone: {PLACEHOLDER}"), "timezone: UTC"),
    (re.compile(rf"channelId: {PLACEHOLDER}"), "channelId: 1"),
    (re.compile(rf"startAt: {PLACEHOLDER}"), "startAt: '2026-07-01 00:00'"),
)


_ASKED = frozenset(
    {"time.no_year", "time.ambiguous_order", "time.ambiguous_half", "time.wrong_zone"}
)
"""Issues that are gone with the answer to a question which the proposal asks anyway."""

MOST = 500
"""Records that are mapped, spread evenly over the sample."""


@dataclass(slots=True)
class Trial:
    """What a sample came to. refused: by field, the first issue of each row that it refused."""

    rows: int
    refused: dict[str, list[Issue]] = field(default_factory=dict)

    def unasked(self, name: str) -> list[Issue]:
        """The issues of a field that no answer to an open question settles."""
        return [issue for issue in self.refused.get(name, ()) if issue.code not in _ASKED]

    def share(self, name: str) -> float:
        """The share of rows that this field refuses, whatever the open questions are answered."""
        return len(self.unasked(name)) / max(1, self.rows)


def tried(text: str, sample: Sequence[Record]) -> Trial:
    """Map the records of the sample as `plan` would, with something put in for each placeholder."""
    from importer.mapping.apply import bind
    from importer.mapping.load import load_mapping

    for pattern, answer in _ANSWERS:
        text = pattern.sub(answer, text)
    sample = sample[:: 1 + len(sample) // MOST]
    made = Trial(len(sample))
    with TemporaryDirectory(prefix="importer-init-") as folder:
        path = Path(folder) / "init-trial.yaml"
        path.write_text(text.replace(PLACEHOLDER, "x"), encoding="utf-8")
        mapping = load_mapping(path)
        mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
        for record in sample:
            mapper.survey(record)
        for record in sample:
            outcome = mapper.map(record)
            if isinstance(outcome, Refused):
                for issue in {
                    issue.field or "": issue for issue in reversed(outcome.issues)
                }.values():
                    made.refused.setdefault(issue.field or "", []).append(issue)
    return made
