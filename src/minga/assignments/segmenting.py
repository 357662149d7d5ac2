"""Cutting text into words to search by: Latin and other alphabets at spaces, Chinese, Japanese and Korean into pairs.

Pure functions. A run ABC of Chinese becomes AB, BC and C: every pair and every single character can then be found as a
word or as the beginning of one, without a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minga.core.finding import fold

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+)")
LONGEST_WORD = 40
MOST_WORDS = 8


@dataclass(frozen=True)
class Wanted:
    """One word that must be found; with `prefix`, as the beginning of a word."""

    word: str
    prefix: bool


def words_of(texts: Iterable[str]) -> str:
    """The words of the texts, each once, sorted, one space between; what the index keeps."""
    found: set[str] = set()
    for text in texts:
        for piece in PIECE.finditer(fold(text)):
            run = piece["han"]
            if run:
                found.update(run[start : start + 2] for start in range(len(run)))
            else:
                found.add(piece["word"][:LONGEST_WORD])
    return " ".join(sorted(found))


def wanted_words(query: str) -> tuple[Wanted, ...]:
    """What a person's query asks for: all of these. An English plural also finds the singular."""
    wanted: dict[Wanted, None] = {}
    for piece in PIECE.finditer(fold(query)):
        run = piece["han"]
        if run and len(run) > 1:
            wanted.update({Wanted(run[start : start + 2], prefix=False): None for start in range(len(run) - 1)})
        elif run:
            wanted[Wanted(run, prefix=True)] = None
        else:
            word = piece["word"][:LONGEST_WORD]
            stem = word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
            wanted[Wanted(stem, prefix=len(stem) > 1)] = None
    return tuple(wanted)[:MOST_WORDS]
