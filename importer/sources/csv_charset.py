"""Which legacy encoding a text is in, judged by how its other-than-ASCII letters sit in words."""

from __future__ import annotations

import re

CP1252 = "cp1252"
LATIN = (CP1252, "cp1250", "mac_roman", "cp850")
SCRIPTS = (
    *("cp1251", "koi8_r", "iso8859_5", "mac_cyrillic", "cp1253", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)

_CENTRAL = ("cp1250", "Central European")
_TELLING = (
    # Letters that meet in no Western language, seen as cp1252: (these, with these, without these).
    (_CENTRAL, "ø", "ì", ""),
    (_CENTRAL, "šžŠŽ", "èæìø", ""),
    (("cp1254", "Turkish"), "ðÐ", "þýÝÞ", "æáóúí"),
)
_INSIDE = "’‘´·-"


def guess(sample: bytes) -> tuple[str, str]:
    """The encoding, and the reason in words for the user.

    sample: lines with other than ASCII bytes, not valid UTF-8. Western European unless the
    evidence against it is strong: most such files are, and detectors are poor on short texts.
    """
    runs = re.findall(rb"[\x80-\xff]+", sample)
    if runs and sum(map(len, runs)) / len(runs) >= 2:
        found = _script(sample)
        if found is not None:
            return found, f"not UTF-8: read as {found}, because whole words lie outside ASCII"
    text = sample.decode(CP1252, "replace")
    for (encoding, region), these, others, without in _TELLING:
        if _any(these, text) and _any(others, text) and not _any(without, text):
            return encoding, f"not UTF-8: read as {encoding}, because its letters are {region}"
    misfits = {encoding: _misfits(sample.decode(encoding, "replace")) for encoding in LATIN}
    best = min(LATIN, key=misfits.__getitem__)
    accents = sum(map(len, runs))
    if misfits[CP1252] - misfits[best] <= accents // 20:
        best = CP1252
    return best, (
        f"not UTF-8: read as {best}, in which {accents - misfits[best]} of {accents} accented "
        f"letters fit their words; if titles look wrong, state `encoding`"
    )


def _script(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(SCRIPTS)).best()
    return best.encoding if best is not None else None


def _any(letters: str, text: str) -> bool:
    return any(letter in text for letter in letters)


def _misfits(text: str) -> int:
    """Characters no word has: a sign between letters, a capital after a small letter, no letter."""
    count = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char <= "\x7f":
            continue
        between = before.isalpha() and after.isalpha() and char not in _INSIDE
        capital = char.isupper() and before.islower()
        count += char == "\N{REPLACEMENT CHARACTER}" or capital or (between and not char.isalpha())
    return count
