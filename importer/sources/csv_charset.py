"""Which legacy encoding a text is in, judged by how its other-than-ASCII letters sit in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import category

from importer.sources.csv_charset_asian import east_asian, is_big5

CP1252 = "cp1252"
LATIN = (CP1252, "cp1250", "mac_roman", "cp850")

_CYRILLIC = "оеаинтсрвлкмдпуыяьі"
_COMMON = {
    **dict.fromkeys(("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"), _CYRILLIC),
    "cp1253": "αοιετσνηυρπκμλςάίόέή",
    "cp1255": "יוהלארתבשמנדקכעחפם",
    "cp1256": "اليمونرتبةعدسفهكقأح",
    "cp874": "นรอกเงามยลวดทสตปบคหจพ่้ะัีิ",
}
"""By encoding of one byte a letter: the letters that make up most of what is written in it."""

ENOUGH = 0.6
"""Share of common letters, misfits taken off, from which a text is believed to be in a script."""

LEAST = 4
"""Letters beyond ASCII below which a script other than Latin is not believed in."""

_RUN = re.compile(rb"[\x80-\xff]+")

_CENTRAL = ("cp1250", "Central European")
_TELLING = (
    # Letters that meet in no Western language, seen as cp1252: (all of these groups, none of those).
    (_CENTRAL, ("ø", "ì"), ""),
    (_CENTRAL, ("šžŠŽ", "èæìø"), ""),
    (_CENTRAL, ("õÕûÛ", "öüÖÜ", "áéíóÁÉÍÓ"), "ãçàêèäâôñ"),
    (("cp1254", "Turkish"), ("ðÐ", "þýÝÞ"), "æáóúí"),
)
_INSIDE = "’‘´·-\xa0"
_LAST = "ךםןףץς"
"""Letters that only end words."""


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
    runs = _RUN.findall(sample)
    if is_big5(sample) and not _in_words(sample, "big5"):
        return "big5", "because its bytes pair up as Chinese characters"
    if _are_garbled(runs):
        return "mac_roman", "because in it each of most letters is UTF-8 that was taken for cp1252"
    if runs and sum(map(len, runs)) / len(runs) >= 2:
        found = _alphabet(sample) or east_asian(sample)
        if found is not None and not _in_words(sample, found):
            return found, "because whole words lie outside ASCII"
    text = sample.decode(CP1252, "replace")
    for (encoding, region), groups, without in _TELLING:
        if all(_any(these, text) for these in groups) and not _any(without, text):
            return encoding, f"because its letters are {region}"
    misfits = {encoding: _misfits(sample.decode(encoding, "replace")) for encoding in LATIN}
    best = min(LATIN, key=misfits.__getitem__)
    accents = sum(map(len, runs))
    if misfits[CP1252] - misfits[best] <= accents // 20 or 4 * misfits[best] > accents:
        best = CP1252
    return best, f"in which {accents - misfits[best]} of {accents} accented letters fit their words"


def _are_garbled(runs: Sequence[bytes]) -> bool:
    """Whether most of these are, on a Mac, UTF-8 read as cp1252 (`Ã©` for `é`): so Excel saves what it read wrong."""
    return 2 * sum(1 for run in runs if _is_garbled(run.decode("mac_roman"))) > len(runs)


def _is_garbled(text: str) -> bool:
    try:
        meant = text.encode(CP1252).decode("utf-8")
    except UnicodeError:
        return False
    return all("\xc0" <= char < "\u0180" or "\u2010" <= char < "\u2070" for char in meant)


def _in_words(sample: bytes, encoding: str) -> bool:
    """Whether most of what this encoding makes stands inside Latin words: then they are accents in it."""
    text = sample.decode(encoding, "replace")
    inside = len(re.findall(r"[a-z][^\x00-\x7f]+|[^\x00-\x7f]+[a-z]", text))
    return 2 * inside > len(re.findall(r"[^\x00-\x7f]+", text))


def _alphabet(sample: bytes) -> str | None:
    """The encoding in which the text is made of the common letters of its script, if there is one."""
    shares = {encoding: _share(sample, encoding) for encoding in _COMMON}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= ENOUGH else None


def _share(sample: bytes, encoding: str) -> float:
    """Of all that is not ASCII, the share of common letters, misfits taken off."""
    text = sample.decode(encoding, "replace")
    foreign = sum(1 for char in text if char > "\x7f")
    if foreign < LEAST:
        return 0.0
    common = sum(1 for char in text.lower() if char in _COMMON[encoding])
    return (common - 2 * _misfits(text)) / foreign


def _any(letters: str, text: str) -> bool:
    return any(letter in text for letter in letters)


def _misfits(text: str) -> int:
    """Characters no word has: a sign between letters, a capital after a small letter, no letter, the
    form of a letter that ends words within one, parts of frames."""
    count = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char <= "\x7f":
            continue
        between = before.isalpha() and after.isalpha() and char not in _INSIDE
        capital = char.isupper() and before.islower()
        letter = category(char)[0] in "LM"
        last = char in _LAST and after.isalpha()
        no_text = char == "\N{REPLACEMENT CHARACTER}" or "\u2500" <= char < "\u25a0"
        count += no_text or capital or last or (between and not letter)
    return count
