"""The proposal as a mapping file: what was chosen, and beside it what only a person can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.categories import separator_of, slug_of
from importer.mapping.suggesting.chosen import Chosen
from importer.mapping.suggesting.links import lack_their_scheme
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.quoting import quoted, spoken, template
from importer.mapping.suggesting.standing import Condition
from importer.mapping.suggesting.timing import Timing

_LISTED = 40
_POSTCODE = r"(?:[A-Z]{1,2}-?)?\d[\d -]*\s(?=\D)"
ADDRESS = r"(?i)(?:https?://|www\.)\S+"
PICTURE = r"(?i)https?://[^\s(){}]+"
_HEAD = """\
# Proposed by `importer init`: read it through, and replace each CHANGE-ME.
# `importer plan` shows what would be published, and sends nothing.

# State is kept under this name: choose it once, then leave it.
"""


@dataclass(slots=True)
class Draft:
    """All that the file will say. source: lines below `source:`. picked_out: fields whose web address
    is taken out of cells that say other things too."""

    name: str
    source: list[tuple[str, str]]
    chosen: Chosen
    timing: Timing
    conditions: list[Condition] = field(default_factory=list)
    zone: str | None = None
    asked: dict[str, list[str]] = field(default_factory=dict)
    picked_out: set[str] = field(default_factory=set)

    def to_yaml(self) -> str:
        lines = list(self._lines())
        return _HEAD + "\n".join(lines) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"name: {self.name}"
        yield ""
        if self.source:
            yield "source:"
            yield from (f"  {key}: {value}" for key, value in self.source)
        identity = self.chosen.columns.get("identity", (PLACEHOLDER,))
        yield f"identity: [{', '.join(map(_identified, identity))}]"
        for condition in self.conditions:
            values = ", ".join(map(quoted, condition.values))
            yield f"{condition.key}: {{{quoted(spoken(condition.column))}: [{values}]}}"
        yield ""
        yield "event:"
        yield from (f"  {line}" for line in self._event())

    def _event(self) -> Iterator[str]:
        yield "# The channel's number, slug or name; `importer doctor` lists them."
        yield f"channelId: {PLACEHOLDER}"
        yield from self._classifications()
        yield from self._title()
        yield from self._times()
        yield from place(self.chosen)
        yield from self._texts()
        yield "status: draft"

    def _classifications(self) -> Iterator[str]:
        yield "# Category slugs of the platform."
        column = self.chosen.column("classifications")
        yield f"classifications: {classifications(column.name, column.texts) if column else '[community]'}"
        if column is not None:
            words = [word for word in words_of(column.texts)[0] if slug_of(word) is None]
            if words:
                shown = ", ".join(words[:8]) + (" …" if len(words) > 8 else "")
                yield _remark(
                    f"No slug is plain for: {shown}. Put the right one in place of `community`."
                )

    def _title(self) -> Iterator[str]:
        """Where no column is one, the place is written behind the words that only a person knows."""
        columns = self.chosen.columns.get("title", ())
        sign, written = " – ", [f"{{{spoken(name)}}}" for name in columns]
        places = dict.fromkeys(filter(None, (self.chosen["locationName"], self.chosen["city"])))
        if not columns and places:
            yield "# No column says what takes place there."
            sign, written = ", ", [PLACEHOLDER, *(f"{{{spoken(name)}}}" for name in places)]
        yield f"title: {quoted(sign.join(written)) if written else PLACEHOLDER}"

    def _times(self) -> Iterator[str]:
        for key, clock in (("startAt", self.timing.start), ("endAt", self.timing.end)):
            yield from (_remark(words) for words in self.asked.get(key, ()))
            if clock is not None:
                yield f"{key}: {clock.to_yaml()}"
            elif key == "startAt":
                yield f"{key}: {PLACEHOLDER}"
        zone = self.chosen["timezone"]
        yield from (_remark(words) for words in self.asked.get("timezone", ()))
        yield f"timezone: {template(zone) if zone else self.zone or PLACEHOLDER}"

    def _texts(self) -> Iterator[str]:
        for key in ("locationName", "description", "capacity", "image"):
            column = self.chosen.column(key)
            if column is None:
                continue
            if key == "description" and any("</" in text or "<br" in text for text in column.texts):
                yield f"{key}: {{from: {template(column.name)}, text: html}}"
            elif key in self.picked_out:
                yield f"{key}: {{from: {template(column.name)}, regex: '{PICTURE}'}}"
            else:
                yield f"{key}: {template(column.name)}"
        link = self.chosen.column("offers.url")
        if link is not None:
            url = template(link.name)
            if lack_their_scheme(link):
                url = quoted(f"https://{{{spoken(link.name)}}}")
            elif "offers" in self.picked_out:
                url = f"{{from: {url}, regex: '{ADDRESS}'}}"
            yield f"offers: [{{name: Tickets, url: {url}}}]"
        for key in ("image", "offers", "capacity"):
            yield from (_remark(words) for words in self.asked.get(key, ()))
        price = self.chosen["price"]
        if price:
            yield _remark(f"{price} holds prices; a payload field for them is named under `extra`.")


def _identified(column: str) -> str:
    """A column of the identity: a name, or a template where brackets in the name would be read as one."""
    return template(column) if set("[]") & set(column) else quoted(spoken(column))


def _remark(words: str) -> str:
    """One line of comment, though a column's name in it has several."""
    return f"# {' '.join(words.split())}"


def place(chosen: Chosen | None) -> Iterator[str]:
    """`approxLocation`, whose place identifier only a person knows."""
    town = chosen.column("city") if chosen else None
    country = chosen["countryCode"] if chosen else None
    yield "# The platform's place identifier. Several towns: see `lookups` in the documentation."
    name = f", name: {_town(town)}" if town else ""
    code = f", countryCode: {template(country)}" if country else ""
    yield f"approxLocation: {{city: {{placeId: {PLACEHOLDER}{name}{code}}}}}"


def _town(column: Column) -> str:
    """The cell; where most begin with a postcode, what stands behind it."""
    behind = sum(re.match(_POSTCODE, text) is not None for text in column.texts)
    if 2 * behind <= len(column.texts):
        return template(column.name)
    return f"{{from: {template(column.name)}, regex: '(?:{_POSTCODE})?(.*)'}}"


def words_of(texts: Sequence[str]) -> tuple[list[str], str | None]:
    """The different kinds that cells name, and the sign that splits a cell into several."""
    sign = separator_of(list(texts))
    parts = [part.strip() for text in texts for part in (text.split(sign) if sign else [text])]
    seen = {" ".join(part.split()).casefold(): part for part in reversed(parts) if part}
    return sorted(seen.values())[:_LISTED], sign


def classifications(column: str, texts: Sequence[str]) -> str:
    """The converter from a column's words to slugs."""
    words, sign = words_of(texts)
    split = f"split: '{sign}', " if sign else ""
    pairs = ", ".join(f"{quoted(word)}: {slug_of(word) or 'community'}" for word in words)
    return f"{{from: {template(column)}, {split}map: {{{pairs}}}, default: [community]}}"
