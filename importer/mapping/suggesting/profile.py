"""What the cells of a sample tell of each column: how full, how different, what they look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importer.local_time import zone_names
from importer.mapping.calendar_words import weekdays
from importer.mapping.suggesting.digits import Said
from importer.mapping.suggesting.facing import facing
from importer.mapping.suggesting.lexicon import plain
from importer.mapping.suggesting.names import (
    Meaning,
    meaning_of,
    order_said,
    spoken_in,
    words_of,
)
from importer.mapping.suggesting.pairs import paired_ends
from importer.mapping.suggesting.price_cells import is_price
from importer.mapping.suggesting.roles import Role, role_of
from importer.mapping.suggesting.time_cells import TimeKinds, kinds_of
from importer.records import Cell, Record, text_of

if TYPE_CHECKING:
    import pandas as pd

_URL = r"(?i)(?:https?://|www\.)\S+"
_PICTURE = r"(?i)[^\s?#]+\.(?:jpe?g|png|gif|webp)(?:[?#]\S*)?"
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_CODE = r"[A-Za-z]{0,5}[-_ ]?\d[\w-]*|[0-9a-f]{8}-[0-9a-f-]{27}"
_COUNTRY = r"[A-Z]{2}"
_YES_WORDS = """
    yes y true 1 x ja j oui o si sim s tak vrai wahr verdadero vero ano evet да ναι waar
