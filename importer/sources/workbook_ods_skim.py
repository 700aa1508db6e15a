"""The XML of an OpenDocument workbook looked through as text, several times as fast as by a parser's events.

Only for the spelling that all common programs write; whatever else stands there is noticed, and the
part is then left to a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from importer.records import CellError
from importer.sources.workbook_ods_extent import OdsExtent, long_duration
from importer.sources.workbook_ods_mend import is_odd, text_follows
from importer.sources.workbook_package import Package
from importer.sources.workbook_strings import MAX_TEXT

MAX_ROW = 16 << 20
"""Bytes that a row takes at most."""

_USUAL = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml(?![^>]*\sencoding=(?![\"']utf-8[\"']))|office:)", re.I
)
_SPACE = b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
_BEGIN = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb'(?:((?:\s++[\w:.-]++="[^"<]*+"){0,64})\s*+(/?)>)?'
)
_VALUES = re.compile(rb'(?:\s++[\w:.-]++="[^"<]*"){0,64}\s*+')
_ROW, _ROW_END = b"<table:table-row", b"</table:table-row>"
_CELLS = (b"<table:table-cell", b"<table:covered-table-cell")
_UNCOMMON = (b"-repeated=", b"time-value=", b'"error"', b"'error'")
_END = re.compile(rb"</table:(?:covered-)?table-cell\s*>")
_TAG = re.compile(rb"<[^<>]*+>")
_NAME = re.compile(rb'\stable:name="([^"]*)"')
_COLUMNS = re.compile(rb'\stable:number-columns-repeated="(\d{1,9})"')
_ROWS = re.compile(rb'\stable:number-rows-repeated="(\d{1,9})"')
_HIDDEN = re.compile(rb'\stable:visibility="(?!visible")')
_ERROR = re.compile(rb'\scalcext:value-type="error"')
_TIME = re.compile(rb'\soffice:time-value="([^"]*)"')


def skimmed(package: Package) -> OdsExtent | None:
    """What content.xml holds; None where it is not spelled as expected."""
    extent = OdsExtent(package)
    size = 0
    for piece in _pieces(package.blocks("content.xml")):
        if not size and not (_USUAL.match(piece) and _SPACE in piece):
            return None
        size += len(piece)
        if size > MAX_TEXT or len(piece) > MAX_ROW or b"<!" in piece or not _take(piece, extent):
            return None
        extent.found.odd = extent.found.odd or is_odd(piece)
    extent.end_row()
    return extent


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text cut before rows, or long before one ends that is too long."""
    rest = b""
    for block in blocks:
        seen = rest + block
        cut = seen.rfind(_ROW)
        if cut <= 0 and len(seen) <= MAX_ROW:
            rest = seen
            continue
        yield seen[:cut] if cut > 0 else seen
        rest = seen[cut:] if cut > 0 else b""
    yield rest


def _take(piece: bytes, extent: OdsExtent) -> bool:
    """Whether the piece is spelled as expected; what it says is then known."""
    before, *rows = piece.split(_ROW)
    return _take_all(before, extent) and all(
        _take_plain(row, extent) or _take_all(_ROW + row, extent) for row in rows
    )


def _take_plain(row: bytes, extent: OdsExtent) -> bool:
    """Take the row where its cells are as most are: none repeated or an error, all filled up to the last."""
    begun, _, inside = row.partition(b">")
    after = inside.find(_ROW_END)
    end = _without_empty_cells(inside, after)
    cells = inside.count(b"<table:", 0, end)
    plain = (
        after >= 0
        and _VALUES.fullmatch(begun)
        and b"-repeated=" not in begun
        and b"visibility=" not in begun
        and not any(inside.find(sign, 0, end) >= 0 for sign in _UNCOMMON)
        and cells == inside.count(b"<table:table-cell ", 0, end)
        and cells == inside.count(b" office:value-type=", 0, end)
    )
    if not plain:
        return False
    extent.row(1, hidden=False)
    if cells:
        extent.cell(cells)
        extent.fill()
    rest = inside[after + len(_ROW_END) :]
    return not rest.strip() or _take_all(rest, extent)


def _without_empty_cells(inside: bytes, end: int) -> int:
    """Where a row ends that has empty cells at its end, mostly one for all to the last column."""
    while inside.endswith(b"/>", 0, max(end, 0)):
        begin = inside.rfind(b"<", 0, end)
        cell = inside[begin:end]
        if not cell.startswith(_CELLS) or b"value-type=" in cell:
            break
        end = begin
    return end


def _take_all(piece: bytes, extent: OdsExtent) -> bool:
    for found in _BEGIN.finditer(piece):
        kind, values, closed = found.groups()
        if values is None:
            return False
        if kind == b"table-row":
            extent.row(_repeat(_ROWS, values), hidden=_HIDDEN.search(values) is not None)
        elif kind == b"table":
            name = _NAME.search(values)
            extent.table(unescape(name[1].decode("utf-8", "replace")) if name else "")
        else:
            _take_cell(piece, found.end(), values, extent, closed=bool(closed))
    return True


def _take_cell(piece: bytes, at: int, values: bytes, extent: OdsExtent, *, closed: bool) -> None:
    """at: where the content of the cell begins."""
    extent.cell(_repeat(_COLUMNS, values) if b"-repeated=" in values else 1)
    if b"office:value-type=" in values:
        extent.fill()
        if b"time-value=" in values and (time := _TIME.search(values)):
            length = long_duration(time[1].decode("utf-8", "replace"))
            if length is not None and extent.repeats == 1:
                extent.mark(length)
        if b'"error"' in values and _ERROR.search(values):
            text = unescape(_text(piece, at).decode("utf-8", "replace")) if not closed else ""
            extent.mark(CellError(text.strip() or "#ERROR"))
    elif not closed and text_follows(piece, at):
        extent.fill()
        extent.found.odd = True
    if extent.repeats > 1:  # others weigh no more than the part itself
        shown = 0 if closed else len(_text(piece, at))
        kept = len(values) if b"string-value=" in values else 0
        extent.weight += extent.repeats * (shown + kept)


def _text(piece: bytes, at: int) -> bytes:
    end = _END.search(piece, at)
    return _TAG.sub(b"", piece[at : end.start() if end else len(piece)])


def _repeat(pattern: re.Pattern[bytes], values: bytes) -> int:
    found = pattern.search(values)
    return int(found[1]) if found else 1
