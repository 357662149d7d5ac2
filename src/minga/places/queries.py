"""Finding countries and cities; each function says how many SQL queries it costs."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

from minga.core.chinese import simplified
from minga.core.finding import ranked
from minga.core.models import in_language
from minga.places.loading import DATA
from minga.places.models import City, Country

# Names of the UN's regions and sub-regions (M49), in English and Chinese.
REGIONS: dict[str, dict[str, str]] = {
    "002": {"en": "Africa", "zh-hans": "非洲"}, "009": {"en": "Oceania", "zh-hans": "大洋洲"},
    "019": {"en": "Americas", "zh-hans": "美洲"}, "142": {"en": "Asia", "zh-hans": "亚洲"},
    "150": {"en": "Europe", "zh-hans": "欧洲"}, "015": {"en": "Northern Africa", "zh-hans": "北非"},
    "202": {"en": "Sub-Saharan Africa", "zh-hans": "撒哈拉以南非洲"},
    "419": {"en": "Latin America and the Caribbean", "zh-hans": "拉丁美洲和加勒比"},
    "021": {"en": "Northern America", "zh-hans": "北美洲"}, "143": {"en": "Central Asia", "zh-hans": "中亚"},
    "030": {"en": "Eastern Asia", "zh-hans": "东亚"}, "035": {"en": "South-eastern Asia", "zh-hans": "东南亚"},
    "034": {"en": "Southern Asia", "zh-hans": "南亚"}, "145": {"en": "Western Asia", "zh-hans": "西亚"},
    "151": {"en": "Eastern Europe", "zh-hans": "东欧"}, "154": {"en": "Northern Europe", "zh-hans": "北欧"},
    "039": {"en": "Southern Europe", "zh-hans": "南欧"}, "155": {"en": "Western Europe", "zh-hans": "西欧"},
    "053": {"en": "Australia and New Zealand", "zh-hans": "澳大利亚和新西兰"},
    "054": {"en": "Melanesia", "zh-hans": "美拉尼西亚"}, "057": {"en": "Micronesia", "zh-hans": "密克罗尼西亚"},
    "061": {"en": "Polynesia", "zh-hans": "波利尼西亚"},
}  # fmt: skip


@dataclass(frozen=True)
class Division:
    """A province, autonomous region, municipality or special administrative region of China."""

    code: str
    names: dict[str, str]
    longitude: float
    latitude: float

    def __str__(self) -> str:
        return in_language(self.names, fallback=self.code)


def region_name(code: str) -> str:
    """The name of a UN region or sub-region in the reader's language. No query."""
    return in_language(REGIONS.get(code), fallback=code)


@functools.cache
def china_divisions() -> dict[str, Division]:
    """ISO 3166-2 code -> division, all 34. No query."""
    rows: list[dict[str, Any]] = json.loads((DATA / "divisions.json").read_text(encoding="utf-8"))
    return {row["code"]: Division(row["code"], row["names"], *row["centre"]) for row in rows}


@functools.cache
def country_codes() -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 of every country that ships with the installation. No query."""
    rows: list[dict[str, Any]] = json.loads((DATA / "countries.json").read_text(encoding="utf-8"))
    return tuple(sorted(row["iso2"] for row in rows))


def cities_like(words: str, *, country: str = "", limit: int = 10) -> list[City]:
    """Cities whose name in any language holds the words, whole names first, then the larger ones; also 北京市. One
    query, two where nothing is found.
    """
    rows = City.objects.select_related("country")
    if country:
        rows = rows.filter(country_id=country.upper())
    plain = simplified(words)
    found: list[City] = []
    for name in dict.fromkeys((words, plain.strip().removesuffix("市"))):
        found = found or ranked(rows, name, column="search_text", title="name", limit=limit, then="population")
    return found


def countries_like(words: str, *, limit: int = 10) -> list[Country]:
    """Countries whose name in any language, code or common name holds the words. One query."""
    return ranked(Country.objects.all(), words, column="search_text", title="iso2", limit=limit)
