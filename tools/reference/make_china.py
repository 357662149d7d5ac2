"""China's prefecture-level cities (GB/T 2260 codes) with English names from GeoNames, and its 34 divisions."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MUNICIPALITIES = {"110000": "Beijing", "120000": "Tianjin", "310000": "Shanghai", "500000": "Chongqing"}
# Not places but groupings of the code list.
GROUPINGS = re.compile("市辖区|直辖县级|^县$")
# Part of Jinan since 2019, still in the source.
DISSOLVED = {"371200"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def make_divisions(sources: Path) -> list[dict[str, Any]]:
    english = {row["code"]: row["name"] for row in read(HERE / "china-divisions.csv")}
    return [
        {"code": row["iso3166_2"], "gb": row["code"], "names": {"en": english[row["code"]], "zh-hans": row["name_zh"]},
         "centre": [round(float(row["longitude"]), 3), round(float(row["latitude"]), 3)]}
        for row in read(sources / "china-provinces.csv")
    ]  # fmt: skip


def make_china(sources: Path, cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    provinces = {row["code"][:2]: row for row in read(sources / "china-provinces.csv")}
    english = {row["code"]: row["name"] for row in read(HERE / "china-prefectures-english.csv")}
    chinese: dict[str, list[dict[str, Any]]] = {}
    for city in cities:
        if city["countrycode"] == "CN":
            for name in {*city["alternatenames"]}:
                chinese.setdefault(name, []).append(city)
    rows = []
    for code, name in MUNICIPALITIES.items():
        province = provinces[code[:2]]
        rows.append(_row(code, name, province["name_zh"].removesuffix("市"), province, province, chinese))
    for row in read(sources / "china-prefectures-counties.csv"):
        if row["level"] != "prefecture" or row["code"] in DISSOLVED or GROUPINGS.search(row["name_zh"]):
            continue
        province = provinces[row["code"][:2]]
        short = row["name_zh"].removesuffix("市").replace("那曲地区", "那曲")
        rows.append(_row(row["code"], english.get(row["code"], ""), short, row, province, chinese))
    print("prefectures without English:", [(r["code"], r["zh-hans"]) for r in rows if not r["name"]])
    return rows


def _row(  # noqa: PLR0917
    code: str,
    name: str,
    chinese_name: str,
    place: dict[str, str],
    province: dict[str, str],
    chinese: dict[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    lon, lat = float(place["longitude"] or province["longitude"]), float(place["latitude"] or province["latitude"])
    near = [
        city
        for word in (chinese_name, f"{chinese_name}市")
        for city in chinese.get(word, [])
        if abs(city["longitude"] - lon) < 1.0 and abs(city["latitude"] - lat) < 1.0
    ]
    best = max(near, key=lambda c: c["population"], default=None)
    return {
        "code": f"cn{code}", "country": "CN", "division": province["iso3166_2"],
        "name": name or (best["name"] if best else ""), "zh-hans": chinese_name,
        "longitude": round(lon, 4), "latitude": round(lat, 4), "is_capital": code == "110000",
        "population": best["population"] if best else 0,
    }  # fmt: skip
