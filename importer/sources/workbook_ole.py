"""The OLE file around an xls workbook (MS-CFB): its one stream taken out, and put into a clean one."""

from __future__ import annotations

import struct

SECTOR = 4096
END, FAT, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
IN_HEADER = 109
"""Sectors of the allocation table that the header can name: enough for 456 MB."""


def ole_file(stream: bytes) -> bytes:
    """The smallest OLE file that holds this stream as its workbook, in sectors of 4096 bytes."""
    used = max(2, -(-len(stream) // SECTOR))  # shorter streams would belong into small sectors
    tables = -(-(used + 2) // (SECTOR // 4 - 1))
    if tables > IN_HEADER:
        raise ValueError("a stream longer than any xls")
    first = tables + 1
    chain = [FAT] * tables + [END, *range(first + 1, first + used), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    named = struct.pack(f"<{tables}I", *range(tables)).ljust(4 * IN_HEADER, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<IIIIIIIII", 1, tables, tables, 0, SECTOR, END, 0, END, 0) + named
    directory = _entry("Root Entry", 5, first, 0, child=1)  # END would be taken for no directory
    directory += _entry("Workbook", 2, first, used * SECTOR, child=FREE)
    content = table + directory.ljust(SECTOR, b"\0") + stream.ljust(used * SECTOR, b"\0")
    return header.ljust(SECTOR, b"\0") + content


def _entry(name: str, kind: int, start: int, size: int, *, child: int) -> bytes:
    text = name.encode("utf-16-le")
    fixed = struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + fixed + bytes(36) + struct.pack("<IQ", start, size)


def workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook out of the OLE file around it.

    Raises struct.error, IndexError or ValueError where the file is damaged.
    """
    sector, small = (1 << min(shift, 32) for shift in struct.unpack_from("<HH", data, 30))
    if sector not in (512, SECTOR) or small != 64:
        raise ValueError("sectors of a size that no OLE file has")
    directory_at, cutoff, small_at = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _numbers(b"".join(_sector(data, n, sector) for n in _table_sectors(data, sector)))
    directory = _chain(data, directory_at, table, sector, sector)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    start, size = struct.unpack_from("<II", _book(entries), 116)
    if size >= cutoff:
        return _chain(data, start, table, sector, sector)[:size]
    root = int(struct.unpack_from("<I", entries[0], 116)[0])
    shared = _chain(data, root, table, sector, sector)
    small_table = _numbers(_chain(data, small_at, table, sector, sector))
    return _chain(shared, start, small_table, small, 0)[:size]


def _book(entries: list[bytes]) -> bytes:
    """The entry of the workbook itself, not of one that is embedded in it; of 95 and 97 the later."""
    for among in (_of_root(entries), entries):
        for wanted in ("Workbook", "Book"):
            named = wanted.encode("utf-16-le") + b"\0\0"
            for entry in among:
                if entry[: len(named)].lower() == named.lower():
                    return entry
    raise ValueError("no workbook in it")


def _of_root(entries: list[bytes]) -> list[bytes]:
    """The entries that lie in the root itself: a tree of left and right ones (MS-CFB 2.6.1)."""
    found: dict[int, bytes] = {}
    following = [int(struct.unpack_from("<I", entries[0], 76)[0])]
    while following:
        number = following.pop()
        if number < len(entries) and number not in found:
            found[number] = entries[number]
            following.extend(struct.unpack_from("<II", entries[number], 68))
    return list(found.values())


def _table_sectors(data: bytes, sector: int) -> list[int]:
    """The sectors that hold the allocation table: 109 named in the header, others in a chain."""
    named = _numbers(data[76:512])
    more = int(struct.unpack_from("<I", data, 68)[0])
    for _ in range(len(data) // sector):
        if more >= 0xFFFFFFFA:
            break
        *numbers, more = _numbers(_sector(data, more, sector))
        named.extend(numbers)
    used = [number for number in named if number < 0xFFFFFFFA]
    if len(set(used)) < len(used):  # each would be unpacked again
        raise ValueError("an allocation table that repeats itself")
    return used


def _chain(data: bytes, start: int, table: list[int], size: int, header: int) -> bytes:
    """All sectors from `start` on; `header`: bytes before sector 0."""
    parts: list[bytes] = []
    while start < 0xFFFFFFFA:
        parts.append(_sector(data, start, size, header))
        if len(parts) > len(data) // size + 1:
            raise ValueError("a chain of sectors that bites its tail")
        start = table[start]
    return b"".join(parts)


def _sector(data: bytes, number: int, size: int, header: int | None = None) -> bytes:
    at = (size if header is None else header) + number * size
    return data[at : at + size]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
