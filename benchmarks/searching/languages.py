"""Which cut of Chinese text finds a word inside a run of it: FTS5's own tokenizers, and pairs (ours)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from minga.assignments.models import DescriptionText
from minga.assignments.segmenting import wanted_words, words_of

TITLES = 20_000
WORDS = ("青年", "气候", "助理", "青", "年助理")
CUTS = {"unicode61": "unicode61 remove_diacritics 0", "trigram": "trigram", "pairs": "unicode61 remove_diacritics 0"}


def found_by_tokenizer() -> Iterator[tuple[str, int, dict[str, int]]]:
    """(word, how many titles hold it, way of cutting -> how many of them it finds), in a database of its own."""
    titles = list(
        DescriptionText.objects.filter(language="zh-hans").order_by("pk").values_list("title", flat=True)[:TITLES]
    )
    base = sqlite3.connect(":memory:")
    for name, tokenizer in CUTS.items():
        base.execute(f'CREATE VIRTUAL TABLE t_{name} USING fts5(words, tokenize="{tokenizer}")')
        cut = (words_of([title]) if name == "pairs" else title for title in titles)
        base.executemany(f"INSERT INTO t_{name}(words) VALUES (?)", ((words,) for words in cut))
    for word in WORDS:
        yield word, sum(word in title for title in titles), {name: _found(base, name, word) for name in CUTS}
    base.close()


def _found(base: sqlite3.Connection, name: str, word: str) -> int:
    asked = f'"{word}"*'
    if name == "pairs":
        asked = " AND ".join(f'"{one.word}"{"*" if one.prefix else ""}' for one in wanted_words(word))
    return int(base.execute(f"SELECT count(*) FROM t_{name} WHERE t_{name} MATCH ?", [asked]).fetchone()[0])
