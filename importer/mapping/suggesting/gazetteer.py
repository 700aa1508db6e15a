"""The names of all places of a thousand people and more, as GeoNames (geonames.org, CC BY 4.0) has them.

`gazetteer.txt` is made from GeoNames' table `cities1000.txt`:

    python -m importer.mapping.suggesting.gazetteer < cities1000.txt > importer/mapping/suggesting/gazetteer.txt
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from importer.mapping.suggesting.lexicon import plain

_NAME, _OTHER_NAMES, _COUNTRY = 1, 3, 8
"""Fields of a line, which tabs part."""

_WRITES = {
    "[\u0370-\u03ff]": "GR CY",
    "[\u0400-\u04ff]": "BA BG BY KG KZ ME MK MN RS RU UA",
    "[\u0590-\u05ff]": "IL",
    "[\u0600-\u06ff]": "AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE",
    "[\u3040-\u30ff\u4e00-\u9fff]": "CN HK JP MO TW",
    "[\uac00-\ud7a3]": "KR",
}
"""The alphabets other than Latin in which people of a country write the names of its towns."""

_SCRIPTS = {
    code: re.compile(letters) for letters, codes in _WRITES.items() for code in codes.split()
}


def joined(name: str) -> str:
    """A name as it is compared: plain, its words joined by a blank."""
    return " ".join(plain(name).replace("-", " ").replace(".", " ").split())


@cache
def all_places() -> frozenset[str]:
    """The names in `gazetteer.txt`, as `joined` writes them; read once, as that takes a tenth of a second."""
    text = (files(__package__) / "gazetteer.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and line[0] != "#")


def names_in(lines: Iterable[str]) -> Iterator[str]:
    """The names in lines of GeoNames' tables of cities: the usual one, and those in the letters of the country."""
    for line in lines:
        fields = line.split("\t")
        script = _SCRIPTS.get(fields[_COUNTRY])
        others = fields[_OTHER_NAMES].split(",") if script else []
        for name in (fields[_NAME], *(each for each in others if script and script.search(each))):
            if len(found := joined(name)) > 1 and not any(map(str.isdigit, found)):
                yield found


if __name__ == "__main__":
    sys.stdout.write(
        "# Names of places: GeoNames, geonames.org, CC BY 4.0. Made by gazetteer.py.\n"
    )
    sys.stdout.writelines(f"{name}\n" for name in sorted(set(names_in(sys.stdin))))
