"""The pages of cost, rates and categories: what they show, and that nobody decides on what they asked for."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import load_workbook
from tests import factories as make
from tests.assignments.cost_world import IN_FORCE, costed, dollar, make_rates, press
from tests.assignments.description_world import complete_description
from tests.clients import queries_of, signed_in
from tests.files import text_of

from minga.assignments.actions.descriptions import cancel_description
from minga.assignments.forms.costs import PaidForm
from minga.assignments.models import (
    ActualCost,
    Application,
    Assignment,
    CostEstimate,
    Description,
    Offer,
    Rate,
)
from minga.assignments.pages.cost import paper_of
from minga.assignments.queries.cost import seats_of
from minga.core.access.models import Role
from minga.core.money.models import Currency, ExchangeRate

pytestmark = pytest.mark.django_db


def test_the_cost_stands_line_by_line_with_the_rates_it_used() -> None:
    make_rates()
    estimate = costed()
    body = signed_in(make.make_finance_officer()).get(f"/descriptions/{estimate.description.ref}/cost").content.decode()
    text = body.replace("\u00a0", " ")
    assert estimate.total == Decimal("15336.00")
    for words in (
        "USD 15,336.00",
        "1,000 in each of 12 months",
        "half of 400",
        "8 % of ",
        "A table",
        "From a secondary source",
        "Month 12",
    ):
        assert words in text, words


def test_a_missing_rate_is_named_with_its_remedy() -> None:
    description = complete_description(state="submitted")
    answer = signed_in(make.make_officer()).post(
        f"/descriptions/{description.ref}/cost/do/compute", {"dependants": "0"}
    )
    assert answer.status_code == 422
    assert "No rate of “Living allowance” is in force" in answer.content.decode()


def test_whoever_asks_never_approves_and_is_told_so() -> None:
    make_rates()
    both = make.make_officer()
    make.give_role(both, Role.FINANCE_OFFICER)
    estimate = costed(requested_by=both)
    client = signed_in(both)
    body = client.get(f"/descriptions/{estimate.description.ref}/cost").content.decode()
    assert "Whoever asks never approves." in body
    page = client.get(f"/descriptions/{estimate.description.ref}").content.decode()
    assert "The finance officer has been asked." in page
    assert "/cost/do/authorize" not in body
    assert "/cost/do/authorize" not in client.get("/costs").content.decode()
    assert press(client, estimate, "authorize") == 422
    assert CostEstimate.objects.get(pk=estimate.pk).state == "requested"
    finance = signed_in(make.make_finance_officer())
    assert "/cost/do/authorize" in finance.get("/costs").content.decode()
    assert press(finance, estimate, "authorize", then="list") == 302
    assert CostEstimate.objects.get(pk=estimate.pk).state == "authorized"


def test_who_decides_from_a_list_that_was_narrowed_comes_back_to_it() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    finance = signed_in(make.make_finance_officer())
    page = finance.get("/costs?state=requested&order=-total").content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"version": estimate.version}
    assert sent["then"] == "list"
    found = html.unescape(sent["found"])
    answer = finance.post(f"/descriptions/{estimate.description.ref}/cost/do/authorize", sent | {"found": found})
    assert answer.headers["Location"] == "/costs?state=requested&order=-total"
    assert CostEstimate.objects.get(pk=estimate.pk).state == "authorized"


def test_a_refusal_has_a_reason_that_the_host_reads() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    finance = signed_in(make.make_finance_officer())
    assert press(finance, estimate, "refuse") == 422
    assert press(finance, estimate, "refuse", reason="Two seats are enough") == 302
    host = signed_in(make.make_focal_point(estimate.description.host))
    assert "Two seats are enough" in host.get(f"/descriptions/{estimate.description.ref}/cost").content.decode()


def test_a_cost_that_is_out_of_date_says_so_and_is_not_authorized() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    Description.objects.filter(pk=estimate.description_id).update(duration_months=6)
    finance = signed_in(make.make_finance_officer())
    body = finance.get(f"/descriptions/{estimate.description.ref}/cost").content.decode()
    assert "This cost is out of date" in body
    assert "/cost/do/authorize" not in body
    stale = CostEstimate.objects.get(pk=estimate.pk)
    assert "out of date" in str(paper_of(stale, seats_of(stale)).data()["notes"])
    assert press(finance, estimate, "authorize") == 422


def test_an_old_page_does_not_authorize_what_was_computed_again() -> None:
    make_rates()
    officer = make.make_officer()
    old = costed(requested_by=officer)
    path = f"/descriptions/{old.description.ref}/cost/do"
    signed_in(officer).post(f"{path}/compute", {"dependants": "0"})
    finance = signed_in(make.make_finance_officer())
    sent = {"estimate": old.ref, "version": str(old.version)}
    assert finance.post(f"{path}/authorize", sent).status_code in (409, 422)
    assert not CostEstimate.objects.filter(state="authorized").exists()


def test_the_cost_is_taken_away_as_pdf_and_as_xlsx_whose_lines_sum() -> None:
    make_rates()
    estimate = costed()
    client = signed_in(make.make_focal_point(estimate.description.host))
    paper = client.get(f"/descriptions/{estimate.description.ref}/cost/paper")
    text = " ".join(text_of(paper.content).split())
    for words in ("USD 15,336.00", "1,000 in each of 12 months", "half of 400", "At the start – 200.00 –",
                  "Month 12 1,000.00 –",
                  f"Computed {date_format(timezone.localdate())} · {estimate.computed_by}"):  # fmt: skip
        assert words in text, words
    answer = client.get(f"/descriptions/{estimate.description.ref}/cost/table")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    lines = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert round(sum(Decimal(str(row[5])) for row in lines), 2) == estimate.total
    assert len(book.worksheets) == 3


def test_cost_is_closed_to_partners_and_volunteers() -> None:
    make_rates()
    estimate = costed()
    partner = make.make_organisation(is_partner=True)
    Description.objects.filter(pk=estimate.description_id).update(nominating_partner=partner)
    path = f"/descriptions/{estimate.description.ref}/cost"
    assert signed_in(make.make_partner_representative(partner)).get(path).status_code == 403
    assert signed_in(make.make_volunteer()).get(path).status_code == 404
    assert signed_in(make.make_volunteer()).get("/costs").status_code == 403
    assert signed_in(make.make_focal_point(estimate.description.host)).get("/rates").status_code == 403


def test_actual_cost_stands_beside_pro_forma_and_a_correction_is_a_minus() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    finance = make.make_finance_officer()
    press(signed_in(finance), estimate, "authorize")
    description = estimate.description
    seat = description.seats.get()
    application = Application.objects.create(
        description=description, account=make.make_volunteer(), state="accepted", candidate_number=1
    )
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=300)}
    offer = Offer.objects.create(
        application=application, seat=seat, state="accepted", expires_at=timezone.now() + timedelta(days=1), **days
    )
    assignment = Assignment.objects.create(
        offer=offer, description=description, seat=seat, account=application.account, state="serving", **days
    )
    client = signed_in(finance)
    assert description.number in client.get("/costs/paid").content.decode()
    path = f"/costs/paid/{assignment.ref}"
    for amount in ("1200.00", "-100.00"):
        sent = {"kind": "living_allowance", "paid_on": str(today), "amount": amount, "currency": "USD", "note": ""}
        assert client.post(path, sent).status_code == 302
    text = client.get(path).content.decode().replace("\u00a0", " ")
    assert ("USD 12,000.00" in text, "USD 1,100.00" in text) == (True, True)
    assert client.post(path, {"kind": "travel", "paid_on": "", "amount": "0", "currency": "USD"}).status_code == 422
    tomorrow = {**sent, "paid_on": str(today + timedelta(days=2))}
    assert "This day is still to come." in client.post(path, tomorrow).content.decode()
    assert ActualCost.objects.count() == 2
    assert "other currencies, converted" not in text
    euro = Currency.objects.get_or_create(code="EUR", defaults={"names": {"en": "Euro"}})[0]
    ExchangeRate.objects.create(currency=euro, in_force_from=today, per_dollar="0.8", source="A bank")
    for day, amount in ((today, "10.01"), (today, "10.01"), (today - timedelta(days=40), "50")):
        ActualCost.objects.create(
            assignment=assignment, kind="living_allowance", paid_on=day, amount=amount, currency=euro
        )
    text = client.get(path).content.decode().replace("\u00a0", " ")
    for words in ("Living allowance (EUR)", "EUR 70.02", "USD 12.51", "0.8 EUR for 1 USD from", "A bank",
                  "USD 1,125.02", "There is no rate of EUR for "):  # fmt: skip
        assert words in text, words  # 10.01 ÷ 0.8 = 12.5125, twice 12.51; what has no rate is in no sum
    host = signed_in(make.make_focal_point(description.host))
    assert host.get(path).status_code == 200
    assert host.post(path, {"kind": "travel"}).status_code == 403
    assert signed_in(application.account).get(path).status_code == 404


def test_a_cost_in_dinars_keeps_its_thousandths_and_its_lines_sum() -> None:
    make_rates()
    Rate.objects.filter(currency__isnull=False).update(
        currency=Currency.objects.get_or_create(code="JOD", defaults={"names": {"en": "Jordanian Dinar"}})[0]
    )
    Rate.objects.filter(kind="insurance").update(amount="50.1234")
    estimate = costed()
    estimate.refresh_from_db()
    lines = [line.amount for line in estimate.lines.all()]
    assert Decimal("50.123") in lines
    assert (estimate.currency_id, estimate.total) == ("JOD", sum(lines))


def test_a_formula_of_many_rates_is_kept_whole() -> None:
    make_rates()
    Rate.objects.filter(kind="exit_allowance").delete()
    for number in range(1, 400):
        day = IN_FORCE + timedelta(days=30 * (number - 1))
        Rate.objects.create(
            kind="exit_allowance", unit="month", amount=f"{1000 + number}.0001", currency=dollar(), in_force_from=day,
            in_force_to=day + timedelta(days=29),
        )  # fmt: skip
    estimate = costed(duration_months=24)
    line = estimate.lines.get(kind="exit_allowance", seat__number=1)
    assert line.formula.count("×") >= 23 and len(line.formula) > 200


def test_a_part_that_the_currency_does_not_have_is_refused_not_rounded() -> None:
    for code, amount, right, sentence in (
        ("JPY", "10.5", "11", "JPY has no decimals; give a whole number."),
        ("USD", "10.005", "10.01", "USD has at most 2 decimals."),
        ("JOD", "10.0005", "10.001", "JOD has at most 3 decimals."),
        ("USD", "9999999999999", "9.5", "Ensure that there are no more than 10 digits before the decimal point."),
    ):
        Currency.objects.get_or_create(code=code, defaults={"names": {"en": code}})
        typed = {"kind": "insurance", "paid_on": "2026-05-01", "currency": code}
        refused = PaidForm({**typed, "amount": amount}, currency=code)
        assert refused.errors == {"amount": [sentence]}
        assert PaidForm({**typed, "amount": right}, currency=code).is_valid()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/costs", "/costs/paid", "/rates", "/rates/new", "/categories", "/categories/new"])
def test_every_page_shows(path: str, language: str) -> None:
    make_rates()
    account = make.make_administrator()
    make.give_role(account, Role.FINANCE_OFFICER)
    response = signed_in(account).get(f"{path}?lang={language}")
    assert (response.status_code, response.content.decode().count("<h1")) == (200, 1)


@pytest.mark.once
def test_the_lists_cost_the_same_at_1_and_at_100_rows() -> None:
    account = make.make_administrator()
    make.give_role(account, Role.FINANCE_OFFICER)
    client, money = signed_in(account), dollar()
    paths = ("/costs", "/rates", "/categories")

    def add(number: int) -> None:
        description = make.make_description(state="submitted", category=make.make_category(f"kind-{number}"))
        CostEstimate.objects.create(
            description=description, currency=money, total=1, state="requested", requested_by=make.make_officer()
        )
        Rate.objects.create(
            kind="insurance", unit="once", amount=number, currency=money,
            in_force_from=date(2000, 1, 1), country=make.make_country("KE"), category=description.category,
        )  # fmt: skip

    add(0)
    [queries_of(client, path) for path in paths]
    one = [queries_of(client, path) for path in paths]
    for number in range(1, 100):
        add(number)
    assert [queries_of(client, path) for path in paths] == one


@pytest.mark.once
def test_the_page_of_a_cost_costs_the_same_at_1_and_at_30_seats() -> None:
    make_rates()
    found = []
    for seats in (1, 1, 30):
        estimate = costed(seats=seats)
        client = signed_in(make.make_finance_officer())
        found.append(queries_of(client, f"/descriptions/{estimate.description.ref}/cost"))
    assert found[1] == found[2]


def test_the_cost_of_a_cancelled_description_is_read_still_and_says_that_it_is_not_needed() -> None:
    make_rates()
    estimate = costed()
    cancel_description(actor=make.make_officer(), description=estimate.description, reason="No budget")
    page = signed_in(make.make_officer()).get(f"/descriptions/{estimate.description.ref}/cost")
    assert page.status_code == 200
    body = page.content.decode().partition("<main")[2]
    assert "Nothing more: this cost is not needed any more" in body and "Compute again" not in body


def test_the_months_have_the_decimals_of_their_currency_and_add_up() -> None:
    make_rates()
    dinar = Currency.objects.create(code="KWD", names={"en": "Kuwaiti dinar"})
    Rate.objects.filter(currency="USD").update(currency=dinar)
    Rate.objects.filter(kind="insurance").update(amount="50.125")
    estimate = costed()
    body = signed_in(make.make_finance_officer()).get(f"/descriptions/{estimate.description.ref}/cost").content.decode()
    assert ">50.125</td>" in body and ">50.13</td>" not in body


def test_a_reason_too_long_for_its_readers_is_refused_and_kept_in_its_box() -> None:
    make_rates()
    estimate = costed(requested_by=make.make_officer())
    sent = {"estimate": estimate.ref, "version": str(estimate.version), "reason": "长" * 2001}
    path = f"/descriptions/{estimate.description.ref}/cost/do/refuse"
    answer = signed_in(make.make_finance_officer()).post(path, sent)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "This is 2001 characters long. Say it in at most 2000." in body and "长" * 2001 in body
    assert CostEstimate.objects.get(pk=estimate.pk).state == "requested"
