"""Which encoding and which delimiter a CSV file has, told from its bytes."""

from __future__ import annotations

import csv
import re
from collections import Counter

HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
SAMPLE = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")
LOST = "\ufffd"
"""What stands where a sign could not be read."""
PUNCTUATION = range(0xA1, 0xA4)
USUAL = {
    "gb18030": (range(0xB0, 0xD8), (range(0xA1, 0xFF),)),
    "big5hkscs": (range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF))),
}
"""Lead and trail bytes of the commonest signs: the first level of GB 2312 and of Big5."""
ENOUGH = 0.85


def encoding_of(content: bytes) -> str:
    """utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8, gb18030, big5hkscs or cp1252 (which reads anything).

    Text of which all but a few signs are UTF-8 is UTF-8, damaged in places. Between the last three: Chinese bytes stand
    in pairs, the letters of western Europe mostly alone; both Chinese codes keep their usual signs in a part of their
    own, and the code whose usual signs these are is meant.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:SAMPLE]
    nulls = Counter(place % 2 for place, byte in enumerate(sample[:4096]) if byte == 0)
    few, many = sorted((nulls[0], nulls[1]))
    if many > len(sample[:4096]) // 50 and few <= many // 10:
        code = "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
        if b"\n" not in sample or "\n".encode(code) in sample:  # a stray NUL stands beside no end of a line
            return code
    if _is_utf8(content):
        return "utf-8"
    return _code_of(content, sample)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        lost = text.count(LOST)
        return lost * 20 < sum(sign > "\x7f" for sign in text) - lost
    return True


def _code_of(content: bytes, sample: bytes) -> str:
    usual = {code: _usual_share(sample, leads, trails) for code, (leads, trails) in USUAL.items()}
    best = max(usual, key=lambda code: usual[code])
    if best == "big5hkscs" and usual[best] >= ENOUGH and _decodes(content, best):
        return best
    return "gb18030" if _is_chinese(sample) and _decodes(content, "gb18030") else "cp1252"


def _usual_share(sample: bytes, leads: range, trails: tuple[range, ...]) -> float:
    """How many of the pairs of bytes, 0 to 1, stand where a code keeps its usual signs and its punctuation.

    None do where hardly any second byte is a high one: those are single letters between plain ones.
    """
    pairs = usual = high = place = 0
    while place < len(sample) - 1:
        lead, trail = sample[place], sample[place + 1]
        if lead < 0x80:
            place += 1
            continue
        pairs += 1
        high += trail >= 0x80
        usual += (lead in leads or lead in PUNCTUATION) and any(trail in one for one in trails)
        place += 2
    return usual / pairs if high * 5 > pairs else 0.0


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first lines into the most cells, as many in each; a comma where none cuts."""
    lines = text[:SAMPLE].splitlines()[:31]
    lines = lines[:30] if len(lines) > 1 else lines
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
