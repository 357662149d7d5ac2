"""Countries and cities from the files this room ships."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from minga.core.finding import search_text
from minga.core.reference import upsert
from minga.places.models import City, Country

DATA = Path(__file__).parent / "data"
COUNTRIES, CITIES = DATA / "countries.json", DATA / "cities.csv"
CITY_NAMES = DATA / "city_names.csv"
"""Older names and those of further languages, which find a city and are nowhere shown."""
LANGUAGES = ("zh-hans", "fr", "es", "ru", "ar")
PEOPLES = (
    "朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族|蒙古|柯尔克孜|哈萨克"
)
PREFECTURE = re.compile(rf"(?P<place>.+?)(?:(?P<people>(?:{PEOPLES})+)自治州|地区|盟)")
PREFECTURE_IN_ENGLISH = re.compile(r"(?P<place>\S+) (?:.+ Autonomous Prefecture|League)")
PROVINCES = ("海南", "Hainan")
"""Provinces that share the name of a prefecture elsewhere."""
# What people call a country when its name in UN use is longer or newer.
ALSO_CALLED = {
    "BO": "Bolivia 玻利维亚", "BN": "Brunei", "CD": "DRC Congo-Kinshasa 刚果金", "CG": "Congo-Brazzaville 刚果布",
    "CI": "Ivory Coast", "CN": "PRC 中华人民共和国", "CV": "Cape Verde", "CZ": "Czech Republic", "FM": "Micronesia",
    "GB": "UK Great Britain England 英国", "HK": "Hong Kong 香港", "IR": "Iran", "KP": "North Korea DPRK",
    "KR": "South Korea 韩国",
    "LA": "Laos 老挝", "MD": "Moldova", "MK": "Macedonia", "MM": "Burma", "MO": "Macau Macao 澳门", "NL": "Holland",
    "PS": "Palestine", "RU": "Russia 俄罗斯", "SY": "Syria 叙利亚", "SZ": "Swaziland", "TL": "East Timor 东帝汶",
    "TR": "Turkey", "TW": "Taiwan 台湾", "TZ": "Tanzania", "US": "USA America 美国", "VA": "Vatican", "VE": "Venezuela",
    "VN": "Vietnam",
}  # fmt: skip


def load_places() -> int:
    """Write all countries and cities; returns their number."""
    countries = json.loads(COUNTRIES.read_text(encoding="utf-8"))
    written = upsert(Country, (_country(row) for row in countries), key="iso2")
    with CITIES.open(encoding="utf-8", newline="") as file:
        others = _other_names()
        rows = list(csv.DictReader(file))
        cities = [_city(row, also=[*others.get(row["code"], []), *_in_short(row)]) for row in rows]
    return written + upsert(City, cities, key="code", keep=("ref", "version"))


def _country(row: dict[str, Any]) -> Country:
    names = row["names"]
    longitude, latitude = row["centre"]
    return Country(
        iso2=row["iso2"],
        iso3=row["iso3"],
        m49=row["m49"],
        names=names,
        region=row["region"],
        subregion=row["subregion"],
        is_ldc=row["is_ldc"],
        longitude=longitude,
        latitude=latitude,
        search_text=search_text(names.values(), [row["iso2"], row["iso3"], ALSO_CALLED.get(row["iso2"], "")]),
    )


def _other_names() -> dict[str, list[str]]:
    with CITY_NAMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["names"].split("|") for row in csv.DictReader(file)}


def _in_short(row: dict[str, str]) -> Iterator[str]:
    """What people call a prefecture of China, whose whole name says its kind and its peoples: Xishuangbanna, 西双版纳
    and 西双版纳州 for 西双版纳傣族自治州. Not where a province is called so: 海南 is one, 海南州 is none.
    """
    if row["country"] != "CN":
        return
    if found := PREFECTURE.fullmatch(row["zh-hans"]):
        yield f"{found['place']}{'州' if found['people'] else ''}"
        if found["place"] not in PROVINCES:
            yield found["place"]
    if (named := PREFECTURE_IN_ENGLISH.fullmatch(row["name"])) and named["place"] not in PROVINCES:
        yield named["place"]
        yield f"{named['place']} Prefecture"


def _city(row: dict[str, str], *, also: Sequence[str]) -> City:
    names = {"en": row["name"]} | {language: row[language] for language in LANGUAGES if row[language]}
    return City(
        code=row["code"],
        country_id=row["country"],
        division=row["division"],
        name=row["name"],
        names=names,
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
        is_capital=row["is_capital"] == "1",
        population=int(row["population"]),
        search_text=search_text([*names.values(), *also]),
    )
