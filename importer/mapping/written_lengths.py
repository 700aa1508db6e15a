"""How long an event is, as people write it: `1h50`, `2 Std.`, `1,5 h`, `1 t 15 min`, `ca. 90 Minuten mit Pause`."""

from __future__ import annotations

import re
from datetime import timedelta

from importer.mapping.calendar_words import folded
from importer.mapping.length_remarks import is_remark, without_about
from importer.mapping.shapes import read_duration

_HOURS_WORDS = """
    h hr hrs hour hours std stunde stunden heure heures hora horas hores ora ore uur uren godz godziny godzin
    godzina hod hodina hodiny hodin timme timmar tim time timer t tunti tuntia saat ora ore sat sata ura uri
    tund tundi jam ωρα ωρες час часа часов ч год години годин 時間 小时 小時 시간
"""
_MINUTES_WORDS = """
    ' ′ m min mins minute minutes minuten minuut minut minuta minuty minutos minuto minuti minuter minutter
    minuutti minuuttia dk dakika perc perces menit λεπτα λ мин минут минуты минута хв хвилин 分 分钟 分鐘 분
"""
_HOURS = frozenset(map(folded, _HOURS_WORDS.split()))
_MINUTES = frozenset(map(folded, _MINUTES_WORDS.split()))
_UNITS = _HOURS | _MINUTES
_PART = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*([^\W\d_]+|['′])?\.?\s*")
_COLONS = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?\s*([^\W\d_]*)\.?")
"""`2:30 h` and `2:30:00`; what 2:30 alone counts is open, and typed cells of workbooks are lengths anyway."""
_ABOUT_SIGNS = " ~∼～〜≈≃"
_MOST = timedelta(days=366)


def read_written_length(text: str) -> timedelta:
    """The length that a text says, in hours and minutes of many languages, or as `90m`, `7d`.

    Numbers may have decimals; minutes after hours need no unit; about, and intervals or brackets behind it, change
    nothing. Raises ValueError with what is expected.
    """
    try:
        return read_duration(text)
    except ValueError:
        length = _in_words(without_about(folded(text.lstrip(_ABOUT_SIGNS)).strip(" .")))
        if length is None:
            raise
        return length


def _in_words(text: str) -> timedelta | None:
    """None where it is written in no known way."""
    clock = _COLONS.match(text)
    if clock and (clock[4] in _HOURS or (clock[3] and not clock[4])):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:3])
        length, rest = timedelta(hours=hours, minutes=minutes, seconds=seconds), text[clock.end() :]
    else:
        length, rest = _in_parts(text)
    said = rest != text and length <= _MOST
    return length if said and is_remark(rest, _UNITS) else None


def _in_parts(text: str) -> tuple[timedelta, str]:
    """The hours and minutes that a text begins with, and what stands behind them."""
    hours = minutes = None
    at = 0
    while (part := _PART.match(text, at)) is not None and minutes is None:
        amount, unit = float(part[1].replace(",", ".")), part[2]
        if unit in _HOURS and hours is None:
            hours = amount
        elif unit in _MINUTES or (unit is None and hours is not None):
            minutes = amount
        elif hours is not None and text[at - 1].isalpha():  # `2h20 entracte compris`
            return timedelta(hours=hours, minutes=amount), text[part.end(1) :]
        else:
            break
        at = part.end()
    return timedelta(hours=hours or 0, minutes=minutes or 0), text[at:]
