"""Somebody at a browser who uses what the page shows, by the words it shows, in the language it shows them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from playwright.sync_api import Locator, Page, expect
from tests.browser.people import Visitor

from minga.people.models import Account

SENDS_A_FILE = "node => [...(node.form?.elements ?? [])].some(field => field.type === 'file' && field.files.length)"


@dataclass
class Hand:
    """A person and their browser. Every name is given in English and looked for as this person reads it."""

    account: Account
    visitor: Visitor
    language: str = "en"

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def ref(self) -> str:
        """The reference in the address of the page: /descriptions/REF, /assignments/REF/hours."""
        return self.page.url.split("?")[0].removeprefix(self.visitor.site).split("/")[2]

    def reads(self, words: str, *, context: str = "") -> str:
        """The words as they stand on this person's pages; `context` where the same word has several translations."""
        with translation.override(self.language):
            if context:
                return translation.pgettext(context, words)
            return translation.gettext(words) if words else ""

    def open(self, path: str) -> None:
        """Type an address, or follow a link from a letter."""
        answer = self.visitor.go(path)
        assert answer is not None, path
        assert answer.status == 200, (path, answer.status)
        self._arrived()

    def takes_up(self, verb: str) -> None:
        """At home: press what waits for this person under that verb, and confirm where it asks first."""
        self.open("/")
        words = self.reads(verb)
        waiting = self.page.locator("main .ho-wait-press").filter(has_text=words).first
        button = waiting.locator("a, summary, form > button").first
        expect(button, f"“{words}” does not wait for {self.account}").to_be_visible()
        asks = button.evaluate("node => node.tagName") == "SUMMARY"
        button.click()
        if asks:
            waiting.locator(".mg-confirm-question button[type=submit]").click()
        self._arrived()

    def press(self, name: str, *, reason: str = "", among: str = "main", context: str = "") -> None:
        """Press the button or link of that name; where it asks first, answer with `reason` and confirm."""
        words, place = self.reads(name, context=context), self.page.locator(among)
        target = self._target(place, words)
        if not target.count():
            summary = place.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
            expect(summary.first, f"{self.page.url}: no “{words}” to press").to_be_visible()
            summary.first.click()
            target = self._target(place, words)
            if reason:
                place.locator("details[open] textarea[name=reason]").fill(reason)
        kept_first = target.first.locator("xpath=ancestor::form[@data-autosave]").count()
        if kept_first or target.first.evaluate(SENDS_A_FILE):  # the page itself goes on when that is done
            with self.page.expect_navigation():
                target.first.click()
        else:
            target.first.click()
        self._arrived()

    def _arrived(self) -> None:
        self.page.wait_for_load_state()
        assert not self.visitor.scrolls_sideways(), f"{self.page.url} scrolls sideways"

    def _target(self, place: Locator, words: str) -> Locator:
        return place.get_by_role("button", name=words, exact=True).or_(
            place.get_by_role("link", name=words, exact=True)
        )

    def goes_to(self, name: str) -> None:
        """Follow the menu; on a phone it is unfolded first."""
        entry = self.page.locator("header").get_by_role("link", name=self.reads(name), exact=True)
        if not entry.filter(visible=True).count():
            self.page.locator("header .mg-menu-phone > summary").click()
        entry.filter(visible=True).first.click()
        self._arrived()

    def opens(self, name: str) -> None:
        """Unfold what is folded under that name."""
        self.page.locator("summary").filter(has_text=self.reads(name)).first.click()

    def field(self, label: str, *, kind: str = "input, textarea") -> Locator:
        """The field with that label."""
        return self.page.locator("main").get_by_label(self.reads(label)).and_(self.page.locator(kind)).first

    def write(self, label: str, value: str | int | date) -> None:
        """Write into the field of that label."""
        self.field(label).fill(str(value))

    def choose(self, label: str, option: str) -> None:
        """Choose from a list, by what the list shows."""
        field = self.field(label, kind="select")
        shown = field.locator("option").filter(has_text=self.reads(option)).first
        field.select_option(value=shown.get_attribute("value"))

    def tick(self, name: str) -> None:
        """Tick a box or choose one of several."""
        words = self.reads(name)
        self.page.locator("main .mg-option").filter(has_text=words).first.click()

    def sees(self, words: str, **values: Any) -> None:
        """The words stand on the page and can be seen."""
        text = self.reads(words) % values if values else self.reads(words)
        expect(self.page.locator("main").get_by_text(text).first, f"{self.page.url}: {text}").to_be_visible()
