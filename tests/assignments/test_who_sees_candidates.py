"""What partners and auditors see of candidates, who is told of people by name, and who may be given a role where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, asked, in_reserve
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.nominations import agree_to_nomination
from minga.assignments.actions.reserve import order_reserve
from minga.assignments.actions.shortlist import set_weights
from minga.assignments.models import Application, Clearance, Nomination
from minga.assignments.queries.cost import estimates_for_finance
from minga.assignments.queries.service import hosts_of
from minga.core.access.actions import grant_role
from minga.core.access.models import Holding, Role, Scope
from minga.core.documents.models import StoredFile
from minga.core.errors import Incomplete
from minga.core.notices.models import Notice
from minga.people.models import Consent, Purpose

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["submitted", "with_host", "assessed", "selected", "accepted", "not_selected"])
def test_a_partner_sees_name_and_stage_of_whom_it_nominated_and_no_page_of_a_candidate(state: str) -> None:
    partner = make.make_organisation(is_partner=True)
    description = make.make_description(state="selecting", nominating_partner=partner)
    row = applied(description, state=state)
    Nomination.objects.create(
        description=description, partner=partner, account=row.account, answer="agreed", answered_at=timezone.now()
    )
    Consent.objects.create(account=row.account, purpose=Purpose.SHARE_WITH_PARTNER, given_at=timezone.now())
    asked(row, make.make_supervisor(description.host))
    browser = signed_in(make.make_partner_representative(partner))
    listed = browser.get("/nominations/people").content.decode()
    assert str(row.account) in listed
    assert row.ref not in listed
    assert browser.get(f"/candidates/{row.ref}").status_code == 404


def test_a_partner_opens_no_curriculum_of_whom_it_nominated() -> None:
    partner = make.make_organisation(is_partner=True)
    description = make.make_description(state="selecting", nominating_partner=partner)
    row = applied(description, state="selected")
    Nomination.objects.create(description=description, partner=partner, account=row.account, answer="agreed")
    curriculum = StoredFile.objects.create(
        owner=row.account, kind="people.cv", subject_ref=row.account.ref, name="cv.pdf", size=8, sha256="0" * 64,
        content_type="application/pdf", file=ContentFile(b"%PDF-1.7", name="cv.pdf"),
    )  # fmt: skip
    address = f"/files/{curriculum.ref}"
    assert signed_in(make.make_focal_point(description.host)).get(address).status_code == 200
    assert signed_in(make.make_partner_representative(partner)).get(address).status_code in {403, 404}


def with_clearance(state: str) -> tuple[Application, Clearance]:
    row = applied(make.make_description(state="selecting", officer=make.make_officer()), state="shortlisted")
    return row, Clearance.objects.create(application=row, kind="medical", is_pre_submission=True, state=state)


@pytest.mark.parametrize("state", ["failed", "requested"])
def test_an_auditor_learns_of_a_candidates_clearances_only_whether_they_passed(state: str) -> None:
    row, clearance = with_clearance(state)
    auditor, officer = signed_in(make.make_auditor()), signed_in(row.description.officer)
    for page in (f"/candidates/{row.ref}", f"/descriptions/{row.description.ref}/selection"):
        shown = auditor.get(page).content.decode()
        assert "Medical clearance" in shown
        assert ">Not yet<" in shown
        assert clearance.ref not in shown
        assert str(clearance.get_state_display()) not in shown
        known = officer.get(page).content.decode()
        assert f'/clearances/{clearance.ref}"' in known
        assert f">{clearance.get_state_display()}<" in known


def test_an_auditor_reads_that_a_clearance_has_passed() -> None:
    row, _clearance = with_clearance("passed")
    assert ">Passed<" in signed_in(make.make_auditor()).get(f"/candidates/{row.ref}").content.decode()


def test_a_data_protection_officer_goes_back_from_a_clearance_to_a_page_that_opens() -> None:
    row, clearance = with_clearance("passed")
    account = make.make_account()
    make.give_role(account, Role.DATA_PROTECTION_OFFICER)
    browser = signed_in(account)
    shown = browser.get(f"/clearances/{clearance.ref}").content.decode()
    back = f"/people/{row.account.ref}"
    assert f'href="{back}"' in shown
    assert f"/descriptions/{row.description.ref}" not in shown
    assert browser.get(back).status_code == 200


def test_a_finance_officer_of_a_host_entity_or_payer_is_made_by_an_administrator() -> None:
    administrator, account = make.make_administrator(), make.make_account()
    organisation = make.make_organisation()
    given = {"scope": Scope.ORGANISATION, "scope_key": organisation.ref}
    grant_role(actor=administrator, account=account, role=Role.FINANCE_OFFICER, **given)
    assert signed_in(account).get("/costs").status_code == 200
    assert not estimates_for_finance(account).exists()
    with pytest.raises(Incomplete):
        grant_role(actor=administrator, account=account, role=Role.PROGRAMME_OFFICER, **given)


def test_why_candidates_were_ordered_so_stands_in_the_history_for_whoever_sees_them_and_not_for_a_partner() -> None:
    partner = make.make_organisation(is_partner=True)
    description = make.make_description(state="selecting", nominating_partner=partner)
    officer, auditor, host = make.make_officer(), make.make_auditor(), make.make_focal_point(description.host)
    refs = [in_reserve(description, rank).ref for rank in (2, 1)]
    order_reserve(actor=officer, description=description, order=refs, reason="Number two speaks Swahili.")
    set_weights(actor=officer, description=description, weights={"skills": 7}, reason="Skills count most here.")
    known = {"Number two speaks Swahili.", "Skills count most here."}
    for account, told in (
        (officer, known),
        (auditor, known),
        (host, {"Number two speaks Swahili."}),
        (make.make_partner_representative(partner), set()),
        (make.make_finance_officer(), set()),
    ):
        page = signed_in(account).get(f"/descriptions/{description.ref}").content.decode()
        assert {words for words in known if words in page} == told


def leaves_office(account) -> None:
    day = timezone.localdate() - timedelta(days=1)
    Holding.objects.filter(account=account).update(starts=day, ends=day)


def test_a_supervisor_who_has_left_the_host_entity_is_told_of_no_volunteer_and_the_focal_points_are() -> None:
    world = make_service(kinds=())
    assert hosts_of(world.service) == [world.supervisor]
    leaves_office(world.supervisor)
    assert hosts_of(world.service) == [world.focal_point]


def test_that_somebody_agreed_is_told_to_a_partners_present_representatives_only() -> None:
    partner = make.make_organisation(is_partner=True)
    first, second = make.make_partner_representative(partner), make.make_partner_representative(partner)
    description = make.make_description(nominating_partner=partner)
    for stays, told in ((True, first), (False, second)):
        if not stays:
            leaves_office(first)
        nomination = Nomination.objects.create(
            description=description, partner=partner, account=make.make_volunteer(), nominated_by=first
        )
        agree_to_nomination(actor=nomination.account, nomination=nomination)
        found = Notice.objects.filter(kind="assignments.nomination_agreed", about_ref=nomination.ref)
        assert [notice.account for notice in found] == [told]
