"""What leaves a profile leaves it after a question, in words; nothing is kept of it to bring it back."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.people.actions import profile as acts
from minga.people.models import Account, Profile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"


def form_that_asks(page: str, label: str) -> str:
    """The form whose button of that label is reached through a question only."""
    (form,) = (found for found in re.findall(r"<form.*?</form>", page, re.DOTALL) if f">{label}</summary>" in found)
    assert form.index("<summary") < form.index("mg-confirm-question") < form.index('<button class="btn')
    return form


def sent_by(form: str) -> dict[str, str]:
    """What the form sends beside its token."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_a_cv_is_deleted_after_a_question(client: Client, volunteer: Account) -> None:
    upload = SimpleUploadedFile("cv.pdf", PDF, "application/pdf")
    acts.attach_cv(actor=volunteer, profile=volunteer.profile, upload=upload)
    form = form_that_asks(client.get("/profile/cv").content.decode(), "Delete this file")
    assert "it does not come back" in form
    answer = client.post("/profile/cv", sent_by(form), follow=True)
    assert "The file is deleted." in answer.content.decode()
    assert Profile.objects.get(account=volunteer).cv is None


@pytest.mark.parametrize("step", ["languages", "education", "experience"])
def test_a_row_of_the_profile_is_taken_off_after_a_question(client: Client, volunteer: Account, step: str) -> None:
    rows = {
        "languages": {"language": "fr", "level": "B1"},
        "education": {"level": "3", "institution": "University of Nairobi"},
        "experience": {"title": "Guide", "organisation": "Museum", "starts": "2022-01-01"},
    }
    getattr(volunteer.profile, step).all().delete()
    assert client.post(f"/profile/{step}", rows[step]).status_code == 302
    form = form_that_asks(client.get(f"/profile/{step}").content.decode(), "Remove")
    assert "To have it back you would write it again." in form
    assert 'aria-describedby="entry-1"' in form
    assert client.post(f"/profile/{step}/remove", sent_by(form)).status_code == 302
    assert not getattr(volunteer.profile, step).exists()
