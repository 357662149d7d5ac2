"""Eight workers at one letter: one of them sends it."""

from __future__ import annotations

import pytest
from django.core import mail
from tests.at_once import at_once
from tests.factories import make_account

from minga.core.notices import delivering
from minga.core.notices.models import DigestSent, Notice
from minga.core.notices.telling import tell

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def eight_times(work):
    return at_once(*[work] * 8)


def test_a_letter_goes_out_once_however_many_workers_take_it():
    tell(kind="tests.claims", to=make_account(), once="1")
    Notice.objects.update(sent_at=None, claimed_at=None)
    mail.outbox.clear()
    ref = Notice.objects.get().ref
    results = eight_times(lambda: delivering.send(ref))
    assert sorted(results) == ["nothing"] * 7 + ["sent"]
    assert len(mail.outbox) == 1


def test_a_digest_goes_out_once_however_many_workers_run(settings):
    account = make_account()
    for number in range(5):
        tell(kind="tests.claims", to=account, once=str(number))
    mail.outbox.clear()
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    Notice.objects.update(delivery="daily", sent_at=None, claimed_at=None, created_at=moment.replace(hour=6))
    assert sum(eight_times(lambda: delivering.send_digests(now=moment))) == 1
    assert len(mail.outbox) == 1
    assert DigestSent.objects.get().sent_at is not None


def test_eight_who_tell_the_same_tell_it_once():
    account = make_account()
    eight_times(lambda: tell(kind="tests.claims", to=account, once="offer"))
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1
