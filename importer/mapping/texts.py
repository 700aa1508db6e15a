"""Texts made fit to publish: one Unicode form, no control characters, no markup, whole addresses."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

from importer.mapping.problems import FieldError

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_BLOCK_TAGS = """
    p div br li ul ol tr table h1 h2 h3 h4 h5 h6 hr blockquote section article header footer dd dt
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg"})


def line(text: str) -> str:
    """One line: NFC, control characters removed, blanks collapsed."""
    if text.isprintable() and "  " not in text and _is_composed(text):
        return text.strip()
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def block(text: str) -> str:
    """Several lines: as `line`, but line ends are kept, at most one empty line in a row."""
    if text.isprintable() and _is_composed(text):
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = (
        (each if each.isprintable() else _CONTROL.sub("", each)).rstrip()
        for each in text.split("\n")
    )
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


_PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./?=&%+~#,;:@!-]*)?", re.ASCII
)


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in ("p", "h1", "h2", "h3", "h4", "table"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def without_markup(text: str) -> str:
    """Plain text of HTML, with line ends where blocks end; text without markup stays as it is."""
    if ("<" not in text and "&" not in text) or not _MARKUP.search(text):
        return text
    parser = _PlainText()
    parser.feed(text)
    parser.close()
    return "\n".join(each.strip() for each in "".join(parser.parts).split("\n"))


def repaired(text: str) -> str:
    """Letters that were UTF-8 read as cp1252 (`Ã©`) made whole (`é`); other text stays as it is."""
    for _ in range(2):
        if text.isascii():
            break
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            break
    return text


def web_address(text: str) -> str:
    """An http(s) address, `www.` completed; raises FieldError `url.invalid`."""
    if _PLAIN_ADDRESS.fullmatch(text):
        return text
    url = text.strip()
    if url.lower().startswith("www."):
        url = "https://" + url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    named = "." in host.strip(".") or host == "localhost" or ":" in host
    if parts.scheme in ("http", "https") and named and not any(c.isspace() for c in url):
        return url
    bare = not parts.scheme and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url)
    raise FieldError(
        "url.invalid",
        f"'{text}' is no web address: it must begin with https:// and name a host",
        value=text,
        suggestion=f"https://{url}" if bare else None,
    )
