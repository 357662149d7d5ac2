"""A person at a browser: goes, presses, reads; keeps what the browser complained about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}
"""What a page at 1280 px is at 400 per cent (WCAG 2.2, 1.4.10)."""
REFUSED = {401, 403, 404, 405, 409, 410, 413, 422, 429}
PATIENCE = 15_000  # milliseconds


@dataclass
class Visitor:
    """One browser context with one page. `complaints` must be empty when the person leaves."""

    context: BrowserContext
    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    refusals: set[str] = field(default_factory=set)

    @classmethod
    def arrive(
        cls,
        browser: Browser,
        site: str,
        *,
        account: Any = None,
        phone: bool = False,
        language: str = "en",
        dark: bool = False,
        javascript: bool = True,
    ) -> Visitor:
        """Open a fresh browser; with `account` the person has signed in already."""
        context = browser.new_context(
            base_url=site,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN" if language.startswith("zh") else "en-GB",
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
        page = context.new_page()
        person = cls(context=context, page=page, site=site)
        person._listen(page)
        context.on("page", person._listen)
        if account is not None:
            person.sign_in(account)
        return person

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        address = message.location.get("url", "")
        missing = message.text.startswith("Failed to load resource")
        if missing and (address in self.refusals or address.endswith("/favicon.ico")):
            return
        self.complaints.append(f"console: {message.text} ({address})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"answer {response.status}: {response.url}")
        elif response.status in REFUSED and response.request.resource_type in {"document", "xhr", "fetch"}:
            self.refusals.add(response.url)

    def sign_in(self, account: Any) -> None:
        """Give this browser a session of `account`, without the sign-in page."""
        from django.test import Client

        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site}])

    def choose_card(self, name: str) -> None:
        """Sign in as one of the seven people of the demonstration, by the English name of the role on the card."""
        self.go("/account/login/")
        card = name.lower().replace(" ", "_")
        self.page.locator(f"form[action$='/people/demonstration/{card}'] button").click()
        self.page.wait_for_load_state()

    def send_card(self, name: str) -> None:
        """The same without looking at the page before and the one after."""
        ask, card = self.context.request, name.lower().replace(" ", "_")
        form = re.search(
            rf'<form[^>]*action="([^"]*/people/demonstration/{card})".*?csrfmiddlewaretoken" value="([^"]+)"',
            ask.get(f"{self.site}/account/login/").text(),
            re.DOTALL,
        )
        assert form, name
        answer = ask.post(f"{self.site}{form[1]}", form={"csrfmiddlewaretoken": form[2]}, max_redirects=0)
        assert answer.status == 302, answer.status

    def go(self, path: str) -> Response | None:
        """Open a page of this site."""
        return self.page.goto(path)

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the button or follow the link of that name, and wait for the page it leads to."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        target = button if button.count() else self.page.get_by_role("link", name=name, exact=exact)
        target.first.click()
        self.page.wait_for_load_state()

    def fill(self, label: str, value: str) -> None:
        """Write into the field of that label."""
        self.page.get_by_label(label).first.fill(value)

    def reads(self, text: str) -> bool:
        """Whether the text stands on the page and can be seen."""
        return self.page.get_by_text(text).first.is_visible()

    @property
    def heading(self) -> str:
        """The page's one h1."""
        return self.page.locator("h1").inner_text()

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        )

    def leave(self) -> None:
        """Close the browser; whatever it complained about fails the test."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)
