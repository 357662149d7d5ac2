"""Occupations (ISCO-08) and skills (ESCO, and the common ones) from the shipped files into the tables."""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from typing import Any

from minga.core.finding import search_text
from minga.core.reference import upsert
from minga.people.models import Occupation, Skill

DATA = Path(__file__).parent / "data"
ISCO = DATA / "isco08.csv"
COMMON = DATA / "common_skills.csv"
AREAS = DATA / "areas.csv"
ESCO = DATA / "esco_skills.csv.gz"
ESCO_PREFIX = "esco-"
LEFT_OUT = re.compile(r"\((?:excluding|except) [^)]*\)|（[^）]*除外）")


def _read(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    text = gzip.decompress(raw).decode() if path.suffix == ".gz" else raw.decode()
    return list(csv.DictReader(io.StringIO(text)))


def _held(title: str) -> str:
    """The title without what it leaves out: “Street Vendors (excluding Food)” are none of food."""
    return LEFT_OUT.sub("", title).strip()


def occupations() -> list[dict[str, Any]]:
    """The 619 groups; the search text of each holds the names of the groups above it, in English and Chinese, and
    nothing of what a title leaves out.
    """
    rows = _read(ISCO)
    words = {row["code"]: (_held(row["title"]), _held(row["title_zh"]), row["also"]) for row in rows}
    found = []
    for row in rows:
        code = row["code"]
        above = [text for length in range(len(code) - 1, 0, -1) for text in words.get(code[:length], ())]
        found.append(
            {
                "code": code,
                "level": len(code),
                "title": row["title"],
                "titles": {"en": row["title"], "zh-hans": row["title_zh"]},
                "definition": row["definition"],
                "search_text": search_text(words[code][:2], [code, row["also"], *above]),
            }
        )
    return found


def skills() -> list[dict[str, Any]]:
    """The common skills and areas, further areas (all English and Chinese), then those of ESCO not among them."""
    found: list[dict[str, Any]] = [
        {
            "code": row["code"],
            "title": row["title"],
            "titles": {"en": row["title"], "zh-hans": row["title_zh"]},
            "alternatives": search_text([row["title"], row["title_zh"]]),
            "is_area": row["is_area"] == "1",
            "is_common": True,
        }
        for row in _read(COMMON)
    ]
    found += [
        {
            "code": row["code"],
            "title": row["title"],
            "titles": {"en": row["title"], "zh-hans": row["title_zh"]},
            "alternatives": search_text([row["title"], row["title_zh"]], [row["also"]]),
            "is_area": True,
            "is_common": False,
        }
        for row in _read(AREAS)
    ]
    taken = {skill["title"].casefold() for skill in found if not skill["is_area"]}
    for row in _read(ESCO):
        title = row["title"][:1].upper() + row["title"][1:]
        if title.casefold() in taken:
            continue
        found.append(
            {
                "code": ESCO_PREFIX + row["code"],
                "title": title,
                "titles": {"en": title, **({"zh-hans": row["title_zh"]} if row["title_zh"] else {})},
                "alternatives": search_text([title, row["title_zh"]], [row["alternatives"]]),
                "is_area": False,
                "is_common": False,
            }
        )
    return found


def load_people() -> int:
    """Write all of them, changing what stands there already; returns the number of rows."""
    made = upsert(Occupation, (Occupation(**row) for row in occupations()), key="code")
    return made + upsert(Skill, (Skill(**row) for row in skills()), key="code")
