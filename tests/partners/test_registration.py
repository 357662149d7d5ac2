"""An organisation registers, is asked for more, is registered or refused; each is told, and nobody else decides."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from PIL import Image
from tests.factories import (
    make_account,
    make_administrator,
    make_auditor,
    make_country,
    make_focal_point,
    make_officer,
    make_organisation,
)

from minga.core import registries
from minga.core.access.models import Holding
from minga.core.documents.models import StoredFile
from minga.core.errors import IllegalTransition, Incomplete, NotAllowed, Stale
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.partners.actions import registration as acts
from minga.partners.actions.editing import edit_organisation
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "name": "River Friends", "type": "civil_society", "country": make_country("CN"), "is_host": True,
        "about": {"en": "We clean rivers."}, **changes,
    }  # fmt: skip


def told(account: Any) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("kind", flat=True))


def waits(account: Any) -> list[str]:
    return [str(row.title) for _name, ask in registries.waiting for row in ask(account) if "profile" not in row.url]


def test_civil_society_is_registered_once_every_question_is_answered_with_yes() -> None:
    person, officer = make_account(), make_officer()
    row = acts.register_organisation(actor=person, fields=facts())
    assert told(officer) == ["partners.registration_received"]
    assert waits(officer) == ["Review the registration of River Friends"]
    row = acts.start_review(actor=officer, organisation=row)
    with pytest.raises(Incomplete) as refusal:
        acts.decide_registration(actor=officer, organisation=row, verb="register")
    assert len(refusal.value.problems) == 6
    for check in row.checks.all():
        acts.record_check(actor=officer, check=check, finding="yes")
    row = acts.decide_registration(actor=officer, organisation=row, verb="register")
    assert row.state == "registered"
    assert [(held.account_id, held.role) for held in Holding.objects.filter(scope_key=row.ref)] == [
        (person.pk, "host_focal_point")
    ]
    assert told(person) == ["access.role_given", "partners.registration_registered"]
    assert [notice.delivery for notice in Notice.objects.filter(account=person).order_by("pk")] == ["inbox", "at_once"]


def test_a_government_body_needs_a_confirmed_reference() -> None:
    person, officer = make_account(), make_officer()
    with pytest.raises(Incomplete, match="reference"):
        acts.register_organisation(actor=person, fields=facts(type="government"))
    row = acts.register_organisation(
        actor=person,
        fields=facts(type="government"),
        references=[{"name": "A", "position": "Head", "email": "a@example.org"}],
    )
    row = acts.start_review(actor=officer, organisation=row)
    with pytest.raises(Incomplete):
        acts.decide_registration(actor=officer, organisation=row, verb="register")
    acts.record_reference(actor=officer, reference=row.references.get(), answer="confirmed")
    assert acts.decide_registration(actor=officer, organisation=row, verb="register").state == "registered"


def test_more_is_asked_for_answered_and_then_decided() -> None:
    person, officer = make_account(), make_officer()
    row = acts.register_organisation(actor=person, fields=facts(type="university"))
    row = acts.start_review(actor=officer, organisation=row)
    with pytest.raises(NotAllowed):
        edit_organisation(actor=person, organisation=row, fields={"website": "https://example.org"})
    with pytest.raises(Incomplete):
        acts.ask_for_more(actor=officer, organisation=row, reason=" ")
    row = acts.ask_for_more(actor=officer, organisation=row, reason="Which campus?")
    assert told(person) == ["partners.registration_needs_more"]
    assert waits(person) == ["More is asked for: River Friends"]
    assert waits(officer) == []
    row = edit_organisation(actor=person, organisation=row, fields={"about": {"en": "The campus in Beijing."}})
    row = acts.send_again(actor=person, organisation=row)
    assert row.state == "under_review"
    assert waits(officer) == ["Review the registration of River Friends"]
    row = acts.decide_registration(actor=officer, organisation=row, verb="refuse", reason="No campus there.")
    assert told(person)[-1] == "partners.registration_refused"
    with pytest.raises(IllegalTransition):
        acts.decide_registration(actor=officer, organisation=row, verb="register")


def refused(*, person: Any, officer: Any) -> Any:
    row = acts.register_organisation(actor=person, fields=facts(type="university"))
    row = acts.start_review(actor=officer, organisation=row)
    return acts.decide_registration(actor=officer, organisation=row, verb="refuse", reason="No campus there.")


def test_a_refused_registration_is_mended_sent_again_with_words_and_registered() -> None:
    person, officer = make_account(), make_officer()
    row = refused(person=person, officer=officer)
    row = edit_organisation(actor=person, organisation=row, fields={"about": {"en": "The campus in Xi'an."}})
    with pytest.raises(Incomplete):
        acts.send_again(actor=person, organisation=row)
    row = acts.send_again(actor=person, organisation=row, answer="We opened one in Xi'an.")
    assert (row.state, row.answer) == ("under_review", "We opened one in Xi'an.")
    assert waits(officer) == ["Review the registration of River Friends"]
    row = acts.decide_registration(actor=officer, organisation=row, verb="register")
    assert row.state == "registered"


def test_an_officer_takes_a_refused_registration_up_again_and_its_sender_is_told() -> None:
    person, officer = make_account(), make_officer()
    row = refused(person=person, officer=officer)
    assert acts.start_review(actor=officer, organisation=row).state == "under_review"
    assert told(person)[-1] == "partners.registration_under_review"


def test_an_officer_of_another_country_decides_nothing() -> None:
    row = acts.register_organisation(actor=make_account(), fields=facts())
    make_country("KE")
    with pytest.raises(NotAllowed):
        acts.start_review(actor=make_officer(country="KE"), organisation=row)


def test_an_organisation_of_unknown_kind_is_not_registered() -> None:
    officer, row = make_officer(), make_organisation(state="under_review", type="unknown")
    with pytest.raises(Incomplete):
        acts.decide_registration(actor=officer, organisation=row, verb="register")
    edit_organisation(actor=officer, organisation=row, fields={"type": "un_entity"})
    assert acts.decide_registration(actor=officer, organisation=row, verb="register").state == "registered"


def test_once_registered_an_organisation_does_not_change_what_it_is_by_itself() -> None:
    row = make_organisation()
    focal = make_focal_point(row)
    with pytest.raises(NotAllowed):
        edit_organisation(actor=focal, organisation=row, fields={"is_funder": True})
    assert edit_organisation(actor=focal, organisation=row, fields={"short_name": "RF"}).short_name == "RF"


def test_a_parent_may_not_stand_below_its_own_child() -> None:
    officer, above = make_officer(), make_organisation()
    below = make_organisation(parent=above)
    with pytest.raises(Incomplete):
        edit_organisation(actor=officer, organisation=above, fields={"parent": below})


def test_a_circle_of_parents_keeps_nobody_below_it_waiting_and_is_opened_by_either() -> None:
    """Two people who save at the same moment, each the other's parent, may have made it."""
    officer, first = make_officer(), make_organisation()
    second = make_organisation(parent=first)
    Organisation.objects.filter(pk=first.pk).update(parent=second)
    below = make_organisation(parent=second)
    assert edit_organisation(actor=officer, organisation=below, fields={"short_name": "B"}).short_name == "B"
    with pytest.raises(Incomplete):
        edit_organisation(actor=officer, organisation=first, fields={"short_name": "F"})
    assert edit_organisation(actor=officer, organisation=first, fields={"parent": None}).parent is None
    assert edit_organisation(actor=officer, organisation=second, fields={"short_name": "S"}).parent == first


