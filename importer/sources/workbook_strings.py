"""What the shared strings of a workbook weigh in the cells that refer to them.

A reader holds a string once for each cell that shows it: one of 32,000 characters in 100,000 cells is
three gigabytes out of a file of one megabyte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from importer.sources.workbook_package import Package

MAX_TEXT = 150_000_000
"""Bytes of text in all cells of a sheet."""

_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_INDEX = re.compile(rb'\bt="s"[^>]*>\s*<v>(\d{1,9})</v>')
_OVERLAP = 32


def shared_sizes(package: Package) -> list[int]:
    """Bytes that each shared string of an xlsx takes in its part, markup included."""
    sizes: list[int] = []
    begun = done = 0
    for block, before in _overlapping(package.blocks(part) for part in _parts(package)):
        for end in _END.finditer(before + block):
            at = done - len(before) + end.end()
            if at > begun:  # not the end that the block before showed already
                sizes.append(at - begun)
                begun = at
        done += len(block)
    return sizes


def count_references(block: bytes) -> int:
    """At most so many cells of this piece of a sheet show a shared string."""
    return block.count(b'"s"') + block.count(b"'s'")


def refuse_text(package: Package, part: str, references: int) -> None:
    """Raise SourceError where the strings that the sheet refers to make more than MAX_TEXT."""
    if not references:
        return
    if package.string_sizes is None:
        package.string_sizes = shared_sizes(package)
    sizes = package.string_sizes
    longest = max(sizes, default=0)
    if references * longest <= MAX_TEXT:
        return
    refuse_weight(package, sum(_weights(package, part, sizes, longest)))


def refuse_weight(package: Package, weight: int) -> None:
    """Raise SourceError for cells of a sheet that hold so many bytes of text."""
    if weight > MAX_TEXT:
        raise package.too_large(f"its cells hold more than {MAX_TEXT >> 20} MiB of text")


def _weights(package: Package, part: str, sizes: Sequence[int], longest: int) -> Iterator[int]:
    """Bytes of text that the cells in each block show; the longest where their string is not told."""
    rest = b""
    for block in chain(package.blocks(part), (b"",)):
        seen = rest + block
        last = seen.rfind(b"<c ", 1) if block else -1
        cut = last if last > 0 else len(seen)
        seen, rest = seen[:cut], seen[cut:]
        shown = Counter(_INDEX.findall(seen))
        counts = [(int(index), count) for index, count in shown.items()]
        told = sum(sizes[index] * count for index, count in counts if index < len(sizes))
        yield told + (count_references(seen) - shown.total()) * longest


def _parts(package: Package) -> list[str]:
    return [part for part in package.parts() if part.lower().endswith("sharedstrings.xml")]


def _overlapping(parts: Iterable[Iterable[bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Each block, and the end of the one before it, where a mark may have begun."""
    for blocks in parts:
        before = b""
        for block in blocks:
            yield block, before
            before = (before + block)[-_OVERLAP:]
