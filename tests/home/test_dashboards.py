"""The dashboards: every role sees its own, in the same number of queries at 1 and at 100 rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import formats, timezone
from tests.assignments.service_world import make_service
from tests.factories import (
    give_role,
    make_administrator,
    make_application,
    make_description,
    make_focal_point,
    make_officer,
    make_partner_representative,
    make_volunteer,
)
from tests.home.worlds import ROLES, SECTION, fill, make_host
from tests.house.tree import PACKAGE

from minga.assignments.models import CostEstimate, Description
from minga.assignments.waiting.roles import for_officers
from minga.core.access.models import Role
from minga.core.money.models import Currency
from minga.core.registries import Waiting
from minga.home.waits import MORE, SHOWN, in_order
from minga.partners.actions.inviting import invite_to_organisation
from minga.partners.models import Invitation, Organisation

pytestmark = pytest.mark.django_db
WAY = re.compile(r'way_to\("([a-z_]+:[a-z_]+)"')


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_finds_its_section(client: Client, role: str, language: str) -> None:
    host = make_host()
    account = ROLES[role](host)
    fill(host, account, many=1)
    client.force_login(account)
    page = client.get(f"/?lang={language}").content.decode()
    assert page.count("<h1") == 1
    assert f'id="ho-{SECTION.get(role, role)}"' in page


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_platform_shows_every_dashboard(client: Client, role: str) -> None:
    client.force_login(ROLES[role](make_host()))
    assert client.get("/").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_the_queries_stay_the_same_at_1_and_at_100_rows(client: Client, role: str) -> None:
    host = make_host()
    account = ROLES[role](host)
    fill(host, account if role == "volunteer" else make_volunteer(), many=1)
    few = _queries(client, account)
    fill(host, make_volunteer(), many=20)
    many = _queries(client, account)
    assert len(_without_counts(many)) == len(_without_counts(few)), "\n".join(many)
    assert len(many) <= MOST
    fill(host, make_volunteer(), many=20)
    assert len(_queries(client, account)) == len(many)


MOST = 58  # with an empty cache: ten of them count the pace, about twenty ask the rooms what waits


def _without_counts(queries: list[str]) -> list[str]:
    """Without the one count of each kind of which more wait than are shown."""
    return [query for query in queries if not query.startswith("SELECT COUNT(*) FROM (SELECT ")]


def _queries(client: Client, account: Any) -> list[str]:
    """Of a second visit with nothing kept: what is counted is counted anew."""
    client.force_login(account)
    client.get("/")
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return [query["sql"][:150] for query in queries]


def test_a_page_holds_the_most_pressing_and_says_how_many_come_after(client: Client) -> None:
    officer = make_officer()
    today = timezone.localdate()
    for state in ("submitted", "ready_for_sourcing", "sourcing", "selecting"):
        for _ in range(15):
            row = make_description(state=state, closes_on=today + timedelta(days=2))
            if state == "selecting":
                make_application(description=row, state="longlisted")
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert page.count('class="ho-wait"') == SHOWN + MORE
    assert f"{60 - SHOWN - MORE} more come after these" in page
    assert '<span class="ho-total" aria-label="60 things">60</span>' in page
    presses = re.findall(r'class="ho-wait-press.*?class="btn btn-(\w+)"', page, re.DOTALL)
    assert presses == ["primary"] + ["quiet"] * (SHOWN + MORE - 1)


def test_somebody_with_several_roles_sees_one_page_in_sections(client: Client) -> None:
    host = make_host()
    account = make_focal_point(host)
    for role in (Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR):
        give_role(account, role)
    fill(host, make_volunteer(), many=1)
    client.force_login(account)
    page = client.get("/").content.decode()
    assert [key for key in ("officer", "host", "finance", "auditor") if f'id="ho-{key}"' in page] == [
        "officer", "host", "finance", "auditor",
    ]  # fmt: skip
    assert page.count("What waits for you</h1>") <= 1


def test_a_cost_that_waits_is_one_press_from_done(client: Client) -> None:
    host = make_host()
    officer, description = make_officer(), make_description(state="submitted", host=host)
    Currency.objects.get_or_create(code="USD")
    estimate = CostEstimate.objects.create(
        description=description, state="requested", currency_id="USD", total=1000, requested_by=officer,
        requested_at=timezone.now(),
    )  # fmt: skip
    account = ROLES["finance"](host)
    client.force_login(account)
    page = client.get("/").content.decode()
    assert f'action="/descriptions/{description.ref}/cost/do/authorize"' in page
    assert f'name="estimate" value="{estimate.ref}"' in page


@pytest.mark.parametrize(("many", "hidden"), [(8, 0), (9, 0), (10, 2)])
def test_one_row_alone_is_never_hidden_behind_more(client: Client, many: int, hidden: int) -> None:
    for _ in range(many):
        make_description(state="submitted")
    client.force_login(make_officer())
    page = client.get("/").content.decode()
    assert page.count('class="ho-wait"') == many
    assert "Show 1 more" not in page
    assert ("Show 2 more" in page) == bool(hidden)


def test_a_first_shortlist_that_is_not_sent_yet_has_the_day_on_which_the_host_entity_expects_it() -> None:
    officer, today = make_officer(), timezone.localdate()
    closed, second, still_open = (
        make_description(state=state, officer=officer, closes_on=today + timedelta(days=days))
        for state, days in (("selecting", -1), ("selecting", -1), ("sourcing", 5))
    )
    for row in (closed, second, still_open):
        make_application(description=row, state="shortlisted")
    make_application(description=second, state="with_host")
    Description.objects.update(published_at=timezone.now() - timedelta(days=11))
    due = {str(row.title): row.due for row in for_officers(officer) if isinstance(row, Waiting) and row.verb == "Look"}
    assert due == {str(closed): today + timedelta(days=3), str(second): None, str(still_open): None}


def test_what_is_due_first_comes_first_and_what_has_no_day_stands_by_its_urgency() -> None:
    today = timezone.localdate()

    def wait(title: str, *, days: int | None = None, urgency: int = 0) -> Waiting:
        return Waiting(title, "/", due=None if days is None else today + timedelta(days=days), urgency=urgency)

    rows = [
        wait("some day"), wait("next month", days=30), wait("urgent", urgency=2), wait("late", days=-2),
        wait("today", days=0, urgency=1), wait("this week", days=5, urgency=1),
        wait("urgent, sooner", days=2, urgency=2), wait("broken", urgency=4), wait("at once", urgency=3),
        wait("soon", urgency=1),
    ]  # fmt: skip
    assert [row.title for row in in_order(rows, today=today)] == [
        "broken", "late", "today", "at once", "urgent, sooner", "urgent", "this week", "soon",
        "next month", "some day",
    ]  # fmt: skip


def test_a_volunteer_reads_where_an_application_stands(client: Client) -> None:
    account = make_volunteer()
    application = make_application(account=account, state="with_host")
    client.force_login(account)
    page = client.get("/").content.decode()
    assert "Your application is with the host entity." in page
    assert f"/applications/{application.ref}" in page


def test_an_officer_of_another_country_counts_nothing_of_here(client: Client) -> None:
    host = make_host()
    fill(host, make_volunteer(), many=1)
    client.force_login(make_officer(country="KE"))
    page = client.get("/").content.decode()
    assert "Green Network" not in page
    assert "No description waits for an officer." in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ROLES)
def test_where_nothing_waits_no_sentence_counts_to_nought(client: Client, role: str, language: str) -> None:
    client.force_login(ROLES[role](make_host()))
    page = client.get(f"/?lang={language}").content.decode()
    leads = re.findall(r'class="mg-lead">(.*?)</p>', page, re.DOTALL)
    assert leads
    assert [lead for lead in leads if re.search(r"(?<![0-9,.])0(?![0-9])", lead)] == []


def test_an_officer_of_a_fresh_installation_finds_first_steps_until_something_is_described(client: Client) -> None:
    client.force_login(make_officer())
    page = client.get("/").content.decode()
    assert "First steps" in page
    assert "Applications counted at" not in page
    for address in ("/organisations", "/rates", "/descriptions/new"):
        assert f'class="mg-card-link" href="{address}"' in page
        assert client.get(address).status_code == 200
    make_description(state="draft")
    cache.clear()
    assert "First steps" not in client.get("/").content.decode()


def test_a_host_that_assessed_everyone_reads_where_they_stand_instead_of_none_to_assess(client: Client) -> None:
    host = make_host()
    description = make_description(state="selecting", host=host)
    for state in ("assessed", "assessed", "selected"):
        make_application(description=description, state=state)
    client.force_login(make_focal_point(host))
    page = client.get("/").content.decode()
    assert "0 candidates" not in page
    assert "2 of 3 open applications stand at" in page


def test_whoever_only_holds_a_role_is_not_asked_to_finish_a_profile_of_a_volunteer(client: Client) -> None:
    account = make_volunteer()
    give_role(account, Role.HOST_FOCAL_POINT, organisation=make_host())
    account.profile.languages.all().delete()
    client.force_login(account)
    page = client.get("/").content.decode()
    assert "Finish your profile" not in page
    assert "Your volunteering" not in page
    assert client.post("/profile/places", {}).status_code == 302
    page = client.get("/").content.decode()
    assert "Finish your profile" in page
    assert "Your volunteering" in page


def test_whoever_is_invited_or_registers_an_organisation_is_not_asked_for_a_profile_either(client: Client) -> None:
    host, account = make_host(), make_volunteer()
    account.profile.languages.all().delete()
    client.force_login(account)
    assert "Finish your profile" in client.get("/").content.decode()
    invitation = invite_to_organisation(
        actor=make_administrator(),
        organisation=host,
        email=account.email.upper(),
        role=Role.HOST_FOCAL_POINT,
        starts=timezone.localdate(),
    )
    page = client.get("/").content.decode()
    assert "You are invited" in page
    assert "Finish your profile" not in page
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    assert "Finish your profile" in client.get("/").content.decode()
    Organisation.objects.filter(pk=host.pk).update(registered_by=account, state="under_review")
    assert "Finish your profile" not in client.get("/").content.decode()


def test_every_way_that_a_dashboard_knows_leads_to_a_page_that_exists() -> None:
    rooms = get_resolver().namespace_dict
    named = {name for path in (PACKAGE / "home").rglob("*.py") for name in WAY.findall(path.read_text())}
    assert len(named) > 20
    assert [name for name in sorted(named) if name.split(":")[1] not in rooms[name.split(":")[0]][1].reverse_dict] == []


def test_a_volunteers_dashboard_leads_to_their_service(client: Client) -> None:
    world = make_service()
    world.service.state = "serving"
    world.service.save()
    client.force_login(world.volunteer)
    assert f'href="/assignments/{world.service.ref}"' in client.get("/").content.decode()


def test_what_happens_next_names_the_day_on_which_applications_close_and_asks_the_volunteer_for_nothing(
    client: Client,
) -> None:
    application = make_application()
    client.force_login(application.account)
    closes = formats.date_format(application.description.closes_on, "DATE_FORMAT")
    for address in ("/", "/applications", f"/applications/{application.ref}"):
        page = client.get(address).content.decode()
        assert f"Applications close on {closes}. Then the officer reads them" in page
        assert f"By {closes}" not in page
    type(application.description).objects.update(closes_on=timezone.localdate() - timedelta(days=2))
    assert "The officer reads the applications and puts three" in client.get("/applications").content.decode()


def test_a_partner_is_told_of_the_places_of_open_posts_only(client: Client) -> None:
    today = timezone.localdate()
    host = make_host()
    for state, days in (("sourcing", 9), ("sourcing", -3), ("selecting", -20)):
        make_description(
            state=state,
            host=host,
            nominating_partner=host,
            nomination_quota=2,
            closes_on=today + timedelta(days=days),
        )
    client.force_login(make_partner_representative(host))
    page = client.get("/").content.decode()
    assert "You may nominate 2 more people." in page
