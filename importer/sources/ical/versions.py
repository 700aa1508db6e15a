"""Which components of one UID count: copies, versions, and the instances that stand for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from importer.sources.ical.entries import Entry
from importer.sources.ical.moments import order


@dataclass(slots=True)
class Family:
    """All that counts of one UID.

    masters: one, or several different entries that claim the same UID at the same SEQUENCE.
    overrides: entries with a RECURRENCE-ID, the highest version of each.
    """

    masters: list[Entry] = field(default_factory=list)
    overrides: list[Entry] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [*self.masters, *self.overrides]

    @property
    def repeats(self) -> bool:
        return any(entry.timing.repeats for entry in self.masters)


def families(entries: Iterable[Entry]) -> list[Family]:
    """Group the entries of a file by UID, in file order, each with the versions that count.

    Copies are one. Of the entries without RECURRENCE-ID, and of those that stand for the same
    instance, the highest SEQUENCE counts; of overrides at the same SEQUENCE the one written last.
    """
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, []).append(entry)
    return [_family(members) for members in by_name.values()]


def _family(members: Sequence[Entry]) -> Family:
    if len(members) == 1:
        entry = members[0]
        return Family([entry]) if entry.timing.replaces is None else Family(overrides=[entry])
    masters = [entry for entry in members if entry.timing.replaces is None]
    newest = max((entry.sequence for entry in masters), default=0)
    distinct: dict[tuple[str, ...], Entry] = {}
    for entry in masters:
        if entry.sequence == newest:
            distinct.setdefault(tuple(entry.content()), entry)
    family = Family(list(distinct.values()))
    overrides: dict[str, Entry] = {}
    for entry in members:
        if entry.timing.replaces is not None:
            instance = str(order(entry.timing.replaces))
            rival = overrides.get(instance)
            if rival is None or _version(entry) >= _version(rival):
                overrides[instance] = entry
    family.overrides = list(overrides.values())
    return family


def _version(entry: Entry) -> tuple[int, str]:
    return entry.sequence, entry.modified
