"""Find the preferred label in ESCO strings that hold “preferred alternative alternative … Description” without marks.

The description begins at the first capitalised word that is usually written small. The labels before it are cut into
phrases by the best-scoring segmentation: words that often begin or end a label (learnt from the true first and last
words of all 13,939 strings, then from the segmentation itself), no content word twice within a phrase, words shared
between phrases.
Where a prefix is repeated verbatim it is favoured: ESCO often repeats the preferred label among the alternatives.
"""

from __future__ import annotations

import math
import re
from collections import Counter

SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "with",
        "and",
        "or",
        "by",
        "from",
        "at",
        "as",
        "into",
        "about",
        "between",
        "within",
        "regarding",
        "concerning",
        "under",
        "over",
        "through",
        "via",
        "per",
        "your",
        "its",
        "their",
        "other",
        "others",
        "not",
        "according",
        "against",
        "during",
        "towards",
        "across",
    ]
)
LONGEST = 12
PER_PHRASE = 1.2


def stem(word: str) -> str:
    word = re.sub(r"[^a-z0-9]", "", word.lower()).replace("z", "s").replace("our", "or")
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "ed", "es", "er", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


class Splitter:
    def __init__(self, texts: list[str]) -> None:
        self.small_use: Counter[str] = Counter()
        self.capital_use: Counter[str] = Counter()
        for text in texts:
            for word in text.split()[1:]:
                (self.capital_use if word[:1].isupper() else self.small_use)[word.lower().strip(".,;:")] += 1
        self.parts = [self.description_start(text.split()) for text in texts]
        self.words: Counter[str] = Counter()
        self.starts: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        for tokens, cut in zip((t.split() for t in texts), self.parts, strict=True):
            labels = tokens[:cut]
            self.words.update(w.lower() for w in labels)
            self.starts[labels[0].lower()] += 1
            self.ends[labels[-1].lower()] += 1
        for _ in range(2):
            starts, ends = Counter(), Counter()
            for text, cut in zip(texts, self.parts, strict=True):
                for phrase in self.phrases(text.split()[:cut]):
                    starts[phrase[0].lower()] += 1
                    ends[phrase[-1].lower()] += 1
            self.starts, self.ends = starts, ends

    def description_start(self, tokens: list[str]) -> int:
        for index in range(1, len(tokens)):
            word = tokens[index]
            bare = word.lower().strip(".,;:'\"")
            if not word[:1].isupper() or (len(word) > 1 and word[1:2].isupper()):
                continue
            small, capital = self.small_use[bare], self.capital_use[bare]
            if small >= capital * 0.15 and (small > 2 or index > 1) and tokens[index - 1].lower() not in SMALL:
                return index
        for index in range(1, len(tokens)):
            if tokens[index][:1].isupper():
                return index
        return len(tokens)

    def start_score(self, word: str) -> float:
        word = word.lower()
        if word in SMALL:
            return -3.0
        return max(-3.0, math.log((self.starts[word] + 0.2) / (self.words[word] + 1.0)) + 1.2)

    def end_score(self, word: str) -> float:
        word = word.lower()
        if word in SMALL:
            return -6.0
        return max(-3.0, math.log((self.ends[word] + 0.2) / (self.words[word] + 1.0)) + 1.2)

    def phrases(self, tokens: list[str], *, at_least: int = 1) -> list[list[str]]:
        """The labels, cut; the first is the preferred one and has `at_least` so many words."""
        count = len(tokens)
        stems = [stem(t) if t.lower() not in SMALL else "" for t in tokens]
        shared = Counter(s for s in stems if s)
        lower = [t.lower() for t in tokens]
        repeated = 0
        for length in range(min(LONGEST, count // 2), 1, -1):
            if any(lower[:length] == lower[i : i + length] for i in range(length, count - length + 1)):
                repeated = length
                break
        best = [-1e9] * (count + 1)
        back = [0] * (count + 1)
        best[0] = 0.0
        for end in range(1, count + 1):
            for start in range(max(0, end - max(LONGEST, at_least)), end):
                inside = [s for s in stems[start:end] if s]
                if not inside:
                    continue
                length = end - start
                if start == 0 and length < min(at_least, count):
                    continue
                score = self.start_score(tokens[start]) + (self.end_score(tokens[end - 1]) if end < count else 0.0)
                score -= 3.5 * (len(inside) - len(set(inside)))
                score += 0.9 * sum(1 for s in set(inside) if shared[s] > 1) - 0.5 * len(inside)
                score -= {1: 1.6, 2: 0.3, 3: 0.0, 4: 0.0, 5: 0.3, 6: 0.8}.get(length, 0.5 * length - 2.0)
                score -= PER_PHRASE
                if start == 0 and repeated >= 2:
                    score += 3.0 if length == repeated else 0.0
                if best[start] + score > best[end]:
                    best[end], back[end] = best[start] + score, start
        cuts, position = [], count
        while position > 0:
            cuts.append(tokens[back[position] : position])
            position = back[position]
        return cuts[::-1]


def split_all(texts: list[str]) -> list[tuple[str, list[str], str]]:
    """(preferred label, alternatives, description) for each string."""
    splitter = Splitter(texts)
    tokenised = [text.replace("\u200b", "").split() for text in texts]
    cut_up = [splitter.phrases(tokens[:cut]) for tokens, cut in zip(tokenised, splitter.parts, strict=True)]
    for _ in range(6):  # preferred labels are unique in ESCO: where two came out alike, both were cut too short
        firsts = Counter(" ".join(phrases[0]).lower() for phrases in cut_up)
        for index, phrases in enumerate(cut_up):
            if firsts[" ".join(phrases[0]).lower()] > 1:
                labels = tokenised[index][: splitter.parts[index]]
                cut_up[index] = splitter.phrases(labels, at_least=len(phrases[0]) + 1)
    found = []
    for tokens, cut, cuts in zip(tokenised, splitter.parts, cut_up, strict=True):
        phrases = [" ".join(words) for words in cuts]
        found.append(
            (phrases[0], list(dict.fromkeys(p for p in phrases[1:] if p != phrases[0])), " ".join(tokens[cut:]))
        )
    return found
