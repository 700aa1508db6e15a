"""What a file is, by its content; its name is only a hint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias
from zipfile import ZipFile

from importer.errors import SourceError
from importer.sources.csv_dialect import CONTROL_DELIMITERS
from importer.sources.csv_encoding import by_nul_pattern
from importer.sources.unpack import BROKEN

Format: TypeAlias = Literal["csv", "workbook", "ical"]

HEAD = 64 << 10

_LOCK_FILE = 1000
"""Bytes that such a file never reaches: it holds the name of who opened the workbook."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLD_EXCEL = (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0", b"\x09\x08\x08\0\0\x05")
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive inside another"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_LFS = b"version https://git-lfs.github.com/spec/"
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_SHEET_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
_OFFICE = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("Index/", "a Numbers, Pages or Keynote document"),
    ("Index.zip", "a Numbers, Pages or Keynote document"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
)
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|table|meta|script|div|style)\b", re.IGNORECASE
)
_JSON = re.compile(r'\{\s*(?:"|\})|\[\s*(?:\{|\[|"|\]|-?\d+\s*[,\]])')
_PART = re.compile(r"BEGIN:(VTODO|VJOURNAL|VFREEBUSY|VAVAILABILITY|VTIMEZONE|VALARM)\b", re.I)
_CALENDAR = re.compile(r"^\s*BEGIN:(?:VCALENDAR|VEVENT)\b", re.IGNORECASE | re.MULTILINE)


