"""From bytes to content lines: encoding, line ends and folding (RFC 5545, section 3.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from importer.errors import SourceError
from importer.sources.ical.vcalendar import in_its_charset, is_quoted, unquoted

_BOMS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*([:;])")
_PARAMETER = re.compile(r';\s*([^=;:"]+)=((?:"[^"]*"|[^;:"])*)')
MAX_LINES = 600_000
"""Physical ones: 40,000 entries of fifteen lines."""
_NONE: Mapping[str, str] = MappingProxyType({})


class ContentLine(NamedTuple):
    """One property. `number` is the physical line it begins on, from 1; `value` is still escaped."""

    number: int
    name: str
    params: Mapping[str, str]
    value: str


def logical_lines(data: bytes, encoding: str | None) -> tuple[list[tuple[int, str]], list[str]]:
    """Unfold and decode: ((physical line from 1, text) of each line that is not blank, notes).

    Bytes are joined before they are decoded, since a fold may stand inside a character. Lines end
    with CRLF, LF or CR. encoding: as the mapping states it; None: by byte order mark, else UTF-8;
    lines that are not have the CHARSET that they name themselves, else Windows-1252.
    Raises SourceError for an encoding that does not exist or does not fit.
    """
    data = _as_utf8(data, encoding)
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        raise SourceError(f"the calendar has more than {MAX_LINES:,} lines: split it")
    lines: list[tuple[int, str]] = []
    guessed = 0
    for number, line in _unfolded(data.replace(b"\r\r\n", b"\n")):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            own = in_its_charset(line)
            text = _western(line) if own is None else own
            guessed += own is None
        lines.append((number, text))
    if not guessed:
        return lines, []
    note = (
        f"{guessed} {'line is' if guessed == 1 else 'lines are'} not UTF-8 and read as "
        "Windows-1252; if letters look wrong, state source.encoding"
    )
    return lines, [note]


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with what is folded below it, and the physical line it begins on."""
    begun, parts, quoted = 1, [b""], False
    old = b"QUOTED-PRINTABLE" in data.upper()
    for number, line in enumerate(data.splitlines(), start=1):
        if quoted and parts[-1].endswith(b"="):
            parts[-1] = parts[-1][:-1]
            parts.append(line.lstrip())
        elif line[:1] in (b" ", b"\t") and parts[0]:
            parts.append(line[1:])
        elif line:
            yield from _joined(begun, parts, quoted)
            begun, parts, quoted = number, [line], old and is_quoted(line)
    yield from _joined(begun, parts, quoted)


def _joined(number: int, parts: list[bytes], quoted: bool) -> Iterator[tuple[int, bytes]]:
    if parts[0]:
        line = b"".join(parts)
        yield number, unquoted(line) if quoted else line


def _as_utf8(data: bytes, encoding: str | None) -> bytes:
    if encoding is None:
        encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data[:4]:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    if encoding is not None:
        try:
            data = data.decode(encoding).encode()
        except LookupError:
            raise SourceError(
                f"there is no encoding {encoding!r}: correct source.encoding"
            ) from None
        except (UnicodeError, ValueError) as problem:
            raise SourceError(f"the calendar is not {encoding}: {problem}") from None
    return data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def content_line(number: int, text: str) -> ContentLine | None:
    """Split `NAME;PARAMETER=VALUE:VALUE`; None where the line is no property at all.

    Names come in upper case, parameter values without quotes. An unreadable parameter is passed
    over: the value after the next colon is still a value.
    """
    start = _NAME.match(text)
    if start is None:
        return None
    if start[2] == ":":
        return ContentLine(number, start[1].upper(), _NONE, text[start.end() :])
    params: dict[str, str] = {}
    end = start.end() - 1
    while found := _PARAMETER.match(text, end):
        params[found[1].strip().upper()] = found[2].replace('"', "").strip()
        end = found.end()
    colon_at = text.find(":", end)
    if colon_at < 0:
        return None
    return ContentLine(number, start[1].upper(), params, text[colon_at + 1 :])
