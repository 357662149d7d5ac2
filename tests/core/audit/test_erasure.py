"""Erasing a person through their own page: the chain stays whole, and nothing of them is left in it."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.factories import make_account

from minga.core.acting import together
from minga.core.audit import trail
from minga.core.audit.verifying import verify
from minga.core.notices.models import Notice
from minga.core.notices.telling import tell
from minga.people.actions.erasing import erase_account

pytestmark = pytest.mark.django_db

TABLES = ("audit_trailentry", "audit_personkey", "notices_notice", "notices_mention", "notices_wish")


def everything():
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def test_after_erasure_the_chain_is_whole_and_holds_nothing_personal():
    person, officer = make_account(name="Chen Xiaoyu", email="xiaoyu@example.org"), make_account()
    with together():
        before = trail.snapshot(person)
        person.local_name = "陈晓雨"
        person.save()
        trail.note(actor=officer, verb="update", target=person, before=before, reason="Xiaoyu wrote a letter")
    tell(kind="tests.x", to=officer, once="1", context={"who": "Chen Xiaoyu"}, mentions=[person])
    tell(kind="tests.x", to=person, once="1", context={"what": "a letter for Xiaoyu"})
    erase_account(actor=person, account=person)
    text = "\n".join(everything())
    assert [word for word in ("Xiaoyu", "xiaoyu@", "陈晓雨", "letter") if word in text] == []
    assert list(Notice.objects.values_list("account", flat=True)) == [officer.pk]
    assert verify().findings == []
