"""Build src/minga/people/data/{isco08.csv,esco_skills.csv.gz} from their sources.

    python tools/reference/make_skills.py SOURCES

SOURCES: the folder with isco08_en.csv and esco_skills_en.csv. Chinese comes from isco08_zh.csv and skills_zh.csv beside
this file: Minga's own translation, not the ILO's nor the Commission's. Labels that were cut wrongly and read by us stand
in esco_corrected.csv, by code.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

from esco_labels import split_all

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src/minga/people/data"
MISPRINTS = {
    "Aministrators": "Administrators", "Aents": "Agents", "Aalespersons": "Salespersons",
    "AssociatePprofessionals": "Associate Professionals", "Armed forces Officers": "Armed Forces Officers", "  ": " ",
}  # fmt: skip
# Preferred labels that the segmentation of esco_labels gets wrong, where a volunteer would meet them.
CORRECTED = {
    "statistics use of data in performance of work": "statistics",
    "photography shooting picture taking": "photography",
    "journalism reporting journalist": "journalism",
    "teach ESOL literacy": "teach ESOL literacy class",
    "sign language makaton Ukrainian": "sign language",
    "nutrition diet": "nutrition",
    "Spanish Castilian": "Spanish",
    "apply nursing care": "apply nursing care in long-term care",
    "organic farming farming": "organic farming",
    "sustainable agricultural production": "sustainable agricultural production principles",
    "sort waste organise refuse": "sort waste",
    "supply chain": "supply chain management",
    "write Chinese read": "write Chinese",
    "think critically weigh information": "think critically",
    "adapt to change be flexible": "adapt to change",
    "social mediation process of creation": "social mediation",
    "criminology research into law breaking behaviour": "criminology",
    "geomatics the study of Earth’s surface": "geomatics",
    "photogrammetry photographic surveying": "photogrammetry",
    "resuscitation cardiac": "resuscitation",
    "advise others make recommendations to others provide advisory services": "advise others",
    "hygiene in a health care": "hygiene in a health care setting",
    "translate spoken language translate": "translate spoken language",
    "renewable energy technology": "renewable energy technologies",
    "advise customers on maintaining": "advise customers on maintaining optical products",
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def mended(title: str) -> str:
    for wrong, right in MISPRINTS.items():
        title = title.replace(wrong, right)
    return title


def write(path: Path, fields: list[str], rows: list[dict[str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fields, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    content = buffer.getvalue().encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)


def main() -> None:
    sources = Path(sys.argv[1])
    chinese = {row["code"]: row["zh"] for row in read(HERE / "isco08_zh.csv")}
    also = {row["code"]: row["also"] for row in read(HERE / "isco08_also.csv")}
    write(
        OUT / "isco08.csv",
        ["code", "title", "title_zh", "also", "definition"],
        [
            {
                "code": row["code"],
                "title": mended(row["title_en"]),
                "title_zh": chinese[row["code"]],
                "also": also.get(row["code"], ""),
                "definition": row["definition_en"],
            }
            for row in read(sources / "isco08_en.csv")
        ],
    )
    skills_zh = {row["en"].lower(): row["zh"] for row in read(HERE / "skills_zh.csv")}
    corrected = {row["code"]: row["title"] for row in read(HERE / "esco_corrected.csv")}
    raw = read(sources / "esco_skills_en.csv")
    rows = []
    cut = split_all([row["description"] for row in raw])
    for source, (label, alternatives, _description) in zip(raw, cut, strict=True):
        code = source["id"].split("/")[1]
        title = corrected.get(code) or CORRECTED.get(label, label)
        rest = label.removeprefix(title).strip() if label.startswith(f"{title} ") else ""
        others = [text for text in (rest, *alternatives) if text and text.lower() != title.lower()]
        rows.append(
            {
                "code": code,
                "title": title,
                "title_zh": skills_zh.pop(title.lower(), ""),
                "alternatives": "; ".join(others)[:400],
            }
        )
    print("Chinese without a skill:", sorted(skills_zh))
    rows.sort(key=lambda row: row["title"].lower())
    write(OUT / "esco_skills.csv.gz", ["code", "title", "title_zh", "alternatives"], rows)


if __name__ == "__main__":
    main()
