"""How the cells of a text file are told apart: by which delimiter its rows are most alike."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from operator import length_hint
from typing import Literal

from importer.errors import SourceError

DELIMITERS = (",", ";", "\t", "|")
CONTROL_DELIMITERS = ("\x01", "\x1f")
"""What Hive and other databases put between cells: ASCII has it for that."""

RARE = (*CONTROL_DELIMITERS, "^", "~", "`", ":", " ")
"""Delimiters that stand in ordinary text too: believed only where all rows agree on them."""

_OF_PROSE = (":", " ")
"""Those of them that may stand in all lines of a text, believed only where usual ones do not."""

MAX_CELL = 1 << 20
"""Characters a cell may hold; more is a quote that was never closed."""

ENOUGH = 10
"""Rows before the sample ends inside quotes that tell the dialect without what comes after."""

MOST_ASTRAY = 20
"""Rows with a quote astray after which the rest of the sample is not looked at."""

_NEAR = 0.75
"""A delimiter that stands in every line may make rows so much less alike than one that does not: their ends may lack."""

_NO_TABLE = (
    "this does not look like a table: no delimiter (comma, semicolon, tab or |) splits its lines "
    "into the same columns. Where it is one, or has one column only, state `delimiter`"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and quoting. skip_space: `a, "b, c"`; escape: `\\"` inside quotes, `\\,` outside."""

    delimiter: str
    skip_space: bool = False
    escape: bool = False
    sep_line: bool = False
    quote: str = '"'

    def reader(self, lines: Iterable[str], *, strict: bool) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_CELL)
        return csv.reader(
            self._kept(lines) if self.escape else lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            skipinitialspace=self.skip_space,
            escapechar="\\" if self.escape else None,
            strict=strict,
        )

    def _kept(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines with each backslash that escapes nothing doubled, because it is text."""
        meant = re.compile(rf"\\[\\{re.escape(self.quote + self.delimiter)}]")
        pair = re.compile(rf"{meant.pattern}|\\")
        for line in lines:
            if "\\" in line:
                if meant.search(line):
                    line = pair.sub(lambda found: "\\\\" if found[0] == "\\" else found[0], line)
                else:
                    line = line.replace("\\", "\\\\")
            yield line


def find_dialect(lines: Sequence[str], stated: str | None, name: str) -> Dialect:
    """Choose delimiter and quoting by how alike the rows of the first `lines` come out.

    Raises SourceError where no delimiter makes columns, so that prose is not read as a table.
    """
    said = re.fullmatch(r"\ufeff?sep=(.|\\t)\r?\n?", lines[0]) if lines else None
    given = _delimiter(stated, name) or (said and said[1].replace("\\t", "\t"))
    body = lines[1:] if said else lines
    found = [_best(body, delimiter) for delimiter in ([given] if given else DELIMITERS)]
    best, likeness = max(found, key=lambda pair: (_is_whole(body, *pair), pair[1]))
    if not _is_everywhere(best, body):
        near = [pair for pair in found if pair[1] >= _NEAR * likeness > 0]
        near = [pair for pair in near if _is_everywhere(pair[0], body)]
        best, likeness = max(near, key=lambda pair: pair[1], default=(best, likeness))
    if not given and likeness < 0.2:
        best = _rare(body, name)
    return replace(best, sep_line=said is not None)


def _is_everywhere(dialect: Dialect, lines: Sequence[str]) -> bool:
    return all(dialect.delimiter in line for line in lines if line.strip())


def _best(lines: Sequence[str], delimiter: str) -> tuple[Dialect, float]:
    """The quoting under which this delimiter makes the rows most alike, and how alike they are."""
    best = Dialect(delimiter)
    likeness = _likeness(lines, best)
    if likeness == 0.0 and not any(delimiter in line for line in lines):
        return best, likeness
    for quote, skip_space, escape in product("\"'", (False, True), (False, True)):
        other = Dialect(delimiter, skip_space, escape, quote=quote)
        if other != best and _possible(other):
            shown = _shows(lines, other)
            gained = _likeness(lines, other) if shown else 0.0
            if gained > likeness or (gained == likeness and shown == "often"):
                best, likeness = other, gained
    return best, likeness


def _possible(dialect: Dialect) -> bool:
    """Whether no character would have two meanings."""
    used = dialect.delimiter + dialect.quote + " " * dialect.skip_space + "\\" * dialect.escape
    return len(set(used)) == len(used)


def _rare(lines: Sequence[str], name: str) -> Dialect:
    """The delimiter out of the ordinary on which every line agrees: three columns and more."""
    filled = [line for line in lines if line.strip()]
    usual = max(sum(1 for line in filled if delimiter in line) for delimiter in DELIMITERS)
    prose = 2 * usual >= len(filled)
    for delimiter in RARE if len(filled) > 2 else ():
        if prose and delimiter in _OF_PROSE:
            continue
        dialect, likeness = _best(filled, delimiter)
        if likeness >= 1 - 1 / 3 and _agree(filled, dialect):
            return dialect
    raise SourceError(f"{name}: {_NO_TABLE}")


def _is_whole(lines: Sequence[str], dialect: Dialect, likeness: float) -> bool:
    """Whether every row has one width: proof enough against more columns in most of the rows."""
    return (
        likeness > 0
        and len(lines) > 2
        and _agree([line for line in lines if line.strip()], dialect)
    )


def _agree(lines: Sequence[str], dialect: Dialect) -> bool:
    return len(_widths(lines, dialect)) == 1


def _widths(lines: Sequence[str], dialect: Dialect) -> set[int]:
    """How many cells the rows have, stray quotes taken as they come; 0 beside a cell too long."""
    found: set[int] = set()
    try:
        found.update(len(row) for row in dialect.reader(lines, strict=False))
    except csv.Error:
        found.add(0)
    return found


def _delimiter(stated: str | None, name: str) -> str | None:
    if stated is None:
        return None
    delimiter = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        stated.lower(), stated
    )
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise SourceError(f'{name}: delimiter must be one character or "tab", not "{stated}"')
    return delimiter


def _shows(lines: Sequence[str], dialect: Dialect) -> Literal["", "once", "often"]:
    """Whether the lines hold what the dialect's options are for, and in half of them.

    An apostrophe is text nearly everywhere: it quotes only where it wraps cells often.
    """
    quote, delimiter = dialect.quote, dialect.delimiter
    escaped = (f"\\{quote}", f"\\{delimiter}")
    if dialect.escape and not any(sign in line for line in lines for sign in escaped):
        return ""
    if quote == '"' and not dialect.skip_space:
        return "once"
    before = (
        f"(?:^ *|{re.escape(delimiter)} +)"
        if dialect.skip_space
        else f"(?:^|{re.escape(delimiter)})"
    )
    wrapped = re.compile(rf"{before}{quote}.*{quote}\s*(?:{re.escape(delimiter)}|$)")
    filled = [line for line in lines if line.strip()]
    shown = sum(1 for line in filled if wrapped.search(line))
    if shown > 1 and 2 * shown >= len(filled):
        return "often"
    return "once" if quote == '"' and f"{delimiter} {quote}" in "".join(lines) else ""


def _likeness(lines: Sequence[str], dialect: Dialect) -> float:
    """The share of rows with the most usual width above 1, less for few columns; 0 for none.

    A quote astray costs the row that begins with its line; reading goes on at the next line.
    """
    widths: Counter[int] = Counter()
    at = astray = 0
    while at < len(lines) and astray <= MOST_ASTRAY:
        rest = iter(lines[at:])
        try:
            for row in dialect.reader(rest, strict=True):
                if any(row):
                    widths[len(row)] += 1
                at = len(lines) - length_hint(rest)
            break
        except csv.Error as problem:
            if "unexpected end" in str(problem) and widths.total() >= ENOUGH:
                break  # the sample ends inside quotes
            astray += 1
            widths.update(_widths(lines[at : at + 1], dialect))
            at += 1
    usual = max((w for w in widths if w > 1), key=lambda w: widths[w] * (1 - 1 / w), default=0)
    return widths[usual] / (widths.total() + astray) * (1 - 1 / usual) if usual else 0.0
