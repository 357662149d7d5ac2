"""Time zones: a new account begins in the one of its browser, else of its country; its owner can choose another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.factories import make_volunteer
from tests.people.entrance import answers

from minga.people import zones
from minga.people.actions import profile as acts
from minga.people.models import Account
from minga.people.zones import known_zone, time_zones, zone_of_country
from minga.places.models import Country

pytestmark = pytest.mark.django_db


def signed_up(**changes: str) -> str:
    assert Client().post("/account/signup/", answers(**changes)).status_code == 302
    return Account.objects.get().timezone


def test_a_new_account_begins_in_the_zone_of_its_browser() -> None:
    assert signed_up(timezone_name="Pacific/Kiritimati") == "Pacific/Kiritimati"


def test_a_name_of_earlier_or_later_days_is_taken_for_the_zone_that_can_be_chosen() -> None:
    choosable = dict(time_zones())
    for name in ("Asia/Calcutta", "Asia/Kolkata", "Europe/Kiev", "Europe/Kyiv", "Asia/Ho_Chi_Minh", "Asia/Urumqi"):
        assert known_zone(name) in choosable, name


def test_zones_are_named_once_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    named = time_zones()
    with translation.override("zh-hans"):
        assert dict(time_zones())["Asia/Shanghai"] == "中国 · 上海"
    monkeypatch.setattr(zones, "get_timezone_location", None)
    assert time_zones() == named
    assert dict(named)["Asia/Shanghai"] == "China · Shanghai"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Etc/GMT+5", "x" * 4000])
def test_a_zone_that_nobody_can_choose_gives_the_server_s(name: str) -> None:
    assert signed_up(timezone_name=name) == "UTC"


@pytest.mark.parametrize(("zone", "grown"), [("Pacific/Kiritimati", True), ("Pacific/Honolulu", False), ("", False)])
def test_somebody_turns_18_on_the_day_of_where_they_are(monkeypatch: Any, zone: str, grown: bool) -> None:
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)  # the 29th in Kiritimati, early on the 28th in Honolulu
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    answer = Client().post("/account/signup/", answers(birth_date="2008-11-29", timezone_name=zone))
    assert (answer.status_code == 302) == grown
    assert Account.objects.exists() == grown


@pytest.mark.parametrize(
    ("iso2", "zone"), [("CN", "Asia/Shanghai"), ("KE", "Africa/Nairobi"), ("BR", ""), ("KI", ""), ("XX", "")]
)
def test_a_country_has_a_zone_where_it_has_one(iso2: str, zone: str) -> None:
    assert zone_of_country(iso2) == zone


def says_residence(account: Account, iso2: str) -> str:
    country = Country.objects.get_or_create(iso2=iso2, defaults={"iso3": f"{iso2}X", "m49": iso2})[0]
    acts.save_step(actor=account, profile=account.profile, step="about", values={"residence": country})
    account.refresh_from_db()
    return account.timezone


def test_without_a_browser_s_zone_the_first_country_of_residence_gives_it_once() -> None:
    account = make_volunteer()
    account.profile.residence = None
    account.profile.save()
    assert says_residence(account, "CN") == "Asia/Shanghai"
    account.profile.refresh_from_db()
    assert says_residence(account, "KE") == "Asia/Shanghai"


def test_a_zone_of_the_browser_s_is_not_changed_by_the_country() -> None:
    account = make_volunteer()
    account.timezone = "Pacific/Kiritimati"
    account.save()
    account.profile.residence = None
    account.profile.save()
    assert says_residence(account, "CN") == "Pacific/Kiritimati"


def test_sign_up_asks_the_browser_for_its_zone(client: Client) -> None:
    page = client.get("/account/signup/").content.decode()
    assert "data-time-zone" in page
    assert "people/entrance" in page
