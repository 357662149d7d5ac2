"""What stands on a paper can be read back: the name that is compared, and the day on which it was signed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from tests.assignments.service_world import make_service

from minga.assignments.models import Certificate
from minga.assignments.service_papers import _signed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ame\u0301lie  Nguye\u0302\u0303n", "Amélie Nguyễn"),
        ("Amélie Nguyễn", "Ame\u0301lie nguye\u0302\u0303n"),
        ("محمد علی‌زاده", "محمد علیزاده"),
        ("Zoë O’Brien", "ZOE O'BRIEN"),
        ("\u2068חנה לוי\u2069", "חנה לוי"),
    ],
    ids=["marks apart", "marks together", "a joiner that leaves no mark", "signs of the keyboard", "right to left"],
)
def test_a_name_is_found_as_it_is_read_off_the_paper(client: Client, written: str, typed: str) -> None:
    row = Certificate.objects.create(
        assignment=make_service(kinds=()).service, number="CERT-2026-00042", language="en", payload={"name": written},
        key_id="k", signature="s", issued_at=timezone.now(),
    )  # fmt: skip
    assert client.post("/c", {"number": row.number, "name": typed})["Location"] == f"/c/{row.ref}"
    assert client.post("/c", {"number": row.number, "name": "Somebody Else"}).status_code == 422


def test_a_contract_says_the_day_of_whoever_signs_it() -> None:
    """In Beijing it is April already when March ends at midnight in Greenwich."""
    at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        assert "1 April 2026" in _signed("Li Na", at)()
