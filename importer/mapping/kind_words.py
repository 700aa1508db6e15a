"""What the words of an event's title and category say of its kind: for suggestions, never used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from importer.mapping.calendar_words import folded

_KINDS: Final = {
    "music": "concert concerts konzert konzerte concerto concierto koncert gig band jazz rock choir chor "
    "orchestra orchester musik musique musica muziek dj",
    "workshop": "workshop workshops class course kurs cours atelier taller laboratorio cursus curso",
    "theatre": "theatre theater teatro play drama schauspiel piece spectacle toneel",
    "film": "film films cinema kino movie screening cine bioscoop",
    "exhibition": "exhibition exhibitions ausstellung vernissage exposition exposicion mostra tentoonstelling exposicao",
    "art": "art arts kunst arte gallery galerie",
    "family": "family families familie famille familia famiglia",
    "kids": "kids children kinder enfants ninos bambini kinderen criancas",
    "dance": "dance ballet tanz danse danza dans danca tango salsa",
    "comedy": "comedy kabarett humour standup stand-up",
    "lecture": "lecture talk vortrag conference conferencia conferenza lezing palestra reading lesung",
    "sport": "sport sports yoga football fussball lauf",
    "market": "market markt marche mercado mercato flohmarkt brocante fair",
    "festival": "festival festivals fest fete fiesta festa feest",
    "food": "food wine essen wein vin vino dinner tasting degustation",
}  # fmt: skip
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}


def told_by(texts: Iterable[str], slugs: Iterable[str]) -> str | None:
    """The first of the platform's slugs that a word of these texts names or means; None where none does."""
    by_word: dict[str, str] = {}
    for slug in sorted(slugs):
        for part in folded(slug).replace("-", " ").split():
            by_word.setdefault(part.removesuffix("s"), slug)
    for text in texts:
        for word in "".join(sign if sign.isalnum() else " " for sign in folded(text)).split():
            kind = _KIND_OF.get(word, word)
            found = by_word.get(kind.removesuffix("s"))
            if found is not None:
                return found
    return None
