"""A day that stands once for all rows below it, as merged cells leave it."""

from __future__ import annotations

from dataclasses import replace

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.quoting import quoted, spoken
from importer.mapping.suggesting.timing import Timing
from importer.records import Record, text_of

_MOST_FILLED = 0.75
"""A column that more rows fill has gaps, and is not written once for several rows."""


def fill_down(
    sample: list[Record], timing: Timing, profile: Profile, source: list[tuple[str, str]]
) -> None:
    """State `fill_down` where a day, or the month of days, stands once for all rows below it."""
    start = timing.start
    if start is None or start.day[:1] in ((), (PLACEHOLDER,)) or not sample:
        return
    beside = (*start.day, start.hour)
    dated = [c for c in profile.columns if c.name in beside]
    if max(c.filled for c in dated) < 0.9 or any(key == "fill_down" for key, _ in source):
        return
    once = [c for c in dated if c.name in start.day and _stands_once(c, sample)]
    if once:
        names = ", ".join(quoted(spoken(column.name)) for column in once)
        source.append(("fill_down", f"[{names}]"))
    for column in once:
        _fill(sample, sample[0].columns.index(column.name))


def _stands_once(column: Column, sample: list[Record]) -> bool:
    """Whether its first cell is filled, and many below are not."""
    return column.filled <= _MOST_FILLED and bool(text_of(sample[0][column.name]).strip())


def _fill(sample: list[Record], at: int) -> None:
    above = sample[0].cells[at]
    for number, record in enumerate(sample):
        above = record.cells[at] if text_of(record.cells[at]).strip() else above
        cells = (*record.cells[:at], above, *record.cells[at + 1 :])
        sample[number] = replace(record, cells=cells)