def test_a_stale_page_is_refused_with_what_changed() -> None:
    officer, row = make_officer(), make_organisation()
    edit_organisation(actor=officer, organisation=row, fields={"short_name": "New"}, seen=1)
    with pytest.raises(Stale) as refusal:
        edit_organisation(actor=officer, organisation=row, fields={"short_name": "Other"}, seen=1)
    assert refusal.value.changes == {"short_name": ("", "New")}


# Pages


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "River Friends", "type": "civil_society", "country": "CN", "does": ["is_host"],
        "about_en": "We clean rivers.", **changes,
    }  # fmt: skip


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind)
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def test_registering_on_the_page_with_a_logo(client: Client) -> None:
    person = make_account()
    make_officer(country="CN")
    client.force_login(person)
    assert client.get("/organisations/register").status_code == 200
    response = client.post("/organisations/register", {**form(), "logo": picture()})
    row = Organisation.objects.get()
    assert response["Location"] == f"/organisations/{row.slug}/registration"
    assert row.registered_by == person
    page = client.get(response["Location"]).content.decode()
    assert "An officer looks at the registration." in page
    assert "Start the review" not in page
    logo = StoredFile.objects.get()
    assert (logo.owner, row.logo) == (None, logo)
    assert client.get(f"/files/{logo.ref}").status_code == 200
    assert Client().get(f"/files/{logo.ref}").status_code in {302, 403, 404}


