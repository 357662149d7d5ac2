from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image
from tests.core.documents.pictures import picture
from tests.factories import make_account

from minga.core.audit import trail
from minga.core.audit.models import TrailEntry
from minga.core.documents.fields import UploadField
from minga.core.documents.kinds import (
    DOCUMENTS,
    IMAGES,
    MEGABYTE,
    FileKind,
    everybody_reads,
    kinds,
    owner_reads,
)
from minga.core.documents.models import StoredFile
from minga.core.documents.sniffing import UploadRefused, sniff
from minga.core.documents.storing import delete_stored, erase_of, files_of, safe_name, store_made, store_upload

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.documents.only_documents")]

PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    before = dict(kinds._entries)
    kinds.sign_in("test.cv", FileKind("a CV", DOCUMENTS, 5 * MEGABYTE, owner_reads))
    kinds.sign_in("test.logo", FileKind("a logo", IMAGES, MEGABYTE, everybody_reads, longest_side=64, public=True))
    yield
    kinds._entries.clear()
    kinds._entries.update(before)


def store(owner: Any, content: bytes, *, name: str = "cv.pdf", kind: str = "test.cv") -> StoredFile:
    with transaction.atomic(), trail.collecting():
        return store_upload(owner=owner, kind=kind, upload=SimpleUploadedFile(name, content))


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_TYPES_", "[Content_Types].xml"), content)
    return out.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


HUGE = b"\x89PNG\r\n\x1a\n" + b"".join((
    _chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)),
    _chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
    _chunk(b"IEND", b""),
))  # fmt: skip
"""A picture of 40,000 by 40,000 pixels, which no memory would hold."""


def refusal(content: bytes, *, kind: str = "test.cv", name: str = "cv.pdf") -> str:
    with pytest.raises(UploadRefused) as refused:
        store(make_account(), content, kind=kind, name=name)
    return str(refused.value)


def test_a_true_pdf_is_kept_and_noted_in_the_trail() -> None:
    owner = make_account()
    stored = store(owner, PDF, name="../../Mein Lebenslauf.PDF")
    assert (stored.name, stored.content_type, stored.size) == ("Mein Lebenslauf.pdf", "application/pdf", len(PDF))
    assert stored.file.read() == PDF
    assert owner.name.replace(" ", "") not in stored.file.name
    entry = TrailEntry.objects.get(target_ref=stored.ref)
    assert (entry.verb, entry.actor) == ("store_file", owner.pk)


def test_a_file_is_what_its_content_is() -> None:
    assert sniff(PDF) == "application/pdf"
    assert sniff(b"%PDF-1.7 cut off") == ""
    assert sniff(archive(_TYPES_=b"x", word__document=b"x")) == ""
    assert sniff(archive(**{"_TYPES_": b"x", "word__document.xml": b"x"})).endswith("wordprocessingml.document")
    assert sniff(archive(**{"_TYPES_": b"x", "word__document.xml": b"x", "word__vbaProject.bin": b"x"})) == ""
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}
    assert sniff(archive(**odt)) == "application/vnd.oasis.opendocument.text"
    assert sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == ""
    assert sniff(b"<html>") == ""
    assert sniff(b"MZ\x90\0") == ""
    assert sniff(b"a,b\n1,2\n") == "text/csv"


def test_refusals_are_sentences_with_a_remedy() -> None:
    assert refusal(PDF + b"\0" * 14 * MEGABYTE) == (
        "This file is 14 MB; a CV may have up to 5 MB. Save it as a smaller PDF."
    )
    assert refusal(b"MZ\x90\0", name="cv.pdf") == (
        "This file is not of a type that a CV may have. Save it as PDF, DOCX, ODT and choose it again."
    )
    assert refusal(b"").startswith("This file is empty.")
    assert refusal(PDF[:-9]).startswith("This PDF is damaged, or a part of it is missing. Open it")
    assert refusal(PDF.replace(b"startxref", b"/Encrypt 4 0 R startxref")).startswith("This PDF is locked")
    assert refusal(picture()[:300], kind="test.logo").startswith("This picture is damaged.")
    assert refusal(HUGE, kind="test.logo").startswith("This picture has too many pixels.")
    assert refusal(picture(size=(9000, 9000), form="PNG"), kind="test.logo").startswith("This picture is 9000 by 9000")
    assert refusal(PDF, kind="test.logo").startswith("This file is not of a type")


