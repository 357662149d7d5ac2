"""A certificate that is being issued while its key is revoked does not stand as valid, with real threads."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from tests.assignments.service_steps import finish, issue, serving

from minga.assignments.actions import certificates
from minga.assignments.models import Certificate
from minga.core.acting import SYSTEM
from minga.core.documents import actions, signing

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def test_whoever_revokes_a_key_knows_of_the_certificate_that_it_sealed_a_moment_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = serving(kinds=())
    finish(world)
    key, sealed = signing.active_key(), threading.Event()
    store = certificates.store_made

    def slowly(**given: Any) -> Any:
        sealed.set()
        time.sleep(0.5)
        return store(**given)

    def revoke() -> None:
        assert sealed.wait(60)
        since = timezone.now() - timedelta(hours=1)
        actions.revoke_signing_key(actor=SYSTEM, key=key, since=since, reason="It stood in a log")
        connections.close_all()

    monkeypatch.setattr(certificates, "store_made", slowly)
    revoking = threading.Thread(target=revoke)
    revoking.start()
    issue(world)
    revoking.join()
    row = Certificate.objects.get()
    assert row.revoked_at is not None
    assert row.public_reason == "key"
    assert world.fresh().certified_at is None
