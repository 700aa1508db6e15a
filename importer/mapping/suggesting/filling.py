"""A day that stands once for all rows below it, as merged cells leave it."""

from __future__ import annotations

from dataclasses import replace

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.profile import Profile
from importer.mapping.suggesting.quoting import quoted, spoken
from importer.mapping.suggesting.timing import Timing
from importer.records import Record, text_of


def fill_down(
    sample: list[Record], timing: Timing, profile: Profile, source: list[tuple[str, str]]
) -> None:
    """State `fill_down` where a day stands once for all rows below it, as merged cells leave it."""
    start = timing.start
    if start is None or len(start.day) != 1 or start.day[0] == PLACEHOLDER or not sample:
        return
    at = sample[0].columns.index(start.day[0])
    column = next(each for each in profile.columns if each.name == start.day[0])
    if column.filled > 0.75 or not text_of(sample[0].cells[at]).strip():
        return
    hour = start.hour
    if hour is None or hour == PLACEHOLDER:
        return
    clock = next(each for each in profile.columns if each.name == hour)
    if clock.filled < 0.9 or any(key == "fill_down" for key, _ in source):
        return
    source.append(("fill_down", f"[{quoted(spoken(column.name))}]"))
    above = sample[0].cells[at]
    for number, record in enumerate(sample):
        above = record.cells[at] if text_of(record.cells[at]).strip() else above
        cells = (*record.cells[:at], above, *record.cells[at + 1 :])
        sample[number] = replace(record, cells=cells)
