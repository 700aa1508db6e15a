"""Formats for dates that free reading leaves alone, because digits without usual signs may be anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from importer.mapping.formats import Format, Written
from importer.mapping.model import Order
from importer.records import Cell

Said = Literal["days", "hours"] | None
MOMENTS = (
    "%Y%m%dT%H%M%S%z",
    "%Y%m%dT%H%M%S",
    "%Y%m%d%H%M",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H時%M分",
)
_DAYS = ("%Y年%m月%d日", "%Y. %m. %d.", "%d/%b/%Y", "%b/%d/%Y", "%Y,%m,%d", "%Y_%m_%d", "%Y %m %d")
_PACKED_DAYS = ("%m%d",)
_CLOCKS = ("%H%M", "%H時%M分", "%H時")
SECONDS = "%s"
_SHORTEST_PACKED = 3
"""Signs: "9時" and "930" are, "17" is not."""

_IN_ORDERS: tuple[tuple[re.Pattern[str], tuple[tuple[Order, str], ...]], ...] = (
    (re.compile(r"\d{8}"), (("dmy", "%d%m%Y"), ("mdy", "%m%d%Y"))),
    (re.compile(r"\d{6}"), (("dmy", "%d%m%y"), ("mdy", "%m%d%y"), ("ymd", "%y%m%d"))),
    (re.compile(r"\d\d? \d\d? \d{4}"), (("dmy", "%d %m %Y"), ("mdy", "%m %d %Y"))),
    (re.compile(r"\d\d?_\d\d?_\d{4}"), (("dmy", "%d_%m_%Y"), ("mdy", "%m_%d_%Y"))),
    (re.compile(r"\d\d?,\d\d?,\d{4}"), (("dmy", "%d,%m,%Y"), ("mdy", "%m,%d,%Y"))),
    (re.compile(r"\d\d?-\d\d?"), (("dmy", "%d-%m"), ("mdy", "%m-%d"))),
)
_MOST = 0.8
"""The share of cells that a format must read."""


def formats_for(cells: Sequence[Cell], said: Said, order: Order | None) -> Iterator[str]:
    """The formats worth trying, likeliest first. said: what the name speaks of; where it is days, 1126 is no time.

    order: that of day, month and year which the name states, as "ddmmyy" does.
    """
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    yield from (*MOMENTS, *_DAYS)
    yield from _since_1970(texts)
    if said == "days" or order is not None:
        yield from _of_one_order(texts, order)
    if all(len(text) >= _SHORTEST_PACKED for text in texts):
        yield from _PACKED_DAYS if said == "days" else _CLOCKS


def _since_1970(texts: Sequence[str]) -> Iterator[str]:
    """Seconds or milliseconds, of years in which events are."""
    counted = sum(len(text) in (10, 13) and text.isdigit() and text[0] in "12" for text in texts)
    if counted and counted >= _MOST * len(texts):
        yield SECONDS


def _of_one_order(texts: Sequence[str], order: Order | None) -> Iterator[str]:
    """Of formats that differ in their order the one that fits: that of the name, else that of the fewest years."""
    for shape, alike in _IN_ORDERS:
        shaped = [text for text in texts if shape.fullmatch(text)]
        if len(shaped) < max(1, _MOST * len(texts)):
            continue
        years = {
            (each, form): {written.year for written in read}
            for each, form in alike
            if order in (None, each) and len(read := _read(shaped, form)) >= _MOST * len(texts)
        }
        fewest = min(map(len, years.values()), default=0)
        likely = [form for (_, form), seen in years.items() if len(seen) == fewest]
        if len(likely) == 1 or order is not None:
            yield from likely


def _read(texts: Sequence[str], form: str) -> list[Written]:
    reader, found = Format(form), []
    for text in texts:
        try:
            written = reader.read(text)
        except ValueError:
            continue
        if written.month in range(1, 13) and written.day in range(1, 32):
            found.append(written)
    return found
