"""One end of an event as the mapping reads it: its columns, their formats, and the line it is written as."""

from __future__ import annotations

from dataclasses import dataclass, replace

from importer.mapping.model import PLACEHOLDER, Order
from importer.mapping.suggesting.quoting import quoted, spoken


@dataclass(frozen=True, slots=True)
class Clock:
    """One end of an event as the mapping will read it.

    day: columns whose cells, joined by `sign`, make the date; () where it is the day of the start, the
    placeholder where no column holds it. hour: the column of the time; None where `day` holds it too; the
    placeholder where only a person knows it. language: ISO 639-1, where the cells are read in no other.
    regex: what a cell must be like to be read; others count as empty.
    """

    day: tuple[str, ...] = ()
    hour: str | None = None
    format: str | None = None
    hour_format: str | None = None
    part_end: bool = False
    next_day: bool = False
    duration: str | None = None
    order: Order | None = None
    year: int | None = None
    optional: bool = False
    sign: str = "."
    language: str | None = None
    regex: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        hour = () if self.hour in (None, PLACEHOLDER) else (self.hour,)
        length = () if self.duration is None else (self.duration,)
        day = () if self.day == (PLACEHOLDER,) else self.day
        return tuple(dict.fromkeys(name for name in (*day, *hour, *length) if name))

    def to_yaml(self) -> str:
        """The value of `startAt` or `endAt`."""
        if self.duration is not None:
            unit = "m" if self.format == "m" else "h" if self.format == "h" else ""
            text = "[{" + spoken(self.duration) + "}" + unit + "]"
            return f"{{duration: {quoted(text)}}}"
        written = [f"{key}: {value}" for key, value in self._entries() if value]
        return "{" + ", ".join(written) + "}"

    def _entries(self) -> list[tuple[str, str]]:
        unknown = self.day == (PLACEHOLDER,)
        day = self.sign.join("{" + spoken(name) + "}" for name in self.day if not unknown)
        whole = self.day and self.hour is None
        hour = (
            PLACEHOLDER
            if self.hour == PLACEHOLDER
            else self._template("{" + spoken(str(self.hour)) + "}")
        )
        return [
            (
                "from" if whole else "date",
                PLACEHOLDER if unknown else self._template(day) if day else "",
            ),
            ("time", hour if self.hour is not None else ""),
            ("format" if whole else "date_format", _single(self.format)),
            ("time_format", _single(self.hour_format)),
            ("order", self.order or ""),
            ("year", str(self.year or "")),
            ("language", self.language or ""),
            ("regex", _single(self.regex)),
            ("part", "end" if self.part_end else ""),
            ("next_day_if_earlier", "true" if self.next_day else ""),
        ]

    def _template(self, text: str) -> str:
        return quoted(f"[{text}]" if self.optional else text)


def _single(text: str | None) -> str:
    return f"'{text}'" if text else ""


def with_order(clock: Clock | None, order: Order | None, year: int | None) -> Clock | None:
    """The same with its order of day and month, and its year, where it reads dates of its own."""
    if clock is None or not clock.day:
        return clock
    if clock.format or clock.order:
        return replace(clock, year=year)
    return replace(clock, order=order, year=year)
