"""Pages that no link leads to: what comes after a press, a mistake or a letter. Each leaves the world as it was."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Any

from playwright.sync_api import Browser, Locator, Page
from tests.browser.people import Visitor
from tests.browser.tour import arrive_as

Corner = tuple[str, Page]
ORGANISATIONS = (
    "Organisation,Land,Web,Rodzaj\n"
    "Fundacja Zielona Dolina — Oddział w Dolnej Górze nad Długą Rzeką,PL,https://zielona.example,civil society\n"
    "جمعية الأمل للتطوع,EG,,civil society\n"
    "云南绿色家园志愿者协会,CN,https://lvse.example,\n"
    "Nowhere Institute,XX,not an address,unknown kind\n"
)
NAME = "Aurélie Ōta-Ní Bhriain"
TYPED = f"{ORGANISATIONS} {NAME} lista.csv"
"""What the walks bring along and find again on a page."""
PASSWORD = "a long sentence about 17 herons"
SESSION = re.compile("^sessionid")
"""The cookie of whoever is signed in: its name differs by the port of an installation."""


def corners(browser: Browser, site: str, **wishes: Any) -> Iterator[tuple[str, Visitor]]:
    """Each page with its name, in turn; to be looked at before the next one is asked for."""
    for who, walk in WALKS:
        person = arrive_as(browser, site, who, **wishes)
        person.go("/")
        for name, page in walk(person):
            page.wait_for_load_state()
            yield f"{who or 'Visitor'}: {name}", person
        person.leave()


def importing(person: Visitor) -> Iterator[Corner]:
    """A list with headings in a language that nobody matched, matched by hand, with bad rows, and dropped."""
    page = person.page
    person.go("/imports")
    _press(page.locator("main form button[type=submit]").last)
    yield "import without a file", page
    page.locator("input[name=kind][value=organisations]").check()
    page.locator("input[name=file]").set_input_files(
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": ORGANISATIONS.encode()}
    )
    _press(page.locator("main form button[type=submit]").last)
    yield "import, columns to match", page
    for field in ("country", "kind", "website"):
        chosen = page.locator(f"select[name='{field}']")
        wanted = {"country": "Land", "kind": "Rodzaj", "website": "Web"}[field]
        if chosen.count():
            chosen.select_option(label=wanted)
    _press(page.locator("form[action$='/match'] button[type=submit]").first)
    yield "import, matched", page
    for summary in page.locator("form[action$='/drop'] summary").all():
        summary.click()
    _press(page.locator("form[action$='/drop'] button[type=submit]").first)


def deciding(person: Visitor) -> Iterator[Corner]:
    """Candidates compared, weights refused, a decision previewed and refused, an offer refused, a reserve to rank."""
    page = person.page
    longlist = _first_link(person, "/candidates", r"/descriptions/\w+/longlist$", holds="input[name=c]")
    refs = [box.get_attribute("value") for box in page.locator("input[name=c]").all()[:3]]
    chosen = "&".join(f"c={ref}" for ref in refs)
    person.go(f"{longlist}/compare?{chosen}")
    yield "candidates side by side", page
    _post(person, f"{longlist}/weights", {"skills": "900", "reason": ""})
    yield "weights that cannot be", page
    description = longlist.removesuffix("/longlist")
    person.go(f"{description}/decide?verb=shortlist&{chosen}")
    yield "a decision before it is made", page
    _post(person, f"{description}/decide", {"verb": "shortlist", "chosen": f"{refs[0]}:99999"})
    yield "a decision that somebody else changed", page
    _first_link(person, "/candidates", r"/descriptions/\w+/selection$", holds="form[action$='/selection/reserve']")
    yield "a reserve to rank", page
    _first_link(person, "/candidates", r"/descriptions/\w+/selection$", holds="a[href$='/offer']")
    offer = page.locator("a[href$='/offer']").first.get_attribute("href")
    person.go(str(offer))
    yield "an offer", page
    _post(person, str(offer), {"seat": "77", "starts_on": "yesterday"})
    yield "an offer that cannot be", page


def refusals(person: Visitor) -> Iterator[Corner]:
    """A question on the board, what a rule forbids, what somebody else changed, what is not there, what is not open."""
    page = person.page
    person.go("/")
    page.locator(".ho-wait summary").first.click()
    yield "a question on the board", page
    sent = _first_link(person, "/descriptions?state=submitted", r"/descriptions/\w{12}$")
    _post(person, f"{sent}/do/publish", {})
    yield "refused by a rule", page
    _post(person, f"{sent}/do/request_edits", {"version": "0", "reason": "Say more."})
    yield "changed by somebody else", page
    person.go("/no-such-page")
    yield "nothing there", page
    person.go("/people")
    yield "not open", page


def inviting(person: Visitor) -> Iterator[Corner]:
    """Somebody invited to the platform: a mistake, the invitation among the others, the page their letter leads to."""
    page, to = person.page, f"{token_hex(4)}@example.org"
    _post(person, "/roles/invite", {"email": "nobody", "role": ""})
    yield "an invitation that cannot be", page
    person.go("/roles/invite")
    page.locator("#id_email").fill(to)
    page.locator("select[name=role]").select_option("auditor")
    _press(page.locator("form:has(#id_email) button[type=submit]").first)
    yield "an invitation sent", page
    letter = _letter_to(person, to)
    person.go(_link_in(letter, r"/invitations/letter/\S+"))
    yield "an invitation for somebody else", page
    person.context.clear_cookies(name=SESSION)
    person.go(_link_in(letter, r"/invitations/letter/\S+"))
    yield "an invitation for a stranger", page


def entering(person: Visitor) -> Iterator[Corner]:
    """A stranger signs up with mistakes and without, activates a second factor, and signs in with it."""
    page, address = person.page, f"{token_hex(4)}@example.org"
    person.go("/account/signup/")
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    _press(page.locator("main form button[type=submit]").last)
    yield "sign-up with nothing filled in", page
    _sign_up(page, address)
    yield "the code of a letter", page
    page.locator("input[name=code]").fill("000000")
    _press(page.locator("main form button[type=submit]").first)
    yield "a code that is wrong", page
    page.locator("input[name=code]").fill(_code_in(_letter_to(person, address)))
    _press(page.locator("main form button[type=submit]").first)
    yield "the first page of a stranger", page
    yield from _second_factor(person)
    yield from _again(person, address)


def _sign_up(page: Page, address: str) -> None:
    page.locator("input[name=email]").fill(address)
    for name, value in (("name", NAME), ("birth_date", "1990-05-17"), ("country", "FR")):
        field = page.locator(f"main [name={name}]")
        if field.count():
            select = field.first.evaluate("node => node.tagName") == "SELECT"
            _ = field.first.select_option(value) if select else field.first.fill(value)
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    for box in page.locator("main input[type=checkbox][required]").all():
        box.check()
    _press(page.locator("main form button[type=submit]").last)


def _second_factor(person: Visitor) -> Iterator[Corner]:
    page = person.page
    person.go("/account/2fa/totp/activate/")
    _reauthenticate(page)
    yield "a second factor to activate", page
    page.locator("input[name=code]").fill("000000")
    _press(page.locator("main form button[type=submit]").first)
    yield "a second factor with a wrong code", page
    page.locator("input[name=code]").fill(one_time_code(page.locator("#totp-key").input_value()))
    _press(page.locator("main form button[type=submit]").first)
    yield "recovery codes", page
    for path, name in (
        ("/account/2fa/", "second factors"),
        ("/account/2fa/recovery-codes/", "recovery codes once more"),
        ("/account/2fa/recovery-codes/generate/", "new recovery codes"),
        ("/account/2fa/totp/deactivate/", "a second factor to take away"),
        ("/account/2fa/webauthn/add/", "a passkey to add"),
    ):
        person.go(path)
        _reauthenticate(page)
        yield name, page


def _again(person: Visitor, address: str) -> Iterator[Corner]:
    page = person.page
    person.context.clear_cookies(name=SESSION)
    person.go("/account/login/")
    for word in ("wrong", PASSWORD):
        page.locator("input[name=login]").fill(address)
        page.locator("input[name=password]").fill(word)
        _press(page.locator("form:has(input[name=password]) button[type=submit]").first)
        yield "a wrong password" if word == "wrong" else "the second factor is asked for", page


def _reauthenticate(page: Page) -> None:
    if "reauthenticate" in page.url and page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        _press(page.locator("main form button[type=submit]").first)


def one_time_code(secret: str) -> str:
    """The six digits of this half minute for a secret in base 32 (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _press(button: Locator) -> None:
    """Press, and wait for the page it leads to."""
    with button.page.expect_navigation():
        button.click()


def _post(person: Visitor, path: str, fields: dict[str, str]) -> None:
    """Send a form that the page does not show so, as a page left open would."""
    with person.page.expect_navigation():
        person.page.evaluate(
            """([path, fields]) => {
            const form = document.createElement('form');
            Object.assign(form, {method: 'post', action: path});
            const token = document.querySelector('input[name=csrfmiddlewaretoken]').value;
            for (const [name, value] of Object.entries({csrfmiddlewaretoken: token, ...fields}))
                form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
            document.body.append(form);
            form.submit();
        }""",
            [path, fields],
        )


HOLDS = """async ([path, holds]) => {
  const text = await (await fetch(path)).text();
  return new DOMParser().parseFromString(text, 'text/html').querySelector(holds) !== null;
}"""


def _first_link(person: Visitor, at: str, pattern: str, *, holds: str = "") -> str:
    """Open the first page behind a link of `at`, or the first that holds something; the path of it. What does not hold
    it is never drawn.
    """
    person.go(at)
    links = person.page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in dict.fromkeys(str(link) for link in links if re.search(pattern, str(link))):
        if not holds or person.page.evaluate(HOLDS, [path, holds]):
            person.go(path)
            return path
    raise AssertionError(f"no page behind {at} holds {holds}")


def _letter_to(person: Visitor, address: str) -> str:
    """The page of letters as it shows what was sent to an address, during development."""
    for _ in range(40):
        shown = person.context.request.get(f"{person.site}/letters", params={"to": address}).text()
        if address in re.sub(r"<[^>]*>", " ", shown):
            return shown
        time.sleep(0.25)
    raise AssertionError(f"no letter came to {address}")


def _link_in(letter: str, pattern: str) -> str:
    found = re.search(pattern, letter)
    assert found, letter
    return re.split(r"[\"'<&\s]", found.group())[0]


def _code_in(letter: str) -> str:
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", letter)
    assert found, letter
    return found.group()


WALKS: tuple[tuple[str, Callable[[Visitor], Iterator[Corner]]], ...] = (
    ("Programme officer", importing),
    ("Programme officer", deciding),
    ("Programme officer", refusals),
    ("Administrator", inviting),
    ("", entering),
)
