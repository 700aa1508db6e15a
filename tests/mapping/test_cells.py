"""Cells as people write them, language by language: `cells/*.txt` holds `what is written => what is read`.

Read is shown as dates (`06-12` has no year, `2026-06-12?` may have day and month the other way round), the
weekday beside each, then `20:00`, `20:00..22:00`, `20:00..` (no end), `..22:00` (no start) and the distance
from UTC or the name of the zone. `until` stands before a last day. `+` counts days on. After `!` stands a part of the refusal.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.found_dates import FoundDate
from importer.mapping.freeform import Reading, read_text

FILES = sorted((Path(__file__).parent / "cells").glob("*.txt"))
CELLS = [
    (file.stem, *line.split(" => "))
    for file in FILES
    for line in file.read_text(encoding="utf-8").splitlines()
    if line
]
NUMBER = st.integers(0, 70)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.parametrize(("language", "cell", "meaning"), CELLS)
def test_a_cell_is_read_as_people_mean_it(language: str, cell: str, meaning: str) -> None:
    if meaning.startswith("!"):
        assert meaning[1:].strip() in refusal(cell)
    else:
        assert told(read_text(cell)) == meaning


@pytest.mark.parametrize(("language", "cell", "meaning"), CELLS)
def test_stating_the_language_of_a_cell_changes_nothing(
    language: str, cell: str, meaning: str
) -> None:
    if language in LANGUAGES and not meaning.startswith("!"):
        assert told(read_text(cell, (language,))) == meaning


def test_every_language_is_tried_on_enough_cells() -> None:
    counts = Counter(language for language, _, _ in CELLS)
    assert {name for name in LANGUAGES if counts[name] < 10} == set()
    assert {name for name in LANGUAGES[:7] if counts[name] < 40} == set()


def refusal(cell: str) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        read_text(cell)
    return str(caught.value)


def told(reading: Reading) -> str:
    parts = ["until"] if reading.until else []
    parts += [_day(found) for found in reading.dates]
    if reading.weekday is not None:
        parts.append(DAYS[reading.weekday])
    at = reading.clocks
    if at.end is not None or at.open_end:
        parts.append(f"{_clock(at.start)}..{_clock(at.end)}")
    elif at.start is not None:
        parts.append(_clock(at.start))
    if reading.offset is not None:
        parts.append(f"UTC{reading.offset / 3600:+g}")
    if reading.zone is not None:
        parts.append(reading.zone)
    return " ".join(parts)


def _day(found: FoundDate) -> str:
    day = found.written
    year = f"{day.year}-" if day.year else ""
    weekday = f" {DAYS[day.weekday]}" if day.weekday is not None else ""
    return f"{year}{day.month:02}-{day.day:02}{'?' if found.swappable else ''}{weekday}"


def _clock(seconds: int | None) -> str:
    if seconds is None:
        return ""
    days, rest = divmod(seconds, 86_400)
    return f"{rest // 3600:02}:{rest % 3600 // 60:02}{'+' * days}"


@pytest.mark.parametrize(
    ("language", "cell", "meaning"),
    [
        ("cs", "so 13.6.2026", "2026-06-13 Sat"),
        ("de", "So 14.6.2026", "2026-06-14 Sun"),
        ("fi", "la 13.6.2026 klo 19", "2026-06-13 Sat 19:00"),
        ("fi", "pe 19.6. klo 18–20", "06-19 Fri 18:00..20:00"),
    ],
)
def test_a_short_weekday_is_one_of_the_stated_language(
    language: str, cell: str, meaning: str
) -> None:
    assert told(read_text(cell, (language,))) == meaning


@given(
    st.one_of(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.tuples(NUMBER, NUMBER, NUMBER)),
    st.sampled_from(["20{2:02}-{1:02}-{0:02}", "{0}/{1}/20{2:02}", "{0:02}.{1:02}.20{2:02}"]),
    st.sampled_from(["", " {0:02}:{1:02}", " {0:02}:{1:02}:{2:02}"]),
    st.tuples(NUMBER, NUMBER, NUMBER),
)
def test_what_is_read_the_quick_way_is_read_alike_the_long_way(
    day: date | tuple[int, int, int], form: str, clock: str, at: tuple[int, int, int]
) -> None:
    parts = (day.day, day.month, day.year % 100) if isinstance(day, date) else day
    text = form.format(*parts) + clock.format(*at)
    assert either(text) == either(f" {text}")


def either(cell: str) -> str:
    try:
        return told(read_text(cell))
    except ValueError as problem:
        return str(problem)
