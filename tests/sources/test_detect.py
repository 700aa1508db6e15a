"""What files are by their content, whatever they are called."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from importer.errors import SourceError
from importer.sources.detect import detect

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def stream(name: str) -> bytes:
    """A directory entry of an OLE file for a stream of this name."""
    return name.encode("utf-16-le").ljust(64, b"\0") + bytes(64)


def archive(path: Path, **members: bytes) -> bytes:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return path.read_bytes()


def kind(tmp_path: Path, content: bytes, name: str) -> str:
    path = tmp_path / "file"
    path.write_bytes(content)
    return detect(path, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"id,title\n1,Jazz\n", "events.csv"),
        (b"id\ttitle\n1\tJazz\n", "events.xls"),
        ("id,title\n1,Jazz\n".encode("utf-16"), "events.txt"),
        ("id,title\n1,Jazz\n".encode("utf-16-le"), "events.txt"),
        (b"\xef\xbb\xbfid,title\n1,Jazz\n", "x"),
        (b"[Date],[Title]\n1,2\n", "events.csv"),
        (b"id,title\n1,<b>Jazz</b>\n", "events.csv"),
    ],
)
def test_delimited_text_is_csv(tmp_path: Path, content: bytes, name: str) -> None:
    assert kind(tmp_path, content, name) == "csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["feed.ics", "feed.csv", "https://example.org/feed"])
def test_a_calendar_is_known_by_how_it_begins(tmp_path: Path, encoding: str, name: str) -> None:
    assert kind(tmp_path, ("\r\n" + CALENDAR).encode(encoding), name) == "ical"


def test_a_workbook_is_known_by_its_parts(tmp_path: Path) -> None:
    content = archive(tmp_path / "a", xl__workbook_xml=b"<workbook/>")
    assert kind(tmp_path, content, "events.csv") == "workbook"


def test_an_open_document_spreadsheet_is_a_workbook(tmp_path: Path) -> None:
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    assert kind(tmp_path, archive(tmp_path / "a", mimetype=mime), "events.ods") == "workbook"


def test_an_old_workbook_is_known_by_its_stream(tmp_path: Path) -> None:
    assert kind(tmp_path, OLE + stream("Workbook"), "events.xls") == "workbook"


@pytest.mark.parametrize(
    ("content", "name", "cause"),
    [
        (b"", "a.csv", r"a\.csv is empty \(0 bytes\)"),
        (b"  \n \n", "a.csv", "nothing in it but blanks"),
        (b"%PDF-1.7\n", "a.csv", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a.xlsx", "a picture"),
        (b"\xff\xd8\xff\xe0", "a.xlsx", "a picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.xlsx", "a picture"),
        (b"SQLite format 3\0", "a.csv", "an SQLite database"),
        (b"PAR1\0\0", "a.csv", "a Parquet file"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:69\nsize 9\n",
            "a.csv",
            "git lfs pull",
        ),
        (b"{\\rtf1 hello", "a.csv", "a text document"),
        (b'{"events": []}', "a.csv", "JSON data"),
        (b'[{"id": 1}]', "a.ics", "JSON data"),
        (b"<!DOCTYPE html><html><title>Sign in</title>", "a.ics", "a web page.*sign-in"),
        (b"\xef\xbb\xbf\n<html><body>Not found", "a.csv", "a web page"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "save as .xlsx"),
        (b'<?xml version="1.0"?><rss></rss>', "a.ics", "an XML document"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "a.xls",
            "the XML format of Excel 2003",
        ),
        (b"---\nlayout: null\n---\nBEGIN:VCALENDAR\n", "a.ics", "a web site template"),
        (b"BEGIN:VCARD\nEND:VCARD\n", "a.ics", "an address book"),
        (b"Moved to another server\n", "a.ics", "BEGIN:VCALENDAR is missing"),
        (b"PK\x03\x04 cut", "a.xlsx", "cut off or damaged"),
        (OLE + stream("EncryptedPackage"), "a.xlsx", "protected by a password"),
        (OLE + stream("WordDocument"), "a.xls", "a Word document"),
        (OLE, "a.xls", "an Office file of another kind, or cut off"),
        (bytes(range(1, 32)) * 50, "a.csv", "binary data"),
    ],
)
def test_something_else_is_called_by_its_name(
    tmp_path: Path, content: bytes, name: str, cause: str
) -> None:
    with pytest.raises(SourceError, match=cause):
        kind(tmp_path, content, name)


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"word__document_xml": b""}, "a Word document"),
        ({"Index__Document_iwa": b""}, "a Numbers, Pages or Keynote document"),
        ({"a_csv": b"", "b_csv": b""}, "a zip archive"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "a document of another kind"),
        (
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "META-INF__manifest_xml": b"<encryption-data/>",
            },
            "protected by a password",
        ),
    ],
)
def test_other_archives_are_called_by_their_name(
    tmp_path: Path, members: dict[str, bytes], cause: str
) -> None:
    with pytest.raises(SourceError, match=cause):
        kind(tmp_path, archive(tmp_path / "a", **members), "events.xlsx")


def test_the_file_that_excel_leaves_beside_an_open_workbook_is_named(tmp_path: Path) -> None:
    owner = b"\x03Ann".ljust(55, b" ") + "\x03Ann".encode("utf-16-le").ljust(110, b" ")
    with pytest.raises(SourceError, match=r"beside a workbook that is open: give the file"):
        kind(tmp_path, owner, "~$events.xlsx")
    assert kind(tmp_path, b"id,title\n" + b"1,Jazz\n" * 200, "~$events.csv") == "csv"
