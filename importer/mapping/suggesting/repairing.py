"""Try a draft on its own rows, and mend or give up what they refuse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.model import PLACEHOLDER
from importer.mapping.suggesting.chosen import Choice, Chosen
from importer.mapping.suggesting.clock import Clock
from importer.mapping.suggesting.dates import (
    LONGEST_NIGHT,
    Known,
    lasting_into_the_next_day,
    settle_dates,
)
from importer.mapping.suggesting.names import spoken_in
from importer.mapping.suggesting.profile import Column
from importer.mapping.suggesting.quoting import short
from importer.mapping.suggesting.ranks import side
from importer.mapping.suggesting.timing import Timing, choose_times
from importer.mapping.suggesting.trial import Trial, tried
from importer.mapping.suggesting.writing import Draft

_GIVEN_UP = {"image": 0.1, "offers": 0.1, "capacity": 0.1, "endAt": 0.6}
"""Optional fields, and the share of rows they may refuse before they are left out of the proposal."""

_FIELDS = {"offers": "offers.url"}
_MOST_EARLY = 0.3
"""Where more rows have their end before their start, another column may be the end."""

_ENDS_TRIED = 3

_MOST_UNREAD = 0.2
"""Where more rows have no start that is read, another column may be the start."""

_HALF = 0.5

_FEWER_UNREAD = 0.75
"""Another column is taken where it is not read in at most this share of the rows in which the first is not."""


def repaired(draft: Draft, known: Known) -> Trial:
    """The trial of the draft, after its end was mended and optional fields that too many rows refuse were given up."""
    trial = tried(draft.to_yaml(), known.sample)
    picked_out = {name for name in ("offers", "image") if trial.share(name) > 0}
    if picked_out:
        draft.picked_out |= picked_out
        trial = tried(draft.to_yaml(), known.sample)
    trial = _in_its_language(draft, trial, known)
    trial = _with_another_start(draft, trial, known)
    trial = _without_a_guessed_hour(draft, trial, known)
    trial = _better(draft, trial, known, _past_midnight(draft.timing, trial, known))
    trial = _with_another_end(draft, trial, known)
    trial = _better(draft, trial, known, _dashes_left_out(draft.timing.end, trial))
    given_up = [name for name, most in _GIVEN_UP.items() if trial.share(name) > most]
    if not given_up or not known.sample:
        return trial
    for name in given_up:
        _give_up(draft, name, trial)
    return tried(draft.to_yaml(), known.sample)


def _in_its_language(draft: Draft, trial: Trial, known: Known) -> Trial:
    """The trial with times in the language of the columns' names, where the name of a month means several."""
    start, end = draft.timing.start, draft.timing.end
    unsure = any(issue.code == "time.ambiguous_month" for issue in trial.unasked("startAt"))
    spoken = spoken_in([column.name for column in draft.chosen.profile.columns])
    if start is None or not unsure or len(spoken) != 1 or not spoken.issubset(LANGUAGES):
        return trial
    (language,) = spoken
    draft.timing.start = replace(start, language=language)
    draft.timing.end = end and replace(end, language=language)
    again = tried(draft.to_yaml(), known.sample)
    if len(again.unasked("startAt")) < len(trial.unasked("startAt")):
        return again
    draft.timing.start, draft.timing.end = start, end
    return trial


def _give_up(draft: Draft, name: str, trial: Trial) -> None:
    issues = trial.unasked(name)
    words = f"{len(issues)} of {trial.rows} rows refuse it, the first: {issues[0].message}"
    column = draft.chosen[_FIELDS.get(name, name)]
    if name == "endAt":
        draft.timing.end = None
        draft.chosen.choices = [c for c in draft.chosen.choices if c.field != name]
        draft.chosen.choices.append(Choice(name, (), "guess", short(words)))
    else:
        draft.chosen.drop(_FIELDS.get(name, name), short(words))
    draft.asked.setdefault(name, []).append(short(f"{column or name} was left out: {words}"))


def _better(draft: Draft, trial: Trial, known: Known, end: Clock | None) -> Trial:
    """The trial with this end in place of that of the draft, which is kept where it is not much better."""
    before = draft.timing.end
    if end is None:
        return trial
    draft.timing.end = end
    again = tried(draft.to_yaml(), known.sample)
    if len(again.unasked("endAt")) <= len(trial.unasked("endAt")) / 2:
        return again
    draft.timing.end = before
    return trial


