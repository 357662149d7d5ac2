"""Language tags: which of a person's languages meet the one that a post asks."""

from __future__ import annotations


def tag_meets(*, tag: str, wanted: str) -> bool:
    """Whether `tag` lies in the range `wanted`: RFC 4647 section 3.3.1, basic filtering, letter case ignored."""
    own, asked = tag.lower(), wanted.lower()
    return own == asked or own.startswith(asked + "-")
