"""The order of day and month in numeric dates: by evidence only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importer.mapping.calendar_words import weekdays
from importer.mapping.days import Evidence
from importer.mapping.model import Order
from importer.mapping.suggesting.names import order_said
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.reading import (
    as_day,
    first_date,
    languages_of,
    with_weekdays,
    words,
)
from importer.records import Record

_HALF = re.compile(r"\d\s*[ap]\.?m\.?\b", re.IGNORECASE)
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2}|\d{4})?(?!\d)")
_OTHER_ORDERS = frozenset(["en", "ja", "zh", "ko", "hu", "eu", "lt"])
"""Languages whose numeric dates may begin with the month or the year."""

_MONTH_FIRST_ZONES = ("America/", "US/")


@dataclass(frozen=True, slots=True)
class Dating:
    """How the numeric dates of a column are read. proved: its own cells leave no other reading.

    open: there are dates that could be read both ways, and nothing says which.
    """

    order: Order | None = None
    why: str = ""
    proved: bool = False
    open: bool = False


def order_of(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Dating:
    """How the dates of these columns are written, from the surest witness to the weakest."""
    texts = [text for column in columns for text in column.texts]
    if _years_first(texts):
        return Dating("ymd", "only with the year first do its years lie together", proved=True)
    orders, swappable = _proved(texts, languages_of(columns))
    if len(orders) == 1:
        order = orders.pop()
        return Dating(order, "a day above 12 proves the order of its dates", proved=True)
    if orders:
        return Dating(why="both orders of day and month occur in it", open=True)
    if not swappable:
        return Dating()
    for witness in (
        _by_name,
        _by_sign,
        _by_weekday,
        _by_neighbours,
        _by_language,
        _by_sequence,
        _by_habit,
    ):
        found = witness(columns, profile, sample)
        if found is not None:
            return Dating(*found)
    return Dating(why="no day above 12 shows whether the day or the month comes first", open=True)


def _proved(texts: Sequence[str], languages: tuple[str, ...]) -> tuple[set[Order], bool]:
    evidence, numeric = Evidence(), False
    for text in texts:
        numeric = evidence.add("", text, languages) or numeric
    return evidence.proved.get("", set()), numeric


_SHORT = re.compile(r"(\d\d)[-/.](\d\d)[-/.](\d\d)(?!\d)")
_YEARS_OF_A_TABLE = 3


def _years_first(texts: Sequence[str]) -> bool:
    """Whether 22/10/06 is of 2022: the first numbers lie together as years do, and the last do not.

    Over many years too: no table has more than a dozen of them in its last numbers and hardly any in its first.
    """
    found = [match for text in texts if (match := _SHORT.match(text))]
    if len(found) < max(2, 0.9 * len(texts)):
        return False
    first, middle, last = (
        [int(part) for part in parts] for parts in zip(*(m.groups() for m in found), strict=True)
    )
    if max(middle) > 12:
        return False
    together, years, days = _together(first), len(set(first)), len(set(last))
    return (together >= 0.6 and _together(last) <= together / 2) or days > max(12, 2 * years)


def _together(numbers: Sequence[int]) -> float:
    """The largest share of them that lies within the years of one table."""
    counts = Counter(numbers)
    near = (sum(counts[low + at] for at in range(_YEARS_OF_A_TABLE)) for low in counts)
    return max(near) / len(numbers)


Found = tuple[Order, str] | None


def _by_name(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    said = {order for column in columns if (order := order_said(column.name)) is not None}
    return (said.pop(), "the name of the column says so") if len(said) == 1 else None


def _by_sign(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    texts = [text for column in columns for text in column.texts]
    if texts and sum(bool(_DOTTED.search(text)) for text in texts) >= 0.9 * len(texts):
        return "dmy", "dates with points put the day first"
    return None


def _by_weekday(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    """A weekday beside each date, in its own cell or another column."""
    names = weekdays()
    beside = with_weekdays(profile)
    fits = dict.fromkeys(_ORDERS, 0)
    total = 0
    for record in sample:
        found = first_date(record, columns)
        if found is None or not found.swappable:
            continue
        said = [names[w] for c in beside for w in words(record, c) if w in names]
        if found.written.weekday is not None:
            said.insert(0, found.written.weekday)
        if not said:
            continue
        total += 1
        for order in _ORDERS:
            day = as_day(found, order)
            fits[order] += day is not None and day.weekday() == said[0]
    best: Order = max(_ORDERS, key=lambda order: fits[order])
    other = min(fits.values())
    if total >= 2 and fits[best] >= 0.9 * total and other <= 0.5 * total:
        return best, "only so do the weekdays beside its dates fit"
    return None


def _by_neighbours(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    orders: set[Order] = set()
    for column in profile.of("time", "passing", "unknown"):
        if column.times.day >= 0.5:
            orders |= _proved(column.texts, languages_of([column]))[0]
    if len(orders) == 1:
        return orders.pop(), "another column of dates proves the order"
    return None


def _by_language(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    """Languages in which the day always stands first, told by the names of the columns."""
    told = [c.meaning.languages for c in profile.columns if c.meaning.languages]
    speaking = {language for languages in told for language in languages}
    share = {language: sum(language in spoken for spoken in told) for language in speaking}
    best = max(share.values(), default=0)
    likely = {language for language, count in share.items() if count == best}
    if likely and not likely & _OTHER_ORDERS and best > share.get("en", 0):
        return (
            "dmy",
            f"the columns are named in {'/'.join(sorted(likely))}, where the day comes first",
        )
    return None


def _by_sequence(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    """Rows in the order of their dates, which only one reading gives."""
    rows = sorted(sample, key=lambda record: record.at.row or 0)
    found = [date for record in rows if (date := first_date(record, columns)) is not None]
    if len(found) < 4:
        return None
    rising, span = {}, {}
    for order in _ORDERS:
        days = [day for each in found if (day := as_day(each, order)) is not None]
        pairs = list(pairwise(days))
        rising[order] = sum(a <= b for a, b in pairs) / max(1, len(pairs))
        span[order] = (max(days) - min(days)).days if days else 0
    best: Order = max(_ORDERS, key=lambda order: (rising[order], -span[order]))
    worst: Order = "mdy" if best == "dmy" else "dmy"
    if rising[best] == 1 and (rising[worst] < 1 or span[best] * 4 < span[worst]):
        return best, "only so do the rows stand in the order of their dates"
    return None


def _by_habit(columns: Sequence[Column], profile: Profile, sample: Sequence[Record]) -> Found:
    """Signs of the country: its zone, its money, its clock."""
    texts = [text for column in profile.columns for text in column.texts[:50]]
    if any(text.startswith(_MONTH_FIRST_ZONES) for text in texts):
        return "mdy", "its time zones are American"
    if any(text.startswith("Europe/") for text in texts):
        return "dmy", "its time zones are European"
    prices = [text for column in profile.of("price") for text in column.texts]
    if any(sign in text for text in prices for sign in "£€"):
        return "dmy", "its prices are European"
    halves = any(_HALF.search(text) for column in profile.of("time") for text in column.texts)
    if halves and any("$" in text for text in prices):
        return "mdy", "it writes hours and prices as in the United States"
    return None


_ORDERS: tuple[Order, Order] = ("dmy", "mdy")
