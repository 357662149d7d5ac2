"""Which encoding and which delimiter a CSV file has, told from its bytes."""

from __future__ import annotations

import csv
import re
from collections import Counter

HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
SAMPLE = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")


def encoding_of(content: bytes) -> str:
    """utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8, gb18030 or cp1252 (which reads anything).

    Between the last two: Chinese bytes stand in pairs, the letters of western Europe mostly alone.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:SAMPLE]
    nulls = Counter(place % 2 for place, byte in enumerate(sample[:4096]) if byte == 0)
    few, many = sorted((nulls[0], nulls[1]))
    if many > len(sample[:4096]) // 50 and few <= many // 10:
        return "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _is_chinese(sample) and _decodes(content, "gb18030") else "cp1252"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first lines into the most cells, as many in each; a comma where none cuts."""
    lines = text.splitlines()[:30]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _is_chinese(sample: bytes) -> bool:
    runs = HIGH_RUNS.findall(sample)
    alone = sum(len(run) == 1 for run in runs)
    return bool(runs) and alone <= len(runs) // 5


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
