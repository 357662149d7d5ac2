"""STORAGE_URL against a store that lives: kept, served after asking who may, exported, erased; and while it is away."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.config import Config
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.core.documents.store import Store
from tests.factories import make_account, make_volunteer

from minga.config import environment
from minga.config.running import _closed_bucket
from minga.core.documents.lost import lost_files, remove_lost
from minga.core.documents.models import Removal, StoredFile
from minga.core.documents.storing import remove_left
from minga.people import archive
from minga.people.actions import erasing

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def store(settings: Any, monkeypatch: Any) -> Iterator[Store]:
    with Store() as one:
        monkeypatch.setenv("STORAGE_URL", one.url)
        settings.STORAGES = {
            **settings.STORAGES, "default": environment.storages(one.url, data=settings.DATA)["default"]
        }  # fmt: skip
        monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", storages["default"])
        yield one
        one.shutdown()


def hand_in(client: Client, account: Any) -> Any:
    client.force_login(account)
    upload = SimpleUploadedFile("my life.pdf", PDF, content_type="application/pdf")
    return client.post("/profile/cv", {"upload": upload})


def test_a_file_is_kept_served_to_who_may_exported_and_erased(
    store: Store, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    account = make_volunteer()
    assert hand_in(client, account).status_code == 302
    stored = StoredFile.objects.get()
    assert store.objects == {f"/files/people/{stored.ref}": PDF}
    assert f'href="/files/{stored.ref}"' in client.get("/profile/cv").content.decode()
    answer = client.get(f"/files/{stored.ref}")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)  # type: ignore[attr-defined]
    stranger = Client()
    assert stranger.get(f"/files/{stored.ref}").status_code == 404
    stranger.force_login(make_account())
    assert stranger.get(f"/files/{stored.ref}").status_code == 404
    with zipfile.ZipFile(archive.build(account)) as bundle:
        name = next(name for name in bundle.namelist() if name.endswith(".pdf"))
        assert bundle.read(name) == PDF
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase_account(actor=account, account=account)
    assert (store.objects, Removal.objects.count()) == ({}, 0)


def test_while_the_store_is_away_pages_say_so_and_an_erasure_is_made_good(
    store: Store, client: Client, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    account = make_volunteer()
    hand_in(client, account)
    stored = StoredFile.objects.get()
    store.refuses = "AccessDenied"
    answer = client.get(f"/files/{stored.ref}")
    assert answer.status_code == 503
    assert "The file cannot be read now" in answer.content.decode()
    assert hand_in(client, make_volunteer()).status_code == 503
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase_account(actor=account, account=account)
    assert not StoredFile.objects.exists()
    assert (len(store.objects), Removal.objects.count()) == (1, 1)
    Removal.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert remove_left() == 0
    store.refuses = ""
    assert remove_left() == 1
    assert (store.objects, Removal.objects.count(), remove_left()) == ({}, 0, 0)
    said = [record for record in caplog.records if record.getMessage().startswith("STORAGE_URL: ")]
    assert len(said) == 4
    assert not any(record.exc_info for record in said)


def test_a_store_that_hangs_is_a_kind_page_within_eight_seconds(
    store: Store, client: Client, settings: Any, monkeypatch: Any
) -> None:
    """Counted, not timed: how often the page asks the store, times how long it waits for it each time."""
    hand_in(client, make_volunteer())
    patience = environment._patience()
    monkeypatch.setattr(environment, "_patience", lambda: patience.merge(Config(read_timeout=0.2)))
    impatient = environment.storages(store.url, data=settings.DATA)["default"]
    settings.STORAGES = {**settings.STORAGES, "default": impatient}
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", storages["default"])
    stored = StoredFile.objects.get()
    store.hangs.set()
    answer = client.get(f"/files/{stored.ref}")
    store.hangs.clear()
    store.ends.set()
    assert (answer.status_code, store.waited) == (503, 2)
    between = 1  # second at most before the second time (botocore's standard and legacy retries)
    assert store.waited * patience.read_timeout + between < 8
    assert "Nothing is lost. Try again in a few minutes." in answer.content.decode()


def test_an_object_that_is_gone_is_no_file(store: Store, client: Client) -> None:
    hand_in(client, make_volunteer())
    stored = StoredFile.objects.get()
    store.objects.clear()
    assert client.get(f"/files/{stored.ref}").status_code == 404


def test_what_no_row_knows_goes_from_the_bucket(store: Store, client: Client) -> None:
    hand_in(client, make_volunteer())
    known = set(store.objects)
    store.objects |= {"/files/people/22222222222a": b"lost", "/files/of/somebody/else": b"not ours"}
    assert list(lost_files()) == ["people/22222222222a"]
    assert remove_lost() == 1
    assert set(store.objects) == {*known, "/files/of/somebody/else"}


def test_a_bucket_that_takes_no_file_is_one_sentence_at_the_start(store: Store) -> None:
    assert _closed_bucket() == ""
    assert store.objects == {}, "the probe is gone again"
    store.refuses = "InvalidAccessKeyId"
    said = _closed_bucket()
    assert said.startswith("STORAGE_URL: files cannot be kept in that bucket (")
    assert "InvalidAccessKeyId" in said
    assert "se/cret" not in said


def test_a_store_that_nobody_serves_is_one_sentence_at_the_start(settings: Any, monkeypatch: Any) -> None:
    url = "s3://key:secret@127.0.0.1:1/files?tls=0&region=x"
    monkeypatch.setenv("STORAGE_URL", url)
    settings.STORAGES = environment.storages(url, data=settings.DATA)
    assert "(Could not connect to the endpoint URL" in _closed_bucket()
