"""Which columns say which event a row is: filled and different in every row, and shaped like it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importer.mapping.suggesting.chosen import Chosen
from importer.mapping.suggesting.profile import Column
from importer.records import Record, text_of

_SHAPED = 0.9


def choose_identity(chosen: Chosen, start: Sequence[str], sample: Sequence[Record]) -> None:
    """A column of identifiers, else the fewest columns that together tell all rows apart."""
    rows = chosen.profile.rows
    named = [c for c in chosen.profile.of("identity") if c.name not in chosen.taken]
    strong = [c for c in named if c.unique and not _is_date(c)]
    if strong:
        best = min(strong, key=lambda c: ("ID" not in c.meaning, not c.meaning.whole))
        counted = " (a running number: it must stay with its event when rows move)"
        why = f"filled and different in all {rows} rows{counted if _counts(best) else ''}"
        chosen.take("identity", (best.name,), "sure" if rows > 1 else "likely", why)
        return
    numbered = [c for c in chosen.free("title") if c.unique and c.number == 1]
    if numbered and rows > 2:
        why = f"numbers of events, different in all {rows} rows"
        chosen.take("identity", (numbered[0].name,), "likely", why)
        return
    shaped = [c for c in chosen.free("unknown") if c.unique and c.code >= _SHAPED]
    shaped = [c for c in shaped if not _counts(c) and _mixed(c) and rows > 2]
    if shaped:
        why = f"codes, different in all {rows} rows"
        chosen.take("identity", (shaped[0].name,), "likely", why)
        return
    _together(chosen, start, sample)


def _together(chosen: Chosen, start: Sequence[str], sample: Sequence[Record]) -> None:
    title = chosen.columns.get("title", ())
    venue = chosen.columns.get("locationName", ()) + chosen.columns.get("city", ())
    named = [c.name for c in chosen.profile.of("identity") if c.filled == 1 and "ID" in c.meaning]
    several = (
        (*named[:1], *start),
        (*title, *start),
        (*title, *start, *venue),
        (*start, *venue),
        title,
    )
    for columns in several[not named :]:
        names = tuple(dict.fromkeys(columns))
        if names and _apart(sample, names):
            kept = _fewest(sample, names)
            why = (
                f"together different in all {chosen.profile.rows} rows; no column of identifiers is"
            )
            chosen.take("identity", kept, "likely", why)
            return
    for column in chosen.profile.columns:
        if column.unique and column.times.any < 0.5:
            why = "the only column that is filled and different in every row"
            chosen.take("identity", (column.name,), "guess", why)
            return
    every = [column.name for column in chosen.profile.columns]
    names = tuple(dict.fromkeys((*title, *start, *venue))) or tuple(every[:3])
    if names:
        why = "not different in every row: rows that share it and differ otherwise are rejected"
        chosen.take("identity", names, "guess", why)


def _fewest(sample: Sequence[Record], names: tuple[str, ...]) -> tuple[str, ...]:
    """Title and day where they do; an hour or a venue only where it takes them to tell rows apart."""
    sizes = range(min(2, len(names)), len(names) + 1)
    return next(names[:size] for size in sizes if _apart(sample, names[:size]))


def _apart(sample: Sequence[Record], names: tuple[str, ...]) -> bool:
    """Whether no two rows of the sample share these cells; a first cell must be filled."""
    if not sample:
        return False
    at = [sample[0].columns.index(name) for name in names]
    keys = [tuple(text_of(record.cells[i]).strip() for i in at) for record in sample]
    return all(any(key) for key in keys) and len(set(keys)) == len(keys)


def _is_date(column: Column) -> bool:
    return column.times.day > 0.5 and column.number < 0.5


def _counts(column: Column) -> bool:
    """Whether its cells are 1, 2, 3 … in the order of the rows."""
    numbers = [int(text) for text in column.texts if text.isascii() and text.isdigit()]
    return len(numbers) == len(column.values) and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    ) and numbers[0] <= 1  # fmt: skip


def _mixed(column: Column) -> bool:
    """Whether the codes hold both letters and digits, or are long."""
    text = column.texts[0]
    return len(text) > 5 and bool(re.search(r"[A-Za-z]", text) and re.search(r"\d", text))
