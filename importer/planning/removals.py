"""Events whose record the source holds no more, or no longer means to be published. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

import orjson

from importer.errors import Issue, Location
from importer.intents import PINNED, Action, Known, Upkeep, Write
from importer.keys import PART_SEPARATOR, shown
from importer.payloads import Payload, Staged, canonical
from importer.planning.rules import Counted, Decision, Rules


def removals(
    vanished: Iterable[Known], rules: Rules, *, trusted: bool, series: Container[str] = ()
) -> Iterator[Decision]:
    """What happens to published events whose record is gone, after relinking.

    trusted: the source was read whole and every identity in it could be read; otherwise a missing
    record proves nothing. series: ids of calendar series of which other dates are still there. A missed
    read counts only 6 hours after the last that counted.
    """
    if not trusted or rules.when_removed == "ignore":
        return
    for known in vanished:
        if not expected(known, rules):
            continue
        if known.missed_at is not None and 0 <= rules.now - known.missed_at < 6 * 3600:
            missed = known.missed
        else:
            missed = known.missed + 1
            yield Upkeep(known.id, missed=missed)
        if missed >= rules.removed_after:
            yield Counted("removed")
            one_date = series_of(known.key) in series
            why = (
                "was taken out of its series, which goes on,"
                if one_date
                else "is no longer in the source"
            )
            yield from _remove(known, rules, why)


def series_of(key: str) -> str | None:
    """The id of the calendar series that a record key names a date of, else None."""
    name, separator, _ = key.partition(PART_SEPARATOR)
    return name if separator else None


def expected(known: Known, rules: Rules) -> bool:
    """Whether a record that the source does not hold should have been in it."""
    return not known.withdrawn and _upcoming(known, rules) and _looked_for(known, rules)


def may_be_continued(known: Known, rules: Rules) -> bool:
    """Whether a new row may be this event under another id: a withdrawn one too, and one that is over
    where events that are over are sent."""
    return (_upcoming(known, rules) or not rules.skip_past) and _looked_for(known, rules)


def _upcoming(known: Known, rules: Rules) -> bool:
    return known.body is not None and known.over_at > rules.now  # bodies are kept until then


def _looked_for(known: Known, rules: Rules) -> bool:
    """Whether its event is on the platform and lies in the stretch that the source was read for."""
    if known.event_id is None or known.gone or known.open in PINNED:
        return False
    if rules.window is None:
        return True
    first, end = rules.window
    return known.over_at > first and known.starts_at < end


def withdraw_at_once(row: Staged, known: Known, rules: Rules) -> Iterator[Decision]:
    if rules.when_removed == "ignore" or not expected(known, rules):
        return
    yield Counted("removed")
    why = {
        "cancelled": "is cancelled in the source",
        "private": "is marked private in the source",
    }.get(row.why, "is no longer meant to be published")
    yield from _remove(known, rules, why)


def _remove(known: Known, rules: Rules, why: str) -> Iterator[Decision]:
    at = Location.unpacked(known.place)
    title = orjson.loads(known.body)["title"] if known.body else shown(known.key)
    if rules.when_removed == "report":
        yield Issue(
            "removed.reported",
            f"{title!r} {why} but event {known.event_id} is still on the platform. Take it down there, or let the importer "
            "do it with `when_removed: draft`",
            at,
            value=shown(known.key),
        )
        return
    becomes: Payload = orjson.loads(known.body) if known.body else {}
    becomes["status"] = "draft"
    yield Write(
        Action.DRAFT, known.key, canonical({"status": "draft"}), canonical(becomes), known.row_hash,
        known.starts_at, known.over_at, 0, max(known.starts_at, rules.now), known.place, known.id,
    )  # fmt: skip
