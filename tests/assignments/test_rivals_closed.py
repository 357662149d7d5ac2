"""Whoever stands for a post reads nothing of their rivals, whatever their office: neither clearances nor candidates."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.assignments.selection_world import applied, offered
from tests.assignments.service_world import make_service, require
from tests.clients import signed_in

from minga.assignments.models import Application, Clearance
from minga.assignments.queries.standing_for import forget
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.access.models import Role
from minga.core.acting import allowed
from minga.core.registries import Waiting
from minga.people.models import Account

pytestmark = pytest.mark.django_db
APART = "You applied for this post yourself"


def test_an_officer_in_charge_who_was_not_selected_reads_no_result_of_whoever_was() -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    assert allowed(world.officer, "assignments.view_clearance_result", row)
    applied(world.description, account=world.officer, state="not_selected")
    forget(world.officer)
    answer = signed_in(world.officer).get(f"/clearances/{row.ref}")
    assert (answer.status_code, APART in answer.content.decode()) == (403, True)
    waits = [str(line.title) for line in for_officers(world.officer) if isinstance(line, Waiting)]
    assert [title for title in waits if "Medical" in title] == []


def protection_officer() -> Account:
    account = make.make_account()
    make.give_role(account, Role.DATA_PROTECTION_OFFICER)
    return account


def test_a_data_protection_officer_who_applied_reads_their_own_clearances_and_no_rivals() -> None:
    require("reference", is_pre_submission=True)
    account, other_post = protection_officer(), make_service(language="en")
    post = make.make_description(state="selecting")
    rival, own = applied(post, state="shortlisted"), applied(post, account=account, state="shortlisted")
    theirs, mine = (Clearance.objects.create(application=row, kind="reference", state="failed") for row in (rival, own))
    browser = signed_in(account)
    page = browser.get("/clearances")
    assert {row.pk for row in page.context["rows"]} == {mine.pk, other_post.service.clearances.get().pk}
    assert "You applied for a post yourself" in page.content.decode()
    sheet = browser.post("/clearances/table", {"reason": "A test of what stands there", "format": "csv"})
    assert str(rival.account) not in b"".join(sheet).decode()
    answer = browser.get(f"/clearances/{theirs.ref}")
    assert (answer.status_code, APART in answer.content.decode()) == (403, True)
    assert browser.get(f"/clearances/{mine.ref}").status_code == 200
    Application.objects.filter(pk=own.pk).update(state="withdrawn")
    page = browser.get("/clearances")
    assert {theirs.pk, mine.pk} < {row.pk for row in page.context["rows"]}
    assert "You applied for a post yourself" not in page.content.decode()


def test_an_auditor_who_applied_reads_no_rival_and_not_who_was_nominated() -> None:
    auditor, partner = make.make_auditor(), make.make_organisation(is_partner=True)
    post = make.make_description(state="selecting", nominating_partner=partner)
    rival, browser = offered(post, make.make_officer()), signed_in(auditor)
    post.refresh_from_db()
    pages = (
        f"/candidates/{rival.ref}", f"/descriptions/{post.ref}/longlist", f"/descriptions/{post.ref}/selection",
    )  # fmt: skip
    assert [browser.get(page).status_code for page in pages] == [200, 200, 200]
    assert post.title in browser.get("/nominations").content.decode()
    assert allowed(auditor, "assignments.view_offer", rival.offers.get())
    applied(post, account=auditor)
    forget(auditor)
    for page in pages:
        answer = browser.get(page)
        assert (answer.status_code, APART in answer.content.decode()) == (403, True)
    assert post.title not in browser.get("/nominations").content.decode()
    assert not allowed(auditor, "assignments.view_offer", rival.offers.get())
    assert browser.get("/audit").status_code == 200
