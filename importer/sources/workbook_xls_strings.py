"""How long the shared strings of an xls are (MS-XLS 2.4.265), to know what its cells will hold."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 0xFFFF
"""Characters that one string can state."""
WIDE, EXTENDED, RICH = 0x01, 0x04, 0x08


def string_lengths(pieces: Sequence[bytes]) -> list[int]:
    """Characters of each string; pieces: the contents of the SST record and of those continuing it.

    Ends at the first string that cannot be told from the next.
    """
    if not pieces or len(pieces[0]) < 8:
        return []
    (count,) = struct.unpack_from("<I", pieces[0], 4)
    walk = _Walk(pieces, at=8)
    lengths: list[int] = []
    try:
        while len(lengths) < count:
            lengths.append(walk.string())
    except (struct.error, IndexError):
        pass  # the cells that refer to later ones count as the longest
    return lengths


@dataclass(slots=True)
class _Walk:
    """A place in the pieces; text that goes on in the next one begins there with its flags again."""

    pieces: Sequence[bytes]
    at: int
    piece: int = 0

    def string(self) -> int:
        if self.at >= len(self.pieces[self.piece]):
            self._next()
        content = self.pieces[self.piece]
        length, flags = struct.unpack_from("<HB", content, self.at)
        self.at += 3
        after = 0
        if flags & RICH:
            after += 4 * int(struct.unpack_from("<H", content, self.at)[0])
            self.at += 2
        if flags & EXTENDED:
            after += int(struct.unpack_from("<I", content, self.at)[0])
            self.at += 4
        self._skip_text(int(length), flags)
        self._skip(after)
        return int(length)

    def _skip_text(self, characters: int, flags: int) -> None:
        while True:
            width = 2 if flags & WIDE else 1
            there = (len(self.pieces[self.piece]) - self.at) // width
            if characters <= there:
                self.at += characters * width
                return
            characters -= there
            self._next()
            flags = self.pieces[self.piece][0]
            self.at = 1

    def _skip(self, size: int) -> None:
        while size > (there := len(self.pieces[self.piece]) - self.at):
            size -= there
            self._next()
        self.at += size

    def _next(self) -> None:
        self.piece += 1
        self.at = 0
