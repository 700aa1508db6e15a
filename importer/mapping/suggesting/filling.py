"""A day that stands once for all rows below it, as merged cells leave it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.quoting import quoted, spoken
from importer.mapping.suggesting.time_cells import clocks_in
from importer.mapping.suggesting.timing import Timing
from importer.records import Record, text_of

_MOST_FILLED = 0.75
"""A column that more rows fill may have gaps, and not be written once for several rows."""

_FEWEST = 2


def fill_down(
    sample: list[Record], timing: Timing, profile: Profile, source: list[tuple[str, str]]
) -> tuple[str, ...]:
    """State `fill_down` where a day, or the month of days, stands once for all rows below it; its columns."""
    start = timing.start
    if start is None or start.day[:1] in ((), (PLACEHOLDER,)) or not sample:
        return ()
    beside = (*start.day, start.hour)
    dated = [c for c in profile.columns if c.name in beside]
    if max(c.filled for c in dated) < 0.9 or any(key == "fill_down" for key, _ in source):
        return ()
    hour = next((c for c in profile.columns if c.name == start.hour), None)
    once = [c for c in dated if c.name in start.day and _stands_once(c, sample, hour)]
    if once:
        names = ", ".join(quoted(spoken(column.name)) for column in once)
        source.append(("fill_down", f"[{names}]"))
    for column in once:
        _fill(sample, sample[0].columns.index(column.name))
    return tuple(column.name for column in once)


def _stands_once(column: Column, sample: list[Record], hour: Column | None) -> bool:
    """Whether its first cell is filled, and many below are not; few will do where each has a later hour than the
    row above it, as the events of one day have."""
    if not text_of(sample[0][column.name]).strip():
        return False
    return column.filled <= _MOST_FILLED or (hour is not None and _go_on(column, hour, sample))


def _go_on(column: Column, hour: Column, sample: list[Record]) -> bool:
    """Whether all rows without a day, several of them, are later on the day of the row right above."""
    clocks = clocks_in(record[hour.name] for record in sample)
    on = [
        _follows(above, record) and first is not None and then is not None and first < then
        for (above, record), (first, then) in zip(pairwise(sample), pairwise(clocks), strict=True)
        if not text_of(record[column.name]).strip()
    ]
    return len(on) >= _FEWEST and all(on)


def _follows(above: Record, record: Record) -> bool:
    """Whether it is the next row of the file: of long files only some rows are looked at."""
    return above.at.row is not None and record.at.row == above.at.row + 1


def _fill(sample: list[Record], at: int) -> None:
    above = sample[0].cells[at]
    for number, record in enumerate(sample):
        above = record.cells[at] if text_of(record.cells[at]).strip() else above
        cells = (*record.cells[:at], above, *record.cells[at + 1 :])
        sample[number] = replace(record, cells=cells)
