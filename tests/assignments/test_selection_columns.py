"""The table of a selection: each person chooses its columns, and what is taken away is what it shows."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.models import Application

pytestmark = pytest.mark.django_db


def test_the_page_shows_and_the_file_holds_the_columns_that_one_chose() -> None:
    host = make.make_organisation()
    description = make.make_description(state="selecting", host=host)
    Application.objects.create(
        account=make.make_volunteer(), description=description, state="with_host", candidate_number=4
    )
    client = signed_in(make.make_focal_point(host))
    address = f"/descriptions/{description.ref}/selection"

    def heads() -> tuple[bool, bool]:
        page = client.get(address).content.decode()
        return '<th scope="col">Since</th>' in page, '<th scope="col">Assessments</th>' in page

    def written() -> list[str]:
        answer = client.post(f"{address}/export", {"format": "csv", "reason": "For the panel."})
        return b"".join(answer.streaming_content).decode("utf-8-sig").split("\r\n")[0].split(",")

    assert heads() == (True, True)
    assert written() == [
        "Candidate", "State", "Since", "Place in the reserve", "Assessments asked for", "Assessments written",
        "Answer until",
    ]  # fmt: skip
    chosen = {"column": ["state", "written"], "next": address}
    assert client.post(reverse("tables:columns", args=["assignments.selection"]), chosen)["Location"] == address
    assert heads() == (False, True)
    assert written() == ["Candidate", "State", "Assessments written"]
