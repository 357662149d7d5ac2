"""What comes next once a certificate was revoked, for the officer who issues another and the volunteer who reads it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.assignments.service_steps import finish, issue, serving

pytestmark = pytest.mark.django_db

OFFICER = "The programme officer"
NEXT = {
    "mistake": ("Issue a corrected certificate", "A corrected certificate is issued", OFFICER),
    "anew": ("Issue the certificate anew", "The certificate is issued anew", OFFICER),
    "service": (
        "The certificate was revoked: issue another where one is due",
        "The certificate was revoked; where another is due, it is issued",
        OFFICER,
    ),
    "asked": (
        "Nothing more: the certificate was revoked because the volunteer asked",
        "Nothing more: it was revoked because you asked. If you want one again, write to the officer",
        "",
    ),
}
"""By the reason: what the officer reads, what the volunteer reads, and of whom the latter reads that they do it."""


def test_after_a_revocation_the_service_says_what_comes_next_until_another_certificate_is_there() -> None:
    world = serving(kinds=(), language="en")
    finish(world)
    address = reverse("assignments:assignment", args=[world.service.ref])
    assert "<dd>The certificate is issued</dd>" in world.read(world.volunteer, address)
    for reason, (to_officer, to_volunteer, who) in NEXT.items():
        row = issue(world)
        assert "What happens next" not in world.read(world.officer, address)
        said = {"reason": "Counted twice", "choice": reason}
        world.press(world.officer, "certificate_revoke", row.ref, thing=row, **said)
        for reader, words, named in ((world.officer, to_officer, who and "You"), (world.volunteer, to_volunteer, who)):
            page = world.read(reader, address)
            assert f"<dd>{words}</dd>" in page
            assert (f"<dd>{named}</dd>" in page) == bool(named)
    assert world.read(world.volunteer, reverse("assignments:certificates")).count(
        f'href="{address}">See what comes next'
    ) == len(NEXT)
