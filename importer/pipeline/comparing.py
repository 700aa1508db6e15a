"""From a source to decisions on the desk: map, compare, relink, judge removals, guard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version

from importer.errors import GuardError, Issue, Location
from importer.intents import Action, Known, Vanished, Write
from importer.keys import shown
from importer.mapping.model import Mapping
from importer.payloads import Staged
from importer.pipeline.catalogue import Catalogue
from importer.pipeline.job import Job
from importer.pipeline.opening import Opened
from importer.pipeline.pictures import Pictures
from importer.pipeline.reading import new_mapper, read_into, read_lookups
from importer.pipeline.saved_plan import digest
from importer.pipeline.windows import certain_stretch
from importer.planning import guards
from importer.planning.moved import dated, moved
from importer.planning.plan import decide, plan
from importer.planning.removals import expected, removals, series_of
from importer.planning.rules import Counted, Decision, Rules
from importer.reports.document import Result
from importer.store import Staging

COUNTED_AS = {Action.CREATE: "created", Action.UPDATE: "updated"}


def refusal_rules() -> bytes:
    """What besides its payload decides whether a refused row is worth another try."""
    return sha256(version("pinned-events-importer").encode()).digest()


@dataclass(slots=True)
class Comparison:
    """One plan in the making: decisions go to the desk, counts and issues to the result.

    trusted: the source was read whole, and every identity in it could be read. missed: how many events
    the source should have held and did not: the next run has to judge them again.
    """

    mapping: Mapping
    job: Job
    pictures: Pictures
    opened: Opened
    desk: Staging
    result: Result
    changes: Counter[Action] = field(default_factory=Counter)
    trusted: bool = False
    missed: int = 0

    def make(self, catalogue: Catalogue) -> None:
        """Raises GuardError when the plan would do too much."""
        self._read(catalogue)
        rules = self._rules()
        self.job.tell.stage("Comparing with what is published")
        upcoming = self._compare(rules)
        self._relink(rules)
        if "identity" not in self.job.allow:
            self._hold_what_may_continue()
            self._relink_moved(rules)
        self._judge_removals(upcoming, rules)

    def hold(self, key: str, place: str, why: str) -> None:
        """Take a create back that may be an event that is there; a person decides."""
        self.desk.hold([key])
        self.changes[Action.CREATE] -= 1
        self.result.counts["created"] -= 1
        self.result.counts["deferred"] += 1
        at = Location.unpacked(place)
        self.result.report([Issue("publish.possible_duplicate", why, at, value=shown(key))])

    def keep_to(self, allowed: set[bytes]) -> None:
        """Hold every write that a saved plan does not name, byte for byte."""
        strange = [write for write in self.desk.writes() if digest(write) not in allowed]
        self.desk.hold(write["key"] for write in strange)
        for write in strange:
            action = Action(write["action"])
            self.changes[action] -= 1
            if action in COUNTED_AS:
                self.result.counts[COUNTED_AS[action]] -= 1
                self.result.counts["deferred"] += 1
            issue = Issue(
                "publish.deferred",
                "The source or the state has changed since the plan was saved, and this write is not in it; plan again",
                Location.unpacked(write["place"]),
                value=shown(write["key"]),
            )
            self.result.report([issue])

    def _read(self, catalogue: Catalogue) -> None:
        mapper = new_mapper(
            self.mapping,
            self.opened,
            read_lookups(self.mapping),
            catalogue.channels(fresh=False),
            catalogue.classifications(fresh=False),
        )
        read = read_into(self.desk, mapper, self.pictures, self.opened, self.job, self.result)
        self.result.rows = read.rows
        self.trusted = read.trusted

    def _compare(self, rules: Rules) -> int:
        """Returns how many published, upcoming events the source should hold."""
        upcoming = 0

        def known() -> Iterator[tuple[bytes, Known]]:
            nonlocal upcoming
            for hashed, record in self.desk.known():
                upcoming += expected(record, rules)
                yield hashed, record

        self._take(plan(self.desk.staged(), known(), rules))
        return upcoming

    def _relink(self, rules: Rules) -> None:
        """A create that continues a vanished record is that record, changed."""
        renewed = self.desk.relinking.pair()
        self._continue(self.desk.relinking.continued(), rules)
        if renewed:
            records = "1 record has" if renewed == 1 else f"{renewed} records have"
            words = (
                f"{records} a new id in the source, with channel, start and title of an event that was published under an id "
                "that is gone. The events were kept; nothing is published twice. If this comes every night, the ids of "
                "this source do not last: that does no harm, but a row that changes id and title or start at once counts "
                "as a new event"
            )
            self.result.report(
                [Issue("row.renewed_identity", words, Location(self.opened.located.name))]
            )

    def _relink_moved(self, rules: Rules) -> None:
        """Dates of a series that are gone, and the new ones that continue them, are one event each."""
        if self.opened.reading.format != "ical":
            return
        gone = [
            date
            for one in self.desk.vanished()
            if one.body and (date := dated(one.id, one.key, one.body, one.starts_at))
        ]
        rows = list(self.desk.relinking.new_rows()) if gone else []
        new = [date for at, row in enumerate(rows) if (date := dated(at, *row[1:]))]
        pairs = list(moved(gone, new, across=self.trusted))
        self.desk.relinking.link([(one.ref, rows[other.ref][0]) for one, other in pairs])
        self._continue(self.desk.relinking.continued(moved=True), rules)
        if pairs:
            dates = (
                "1 date of a series has"
                if len(pairs) == 1
                else f"{len(pairs)} dates of series have"
            )
            words = (
                "moved to another day or under another id: their events are changed, not made anew"
            )
            self.result.notes.append(f"{dates} {words}")

    def _continue(self, rows: Iterable[tuple[Staged, Known]], rules: Rules) -> None:
        for row, continued in rows:
            self.changes[Action.CREATE] -= 1
            self.result.counts["created"] -= 1
            self._take(decide([row], continued, rules))

    def _hold_what_may_continue(self) -> None:
        for key, place in self.desk.relinking.undecided():
            self.hold(
                key,
                place,
                "Channel, start and title are those of several events whose ids have vanished from the source, and nothing "
                "tells which of them it continues. It is not sent, and they stay as they are. Give it its old id or tell "
                "it apart by title; if it is another event, run with --allow identity",
            )

    def _judge_removals(self, upcoming: int, rules: Rules) -> None:
        stated = self.mapping.guard
        limits = guards.Limits(
            stated.max_removed,
            stated.max_removed_count,
            stated.max_changed,
            stated.expect_empty,
            removals_matter=rules.when_removed != "ignore",
        )
        believed = self.result.rows > 0 or guards.may_be_empty(limits, self.job.allow)
        before = self.result.counts["removed"]
        trusted = self.trusted and believed
        self._take(removals(self._missing(rules), rules, trusted=trusted, series=self._series()))
        reported = self.result.counts["removed"] - before if rules.when_removed == "report" else 0
        extent = guards.Extent(
            rows=self.result.rows,
            known=upcoming,
            withdrawn=self.changes[Action.DRAFT],
            reported_gone=reported,
            changed=self.changes[Action.UPDATE],
            created=self.changes[Action.CREATE],
        )
        name = self.opened.located.name
        if found := list(guards.breaches(extent, limits, self.job.allow, name)):
            raise GuardError(found)
        self.result.report(guards.warnings(extent, limits, name))

    def _series(self) -> Container[str]:
        """Ids of the calendar series of which the source holds dates; a table has no series."""
        keys = self.desk.keys() if self.opened.reading.format == "ical" else ()
        return {series for key in keys if (series := series_of(key)) is not None}

    def _missing(self, rules: Rules) -> Iterator[Known]:
        for known in self.desk.vanished():
            self.missed += expected(known, rules)
            yield known

    def _take(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision, Counted):
                self.result.counts[decision.name] += decision.count
            elif isinstance(decision, Issue):
                self.result.report([decision])
            else:
                self.desk.decide(decision)
                if isinstance(decision, Write):
                    self.changes[decision.action] += 1
                    if decision.action in COUNTED_AS:
                        self.result.counts[COUNTED_AS[decision.action]] += 1
                elif isinstance(decision, Vanished):
                    self.job.stop.check()

    def _rules(self) -> Rules:
        mapping, publish = self.mapping, self.mapping.publish
        return Rules(
            now=int(self.job.clock()),
            refusal_rules=refusal_rules(),
            window=certain_stretch(self.opened.window),
            skip_past=publish.skip_past,
            soonest_first=publish.order == "soonest_first",
            recreate_missing=publish.recreate_missing,
            move_channels=publish.channel_change == "move",
            when_removed=mapping.when_removed,
            removed_after=mapping.removed_after or (2 if self.opened.located.is_url else 1),
        )
