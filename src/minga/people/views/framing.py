"""What every page of the profile stands in: whose profile it is, and the steps beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from minga.core.acting import together
from minga.people import visibility
from minga.people.actions import accounts
from minga.people.models import Account, Profile
from minga.people.queries import NOT_YET, profile_of, profile_to_show
from minga.people.steps import BY_KEY, STEPS, following


def my_profile(request: HttpRequest) -> Profile:
    """The reader's profile; an empty one, kept nowhere, where the account came without (see `begun`)."""
    return profile_to_show(cast(Account, request.user))


class NothingKept(Exception):
    """Raised within `begun` and caught by it: whoever had no profile has none now either."""


@contextmanager
def begun(profile: Profile) -> Iterator[Profile]:
    """The profile to save into, begun with what is saved: looking at a page begins none, nor does what is refused."""
    with suppress(NothingKept), together():
        if profile.pk == NOT_YET:
            accounts.start_profile(actor=profile.account, account=profile.account)
            profile = cast(Profile, profile_of(profile.account))
        yield profile


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
