"""What another house (an OpenID Connect provider) says of somebody, taken as the standard means it or not at all."""

from __future__ import annotations

import math
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from minga.core.any_case import in_ascii

LONGEST_SUBJECT = 191
"""What the database keeps of the name by which a house knows somebody; the standard allows 255 signs."""
LONGEST_EMAIL = 254
NEVER_TEXT = dict.fromkeys([0, *range(0xD800, 0xE000)])
"""A NUL and halves of pairs (surrogates): JSON can spell them, no text of a database holds them."""
TEXTS = ("email", "name", "given_name", "family_name", "preferred_username", "picture", "user_id")


class HouseProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Nobody is somebody else because a house leaves out who they are, and no email counts as confirmed by a word."""

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """The sign-in of what a house told. Raises OAuth2Error where it does not tell who it is."""
        return super().sociallogin_from_response(request, as_meant(response))


def as_meant(told: dict[str, Any]) -> dict[str, Any]:
    """{userinfo, id_token} (each may be missing) with texts that are texts and email_verified true or false.

    Raises OAuth2Error without a subject, or with two (OpenID Connect Core 1.0, 5.3.2: the answer of the userinfo
    endpoint is not used then).
    """
    parts = {name: told[name] for name in ("userinfo", "id_token") if told.get(name)}
    if not parts or not all(isinstance(part, dict) for part in parts.values()):
        raise OAuth2Error("it told nothing of the person")
    subjects = {_subject(part) for part in parts.values()}
    if len(subjects) > 1:
        raise OAuth2Error("sub of the userinfo endpoint is another than that of the ID token")
    return {**told, **{name: _plain(part, sub=min(subjects)) for name, part in parts.items()}}


def storable(value: Any) -> Any:
    """What a house told, without what JSON can spell and no database keeps, however deep it lies. Nothing by which
    somebody is known: without a sign it may be the name of another.
    """
    if isinstance(value, str):
        return value.translate(NEVER_TEXT)
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _subject(part: dict[str, Any]) -> str:
    sub = part.get("sub")
    text = str(sub) if isinstance(sub, str | int) and not isinstance(sub, bool) else ""
    if not text.strip() or len(text) > LONGEST_SUBJECT or text != storable(text):
        raise OAuth2Error(f"sub is missing, no text or longer than {LONGEST_SUBJECT} signs")
    return text


def _plain(part: dict[str, Any], *, sub: str) -> dict[str, Any]:
    texts = {name: part[name] if isinstance(part.get(name), str) else "" for name in TEXTS if name in part}
    email = texts.get("email", "")
    if len(email) > LONGEST_EMAIL or email != storable(email):
        texts["email"] = ""
    if email := texts.get("email", ""):
        texts["email"] = in_ascii(email)
    is_confirmed = part.get("email_verified") in (True, "true")
    plain: dict[str, Any] = storable({**part, **texts, "sub": sub, "email_verified": is_confirmed})
    return plain
