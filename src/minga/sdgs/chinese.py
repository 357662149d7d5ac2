"""Chinese punctuation: the source of the official texts has ASCII marks where Chinese writes full-width ones."""

from __future__ import annotations

import re

HAN = r"\u4e00-\u9fff"
FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
CLOSERS = r"[\"'”’）)》\]%％]*"
MARK = re.compile(rf"(?<=[{HAN}])({CLOSERS})\s*([,;:?!])\s*|(?<=[0-9A-Za-z%)）])([,;:])\s*(?=[{HAN}])")
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
SPACED = re.compile(rf"(?<=[{HAN}])(?=[A-Za-z0-9$])|(?<=[A-Za-z0-9%])(?=[{HAN}])")


def with_full_width_punctuation(text: str) -> str:
    """Commas, semicolons, colons and brackets beside Chinese characters made full-width, one space between Han and
    Latin text or figures. Marks between figures (1,000 or 1.25) stay.
    """

    def mark(match: re.Match[str]) -> str:
        return (match.group(1) or "") + FULL[match.group(2) or match.group(3)]

    def brackets(match: re.Match[str]) -> str:
        return f"（{match.group(1)}）"

    if not re.search(rf"[{HAN}]", text):
        return text
    while BRACKETS.search(text):
        text = BRACKETS.sub(brackets, text)
    text = MARK.sub(mark, text)
    text = re.sub(rf"(?<=[{HAN}])\.$", "。", text)
    return SPACED.sub(" ", text)
