"""Reading a mapping file, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from importer.errors import MappingError
from importer.mapping.load import load_mapping
from importer.mapping.model import Mapping

Load = Callable[[str], Mapping]
_NAME_RULE = "letters, digits, `-`, `_` and `.`, at most 64, such as riverside-hall"
_BILLION = """\
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
identity: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
name: a
event: {title: x}
"""
Problems = Callable[[str], list[tuple[int | None, str]]]


def test_every_scalar_is_the_text_that_was_written(load: Load) -> None:
    mapping = load("""
        name: test
        source: {header_row: 3, sheet: 2026, window: {past: 2d, future: 1h30m}}
        only: {Country: [NO, 20:00, 1.0]}
        event: {title: 20:00, channelId: 007}
        """)
    assert mapping.only[0].values == ("NO", "20:00", "1.0")
    assert mapping.source.sheets == ("2026",)
    assert mapping.source.header_row == 3
    assert (mapping.source.past, mapping.source.future) == (timedelta(2), timedelta(minutes=90))


def test_what_is_unsaid_has_the_documented_defaults(load: Load) -> None:
    mapping = load("name: test\nevent: {title: x}\n")
    assert (mapping.when_removed, mapping.removed_after) == ("report", None)
    assert (mapping.guard.max_removed, mapping.guard.max_removed_count) == (0.10, 500)
    assert (mapping.guard.max_changed, mapping.guard.expect_empty) == (0.50, False)
    assert mapping.publish.skip_past
    assert mapping.publish.order == "soonest_first"
    assert (mapping.privacy.private_events, mapping.privacy.meeting_links) == ("skip", "strip")


def test_every_problem_is_said_at_once_with_its_line(problems: Problems) -> None:
    assert problems("""\
        name: not a name
        idenity: [Ref]
        event:
          titel: "{Act}"
          startAt: {from: "{Date}", formt: '%d'}
          description: "{Blurb"
        guard: {max_removed: 10}
        when_removed: delete
        """) == [
        (1, f"`name` is 'not a name' but must be {_NAME_RULE}"),
        (2, "unknown key `idenity` in the mapping file: did you mean `identity`?"),
        (4, "unknown key `titel` in `event`: did you mean `title`?; other payload fields go into `extra` with their path"),
        (5, "unknown key `formt` in `startAt`: did you mean `format`?"),
        (6, "`description`: the '{' at character 1 is not closed; as text it is '{{'"),
        (7, "`max_removed` is '10' but must be a share such as 10%"),
        (8, "`when_removed` is 'delete' but must be report or draft or ignore"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: a\nevent: {title: {Act}}\n", 2, 'put quotes around {Act}: "{Act}"'),
        ("name: a\nevent:\n  title: {Act} live\n", 3, 'put quotes around {Act} live: "{Act} live"'),
        ("name: a\nevent:\n  endAt: [{Date} {Ends}]\n", 3, "put quotes around [{Date} {Ends}]"),
        ("name: a\nevent:\n  endAt: [{Date}]\n", 3, 'put quotes around [{Date}]: "[{Date}]"'),
        ("name: a\nevent:\n  title: [Act]\n", 3, "`title` takes no list"),
        ("name: a\nname: b\nevent: {title: x}\n", 2, "`name` stands twice in the mapping file (first on line 1)"),
        ("name: a\nevent:\n\ttitle: x\n", 3, "a tab stands here"),
        ("name: a\nevent:\n  title: \"x\n  status: draft\n", 3, "the quote that opens here is never closed"),
        ("name: a\nevent:\n  title: a: b\n", 3, "put quotes around it"),
        ("name: a\nevent:\n  startAt: {from: \"{D}\", format: %d}\n", 3, "single quotes"),
        ("name: a\nevent:\n  title: *act\n", 3, "single quotes"),
        ("name: a\nevent:\n  title:\n", 3, "`title` has no value"),
        ("name: a\nevent: {title: x}\n---\nname: b\n", 3, "one mapping a file"),
        ("- name\n", 1, "must be a table"),
        ("name: a\n", 1, "`event` is missing"),
        ("name: a\nevent: {timezone: Europe/Berln}\n", 2, "did you mean Europe/Berlin?"),
        ("name: a\nevent:\n  startAt: {from: \"{D}\", format: '%Q'}\n", 3, "there is no directive %Q"),
        ("name: a\nevent:\n  startAt: {from: \"{D}\", format: '%d.%m.%Y'}\n", 3, "has no hours"),
        ("name: a\nevent:\n  title: {from: \"{A}\", regex: '('}\n", 3, "not a regular expression"),
        ("name: a\nevent:\n  title: {from: \"{A}\", format: '%d'}\n", 3, "`format` does not work in `title`"),
        ("name: a\nevent:\n  startAt: {from: \"{A}\", date: \"{B}\"}\n", 3, "does not go with"),
        ("name: a\nevent:\n  approxLocation: {city: {from: \"{T}\", lookup: x}}\n", 3, "no lookup is called `x`"),
        ("name: a\nevent:\n  approxLocation: {city: \"{T}\"}\n", 3, "`city` must be a table with placeId"),
        ("name: a\nevent: {title: x}\nextra: {title: y}\n", 3, "belongs under `event`"),
        ("name: a\nevent: {title: x}\nextra: {\"a..b\": y}\n", 3, "is written like"),
        ("name: a\nevent:\n  classifications: {from: \"{K}\", map: {Gig: a, gig: b}}\n", 3, "stands twice in `map`"),
        ("name: a\nevent:\n  startAt: {date: \"{D}\", time: \"{T}\", season: 2026-09..2029-01}\n", 3, "12 months"),
        ("name: a\nsource: {window: {from: 2026-01-01}}\nevent: {title: x}\n", 2, "both `from` and `to`"),
        ("name: a\nsource: {window: {from: 2026-13-01, to: 2027-01-01}}\nevent: {title: x}\n", 2, "a date or"),
        ("name: a\nsource: {format: csv}\nidentity: [Id]\nevent: {title: x}\n", None, "`event` has no `channelId`"),
        ("name: a\nsource: {format: csv}\nevent: {title: x}\n", None, "`identity` is missing"),
        ("name: a\nevent: {image: a.jpg, coverImage: 4}\n", 2, "state one of them"),
        ("name: a\nevent: {<<: x}\n", 2, "not supported"),
        (_BILLION, 4, "`identity` must be text, not a list"),
        ("x: " + "[" * 40 + "]" * 40, 1, "nested far too deeply"),
    ],
)  # fmt: skip
def test_a_trap_is_answered_with_what_to_do(
    problems: Problems, text: str, line: int | None, words: str
) -> None:
    found = [(at, said) for at, said in problems(text) if words in said]
    assert [at for at, _ in found][:1] == [line], problems(text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"PK\x03\x04rest", "this is a workbook"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "this is a calendar"),
        (b"name: a\x00b", "a binary file"),
        (b"name: a\ntitle: K\xf6ln\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_mapping_is_called_by_its_name(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(content)
    with pytest.raises(MappingError, match=words):
        load_mapping(file)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no such file"):
        load_mapping(tmp_path / "gone.yaml")
    with pytest.raises(MappingError, match="a folder"):
        load_mapping(tmp_path)


def test_utf16_with_a_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("name: a\nevent: {title: Köln}\n", encoding="utf-16")
    assert load_mapping(file).event.keys() == {"title"}


def test_the_fingerprint_follows_what_can_change_a_payload_and_nothing_else(load: Load) -> None:
    first = load("name: a\nevent: {title: x}\n").fingerprint
    assert load("# hello\nname: b\nsource: {location: c.csv}\nguard: {max_removed: 5%}\nevent:\n  title: 'x'\n"
                ).fingerprint == first  # fmt: skip
    assert load("name: a\nevent: {title: y}\n").fingerprint != first
    assert load("name: a\nevent: {title: x}\nall_day: {start: '10:00'}\n").fingerprint != first


def test_paths_are_relative_to_the_mapping_file(load: Load, tmp_path: Path) -> None:
    mapping = load("name: a\nlookups: {places: lists/p.csv}\nevent: {title: x}\n")
    assert mapping.lookups == {"places": tmp_path / "lists/p.csv"}
