"""The letter that stands for a name where the name itself does not."""

from __future__ import annotations


def initial_of(name: str) -> str:
    """The first letter, large where its script writes names so: Georgian has capitals that no name begins with."""
    return name.strip()[:1].title()[:1]