"""
_NO_WORDS = "no n false 0 nein non nao nie faux falsch falso ne hayir нет onwaar nee"
YES = frozenset(_YES_WORDS.split())
NO = frozenset(_NO_WORDS.split())
_LETTER = re.compile(r"[A-Z]{1,2}")
_STAMP = re.compile(r"\d,?[T ]+\d\d?:(?:\d[1-46-9]|\d\d:(?!00)\d\d)")
_LOOKED_INTO = 500
"""Characters of a cell that are searched for what it looks like."""

_LOOKED_AT = 100
"""Different values of a column that are searched for letters."""

_MOST_CELLS, _MOST_COLUMNS = 200_000, 1_000
"""Of a sample with more cells rows are left out evenly; columns beyond so many are not looked at, and this is said."""
_LONG = 200
"""Characters; a column of longer texts is not searched for dates."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sample. Shares are of the filled cells, `filled` and `unique` of all rows.

    lettered: it has no name but the letter of its place. listed: one of a numbered list, as
    "partner_1_name" is. by_rows: its meaning was told by its rows, not by its name. values: the different
    cells, in order.
    """

    name: str
    meaning: Meaning
    role: Role
    filled: float
    unique: bool
    different: float
    length: float
    url: float
    picture: float
    number: float
    money: float
    code: float
    country: float
    values: tuple[Cell, ...]
    times: TimeKinds
    lettered: bool = False
    listed: bool = False
    by_rows: bool = False

    @property
    def texts(self) -> list[str]:
        return [text_of(value).strip() for value in self.values]

    @property
    def wordy(self) -> bool:
        """Whether it reads like words: no addresses, numbers or times."""
        like_words = max(self.url, self.number, self.times.any) < 0.6
        return bool(self.values) and like_words and not self.flag

    @property
    def flag(self) -> bool:
        """Whether it says yes or no."""
        return set(map(plain, self.texts)) <= YES | NO

    @property
    def spelt(self) -> bool:
        """Whether most of its cells have letters, as names do."""
        texts = self.texts[:_LOOKED_AT]
        return sum(any(map(str.isalpha, text)) for text in texts) >= 0.5 * len(texts)

    @property
    def stamped(self) -> bool:
        """Whether most of its cells are moments as a program notes them: nothing begins at 19:03, or at seven seconds past."""
        texts = self.texts[:_LOOKED_AT]
        return sum(bool(_STAMP.search(text)) for text in texts) > 0.5 * len(texts)

    @property
    def zones(self) -> float:
        """The share of its values that name time zones."""
        return sum(map(_is_zone, self.texts)) / max(1, len(self.values))


@dataclass(slots=True)
class Profile:
    """The columns of a sample in their order. rows: how many records it is made of; beyond: columns
    not looked at; facing: pairs of columns that may be the sides of matches."""

    columns: list[Column] = field(default_factory=list)
    rows: int = 0
    beyond: int = 0
    facing: tuple[tuple[str, str], ...] = ()

    @property
    def lettered(self) -> bool:
        """Whether its columns have no names but the letters of their places."""
        return any(column.lettered for column in self.columns)

    def of(self, *roles: Role) -> list[Column]:
        return [column for column in self.columns if column.role in roles and column.values]


def profiled(sample: Sequence[Record]) -> Profile:
    """Profile the columns of a table; columns that no template can name are left out."""
    import pandas as pd

    if not sample:
        return Profile()
    names = sample[0].columns[:_MOST_COLUMNS]
    sample = sample[:: -(-len(sample) * len(names) // _MOST_CELLS)]
    table = [
        [text_of(cell).strip()[:_LOOKED_INTO] for cell in record.cells[: len(names)]]
        for record in sample
    ]
    frame = pd.DataFrame(table, dtype=object)
    lettered = all(_LETTER.fullmatch(name) for name in names)
    spoken = spoken_in(names)
    ends = {} if lettered else paired_ends(names, spoken)
    nameless = {
        name for at, name in enumerate(names) if lettered or _is_a_value(name, frame[at].tolist())
    }
    columns = [
        _column(
            name,
            Meaning() if name in nameless else ends.get(name) or meaning_of(name, spoken),
            spoken,
            frame[at],
            [record.cells[at] for record in sample],
            lettered=lettered,
        )
        for at, name in enumerate(names)
        if name.strip() and not set("{}") & set(name)
    ]
    lists = _numbered_lists(names)
    columns = [replace(c, listed=True) if c.name in lists else c for c in columns]
    week = _week(names)
    columns = [replace(c, role="aside") if c.name in week else c for c in columns]
    worded = {c.name: frame[names.index(c.name)].tolist() for c in columns if c.wordy and c.spelt}
    return Profile(
        columns, len(sample), len(sample[0].columns) - len(names), facing(worded, nameless=lettered)
    )


def _is_a_value(name: str, texts: Sequence[str]) -> bool:
    """Whether a long name stands among its own cells too: somebody wrote over what it was."""
    return len(words_of(name)) >= _LONG_NAME and plain(name) in map(plain, texts)


_LONG_NAME = 3
"""Words; a shorter one may be a kind, as "Concert" is, that the column is called by."""


def _week(names: Sequence[str]) -> set[str]:
    """Those that are called Mon, Tue, Wed …: what they hold is of one weekday, as opening hours are."""
    known = weekdays()
    days = {name: known[plain(name)] for name in names if plain(name) in known}
    return set(days) if len(set(days.values())) >= _OF_A_WEEK else set()


_OF_A_WEEK = 4
"""Fewer names of weekdays among the columns may be other words."""


def _numbered_lists(names: Sequence[str]) -> set[str]:
    """Those that come again with other numbers: "speaker_1_name" beside "speaker_2_name"."""
    alike: dict[str, list[str]] = {}
    for name in names:
        if (number := _DIGITS.search(name)) is not None:
            alike.setdefault(name[: number.start()] + "#" + name[number.end() :], []).append(name)
    return {name for group in alike.values() if len(group) > 1 for name in group}


_DIGITS = re.compile(r"\d+")


def _column(
    name: str,
    meaning: Meaning,
    spoken: frozenset[str],
    texts: pd.Series,
    cells: Sequence[Cell],
    *,
    lettered: bool,
) -> Column:
    full = texts[texts != ""]
    values = tuple(
        {text_of(cell).strip(): cell for cell in cells if text_of(cell).strip()}.values()
    )
    filled = full.tolist()
    length = sum(map(len, filled)) / max(1, len(filled))

    def share(pattern: str) -> float:
        return sum(map(bool, map(re.compile(pattern).fullmatch, filled))) / max(1, len(filled))

    return Column(
        name=name,
        meaning=meaning,
        role=role_of(meaning),
        filled=len(full) / len(texts),
        unique=len(full) == len(texts) == full.nunique(),
        different=full.nunique() / max(1, len(full)),
        length=length,
        url=share(_URL),
        picture=share(_PICTURE),
        number=share(_NUMBER),
        money=sum(map(is_price, full)) / max(1, len(full)),
        code=share(_CODE),
        country=share(_COUNTRY),
        values=values,
        times=kinds_of(values, spoken, _said(meaning), order_said(name))
        if length < _LONG
        else TimeKinds(),
        lettered=lettered,
    )


def _said(meaning: Meaning) -> Said:
    """Whether a name speaks of days or of hours; None where it speaks of neither."""
    if meaning.any(frozenset({"TIME", "WHEN", "DOORS"})):
        return "hours"
    if meaning.any(frozenset({"DATE", "MONTH", "YEAR"})):
        return "days"
    return "hours" if meaning.any(frozenset({"START", "END"})) else None


def _is_zone(text: str) -> bool:
    return text in zone_names() and ("/" in text or text in ("UTC", "GMT"))
