"""Texts made fit to publish: one Unicode form, no unseen characters, whole addresses."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from importer.mapping.problems import FieldError

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    # joiners shape Arabic and Indic letters and emoji, and mean nothing between others
    "|(?<![\u0590-\u1fff\u2190-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\u1fff\u2190-\U0010ffff])"
    # tag characters spell flags after a black flag, and hide text elsewhere
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
_BLANK_LINES = re.compile(r"\n{3,}")


def line(text: str) -> str:
    """One line: NFC, control characters removed, blanks collapsed."""
    if text.isprintable() and "  " not in text and _is_composed(text):
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub("", text)).split())


def block(text: str) -> str:
    """Several lines: as `line`, but line ends are kept, at most one empty line in a row."""
    if text.isprintable() and _is_composed(text):
        return text.strip()
    lines = (
        (each if each.isprintable() else _CONTROL.sub("", each)).rstrip()
        for each in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


_PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./?=&%+~#,;:@!-]*)?", re.ASCII
)


def web_address(text: str) -> str:
    """An http(s) address, `www.` completed; raises FieldError `url.invalid`. Never one with a name or password
    in it, or a backslash: what people read as its host is not where it leads."""
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
    plain = "@" not in parts.netloc and "\\" not in url
    named = "." in host.strip(".") or host == "localhost" or ":" in host
    if parts.scheme in ("http", "https") and named and plain and not any(c.isspace() for c in url):
        return url
    bare = not parts.scheme and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url)
    raise FieldError(
        "url.invalid",
        f"'{text}' is no web address: it must begin with https:// and name a host",
        value=text,
        suggestion=f"https://{url}" if bare else None,
    )
