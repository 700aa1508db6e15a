"""Letters that were UTF-8 and were read as cp1252 or Latin-1 (`FÃªte`): found, and made whole when asked."""

from __future__ import annotations

import re

_BYTE = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_BYTE |= {chr(byte): byte for byte in range(0xA0)}
_CONTROLS = {byte: sign for sign, byte in _BYTE.items() if 0x80 <= byte < 0xA0 and ord(sign) > 0xFF}
_FOLLOWING = "".join(re.escape(sign) for sign, byte in _BYTE.items() if 0x80 <= byte < 0xC0)
_BROKEN = re.compile(f"[ÂÃ][{_FOLLOWING}]|â[€‚„][{_FOLLOWING}]")
_PHONETIC = re.compile("[\u0250-\u02ff]")
"""No text has these by itself: a capital letter stood before a quotation mark (`CAFÉ”`)."""
_LEAD = re.compile("[ÂÃ]|â[€‚„]")


def may_be_broken(text: str) -> bool:
    """Whether a text has a sign that broken letters of Europe begin with; a look before `repaired`."""
    return (
        "Ã" in text
        or "Â" in text
        or "â€" in text
        or "Ä" in text
        or "Å" in text
        or "Ð" in text
        or "Ñ" in text
    )


def repaired(text: str) -> str:
    """`FÃªte` as `Fête`; other text stays as it is.

    U+0080 to U+009F, which no text needs, were cp1252 read as Latin-1: they become `–`, `’`, `€`.
    """
    for _ in range(2):
        whole = _decoded(text)
        if whole is None or whole == text:
            break
        text = whole
    return text.translate(_CONTROLS)


def _decoded(text: str) -> str | None:
    """The text read again as UTF-8: all of it, or the signs that can be nothing else; None where that fails."""
    if text.isascii():
        return None
    try:
        whole = bytes(map(_BYTE.__getitem__, text)).decode("utf-8")
        return None if _PHONETIC.search(whole) else whole
    except (KeyError, UnicodeDecodeError):
        pass
    if len(_LEAD.findall(text)) != len(_BROKEN.findall(text)):
        return None  # some of them are letters of their own: `SÃO`
    return _BROKEN.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    try:
        return bytes(map(_BYTE.__getitem__, found[0])).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
