"""Who asks for pages in a test."""

from __future__ import annotations

from typing import Any

from django.test import Client


def signed_in(account: Any) -> Client:
    """A client of its own in which this person has signed in."""
    client = Client()
    client.force_login(account)
    return client
