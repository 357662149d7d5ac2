"""Hundreds of candidates at once: a whole stage, somebody left out, a second press, what the page counts."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.models import Application, Description

pytestmark = pytest.mark.django_db


def preview(client: Client, description: Description, **asked: str) -> str:
    answer = client.get(f"/descriptions/{description.ref}/decide", asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(page: str, **more: object) -> dict[str, object]:
    """What the browser sends from a preview, everybody ticked."""
    chosen = re.search(r'name="chosen" value="([^"]+)"', page)
    assert chosen
    keep = re.findall(r'name="keep" value="([^"]+)"', page)
    return {"chosen": chosen[1], "picks": "1", "keep": keep, "reason": "They fit best.", **more}


def test_all_of_a_stage_are_decided_although_a_page_shows_a_hundred(description, officer):
    for _number in range(103):
        applied(description, state="shortlisted")
    client = signed_in(officer)
    page = client.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "All 103 of this stage" in page
    assert re.search(r'id="group-shortlisted">[^<]+<span class="se-count">103<', page)
    seen = preview(client, description, all="1", stage="shortlisted", verb="return_to_longlist")
    assert "This happens to 103 candidates" in seen
    client.post(f"/descriptions/{description.ref}/decide", sent(seen, verb="return_to_longlist"))
    assert description.applications.filter(state="longlisted").count() == 103


def test_whoever_is_unticked_in_the_preview_is_left_out(description, officer):
    rows = [applied(description, score=90 - number) for number in range(70)]
    client = signed_in(officer)
    seen = preview(client, description, all="1", show="open", verb="shortlist")
    data = sent(seen, verb="shortlist")
    assert len(data["keep"]) == 70
    data["keep"] = [ref for ref in data["keep"] if ref not in {rows[1].ref, rows[69].ref}]
    client.post(f"/descriptions/{description.ref}/decide", data)
    left = description.applications.filter(state="longlisted")
    assert set(left.values_list("ref", flat=True)) == {rows[1].ref, rows[69].ref}
    assert Application.objects.get(pk=rows[0].pk).officer_note == "They fit best."


def test_leaving_out_a_better_one_asks_for_the_reason_that_was_not_needed_before(description, officer):
    rows = [applied(description, score=90 - number) for number in range(3)]
    client = signed_in(officer)
    data = sent(preview(client, description, all="1", show="open", verb="shortlist"), verb="shortlist", reason="")
    data["keep"] = [rows[1].ref, rows[2].ref]
    answer = client.post(f"/descriptions/{description.ref}/decide", data)
    assert answer.status_code == 422
    assert "You differ from the order" in answer.content.decode()
    assert not description.applications.filter(state="shortlisted").exists()


def test_nobody_left_is_told_so(description, officer):
    applied(description)
    applied(description)
    client = signed_in(officer)
    data = sent(preview(client, description, all="1", show="open", verb="shortlist"), verb="shortlist", keep=[])
    answer = client.post(f"/descriptions/{description.ref}/decide", data, follow=True)
    assert "Tick at least one candidate first." in answer.content.decode()


def test_a_second_press_of_the_same_button_changes_nothing_and_says_so(description, officer):
    applied(description)
    applied(description)
    client = signed_in(officer)
    data = sent(preview(client, description, all="1", show="open", verb="shortlist"), verb="shortlist")
    first = client.post(f"/descriptions/{description.ref}/decide", data, follow=True).content.decode()
    again = client.post(f"/descriptions/{description.ref}/decide", data, follow=True).content.decode()
    assert "2 candidates are on the shortlist now." in first
    assert "This has been done already; pressing twice changes nothing." in again
    assert "Something changed" not in again
    assert "2 candidates are on the shortlist now." in again


def test_a_decision_that_can_be_taken_back_is_told_once_beside_its_undo(description, officer):
    applied(description)
    applied(description)
    client = signed_in(officer)
    for verb, said in (
        ("shortlist", "2 candidates are on the shortlist now."),
        ("return_to_longlist", "done for 2 candidates."),
    ):
        show = "open" if verb == "shortlist" else "shortlisted"
        data = sent(preview(client, description, all="1", show=show, verb=verb), verb=verb, reason="Not yet.")
        page = client.post(f"/descriptions/{description.ref}/decide", data, follow=True).content.decode()
        assert page.count(said) == 1
        assert "Done for 2 candidates." not in page
