"""Which legacy encoding a text is in, judged by how its other-than-ASCII letters sit in words."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import category

CP1252 = "cp1252"
LATIN = (CP1252, "cp1250", "mac_roman", "cp850")
EAST_ASIAN = ("cp932", "euc_jp", "gb18030", "big5", "cp949")

_CYRILLIC = "оеаинтсрвлкмдпуыяьі"
_COMMON = {
    **dict.fromkeys(("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"), _CYRILLIC),
    "cp1253": "αοιετσνηυρπκμλςάίόέή",
    "cp1255": "יוהלארתבשמנדק",
    "cp1256": "اليمونرتبةعدسفهكقأح",
    "cp874": "นรอกเงามยลวดทสตปบคหจพ่้ะัีิ",
}
"""By encoding of one byte a letter: the letters that make up most of what is written in it."""

ENOUGH = 0.6
"""Share of common letters, misfits taken off, from which a text is believed to be in a script."""

_CENTRAL = ("cp1250", "Central European")
_TELLING = (
    # Letters that meet in no Western language, seen as cp1252: (all of these groups, none of those).
    (_CENTRAL, ("ø", "ì"), ""),
    (_CENTRAL, ("šžŠŽ", "èæìø"), ""),
    (_CENTRAL, ("õÕûÛ", "öüÖÜ", "áéíóÁÉÍÓ"), "ãçàêèäâôñ"),
    (("cp1254", "Turkish"), ("ðÐ", "þýÝÞ"), "æáóúí"),
)
_INSIDE = "’‘´·-"
_BIG5 = re.compile(rb"[\xa4-\xc6\xc9-\xf9][\x40-\x7e\xa1-\xfe]")


def guess(sample: bytes) -> tuple[str, str]:
    """The encoding, and the reason in words for the user, with some of the words it makes.

    sample: lines with other than ASCII bytes, not valid UTF-8. Western European unless the
    evidence against it is strong: most such files are, and detectors are poor on short texts.
    """
    encoding, why = _judged(sample)
    shown = ", ".join(_telling_words(sample.decode(encoding, "replace")))
    return encoding, (
        f"not UTF-8: read as {encoding}, {why}. Words in it: {shown or 'none'}; "
        f"if they look wrong, state `encoding`"
    )


def _telling_words(text: str) -> list[str]:
    """At most six words that between them show the letters outside ASCII, each new ones."""
    words: list[str] = []
    seen: set[str] = set()
    for word in re.findall(r"[^\s;,|\"]*[^\x00-\x7f][^\s;,|\"]*", text):
        new = {char for char in word if char > "\x7f"} - seen
        if new and len(words) < 6 and len(word) <= 40:
            words.append(word)
            seen |= new
    return words


def _judged(sample: bytes) -> tuple[str, str]:
    runs = re.findall(rb"[\x80-\xff]+", sample)
    if _is_big5(sample):
        return "big5", "because its bytes pair up as Chinese characters"
    if runs and sum(map(len, runs)) / len(runs) >= 2:
        found = _alphabet(sample) or _east_asian(sample)
        if found is not None:
            return found, "because whole words lie outside ASCII"
    text = sample.decode(CP1252, "replace")
    for (encoding, region), groups, without in _TELLING:
        if all(_any(these, text) for these in groups) and not _any(without, text):
            return encoding, f"because its letters are {region}"
    misfits = {encoding: _misfits(sample.decode(encoding, "replace")) for encoding in LATIN}
    best = min(LATIN, key=misfits.__getitem__)
    accents = sum(map(len, runs))
    if misfits[CP1252] - misfits[best] <= accents // 20:
        best = CP1252
    return best, f"in which {accents - misfits[best]} of {accents} accented letters fit their words"


def _alphabet(sample: bytes) -> str | None:
    """The encoding in which the text is made of the common letters of its script, if there is one."""
    scores = {encoding: _share(sample, encoding) for encoding in _COMMON}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= ENOUGH else None


def _share(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    common = sum(1 for char in text.lower() if char in _COMMON[encoding])
    foreign = sum(1 for char in text if char > "\x7f")
    return (common - 2 * _misfits(text)) / foreign if foreign else 0.0


def _is_big5(sample: bytes) -> bool:
    """Whether nearly all other than ASCII bytes are in pairs of Big5, some with ASCII in them.

    Detectors that look for runs of such bytes miss it: every other second byte is ASCII.
    """
    pairs = list(_BIG5.finditer(sample))
    if len(pairs) < 4:
        return False
    frequent = sum(1 for pair in pairs if pair[0][0] <= 0xC6)
    with_ascii = sum(1 for pair in pairs if pair[0][1] < 0x80)
    adjoining = sum(1 for one, two in pairwise(pairs) if one.end() == two.start())
    odd = len(re.findall(rb"[\x80-\xff]", _BIG5.sub(b"", sample)))
    return (
        odd * 20 <= len(pairs)
        and frequent >= 0.9 * len(pairs)
        and with_ascii >= 0.2 * len(pairs)
        and adjoining >= 0.4 * len(pairs)
    )


def _east_asian(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(EAST_ASIAN)).best()
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
        letter = category(char)[0] in "LM"
        count += char == "\N{REPLACEMENT CHARACTER}" or capital or (between and not letter)
    return count
