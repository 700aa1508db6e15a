"""Templates, whatever stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.mapping.template import compile_text, parse_template

COLUMNS = ("A", "B", "C")
LITERAL = st.text(st.characters(exclude_characters="{}[]", exclude_categories=["Cs"]), max_size=8)
CELL = st.text(max_size=8).map(str.strip)


def shown(template: str, *cells: str) -> str | None:
    return compile_text(parse_template(template), COLUMNS.index)(cells)


@pytest.mark.parametrize(
    ("template", "cells", "text"),
    [
        ("{A}", ("x",), "x"),
        ("{ A }", ("x",), "x"),
        ("{A}", (" ",), None),
        ("plain", (), "plain"),
        ("{A} - {B}", ("x", ""), "x - "),
        ("{A} - {B}", ("", ""), None),
        ("{A}[ ({B})]", ("x", ""), "x"),
        ("{A}[ ({B})]", ("x", "y"), "x (y)"),
        ("[{A}][, {B}[ {C}]]", ("", "y", ""), ", y"),
        ("[{A}, {B}]", ("x", ""), None),
        ("{{A}} [[{A}]]", ("x",), "{A} [x]"),
    ],
)
def test_a_template_shows_its_cells(
    template: str, cells: tuple[str, ...], text: str | None
) -> None:
    assert shown(template, *cells, *[""] * (3 - len(cells))) == text


@pytest.mark.parametrize("template", ["{A", "A}", "{}", "{ }", "[{A}", "{A}]", "[text]", "{A{B}}"])
def test_a_broken_template_says_what_is_wrong(template: str) -> None:
    with pytest.raises(ValueError, match=r"'|brackets"):
        parse_template(template)


@given(before=LITERAL, after=LITERAL, cell=CELL.filter(bool))
def test_literal_text_stands_around_a_filled_cell(before: str, after: str, cell: str) -> None:
    assert shown(f"{before}{{A}}{after}", cell) == f"{before}{cell}{after}"


@given(text=LITERAL, first=CELL.filter(bool), second=CELL)
def test_a_group_goes_exactly_when_its_column_is_empty(text: str, first: str, second: str) -> None:
    kept = f"{text}{second}" if second else ""
    assert shown(f"{{A}}[{text}{{B}}]", first, second) == first + kept


@given(st.text(max_size=12))
def test_doubled_signs_stand_for_themselves(text: str) -> None:
    escaped = "".join(sign * 2 if sign in "{}[]" else sign for sign in text)
    assert parse_template(escaped).literal == text


@given(st.text(alphabet="{}[]A ", max_size=12))
def test_any_text_is_a_template_or_an_error_in_words(text: str) -> None:
    try:
        pieces = parse_template(text).pieces
    except ValueError as problem:
        words = str(problem)
    else:
        words = "fine" if pieces or not text else ""
    assert words
