"""Words that look like another word: for suggestions, which are shown and never used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

_LONGEST = 80
"""Longer texts are no misspelt words."""
_COMMON = 300
"""Pieces that more words have in common tell nothing."""
_COMPARED = 8
_FEW = 500


class Alike:
    """Words by the pieces they are made of, so that one of thousands is found without comparing all."""

    def __init__(self, words: Iterable[str]) -> None:
        every = list(dict.fromkeys(words))
        self._size = 2 if len(every) <= _FEW else 3
        self._having: dict[str, list[str]] = {}
        for word in every:
            for piece in self._pieces(word):
                self._having.setdefault(piece, []).append(word)

    def best(self, word: str, *, most: int, least: float) -> list[tuple[float, str]]:
        """At most `most` (likeness from `least` to 1, word), the most alike first."""
        if not word or len(word) > _LONGEST:
            return []
        lists = sorted((self._having.get(piece, []) for piece in self._pieces(word)), key=len)
        shared: Counter[str] = Counter()
        for having in lists:
            if len(having) > _COMMON and shared:
                break
            shared.update(having[:_COMMON])
        compared = [each for each, _ in shared.most_common(_COMPARED)]
        scored = [(SequenceMatcher(None, word, each).ratio(), each) for each in compared]
        return sorted((each for each in scored if each[0] >= least), reverse=True)[:most]

    def _pieces(self, word: str) -> set[str]:
        padded = f" {word} "
        return {padded[at : at + self._size] for at in range(len(padded) - self._size + 1)}


@lru_cache(maxsize=32)
def alike(words: tuple[str, ...]) -> Alike:
    """The same, kept for lists that are asked again."""
    return Alike(words)
