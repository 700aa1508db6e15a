"""Cells that tell what it costs: an amount with its currency, or that it is free."""

from __future__ import annotations

import re

from importer.mapping.suggesting.lexicon import plain

_CURRENCY = re.compile(
    r"[$€£¥₺₴₩₽₫₹₪₱₦฿₸₼₾円元원]|\d[.,]\s?[-–—](?!\s?\d)|(?<![^\W\d_])s/\.?\s?\d|(?<![^\W\d_])(?:eur|euros?|usd|gbp|chf|kc|zl|kr|dkk|nok|sek|isk|tl|ft|huf|lei|ron|lv|bgn"
    r"|pln|czk|reais|rub|rp|idr|руб|р|грн|лв|дин|ден|rsd|twd|cad"
    r"|aud|nzd|mxn|jpy|krw|cny|rmb|hkd|sgd|zar|inr|rs|uah|bam|mkd|ils|aed|sar|brl|ars|clp|ريال|درهم|جنيه|دينار)(?![^\W\d_])"
)
_WORDS = """
    free frei freier gratis gratuit gratuita gratuito gratuits kostenlos zdarma zadarmo volny volna ingyenes
    ilmainen maksuton vapaa wolny wolne bezplatny besplatno brezplacno tasuta bezmaksas nemokama libre lliure
    libero libera ucretsiz payant balde δωρεαν ελευθερη бесплатно безплатно безкоштовно 無料 免費 免费 무료 유료
    fri na paid bezahlt kostenpflichtig payante pagamento betaald platny platne placene spoplatnene fizetos
    maksullinen betalt ucretli платно платный платне платний 有料 收费 收費 付费 付費 pagado pago naplata donation
    donations spende مجاني مجانا مجانية חינם
"""
_KNOWN = frozenset(_WORDS.split())
"""Words for free and for paid."""

_FIRST_WORDS = 3
_LONGEST = 60
"""Signs; longer texts are about more than a price."""


_AMOUNT = r"(?:[A-Z]{1,3}\s?)?\d+(?:[.,](?:\d+|[-–—]))?"
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:\s?[-–/|,]\s?{_AMOUNT}|\s?\({_AMOUNT}\))*")


def are_amounts(text: str) -> bool:
    """Whether a cell is amounts and nothing else, as "250/125" and "R120" are below the name of a price."""
    return _AMOUNTS.fullmatch(text) is not None


def is_price(text: str) -> bool:
    """Whether a cell is an amount of money, or one of its first words says whether there is one to pay."""
    short = plain(text[:_LONGEST])
    if _CURRENCY.search(short):
        return True
    words = re.findall(r"[^\W\d_]+", short.replace("n/a", "na"))
    return not _KNOWN.isdisjoint(words[:_FIRST_WORDS])
