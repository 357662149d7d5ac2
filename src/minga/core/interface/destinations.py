"""Where a page of a lower room leads on to above: it says what it looks for, the upper room signs in where that is."""

from __future__ import annotations

from django.urls import reverse

from minga.core.interface.addresses import address
from minga.core.registries import Registry

destinations: Registry[str] = Registry("pages that lower rooms lead to")
"""What is looked for -> the name of the address."""


def destination(name: str, *parts: str) -> str:
    """The address of what is looked for; empty where no room that is here has it. No query."""
    found = destinations.get(name, "")
    if not found:
        return ""
    return address(found, *parts) if parts else reverse(found)
