"""The browser and its server stand: the rest of this folder may rely on them."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.browser.people import Visitor


def test_a_visitor_reaches_the_server(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    person.go("/health")
    assert json.loads(person.page.locator("body").inner_text())["database"]["ok"] is True


def test_what_the_browser_complains_about_is_kept(visitor: Callable[..., Visitor]) -> None:
    person = visitor(phone=True)
    person.go("/health")
    person.page.evaluate("setTimeout(() => { throw new Error('on purpose') })")
    person.page.wait_for_timeout(200)
    assert person.complaints == ["script error: on purpose"]
    person.complaints.clear()
