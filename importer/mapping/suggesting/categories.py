"""Words that sources use for kinds of events, and the platform's slug where the word is plain."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from importer.mapping.suggesting.lexicon import plain

SLUGS: Final[dict[str, str]] = {
    "music": "music musik musique música musica muziek muzyka musikk hudba müzik μουσική музыка 音楽 "
    "concert concerts concierto concerto konzert koncert konsert gig jazz rock pop classical klassik "
    "opera oper opéra choir chor techno blues reggae hip-hop punk funk",
    "theatre": "theatre theater théâtre teatro teatr divadlo tiyatro θέατρο театр drama schauspiel "
    "toneel play 演劇",
    "comedy": "comedy kabarett cabaret stand-up standup comédie",
    "dance": "dance danse danza dança dans tanz taniec tanec ballet ballett χορός танец",
    "film": "film films cinema cinéma cine kino movie movies 映画",
    "art": "art arts kunst arte sztuka konst umění sanat τέχνη искусство アート",
    "exhibition": "exhibition exhibitions ausstellung exposition exposición mostra tentoonstelling "
    "exposição wystawa wystawy utställning výstava sergi έκθεση выставка 展示",
    "literature": "literature literatur littérature literatura letteratura literatuur litteratur "
    "fiction ficción reading lesung poetry edebiyat λογοτεχνία литература 文学",
    "workshop": "workshop workshops atelier taller laboratorio oficina warsztaty kurs cours class "
    "classes werkstatt dílna atölye εργαστήριο мастер-класс ワークショップ",
    "talk": "talk talks lecture lectures vortrag conférence conferencia charla conferenza lezing "
    "palestra wykład föreläsning foredrag přednáška konferans διάλεξη лекция 講演",
    "festival": "festival festivals fest fête festa fiesta 祭り",
    "market": "market markt marché mercado mercato feria fair targ marknad marked trh pazar αγορά "
    "рынок ярмарка fuar 市場",
    "sports": "sport sports deporte deportes esporte desporto idrott idræt spor αθλητικά спорт スポーツ",
    "family": "family familie famille familia famiglia família familj",
    "kids": "kids children kinder enfants jeune-public niños infantil bambini ragazzi crianças dzieci "
    "barn børn děti çocuk παιδικά детям",
    "food": "food essen gastronomie gastronomía gastronomia kulinarik eten",
    "tour": "tour tours führung visite visita rondleiding prohlídka",
    "education": "education bildung éducation educación onderwijs sprachen",
    "history": "history geschichte histoire historia storia geschiedenis",
    "science": "science wissenschaft sciences ciencia scienza wetenschap nauka",
    "technology": "technology technologie technik tecnología tecnologia",
    "nightlife": "nightlife party parties clubbing",
    "games": "games spiele jeux juegos giochi spellen",
    "wellness": "wellness yoga gesundheit health bien-être",
    "charity": "charity benefiz fundraiser",
    "networking": "networking",
    "outdoors": "outdoors natur nature",
    "fashion": "fashion mode moda",
    "community": "community gemeinschaft",
}
_ALONE: Final = {
    "tech": "technology",
    "club": "nightlife",
    "learning": "education",
    "artes escenicas": "theatre",
    "arts de la scene": "theatre",
    "darstellende kunst": "theatre",
    "performing arts": "theatre",
}
"""Plain labels that are plain as a whole only: "Tech House" is music, a "Book Club" no party."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@cache
def _by_word() -> dict[str, str]:
    return {plain(word): slug for slug, words in SLUGS.items() for word in words.split()}


def slug_of(label: str) -> str | None:
    """The slug for a label such as "Live Music"; None where its words name none, or several."""
    known = _by_word()
    words = _WORD.findall(plain(label))
    whole = (_ALONE | known).get(" ".join(words))
    if whole:
        return whole
    found = {
        known[part] for word in words for part in (word, word.removesuffix("s")) if part in known
    }
    return found.pop() if len(found) == 1 else None


def separator_of(labels: list[str]) -> str | None:
    """What stands between several kinds in one cell."""
    for sign in ("|", ";", ",", "/"):
        if sum(sign in label for label in labels) >= max(1, len(labels) // 10):
            parts = [part.strip() for label in labels for part in label.split(sign)]
            if len(set(parts)) < len(set(labels)) or sign in "|;,":
                return sign
    return None
