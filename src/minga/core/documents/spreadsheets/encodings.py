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
COMMON = {
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщ",
    "koi8-r": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщ",
    "cp1256": "اليمنوترعبدهةسفقحكجأشصطخضذثىزغئءظآإؤ",
    "cp1253": "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώ",
}
"""The letters of Cyrillic, Arabic and Greek, the commonest first, in the codes that Excel and old programs save."""
LONG_RUN = 2.2
"""Bytes that stand together in words of such an alphabet, on average at least; letters with accents stand alone."""
LETTERS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[A-Za-z])")

CENTRAL = ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "čćđšž", "áéíóöőúüű", "ăâîşţ")
"""Letters with accents in Czech, Slovak, Croatian and Slovene, Hungarian, Romanian."""
TELLING = frozenset("ěťőűđ")
"""Of them one stands there: š and ž are in both codes, and č and ř would be the è and ø of a list of several."""
WESTERN = (
    "àâæçéèêëîïôœùûüÿ", "àèéìíîòóùú", "áéíóúüñ", "áâãàçéêíóôõúü", "äöüß", "æøåéö", "äåöéü", "áðéíóúýþæö", "äöåšž",
    "äõöüšž", "àçèéíïòóúü", "éëïóöü", "áíóúøðæý", "áéíóú",
)  # fmt: skip
"""French, Italian, Spanish, Portuguese, German, Danish and Norwegian, Swedish, Icelandic, Finnish, Estonian, Catalan,
Dutch, Faroese, Irish.
"""


def encoding_of(content: bytes) -> str:
    """utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8, gb18030, big5hkscs, cp1251, koi8-r, cp1256, cp1253, cp1250 or
    cp1252 (which reads anything).

    Text of which all but a few signs are UTF-8 is UTF-8, damaged in places. Between the others: Chinese bytes stand in
    pairs, those of Cyrillic, Arabic and Greek in words of any length, the letters of Europe with accents mostly alone;
    both Chinese codes keep their usual signs in a part of their own, and the code whose usual signs these are is meant.
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
    alphabet = _alphabet_of(sample)
    if _is_chinese(sample, usual=usual["gb18030"], is_alphabet=bool(alphabet)) and _decodes(content, "gb18030"):
        return "gb18030"
    return alphabet or ("cp1250" if _is_central_european(sample) else "cp1252")


def _alphabet_of(sample: bytes) -> str:
    """The code of an alphabet of its own whose letters nearly all bytes above ASCII are; empty where none is."""
    runs = HIGH_RUNS.findall(sample)
    high = b"".join(runs)
    if not runs or len(high) < LONG_RUN * len(runs):
        return ""
    shares = {code: _share_of_letters(high, code, common) for code, common in COMMON.items()}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] > 0.9 else ""


def _share_of_letters(high: bytes, code: str, common: str) -> float:
    """How many of the bytes are letters of a code, the ten commonest counted double and small ones a little more."""
    text = high.decode(code, errors="replace")
    counted = sum((small in common) + (small in common[:10]) for small in text.lower())
    return (counted + 0.3 * sum(letter in common for letter in text)) / len(text)


def _is_central_european(sample: bytes) -> bool:
    """Whether bytes between two letters are ones that cp1250 has letters for (ł, ą, ż) and cp1252 signs (³, ¹, ¿); or
    they are letters in both, but of no one language of the West, and all of one of the middle of Europe (Dvoøák).
    """
    signs = Counter(LETTERS.findall(sample))
    western = sum(count for byte, count in signs.items() if not byte.decode("cp1252", errors="replace").isalpha())
    central = sum(count for byte, count in signs.items() if byte.decode("cp1250", errors="replace").isalpha())
    if central != signs.total():
        return False
    read = {code: {byte.decode(code, errors="replace").lower() for byte in signs} for code in ("cp1250", "cp1252")}
    fits = any(read["cp1250"] <= set(letters) for letters in CENTRAL) and bool(read["cp1250"] & TELLING)
    return western > 0 or (fits and not any(read["cp1252"] <= set(letters) for letters in WESTERN))


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


def _is_chinese(sample: bytes, *, usual: float, is_alphabet: bool) -> bool:
    """Whether high bytes stand in pairs: hardly any alone, and, where they could be letters, few runs of them odd (of
    GB 18030 few signs have a plain second byte) and half of the signs usual ones, or nearly all signs usual ones.
    """
    runs = HIGH_RUNS.findall(sample)
    alone = sum(len(run) == 1 for run in runs)
    odd = sum(len(run) % 2 for run in runs)
    if not runs or alone > len(runs) // 5:
        return False
    return not is_alphabet or usual >= ENOUGH or (odd <= len(runs) // 5 and usual >= 0.5)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
