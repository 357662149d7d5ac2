"""Due diligence on one page: all questions answered with one press, or some now and the others later."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.factories import make_account, make_country, make_officer

from minga.core.audit.models import TrailEntry
from minga.partners.actions import registration as acts
from minga.partners.models import DueDiligenceCheck, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(client: Client) -> Organisation:
    fields = {"name": "River Friends", "type": "civil_society", "country": make_country("CN"), "is_host": True}
    row = acts.register_organisation(actor=make_account(), fields=fields)
    officer = make_officer()
    client.force_login(officer)
    return acts.start_review(actor=officer, organisation=row)


def page_of(row: Organisation) -> str:
    return f"/organisations/{row.slug}/registration"


def as_drawn(row: Organisation, **changes: str) -> dict[str, str]:
    """What a browser sends when nothing was changed on the page, and then the changes."""
    sent = {}
    for check in row.checks.all():
        for name, value in (("finding", check.finding), ("note", check.note)):
            sent[f"{name}-{check.ref}"] = sent[f"initial-{name}-{check.ref}"] = value
    return sent | changes


def said(row: Organisation) -> list[tuple[str, str]]:
    return list(row.checks.order_by("pk").values_list("finding", "note"))


def test_all_questions_are_answered_with_one_press(client: Client, row: Organisation) -> None:
    page = client.get(page_of(row)).content.decode()
    assert page.count(f'action="{page_of(row)}/checks"') == 1
    answers = {f"finding-{check.ref}": "yes" for check in row.checks.all()}
    assert client.post(f"{page_of(row)}/checks", as_drawn(row, **answers)).status_code == 302
    assert said(row) == [("yes", "")] * 6
    assert "Its page opens to everyone" in client.get(page_of(row)).content.decode()
    before = TrailEntry.objects.count()
    client.post(f"{page_of(row)}/checks", as_drawn(row))
    assert TrailEntry.objects.count() == before, "what was not changed is not written again"


def test_whoever_hears_a_box_for_findings_hears_of_which_question(client: Client, row: Organisation) -> None:
    page = client.get(f"/organisations/{row.slug}/registration").content.decode()
    boxes = re.findall(r'<textarea name="note-(\w+)"[^>]*aria-describedby="([^"]+)"', page)
    assert len(boxes) == row.checks.count()
    for ref, legend in boxes:
        question = row.checks.get(ref=ref).get_question_display()
        assert re.search(rf'<legend [^>]*id="{legend}">\s*{re.escape(question)}', page)


def test_some_are_answered_now_and_one_without_words_holds_up_no_other(client: Client, row: Organisation) -> None:
    first, second, third = row.checks.order_by("pk")[:3]
    typed = {f"finding-{first.ref}": "yes", f"finding-{second.ref}": "no", f"note-{third.ref}": "asked, no answer yet"}
    answer = client.post(f"{page_of(row)}/checks", as_drawn(row, **typed))
    assert answer.status_code == 422
    assert "Say what you found." in answer.content.decode()
    assert "The other findings are written down." in answer.content.decode()
    assert said(row)[:4] == [("yes", ""), ("open", ""), ("open", "asked, no answer yet"), ("open", "")]
    typed = {f"finding-{second.ref}": "no", f"note-{second.ref}": "not in the register"}
    assert client.post(f"{page_of(row)}/checks", as_drawn(row, **typed)).status_code == 302
    assert said(row)[1] == ("no", "not in the register")


def test_an_officer_with_an_older_page_takes_back_nothing_and_is_told(client: Client, row: Organisation) -> None:
    first, second = row.checks.order_by("pk")[:2]
    older = as_drawn(row)
    acts.record_check(actor=make_officer(), check=first, finding="no", note="expired")
    assert client.post(f"{page_of(row)}/checks", older | {f"finding-{second.ref}": "yes"}).status_code == 302
    assert said(row)[:2] == [("no", "expired"), ("yes", "")]
    answer = client.post(f"{page_of(row)}/checks", older | {f"finding-{first.ref}": "yes"})
    assert answer.status_code == 422
    assert "wrote “No · expired” here meanwhile" in answer.content.decode()
    assert DueDiligenceCheck.objects.get(pk=first.pk).finding == "no"
    assert client.post(f"{page_of(row)}/checks", as_drawn(row, **{f"finding-{first.ref}": "yes"})).status_code == 302
    assert DueDiligenceCheck.objects.get(pk=first.pk).finding == "yes"
