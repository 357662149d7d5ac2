"""Whom an unfinished profile waits for on the first page."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories as make

from minga.people.models import Account, Profile
from minga.people.signing_in import waits_for

pytestmark = pytest.mark.django_db


def waits(account: Account) -> bool:
    return any("Finish your profile" in str(row.title) for row in waits_for(Account.objects.get(pk=account.pk)))


def begin(account: Account) -> Any:
    """The profile that everybody has, with a first answer written."""
    profile, _made = Profile.objects.get_or_create(account=account)
    profile.steps_done = ["about"]
    profile.save()
    return account


def test_it_waits_for_whoever_begins_to_volunteer_and_not_for_an_officer_who_wrote_a_name_there() -> None:
    assert waits(begin(make.make_account()))
    assert waits(begin(make.make_focal_point(make.make_organisation())))
    for officer in (make.make_officer(), make.make_finance_officer(), make.make_administrator(), make.make_auditor()):
        assert not waits(begin(officer))
