"""From what a column's name means to the part of an event it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from importer.mapping.suggesting.names import Meaning, meaning_of
from importer.mapping.suggesting.time_cells import kinds_of

Role = Literal[
    "title", "artist", "home", "away", "team", "time", "venue", "place", "city", "region", "country",
    "description", "notes", "url", "image", "category", "tag", "price", "identity", "timezone",
    "capacity", "status", "publish", "cancelled", "duration", "weekday", "all_day", "passing",
    "organiser", "aside", "unknown",
]  # fmt: skip
"""time: a date or time of the event itself. passing: one that is not, such as "Created at".
aside: known, and no part of an event. unknown: only the cells can tell."""

_LONGEST_NAME = 60
_FEW_NAMES = 2
_TIME: Final = frozenset({"START", "END", "DATE", "TIME", "WHEN", "MONTH", "YEAR", "DOORS"})
_OF_OTHERS: Final = frozenset(
    {
        "VENUE",
        "ROOM",
        "PLACE",
        "CITY",
        "ORGANISER",
        "CATEGORY",
        "TICKET",
        "IMAGE",
        "PRICE",
        "COUNTRY",
    }
)
_BY_CONCEPT: Final[tuple[tuple[str, Role], ...]] = (
    ("ALLDAY", "all_day"), ("CANCELLED", "cancelled"), ("ZONE", "timezone"), ("IMAGE", "image"),
    ("PRICE", "price"), ("TICKET", "url"), ("LINK", "url"),
    ("CAPACITY", "capacity"), ("CATEGORY", "category"), ("TAG", "tag"), ("THEME", "tag"),
    ("DESCRIPTION", "description"), ("NOTES", "notes"), ("REMARKS", "notes"),
    ("DURATION", "duration"), ("CITY", "city"), ("REGION", "region"),
    ("COUNTRY", "country"), ("STATUS", "status"), ("PUBLISH", "publish"), ("HOME", "home"),
    ("AWAY", "away"), ("TEAM", "team"),
)  # fmt: skip
_NO_PART: Final = frozenset({"ASIDE", "SLUG", "INSTITUTION", "CONTACT", "POSTCODE", "GEO"})
_WHOLE: Final = frozenset({"WHOLE", "ALLDAY"})
"""Words for all of something: of a price what is not reduced, "prezzo intero"."""

_OF_THE_WEB: Final = frozenset({"LINK", "IMAGE"})
"""What has an address that is no street."""

_PART_OF_ADDRESS: Final[dict[str, Role]] = {
    "CITY": "city", "REGION": "region", "COUNTRY": "country", "ZONE": "timezone",
}  # fmt: skip
"""What an address names last is what the column holds: "address/locality"."""

_OF_THE_EVENT: Final = frozenset({"TITLE", "CITY"})
"""What is said to be of a competition is of the event: "Ville compétition"."""

OF_PEOPLE: Final = frozenset({"PERSON", "FORENAME"})
"""What names people, or parts of their names."""

_PLACES: Final = ("VENUE", "ROOM", "PLACE")
_NAMING: Final = frozenset({"TITLE", "NAME", "EVENT", "TOPIC"})


def role_of(meaning: Meaning) -> Role:
    """The role a name speaks for; what it cannot be is settled first, the head of the name then."""
    if not meaning.concepts:
        return "unknown"
    if "PRICE" in meaning and meaning.any(_WHOLE):
        return "price"
    if "CAPACITY" in meaning and meaning.any(frozenset({"PERSON", "NUMBER"})):
        return "capacity"
    if "DURATION" in meaning and "ASIDE" in meaning:
        return "duration"
    if set(meaning.concepts) == {"ASIDE", "CAPACITY"}:
        return "capacity"
    if "POSTCODE" in meaning and meaning.any(frozenset({"PLACE", "CITY"})):
        return "city"
    if "PASSING" in meaning or _of_sale(meaning) or _of_publishing(meaning):
        return "passing"
    if "WHOLE" in meaning:
        return "all_day" if "DATE" in meaning else "aside"
    if meaning.any(_NO_PART):
        return "aside"
    if "ADDRESS" in meaning and not meaning.any(_OF_THE_WEB):
        return _PART_OF_ADDRESS.get(meaning.concepts[-1], "aside")
    if {"HOME", "AWAY"} <= set(meaning.concepts):
        return "title" if "EVENT" in meaning else "aside"
    if "HOME" in meaning and meaning.any(_TIME) and "TEAM" not in meaning:
        return "time"
    if "ORGANISER" in meaning:
        return "organiser"
    if meaning.any(OF_PEOPLE) or ("ARTIST" in meaning and "START" in meaning):
        return "aside"
    if meaning.any(frozenset({"ID", "NUMBER"})):
        return "aside" if meaning.any(_OF_OTHERS) else "identity"
    if meaning.any(frozenset(_PLACES)) and meaning.any(frozenset({"LINK", "CATEGORY", "CAPACITY"})):
        return "aside"
    if "CATEGORY" in meaning and meaning.any(frozenset({"PRICE", "TICKET"})):
        return "aside"
    if "DESCRIPTION" in meaning and meaning.any(frozenset(_PLACES)):
        return "venue"
    if {"TOPIC", "REGION"} <= set(meaning.concepts):
        return "tag"
    if "THEME" in meaning and meaning.any(_OF_THE_EVENT):
        return "city" if "CITY" in meaning else "title"
    for concept, role in _BY_CONCEPT:
        if concept in meaning:
            return role
    return _time_place_or_title(meaning)


def _of_sale(meaning: Meaning) -> bool:
    """Whether it is a time of tickets or registration, not of the event."""
    other = meaning.any(frozenset({"LINK", "PRICE"}))
    return "TICKET" in meaning and not other and meaning.any(_TIME - {"DOORS", "MONTH"})


def _of_publishing(meaning: Meaning) -> bool:
    return "PUBLISH" in meaning and meaning.any(_TIME)


def _time_place_or_title(meaning: Meaning) -> Role:
    if meaning.any(frozenset(_PLACES)):
        timely = meaning.any(frozenset({"DATE", "TIME", "WHEN"}))
        place: Role = "place" if "PLACE" in meaning else "venue"
        return "time" if timely else place
    if "WEEKDAY" in meaning and not meaning.any(frozenset({"TIME", "WHEN", "START", "END"})):
        return "weekday"
    if meaning.any(_TIME):
        return "time"
    return "artist" if "ARTIST" in meaning else "title" if meaning.any(_NAMING) else "unknown"


def title_strength(meaning: Meaning) -> int:
    """How much a name speaks for being the title: "Event title" most, "Subject" least."""
    points = 4 * ("TITLE" in meaning) + 3 * ("EVENT" in meaning) + 2 * ("NAME" in meaning)
    points = 1 if "ARTIST" in meaning else points + ("TOPIC" in meaning)
    return points + (1 if meaning.whole else -2)


def known_columns(names: Sequence[str]) -> int:
    """How many of these names are parts of events, each part counted once, times up to four."""
    return _parts(
        [meaning_of(name) for name in names if len(name) <= _LONGEST_NAME and "://" not in name]
    )


def _parts(meanings: Sequence[Meaning]) -> int:
    roles = [role_of(meaning) for meaning in meanings]
    known = {role for role in roles if role not in ("unknown", "aside", "time")}
    return len(known) + min(4, roles.count("time"))


def looks_like_values(names: Sequence[str]) -> bool:
    """Whether these are cells of a first event rather than names: one is a date or a time."""
    meanings = [meaning_of(name) for name in names if len(name) <= _LONGEST_NAME]
    return kinds_of(tuple(names)).any > 0 and _parts([m for m in meanings if m.whole]) < _FEW_NAMES
