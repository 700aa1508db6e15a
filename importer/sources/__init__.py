"""Reading sources: find the file, see what it is, yield its records."""

from __future__ import annotations

from importer.errors import SourceError
from importer.privacy import Privacy
from importer.records import Reading, SourceSpec, Window
from importer.sources.detect import detect
from importer.sources.locate import Located, locate
from importer.sources.opened_once import opened_once

__all__ = ["Located", "detect", "locate", "open_reading", "opened_once"]

_MEANING = {"csv": "delimited text (CSV)", "workbook": "a workbook", "ical": "a calendar (iCal)"}


def open_reading(
    located: Located,
    spec: SourceSpec,
    window: Window | None = None,
    privacy: Privacy | None = None,
) -> Reading:
    """Open the source with the reader for its format; each reader loads only when it is needed.

    window, privacy: what a calendar is read for, and what of its entries may be shown (None: nothing
    that is private); tables have neither. Raises SourceError when the file is
    unreadable as a whole or is another format than `spec.format` states.
    """
    found = detect(located.path, located.name)
    if spec.format is not None and spec.format != found:
        raise SourceError(
            f"{located.name} is {_MEANING[found]}, not {_MEANING[spec.format]}: correct `format` "
            f"in the mapping or give another file"
        )
    if found == "csv":
        from importer.sources.csv_file import CsvReading

        return CsvReading(located.path, located.name, spec)
    if found == "workbook":
        from importer.sources.workbook import WorkbookReading

        return WorkbookReading(located.path, located.name, spec)
    from importer.sources.ical_feed import CalendarReading

    return CalendarReading(located.path, located.name, spec, window, privacy)