def _with_another_end(draft: Draft, trial: Trial, known: Known) -> Trial:
    """The trial with the next likely end, where many rows have the first before their start."""
    profile = draft.chosen.profile
    passed: set[str] = set()
    for _ in range(_ENDS_TRIED):
        start, end = draft.timing.start, draft.timing.end
        if start is None or end is None or len(_early(trial)) <= _MOST_EARLY * trial.rows:
            return trial
        own = set(end.columns) - set(start.columns) - passed
        if not own:
            return trial
        passed |= own
        rest = replace(profile, columns=[c for c in profile.columns if c.name not in passed])
        other = Draft(draft.name, [], Chosen(rest), Timing(end=choose_times(rest).end))
        settle_dates(other, known)
        trial = _better(draft, trial, known, other.timing.end)
        if (found := other.timing.end) is not None and found is draft.timing.end:
            why = "the likelier column is before the start in many rows"
            _tell(draft, other, "endAt", found, why)
    return trial


def _with_another_start(draft: Draft, trial: Trial, known: Known) -> Trial:
    """The trial with the next likely day and hour as the start, where that is read in many more rows."""
    start = draft.timing.start
    if start is None or trial.share("startAt") <= _MOST_UNREAD:
        return trial
    profile = draft.chosen.profile
    rest = replace(profile, columns=[c for c in profile.columns if c.name not in start.day])
    other = Draft(draft.name, [], Chosen(rest), Timing(start=choose_times(rest).start))
    settle_dates(other, known)
    found = other.timing.start
    used = {name for columns in draft.chosen.columns.values() for name in columns}
    if found is None or PLACEHOLDER in (*found.day, found.hour):
        return trial
    if not used.isdisjoint(found.columns) or _says_less(found, start, profile.columns):
        return trial
    draft.timing.start = found
    again = tried(draft.to_yaml(), known.sample)
    if len(again.unasked("startAt")) <= _FEWER_UNREAD * len(trial.unasked("startAt")):
        _tell(
            draft,
            other,
            "startAt",
            found,
            "more rows can be read by it than by the likelier column",
        )
        kept = [c for c in draft.chosen.choices if c.field != "order"]
        draft.chosen.choices = kept + [c for c in other.chosen.choices if c.field == "order"]
        draft.chosen.taken.update(found.columns)
        return again
    draft.timing.start = start
    return trial


def _without_a_guessed_hour(draft: Draft, trial: Trial, known: Known) -> Trial:
    """The trial without an hour that no name speaks of, where it makes most rows unreadable."""
    start = draft.timing.start
    hour = next((c for c in draft.chosen.profile.columns if start and c.name == start.hour), None)
    if start is None or hour is None or hour.role == "time" or trial.share("startAt") <= _HALF:
        return trial
    draft.timing.start = replace(start, hour=PLACEHOLDER, hour_format=None, regex=None)
    again = tried(draft.to_yaml(), known.sample)
    if again.share("startAt") <= _HALF:
        draft.asked.setdefault("startAt", []).append(
            f"The hours in {hour.name} are mostly not read."
        )
        return again
    draft.timing.start = start
    return trial


def _says_less(found: Clock, than: Clock, columns: Sequence[Column]) -> bool:
    """Whether only the other day is called a start, or only the found one lacks its year."""
    named = {c.name for c in columns if side(c) == "start"}
    lacking = {c.name for c in columns if c.times.yearless > 0.5}
    unnamed = not named.isdisjoint(than.day) and named.isdisjoint(found.day)
    return unnamed or (lacking.isdisjoint(than.day) and not lacking.isdisjoint(found.day))


def _tell(draft: Draft, other: Draft, name: str, clock: Clock, why: str) -> None:
    """Let the draft say of this end what was found of the other's."""
    draft.asked[name] = other.asked.get(name, [])
    told = draft.chosen.choices
    why = f"by its name and its cells; {why}"
    told[:] = [
        replace(c, columns=clock.columns, sure="likely", why=why) if c.field == name else c
        for c in told
    ]


def _early(trial: Trial) -> list[object]:
    return [i for i in trial.unasked("endAt") if i.code == "time.end_before_start"]


def _past_midnight(timing: Timing, trial: Trial, known: Known) -> Clock | None:
    """Several ends stand before their start: they may be of the next day, unless they would be very late there."""
    end = timing.end
    late = end is not None and not end.next_day and len(_early(trial)) > 1
    if end is None or not late:
        return None
    over = lasting_into_the_next_day(timing, known.sample)
    return replace(end, next_day=True) if not over or median(over) <= LONGEST_NIGHT else None


def _dashes_left_out(end: Clock | None, trial: Trial) -> Clock | None:
    """Cells of ends say "-" or "n/a" and nothing else that is no time; a year of another column may follow."""
    refused = [i for i in trial.unasked("endAt") if i.code != "time.end_before_start"]
    bare = [i for i in refused if i.value is not None and _NO_DIGIT.fullmatch(i.value)]
    if end is None or end.duration or not end.optional or not bare or len(bare) < len(refused):
        return None
    return replace(end, regex=r".*\d.*" if len(end.day) < 2 else r"^(?!\D+\d{4}$).*\d.*")


_NO_DIGIT = re.compile(r"\D*(?:\D\d{4})?")