def test_a_picture_is_written_anew_without_what_the_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    stored = store(make_account(), picture(exif=exif), kind="test.logo", name="me.exe")
    content = stored.file.read()
    image = Image.open(io.BytesIO(content))
    assert b"taken at home" not in content
    assert dict(image.getexif()) == {}
    assert (image.size, stored.name) == ((32, 64), "me.jpg")
    assert sniff(content + b"") == "image/jpeg"


def test_an_archive_behind_a_picture_does_not_survive() -> None:
    stored = store(make_account(), picture() + archive(evil=b"payload"), kind="test.logo")
    assert b"evil" not in stored.file.read()


def test_only_those_who_may_read_get_the_file_and_others_do_not_learn_of_it(client: Client) -> None:
    owner, other = make_account(), make_account()
    stored = store(owner, PDF)
    address = f"/files/{stored.ref}"
    assert client.get(address).status_code == 404
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(owner)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


def test_pictures_of_public_pages_are_shown_inline_to_all(client: Client) -> None:
    stored = store(None, picture(), kind="test.logo")
    answer = client.get(f"/files/{stored.ref}")
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'inline; filename="cv.jpg"')
    assert answer["Cache-Control"] == "public, max-age=3600"


def test_a_file_of_a_kind_nobody_signed_in_is_nobodys(client: Client) -> None:
    owner = make_account()
    stored = store(owner, PDF)
    StoredFile.objects.update(kind="gone.kind")
    client.force_login(owner)
    assert client.get(f"/files/{stored.ref}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_bytes_go_with_the_last_row_that_holds_them_and_only_on_commit() -> None:
    owner = make_account()
    first, second = store(owner, PDF), store(owner, PDF)
    storage, path = first.file.storage, first.file.name
    assert (second.file.name, first.pk != second.pk) == (path, True)
    with transaction.atomic(), trail.collecting():
        delete_stored(first, actor=owner)
        assert storage.exists(path)
    assert storage.exists(path)
    with transaction.atomic(), trail.collecting():
        delete_stored(second, actor=owner)
    assert not storage.exists(path)
    assert TrailEntry.objects.filter(verb="delete_file").count() == 2


@pytest.mark.django_db(transaction=True)
def test_erasure_and_the_end_of_an_account_remove_the_bytes() -> None:
    owner, other = make_account(), make_account()
    mine, theirs = store(owner, PDF), store(other, PDF)
    assert [name for name, _file in files_of(owner)] == [f"test/cv/{mine.ref}-cv.pdf"]
    erase_of(owner)
    assert not mine.file.storage.exists(mine.file.name)
    other.delete()
    assert not theirs.file.storage.exists(theirs.file.name)


def test_the_product_keeps_what_it_made() -> None:
    with transaction.atomic(), trail.collecting():
        stored = store_made(
            owner=None, kind="test.cv", content=PDF, content_type="application/pdf", name="C 1", actor=None
        )
    assert stored.name == "C 1.pdf"


def test_nothing_is_stored_outside_of_an_action() -> None:
    with pytest.raises(RuntimeError, match="inside an action"), transaction.atomic():
        store_upload(owner=make_account(), kind="test.cv", upload=SimpleUploadedFile("a.pdf", PDF))
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\me\\简历.pdf", "简历.pdf"),
        ("a\u202efdp.exe", "a fdp.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("x" * 300, "x" * 116 + ".pdf"),
        ('a"b\r\nc.pdf', "a b c.pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given, content_type="application/pdf") == kept


def test_the_form_field_refuses_beside_the_field() -> None:
    field = UploadField(kind="test.cv")
    with pytest.raises(Exception, match="not of a type"):
        field.clean(SimpleUploadedFile("cv.pdf", b"MZ\x90\0"))
    upload = field.clean(SimpleUploadedFile("cv.pdf", PDF))
    assert upload.read() == PDF
    assert ".pdf" in field.widget.attrs["accept"]
