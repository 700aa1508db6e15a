"""HTML as clean readable text: blocks become lines, links keep their address, scripts go."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAG = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|table|font)>|<(?:br|p|hr)\s*/?>", re.I
)
_BLOCK_TAGS = """
    p div br li ul ol tr table h1 h2 h3 h4 h5 h6 hr blockquote section article header footer dd dt
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_ENDS_A_PARAGRAPH = frozenset({"p", "h1", "h2", "h3", "h4", "table"})
_CODE = frozenset({"script", "style"})
_SILENT = _CODE | {"head", "title", "template", "svg"}
_CELLS = frozenset({"td", "th"})


def has_markup(text: str) -> bool:
    """Whether a text that is published as it stands would show its tags."""
    return "<" in text and _TAG.search(text) is not None


def without_markup(text: str) -> str:
    """Plain text of HTML, with line ends where blocks end; text without markup stays as it is."""
    if ("<" not in text and "&" not in text) or not _MARKUP.search(text):
        return text
    parser = _PlainText()
    parser.feed(_without_comments(text))
    parser.close()
    return "\n".join(each.strip() for each in parser.text().split("\n"))


def _without_comments(text: str) -> str:
    """The parser would look through all the rest again for each comment that never ends."""
    first, *others = text.split("<!--")
    return first + "".join(each.partition("-->")[2] for each in others)


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[tuple[str, int]] = []
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        """What is to be read. A part that should be silent but never ends counts, unless it is code."""
        self._close_link()
        for tag, since in self._silent:
            if tag in _CODE:
                del self._parts[since:]
                break
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append((tag, len(self._parts)))
        elif tag in _BLOCKS:
            self._parts.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS:
            self._parts.append(" ")
        elif tag == "a":
            self._close_link()
            address = (dict(attrs).get("href") or "").strip()
            if address.lower().startswith(("http://", "https://")):
                self._link = (address, len(self._parts))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1][0] == tag:
            del self._parts[self._silent.pop()[1] :]
            if self._link is not None and self._link[1] > len(self._parts):
                self._link = None
        elif tag == "a":
            self._close_link()
        elif tag in _ENDS_A_PARAGRAPH:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s+", " ", data))

    def _close_link(self) -> None:
        """Write the address behind the words of a link, unless they are the address."""
        if self._link is None:
            return
        (address, since), self._link = self._link, None
        words = "".join(self._parts[since:]).strip()
        bare = address.split("://", 1)[1].rstrip("/")
        if words.removeprefix("https://").removeprefix("http://").rstrip("/") != bare:
            self._parts.append(f" ({address})" if words else address)
