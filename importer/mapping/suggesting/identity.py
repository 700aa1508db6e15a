"""Which columns say which event a row is: filled and different in every row, and shaped like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from importer.mapping.suggesting.chosen import Chosen
from importer.mapping.suggesting.names import words_of
from importer.mapping.suggesting.profile import Column
from importer.records import Record, text_of

_SHAPED = 0.9
_FEWEST_ROWS = 3
_LONG_NUMBER, _LONG_CODE = 4, 5
"""Signs; shorter ones may be of something else."""

_RUNNING = " (a running number: it must stay with its event when rows move)"

_OF_OTHER_THINGS = frozenset({"aside", "capacity", "price", "notes", "passing"})
"""Roles of columns that may be different in every row by chance, or when they are filled in."""

_NEARLY = 0.97
"""Rows without an identity are refused: more of them would be more than a slip."""


def choose_identity(chosen: Chosen, start: Sequence[str], sample: Sequence[Record]) -> None:
    """A column of identifiers, else the fewest columns that together tell all rows apart."""
    found = next(_by_itself(chosen), None)
    if found is None:
        _together(chosen, start, sample)
        return
    column, why = found
    named = column in chosen.profile.of("identity") and column.unique and chosen.profile.rows > 1
    chosen.take("identity", (column.name,), "sure" if named else "likely", why)


def _by_itself(chosen: Chosen) -> Iterator[tuple[Column, str]]:
    """The columns that alone say which event a row is, the surest first, and why."""
    rows = chosen.profile.rows
    named = [c for c in chosen.profile.of("identity") if c.name not in chosen.taken]
    strong = [c for c in named if c.unique and not _is_date(c) and not _runs(c)]
    for column in sorted(strong, key=lambda c: ("ID" not in c.meaning, not c.meaning.whole)):
        yield column, f"filled and different in all {rows} rows{_RUNNING * _counts(column)}"
    if rows < _FEWEST_ROWS:
        return
    for column in chosen.free("title"):
        if column.unique and column.code == 1 and not column.spelt:
            yield column, f"numbers of events, different in all {rows} rows"
    for column in named:
        if "ID" in column.meaning and column.different == 1 and column.filled >= _NEARLY:
            empty = rows - round(column.filled * rows)
            yield column, f"different in all rows but {empty} of {rows}, where it is empty"
    for column in chosen.free("aside"):
        if column.unique and "SLUG" in column.meaning:
            yield column, f"names in addresses, different in all {rows} rows"
    first = chosen.profile.columns[0]
    if first.role == "unknown" and first.unique and first.code >= _SHAPED and _ends_like_id(first):
        yield first, f"numbers or codes in front, different in all {rows} rows"
    for column in chosen.free("unknown"):
        shaped = column.unique and column.code >= _SHAPED
        counts = _counts(column)
        if shaped and (_is_first(column, chosen) if counts else _is_long(column)):
            yield column, f"codes, different in all {rows} rows"
    for column in sorted(chosen.profile.of("url"), key=lambda c: c.name != chosen["offers.url"]):
        if column.unique and column.url == 1 and _are_of_one_site(column):
            yield column, f"web addresses, different in all {rows} rows"


def _are_of_one_site(column: Column) -> bool:
    """Whether most addresses are pages of one site: those of many are of organisers and ticket shops, and change."""
    sites = Counter(_SITE.sub(r"\1", text.casefold()) for text in column.texts)
    return sites.most_common(1)[0][1] > 0.5 * len(column.texts)


_SITE = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#]*).*", re.DOTALL)


def _together(chosen: Chosen, start: Sequence[str], sample: Sequence[Record]) -> None:
    title = chosen.columns.get("title", ())
    venue = chosen.columns.get("locationName", ()) + chosen.columns.get("city", ())
    named = [c.name for c in chosen.profile.of("identity") if c.filled == 1 and "ID" in c.meaning]
    several = (
        (*named[:1], *start),
        (*title, *(start if title else ())),
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
    for column in chosen.profile.of("identity"):
        if column.unique and _runs(column):
            why = f"nothing else is different in all rows{_RUNNING}"
            chosen.take("identity", (column.name,), "guess", why)
            return
    for column in chosen.profile.columns:
        other = column.role in _OF_OTHER_THINGS or column.money >= 0.5
        if column.unique and column.times.any < 0.5 and not other:
            why = "the only column that is filled and different in every row"
            chosen.take("identity", (column.name,), "guess", why)
            return
    named = _telling_as_much(named, (*title, *start, *venue), sample)
    if named:
        why = "tells as many events apart as title, start and place do; rows that share it and differ are rejected"
        chosen.take("identity", (named[0],), "guess", why)
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
    keys = _keys(sample, names)
    return all(any(key) for key in keys) and len(set(keys)) == len(keys) > 0


def _telling_as_much(
    named: list[str], names: tuple[str, ...], sample: Sequence[Record]
) -> list[str]:
    """The identifiers with at least as many different values as these cells have together."""
    most = len(set(_keys(sample, names)))
    return [name for name in named if len(set(_keys(sample, (name,)))) >= most > 1]


def _keys(sample: Sequence[Record], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    at = [sample[0].columns.index(name) for name in names] if sample else []
    return [tuple(text_of(record.cells[i]).strip() for i in at) for record in sample]


def _runs(column: Column) -> bool:
    """Whether it only numbers the rows: put one in between, and all below have the number of another event.

    Numbers of matches and events are said to be theirs.
    """
    return not column.meaning.any(frozenset({"ID", "EVENT"})) and _counts(column)


def _is_date(column: Column) -> bool:
    return column.times.day > 0.5 and column.number < 0.5


def _counts(column: Column) -> bool:
    """Whether its cells are 1, 2, 3 … in the order of the rows."""
    numbers = [int(text) for text in column.texts if text.isascii() and text.isdigit()]
    return len(numbers) == len(column.values) and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    ) and numbers[0] <= 1  # fmt: skip


def _ends_like_id(column: Column) -> bool:
    """Whether its name is a word written together with "id", as "oldid" is."""
    return any(word.endswith("id") for word in words_of(column.name)[-1:])


def _is_first(column: Column, chosen: Chosen) -> bool:
    """Whether it stands in front of all others in a table without names, where numbers of rows stand."""
    return column.lettered and column is chosen.profile.columns[0]


def _is_long(column: Column) -> bool:
    """Whether codes are of letters and digits, or long numbers of one length."""
    texts = column.texts
    if all(text.isdigit() for text in texts):
        return len(texts[0]) > _LONG_NUMBER and len(set(map(len, texts))) == 1
    mixed = re.search(r"[A-Za-z]", texts[0]) and re.search(r"\d", texts[0])
    in_parts = column.times.day == 0 and re.fullmatch(r"\d{2,}[-/]\d{3,}", texts[0])
    return len(texts[0]) > _LONG_CODE and bool(mixed or in_parts)
