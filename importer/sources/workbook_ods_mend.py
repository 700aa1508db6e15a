"""What calamine would misread in an OpenDocument workbook: noticed, and taken out of it."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from importer.sources.workbook_package import Package

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

_CELL = rb"<table:(?:covered-)?table-cell\b"
_TYPED = rb"[^<>]*\soffice:value-type="
_TEXT_FOLLOWS = rb"\s*+<text:p\b[^<>]*+(?<!/)>(?:<text:(?:span|a)\b[^<>]*+>){0,64}\s*+[^<\s]"

_INDENT = re.compile(rb"(>)\s+(?=</?(?:table:|text:p\b))|(<text:p\b[^>]*>)\s+|\s+(?=</text:p>)")
_INDENTED = re.compile(rb"<(?:text:p|table:(?:covered-)?table-cell)\b[^<>]*+>[ \t]*+\r?\n")
_TEXT_WITH_VALUE = re.compile(
    rb"(" + _CELL + rb"(?=" + _TYPED + rb'"string")[^<>]*?)\soffice:value="[^"]*+"'
)
_UNTYPED = re.compile(
    rb"(" + _CELL + rb"(?!" + _TYPED + rb")[^<>]*+)(?<!/)>(?=" + _TEXT_FOLLOWS + rb")"
)
_NUMBERS = tuple(
    b' office:value-type="%b"' % kind for kind in (b"float", b"percentage", b"currency")
)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAB = re.compile(rb"<text:tab\b[^<>]*+(?<=/)>")
_text_follows = re.compile(_TEXT_FOLLOWS)


def is_odd(piece: bytes) -> bool:
    """Whether blanks stand around a text that are not of it, a tab in it, or the value of a number beside it."""
    if b"<text:tab" in piece:
        return True
    if b"\n" in piece and _INDENTED.search(piece):
        return True
    numbers = sum(piece.count(kind) for kind in _NUMBERS)
    return piece.count(b" office:value=") > numbers and _TEXT_WITH_VALUE.search(piece) is not None


def text_follows(piece: bytes, at: int) -> bool:
    """Whether the cell that begins here begins with text."""
    return _text_follows.match(piece, at) is not None


def mended_ods(package: Package) -> bytes:
    """The workbook without what is odd in it."""
    content = b"".join(package.blocks("content.xml"))
    content = _CDATA.sub(lambda found: _escaped(found[1]), content)
    content = _TAB.sub(b"\t", content)
    content = _TEXT_WITH_VALUE.sub(rb"\1", content)
    content = _UNTYPED.sub(rb'\1 office:value-type="string">', content)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _INDENT.sub(rb"\1\2", content))
    return made.getvalue()


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
