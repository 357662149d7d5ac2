"""What a rolled back transaction leaves in the place for files is found and removed, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from tests.factories import make_volunteer

from minga.core.acting import together
from minga.core.documents import lost
from minga.core.documents.models import StoredFile
from minga.core.documents.storing import store_upload

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: Any) -> Path:
    store = StoredFile._meta.get_field("file").storage.__class__(location=tmp_path)
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", store)
    return tmp_path


def hand_in(account: Any, content: bytes = PDF) -> StoredFile:
    upload = SimpleUploadedFile("cv.pdf", content, content_type="application/pdf")
    return store_upload(owner=account, kind="people.cv", upload=upload)


def age(folder: Path, days: float) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - days * 86_400,) * 2)


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def roll_back(account: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), together():
        hand_in(account, PDF + b"%")
        raise ZeroDivisionError


def test_what_was_rolled_back_goes_after_a_day_and_what_has_a_row_stays(folder: Path) -> None:
    account = make_volunteer()
    with together():
        kept = hand_in(account)
    roll_back(account)
    (folder / "people" / "notes.txt").write_text("somebody put this here by hand")
    assert len(files_in(folder)) == 3
    assert lost.remove_lost() == 0, "it may be of a transaction that is still open"
    age(folder, 1.1)
    assert lost.remove_lost() == 1
    assert files_in(folder) == sorted(["people/notes.txt", kept.file.name])


def test_bytes_that_another_row_holds_are_not_lost(folder: Path) -> None:
    account = make_volunteer()
    with together():
        first = hand_in(account)
        second = hand_in(account)
        first.delete()
    age(folder, 2)
    assert (second.file.name.endswith(first.ref), list(lost.lost_files())) == (True, [])


def test_a_store_that_belongs_to_another_database_is_not_emptied(folder: Path) -> None:
    (folder / "people").mkdir()
    for number in range(2, 9):
        for letter in "abc":
            (folder / "people" / f"{letter}{number}".ljust(12, "z")).write_bytes(PDF)
    age(folder, 2)
    with pytest.raises(lost.TooManyLost, match="is DATABASE_URL right"):
        lost.remove_lost()
    assert len(files_in(folder)) == 21


def test_the_command_names_them_and_removes_when_asked(folder: Path, capsys: Any) -> None:
    roll_back(make_volunteer())
    age(folder, 2)
    call_command("files", "lost")
    assert capsys.readouterr().out == f"{files_in(folder)[0]}\nFiles that the database does not know: 1; removed: 0.\n"
    call_command("files", "lost", "--remove")
    assert files_in(folder) == []
    with pytest.raises(CommandError):
        call_command("files", "found")
