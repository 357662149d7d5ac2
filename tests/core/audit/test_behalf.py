"""On whose behalf somebody acted stands in the trail: the organisation or country whose role let them."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from tests.factories import (
    give_role,
    make_account,
    make_administrator,
    make_application,
    make_auditor,
    make_category,
    make_country,
    make_description,
    make_focal_point,
    make_officer,
    make_opportunity,
    make_organisation,
)

from minga.assignments.actions.applications import begin_application
from minga.assignments.actions.assessment import choose_assessor
from minga.assignments.actions.descriptions import cancel_description, close_description, request_edits
from minga.assignments.actions.editing import duplicate_description, start_description
from minga.core.access.models import Role
from minga.core.access.registries import named_places
from minga.core.acting import SYSTEM
from minga.core.audit.models import TrailEntry
from minga.core.audit.verifying import verify
from minga.people.actions.accounts import deactivate_account, update_settings
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def afresh(account: Account) -> Account:
    """As the next request reads them: roles given since count."""
    return Account.objects.get(pk=account.pk)


def behalves(verb: str) -> list[str]:
    return list(TrailEntry.objects.filter(verb=verb).order_by("sequence").values_list("on_behalf_of", flat=True))


def test_a_focal_point_acts_for_their_organisation_and_the_chain_holds() -> None:
    description = make_description(state="draft")
    duplicate_description(actor=make_focal_point(description.host), description=description)
    place = f"organisation:{description.host.ref}"
    assert behalves("duplicate_description") == behalves("start_description") == [place]
    assert verify().findings == []


def test_an_officer_acts_for_their_country_and_one_of_the_whole_platform_for_nobody_else() -> None:
    description, everywhere = make_description(state="submitted"), make_account()
    give_role(everywhere, Role.PROGRAMME_OFFICER)
    request_edits(actor=make_officer(), description=description, reason="Say more of the tasks.")
    description.refresh_from_db()
    cancel_description(actor=afresh(everywhere), description=description, reason="It was sent by mistake.")
    assert behalves("request_edits") == ["country:CN"]
    assert behalves("cancel_description") == [""]


def test_of_two_organisations_the_one_that_it_is_about_is_named() -> None:
    first, second = make_organisation(), make_organisation()
    person = make_focal_point(first)
    give_role(person, Role.HOST_FOCAL_POINT, organisation=second)
    for host in (second, first):
        start_description(
            actor=person, category=make_category(), track="national", host=host, country=make_country("CN")
        )
    assert behalves("start_description") == [f"organisation:{second.ref}", f"organisation:{first.ref}"]


def test_whoever_has_a_role_and_acts_for_themselves_acts_for_nobody_else() -> None:
    person = make_focal_point(make_organisation())
    begin_application(actor=person, description=make_opportunity())
    update_settings(
        actor=person, account=person, name="Li Na", local_name="", language="en", timezone_name="UTC", seen=None
    )
    assert behalves("begin_application") == behalves("update_settings") == [""]


def test_of_two_roles_the_one_that_lets_is_named() -> None:
    """A focal point who is an officer elsewhere asks an assessor as the focal point, whatever was asked first."""
    application = make_application(state="with_host")
    person = make_focal_point(application.description.host)
    give_role(person, Role.PROGRAMME_OFFICER, country=make_country("KE").pk)
    choose_assessor(actor=person, application=application, assessor=person)
    assert set(behalves("choose_assessor")) == {f"organisation:{application.description.host.ref}"}


def test_the_installation_and_an_administrator_act_for_no_place() -> None:
    close_description(actor=SYSTEM, description=make_description())
    deactivate_account(actor=make_administrator(), account=make_account(), reason="They asked for it.")
    assert behalves("close_description") == behalves("deactivate_account") == [""]


def test_an_auditor_reads_the_place_by_its_name_on_the_pages_in_the_file_and_in_the_terminal(client: Client) -> None:
    description = make_description(state="draft", host=make_organisation(name="Green Rivers"))
    person = make_focal_point(description.host)
    Account.objects.filter(pk=person.pk).update(name="Li Na")
    duplicate_description(actor=person, description=description)
    client.force_login(make_auditor())
    row = TrailEntry.objects.get(verb="duplicate_description")
    for page in ("/audit", f"/audit/{row.sequence}"):
        assert "Li Na, for Green Rivers" in client.get(page).content.decode()
    with override("zh-hans"):
        assert "Li Na，代表Green Rivers" in client.get("/audit?lang=zh-hans").content.decode()
    taken: Any = client.post("/audit/export?lang=en", {"reason": "yearly audit"})
    assert "Li Na, for Green Rivers" in b"".join(taken.streaming_content).decode()
    said = StringIO()
    call_command("audit", "show", description.ref, stdout=said)
    assert f", for organisation:{description.host.ref}: duplicate_description" in said.getvalue()


def test_a_place_that_is_gone_or_was_never_one_stands_as_it_was_kept() -> None:
    odd = ["organisation:GONE", "village:7", "no place", "", None, 5]
    assert named_places(odd) == {"organisation:GONE": "organisation:GONE", "village:7": "village:7"}
