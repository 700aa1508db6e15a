"""Which day a written date means: the order of its numbers, its year, its weekday."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.calendar_words import (
    DAY_FIRST,
    folded,
    meanings_of_weekday,
    spoken,
    unsure_months,
)
from importer.mapping.clock_words import Halves
from importer.mapping.formats import Written
from importer.mapping.found_dates import FoundDate, months_meant
from importer.mapping.freeform import read_text
from importer.mapping.model import Converter, Order, YearMonth
from importer.mapping.numbers import DecimalEvidence
from importer.mapping.problems import FieldError
from importer.mapping.template import Template

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Key: TypeAlias = str
"""What evidence is kept by: the column's name, or the template that joins a date from columns."""


_NUMERIC_DATE = re.compile(r"\d[./-]\s?\d")
_NAMES = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=20_000)
def _languages_of(text: str) -> tuple[frozenset[str] | None, bool]:
    """The languages of the months and weekdays in a text, None where there are none, and whether a name among
    them means several months."""
    words = frozenset(_NAMES.findall(folded(text))) if _NAMES.search(text) else frozenset()
    languages = spoken(words)
    known = languages if len(languages) < len(LANGUAGES) else None
    return known, not words.isdisjoint(unsure_months())


@dataclass(slots=True)
class Evidence:
    """What a whole source proves of its columns: the order of day and month, the languages of their names, whether
    hours tell their half of the day, the sign before decimals."""

    proved: dict[Key, set[Order]] = field(default_factory=dict)
    heard: dict[Key, frozenset[str]] = field(default_factory=dict)
    """The languages that have all names of months and weekdays in a column."""
    unsure: set[Key] = field(default_factory=set)
    """Where names of months stand that `heard` has to settle."""
    decimals: DecimalEvidence = field(default_factory=DecimalEvidence)
    halves: set[Halves] = field(default_factory=set)
    """How the starts and ends tell the halves of the day, up to the first that counts 24 hours."""

    def look(self, key: Key, text: str, languages: tuple[str, ...]) -> None:
        """Take note of what one text of a column or template proves."""
        spoken, unsure = _languages_of(text)
        if unsure:
            self.unsure.add(key)
        if spoken is not None:
            self.heard[key] = self.heard.get(key, spoken) & spoken
        if _NUMERIC_DATE.search(text):
            self.add(key, text, languages)

    def languages(self, template: Template) -> frozenset[str]:
        """Those that have all names in the columns of a template; none where nothing or too much is heard."""
        keys = (column.casefold() for column in template.columns)
        heard = [self.heard[key] for key in keys if key in self.heard]
        return heard[0].intersection(*heard[1:]) if heard else frozenset()

    def look_at_hours(self, text: str, converter: Converter) -> None:
        """Take note of whether the times of one text say `am` or `pm`."""
        try:
            meant = converter.meant(text)
            said = read_text(meant, converter.language, dates=converter.time is None).clocks.halves
        except ValueError:
            return
        if said is not None:
            self.halves.add(said)

    @property
    def counts_24(self) -> bool:
        """Whether a time counts 24 hours, so that all others mean what they say."""
        return "of 24" in self.halves

    @property
    def tells_halves(self) -> bool:
        """Whether times say `am` or `pm`, and none counts 24 hours."""
        return "told" in self.halves and not self.counts_24

    def facts(self) -> list[object]:
        """What was heard where it decides of a date, and how hours are told where that decides of one."""
        found: list[object] = []
        if self.unsure:
            found.append({key: sorted(languages) for key, languages in self.heard.items()})
        if self.tells_halves and "open" in self.halves:
            found.append(sorted(self.halves))
        return found

    def add(self, key: Key, text: str, languages: tuple[str, ...]) -> bool:
        """Look at one text; says whether it holds a numeric date."""
        try:
            dates = read_text(text, languages).dates
        except ValueError:
            return False
        for found in dates:
            if found.evidence is not None:
                self.proved.setdefault(key, set()).add(found.evidence)
        return any(found.evidence or found.swappable for found in dates)

    def order(self, template: Template) -> Order | None:
        """The order that the columns of a template, taken together, prove without contradiction."""
        keys = (*(column.casefold() for column in template.columns), template.text)
        proved = set().union(*(self.proved.get(key, set()) for key in keys))
        return proved.pop() if len(proved) == 1 else None


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a converter states about the dates it reads."""

    stated: Order | None
    year: int | None
    season: tuple[YearMonth, YearMonth] | None
    evidence: Evidence

    @classmethod
    def of(cls, converter: Converter, evidence: Evidence) -> DayRules:
        return cls(stated_order(converter), converter.year, converter.season, evidence)

    def day(self, found: FoundDate, template: Template) -> date:
        """The day of a date in free text. Raises FieldError."""
        if found.either:
            found = replace(found, written=self._in_month(found, template))
        written = found.written
        if self.stated == "ymd" and found.short and written.year and written.day:
            return self.resolved(replace(written, year=2000 + written.day, day=written.year % 100))
        if found.evidence and self.stated in ("dmy", "mdy") and found.evidence != self.stated:
            raise FieldError(
                "time.unparseable", f"the order is {self.stated}, and it is not written so"
            )
        if not found.swappable and not found.of_taiwan:
            return self.resolved(written)
        order = self.stated or self.evidence.order(template)
        if found.of_taiwan and order in ("dmy", "mdy"):
            raise FieldError(
                "time.unparseable",
                f"three digits at its start are a year of Taiwan or a slip, and the order is {order}: write the year"
                " with four digits",
            )
        if found.of_taiwan:
            return self.resolved(written)
        swapped = replace(written, month=written.day, day=written.month)
        if order == "dmy":
            return self.resolved(written)
        if order == "mdy":
            return self.resolved(swapped)
        first, second = _readable(written), _readable(swapped)
        raise FieldError(
            "time.ambiguous_order",
            f"it is {first} or {second}, and nothing in the column says which: state `order: dmy`"
            " or `order: mdy`, or a `format`",
        )

    def _in_month(self, found: FoundDate, template: Template) -> Written:
        """The date in the month that its name is in the language of the column, or in which its weekday fits.
        Raises FieldError."""
        left = months_meant(found.either, self.evidence.languages(template))
        dates = {month: replace(found.written, month=month) for month, _ in left}
        if len(dates) > 1 and found.written.weekday is not None:
            dates = {month: each for month, each in dates.items() if self._fits(each)} or dates
        if len(dates) == 1:
            return next(iter(dates.values()))
        words = " or ".join(
            f"{_readable(replace(found.written, month=month))} ({', '.join(sorted(languages))})"
            for month, languages in left
        )
        raise FieldError(
            "time.ambiguous_month",
            f"the name of its month is not the same month in all languages: it is {words}: state the `language`",
        )

    def _fits(self, written: Written) -> bool:
        try:
            self.resolved(written)
        except FieldError:
            return False
        return True

    def resolved(self, written: Written) -> date:
        """The date of what is written, with its year found and its weekday checked."""
        month, day = written.month, written.day
        assert month is not None
        assert day is not None
        year = written.year if written.year is not None else self._year(month)
        try:
            found = date(year, month, day)
        except ValueError:
            raise FieldError(
                "time.unparseable", f"there is no day {year}-{month:02}-{day:02}"
            ) from None
        check_weekday(found, written.weekday, written.named)
        return found

    def _year(self, month: int) -> int:
        if self.year is not None:
            return self.year
        if self.season is None:
            raise FieldError(
                "time.no_year", "it has no year: state `year: N` or `season: 2026-09..2027-06`"
            )
        first, last = self.season
        for year in {first[0], last[0]}:
            if first <= (year, month) <= last:
                return year
        raise FieldError("time.no_year", f"month {month} is outside of the season in the mapping")


def check_weekday(day: date, weekday: int | None, named: str = "") -> None:
    """Raises FieldError `time.wrong_weekday` where the weekday written beside a day is another. named: its word."""
    if weekday is not None and day.weekday() != weekday:
        words = f"{day} is a {_WEEKDAYS[day.weekday()]}, not a {_WEEKDAYS[weekday]}"
        others = meanings_of_weekday(named).get(day.weekday())
        if others:
            words += (
                f" ('{named}' is one in {', '.join(sorted(others))}: if so, state the `language`)"
            )
        raise FieldError("time.wrong_weekday", words)


def _readable(written: Written) -> str:
    return f"{written.year or '????'}-{written.month:02}-{written.day:02}"


def stated_order(converter: Converter) -> Order | None:
    """`order`, or what the stated language always uses; English uses both."""
    if converter.order is not None:
        return converter.order
    if converter.language and set(converter.language) <= DAY_FIRST:
        return "dmy"
    return None


def needs_order(converter: Converter) -> bool:
    """Whether numeric dates of this converter are settled by looking at the whole column."""
    if stated_order(converter) is not None:
        return False
    unformatted = converter.date_format if converter.date is not None else converter.format
    template = converter.date or converter.source
    return unformatted is None and template is not None and bool(template.columns)


def needs_hours(converter: Converter) -> bool:
    """Whether times of this converter are settled by whether others say `am` or `pm`."""
    if converter.half is not None:
        return False
    unformatted = converter.time_format if converter.time is not None else converter.format
    template = converter.time or converter.source
    return unformatted is None and template is not None and bool(template.columns)
