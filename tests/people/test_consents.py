"""Consent per purpose, dated, withdrawable, with its history."""

from __future__ import annotations

import pytest
from tests.factories import make_officer, make_volunteer

from minga.core.errors import Incomplete, NotAllowed
from minga.people.actions.consents import give_consent, withdraw_consent
from minga.people.models import Consent, Purpose
from minga.people.queries import accounts_with_consent, has_consent
from minga.people.wording import WORDINGS

pytestmark = pytest.mark.django_db


def test_consent_is_given_withdrawn_and_given_again_with_a_history() -> None:
    account = make_volunteer()
    give_consent(actor=account, account=account, purpose=Purpose.MATCHING)
    assert has_consent(account, Purpose.MATCHING)
    withdraw_consent(actor=account, account=account, purpose=Purpose.MATCHING)
    assert not has_consent(account, Purpose.MATCHING)
    give_consent(actor=account, account=account, purpose=Purpose.MATCHING)
    assert [row.withdrawn_at is None for row in Consent.objects.order_by("pk")] == [False, True]


def test_agreeing_twice_keeps_the_first_date() -> None:
    account = make_volunteer()
    first = give_consent(actor=account, account=account, purpose=Purpose.STATISTICS)
    assert give_consent(actor=account, account=account, purpose=Purpose.STATISTICS).pk == first.pk


def test_a_consent_for_one_purpose_is_none_for_another() -> None:
    account = make_volunteer()
    give_consent(actor=account, account=account, purpose=Purpose.MATCHING)
    assert not has_consent(account, Purpose.SHARE_WITH_HOST)
    assert list(accounts_with_consent(Purpose.MATCHING)) == [account]
    assert not accounts_with_consent(Purpose.SHARE_WITH_HOST)


def test_nobody_agrees_for_another() -> None:
    with pytest.raises(NotAllowed):
        give_consent(actor=make_officer(), account=make_volunteer(), purpose=Purpose.SHARE_WITH_HOST)


def test_a_purpose_that_does_not_exist_is_refused() -> None:
    account = make_volunteer()
    with pytest.raises(Incomplete):
        give_consent(actor=account, account=account, purpose="everything")


def test_every_purpose_has_its_words() -> None:
    assert [wording.purpose for wording in WORDINGS] == list(Purpose)
