"""Those who look on: an auditor reads the trail and can change nothing, an administrator sees the machine's health."""

from __future__ import annotations

import io

from django.core.management import call_command
from playwright.sync_api import expect
from tests.browser.cast import Cast
from tests.browser.hands import Hand
from tests.browser.serving import service_of

from minga.core.audit.models import TrailEntry


def audit(cast: Cast, volunteer: Hand) -> None:
    """The auditor follows the menu to the trail, reads what became of one service, and finds nothing to press."""
    auditor, service = cast.auditor, service_of(volunteer)
    auditor.open("/")
    auditor.goes_to("Audit trail")
    auditor.opens("Look for something")
    auditor.write("Reference of the object", service.ref)
    auditor.press("Show")
    rows = auditor.page.locator("main td a[href^='/audit/']")
    expect(rows).to_have_count(TrailEntry.objects.filter(target_ref=service.ref).count())
    for name in (cast.supervisor.account, cast.officer.account, cast.focal_point.account):
        auditor.sees(str(name))
    auditor.open(f"/assignments/{service.ref}")
    expect(auditor.page.locator("main form")).to_have_count(0)
    said = io.StringIO()
    call_command("audit", "verify", stdout=said)
    assert "The chain is whole." in said.getvalue(), said.getvalue()


def administer(cast: Cast) -> None:
    """The administrator reads at home how the installation is, and comes to the roles by the menu."""
    cast.administrator.open("/")
    cast.administrator.sees("Database")
    cast.administrator.sees("Responds")
    cast.administrator.goes_to("Roles")
    cast.administrator.sees(str(cast.officer.account))
