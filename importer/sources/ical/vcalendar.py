"""What vCalendar 1.0, the form before iCalendar, writes otherwise: quoted-printable values and charsets."""

from __future__ import annotations

import quopri
import re

_QUOTED = re.compile(rb"[A-Z0-9-]+;[^:]*QUOTED-PRINTABLE[^:]*:", re.I)
_CHARSET = re.compile(
    rb"[A-Z0-9-]+;(?:[^:]*;)?CHARSET=\"?"
    rb"(UTF-?8|US-ASCII|ISO-8859-\d+|WINDOWS-\d+|CP\d+|SHIFT_JIS|EUC-[A-Z]+|GB[A-Z0-9]+|BIG5|KOI8-[A-Z])\b",
    re.I,
)
OLD_RULE = re.compile(r"(?:D|W|MP|MD|YM|YD)\d+(?:\s|$)")
"""`W2 TU TH #10`: a recurrence rule of vCalendar 1.0."""


def is_quoted(line: bytes) -> bool:
    """Is its value quoted-printable? Then it goes on in the next line where it ends with `=`."""
    return _QUOTED.match(line) is not None


def unquoted(line: bytes) -> bytes:
    """A whole line with its quoted-printable value decoded, line breaks in it escaped."""
    head = _QUOTED.match(line)
    if head is None:
        return line
    value = quopri.decodestring(line[head.end() :]).replace(b"\r\n", b"\n").replace(b"\n", b"\\n")
    return line[: head.end()] + value


def in_its_charset(line: bytes) -> str | None:
    """The text of a line in the charset that its own CHARSET parameter names, where that fits."""
    found = _CHARSET.match(line)
    try:
        return line.decode(found[1].decode()) if found else None
    except (LookupError, UnicodeDecodeError):
        return None
