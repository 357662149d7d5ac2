"""The short way in that tests take leaves what Django's own leaves."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests import factories as make
from tests.clients import _login

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_session_begun_at_once_is_one_that_django_began() -> None:
    account = make.make_officer()
    before = account.last_login
    ours, theirs = Client(), Client()
    ours.force_login(account)
    account.refresh_from_db()
    assert account.last_login != before
    _login(theirs, account, account.backend)
    assert Session.objects.count() == 2
    ended, begun = dict(theirs.session), dict(ours.session)
    assert ended.keys() == begun.keys()
    assert [name for name in ended if ended[name] != begun[name]] == ["signed_in_at"]
    assert [str(client.get("/").wsgi_request.user.pk) for client in (ours, theirs)] == [str(account.pk)] * 2


def test_who_signs_in_over_another_session_has_another_key() -> None:
    client = Client()
    client.force_login(make.make_officer())
    key = client.session.session_key
    client.force_login(make.make_officer())
    assert client.session.session_key != key
    assert not Session.objects.filter(pk=key).exists()
