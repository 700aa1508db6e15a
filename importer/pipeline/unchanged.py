"""The common night: the source is what it was, nothing is open, and the run ends without reading it."""

from __future__ import annotations

from importer.pipeline.comparing import Comparison
from importer.pipeline.concluding import OK
from importer.pipeline.last_read import LastRead, asks_for_nothing, sure_until
from importer.pipeline.preparing import Prepared
from importer.reports.document import Result


def nothing_to_do(prepared: Prepared, result: Result) -> bool:
    """Tell of the source as the last run did, if it is unchanged since; to be asked under the lease."""
    at_hand = prepared.at_hand
    last = prepared.memory.standing(prepared.catalogue) if at_hand.unchanged else None
    if last is None or last != at_hand.last:  # channels are known afresh, or another run came first
        return False
    result.rows = last.rows
    result.counts.update(unchanged=last.unchanged, skipped=last.skipped)
    result.notes.append(
        f"The source has not changed since run {last.run}, so it was not read again"
    )
    return True


def remember(prepared: Prepared, comparison: Comparison, terms: str, result: Result) -> None:
    """Keep what the next run needs to end early, if this one left nothing to do or to tell again.

    terms: as they were when the plan was made.
    """
    if (
        result.exit_code != OK
        or not comparison.trusted
        or comparison.missed
        or prepared.pictures.from_files
        or result.issues_in_all > len(result.issues)
        or not asks_for_nothing(result.issues)
    ):
        return
    assert result.run is not None
    at_hand, now = prepared.at_hand, prepared.job.clock()
    opened, counts = at_hand.opened, result.counts
    spec = prepared.mapping.source
    etag, last_modified = at_hand.validators
    last = LastRead(
        run=result.run,
        content=at_hand.content,
        terms=terms,
        at=now,
        sure_until=sure_until(opened.reading, opened.window, spec, now),
        rows=result.rows,
        unchanged=counts["created"] + counts["updated"] + counts["unchanged"],
        skipped=counts["skipped"],
        address=at_hand.address,
        etag=etag,
        last_modified=last_modified,
    )
    prepared.memory.keep(last)
