"""Traditional Chinese signs, where a name that is known in simplified ones is looked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SIGNS = Path(__file__).parent / "data" / "traditional.tsv"


def simplified(text: str) -> str:
    """The text in simplified signs, each by itself: “電子郵箱” -> “电子邮箱”. To compare by, not to show."""
    return text if text.isascii() else text.translate(_signs())


@cache
def _signs() -> dict[int, str]:
    pairs = (line.split("\t") for line in SIGNS.read_text(encoding="utf-8").splitlines())
    return {ord(traditional): plain for traditional, plain in pairs}
