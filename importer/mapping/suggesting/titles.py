"""Which column, or which two, make the title."""

from __future__ import annotations

from importer.mapping.suggesting.chosen import Choice, Chosen, pick
from importer.mapping.suggesting.names import plain
from importer.mapping.suggesting.roles import title_strength

_TITLE_LENGTH = 60
"""Letters in the usual title, at most."""


def choose_title(chosen: Chosen) -> None:
    sides = _sides(chosen)
    named = [c for c in chosen.free("title", "artist") if c.wordy and c.filled >= 0.5]
    if named:
        pick(chosen, "title", named, lambda c: (-title_strength(c.meaning), c.filled < 0.9))
        return
    if sides:
        chosen.take("title", sides, "likely", "the two sides of a match make its title")
        return
    short = [
        c for c in chosen.free("description", "notes", "tag") if 3 <= c.length <= _TITLE_LENGTH
    ]
    named_otherwise = [c for c in chosen.free("unknown") if 3 <= c.length <= 2 * _TITLE_LENGTH]
    likely = [c for c in (*short, *named_otherwise) if c.wordy and c.filled >= 0.5]
    likely = [c for c in likely if c.times.any < 0.3 and c.code < 0.5]
    best = max(
        likely, key=lambda c: (c.filled >= 0.8, round(c.different, 1), c in short), default=None
    )
    if best is None:
        chosen.choices.append(Choice("title", (), "guess", "no column looks like it"))
        return
    chosen.take("title", (best.name,), "guess", "by its content: words that differ most")


def _sides(chosen: Chosen) -> tuple[str, ...]:
    """The columns of the two teams of a match. Spanish and Portuguese call the first "Local", a venue too."""
    home = chosen.free("home") or [c for c in chosen.free("venue") if plain(c.name) == "local"]
    away = chosen.free("away")
    return (home[0].name, away[0].name) if home and away else ()
