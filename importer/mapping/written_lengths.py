"""How long an event is, as people write it: `1h50`, `2 Std.`, `1,5 h`, `1 t 15 min`, `90 Minuten`."""

from __future__ import annotations

import re
from datetime import timedelta

from importer.mapping.calendar_words import folded
from importer.mapping.shapes import read_duration

_HOURS_WORDS = """
    h hr hrs hour hours std stunde stunden heure heures hora horas hores ora ore uur uren godz godziny godzin
    godzina hod hodina hodiny hodin timme timmar tim time timer t tunti tuntia saat ora ore sat sata ura uri
    tund tundi jam ωρα ωρες час часа часов ч год години годин 時間 小时 小時 시간
"""
_MINUTES_WORDS = """
    ' m min mins minute minutes minuten minuut minut minuta minuty minutos minuto minuti minuter minutter
    minuutti minuuttia dk dakika perc perces menit λεπτα λ мин минут минуты минута хв хвилин 分 分钟 分鐘 분
"""
_HOURS = frozenset(map(folded, _HOURS_WORDS.split()))
_MINUTES = frozenset(map(folded, _MINUTES_WORDS.split()))
_PART = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*([^\W\d_]+|')?\.?\s*")
_COLONS = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?\s*([^\W\d_]*)\.?")
"""`2:30 h` and `2:30:00`; what 2:30 alone counts is open, and typed cells of workbooks are lengths anyway."""
_MOST = timedelta(days=366)


def read_written_length(text: str) -> timedelta:
    """The length that a text says, in hours and minutes of many languages, or as `90m`, `7d`.

    Numbers may have decimals; minutes after hours need no unit. Raises ValueError with what is expected.
    """
    try:
        return read_duration(text)
    except ValueError:
        length = _in_words(folded(text).strip(" ."))
        if length is None:
            raise
        return length


def _in_words(text: str) -> timedelta | None:
    """None where it is written in no known way."""
    if (clock := _COLONS.fullmatch(text)) and (clock[4] in _HOURS or (clock[3] and not clock[4])):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0))
    hours = minutes = None
    at = 0
    while at < len(text) and (part := _PART.match(text, at)) is not None:
        amount, unit = float(part[1].replace(",", ".")), part[2]
        if unit in _HOURS and hours is None and minutes is None:
            hours = amount
        elif minutes is None and (unit in _MINUTES or (unit is None and hours is not None)):
            minutes = amount
        else:
            return None
        at = part.end()
    if at < len(text) or (hours is None and minutes is None):
        return None
    length = timedelta(hours=hours or 0, minutes=minutes or 0)
    return length if length <= _MOST else None
