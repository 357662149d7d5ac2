"""What the production profile refuses to start with, and what it only warns of: each sentence names its variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with"
SHORTEST_KEY = 32


def refusals(settings: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each setting with which a public installation would be unsafe."""
    if settings["SECRET_KEY"] == DEVELOPMENT_KEY:
        make = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        yield f"SECRET_KEY is not set: give it 50 random characters, such as {make} prints."
    elif len(settings["SECRET_KEY"]) < SHORTEST_KEY:
        yield f"SECRET_KEY is too short: give it at least {SHORTEST_KEY} random characters."
    if settings["DEBUG"]:
        yield "MINGA_DEBUG is on: it shows source and settings to visitors; unset it."
    if not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS names no host: set it to the names people type, for example volunteers.example.org."
    if not settings["SITE_URL"].startswith("https://"):
        yield f"SITE_URL is {settings['SITE_URL']}: it must begin with https://, for letters and sign-in carry secrets."
    if settings["DEMONSTRATION"]:
        yield "MINGA_DEMO is on: it lets anybody sign in as anybody; unset it."


def refusal_text(settings: Mapping[str, Any]) -> str:
    """All refusals as one text, empty where there is none."""
    found = [f"  {sentence}" for sentence in refusals(settings)]
    return "\n".join(["Minga does not start in production like this:", *found]) if found else ""
