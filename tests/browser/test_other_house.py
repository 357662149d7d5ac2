"""Signing in with another house's account in a real browser, under the policy of our own pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.people import Visitor
from tests.people.other_house import standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_button_leads_to_the_provider_and_back(
    visitor: Callable[..., Visitor], settings: Any, javascript: bool
) -> None:
    with standing(settings):
        person = visitor(phone=True, javascript=javascript)
        person.go("/account/login/")
        person.page.get_by_role("button", name="Go on with House of Youth").click()
        person.page.wait_for_url("**/account/3rdparty/signup/")
        assert person.reads("You come from House of Youth.")
