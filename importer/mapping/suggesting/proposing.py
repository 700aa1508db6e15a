"""From a sample to a proposal: choose, write, try what was written, and repair what its rows refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.choosing import Choice, Chosen, Sure, choose_fields
from importer.mapping.suggesting.clock import with_order
from importer.mapping.suggesting.exports import Export, recognised
from importer.mapping.suggesting.identity import choose_identity
from importer.mapping.suggesting.order import Dating, order_of, year_of
from importer.mapping.suggesting.profile import Column, Profile, profiled
from importer.mapping.suggesting.quoting import quoted
from importer.mapping.suggesting.standing import conditions
from importer.mapping.suggesting.time_cells import clocks_in
from importer.mapping.suggesting.timing import Timing, choose_times
from importer.mapping.suggesting.trial import Trial, tried
from importer.mapping.suggesting.writing import Draft, place
from importer.mapping.suggesting.zones import likely_zone
from importer.records import Record, text_of

_GIVEN_UP = {"image": 0.1, "offers": 0.1, "capacity": 0.1, "endAt": 0.6}
"""Optional fields, and the share of rows they may refuse before they are left out of the proposal."""

_FIELDS = {"offers": "offers.url"}


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the cells.

    names: of file and sheet, which may hold the year. source: lines for `source`, such as
    ("sheet", "Programme"). today: dates without a year are of last year at the earliest.
    """

    names: tuple[str, ...] = ()
    source: tuple[tuple[str, str], ...] = ()
    today: date = date(2000, 1, 1)


@dataclass(slots=True)
class Suggested:
    """A proposed mapping. choices: what was chosen, to show to the user. product: the program whose
    export this is, where it is known. open: what its rows leave to be settled, in words."""

    name: str
    calendar: bool
    text: str
    choices: list[Choice] = field(default_factory=list)
    product: str | None = None
    open: list[str] = field(default_factory=list)

    def to_yaml(self) -> str:
        """A commented mapping file that loads as it stands; what only a person knows is CHANGE-ME."""
        return self.text


def suggest(
    sample: Sequence[Record],
    name: str,
    *,
    location: str | None = None,
    zone: str | None = None,
    hints: Hints | None = None,
) -> Suggested:
    """Look at some records of a source. zone: proposed as a guess where the source names none."""
    hints = hints or Hints()
    source = [("location", quoted(location))] if location else []
    source += hints.source
    if sample and sample[0].key is not None:
        return _calendar(sample, name, source, zone)
    return _Table(sample, name, source, zone, hints).proposal()


def _calendar(
    sample: Sequence[Record], name: str, source: list[tuple[str, str]], zone: str | None
) -> Suggested:
    head = Draft(name, source, Chosen(Profile()), Timing()).to_yaml().partition("identity:")[0]
    made = Suggested(name, True, "")
    lines = [
        "# The channel's number, slug or name; `importer doctor` lists them.",
        f"channelId: {PLACEHOLDER}",
        "# Category slugs of the platform.",
        "classifications: [community]",
        *place(None),
    ]
    starts = [record["DTSTART"] for record in sample if "DTSTART" in record.columns]
    if any(not isinstance(start, datetime) or start.tzinfo is None for start in starts):
        made.choices.append(Choice("timezone", (), "guess", "some entries have no time zone"))
        lines.append(f"timezone: {zone or PLACEHOLDER}   # for entries that carry none")
    lines.append("# Title, times, description, venue and ticket link come from the calendar.")
    made.text = head + "event:\n" + "\n".join(f"  {line}" for line in lines) + "\n"
    return made


