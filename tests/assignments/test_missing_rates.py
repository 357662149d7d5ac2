"""Rates that are missing are told before anybody computes a cost: to whoever keeps them, and where the post is read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.assignments.cost_world import make_rates
from tests.assignments.description_world import complete_description
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.descriptions import submit_description
from minga.assignments.models import Assignment, Extension, Rate
from minga.assignments.queries.missing_rates import missing_rates
from minga.assignments.waiting.administrators import for_administrators
from minga.core.notices.models import Notice
from minga.core.registries import Waiting

pytestmark = pytest.mark.django_db
NATIONAL = [
    "Living allowance", "Entry lump sum", "Exit allowance", "Insurance", "Learning", "Programme cost",
]  # fmt: skip


def rows() -> list[tuple[str, str, int]]:
    return [(row.label, row.place, len(row.posts)) for row in missing_rates()]


def test_what_a_draft_and_a_sent_description_need_is_named_once() -> None:
    complete_description()
    complete_description(state="submitted")
    assert rows() == [(line, "CN", 2) for line in NATIONAL]


def test_nothing_is_missing_where_every_rate_is_there() -> None:
    make_rates()
    complete_description()
    assert rows() == []


def test_a_rate_that_ends_during_the_service_is_missing_from_then_on() -> None:
    make_rates()
    row = complete_description(starts_on=date(2027, 1, 11))
    Rate.objects.filter(kind="insurance").update(in_force_to=date(2027, 3, 31))
    Rate.objects.filter(kind="entry_lump_sum").update(in_force_to=date(2027, 3, 31))
    missing = missing_rates()
    assert [(one.label, one.day, one.posts) for one in missing] == [("Insurance", date(2027, 4, 11), {row.pk})]
    assert missing[0].address == "/rates/new?kind=insurance&track=national&country=CN"


def test_a_multiplier_is_missing_in_a_city_and_the_rest_in_its_country() -> None:
    row = complete_description(track="international")
    row.seats.update(city=make.make_city(country="KE", name="Kisumu"))
    found = {label: place for label, place, _posts in rows()}
    assert (found["Post adjustment multiplier"], found["Travel lump sum"]) == ("Kisumu, KE", "KE")


@pytest.mark.parametrize("fields", [{"track": "online"}, {"state": "cancelled"}, {"is_template": True}])
def test_what_needs_no_cost_lacks_no_rate(fields: dict[str, Any]) -> None:
    complete_description(**fields)
    assert rows() == []


def test_many_descriptions_ask_as_little_as_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            missing_rates()
        return len(queries)

    complete_description()
    one = asked()
    for _ in range(5):
        complete_description()
    assert (one, asked()) == (4, 4)


def _waiting_extension() -> Extension:
    service = make_service(kinds=()).service
    Assignment.objects.filter(pk=service.pk).update(state="serving")
    return Extension.objects.create(
        assignment=service, old_end=service.ends_on, new_end=service.ends_on + timedelta(days=40), reason="More to do",
        funding_note="The host",
    )  # fmt: skip


def test_many_extensions_ask_as_little_as_one() -> None:
    _waiting_extension()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = missing_rates()
        counts.append(len(queries))
        assert {len(row.posts) for row in found} == {Extension.objects.count()}
        for _more in range(4):
            _waiting_extension()
    assert counts == [6, 6]


def test_an_extension_that_waits_for_its_cost_names_what_it_lacks() -> None:
    extension = _waiting_extension()
    service = extension.assignment
    assert [row.label for row in missing_rates()] == [
        "Living allowance", "Exit allowance", "Insurance", "Learning", "Programme cost",
    ]  # fmt: skip
    assert {row.day for row in missing_rates()} == {service.ends_on + timedelta(days=1)}
    extension.state = "refused"
    extension.save()
    assert missing_rates() == []


def test_they_are_told_on_the_first_page_on_rates_and_where_the_post_is_read() -> None:
    row = complete_description()
    keeper = make.make_administrator()
    waiting = [one for one in for_administrators(keeper) if isinstance(one, Waiting) and one.url == "/rates#missing"]
    assert [str(one.title) for one in waiting] == ["6 rates are missing"]
    some = "Living allowance (CN), Entry lump sum (CN), Exit allowance (CN) and 3 more"
    assert waiting[0].detail == f"Costs of descriptions and extensions under way need: {some}"
    page = signed_in(keeper).get("/rates").content.decode()
    assert 'href="/rates/new?kind=living_allowance&amp;track=national&amp;country=CN"' in page
    assert "For 1 description, from" in page
    officer = signed_in(make.make_officer())
    assert "/rates/new" not in officer.get("/rates").content.decode()
    for reader in (officer, signed_in(make.make_focal_point(row.host))):
        assert "no rate is in force in Beijing, CN from" in reader.get(f"/descriptions/{row.ref}").content.decode()
        cost = reader.get(f"/descriptions/{row.ref}/cost").content.decode()
        assert ("no rate is in force in Beijing, CN from" in cost, "Compute the cost</button>" in cost) == (True, False)


def test_a_rate_begins_with_what_the_way_to_it_knew() -> None:
    make.make_country("CN")
    page = signed_in(make.make_administrator()).get("/rates/new?kind=programme&track=national&country=CN")
    body = page.content.decode()
    for chosen in ('value="programme" selected', 'value="percent" selected', 'value="national" selected'):
        assert chosen in body, chosen
    assert signed_in(make.make_administrator()).get("/rates/new?kind=nonsense&country=QQ").status_code == 200


def test_administrators_are_told_when_a_description_is_sent_that_lacks_rates() -> None:
    keeper, row = make.make_administrator(), complete_description()
    make.make_officer()
    host = make.make_focal_point(row.host)
    submit_description(actor=host, description=row)
    notice = Notice.objects.get(account=keeper)
    assert (notice.kind, notice.url) == ("assignments.rates_missing", "/rates#missing")
    assert notice.context["rates"]["en"].startswith("Living allowance, Entry lump sum")
    make_rates()
    other = complete_description(host=row.host)
    submit_description(actor=host, description=other)
    assert Notice.objects.filter(account=keeper).count() == 1
