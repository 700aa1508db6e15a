"""Which columns become which fields, beside the times: by name first, and only where the cells agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from importer.mapping.suggesting.names import plain
from importer.mapping.suggesting.profile import Column, Profile
from importer.mapping.suggesting.roles import title_strength

Sure = Literal["sure", "likely", "guess"]
_FEW = 40
"""Different words that a column of categories may hold."""

_TITLE_LENGTH = 60
"""Letters in the usual title, at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the event, the columns proposed for it (none: nothing was found), and the reason."""

    field: str
    columns: tuple[str, ...]
    sure: Sure
    why: str

    @property
    def column(self) -> str | None:
        """The columns in one text; None where there is none."""
        return " + ".join(self.columns) or None


@dataclass(slots=True)
class Chosen:
    """The columns of the fields. taken: those that times or fields use already."""

    profile: Profile
    taken: set[str] = field(default_factory=set)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)

    def __getitem__(self, name: str) -> str | None:
        columns = self.columns.get(name, ())
        return columns[0] if columns else None

    def column(self, name: str) -> Column | None:
        wanted = self[name]
        return next((each for each in self.profile.columns if each.name == wanted), None)

    def take(self, name: str, columns: tuple[str, ...], sure: Sure, why: str) -> None:
        self.columns[name] = columns
        self.taken.update(columns)
        self.choices.append(Choice(name, columns, sure, why))

    def drop(self, name: str, why: str) -> None:
        """Give up a field whose cells turned out not to be what the field takes."""
        self.columns.pop(name, None)
        self.choices = [each for each in self.choices if each.field != name]
        self.choices.append(Choice(name, (), "guess", why))

    def free(self, *roles: str) -> list[Column]:
        return [
            column
            for column in self.profile.columns
            if column.role in roles and column.values and column.name not in self.taken
        ]


def choose_fields(chosen: Chosen) -> None:
    """Fill in the fields in the order in which they may claim a column."""
    for choose in (_links, _title, _places, _kind, _texts, _numbers, _zone):
        choose(chosen)


def _pick(
    chosen: Chosen,
    name: str,
    columns: Iterable[Column],
    rank: Callable[[Column], object] | None = None,
    *,
    missing: bool = False,
) -> bool:
    """Take the best of the fitting columns; its name is the reason."""
    fitting = list(columns)
    if not fitting:
        if missing:
            chosen.choices.append(Choice(name, (), "guess", "no column looks like it"))
        return False
    best = min(fitting, key=rank) if rank is not None else fitting[0]  # type: ignore[arg-type]  # ranks are tuples or bools, all comparable among themselves
    sure: Sure = "sure" if best.meaning.whole and len(fitting) == 1 else "likely"
    chosen.take(name, (best.name,), sure, f"by its name{_beside(best, fitting)}")
    return True


def _beside(best: Column, fitting: list[Column]) -> str:
    others = [column.name for column in fitting if column is not best][:3]
    return f"; {', '.join(others)} could be it too" if others else ""


def _title(chosen: Chosen) -> None:
    sides = _sides(chosen)
    named = [c for c in chosen.free("title", "artist") if c.wordy and c.filled >= 0.5]
    if named:
        _pick(chosen, "title", named, lambda c: (-title_strength(c.meaning), c.filled < 0.9))
        return
    if sides:
        chosen.take("title", sides, "likely", "the two sides of a match make its title")
        return
    short = [
        c for c in chosen.free("description", "notes", "tag") if 3 <= c.length <= _TITLE_LENGTH
    ]
    named_otherwise = [c for c in chosen.free("unknown") if 3 <= c.length <= 2 * _TITLE_LENGTH]
    likely = [c for c in (*short, *named_otherwise) if c.wordy and c.filled >= 0.5]
    likely = [c for c in likely if c.times.any < 0.3 and c.code < 0.5]
    best = max(
        likely, key=lambda c: (c.filled >= 0.8, round(c.different, 1), c in short), default=None
    )
    if best is None:
        chosen.choices.append(Choice("title", (), "guess", "no column looks like it"))
        return
    chosen.take("title", (best.name,), "guess", "by its content: words that differ most")


def _sides(chosen: Chosen) -> tuple[str, ...]:
    """The columns of the two teams of a match. Spanish and Portuguese call the first "Local", a venue too."""
    home = chosen.free("home") or [c for c in chosen.free("venue") if plain(c.name) == "local"]
    away = chosen.free("away")
    return (home[0].name, away[0].name) if home and away else ()


def _places(chosen: Chosen) -> None:
    named = chosen.free("venue") or chosen.free("home")
    venues = [c for c in named if c.wordy or (c.number >= 0.6 and not c.flag)]
    towns = [c for c in chosen.free("city") if c.wordy]
    either = [c for c in chosen.free("place") if c.wordy]
    if either and not any("VENUE" in column.meaning for column in venues):
        venues, either = either, []
    if either and venues and not towns:
        towns, either = either, []
    _pick(chosen, "locationName", venues or either, _venue_rank, missing=not _lettered(chosen))
    _pick(chosen, "city", towns, lambda c: not c.meaning.whole, missing=True)
    if _lettered(chosen):
        rest = [c for c in chosen.free("unknown") if c.wordy and 3 <= c.length <= 60]
        rest = [c for c in rest if c.different < 0.7 or len(c.values) <= 5]
        best = next((c for c in rest if c.filled >= 0.8 and c.times.any < 0.3), None)
        if best is not None:
            chosen.take("locationName", (best.name,), "guess", "by its content: words that repeat")


def _lettered(chosen: Chosen) -> bool:
    return any(column.lettered for column in chosen.profile.columns)


def _venue_rank(column: Column) -> tuple[object, ...]:
    described = "DESCRIPTION" in column.meaning
    return ("VENUE" not in column.meaning, column.filled < 0.5, described, not column.meaning.whole)


def _kind(chosen: Chosen) -> None:
    def few(column: Column) -> bool:
        several = len(column.values) <= _FEW or column.different < 0.2
        return column.wordy and several and column.length <= 60

    kinds = [c for c in chosen.free("category") if few(c)]
    tags = [c for c in chosen.free("tag") if few(c) and (c.different <= 0.8 or len(c.values) <= 5)]
    _pick(chosen, "classifications", kinds or tags, lambda c: (c.filled < 0.5, not c.meaning.whole))


def _texts(chosen: Chosen) -> None:
    described = [c for c in chosen.free("description") if c.wordy and c.filled >= 0.02]
    noted = [c for c in chosen.free("notes") if c.wordy and c.filled >= 0.02]
    if _lettered(chosen):
        long = [c for c in chosen.free("unknown") if c.wordy and c.length > 80]
        if long:
            best = max(long, key=lambda c: c.length)
            chosen.take("description", (best.name,), "guess", "by its content: long texts")
        return
    _pick(chosen, "description", described or noted, lambda c: (c.filled < 0.3, -c.length))


def _links(chosen: Chosen) -> None:
    pictures = [c for c in chosen.free("image") if max(c.picture, c.url) >= 0.6]
    _pick(chosen, "image", pictures, lambda c: (c.url < 0.5, c.filled < 0.3, not c.meaning.whole))
    links = [c for c in chosen.free("url") if c.url >= 0.5 and c.picture < 0.5]
    _pick(chosen, "offers.url", [c for c in links if _of_the_event(c)] or links, _link_rank)
    if links:
        return
    lettered = _lettered(chosen)
    roles = ("unknown",) if lettered else _OF_NO_LINK
    addresses = [c for c in chosen.free(*roles) if c.url >= 0.8 and c.picture < 0.5]
    if addresses:
        chosen.take("offers.url", (addresses[0].name,), "guess", "by its content: web addresses")


_OF_NO_LINK = ("unknown", "notes", "venue", "place", "description", "publish")
"""Roles of columns that are links all the same where their cells are: "site", "More info"."""


def _of_the_event(column: Column) -> bool:
    return column.meaning.whole or column.meaning.any(frozenset({"TICKET", "EVENT"}))


def _link_rank(column: Column) -> tuple[object, ...]:
    ticket = "TICKET" in column.meaning
    return (column.filled < 0.05, not ticket, not column.meaning.whole, -column.filled)


def _numbers(chosen: Chosen) -> None:
    seats = [c for c in chosen.free("capacity") if c.number >= 0.8]
    _pick(chosen, "capacity", seats, lambda c: not c.meaning.whole)
    prices = [c for c in chosen.free("price") if max(c.money, c.number) >= 0.3 and c.url < 0.3]
    if not prices:
        otherwise = chosen.free("url", "passing")
        prices = [c for c in otherwise if c.url < 0.3 and c.money + c.number >= 0.6]
    _pick(chosen, "price", prices, lambda c: (c.filled < 0.3, not c.meaning.whole))


def _zone(chosen: Chosen) -> None:
    zones = [c for c in chosen.free("timezone", "unknown") if c.zones >= 0.8]
    _pick(chosen, "timezone", zones)
    countries = [c for c in chosen.free("country") if c.country >= 0.9]
    if countries and "city" in chosen.columns:
        chosen.taken.add(countries[0].name)
        chosen.columns["countryCode"] = (countries[0].name,)
