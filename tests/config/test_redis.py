"""TASKS_URL and CACHE_URL against a Redis that lives, is stopped in the middle and comes back."""

from __future__ import annotations

import logging
import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_rq import get_queue
from tests.config.living import Redis
from tests.core.importing.lists import csv_of
from tests.factories import make_account, make_administrator, make_country, make_officer

from minga.config import environment, redis_work, running
from minga.core.audit import views as audit_views
from minga.core.importing import whole
from minga.core.importing.actions import pieces
from minga.core.importing.models import Batch
from minga.core.importing.tasks import go_on_with_stranded
from minga.core.notices import delivering
from minga.core.notices.models import Notice
from minga.core.notices.telling import tell
from minga.core.operating import caching
from minga.partners.models import Organisation

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed"),
]
KIND = "tests.of_redis"


@pytest.fixture
def redis(settings: Any, monkeypatch: Any) -> Iterator[Redis]:
    server = Redis()
    settings.TASKS, settings.RQ_QUEUES = environment.tasks(server.url)
    settings.CACHES = {**settings.CACHES, **environment.caches(server.url, data=Path("/nowhere"))}
    monkeypatch.setattr(caching, "_away_until", 0.0)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield server
    for number, handler in handlers.items():  # RQ's worker takes them and keeps them
        signal.signal(number, handler)
    server.stop()


def waiting() -> int:
    return len(get_queue("default"))


def test_a_letter_waits_in_redis_once_it_is_committed_and_goes_out_once(redis: Redis) -> None:
    account = make_account()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(kind=KIND, to=account, once="rolled back")
        raise ZeroDivisionError
    assert (waiting(), Notice.objects.count()) == (0, 0)
    tell(kind=KIND, to=account, once="committed")
    assert (waiting(), len(mail.outbox)) == (1, 0)
    redis_work.work(once=True)
    redis_work.work(once=True)
    assert (waiting(), len(mail.outbox)) == (0, 1)


def test_what_is_told_while_redis_is_away_or_forgets_is_sent_by_the_sweep_once(redis: Redis) -> None:
    account = make_account()
    tell(kind=KIND, to=account, once="in the queue that forgets")
    redis.stop()
    tell(kind=KIND, to=account, once="while it is away")
    redis.start()
    redis_work.work(once=True)
    assert (Notice.objects.filter(sent_at=None).count(), len(mail.outbox)) == (2, 0)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    assert [delivering.send_stranded(), delivering.send_stranded()] == [2, 0]
    assert len(mail.outbox) == 2


def test_a_long_import_goes_on_after_redis_was_away(redis: Redis, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(whole, "PATIENCE", -1.0)
    monkeypatch.setattr(pieces, "PIECE", 2)
    client.force_login(make_officer())
    make_country("CN")
    rows = [(f"Friends of river {number}", "CN") for number in range(7)]
    file = SimpleUploadedFile("list.csv", csv_of(("Name", "Country"), *rows).read(), content_type="text/csv")
    client.post("/imports", {"kind": "organisations", "file": file})
    batch = Batch.objects.get()
    redis.stop()
    assert client.post(f"/imports/{batch.ref}/take", {"version": batch.version}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, Organisation.objects.count()) == ("taking", 2)
    assert go_on_with_stranded() == 0, "it was taken a moment ago"
    Batch.objects.update(updated_at=timezone.now() - timedelta(minutes=10))
    assert go_on_with_stranded() == 0, "nobody to hand it to"
    redis.start()
    assert [go_on_with_stranded(), go_on_with_stranded(), waiting()] == [1, 1, 2]
    redis_work.work(once=True)
    batch.refresh_from_db()
    assert (batch.state, batch.options, Organisation.objects.count()) == ("taken", {}, 7)
    assert go_on_with_stranded() == 0


def test_a_page_that_needs_the_worker_says_that_it_cannot_be_told(
    redis: Redis, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(audit_views, "is_long", lambda: True)
    client.force_login(make_administrator())
    redis.stop()
    answer = client.post("/audit/verify")
    assert answer.status_code == 503
    assert "The background worker cannot be told to verify the trail." in answer.content.decode()


def test_health_tells_of_redis_and_serves_on_without_it(redis: Redis, client: Client) -> None:
    assert client.get("/health").json()["redis"] == {"ok": True}
    redis.stop()
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["redis"], answer.json()["well"]) == (200, {"ok": False}, False)


def test_limits_are_remembered_by_the_process_while_redis_is_away(redis: Redis, monkeypatch: Any) -> None:
    shared = caches["default"]
    shared.set("tries", 3)
    redis.stop()
    assert shared.get("tries") is None
    assert shared.add("tries", 1)
    assert not shared.add("tries", 1)
    assert (shared.incr("tries"), shared.get_many(["tries"]), "tries" in shared) == (2, {"tries": 2}, True)
    redis.start()
    assert shared.get("tries") == 2, "not asked again at once"
    monkeypatch.setattr(caching, "_away_until", 0.0)
    assert shared.get("tries") is None
    shared.set("tries", 5)
    assert caches.create_connection("default").get("tries") == 5


def test_the_log_tells_of_a_redis_that_is_away_once_a_minute() -> None:
    keep = redis_work.OnceAMinute().filter
    away, other = (
        logging.LogRecord("rq.worker", logging.ERROR, "", 0, words, ("w",), None)
        for words in ("Worker %s: could not connect to Redis instance", "Worker %s: a task failed")
    )
    assert [keep(away), keep(other), keep(away), keep(other)] == [True, True, False, True]


def test_a_redis_that_wants_another_password_is_one_sentence(monkeypatch: Any) -> None:
    server = Redis(password="right")
    try:
        monkeypatch.setenv("TASKS_URL", server.url.replace("//", "//:right@"))
        assert running.silent_redis("TASKS_URL") == ""
        monkeypatch.setenv("TASKS_URL", server.url.replace("//", "//:wrong@"))
        said = running.silent_redis("TASKS_URL")
    finally:
        server.stop()
    assert said.startswith(f"TASKS_URL: no Redis answers at 127.0.0.1:{server.port} (invalid username-password")
    assert "wrong" not in said
    assert "\n" not in said
