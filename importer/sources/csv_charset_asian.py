"""Which East Asian encoding a text is in, judged by the pairs of bytes that its characters make."""

from __future__ import annotations

import re
from itertools import pairwise

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_BIG5 = re.compile(rb"[\xa4-\xc6\xc9-\xf9][\x40-\x7e\xa1-\xfe]")
_SHIFT_JIS = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
_SHIFT_JIS_KANA = re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x7e\x80-\x96]|\x81[\x41\x42\x5b]")
_EUC = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")

ENOUGH = 3
"""Characters below which nobody can tell: each of the encodings makes some out of two bytes."""


def east_asian(sample: bytes) -> str | None:
    """The East Asian encoding of which nearly all bytes beyond ASCII are pairs, or None."""
    if _is_shift_jis(sample):
        return "cp932"
    if (found := _euc(sample)) is not None:
        return found
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=["cp932", "euc_jp", "gb18030", "big5", "cp949"]).best()
    if best is None or sum(1 for char in str(best) if char > "\x7f") < ENOUGH:
        return None
    return best.encoding


def is_big5(sample: bytes) -> bool:
    """Whether nearly all other than ASCII bytes are in pairs of Big5, some with ASCII in them.

    Detectors that look for runs of such bytes miss it: every other second byte is ASCII.
    """
    pairs = list(_BIG5.finditer(sample))
    if len(pairs) < 4:
        return False
    frequent = sum(1 for pair in pairs if pair[0][0] <= 0xC6)
    with_ascii = sum(1 for pair in pairs if pair[0][1] < 0x80)
    adjoining = sum(1 for one, two in pairwise(pairs) if one.end() == two.start())
    return (
        _odd(_BIG5, sample) * 20 <= len(pairs)
        and frequent >= 0.9 * len(pairs)
        and with_ascii >= 0.2 * len(pairs)
        and adjoining >= 0.4 * len(pairs)
    )


def _is_shift_jis(sample: bytes) -> bool:
    """Whether the pairs are of Shift JIS, a quarter of them the syllables without which no Japanese is written."""
    pairs = _SHIFT_JIS.findall(sample)
    kana = sum(1 for pair in pairs if _SHIFT_JIS_KANA.fullmatch(pair))
    return kana >= ENOUGH and 4 * kana >= len(pairs) >= 10 * _odd(_SHIFT_JIS, sample)


def _euc(sample: bytes) -> str | None:
    """The encoding of which all pairs are of two bytes beyond ASCII, told by the rows of its table they are in.

    Japanese has syllables in rows 4 and 5; nearly all Korean stands in rows 16 to 40, Chinese
    in 16 to 87. Rows before hold signs.
    """
    pairs = [pair for pair in _EUC.findall(sample) if not 0xA6 <= pair[0] < 0xB0 and pair[0] > 0xA3]
    if len(pairs) < ENOUGH or _odd(_EUC, sample) * 20 > len(pairs):
        return None
    kana = sum(1 for pair in pairs if pair[0] in (0xA4, 0xA5))
    korean = sum(1 for pair in pairs if 0xB0 <= pair[0] <= 0xC8)
    if 5 * kana >= len(pairs):
        return "euc_jp"
    return "cp949" if 10 * korean >= 9 * len(pairs) else "gb18030"


def _odd(pairs: re.Pattern[bytes], sample: bytes) -> int:
    """How many bytes beyond ASCII are in none of the pairs."""
    return len(_BEYOND_ASCII.findall(pairs.sub(b"", sample)))
