"""Try a draft on its own rows, and mend or give up what they refuse."""

from __future__ import annotations

from dataclasses import replace

from importer.mapping.calendar_names import LANGUAGES
from importer.mapping.suggesting.chosen import Choice, Chosen
from importer.mapping.suggesting.clock import Clock
from importer.mapping.suggesting.dates import Known, settle_dates
from importer.mapping.suggesting.names import spoken_in
from importer.mapping.suggesting.quoting import short
from importer.mapping.suggesting.timing import Timing, choose_times
from importer.mapping.suggesting.trial import Trial, tried
from importer.mapping.suggesting.writing import Draft

_GIVEN_UP = {"image": 0.1, "offers": 0.1, "capacity": 0.1, "endAt": 0.6}
"""Optional fields, and the share of rows they may refuse before they are left out of the proposal."""

_FIELDS = {"offers": "offers.url"}
_MOST_EARLY = 0.3
"""Where more rows have their end before their start, another column may be the end."""

_ENDS_TRIED = 3


def repaired(draft: Draft, known: Known) -> Trial:
    """The trial of the draft, after its end was mended and optional fields that too many rows refuse were given up."""
    trial = tried(draft.to_yaml(), known.sample)
    if trial.share("offers") > 0:
        draft.picked_out.add("offers")
        trial = tried(draft.to_yaml(), known.sample)
    trial = _in_its_language(draft, trial, known)
    trial = _better(draft, trial, known, _past_midnight(draft.timing.end, trial))
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
        if draft.timing.end is other.timing.end is not None:
            _tell(draft, other)
    return trial


def _tell(draft: Draft, other: Draft) -> None:
    """Let the draft say of its end what was found of the other's."""
    end = other.timing.end
    assert end is not None
    draft.asked["endAt"] = other.asked.get("endAt", [])
    told = draft.chosen.choices
    why = "by its name and its cells; the likelier column is before the start in many rows"
    told[:] = [
        replace(c, columns=end.columns, sure="likely", why=why) if c.field == "endAt" else c
        for c in told
    ]


def _early(trial: Trial) -> list[object]:
    return [i for i in trial.unasked("endAt") if i.code == "time.end_before_start"]


def _past_midnight(end: Clock | None, trial: Trial) -> Clock | None:
    """Several ends stand before their start: they may be of the next day."""
    late = end is not None and not end.next_day and len(_early(trial)) > 1
    return replace(end, next_day=True) if end is not None and late else None


def _dashes_left_out(end: Clock | None, trial: Trial) -> Clock | None:
    """Cells of ends say "-" or "n/a" and nothing else that is no time."""
    refused = [i for i in trial.unasked("endAt") if i.code != "time.end_before_start"]
    bare = [i for i in refused if i.value is not None and not any(map(str.isdigit, i.value))]
    if end is None or end.duration or not end.optional or not bare or len(bare) < len(refused):
        return None
    return replace(end, regex=r".*\d.*")
