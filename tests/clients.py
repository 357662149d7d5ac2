"""Who asks for pages in a test, and what a page costs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext


def begin_a_session(client: Client, account: Any, backend: str | None = None) -> None:
    """What Django's client does of itself, with two rows to write instead of six where nobody was known here before.

    Its session is written when the person stands in it, not first for a visitor, then under another key, then again.
    """
    if settings.SESSION_COOKIE_NAME in client.cookies:
        _login(client, account, backend)
        return
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.session.cycle_key = lambda: None  # nobody knows its key: it has none yet
    login(request, account, backend)
    request.session.create()
    client._set_login_cookies(request)


_login = Client._login


def signed_in(account: Any) -> Client:
    """A client of its own in which this person has signed in."""
    client = Client()
    client.force_login(account)
    return client


def queries_of(client: Client, path: str) -> int:
    """How many SQL queries a look at a page costs."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def queries_of_second_look(client: Client, path: str) -> int:
    """The same once a process has read what it keeps."""
    client.get(path)
    return queries_of(client, path)
