"""Why a calendar gives no event: what is in it instead, and where its entries lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from importer.records import Window
from importer.sources.ical.entries import Entry
from importer.sources.ical.feed import ReadFeed, counted
from importer.sources.ical.moments import order


def why_nothing(feed: ReadFeed, window: Window | None) -> str:
    """For a calendar that was read whole, and of which nothing takes place in the window."""
    entries = [entry for family in feed.families for entry in family.entries]
    if not entries:
        others = " and ".join(f"{count} {kind}" for kind, count in sorted(feed.ignored.items()))
        return "the calendar holds no event (VEVENT)" + (f", only {others}" if others else "")
    stretch = f" between {window.start:%Y-%m-%d} and {window.end:%Y-%m-%d}" if window else ""
    where = ", ".join(_where(entries, window))
    advice = "; look at `source.window`" if window else ""
    number = counted(len(entries), "entry", "entries")
    return f"{number}, but nothing takes place{stretch}: {where}{advice}"


def _where(entries: Sequence[Entry], window: Window | None) -> Iterator[str]:
    over, later, ended, never = [], [], 0, 0
    for entry in entries:
        start, rules = order(entry.timing.start), entry.timing.rules
        if entry.timing.deleted:
            ended += 1
        elif window is not None and start >= order(window.end):
            later.append(start)
        elif window is not None and all(rule.until or rule.count for rule in rules):
            over.append(start)
        else:
            never += 1
    if over:
        yield f"{len(over)} over before (the last began {max(over):%Y-%m-%d})"
    if later:
        yield f"{len(later)} only after (the first begins {min(later):%Y-%m-%d})"
    if ended:
        yield counted(
            ended, "series that ends before it begins", "series that end before they begin"
        )
    if never:
        yield f"{never} without a date" + (" then" if window else "")
