"""The page that checks a certificate, as the installation answers it without scripts."""

from __future__ import annotations

import pytest
from django.test import Client

from minga.core.documents import offline

pytestmark = pytest.mark.django_db


def test_without_a_file_the_page_says_so_beside_the_field(client: Client) -> None:
    response = client.post("/verify/file")
    page = response.content.decode()
    assert response.status_code == 422
    assert "No file was sent. Choose the PDF of the certificate." in page
    assert 'aria-describedby="mg-verify-help mg-verify-missing" aria-invalid="true"' in page
    assert "aria-invalid" not in client.get("/verify/file").content.decode()


def test_without_scripts_nobody_reads_that_their_browser_checks(client: Client) -> None:
    """The page shows what is true until a script says otherwise, and so does the saved file."""
    page = client.get("/verify/file").content.decode()
    assert "<span data-verify-sent>Choose the file. It is sent to this site, checked there and not kept.</span>" in page
    assert "<span data-verify-here hidden>Choose the file or drop it here. Your browser checks it" in page
    assert (
        "data-verify-sent>Nothing is checked here yet: this file needs a browser that runs scripts."
        in offline.single_file()
    )
