"""Short names of time zones beside a time, such as `8 pm EST`: they must agree with the mapped zone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_SAME = {
    "et": ("EST", "EDT"), "ct": ("CST", "CDT"), "mt": ("MST", "MDT"), "pt": ("PST", "PDT"),
    "eastern": ("EST", "EDT"), "pacific": ("PST", "PDT"),
    "akt": ("AKST", "AKDT"), "mez": ("CET",), "mesz": ("CEST",), "мск": ("MSK",),
}  # fmt: skip
_OWN = """
    utc gmt cet cest bst wet west eet eest msk est edt cst cdt mst mdt pst pdt akst akdt hst nst ndt ast adt
    jst kst ist hkt pkt sast wib wita wit aest aedt acst acdt awst nzst nzdt
"""
ZONE_NAMES: Final = frozenset(_OWN.split()) | _SAME.keys() | {"brt", "sgt", "clt"}
"""Folded. Those of the last set stand in no list of zones, so that nothing agrees with them."""

_AFTER_A_TIME = re.compile(
    r"(?:(?<=[\d.mhr])\s+|(?<=[\d.mhr])\s*[(\[]|(?<=\d))"
    rf"(?P<zone>{'|'.join(sorted(ZONE_NAMES, key=len, reverse=True))})[)\]]?"
    r"(?=\s*(?:$|[)\]/,;|\x01-]|(?:s/d|sampai|hingga|to|until|till|bis)(?![^\W\d_])))"
)
"""What follows keeps the French `20h et 22h` apart."""


def without_zone(text: str, said: frozenset[str]) -> tuple[str, str | None]:
    """A folded text of these words without the zone named beside its times, and that name. Raises ValueError
    for two."""
    if ZONE_NAMES.isdisjoint(said):
        return text, None
    named = {found["zone"] for found in _AFTER_A_TIME.finditer(text)}
    if not named:
        return text, None
    if len(named) > 1:
        both = " and ".join(sorted(name.upper() for name in named))
        raise ValueError(f"it names two time zones, {both}: write both times in one")
    return _AFTER_A_TIME.sub(" ", text), named.pop().upper()


def agrees(name: str, zone: ZoneInfo, at: float) -> bool:
    """Whether clocks in this zone show the named time at an instant, in seconds since 1970."""
    shown = datetime.fromtimestamp(at, zone).tzname()
    return shown in _SAME.get(name.casefold(), (name.upper(),))
