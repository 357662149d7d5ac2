"""Who asks for pages in a test, and what a page costs."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


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
