"""The channels and classifications a sandbox starts with. All of it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A place on the platform where events appear, addressed by `id`."""

    id: int
    slug: str
    name: str


CHANNELS = (
    Channel(42, "riverside-hall", "Riverside Hall"),
    Channel(43, "city-guide", "City Guide"),
    Channel(44, "community-centre", "Community Centre"),
    Channel(57, "old-mill-stage", "Old Mill Stage"),
    Channel(61, "city-library", "City Library"),
    Channel(64, "harbour-market", "Harbour Market"),
    Channel(78, "northside-sports", "Northside Sports"),
    Channel(85, "film-club", "Film Club"),
    Channel(90, "open-studios", "Open Studios"),
)

CLASSIFICATIONS: Mapping[str, str] = {
    "art": "Art",
    "charity": "Charity",
    "comedy": "Comedy",
    "community": "Community",
    "dance": "Dance",
    "education": "Education",
    "exhibition": "Exhibition",
    "family": "Family",
    "fashion": "Fashion",
    "festival": "Festival",
    "film": "Film",
    "food": "Food & Drink",
    "games": "Games",
    "history": "History",
    "kids": "Kids",
    "literature": "Literature",
    "market": "Market",
    "music": "Music",
    "networking": "Networking",
    "nightlife": "Nightlife",
    "outdoors": "Outdoors",
    "science": "Science",
    "sports": "Sports",
    "talk": "Talk",
    "technology": "Technology",
    "theatre": "Theatre",
    "tour": "Tour",
    "wellness": "Wellness",
    "workshop": "Workshop",
}
