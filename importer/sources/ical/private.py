"""Which entries of a calendar are not for the public."""

from __future__ import annotations

from importer.sources.ical.entries import Entry

_PUBLIC = frozenset({"", "PUBLIC"})
_BUSY = frozenset({
    "busy", "free", "tentative", "away", "unavailable", "out of office", "working elsewhere",
    "private", "private event", "private appointment", "belegt", "gebucht", "beschäftigt", "frei",
    "privat", "abwesend", "occupé", "ocupado", "occupato", "bezet", "optaget", "upptagen",
    "opptatt", "zajęty",
})  # fmt: skip
_CONTENT = (
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "CATEGORIES",
    "GEO",
    "ORGANIZER",
    "IMAGE",
    "X-ALT-DESC",
)


def is_private(entry: Entry) -> bool:
    """CLASS says so (an unknown one too: RFC 5545, 3.8.1.3), or all it tells is "busy"."""
    if entry.text("CLASS").upper() not in _PUBLIC:
        return True
    title = entry.text("SUMMARY").lower().strip(" .()[]")
    if title and title not in _BUSY:
        return False
    if any(entry.text(name) for name in _CONTENT):
        return False
    return bool(title) or "X-MICROSOFT-CDO-BUSYSTATUS" in entry.values
