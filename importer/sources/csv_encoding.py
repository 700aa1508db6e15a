"""Which encoding a text file is in, looked at over the whole file and never papered over."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from importer.errors import SourceError

UNREADABLE = "\udcff"
"""Stands for bytes the encoding cannot read; no text contains it, so it marks the row concerned."""

BLOCK = 1 << 20
MAX_LINE = 16 << 20
SAMPLE = 64 << 10
LONG = 2000
_BEYOND_ASCII = bytes(range(0x80, 0x100))

HOPELESS = 10_000
"""Places that do not fit after which the rest of a file is not tried, where they outweigh what does."""

_CONTROLS = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""U+0080 to U+009F in UTF-8, which no text needs: cp1252 once taken for Latin-1 leaves them."""

MEANT = {
    byte: sign for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))
}
"""What U+0080 to U+009F were in cp1252, as web browsers read them too: `–`, `’`, `€`."""

_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _mark(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return UNREADABLE, problem.end


codecs.register_error("importer.mark", _mark)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes of a text file told.

    damaged: some bytes cannot be read in `encoding`; open the file with `errors="importer.mark"`.
    cut: the file ends inside a character. nul: it contains NUL. ends_line: its last line is ended.
    controls: it holds U+0080 to U+009F, which are to be read as MEANT says.
    """

    encoding: str
    damaged: bool = False
    cut: bool = False
    nul: bool = False
    ends_line: bool = True
    notes: tuple[str, ...] = ()
    controls: bool = False


@dataclass(frozen=True, slots=True)
class _Trial:
    """What decoding the whole file gave: places that did not fit, and whether the end was one."""

    bad: int
    cut: bool
    plausible: bool
    """The encoding is right; where `bad`, single characters are damaged. Other text hardly ever
    passes for UTF-8, so as many good characters as bad ones are proof enough."""


def survey(path: Path, name: str, stated: str | None) -> Survey:
    """Choose the encoding: stated, byte order mark, NUL pattern, UTF-8, or what the bytes suggest.

    Raises SourceError where the stated encoding is unknown or cannot read the file.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        nul, ends_line, control = _scan(file, name)
        marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), None)
        chosen = marked or by_nul_pattern(head)
        notes: list[str] = []
        if stated is not None:
            chosen, notes = _stated(stated, marked, name)
        if chosen is not None:
            trial = _try(file, chosen)
            if stated is not None and not trial.plausible:
                raise SourceError(
                    f"{name}: cannot be read as {stated}: {trial.bad} bytes or more do not fit. "
                    f"Leave `encoding` out to have it found from the file"
                )
            wide = "16" in chosen or "32" in chosen
            controls = bool(control) and chosen.startswith("utf-8")
            notes += _wrong_before(control) if controls else ()
            return Survey(
                chosen, trial.bad > 0, trial.cut, nul, ends_line or wide, tuple(notes), controls
            )
        trial = _try(file, "utf-8")
        if trial.plausible:
            told = _wrong_before(control)
            return Survey("utf-8", trial.bad > 0, trial.cut, nul, ends_line, told, bool(control))
        from importer.sources.csv_charset import guess

        encoding, why = guess(_sample(file))
        trial = _try(file, encoding)
        return Survey(encoding, trial.bad > 0, trial.cut, nul, ends_line, (why,))


def _stated(stated: str, marked: str | None, name: str) -> tuple[str, list[str]]:
    try:
        known = codecs.lookup(stated).name
        "".encode(known)
    except LookupError:
        raise SourceError(
            f'{name}: unknown encoding "{stated}": use utf-8, cp1252 or another name Python knows, '
            f"or leave it out"
        ) from None
    known = "cp1252" if known == "iso8859-1" else known  # the same but for controls, as browsers do
    if marked is None or known.replace("-le", "").replace("-be", "") == marked:
        return marked or known, []
    if marked == "utf-8-sig" and known == "utf-8":
        return marked, []
    return marked, [f"the file begins with the mark of {marked}: read so, not as {stated}"]


