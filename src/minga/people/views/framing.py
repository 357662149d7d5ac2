"""What every page of the profile stands in: whose profile it is, and the steps beside it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from minga.people import visibility
from minga.people.actions import accounts
from minga.people.models import Account, Profile
from minga.people.queries import profile_of
from minga.people.steps import BY_KEY, STEPS, following


def my_profile(request: HttpRequest) -> Profile:
    """The reader's profile, begun now where the account came without one."""
    account = cast(Account, request.user)
    profile = profile_of(account)
    if profile is None:
        accounts.start_profile(actor=account, account=account)
        profile = profile_of(account)
    return cast(Profile, profile)


def step_page(profile: Profile, step: str, *, is_list: bool = False, **more: Any) -> dict[str, Any]:
    """What every step page needs."""
    step_rows = [
        {
            "key": entry.key,
            "title": entry.title,
            "url": reverse("people:step", args=[entry.key]),
            "done": entry.is_filled(profile),
        }
        for entry in STEPS
    ]
    return {
        "profile": profile,
        "step": BY_KEY[step],
        "step_rows": step_rows,
        "is_list": is_list,
        "after": following(step),
        "seen_by": {name: rule.words for name, rule in visibility.FIELDS.items()},
        **more,
    }
