"""What the texts of a page in the pseudo-language tell: which were never marked, and which are glued of pieces.

A translated sentence stands in ⟦ ⟧ (minga.config.words.pseudo); values set into it may be translated sentences again.
"""

from __future__ import annotations

import re
import sqlite3
import zoneinfo
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from babel import Locale

LATIN = re.compile(r"[A-Za-z]{3,}")
PROPER = re.compile(
    r"Minga|ESCO|ISCO-08|CSV|XLSX|PDF(/UA)?|JSON|URL|SDG|CEFR|USD|US\$|CNY|EUR|KES|ISO|UTC|GMT|BCP 47|OIDC|TOTP|"
    r"Ed25519|English|Pseudo|Þšéüđö|Apache( 2\.0)?|Natural Earth|DOA-[\w-]+|SHA-256|[ABC][12]|[\w.+-]+@[\w.-]+|https?://\S+|"
    r"\b[0-9a-f]{8,}\b|\b[2-9a-hjkmnp-z]{12}\b|Atom|RSS|M49|PNG|JPEG|localhost\S*|A/RES/\d+/\d+"
)
"""What may stand on a page in any language: names of things that have no translation."""
SEPARATORS = re.compile(r"[·,;:()|/—–…“”\"→←↑↓+*#%\[\]⟦⟧]+|\s-\s|(?<![\w.])\d[\d.]*[a-z]?\s")
ASCII_WORDS = re.compile(r"(?<![^\W\d_])[A-Za-z]{3,}(?:[ ’'-][A-Za-z]+)*(?![^\W\d_])")
KEEPS_ITS_LETTERS = re.compile(r"[fmpqvxFMPQVX ’'-]+")
SAYS_SOMETHING = re.compile(r"\w")
ENDS = re.compile(r"[.!?…:。]$")


def data_of(folder: Path) -> str:
    """Every text that the database holds, in one: what people wrote is no sentence of the product's."""
    english = Locale("en")
    texts = [str(name) for names in (english.languages, english.territories) for name in names.values()]
    texts += [zone.get("city", "") for zone in english.time_zones.values()]
    texts += [name.replace("_", " ") for name in zoneinfo.available_timezones()]
    with sqlite3.connect(f"file:{folder / 'minga.sqlite3'}?mode=ro", uri=True) as base:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if "opportunity_words" in table or table.startswith(("sqlite_", "django_session")):
                continue
            for row in base.execute(f'SELECT * FROM "{table}"'):
                texts += [value for value in row if isinstance(value, str) and LATIN.search(value)]
    once = "\n".join(dict.fromkeys(texts))
    blob = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), once)
    return " ".join(blob.replace("\\n", " ").replace('\\"', '"').split())


def untranslated(texts: list[str], data: str) -> list[str]:
    """The pieces in Latin letters that are neither translated, nor somebody's data, nor a proper name."""
    found = []
    for text in texts:
        outside, inside = apart(text)
        if LATIN.search(outside) and not _within(outside.strip(), data):
            pieces = (" ".join(piece.split()).strip(".!? ") for piece in SEPARATORS.split(PROPER.sub(" · ", outside)))
            found += [
                f"“{piece}” in “{text[:90]}”" for piece in pieces if LATIN.search(piece) and not _within(piece, data)
            ]
        for words in ASCII_WORDS.findall(PROPER.sub(" · ", inside)):
            if not KEEPS_ITS_LETTERS.fullmatch(words) and not _within(words, data):
                found.append(f"“{words}” within “{text[:90]}”")
    return found


@lru_cache(maxsize=50_000)
def _within(piece: str, data: str) -> bool:
    """Whether people wrote this. The data is 20 MB, and most pieces stand on many pages: each is looked for once."""
    return piece in data


def apart(text: str) -> tuple[str, str]:
    """What stands outside of all brackets, and what stands inside of some."""
    outside, inside, depth = "", "", 0
    for sign in text:
        depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
        if sign in "⟦⟧":
            outside, inside = outside + " · ", inside + " · "
        elif depth > 0:
            inside += sign
        else:
            outside += sign
    return outside, inside


def glued(text: str) -> bool:
    """Whether a translated piece that ends no sentence is followed by another one with nothing but a space between.

    Two whole sentences may follow each other; “⟦1 year⟧ ⟦6 months⟧” may stand in brackets of their own, in which the
    translator gives the order.
    """
    level: list[list[str]] = [[]]
    for part in re.split(r"([⟦⟧])", text):
        if part == "⟦":
            level.append([])
        elif part == "⟧" and len(level) > 1:
            inner = level.pop()
            if _glued(inner) and any(piece.strip(" ·") for piece in inner if not piece.startswith("⟦")):
                return True
            level[-1].append(f"⟦{''.join(inner).strip('· ')}")
        elif part:
            level[-1].append(part)
    return _glued(level[0])


def _glued(pieces: list[str]) -> bool:
    solid = [piece for piece in pieces if piece.strip()]
    return any(
        all(piece.startswith("⟦") and SAYS_SOMETHING.search(piece) for piece in (first, second))
        and not ENDS.search(first)
        for first, second in pairwise(solid)
    )