def test_a_logo_that_is_no_image_is_refused_beside_its_field(client: Client) -> None:
    make_country("CN")
    client.force_login(make_account())
    fake = SimpleUploadedFile("logo.png", b"<script>alert(1)</script>", content_type="image/png")
    response = client.post("/organisations/register", {**form(), "logo": fake})
    assert response.status_code == 422
    assert not Organisation.objects.exists()


def test_a_government_body_without_reference_is_told_beside_the_fields(client: Client) -> None:
    make_country("CN")
    client.force_login(make_account())
    response = client.post("/organisations/register", form(type="government"))
    assert response.status_code == 422
    assert "names a reference with position and email" in response.content.decode()


def test_the_officer_reviews_on_the_page(client: Client) -> None:
    person, officer = make_account(), make_officer()
    row = acts.register_organisation(actor=person, fields=facts())
    client.force_login(officer)
    base = f"/organisations/{row.slug}/registration"
    assert "River Friends" in client.get("/organisations/registrations").content.decode()
    client.post(f"{base}/review", {"version": 1})
    client.post(f"{base}/checks", {f"finding-{check.ref}": "yes" for check in row.checks.all()})
    row.refresh_from_db()
    page = client.get(base).content.decode()
    assert "Its page opens to everyone" in page
    assert client.post(f"{base}/register", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.state == "registered"
    assert Client().get(f"/organisations/{row.slug}").status_code == 200
    assert client.get(f"/organisations/{row.ref}").status_code == 200


def test_a_registration_is_nobody_elses_business(client: Client) -> None:
    row = acts.register_organisation(actor=make_account(), fields=facts())
    base = f"/organisations/{row.slug}"
    assert Client().get(base).status_code == 404
    client.force_login(make_account())
    for path in (base, f"{base}/registration", f"{base}/edit", f"{base}/people"):
        assert client.get(path).status_code == 404, path
    for path in (f"{base}/registration/review", f"{base}/registration/register", f"{base}/logo"):
        assert client.post(path, {"version": 1}).status_code == 404, path
    row.refresh_from_db()
    assert row.state == "applied"


def test_an_auditor_reads_and_decides_nothing(client: Client) -> None:
    row = acts.register_organisation(actor=make_account(), fields=facts())
    client.force_login(make_auditor())
    assert client.get(f"/organisations/{row.slug}/registration").status_code == 200
    assert client.post(f"/organisations/{row.slug}/registration/review", {"version": 1}).status_code == 403


def test_an_administrator_sees_every_registration(client: Client) -> None:
    acts.register_organisation(actor=make_account(), fields=facts())
    client.force_login(make_administrator())
    assert "River Friends" in client.get("/organisations/registrations").content.decode()


def test_an_organisation_is_told_of_by_its_name_in_the_language_of_whoever_reads() -> None:
    officer = make_officer()
    acts.register_organisation(actor=make_account(), fields=facts(names={"zh-hans": "河流之友"}))
    notice = Notice.objects.get(account=officer)
    for language, begins in (("en", "River Friends asks"), ("zh-hans", "河流之友申请注册")):
        with override(language):
            assert words_of(notice).title.startswith(begins)


def test_who_reviews_sees_the_other_names_and_the_sources_that_were_given(client: Client) -> None:
    officer = make_officer()
    names, sources = {"zh-hans": "河流之友"}, ["https://example.org/annual-report"]
    row = acts.register_organisation(actor=make_account(), fields=facts(names=names, sources=sources))
    client.force_login(officer)
    page = client.get(f"/organisations/{row.slug}/registration").content.decode()
    assert "河流之友" in page
    assert 'href="https://example.org/annual-report"' in page


def test_everybody_who_acts_for_an_organisation_is_told_that_it_rests_and_goes_on() -> None:
    officer, organisation = make_officer(), make_organisation(state="registered")
    focal_point, former = make_focal_point(organisation), make_focal_point(organisation)
    held = Holding.objects.get(account=former)
    held.starts, held.ends = held.starts - timedelta(days=9), held.starts - timedelta(days=2)
    held.save()
    row = acts.decide_registration(actor=officer, organisation=organisation, verb="suspend", reason="No answer to us")
    (notice,) = Notice.objects.filter(account=focal_point)
    assert words_of(notice).body == "The officer writes: “No answer to us” Its page is closed until it is reinstated."
    acts.decide_registration(actor=officer, organisation=row, verb="reinstate")
    assert told(focal_point) == ["partners.registration_suspended", "partners.registration_registered"]
    assert told(former) == []
