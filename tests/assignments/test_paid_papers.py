"""What was paid for one service, taken away: the PDF and the workbook say what the page says."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.formats import date_format
from openpyxl import load_workbook
from tests import factories as make
from tests.assignments.cost_world import a_service, authorized
from tests.clients import signed_in
from tests.files import text_of

from minga.assignments.models import ActualCost, Assignment, CostEstimate
from minga.core.money.models import Currency, ExchangeRate

pytestmark = pytest.mark.django_db


def paid_service() -> tuple[Assignment, CostEstimate, int]:
    """A service that ended on its first day, whose seat another has, and what was paid for it."""
    _finance, estimate, start, month = authorized()
    end = start + timedelta(days=364)
    left = a_service(estimate, first=start, last=end, state="ended", end_kind="resigned", ended_on=start)
    a_service(estimate, first=start + timedelta(days=1), last=end, state="serving")
    euro = Currency.objects.get_or_create(code="EUR", defaults={"names": {"en": "Euro"}})[0]
    ExchangeRate.objects.create(currency=euro, in_force_from=start, per_dollar="0.8", source="A bank")
    for amount, code, note in (("1450", "USD", "By transfer"), ("10.01", "EUR", "")):
        ActualCost.objects.create(
            assignment=left, kind="living_allowance", paid_on=start, amount=amount, currency_id=code, note=note,
            recorded_by=estimate.requested_by,
        )  # fmt: skip
    return left, estimate, month


def test_the_pdf_says_line_by_line_what_the_page_says_with_the_seat_and_every_payment() -> None:
    service, estimate, month = paid_service()
    answer = signed_in(make.make_finance_officer()).get(f"/costs/paid/{service.ref}/paper")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith(f'"{service.description.number}-paid.pdf"')
    text = " ".join(text_of(answer.content).replace("\u00a0", " ").split())
    for words in (
        "Actual against pro forma", "Pro forma of the seat", "For the time served",
        "It ended early; it was agreed until",
        f"1,000 for 1 of {month} days", "USD 1,450.00", "EUR 10.01", "USD 12.51", "0.8 EUR for 1 USD from", "A bank",
        "USD 1,462.51", "The seat as a whole", "this service", "By transfer", str(estimate.requested_by),
        "1 day with pay", date_format(service.starts_on), "The difference is what was paid beyond the time served.",
    ):  # fmt: skip
        assert words in text, words
    chinese = signed_in(make.make_finance_officer()).get(f"/costs/paid/{service.ref}/paper?lang=zh-hans")
    assert f"1,000 × 1/{month} 天" in text_of(chinese.content).replace("\n", "")


def test_the_workbook_holds_the_lines_the_payments_and_the_seat_as_figures() -> None:
    service, _estimate, month = paid_service()
    answer = signed_in(make.make_finance_officer()).get(f"/costs/paid/{service.ref}/table")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Line by line", "Payments", "The seat as a whole"]
    lines = {row[0]: row[1:] for row in book["Line by line"].iter_rows(min_row=2, values_only=True)}
    one_day = round(1000 / month, 2)
    assert lines["Living allowance"][:4] == (12000, one_day, 1450, round(1450 - one_day, 2))
    assert lines["Living allowance"][4] == f"1,000 for 1 of {month} days"
    payments = [row[:4] for row in book["Payments"].iter_rows(min_row=2, values_only=True)]
    assert [(row[2], row[3]) for row in payments] == [(1450, None), (10.01, 12.51)]
    assert book["The seat as a whole"].max_row == 3


def test_the_page_offers_both_and_nobody_else_gets_them() -> None:
    service, _estimate, _month = paid_service()
    page = signed_in(make.make_finance_officer()).get(f"/costs/paid/{service.ref}").content.decode()
    for name in ("paper", "table"):
        path = f"/costs/paid/{service.ref}/{name}"
        assert f'href="{path}"' in page
        assert signed_in(service.account).get(path).status_code == 404
