"""Where sources lie: paths, stdin, addresses, archives; and what stands in the way."""

from __future__ import annotations

import gzip
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from importer.errors import SourceError, TemporaryError
from importer.sources import locate

CSV = b"id,title\n1,Jazz\n"


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_a_path_is_relative_to_its_base_and_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(CSV)
    with locate("events.csv", base=tmp_path) as located:
        assert (located.path, located.name, located.is_url) == (
            tmp_path / "events.csv",
            "events.csv",
            False,
        )
        assert located.digest() == sha256(CSV).digest()
    assert (tmp_path / "events.csv").read_bytes() == CSV


def test_names_in_braces_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_bytes(CSV)
    with locate("${MONTH}.csv", base=tmp_path, environ={"MONTH": "may"}) as located:
        assert located.name == "may.csv"


def test_a_name_that_is_not_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"names \$\{FEED_URL\}, which is not set"):
        locate("${FEED_URL}", base=tmp_path, environ={"FEED_URL": ""})


def test_a_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "Events-2026.csv").write_bytes(CSV)
    with pytest.raises(SourceError, match=r"does not exist\. Did you mean Events-2026\.csv\?"):
        locate("events2026.csv", base=tmp_path)


def test_a_missing_file_tells_where_paths_begin_and_what_is_there(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"hall-{number}.csv").write_bytes(CSV)
    (tmp_path / "notes.md").write_bytes(b"x")
    with pytest.raises(SourceError) as caught:
        locate("programme.xlsx", base=tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/programme.xlsx does not exist. In that folder: hall-0.csv, hall-1.csv, "
        f"hall-2.csv, hall-3.csv, hall-4.csv and 2 more. Relative paths are taken from {tmp_path}"
    )


def test_a_file_that_lies_one_folder_higher_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(CSV)
    (tmp_path / "mappings").mkdir()
    with pytest.raises(SourceError, match=r"Did you mean \.\./events\.csv\?"):
        locate("events.csv", base=tmp_path / "mappings")


def test_a_folder_that_is_misspelt_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "programme").mkdir()
    with pytest.raises(
        SourceError, match=r"there is no folder \S+/program\. Did you mean programme\?"
    ):
        locate("program/2026/events.csv", base=tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no folder .*nowhere"):
        locate("nowhere/events.csv", base=tmp_path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder: give the file inside it"):
        locate(".", base=tmp_path)


def test_a_file_of_0_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.csv").touch()
    with pytest.raises(SourceError, match=r"is empty \(0 bytes\)"):
        locate("events.csv", base=tmp_path)


@contextmanager
def without_privileges() -> Iterator[None]:
    """As somebody who may not read everything, also when the tests are run by root."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_a_file_that_may_not_be_read_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "events.csv").write_bytes(CSV)
        (folder / "events.csv").chmod(0)
        with (
            without_privileges(),
            pytest.raises(SourceError, match="may not be read by this user"),
        ):
            locate("events.csv", base=folder)


def test_a_path_no_system_can_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        locate("x" * 5000, base=tmp_path)
    with pytest.raises(SourceError):
        locate("a\0b", base=tmp_path)


def test_standard_input_is_spooled_and_removed_afterwards(tmp_path: Path) -> None:
    with locate("-", base=tmp_path, stdin=BytesIO(CSV)) as located:
        assert (located.name, located.path.read_bytes()) == ("standard input", CSV)
        assert located.path.stat().st_mode & 0o077 == 0
    assert not located.path.exists()


def test_an_address_is_fetched_and_its_secrets_are_not_named(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(url: str, into: BinaryIO) -> None:
        asked.append(url)
        into.write(CSV)

    address = "https://example.org/feed.csv?token=s3cret"
    with locate(address, base=tmp_path, fetch=fetch) as located:
        assert asked == [address]
        assert located.is_url
        assert located.path.read_bytes() == CSV
        assert "s3cret" not in located.name
    assert not located.path.exists()


def test_a_download_of_0_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="0 bytes"):
        locate("https://example.org/feed.ics", base=tmp_path, fetch=lambda url, into: None)


def test_a_file_that_changes_while_it_is_read_asks_to_come_again(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(CSV)
    with locate("events.csv", base=tmp_path) as located:
        located.ensure_unchanged()
        (tmp_path / "events.csv").write_bytes(CSV + b"2,Talk\n")
        with pytest.raises(TemporaryError, match=r"events\.csv changed while it was read"):
            located.ensure_unchanged()


def test_a_file_that_vanishes_while_it_is_read_asks_to_come_again(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(CSV)
    with locate("events.csv", base=tmp_path) as located:
        (tmp_path / "events.csv").unlink()
        with pytest.raises(TemporaryError, match="vanished"):
            located.ensure_unchanged()


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(CSV))
    with locate("events.csv.gz", base=tmp_path) as located:
        assert located.path.read_bytes() == CSV
        (tmp_path / "events.csv.gz").write_bytes(gzip.compress(CSV * 2))
        with pytest.raises(TemporaryError):
            located.ensure_unchanged()
    assert not located.path.exists()


def test_a_zip_archive_of_one_file_is_unpacked(tmp_path: Path) -> None:
    zipped(tmp_path / "events.zip", events_csv=CSV)
    with locate("events.zip", base=tmp_path) as located:
        assert (located.path.read_bytes(), located.name) == (CSV, "events.zip (events.csv)")


def test_a_zip_archive_of_several_files_names_them(tmp_path: Path) -> None:
    zipped(tmp_path / "events.zip", may_csv=CSV, june_csv=CSV)
    with pytest.raises(SourceError, match=r"an archive of 2 files \(may\.csv, june\.csv\)"):
        locate("events.zip", base=tmp_path)


def test_a_cut_off_gzip_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(CSV * 100)[:-12])
    with pytest.raises(SourceError, match="cut off or damaged"):
        locate("events.csv.gz", base=tmp_path)


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_an_archive_far_larger_than_it_looks_is_refused(tmp_path: Path, kind: str) -> None:
    bomb = bytes(70 << 20)
    if kind == "gz":
        (tmp_path / "bomb.gz").write_bytes(gzip.compress(bomb))
    else:
        zipped(tmp_path / "bomb.zip", events_csv=bomb)
    with pytest.raises(SourceError, match="holds more than 64 MiB: refused"):
        locate(f"bomb.{kind}", base=tmp_path)
