"""The walks look at answers, not at what they were drawn from."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _contexts_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's client copies the context of each piece of each page it is given; here nobody asks for them."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_store, **_signal: None)
