"""What this room holds of a person: given out on request, and erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from minga.core.forgetting import holds_address
from minga.people.actions.accounts import end_sessions
from minga.people.models import Account, DataExport, Profile
from minga.people.queries import profile_of


def export(account: Account) -> dict[str, Any]:
    """Account, profile, consents, addresses, sessions, roles and exports as plain data. About 18 queries."""
    profile = profile_of(account)
    return {
        "account": _columns(
            account, "ref", "email", "name", "local_name", "language", "timezone", "created_at", "last_login"
        ),
        "profile": _profile(profile) if profile else None,
        "consents": [
            _columns(row, "purpose", "given_at", "withdrawn_at", "wording_version") for row in account.consents.all()
        ],
        "email_addresses": [
            _columns(row, "email", "verified", "primary") for row in EmailAddress.objects.filter(user_id=account.pk)
        ],
        "second_factors": [
            _columns(row, "type", "created_at", "last_used_at")
            for row in Authenticator.objects.filter(user_id=account.pk)
        ],
        "other_sign_ins": [
            _columns(row, "provider", "uid", "extra_data", "date_joined")
            for row in SocialAccount.objects.filter(user_id=account.pk)
        ],
        "sessions": [
            _columns(row, "ip", "user_agent", "created_at", "last_seen_at")
            for row in UserSession.objects.filter(user_id=account.pk)
        ],
        "roles": [
            _columns(row, "role", "scope", "scope_key", "starts", "ends", "ended_at") for row in account.holdings.all()
        ],
        "exports": [_columns(row, "created_at", "purpose") for row in account.data_exports.all()],
    }


def _profile(profile: Profile) -> dict[str, Any]:
    plain = _columns(
        profile,
        "ref", "birth_date", "nationality_id", "second_nationality_id", "residence_id", "residence_city", "phone",
        "is_studying", "about", "available_from", "available_until", "hours_a_week", "wants_national",
        "wants_international", "wants_online", "steps_done", "updated_at",
    )  # fmt: skip
    plain["languages"] = [_columns(row, "language", "level") for row in profile.languages.all()]
    plain["education"] = [_columns(row, "level", "field", "institution", "finished") for row in profile.education.all()]
    plain["experience"] = [
        _columns(row, "title", "organisation", "occupation_id", "starts", "ends", "is_volunteering", "description")
        for row in profile.experience.all()
    ]
    plain["skills"] = [skill.title for skill in profile.skills.all()]
    plain["preferred_countries"] = [country.pk for country in profile.preferred_countries.all()]
    plain["preferred_cities"] = [city.name for city in profile.preferred_cities.all()]
    plain["preferred_goals"] = [goal.pk for goal in profile.preferred_goals.all()]
    return plain


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def erase(account: Account) -> None:
    """Profile, consents, addresses, second factors, other sign-ins, sessions; the export log stays, without words."""
    end_sessions(account)
    _end_half_open_sessions(account)
    Profile.objects.filter(account=account).delete()
    account.consents.all().delete()
    DataExport.objects.filter(account=account).update(purpose="")
    EmailAddress.objects.filter(user_id=account.pk).delete()
    Authenticator.objects.filter(user_id=account.pk).delete()
    SocialAccount.objects.filter(user_id=account.pk).delete()


def _end_half_open_sessions(account: Account) -> None:
    """Sessions in which nobody is signed in yet and that hold an address of theirs: somebody got as far as the second
    factor, or asked for a code. Reads every session.
    """
    addresses = {account.email, *EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True)}
    doomed = []
    for session in Session.objects.iterator():
        held = session.get_decoded()
        if SESSION_KEY not in held and any(
            holds_address(text, address) for text in _texts_of(held) for address in addresses
        ):
            doomed.append(session.session_key)
    Session.objects.filter(session_key__in=doomed).delete()


def _texts_of(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        held = list(held.values())
    if isinstance(held, list):
        for inner in held:
            yield from _texts_of(inner)
    elif isinstance(held, str):
        yield held
