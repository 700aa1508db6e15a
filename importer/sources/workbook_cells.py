"""Cells of a workbook as plain values: whole numbers, times to the second, durations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from importer.records import Cell

EXACT = 2.0**53


def plain(cells: Iterable[object], *, since_1904: bool = False) -> list[Cell]:
    """The values of one row; `since_1904` says which days stand for time without a day."""
    return [cell if isinstance(cell, str) else _value(cell, since_1904) for cell in cells]


def _value(cell: object, since_1904: bool) -> Cell:
    if isinstance(cell, float):  # most cells that are no text
        return int(cell) if cell.is_integer() and abs(cell) < EXACT else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, datetime):
        rounded = _to_second(cell)
        return rounded.time() if _is_dayless(rounded, since_1904) else rounded
    if isinstance(cell, date):
        return time() if _is_dayless(cell, since_1904) else cell
    if isinstance(cell, time):
        if not cell.microsecond:
            return cell
        return _to_second(datetime.combine(date(2000, 1, 1), cell)).time()
    if isinstance(cell, timedelta):
        return timedelta(seconds=round(cell.total_seconds()))
    return cell if isinstance(cell, int) else str(cell)


def _to_second(moment: datetime) -> datetime:
    """Rounded: 19:59:59.9997 is how a workbook stores 20:00."""
    if not moment.microsecond:
        return moment
    if moment.microsecond >= 500_000 and moment.year < 9999:
        moment += timedelta(seconds=1)
    return moment.replace(microsecond=0)


def _is_dayless(day: date, since_1904: bool) -> bool:
    """Whether this is a time of day that was given a day by its storage, day 0 to 9."""
    if since_1904:
        return day.year == 1904 and day.month == 1 and day.day < 10
    return day.year == 1899 or (day.year == 1900 and day.month == 1 and day.day < 10)
