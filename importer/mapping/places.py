"""Channels and places: names of the source become numbers and place identifiers of the platform."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import orjson

from importer.errors import MappingError
from importer.keys import normal_text
from importer.mapping.alike import Alike
from importer.mapping.calendar_words import folded
from importer.mapping.problems import FieldError, listed, nearest
from importer.records import Cell, text_of

LOOKUP_COLUMNS = ("value", "placeId", "name", "countryCode", "timezone")
_ENOUGH = 0.75
_MEMO = 10_000
_SAINTS = {"st": "saint", "sankt": "saint", "ste": "sainte", "sta": "santa", "sto": "santo"}


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the platform that the key may see."""

    id: int
    slug: str
    name: str


def channel_id(text: str, channels: Sequence[Channel] | None) -> int:
    """The number of a channel given by number, slug or name; raises FieldError `channel.unknown`.

    A number passes as it stands. Without a list (None) a name cannot be resolved.
    """
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    if channels is None:
        raise FieldError(
            "channel.unknown",
            f"channel '{text}' is a name, and names are only known with an API key: "
            "set PINNED_EVENTS_API_KEY or write the channel's number",
            value=text,
        )
    wanted = text.casefold()
    found = {each.id for each in channels if each.slug.casefold() == wanted}
    found = found or {each.id for each in channels if normal_text(each.name).casefold() == wanted}
    if len(found) == 1:
        return found.pop()
    if found:
        words = f"channel '{text}' is the name of several: {listed(sorted(map(str, found)))}"
        raise FieldError("channel.unknown", f"{words}; write the number", value=text)
    near = nearest(text, [name for each in channels for name in (each.slug, each.name) if name])
    known = listed(f"{each.slug or each.name} ({each.id})" for each in channels) or "none"
    raise FieldError(
        "channel.unknown",
        f"this key sees no channel '{text}'; it sees {known}",
        value=text,
        suggestion=near,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a lookup table; what its cells leave empty is None."""

    value: str
    place_id: str | None
    name: str
    country_code: str | None
    timezone: str | None


def place_name(text: str) -> str:
    """How places are compared: without case, accents, punctuation and doubled blanks; `St.` is `Saint`."""
    words = "".join(c if c.isalnum() else " " for c in folded(text)).split()
    return " ".join(_SAINTS.get(word, word) for word in words)


@dataclass(slots=True)
class LookupTable:
    """Places by the words that the source uses for them."""

    name: str
    places: dict[str, Place]
    digest: bytes
    _known: dict[str, Place | None] = field(default_factory=dict)
    _alike: Alike | None = None

    @classmethod
    def read(
        cls, name: str, path: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> LookupTable:
        """A table from its rows; the header is row 1. Raises MappingError with every problem."""
        index, problems = _positions(columns)
        places: dict[str, Place] = {}
        raw = sha256(orjson.dumps(list(columns)))
        for number, row in enumerate(rows, 2):
            cells = [normal_text(text_of(cell)) for cell in row]
            raw.update(orjson.dumps(cells))
            if not any(cells) or problems:
                continue
            place = _place({key: cells[at] for key, at in index.items() if at < len(cells)})
            key = place_name(place.value)
            if not key:
                problems.append((number, "the column `value` is empty"))
            elif places.setdefault(key, place) != place:
                problems.append(
                    (number, f"'{place.value}' stands here twice with different places")
                )
        if problems:
            raise MappingError(path, problems)
        return cls(name, places, raw.digest())

    def find(self, text: str) -> Place:
        """The place of this word; raises FieldError `place.unknown` with near misses, never used."""
        try:
            found = self._known[text]
        except KeyError:
            if len(self._known) >= _MEMO:
                self._known.clear()
            found = self._known[text] = self.places.get(place_name(text))
        if found is not None:
            return found
        near = self.near_misses(text)
        hint = "; ".join(f"{value} ({score:.0%} alike)" for value, score in near)
        raise FieldError(
            "place.unknown",
            f"'{text}' is not in the lookup `{self.name}`: add a row for it"
            + (f", or correct it if you meant {hint}" if hint else ""),
            value=text,
            suggestion=near[0][0] if near else None,
        )

    def near_misses(self, text: str) -> list[tuple[str, float]]:
        """At most three (value, likeness from 0 to 1), the most alike first."""
        if self._alike is None:
            self._alike = Alike(self.places)
        found = self._alike.best(place_name(text), most=3, least=_ENOUGH)
        return [(self.places[key].value, score) for score, key in found]


def _positions(columns: Sequence[str]) -> tuple[dict[str, int], list[tuple[int | None, str]]]:
    found = {column.strip().casefold(): at for at, column in enumerate(columns)}
    index = {key: found[key.casefold()] for key in LOOKUP_COLUMNS if key.casefold() in found}
    problems: list[tuple[int | None, str]] = [
        (1, f"the lookup has no column `{needed}`; it needs {', '.join(LOOKUP_COLUMNS)}")
        for needed in ("value", "placeId")
        if needed not in index
    ]
    return index, problems


def _place(cells: dict[str, str]) -> Place:
    value = cells.get("value", "")
    return Place(
        value,
        cells.get("placeId") or None,
        cells.get("name") or value,
        cells.get("countryCode") or None,
        cells.get("timezone") or None,
    )
