"""The zip archive a workbook is: its parts at their true size, and what they say of its sheets.

Nothing in it is believed: sizes are counted while unpacking, document types (the door to entity
bombs) are refused. xlsb and ods are such archives too; xls is not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from importer.errors import SourceError
from importer.sources.unpack import BROKEN

MAX_UNPACKED = 512 << 20
MAX_STRINGS = 256 << 20
MAX_RATIO = 250
FREE = 32 << 20
"""Bytes of a part up to which the ratio does not matter."""
MAX_PARTS = 10_000
MAX_TAGS = 3_000_000
"""Tags that a parser reads in some seconds, most of them spent in its handlers."""

BLOCK = 1 << 18

_DOCUMENT_TYPE = (b"<!DOCTYPE", b"<!ENTITY")
_NEVER_PARSED = ("basic/", "dialogs/", "meta-inf/")
"""Where OpenOffice and LibreOffice keep macros and the list of parts, with document types."""

Start = Callable[[str, Mapping[str, str]], None]


@dataclass(slots=True)
class Package:
    """A workbook's archive, checked against the limits when it is made.

    most, most_strings: bytes that all parts, and the shared strings among them, may unpack to.
    most_tags: of a part that is parsed.
    since_1904: whether days count from 1904; known once its sheets were asked for.
    string_sizes: bytes of each shared string; known once a sheet was measured that refers to them.
    dated_styles: of an xlsb, the styles that may show dates; known once a sheet was measured.
    Raises SourceError where it is damaged or unpacks to more than the limits.
    """

    path: Path
    name: str
    most: int = MAX_UNPACKED
    most_strings: int = MAX_STRINGS
    most_tags: int = MAX_TAGS
    since_1904: bool = False
    string_sizes: list[int] | None = None
    dated_styles: frozenset[int] | None = None
    _members: dict[str, ZipInfo] = field(init=False)
    _spelled: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        with self._damage("the archive"), ZipFile(self.path) as archive:
            members = archive.infolist()
        if len(members) > MAX_PARTS:
            raise self.too_large(f"it has {len(members)} parts")
        self._members = {member.filename: member for member in members}
        total = 0
        for part in (member.filename for member in members):
            if self._spelled.setdefault(_plain(part), part) != part:  # readers disagree on it
                raise self.damaged(f"{part}, which is there twice,")
            total += self._size(part, self.most - total)

    def _size(self, part: str, left: int) -> int:
        """Bytes of the part unpacked; XML is looked through for document types on the way."""
        size, before = 0, b""
        plain = _plain(part)
        xml = plain.endswith((".xml", ".rels")) and not plain.startswith(_NEVER_PARSED)
        limit = min(left, self.most_strings) if "sharedstrings" in plain else left
        for block in self.blocks(part):
            size += len(block)
            if size > limit:
                raise self.too_large(f"{part} unpacks to more than {limit} bytes")
            seen = before + block
            if xml and any(mark in seen for mark in _DOCUMENT_TYPE):
                self._refuse_document_type()
            before = seen[-16:]
        return size

    def parts(self) -> list[str]:
        return list(self._members)

    def blocks(self, part: str) -> Iterator[bytes]:
        """The part unpacked, whatever size the archive claims for it; bounded by MAX_RATIO."""
        with self._damage(part):
            info = self._members[part]
            size = 0
            for block in _inflated(self.path, info):
                size += len(block)
                if size > max(FREE, info.compress_size * MAX_RATIO):
                    raise self.too_large(f"{part} unpacks to over {MAX_RATIO} times its size")
                yield block

    def parse(self, part: str, parser: expat.XMLParserType) -> None:
        """Stream the part through an expat parser; raises SourceError for broken or too much XML."""
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.buffer_text = True
        if sum(block.count(b"<") for block in self.blocks(part)) > self.most_tags:
            raise self.too_large(
                f"{part} is too large for the way it is written (over {self.most_tags} tags)"
            )
        try:
            for block in self.blocks(part):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise self.damaged(part) from problem

    def book(self) -> str | None:
        """The part that is the workbook: the one the package links to, else where all keep it."""
        linked = (part for kind, part in self._links("").values() if kind == "officeDocument")
        for part in (next(linked, ""), "xl/workbook.xml", "xl/workbook.bin"):
            if (there := self.spelled(part)) is not None:
                return there
        return None

    def spelled(self, part: str) -> str | None:
        """The part as the archive spells it: in other case, or with backslashes (both are read)."""
        return part if part in self._members else self._spelled.get(_plain(part))

    def links(self, part: str, kind: str = "") -> dict[str, str]:
        """The parts that `part` links to, by the identity of the link; kind: only those of it."""
        found = self._links(part).items()
        return {name: target for name, (its, target) in found if kind in ("", its)}

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of each link; those of the package as a whole where part is empty."""
        folder, _, file = _plain(part).rpartition("/")
        targets: dict[str, tuple[str, str]] = {}

        def relation(tag: str, values: Mapping[str, str]) -> None:
            if local(tag) == "Relationship":
                kind = values.get("Type", "").rpartition("/")[2]
                target = _resolved(folder, values.get("Target", ""))
                targets[values.get("Id", "")] = kind, target

        there = self.spelled(f"{folder}/_rels/{file}.rels".removeprefix("/"))
        if there is not None:
            self.parse(there, started(relation))
        return targets

    def xlsx_sheets(self, book: str) -> dict[str, str]:
        """The part of each sheet by its name; notes the date system on the way."""
        targets = self.links(book)
        sheets: dict[str, str] = {}

        def workbook(tag: str, values: Mapping[str, str]) -> None:
            if local(tag) == "sheet":
                link = next((v for k, v in values.items() if k.endswith(":id")), "")
                sheets[values.get("name", "")] = targets.get(link, "")
            elif local(tag) == "workbookPr":
                self.since_1904 = values.get("date1904", "0") in ("1", "true")

        self.parse(book, started(workbook))
        return sheets

    def damaged(self, part: str) -> SourceError:
        return SourceError(
            f"{self.name} is damaged or cut off ({part} cannot be read): save or download it again"
        )

    def too_large(self, why: str) -> SourceError:
        return SourceError(f"{self.name} is refused, {why}. Save only the table as a new workbook")

    def _refuse_document_type(self, *_: object) -> None:
        raise SourceError(
            f"{self.name} is refused: its XML declares a document type, which no spreadsheet "
            f"program writes. Open it in one and save it again"
        )

    def _damage(self, part: str) -> _Damage:
        return _Damage(self.damaged(part))


