"""Names in papers: from right to left the figures after them stay after them; what no font draws is said before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.assignments.cost_world import a_service, authorized
from tests.assignments.service_steps import begin, finish, sign_by_both
from tests.assignments.service_world import make_service

from minga.assignments.actions.contracts import issue_contract
from minga.assignments.models import ActualCost, FundingShare
from minga.assignments.pages.description import funding_words
from minga.assignments.service_papers import contract_paper
from minga.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_day_of_a_signature_stands_behind_a_hebrew_name_in_both_languages() -> None:
    world: Any = make_service(kinds=())
    Account.objects.filter(pk=world.volunteer.pk).update(name="Hana Levi", local_name="חנה לוי")
    world.service.refresh_from_db()
    sign_by_both(world)
    names = contract_paper(world.fresh().contract).data()["signatures"][0]["names"]
    assert len(names) == 2
    assert all(words.startswith("\u2068Hana Levi · חנה לוי\u2069") for words in names), names


def test_the_share_of_an_arabic_payer_stands_behind_its_name() -> None:
    description = make.make_description(state="draft")
    description.funding = "fully_funded"
    payer = make.make_organisation(name="مؤسسة النور", is_funder=True)
    FundingShare.objects.create(description=description, funder=payer, percent="66.67")
    assert "\u2068مؤسسة النور\u2069 66.67 %" in funding_words(description)


def page_of(account: Any, path: str, **fields: Any) -> str:
    client = Client()
    client.force_login(account)
    return (client.post(path, fields) if fields else client.get(path)).content.decode()


def test_whoever_issues_or_signs_a_contract_reads_which_signs_of_a_name_would_be_boxes() -> None:
    world: Any = make_service(kinds=(), language="en")
    path = f"/assignments/{world.service.ref}"
    assert "U+" not in page_of(world.officer, path)
    Account.objects.filter(pk=world.volunteer.pk).update(name="王\U00030000", local_name="")
    before = page_of(world.officer, path)
    assert "U+30000 (\U00030000)" in before
    assert "writes the name in Latin letters" in before
    issue_contract(actor=world.officer, assignment=world.fresh())
    Account.objects.filter(pk=world.volunteer.pk).update(name="Wang Mei", local_name="王\U00030000")
    assert "writes the name in Latin letters" in page_of(world.volunteer, path)
    issue_contract(actor=world.officer, assignment=world.fresh())
    assert "Wang Mei stands beside it" in page_of(world.officer, path)
    assert "U+30000" not in page_of(world.supervisor, path)


def test_a_certificate_with_boxes_is_not_issued_unread() -> None:
    world: Any = make_service(kinds=())
    begin(world)
    finish(world)
    Account.objects.filter(pk=world.volunteer.pk).update(local_name="王\U00030000")
    path = f"/assignments/{world.service.ref}/certificate"
    assert "U+30000 (\U00030000)" in page_of(world.officer, path)
    form = {"language": "en", "second_language": "zh-hans", "issuer": world.service.description.host.ref,
            "words_en": "Data", "words_zh-hans": "数据\U00030001", "version": world.fresh().version}  # fmt: skip
    assert "U+30001" in page_of(world.officer, path, **form)
    assert not world.fresh().certificates.exists()
    page_of(world.officer, path, **{**form, "words_zh-hans": "数据"})
    assert world.fresh().certificates.count() == 1


def test_whoever_downloads_a_cost_reads_which_signs_of_a_name_would_be_boxes() -> None:
    finance, estimate, start, _month = authorized()
    service = a_service(estimate, first=start, last=start, state="serving")
    officer = estimate.requested_by
    assert officer is not None
    ActualCost.objects.create(
        assignment=service, kind="travel", paid_on=start, amount=5, currency_id="USD", recorded_by=officer
    )
    pages = (f"/descriptions/{estimate.description.ref}/cost", f"/costs/paid/{service.ref}")
    for path in pages:
        assert "U+" not in finance.get(path).content.decode()
    Account.objects.filter(pk=officer.pk).update(name="王\U00030000")
    for path in pages:
        page = finance.get(path).content.decode()
        assert "The PDF will not show all of it" in page and "U+30000 (\U00030000)" in page, path
        assert "in Latin letters under “Name”" in page


def test_a_contract_bears_the_name_of_the_officer_who_signed_it_and_not_of_who_issued_it() -> None:
    world = make_service(kinds=())
    ref = world.service.ref
    world.step(world.officer, "assignment_do", ref, "issue_contract", thing=world.service)
    contract = world.fresh().contract
    world.step(world.colleague, "contract_sign", ref, thing=contract)
    paper = contract_paper(world.fresh().contract).data()
    for_the_programme, issued_by = str(paper["signatures"][1]["names"]), str(paper["parties"][2])
    assert world.colleague.name in for_the_programme and world.officer.name not in for_the_programme
    assert world.officer.name in issued_by
    world.step(world.officer, "assignment_do", ref, "issue_contract", thing=world.fresh())
    assert world.colleague.name not in str(contract_paper(world.fresh().contract).data())
