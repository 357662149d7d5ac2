"""“What waits for you”: done from there, refused where somebody was faster, and counted to the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.assignments.description_world import complete_description
from tests.assignments.selection_world import applied, consenting
from tests.assignments.service_steps import costs_nothing
from tests.assignments.service_world import make_service
from tests.clients import signed_in
from tests.factories import make_description, make_focal_point, make_officer, make_organisation

from minga.assignments.actions.extensions import ask_for_extension
from minga.assignments.actions.leave import ask_for_leave
from minga.assignments.models import Application, Assignment, Clearance, Description, Extension, HoursRecord, Offer
from minga.assignments.stepping import step_application
from minga.assignments.waiting.presses import shortlists_of
from minga.core import waiting
from minga.core.registries import Waiting
from minga.home.waits import Wait, waits_of

pytestmark = pytest.mark.django_db


def rows_of(account: Any) -> list[Wait]:
    waits = waits_of(account)
    return [*waits.first, *waits.more]


def row_with(account: Any, verb: str) -> Wait:
    """The one row whose button says this."""
    [found] = [wait for wait in rows_of(account) if str(wait.row.verb) == verb]
    return found


def press(account: Any, wait: Wait) -> Any:
    """Press the button of a row as the page would; the page that follows."""
    assert wait.row.post_url, wait.row.title
    sent = wait.fields | ({"version": wait.version} if wait.version else {})
    client = Client()
    client.force_login(account)
    return client.post(wait.row.post_url, sent, follow=True)


def serving(**fields: Any) -> Any:
    world = make_service(kinds=(), **fields)
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=world.service.starts_on)
    world.fresh()
    return world


def test_whatever_is_done_from_the_board_leads_back_to_it() -> None:
    world = serving()
    today = timezone.localdate()
    HoursRecord.objects.create(
        assignment=world.service, month=today.replace(day=1), hours=8, recorded_by=world.volunteer, state="recorded"
    )
    answer = press(world.focal_point, row_with(world.focal_point, "Verify"))
    assert answer.redirect_chain == [("/", 302)]
    assert "The hours are verified." in answer.content.decode()
    assert HoursRecord.objects.get().state == "verified"
    assert "Verify" not in [str(wait.row.verb) for wait in rows_of(world.focal_point)]


def test_entry_on_duty_is_confirmed_for_the_agreed_day_in_one_press() -> None:
    world = make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(state="cleared")
    wait = row_with(world.focal_point, "Confirm")
    assert "as agreed" in wait.row.confirm
    press(world.focal_point, wait)
    service = world.fresh()
    assert (service.state, service.entered_on) == ("serving", service.starts_on)


def test_entry_before_the_first_day_is_only_looked_at() -> None:
    world = make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(
        state="cleared", starts_on=timezone.localdate() + timedelta(days=2)
    )
    assert row_with(world.focal_point, "Look").row.post_url == ""


def test_leave_and_an_extension_are_approved_from_the_board() -> None:
    world = serving()
    day = timezone.localdate() + timedelta(days=9)
    ask_for_leave(actor=world.volunteer, assignment=world.service, kind="annual", starts_on=day, ends_on=day)
    press(world.focal_point, row_with(world.focal_point, "Approve"))
    assert world.service.leaves.get().state == "approved"
    ask_for_extension(
        actor=world.focal_point, assignment=world.fresh(), new_end=world.service.ends_on + timedelta(days=30),
        reason="The survey needs a second round", funding_note="The host entity",
    )  # fmt: skip
    look = row_with(world.officer, "Look").row
    assert str(look.title).startswith("Have the cost of an extension authorized")
    costs_nothing(Extension.objects.get())
    wait = row_with(world.officer, "Approve")
    assert wait.row.confirm == "Paid by: The host entity. The reason given: The survey needs a second round"
    press(world.officer, wait)
    assert Extension.objects.get().state == "approved"


def test_a_second_officer_agrees_to_a_waiver_having_read_its_reason() -> None:
    world = make_service(kinds=("medical",))
    Clearance.objects.update(waiver_reason="Examined last month for another post", waiver_asked_by=world.officer)
    assert "Waive" not in [str(wait.row.verb) for wait in rows_of(world.officer)]
    wait = row_with(world.colleague, "Waive")
    assert "Examined last month for another post" in wait.row.confirm
    press(world.colleague, wait)
    assert Clearance.objects.get().state == "waived"


def test_somebody_faster_is_told_apart_from_a_press_that_worked() -> None:
    world = make_service(kinds=("medical",))
    Clearance.objects.update(waiver_reason="Examined last month", waiver_asked_by=world.officer)
    wait = row_with(world.colleague, "Waive")
    Clearance.objects.get().save()
    answer = press(world.colleague, wait)
    assert answer.status_code == 409
    assert "Somebody changed this after you opened it." in answer.content.decode()
    assert Clearance.objects.get().state == "required"


def shortlisted(description: Description) -> Application:
    row = consenting(applied(description, state="shortlisted"))
    step_application(row)
    return row


def test_a_shortlist_is_submitted_from_the_board_and_taken_back() -> None:
    officer = make_officer()
    description = make_description(state="selecting", officer=officer)
    rows = [shortlisted(description) for _ in range(2)]
    wait = row_with(officer, "Send to the host")
    assert wait.row.count == 2
    client = signed_in(officer)
    answer = client.post(wait.row.post_url, wait.fields, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert {Application.objects.get(pk=row.pk).state for row in rows} == {"with_host"}
    page = answer.content.decode()
    assert "“Send to the host entity”: done for 2 candidates." in page
    undo = f"/descriptions/{description.ref}/decide/undo"
    assert f'action="{undo}"' in page
    assert client.post(undo, {"then": "home"}, follow=True).redirect_chain == [("/", 302)]
    assert {Application.objects.get(pk=row.pk).state for row in rows} == {"shortlisted"}


def test_a_shortlist_that_changed_meanwhile_is_shown_before_anything_is_done() -> None:
    officer = make_officer()
    description = make_description(state="selecting", officer=officer)
    row = shortlisted(description)
    wait = row_with(officer, "Send to the host")
    Application.objects.get(pk=row.pk).save()
    answer = press(officer, wait)
    assert answer.status_code == 409
    assert Application.objects.get(pk=row.pk).state == "shortlisted"


def test_a_shortlist_of_which_only_some_can_be_submitted_is_looked_at_first() -> None:
    officer = make_officer()
    description = make_description(state="selecting", officer=officer)
    cleared = shortlisted(description)
    applied(description, state="shortlisted")
    wait = row_with(officer, "Send to the host")
    assert wait.row.post_url == ""
    assert wait.row.detail.startswith("1 of 2 candidates on the shortlist can be submitted")
    page = signed_in(officer).get(wait.row.url).content.decode()
    assert "Has not agreed to be shown to a host entity." in page
    clearance = Clearance.objects.create(
        application=cleared, kind="background", state="passed", is_pre_submission=True, expires_on=timezone.localdate()
    )
    assert len(shortlists_of([description])[description.pk].ready) == 1
    Clearance.objects.filter(pk=clearance.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert shortlists_of([description])[description.pk].ready == []


def test_an_offer_with_nothing_to_choose_is_made_in_one_press_each_for_a_seat_of_its_own() -> None:
    officer = make_officer()
    soon = timezone.localdate() + timedelta(days=60)
    description = make_description(state="selecting", officer=officer, starts_on=soon, seats=2)
    first, second = (applied(description, state="selected") for _ in range(2))
    waits = [wait for wait in rows_of(officer) if str(wait.row.verb) == "Make the offer"]
    assert [wait.fields["seat"] for wait in waits] == ["1", "2"]
    for wait in waits:
        assert press(officer, wait).redirect_chain == [("/", 302)]
    assert {offer.application_id: offer.seat.number for offer in Offer.objects.all()} == {first.pk: 1, second.pk: 2}


def test_an_offer_abroad_is_made_on_its_page_where_dependants_are_asked_for() -> None:
    officer = make_officer()
    soon = timezone.localdate() + timedelta(days=60)
    applied(
        make_description(state="selecting", officer=officer, starts_on=soon, track="international"), state="selected"
    )
    assert row_with(officer, "Make the offer").row.post_url == ""


def test_every_row_is_counted_beyond_those_that_are_given(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = make_officer()
    for _ in range(waiting.MOST + 5):
        make_description(state="submitted")
    waits = waits_of(officer)
    assert (waits.total, waits.at_least) == (waiting.MOST + 5, False)
    assert len(waits.first) + len(waits.more) + waits.after == waits.total
    monkeypatch.setattr(waiting, "COUNTED", waiting.MOST + 2)
    waits = waits_of(officer)
    assert (waits.total, waits.at_least) == (waiting.MOST + 2, True)
    client.force_login(officer)
    assert f'aria-label="More than {waits.total} things">{waits.total}+' in client.get("/").content.decode()


def test_what_waits_for_others_hides_nothing_that_can_be_done(client: Client) -> None:
    from tests.assignments.waiting_world import make_service as prepared

    from minga.assignments.models import Contract

    now = timezone.now()
    for _ in range(waiting.MOST + 1):
        waits_for_a_clearance = prepared(state="preparing")
        Clearance.objects.create(assignment=waits_for_a_clearance, kind="medical", state="requested")
        Contract.objects.create(
            assignment=waits_for_a_clearance, issued_at=now, volunteer_signed_at=now, officer_signed_at=now
        )
    prepared(state="preparing")
    officer = make_officer()
    assert [str(wait.row.verb) for wait in rows_of(officer)] == ["Issue"]
    assert waits_of(officer).total == 1


def test_a_focal_point_of_another_host_sees_and_presses_nothing_of_it() -> None:
    world = serving()
    day = timezone.localdate() + timedelta(days=9)
    ask_for_leave(actor=world.volunteer, assignment=world.service, kind="annual", starts_on=day, ends_on=day)
    wait = row_with(world.focal_point, "Approve")
    from tests.factories import make_organisation

    stranger = make_focal_point(make_organisation())
    assert rows_of(stranger) == []
    assert press(stranger, wait).status_code == 404
    assert world.service.leaves.get().state == "requested"


def test_a_complete_draft_is_sent_for_approval_in_one_press_and_one_with_gaps_is_opened() -> None:
    description = complete_description()
    focal_point = make_focal_point(description.host)
    wait = row_with(focal_point, "Send for approval")
    gap = make_description(host=description.host, state="draft")
    gap.language_requirements.all().delete()
    row = row_with(focal_point, "Edit").row
    assert (row.post_url, row.url) == ("", f"/descriptions/{gap.ref}/edit")
    assert "parts are there; complete it" in row.detail
    press(focal_point, wait)
    assert Description.objects.get(pk=description.pk).state == "submitted"


def test_money_and_a_signature_are_asked_about_once() -> None:
    from tests.factories import make_finance_officer

    from minga.assignments.models import Contract, CostEstimate
    from minga.core.money.models import Currency

    Currency.objects.get_or_create(code="USD")
    world = make_service(kinds=())
    CostEstimate.objects.create(
        description=make_description(state="submitted"), state="requested", currency_id="USD", total=1000,
        requested_by=world.officer, requested_at=timezone.now(),
    )  # fmt: skip
    assert str(row_with(make_finance_officer(), "Authorize").row.confirm).startswith("Authorize USD")
    Contract.objects.create(
        assignment=world.service, issued_at=timezone.now(), volunteer_signed_at=timezone.now(), terms={"number": "C-1"}
    )
    assert "Have you read it?" in row_with(world.officer, "Sign").row.confirm


def asked_of(table: str, account: Any) -> int:
    """How many queries begin with this table while the board is gathered."""
    with CaptureQueriesContext(connection) as queries:
        waits_of(account)
    return sum(f'FROM "{table}"' in query["sql"].partition("WHERE")[0] for query in queries)


def test_what_an_officer_reads_is_asked_once() -> None:
    """Titles of all kinds together; registrations and their number together; nothing of a volunteer who never was."""
    officer, host = make_officer(), make_organisation()
    for state in ("submitted", "ready_for_sourcing", "selecting"):
        applied(make_description(state=state, host=host), state="longlisted")
    for _ in range(2):
        make_organisation(state="applied", registered_by=make_focal_point(host))
    account = type(officer).objects.get(pk=officer.pk)
    waits = waits_of(account)
    assert {str(wait.row.verb) for wait in waits.first} >= {"Decide", "Shortlist", "Review"}
    assert next(wait.row.count for wait in waits.first if str(wait.row.verb) == "Review") == 2
    assert asked_of("assignments_descriptiontext", account) == 1
    assert asked_of("assignments_offer", account) == 0
    assert asked_of("partners_organisation", account) == 2  # what waits for officers, and what one registered oneself


@pytest.mark.parametrize(
    ("state", "title"), [("draft", "Finish your application"), ("offered", "A place is offered to you")]
)
def test_whoever_applied_finds_what_is_to_do(state: str, title: str) -> None:
    today = timezone.localdate()
    description = make_description(state="sourcing", closes_on=today + timedelta(days=20))
    application = applied(description, state=state)
    if state == "offered":
        Offer.objects.create(
            application=application, seat=description.seats.get(), starts_on=today, ends_on=today + timedelta(days=90),
            expires_at=timezone.now() + timedelta(days=3),
        )  # fmt: skip
    assert sum(str(wait.row.title).startswith(title) for wait in rows_of(application.account)) == 1


def test_a_row_says_what_is_late_and_shows_names_as_they_were_written() -> None:
    row = Waiting(title="Post <b>", url="/a?b=1&c=2", count=2, due=date(2020, 3, 1), detail="R & D", verb="")
    html = Template("{% load waits %}{% wait_rows rows leads=True %}").render(
        Context({"rows": [Wait(row, late=True, today=False)]})
    )
    assert '<li class="ho-wait ho-wait-late">' in html
    assert 'href="/a?b=1&amp;c=2">Post &lt;b&gt;</a> <span class="mg-chip">2</span>' in html
    assert '>Late</span> <time datetime="2020-03-01">' in html and "R &amp; D" in html
    assert 'class="btn btn-primary" href="/a?b=1&amp;c=2">Open it<span class="visually-hidden">: Post &lt;b&gt;' in html
