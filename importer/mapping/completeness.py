"""What a mapping must state before it can make events from a table or a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from importer.mapping.model import Mapping

FOR_TABLES = ("channelId", "title", "startAt", "timezone", "classifications", "approxLocation")
FOR_CALENDARS = ("channelId", "classifications", "approxLocation")


def missing_parts(mapping: Mapping, *, calendar: bool) -> Iterator[tuple[None, str]]:
    """A problem for each required part that is not there. Calendars bring title, times and zone."""
    for field in FOR_CALENDARS if calendar else FOR_TABLES:
        if field not in mapping.event:
            yield None, f"`event` has no `{field}`, which the platform requires"
    if not calendar and not mapping.identity:
        yield None, "`identity` is missing: name the columns that say which event a row is"
