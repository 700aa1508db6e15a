"""The time zone that a table speaks for: told beside the question, never put in its place."""

from __future__ import annotations

from collections import Counter

from importer.mapping.suggesting.profile import Profile

_OF_LANGUAGES = {
    "de": "Europe/Berlin", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw",
    "cs": "Europe/Prague", "sk": "Europe/Bratislava", "sv": "Europe/Stockholm", "no": "Europe/Oslo",
    "da": "Europe/Copenhagen", "fi": "Europe/Helsinki", "et": "Europe/Tallinn", "lv": "Europe/Riga",
    "lt": "Europe/Vilnius", "hu": "Europe/Budapest", "ro": "Europe/Bucharest", "bg": "Europe/Sofia",
    "hr": "Europe/Zagreb", "sl": "Europe/Ljubljana", "sr": "Europe/Belgrade", "uk": "Europe/Kyiv",
    "el": "Europe/Athens", "tr": "Europe/Istanbul", "ca": "Europe/Madrid", "gl": "Europe/Madrid",
    "eu": "Europe/Madrid", "ja": "Asia/Tokyo", "ko": "Asia/Seoul",
}  # fmt: skip
"""Languages whose tables nearly all come from one zone; Swiss and Austrian clocks are those of Berlin."""

_LEAST = 3
"""Columns that must be named in the language, more than in any other."""


def likely_zone(profile: Profile) -> tuple[str, str] | None:
    """A zone and why, where most columns are named in a language of one zone; None else."""
    counts = Counter(
        language for column in profile.columns for language in column.meaning.languages
    )
    (best, most), *others = [*counts.most_common(2), ("", 0)]
    if best not in _OF_LANGUAGES or most < _LEAST or (others and others[0][1] == most):
        return None
    return _OF_LANGUAGES[best], f"most columns are named in its language ({best})"