class _Table:
    """One proposal for a table while it is made."""

    def __init__(
        self,
        sample: Sequence[Record],
        name: str,
        source: list[tuple[str, str]],
        zone: str | None,
        hints: Hints,
    ) -> None:
        self._sample = sorted(sample, key=lambda record: record.at.row or 0)
        self._name, self._source, self._zone, self._hints = name, source, zone, hints
        self._export: Export | None = recognised(sample[0].columns) if sample else None

    def proposal(self) -> Suggested:
        profile = profiled(self._sample)
        timing = choose_times(profile)
        self._fill_down(timing, profile)
        chosen = Chosen(profile)
        draft = Draft(self._name, self._source, chosen, timing, zone=self._zone)
        used = [clock for clock in (timing.start, timing.end) if clock is not None]
        chosen.taken.update(name for clock in used for name in clock.columns)
        draft.conditions = conditions(profile)
        chosen.taken.update(condition.column for condition in draft.conditions)
        self._date(draft)
        choose_fields(chosen)
        choose_identity(chosen, timing.start.columns if timing.start else (), self._sample)
        self._tell_times(draft)
        trial = self._repaired(draft)
        product = self._export.product if self._export else None
        open_points = [*timing.asked, *_troubles(trial)]
        if profile.beyond:
            open_points.append(f"the last {profile.beyond:,} columns were not looked at")
        return Suggested(self._name, False, draft.to_yaml(), chosen.choices, product, open_points)

    def _fill_down(self, timing: Timing, profile: Profile) -> None:
        """State `fill_down` where a day stands once for all rows below it, as merged cells leave it."""
        start = timing.start
        if start is None or len(start.day) != 1 or start.day[0] == PLACEHOLDER or not self._sample:
            return
        at = self._sample[0].columns.index(start.day[0])
        column = next(each for each in profile.columns if each.name == start.day[0])
        if column.filled > 0.75 or not text_of(self._sample[0].cells[at]).strip():
            return
        hour = start.hour
        if hour is None or hour == PLACEHOLDER:
            return
        clock = next(each for each in profile.columns if each.name == hour)
        if clock.filled < 0.9 or any(key == "fill_down" for key, _ in self._source):
            return
        self._source.append(("fill_down", f"[{quoted(column.name)}]"))
        above = self._sample[0].cells[at]
        for number, record in enumerate(self._sample):
            above = record.cells[at] if text_of(record.cells[at]).strip() else above
            cells = (*record.cells[:at], above, *record.cells[at + 1 :])
            self._sample[number] = replace(record, cells=cells)

    def _date(self, draft: Draft) -> None:
        """Settle order, year and late ends of the times that were chosen."""
        timing = draft.timing
        for key, clock in (("startAt", timing.start), ("endAt", timing.end)):
            if clock is None or clock.day in ((), (PLACEHOLDER,)) or clock.order:
                continue
            columns = [
                c for name in clock.day for c in draft.chosen.profile.columns if c.name == name
            ]
            if key == "endAt" and self._end_without_year(draft, columns):
                continue
            dating = self._order(columns, draft)
            year = self._year(columns, draft, key)
            changed = with_order(clock, dating.order, year)
            if dating.order and not dating.proved:
                draft.asked.setdefault(key, []).append(f"The order of day and month: {dating.why}.")
            if dating.open:
                words = f"{clock.day[0]}: {dating.why}: state `order: dmy` or `order: mdy`"
                draft.asked.setdefault(key, []).append(words + ".")
                timing.asked.append(words)
                why = f"{dating.why}: state `order: dmy` or `order: mdy`"
                draft.chosen.choices.append(Choice("order", clock.day, "guess", why))
            elif dating.order and key == "startAt":
                sure: Sure = "sure" if dating.proved else "likely"
                why = f"{dating.order}: {dating.why}"
                draft.chosen.choices.append(Choice("order", clock.day, sure, why))
            if key == "startAt":
                timing.start = changed
            else:
                timing.end = changed
        self._late(timing)

    def _order(self, columns: list[Column], draft: Draft) -> Dating:
        dating = order_of(columns, draft.chosen.profile, self._sample)
        if dating.open and self._export is not None and self._export.order is not None:
            why = f"{self._export.product} writes its dates so"
            return Dating(self._export.order, why)
        return dating

    def _year(self, columns: list[Column], draft: Draft, key: str) -> int | None:
        if not columns or any("YEAR" in column.meaning for column in columns):
            return None
        if len(columns) == 1 and columns[0].times.yearless < 0.5:
            return None
        profile, hints = draft.chosen.profile, self._hints
        found = year_of(columns, profile, self._sample, hints.names, hints.today)
        if found is None:
            words = f"{columns[0].name} has dates without a year: add `year: N` or `season: …`"
            draft.timing.asked.append(words)
            draft.asked.setdefault(key, []).append(words + ".")
            return None
        draft.asked.setdefault(key, []).append(f"The year {found[0]}: {found[1]}.")
        return found[0]

    def _end_without_year(self, draft: Draft, columns: list[Column]) -> bool:
        """Give up an end whose dates lack the year that those of the start have: nothing gives it to them."""
        timing = draft.timing
        start = timing.start.columns if timing.start else ()
        dated = [c for c in draft.chosen.profile.columns if c.name in start and c.times.day > 0.5]
        lacking = len(columns) == 1 and columns[0].times.yearless > 0.5
        if not lacking or not dated or dated[0] in columns or dated[0].times.yearless > 0.5:
            return False
        timing.end = None
        draft.asked.setdefault("endAt", []).append(
            f"{columns[0].name} was left out: its dates have no year, and those of the start have one."
        )
        return True

    def _late(self, timing: Timing) -> None:
        """`next_day_if_earlier` only where an end is earlier than its start."""
        start, end = timing.start, timing.end
        if start is None or end is None or not end.next_day or end.hour is None:
            return
        begins = start.hour or (start.day[0] if start.day else None)
        late = False
        if begins is not None and begins != PLACEHOLDER:
            at = [self._sample[0].columns.index(name) for name in (begins, end.hour)]
            first, last = (clocks_in(record.cells[i] for record in self._sample) for i in at)
            pairs = zip(first, last, strict=True)
            late = any(a is not None and b is not None and b < a for a, b in pairs)
        timing.end = replace(end, next_day=late)

    def _tell_times(self, draft: Draft) -> None:
        timing, choices = draft.timing, draft.chosen.choices
        rows = draft.chosen.profile.rows
        told: list[Choice] = []
        for name, clock in (("startAt", timing.start), ("endAt", timing.end)):
            if clock is None:
                told.append(Choice(name, (), "guess", "no column looks like it"))
                continue
            sure: Sure = "sure" if timing.sure else "guess"
            if clock.hour == PLACEHOLDER:
                sure = "likely"
            why = "by its name and its cells" if timing.sure else "by its cells"
            told.append(Choice(name, clock.columns, sure, f"{why}; {rows} rows looked at"))
        choices[:0] = told
        if "timezone" not in draft.chosen.columns:
            why = "no column names one"
            likely = likely_zone(draft.chosen.profile)
            if likely is not None:
                words = f"Probably {likely[0]}, if the events are there: {likely[1]}."
                draft.asked.setdefault("timezone", []).append(words)
                why = f"{why}; {likely[0]}? {likely[1]}"
            choices.append(Choice("timezone", (), "guess", why))

    def _repaired(self, draft: Draft) -> Trial:
        """The trial of the draft, after optional fields that too many rows refuse were given up."""
        trial = tried(draft.to_yaml(), self._sample)
        if trial.share("offers") > 0:
            draft.picked_out.add("offers")
            trial = tried(draft.to_yaml(), self._sample)
        given_up = [name for name, most in _GIVEN_UP.items() if trial.share(name) > most]
        if not given_up or not self._sample:
            return trial
        for name in given_up:
            issues = trial.unasked(name)
            words = f"{len(issues)} of {trial.rows} rows refuse it, the first: {issues[0].message}"
            column = draft.chosen[_FIELDS.get(name, name)]
            if name == "endAt":
                draft.timing.end = None
                draft.chosen.choices = [c for c in draft.chosen.choices if c.field != name]
                draft.chosen.choices.append(Choice(name, (), "guess", _short(words)))
            else:
                draft.chosen.drop(_FIELDS.get(name, name), _short(words))
            draft.asked.setdefault(name, []).append(
                _short(f"{column or name} was left out: {words}")
            )
        return tried(draft.to_yaml(), self._sample)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


def _troubles(trial: Trial) -> list[str]:
    """What rows of the sample are refused for although the proposal is filled in."""
    told = []
    for name in trial.refused:
        issues = trial.unasked(name)
        if not issues:
            continue
        row = issues[0].at.row if issues[0].at is not None else None
        words = f"{len(issues)} of {trial.rows} rows are refused for {name or 'their identity'}"
        where = f", the first in row {row}" if row is not None else ""
        told.append(_short(f"{words}{where}: {issues[0].message}"))
    return told
