"""What the production profile refuses to start with, and what it only warns of: each sentence names its variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from django.http.request import validate_host

DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with"
SHORTEST_KEY = 32
FEWEST_SIGNS = 8
HERE = ("localhost", "127.0.0.1", "::1")


def refusals(settings: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each setting with which a public installation would be unsafe."""
    if settings["SECRET_KEY"] == DEVELOPMENT_KEY:
        make = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        yield f"SECRET_KEY is not set: give it 50 random characters, such as {make} prints."
    elif len(settings["SECRET_KEY"].strip()) < SHORTEST_KEY:
        yield f"SECRET_KEY is too short: give it at least {SHORTEST_KEY} random characters."
    elif len({*settings["SECRET_KEY"]}) < FEWEST_SIGNS:
        yield f"SECRET_KEY repeats a few characters: give it at least {SHORTEST_KEY} random characters."
    if DEVELOPMENT_KEY in settings.get("SECRET_KEY_FALLBACKS", ()):
        yield (
            "SECRET_KEY_OLD holds the key of development, which everybody knows and could sign with: take it out; if "
            "certificates were sealed under it, `minga certificate rotate-key` makes a new key for them."
        )
    if settings["DEBUG"]:
        yield "MINGA_DEBUG is on: it shows source and settings to visitors; unset it."
    if not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS names no host: set it to the names people type, for example volunteers.example.org."
    if not settings["SITE_URL"].startswith("https://"):
        yield f"SITE_URL is {settings['SITE_URL']}: it must begin with https://, as emails and sign-in carry secrets."
    elif settings["ALLOWED_HOSTS"] and not validate_host(host_of(settings["SITE_URL"]), settings["ALLOWED_HOSTS"]):
        yield f"ALLOWED_HOSTS lacks {host_of(settings['SITE_URL'])}, the host of SITE_URL: emails lead nowhere."
    if settings["DEMONSTRATION"]:
        yield "MINGA_DEMO is on: it lets anybody sign in as anybody; unset it."


def host_of(url: str) -> str:
    """The name of the host in an address, empty where it cannot be read."""
    try:
        return urlparse(url).hostname or ""
    except ValueError:
        return ""


def provider_of(settings: Mapping[str, Any]) -> str:
    """The address of the OpenID Connect provider, empty where there is none."""
    apps = settings.get("SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["settings"]["server_url"]) if apps else ""


def warnings(settings: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each setting with which an installation starts, and then lacks something."""
    if not settings["PROXIES"]:
        yield (
            "MINGA_PROXIES is 0: set it to 1 behind a reverse proxy. Until then all readers count as one in the limits "
            "on tries, and browsers are not told to stay with https."
        )
    secret = settings.get("SIGNING_SECRET_FILE")
    if secret and Path(secret).stat().st_mode & 0o007:
        yield f"SIGNING_SECRET_FILE: every user of this machine may read or change {secret}: chmod 600 it."
    provider = provider_of(settings)
    if provider.startswith("http://") and host_of(provider) not in HERE:
        yield (
            f"OIDC_URL is http://{host_of(provider)}: whoever is between reads who signs in, and may sign in as them; "
            "use https://."
        )
    if "LETTERS" in settings:
        yield "EMAIL_URL is not set: no email is sent, so nobody can confirm an address and sign up."
    elif settings.get("EMAIL_HOST", "localhost") not in HERE and not (
        settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]
    ):
        yield (
            f"EMAIL_URL is smtp://: passwords and codes of sign-in go to {settings['EMAIL_HOST']} readable by whoever "
            "is between; over smtp+tls:// and smtps:// they are not."
        )


def refusal_text(settings: Mapping[str, Any]) -> str:
    """All refusals as one text, empty where there is none."""
    found = [f"  {sentence}" for sentence in refusals(settings)]
    return "\n".join(["Minga does not start in production like this:", *found]) if found else ""
