"""The page that checks a certificate, as the installation answers it without scripts."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_without_a_file_the_page_says_so_beside_the_field(client: Client) -> None:
    response = client.post("/verify/file")
    page = response.content.decode()
    assert response.status_code == 422
    assert "No file was sent. Choose the PDF of the certificate." in page
    assert 'aria-describedby="mg-verify-help mg-verify-missing" aria-invalid="true"' in page
    assert "aria-invalid" not in client.get("/verify/file").content.decode()
