"""Texts made fit to publish: what is quick for plain texts is right for all."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from importer.mapping.texts import block, line, without_markup

LETTERS = "aé\u0301\u00c5\u212b \t\n\r\u00a0\u200b\u202e\ufeff\x00\x7f\x85<>&;/b"
TEXT = st.text(st.sampled_from(LETTERS) | st.characters(exclude_categories=["Cs"]), max_size=20)
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


@given(TEXT)
def test_a_line_is_composed_without_unseen_signs_and_doubled_blanks(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert line(text) == " ".join(UNSEEN.sub("", composed).split())


@given(TEXT)
def test_a_block_keeps_its_line_ends_and_at_most_one_empty_line(text: str) -> None:
    ended = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [each.rstrip() for each in UNSEEN.sub("", ended).split("\n")]
    assert block(text) == re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@given(st.text(alphabet="a <>é\n;", max_size=20))
def test_text_without_a_tag_or_entity_stays_as_it_is(text: str) -> None:
    if not re.search("</?[a-zA-Z]", text):
        assert without_markup(text) is text
