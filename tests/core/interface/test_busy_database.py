"""A database that lets somebody else go first is told in words, to whoever reads and to whoever sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from minga.home import views


def _is_locked(*_all: Any, **_named: Any) -> Any:
    raise OperationalError("database is locked")


@pytest.mark.django_db
def test_whoever_reads_is_told_to_read_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "version_of", _is_locked)
    page = client.get("/")
    assert page.status_code == 409
    assert "The page could not be read just now" in page.content.decode()
    assert "was not saved" not in page.content.decode()