def by_nul_pattern(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the NUL bytes of its ASCII characters stand.

    head: the first bytes of a file. Chinese text has such characters only as digits, delimiters and
    line ends, so few are enough; then what the bytes spell must be text.
    """
    head = head[: len(head) // 4 * 4]
    if len(head) < 8 or head.count(0) < len(head) // 20 + 1:
        return None
    nuls = [head[offset::4].count(0) for offset in range(4)]
    total = sum(nuls)
    if nuls[2] + nuls[3] > 0.9 * len(head) / 2:
        likely = "utf-32-le"
    elif nuls[0] + nuls[1] > 0.9 * len(head) / 2:
        likely = "utf-32-be"
    elif nuls[1] + nuls[3] > 0.9 * total:
        likely = "utf-16-le"
    elif nuls[0] + nuls[2] > 0.9 * total:
        likely = "utf-16-be"
    else:
        return None
    return likely if _is_text(head.decode(likely, "replace")) else None


def _is_text(text: str) -> bool:
    odd = sum(1 for char in text if not (char.isprintable() or char in "\t\r\n\0\x1a\f\v"))
    return 20 * (odd + text.count("\N{REPLACEMENT CHARACTER}")) <= len(text) and any(
        end in text for end in "\r\n"
    )


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def _wrong_before(control: bytes) -> tuple[str, ...]:
    if not control:
        return ()
    return (
        f"U+{ord(control.decode()):04X} and the like stand in its texts, which no text needs: the file was once "
        f"converted from cp1252 as if it were Latin-1. They are read as the {_shown(control)} they were",
    )


def _shown(control: bytes) -> str:
    return f'"{control.decode().translate(MEANT)}"'


def _scan(file: BinaryIO, name: str) -> tuple[bool, bool, bytes]:
    """Whether the file contains NUL, whether its last line is ended, and a control as UTF-8."""
    nul, last, unbroken, control = False, b"\n", 0, b""
    for block in _blocks(file):
        nul = nul or b"\0" in block
        if not control and (found := _CONTROLS.search(block)):
            control = found[0]
        last = block[-1:]
        unbroken = 0 if b"\n" in block or b"\r" in block else unbroken + len(block)
        if unbroken > MAX_LINE:
            raise SourceError(
                f"{name}: a line is longer than {MAX_LINE >> 20} MiB: this does not look like a table"
            )
    return nul, last in b"\r\n", control


def _try(file: BinaryIO, encoding: str) -> _Trial:
    bad, other, cut = 0, 0, False
    for text in _decoded(file, encoding):
        cut = text.endswith(UNREADABLE)
        if text.isascii():
            continue
        bad += text.count(UNREADABLE)
        other += len(text) - len(text.encode("ascii", "ignore"))
        if bad > HOPELESS and other < 2 * bad:
            break
    return _Trial(bad, cut, other >= 2 * bad)


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("importer.mark")
    for block in _blocks(file):
        yield decoder.decode(block)
    yield decoder.decode(b"", True)


def _sample(file: BinaryIO) -> bytes:
    """Lines that hold other than ASCII, from all over the file, at most 64 KiB.

    They are whole where that can be, so that no character of several bytes is cut.
    """
    kept: list[bytes] = []
    size = 0
    for number, block in enumerate(_blocks(file)):
        quota = SAMPLE // 8
        lines = block.splitlines(keepends=True)
        inside = lines[number > 0 : -1 if len(block) == BLOCK else None]
        for line in inside or lines:
            if not line.isascii():
                kept.append(line if len(line) <= LONG else line[:LONG].rstrip(_BEYOND_ASCII))
                size += len(kept[-1])
                quota -= len(kept[-1])
            if quota < 0 or size > SAMPLE:
                break
    return b"".join(kept)
