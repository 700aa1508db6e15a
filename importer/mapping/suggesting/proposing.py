"""From a sample to a proposal: choose, write, try what was written, and repair what its rows refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.choosing import are_remarks, choose_fields
from importer.mapping.suggesting.chosen import Choice, Chosen, Sure
from importer.mapping.suggesting.dates import Known, settle_dates
from importer.mapping.suggesting.exports import Export, recognised
from importer.mapping.suggesting.filling import fill_down
from importer.mapping.suggesting.following import told_by_rows
from importer.mapping.suggesting.identity import choose_identity
from importer.mapping.suggesting.links import are_of_meetings
from importer.mapping.suggesting.profile import Profile, profiled
from importer.mapping.suggesting.quoting import quoted, short
from importer.mapping.suggesting.repairing import repaired
from importer.mapping.suggesting.standing import conditions
from importer.mapping.suggesting.timing import Timing, choose_times
from importer.mapping.suggesting.trial import Trial
from importer.mapping.suggesting.writing import Draft, place
from importer.mapping.suggesting.zones import likely_zone
from importer.records import Record


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


_BY_ROWS = {
    "startAt": "by its cells: hours behind those of doors or preparation",
    "endAt": "by its cells: later than the start, row by row",
}


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
        profile.columns = told_by_rows(profile.columns, self._sample)
        timing = choose_times(profile)
        once = fill_down(self._sample, timing, profile, self._source)
        chosen = Chosen(profile)
        if once:
            why = "where it is empty, the row is of the day above it"
            chosen.choices.append(Choice("fill_down", once, "likely", why))
        draft = Draft(self._name, self._source, chosen, timing, zone=self._zone)
        used = [clock for clock in (timing.start, timing.end) if clock is not None]
        chosen.taken.update(name for clock in used for name in clock.columns)
        draft.conditions = conditions(profile)
        chosen.taken.update(condition.column for condition in draft.conditions)
        known = Known(self._sample, self._hints.names, self._hints.today, self._export)
        settle_dates(draft, known)
        choose_fields(chosen)
        choose_identity(chosen, timing.start.columns if timing.start else (), self._sample)
        self._tell_times(draft)
        trial = repaired(draft, known)
        product = self._export.product if self._export else None
        open_points = [*(" ".join(words.split()) for words in timing.asked), *_troubles(trial)]
        open_points += _asked_before_all_see_it(chosen)
        if profile.beyond:
            open_points.append(f"the last {profile.beyond:,} columns were not looked at")
        return Suggested(self._name, False, draft.to_yaml(), chosen.choices, product, open_points)

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
            if any(c.by_rows for c in draft.chosen.profile.columns if c.name in clock.columns):
                sure, why = "guess", _BY_ROWS[name]
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


def _asked_before_all_see_it(chosen: Chosen) -> list[str]:
    """What to ask of columns that would be published, and may not be meant for everybody."""
    notes, links = chosen.column("description"), chosen.column("offers.url")
    asked = []
    if notes is not None and are_remarks(notes):
        asked.append(
            f"{notes.name} would be published as the description: take that line out where it is meant for yourselves"
        )
    if links is not None and are_of_meetings(links):
        asked.append(
            f"{links.name} would be published, and lets everybody into a call: take `offers` out where not all are meant"
        )
    return [" ".join(words.split()) for words in asked]


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
        told.append(short(f"{words}{where}: {issues[0].message}"))
    for name in trial.refused:
        if open_hours := [i for i in trial.refused[name] if i.code == "time.ambiguous_half"]:
            shown = f"{len(open_hours)} of {trial.rows} rows, such as {open_hours[0].value!r}"
            told.append(
                short(
                    f"{shown}, do not say am or pm as others do: state `half: pm` or `half: am` in {name}"
                )
            )
    return told
