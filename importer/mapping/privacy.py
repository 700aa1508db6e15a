"""What is withheld unless the mapping says otherwise: links to meetings, and people."""

from __future__ import annotations

import re
from functools import lru_cache

PEOPLE = frozenset({"ORGANIZER", "ATTENDEE", "CONTACT"})
"""Calendar properties that name people; under `people: strip` they read as empty."""

_HOSTS = (
    r"zoom\.us|zoom\.com|zoomgov\.com|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com|webex\.com"
    r"|gotomeeting\.com|goto\.com|gotomeet\.me|meet\.jit\.si|whereby\.com|join\.skype\.com|bluejeans\.com"
    r"|chime\.aws|meet\.goto\.com|hangouts\.google\.com"
)
_LINK = re.compile(
    rf"(?<![\w.-])<?(?:https?://)?(?:[\w-]+\.)*(?:{_HOSTS})(?:[/?][^\s<>\"']*)?>?", re.IGNORECASE
)
_ACCESS = re.compile(
    r"^.*\b(?:meeting[ -]?id|webinar[ -]?id|pass ?code|kenncode|one tap mobile|dial by your location)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)


def is_meeting(address: str) -> bool:
    """Whether a web address leads into an online meeting."""
    parts = address.split("/", 3)
    return len(parts) > 2 and _is_meeting_host(parts[2])


@lru_cache(maxsize=10_000)
def _is_meeting_host(host: str) -> bool:
    return _LINK.fullmatch(host) is not None


def without_meetings(text: str) -> str:
    """The text without links into online meetings and without lines that give access to them."""
    if "/" in text:
        text = _LINK.sub("", text).strip()
    if ":" in text:
        text = _ACCESS.sub("", text).strip()
    return text
