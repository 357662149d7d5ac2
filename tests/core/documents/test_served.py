"""How files of people go out: names that every file system takes, and kept on the way only where all may read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.clients import signed_in
from tests.core.documents.pictures import picture
from tests.factories import make_administrator, make_organisation, make_volunteer

from minga.core.documents.storing import safe_name
from minga.partners.actions.editing import set_logo

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("letter", ["a", "é", "志", "👩"])
def test_a_name_of_three_hundred_letters_fits_into_every_file_system_beside_its_reference(letter: str) -> None:
    kept = safe_name(letter * 300 + ".pdf", content_type="application/pdf")
    assert kept.endswith(f"{letter}.pdf")
    assert len(f"{'r' * 12}-{kept}".encode()) <= 255


@pytest.mark.parametrize("sign", ["\u200e", "\u200f", "\u202e", "\u2066", "\u061c", "\ufeff", "\x85", "\u2028"])
def test_signs_that_turn_or_hide_a_name_are_taken_out(sign: str) -> None:
    assert safe_name(f"cv{sign}fdp.exe", content_type="application/pdf") == "cv fdp.pdf"


@pytest.mark.parametrize(("state", "kept"), [("registered", "public, max-age=3600"), ("applied", "private, no-cache")])
def test_a_logo_is_kept_on_the_way_once_visitors_see_its_organisation(client: Any, state: str, kept: str) -> None:
    administrator, organisation = make_administrator(), make_organisation(state=state)
    organisation = set_logo(
        actor=administrator, organisation=organisation, upload=SimpleUploadedFile("l.jpg", picture())
    )
    address = f"/files/{organisation.logo.ref}"
    assert signed_in(administrator).get(address)["Cache-Control"] == kept
    assert client.get(address).status_code == (200 if state == "registered" else 404)


def test_a_curriculum_vitae_that_is_refused_is_answered_as_a_refusal() -> None:
    sent = {"upload": SimpleUploadedFile("cv.pdf", b"<html><script>alert(1)</script>")}
    answer = signed_in(make_volunteer()).post("/profile/cv", sent)
    assert answer.status_code == 422
    assert "not of a type that a CV may have" in answer.content.decode()
