"""What `importer init` proposes: which column is what, how sure that is and why, as a mapping file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from importer.mapping.calendar_words import folded
from importer.mapping.days import OrderEvidence
from importer.mapping.freeform import Reading, read_text
from importer.mapping.model import PLACEHOLDER, Order
from importer.mapping.suggest_words import NAMES
from importer.records import Cell, Record, text_of

Sure = Literal["sure", "likely", "guess"]
_ENOUGH = 0.8
"""Share of the filled cells that must be of a kind before a column counts as that kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of an event, the column proposed for it (None: none was found), and the reason."""

    field: str
    column: str | None
    sure: Sure
    why: str


@dataclass(slots=True)
class Suggested:
    """A proposed mapping. choices: for every part what was chosen, to show to the user."""

    name: str
    location: str | None
    calendar: bool
    choices: list[Choice] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def to_yaml(self) -> str:
        """A commented mapping file that loads as it stands; what only a person knows is CHANGE-ME."""
        where = f"\nsource:\n  location: {json.dumps(self.location)}\n" if self.location else ""
        head = (
            "# Proposed by `importer init`: read it through, and replace each CHANGE-ME.\n"
            "# `importer plan` shows what would be published, and sends nothing.\n\n"
            f"# State is kept under this name: choose it once, then leave it.\nname: {self.name}\n{where}"
        )
        return head + "\n" + "\n".join(self._lines) + "\n"


def suggest(
    sample: Sequence[Record], name: str, *, location: str | None = None, zone: str | None = None
) -> Suggested:
    """Look at some records of a source. zone: proposed as a guess where the source names none."""
    calendar = bool(sample) and sample[0].key is not None
    made = Suggested(name, location, calendar)
    if calendar:
        _calendar(made, sample, zone)
    else:
        _Table(made, sample).write(zone)
    return made


def _calendar(made: Suggested, sample: Sequence[Record], zone: str | None) -> None:
    made._lines += ["event:", *_channel_and_kind(None, [])]
    made._lines += _place(None)
    starts = [record["DTSTART"] for record in sample if "DTSTART" in record.columns]
    if any(not isinstance(start, datetime) or start.tzinfo is None for start in starts):
        made.choices.append(Choice("timezone", None, "guess", "some entries have no time zone"))
        made._lines.append(f"  timezone: {zone or PLACEHOLDER}   # for entries that carry none")
    made._lines.append(
        "  # Title, times, description, venue and ticket link come from the calendar."
    )


def _channel_and_kind(column: str | None, words: Sequence[str]) -> list[str]:
    split = ""
    if any("," in word for word in words):
        split = "split: ',', "
        words = sorted({part.strip() for word in words for part in word.split(",")})
    lines = [
        "  # The channel's number, slug or name; `importer doctor` lists them.",
        f"  channelId: {PLACEHOLDER}",
        "  # Category slugs of the platform.",
        "  classifications: [community]",
    ]
    if column is not None:
        pairs = ", ".join(
            f"{json.dumps(word, ensure_ascii=False)}: community" for word in words[:12]
        )
        line = f"from: {_template(column)}, {split}map: {{{pairs}}}, default: [community]"
        lines.append(f"  # or by column: classifications: {{{line}}}")
    return lines


def _place(town: str | None) -> list[str]:
    name = f", name: {_template(town)}" if town else ""
    return [
        "  # The platform's place identifier. Several towns: see `lookups` in the documentation.",
        f"  approxLocation: {{city: {{placeId: {PLACEHOLDER}{name}}}}}",
    ]


def _template(column: str, *, optional: bool = False) -> str:
    text = f"[{{{column}}}]" if optional else f"{{{column}}}"
    return json.dumps(text, ensure_ascii=False)


class _Table:
    """Chooses columns of a table, each at most once, the most telling parts first."""

    def __init__(self, made: Suggested, sample: Sequence[Record]) -> None:
        self._made = made
        columns = sample[0].columns if sample else ()
        self._values: dict[str, list[Cell]] = {
            column: [r.cells[at] for r in sample if text_of(r.cells[at]).strip()]
            for at, column in enumerate(columns)
            if column.strip() and not set("{}[]") & set(column)
        }
        self._rows = len(sample)
        self._free = list(self._values)

    def write(self, zone: str | None) -> None:
        identity = self._identity()
        start = self._times()
        title = self._pick("title", _is_text)
        town, kind = self._pick("town", _is_text), self._pick("category", _is_text)
        lines = [
            f"identity: [{json.dumps(identity or PLACEHOLDER, ensure_ascii=False)}]",
            "",
            "event:",
        ]
        lines += _channel_and_kind(
            kind, sorted({text_of(v).strip() for v in self._values.get(kind or "", [])})
        )
        lines.append(f"  title: {_template(title) if title else PLACEHOLDER}")
        lines += start
        column = self._pick("zone", _is_text)
        lines.append(f"  timezone: {_template(column) if column else zone or PLACEHOLDER}")
        if column is None:
            self._say("timezone", None, "guess", "no column names one")
        lines += _place(town)
        lines += self._optional()
        self._made._lines += [*lines, "  status: draft"]

    def _optional(self) -> list[str]:
        lines = []
        for part, key, kind in (
            ("venue", "locationName", _is_text),
            ("description", "description", _is_text),
            ("capacity", "capacity", _is_number),
        ):
            column = self._pick(part, kind)
            if column is not None:
                lines.append(f"  {key}: {_template(column)}")
        link = self._pick("link", _is_link)
        if link is not None:
            lines.append(f"  offers: [{{name: Tickets, url: {_template(link)}}}]")
        return lines

    def _say(self, part: str, column: str | None, sure: Sure, why: str) -> None:
        self._made.choices.append(Choice(part, column, sure, why))

    def _identity(self) -> str | None:
        """The column called like an identity, if it is one; else the first without repetitions."""
        named = [c for c in self._free if folded(c).strip(" .") in NAMES["id"].split("|")]
        for column in (*named, *self._free):
            values = [text_of(value).strip() for value in self._values[column]]
            if values and len(values) == self._rows == len(set(values)):
                sure: Sure = "sure" if column in named and self._rows > 1 else "guess"
                self._say(
                    "identity", column, sure, f"filled and different in all {self._rows} rows"
                )
                if column in named:
                    self._free.remove(column)
                return column
        self._say("identity", None, "guess", "no column is filled and different in every row")
        return self._free[0] if self._free else None

    def _times(self) -> list[str]:
        both = self._pick("start", _is_moment, quiet=True)
        if both is not None:
            day = None
            lines = [f"  startAt: {{from: {_template(both)}{self._order(both)}}}"]
        else:
            day = self._pick("date", _is_date)
            clock = self._pick("time", _is_clock)
            if day is None:
                return [f"  startAt: {PLACEHOLDER}"]
            hours = _template(clock) if clock else PLACEHOLDER
            lines = [f"  startAt: {{date: {_template(day)}, time: {hours}{self._order(day)}}}"]
        end = self._pick("end", lambda cell: _is_clock(cell) or _is_moment(cell), quiet=True)
        if end is not None and all(_is_moment(value) for value in self._values[end]):
            lines.append(f"  endAt: {{from: {_template(end, optional=True)}{self._order(end)}}}")
        elif end is not None:
            ending = f"time: {_template(end, optional=True)}, next_day_if_earlier: true"
            lines.append(f"  endAt: {{{ending}}}")
        return lines

    def _order(self, column: str) -> str:
        """`order` where the column proves it; said where its numbers leave it open."""
        evidence, numeric = OrderEvidence(), False
        for value in self._values[column]:
            if isinstance(value, str):
                numeric = evidence.add(column, value.strip(), ()) or numeric
        proved: set[Order] = evidence.proved.get(column, set())
        if len(proved) == 1:
            return f", order: {proved.pop()}"
        if numeric:
            why = (
                "both orders of day and month occur"
                if proved
                else "no day above 12 shows the order"
            )
            self._say("order", column, "guess", f"{why}: state `order: dmy` or `order: mdy`")
        return ""

    def _pick(self, part: str, kind: Callable[[Cell], bool], *, quiet: bool = False) -> str | None:
        """The free column whose name and content fit best; it is then taken."""
        names = NAMES[part].split("|")
        fitting = [column for column in self._free if self._mostly(column, kind)]
        ranked: list[tuple[int, Sure, str]] = []
        for column in fitting:
            own = folded(column).strip(" .:")
            if own in names:
                ranked.append((names.index(own), "sure", column))
            elif set(own.split()) & {name for name in names if len(name) > 3}:
                ranked.append((100, "likely", column))
            elif kind not in (_is_text, _is_number) and not quiet:
                ranked.append((200, "guess", column))
        if not ranked:
            if not quiet:
                self._say(part, None, "guess", "no column looks like it")
            return None
        _, sure, column = min(ranked)
        reason = {
            "sure": "by its name",
            "likely": "by a word in its name",
            "guess": "by its content",
        }
        self._say(
            part, column, sure, f"{reason[sure]}; {len(self._values[column])} cells looked at"
        )
        self._free.remove(column)
        return column

    def _mostly(self, column: str, kind: Callable[[Cell], bool]) -> bool:
        values = self._values[column]
        return bool(values) and sum(map(kind, values)) >= _ENOUGH * len(values)


def _reading(cell: Cell, *, dates: bool = True) -> Reading | None:
    try:
        return read_text(text_of(cell).strip(), dates=dates)
    except ValueError:
        return None


def _is_moment(cell: Cell) -> bool:
    if isinstance(cell, datetime):
        return True
    found = _reading(cell) if isinstance(cell, str) else None
    return found is not None and bool(found.dates) and found.clocks.start is not None


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    found = _reading(cell) if isinstance(cell, str) else None
    return found is not None and bool(found.dates)


def _is_clock(cell: Cell) -> bool:
    if isinstance(cell, time):
        return True
    found = _reading(cell, dates=False) if isinstance(cell, str) else None
    return found is not None and not found.dates and found.clocks.start is not None


def _is_link(cell: Cell) -> bool:
    return text_of(cell).strip().lower().startswith(("http://", "https://", "www."))


def _is_number(cell: Cell) -> bool:
    return text_of(cell).strip().isdigit()


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and not _is_link(cell)