def detect(path: Path, name: str) -> Format:
    """Tell the format from the bytes; `name` only settles what they leave open.

    Raises SourceError that names the real cause where the file is something else: a web page under
    the name of a feed, a password-protected workbook, a cut-off download.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise SourceError(f"{name} is empty (0 bytes): was it saved or downloaded completely?")
    if Path(name).name.startswith("~$") and len(head) < _LOCK_FILE:
        raise _other(
            name,
            "what Excel leaves beside a workbook that is open",
            "give the file of that name without ~$",
        )
    if head.startswith(b"PK"):
        return _archive(path, name)
    if head.startswith(_OLE):
        return _ole(path, name)
    if head.startswith(_OLD_EXCEL):
        raise _other(
            name,
            "a workbook of Excel 2 to 5",
            "open it in a spreadsheet program and save it as .xlsx",
        )
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise _other(name, what)
    if head.startswith(_LFS):
        raise _other(
            name, "a pointer of Git LFS and not the file itself", "fetch it with git lfs pull"
        )
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise _other(name, "a picture (WebP)")
    return _text(_decoded(head), name)


def _other(
    name: str, what: str, do: str = "give a CSV file, a workbook or a calendar"
) -> SourceError:
    return SourceError(f"{name} is {what}: {do}")


def _archive(path: Path, name: str) -> Format:
    try:
        with ZipFile(path) as archive:
            members = set(archive.namelist())
            if any(part in members for part in _SHEET_PARTS):
                return "workbook"
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 200:
                return _open_document(archive, name)
            if "content.xml" in members and _SPREADSHEET.encode() in _manifest(archive):
                return "workbook"
    except BROKEN as problem:
        raise _other(
            name, "a workbook or archive that is cut off or damaged", "download or save it again"
        ) from problem
    for part, what in _OFFICE:
        if any(member.startswith(part) for member in members):
            raise _other(name, what, "export it as .xlsx or .csv")
    if any(member.lower().endswith(("workbook.xml", "workbook.bin")) for member in members):
        return "workbook"
    raise _other(name, "a zip archive", "unpack it and give the file inside")


def _open_document(archive: ZipFile, name: str) -> Format:
    kind = archive.read("mimetype").decode("latin-1").strip()
    if not kind.startswith(_SPREADSHEET):
        raise _other(
            name, f"a document of another kind ({kind[:80]})", "export it as .xlsx or .csv"
        )
    if b"encryption-data" in _manifest(archive):
        raise _protected(name)
    return "workbook"


def _manifest(archive: ZipFile) -> bytes:
    part = "META-INF/manifest.xml"
    known = part in archive.namelist() and archive.getinfo(part).file_size < 1 << 20
    return archive.read(part) if known else b""


def _protected(name: str) -> SourceError:
    return _other(name, "protected by a password", "save it without one")


def _ole(path: Path, name: str) -> Format:
    """The directory of an OLE file names its streams in UTF-16; which ones tell what it is."""
    found = _streams(path)
    if "EncryptedPackage" in found:
        raise _protected(name)
    if "Workbook" in found or "Book" in found:
        return "workbook"
    if "WordDocument" in found:
        raise _other(name, "a Word document", "export it as .xlsx or .csv")
    if "PowerPoint Document" in found:
        raise _other(name, "a PowerPoint presentation", "export it as .xlsx or .csv")
    raise _other(name, "an Office file of another kind, or cut off", "save it as .xlsx")


def _streams(path: Path) -> set[str]:
    sought = ("EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")
    needles = {("\0" + word + "\0").encode("utf-16-le")[1:].lower(): word for word in sought}
    found: set[str] = set()
    with path.open("rb") as file:
        before = b""
        while block := file.read(1 << 20):
            seen = before + block
            found.update(word for needle, word in needles.items() if needle in seen.lower())
            before = block[-64:]
    return found


def _decoded(head: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    return head.decode(by_nul_pattern(head) or "latin-1", "replace")


def _text(text: str, name: str) -> Format:
    begin = text.lstrip()[:4096]
    if begin[:15].upper().startswith("BEGIN:VCALENDAR"):
        return "ical"
    if begin[:11].upper() == "BEGIN:VCARD":
        raise _other(name, "an address book (vCard)", "give a calendar (.ics) instead")
    if begin.startswith("<"):
        raise _markup(begin, name)
    if name.lower().removesuffix(".gz").endswith((".ics", ".ical", ".ifb")):
        return _named_calendar(text, begin, name)
    if _JSON.match(begin):
        raise _other(name, "JSON data", "give a CSV file, a workbook or a calendar")
    usual = "\t\r\n\f\v\0" + _parting(text)
    odd = sum(1 for char in text if char < " " and char not in usual)
    if odd > max(3, len(text) // 50) or text.count("\0") > len(text) // 10:
        raise _other(name, "binary data of an unknown kind")
    if not begin:
        raise SourceError(f"{name}: there is nothing in it but blanks")
    return "ical" if re.match(r"BEGIN:VEVENT\s", begin, re.IGNORECASE) else "csv"


def _parting(text: str) -> str:
    """The control character that parts all lines into as many cells, as databases export them; or none."""
    lines = [line for line in text.split("\n")[:-1] if line.strip()]
    for sign in CONTROL_DELIMITERS if len(lines) > 1 else ():
        counts = {line.count(sign) for line in lines}
        if len(counts) == 1 and 0 not in counts:
            return sign
    return ""


def _named_calendar(text: str, begin: str, name: str) -> Format:
    if _CALENDAR.search(text) and not begin.startswith(("---", "{%", "{{")):
        return "ical"
    if begin.startswith(("---", "{%", "{{")):
        raise _other(
            name, "a web site template that was never filled in", "give the finished calendar"
        )
    if _JSON.match(begin):
        raise _other(name, "JSON data", "give a CSV file, a workbook or a calendar")
    if found := _PART.match(begin):
        raise _other(name, f"a lone {found[1].upper()}, not a calendar with events")
    raise _other(
        name, "not a calendar: BEGIN:VCALENDAR is missing", "check what the address serves"
    )


def _markup(begin: str, name: str) -> SourceError:
    if "urn:schemas-microsoft-com:office:spreadsheet" in begin:
        return _other(name, "a workbook in the XML format of Excel 2003", "save it as .xlsx")
    if not _HTML.search(begin):
        return _other(name, "an XML document")
    if name.lower().endswith((".xls", ".xlsx")) or "<table" in begin.lower():
        return _other(
            name, "a web page (HTML), not a workbook", "open it in a spreadsheet and save as .xlsx"
        )
    return _other(
        name,
        "a web page (HTML), not a table or calendar",
        "it may be a sign-in or error page: check the address, or export the file again",
    )
