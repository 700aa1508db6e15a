"""One file out of a gzip or zip archive, within limits; archives are hostile until proved small."""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO, Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from importer.errors import SourceError

MAX_UNPACKED = 2 << 30
MAX_RATIO = 200
FREE = 64 << 20
"""Bytes up to which the ratio does not matter: short repetitive files pack very well."""

BROKEN = (
    *(BadZipFile, EOFError, KeyError, NotImplementedError, OSError, OverflowError),
    *(RuntimeError, ValueError, struct.error, zlib.error),
)
"""What gzip and zipfile raise over archives that are cut off, damaged or made to deceive."""

_INSIDE = ("[content_types].xml", "mimetype", "meta-inf/", "word/", "xl/", "index/", "ppt/")
"""What documents that are zip archives hold; some writers use other case, or backslashes."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def new_temporary(suffix: str) -> Path:
    """An empty temporary file that only this user may read."""
    handle, name = mkstemp(prefix="importer-", suffix=suffix)
    os.close(handle)
    return Path(name)


def copy_bounded(source: _Readable, into: BinaryIO, limit: int, name: str) -> None:
    """Copy all bytes; raises SourceError as soon as they exceed `limit`."""
    size = 0
    while block := source.read(1 << 20):
        size += len(block)
        if size > limit:
            raise SourceError(f"{name} holds more than {limit >> 20} MiB: refused")
        into.write(block)


def unpack(path: Path, name: str) -> tuple[Path, str] | None:
    """Unpack a gzip file, or a zip archive of exactly one file, into a temporary file.

    Returns its path and the member's name (gzip: empty), or None where this is no such archive
    (workbooks are zip archives of another kind). Raises SourceError for archives that are damaged, protected,
    of several files, or far larger than they look.
    """
    with path.open("rb") as file:
        head = file.read(4)
    limit = min(MAX_UNPACKED, max(FREE, path.stat().st_size * MAX_RATIO))
    if head.startswith(b"\x1f\x8b"):
        with path.open("rb") as packed, gzip.open(packed) as content:
            return _write(content, limit, name), ""
    if head != b"PK\x03\x04":
        return None
    try:
        with ZipFile(path) as archive:
            files = [entry for entry in archive.infolist() if not _ignored(entry.filename)]
            if not files or any(_plain(entry).startswith(_INSIDE) for entry in files):
                return None
            if len(files) > 1:
                shown = ", ".join(entry.filename for entry in files[:4])
                raise SourceError(
                    f"{name} is an archive of {len(files)} files ({shown}): unpack it and give one"
                )
            if files[0].flag_bits & 1:
                raise SourceError(f"{name} is protected by a password: unpack it first")
            with archive.open(files[0]) as content:
                return _write(content, limit, name), Path(files[0].filename).name
    except BROKEN:
        return None  # detect() names the real cause


def _plain(entry: ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lower()


def _ignored(member: str) -> bool:
    return member.endswith(("/", ".DS_Store")) or member.startswith("__MACOSX/")


def _write(content: _Readable, limit: int, name: str) -> Path:
    path = new_temporary("")
    try:
        with path.open("wb") as file:
            copy_bounded(content, file, limit, f"{name}, unpacked,")
    except BROKEN as problem:
        path.unlink()
        raise SourceError(
            f"{name} is an archive that is cut off or damaged: download it again"
        ) from problem
    except SourceError:
        path.unlink()
        raise
    return path
