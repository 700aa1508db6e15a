"""Texts made fit to publish: what is quick for plain texts is right for all."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_cases import payload

from importer.mapping.broken_letters import repaired
from importer.mapping.markup import without_markup
from importer.mapping.texts import block, line

LETTERS = "aé\u0301\u00c5\u212b \t\n\r\u00a0\u00ad\u200b\u202e\ufeff\x00\x7f\x85<>&;/b"
TEXT = st.text(st.sampled_from(LETTERS) | st.characters(exclude_categories=["Cs"]), max_size=20)
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@given(TEXT)
def test_a_line_is_composed_without_unseen_signs_and_doubled_blanks(text: str) -> None:
    shown = line(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert not UNSEEN.search(shown)
    assert shown == " ".join(shown.split()) == line(shown)


@given(TEXT)
def test_a_block_keeps_its_line_ends_and_at_most_one_empty_line(text: str) -> None:
    shown = block(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert not UNSEEN.search(shown)
    assert not re.search(r"\n{3}|[ \t]\n|\r", shown)
    assert shown == shown.strip() == block(shown)


@given(st.text(st.sampled_from("ab é\u0301\r\n"), max_size=20))
def test_a_block_without_unseen_signs_has_the_words_and_lines_that_were_written(text: str) -> None:
    written = unicodedata.normalize("NFC", text)
    assert block(text).split() == written.split()
    assert block(text).count("\n") <= len(written.splitlines())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("pay\u202elap\u202c", "paylap"),
        ("e\u200b\u0301t", "ét"),
        ("a\u200db \u200cc", "ab c"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("hi\U000e0041\U000e0042", "hi"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        ),
    ],
)
def test_signs_that_nobody_sees_go_where_they_mean_nothing(text: str, shown: str) -> None:
    assert (line(text), block(text)) == (shown, shown)


@given(st.text(alphabet="a <>é\n;", max_size=20))
def test_text_without_a_tag_or_entity_stays_as_it_is(text: str) -> None:
    if not re.search("</?[a-zA-Z]", text):
        assert without_markup(text) is text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('Book <a href="https://x.org/t?a=1&amp;b=2">here</a>.', "Book here (https://x.org/t?a=1&b=2)."),
        ('<a href="https://x.org/">https://x.org</a>', "https://x.org"),
        ('<a href="https://x.org/">x.org</a>', "x.org"),
        ('<a href="https://x.org"><img src="a.png"></a>', "https://x.org"),
        ('<a href="mailto:a@b.org">us</a> <a href="#top">up</a> <a href="javascript:x()">go</a>', "us up go"),
        ('<a href="https://x.org">open', "open (https://x.org)"),
        ("<table><tr><td>8pm<td>Hall</table>", "8pm Hall"),
        ("a<!-- hidden -->b<!-- never closed", "ab"),
        ("<style>p {}</style>Hi<script>x()</script>", "Hi"),
        ("Use your <head> first", "Use your  first"),
        ("Hi<script>x()", "Hi"),
        ("Fish &amp; chips &lt;3 &nbsp;now", "Fish & chips <3 now"),
    ],
)  # fmt: skip
def test_html_becomes_text_that_keeps_its_links(html: str, text: str) -> None:
    assert block(without_markup(html)) == text


def test_html_that_never_ends_its_comments_takes_no_time() -> None:
    assert without_markup("<!--" * 200_000) == ""


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("FÃªte", "Fête"), ("CafÃ© – 日本", "Café – 日本"), ("Itâ€™s", "It’s"), ("Ã\xa0 la", "à la"),
        ("â‚¬ 5", "€ 5"), ("FÃƒÂªte", "Fête"), ("BjÃ¶rk", "Björk"), ("ÅšlÄ…sk", "Śląsk"),
    ],
)  # fmt: skip
def test_broken_letters_are_made_whole(broken: str, whole: str) -> None:
    assert repaired(broken) == whole


@pytest.mark.parametrize(
    "text", ["Fête", "SÃO PAULO", "CAFÉ”", "“Å”", "Ârea", "plain", "日本", "Привет"]
)
def test_letters_that_are_not_broken_stay(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("field", "cell", "code", "suggestion"),
    [
        ("title", "FÃªte", "cell.broken_letters", "Fête"),
        ("description", "<p>Hi</p>", "cell.markup", None),
    ],
)
def test_what_looks_broken_is_pointed_out_and_left_alone(
    map_row: Any, field: str, cell: str, code: str, suggestion: str | None
) -> None:
    outcome = map_row({field: '"{X}"'}, {"X": cell})
    assert payload(outcome)[field] == cell
    assert [(note.code, note.suggestion) for note in outcome.notes] == [(code, suggestion)]
    for stated in ("repair_text: true, text: html", "repair_text: true, text: plain"):
        assert map_row({field: f'{{from: "{{X}}", {stated}}}'}, {"X": cell}).notes == ()