@dataclass(slots=True)
class _Damage:
    """Turns what a broken archive raises into one SourceError."""

    said: SourceError

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, problem: object, trace: object) -> None:
        if kind is not None and issubclass(kind, BROKEN):
            raise self.said


def local(tag: str) -> str:
    """The name without its namespace prefix, which writers choose as they like."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def started(handler: Start) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = handler
    return parser


def _plain(part: str) -> str:
    return part.replace("\\", "/").casefold()


def _resolved(folder: str, target: str) -> str:
    """A relationship's target as a part name: relative ones begin in the folder of their owner."""
    path = PurePosixPath("/", folder) / target.replace("\\", "/")
    kept: list[str] = []
    for piece in path.parts[1:]:
        if piece == "..":
            kept = kept[:-1]
        elif piece != ".":
            kept.append(piece)
    return "/".join(kept)


def _inflated(path: Path, info: ZipInfo) -> Iterator[bytes]:
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
        raise BadZipFile("another compression or a password")
    if info.header_offset < 0:  # where bytes are missing before the archive's directory
        raise BadZipFile("no member where one should be")
    unpack = zlib.decompressobj(-15) if info.compress_type == ZIP_DEFLATED else None
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        if header[:4] != b"PK\x03\x04":
            raise BadZipFile("no member where one should be")
        lengths = (int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little"))
        file.seek(sum(lengths), 1)
        left = info.compress_size
        while left > 0 and (packed := file.read(min(left, BLOCK))):
            left -= len(packed)
            if unpack is None:
                yield packed
                continue
            while packed and not unpack.eof:
                yield unpack.decompress(packed, BLOCK)
                packed = unpack.unconsumed_tail
        empty = not info.compress_size and not info.file_size  # some leave out even the end mark
        if left or not (unpack is None or unpack.eof or empty):
            raise BadZipFile("cut off")
