"""Every page that each person of the demonstration can reach: found by following links, one page for each address."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlparse

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser
from tests.browser.people import Visitor

PEOPLE = (
    "", "Volunteer", "Host focal point", "Programme officer", "Finance officer", "Partner representative", "Auditor",
    "Administrator", "Data protection officer",
)  # fmt: skip
"""The cards of the sign-in page; the first is a visitor without one, the last has hers in tests only (worlds)."""
LINK = re.compile(r'\bhref="([^"#]+)"')
LEFT_OUT = re.compile(
    r"^/(static|files)/|logout|/verify/offline|/feed\.|\.(pdf|xlsx|csv|ics|png|typ|json|zip|js)$|[?&](lang|theme|format)="
)
BROKEN: list[str] = []
"""What answered with an error while the tours were made."""
MOST_PAGES = 360
MOST_OF_A_KIND = 2
SECTIONS = ("step", "section", "name")
"""Parts of an address that make another page of it; a reference only makes another row."""
STARTS = ("/descriptions?state=draft", "/sdgs", "/imports", "/offline", "/")
"""Where a tour begins: the front page, what is reached by other ways than a link, and lists whose first rows matter."""
LEADS = {"home:front", "people:list", "people:person"}
"""What others see too and leads the last person on to what only she sees."""


@dataclass(frozen=True)
class Stop:
    """One page of the tour: which address, of which name, seen by whom."""

    who: str
    name: str
    path: str

    def __str__(self) -> str:
        return f"{self.who or 'Visitor'}: {self.path} ({self.name})"


def arrive_as(browser: Browser, site: str, who: str, *, script: str = "", **wishes: Any) -> Visitor:
    """A browser in which `who` has signed in by their card, unseen; on each page from now on `script` runs first."""
    person = Visitor.arrive(browser, site, **wishes)
    if who:
        person.send_card(who)
    if script:
        person.context.add_init_script(script)
    return person


def follow_links(
    browser: Browser, site: str, who: str, *, known: Collection[str] = (), often: Collection[str] = ()
) -> list[Stop]:
    """The pages `who` reaches from the front page, the first ones of each name, with and without a search; none of the
    known names, and one page of what others have often seen.
    """
    person = Visitor.arrive(browser, site)
    if who:
        person.choose_card(who)
    reading = Reading(person)
    waiting, seen, stops, counts = [*STARTS], {*STARTS}, [], dict[str, int]()
    fetched = 0
    while waiting and fetched < MOST_PAGES:
        path = waiting.pop(0)
        name = name_of(path)
        if name is None or name in known or counts.get(name, 0) >= (1 if name in often else MOST_OF_A_KIND):
            continue
        status, text = reading.page(path)
        fetched += 1
        if status >= 500:
            BROKEN.append(f"{who}: {path} answered {status}")
        if status != 200:
            continue
        counts[name] = counts.get(name, 0) + 1
        if not text:  # a list, a calendar or a picture: two of those tell what the others would
            continue
        stops.append(Stop(who, name, path))
        for link in links_of(text, path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    reading.leave()
    person.leave()
    return stops


class Reading:
    """The pages of one person as they are sent: nobody looks at them, which would take half as much again."""

    def __init__(self, person: Visitor) -> None:
        self._line = HTTPConnection(urlparse(person.site).netloc)
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in person.context.cookies())
        self._headers = {"Cookie": cookies, "Accept": "text/html", "Accept-Language": "en-GB"}

    def page(self, path: str) -> tuple[int, str]:
        """The status of the answer and its text, which is empty where it is no page."""
        self._line.request("GET", quote(path, safe="%/:=&?~#+!$,;'@()*[]"), headers=self._headers)
        answer = self._line.getresponse()
        sent = answer.read()
        return answer.status, sent.decode() if "text/html" in answer.headers.get("content-type", "") else ""

    def leave(self) -> None:
        self._line.close()


def links_of(text: str, at: str) -> Iterator[str]:
    """The addresses of this site on a page, without fragments and without what is no page."""
    for link in LINK.findall(text):
        path = urldefrag(urljoin(at, html.unescape(link))).url
        if path.startswith("/") and not path.startswith("//") and not LEFT_OUT.search(path):
            yield path


@cache
def name_of(path: str) -> str | None:
    """The name of an address: with and without a search are two pages, and each section of a form is one."""
    parts = urlparse(path)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    words = [found.kwargs[word] for word in SECTIONS if word in found.kwargs]
    return "/".join([found.view_name, *words]) + ("?" if parts.query else "")


def whole_tour(browser: Browser, site: str) -> list[Stop]:
    """The tours of all people; of each name the first page of the first two people who reach it. Of the last one only
    what nobody else sees.
    """
    kept: list[Stop] = []
    for who in PEOPLE:
        known = {stop.name for stop in kept} if who == PEOPLE[-1] else set[str]()
        seen = Counter(stop.name for stop in kept)
        often = {name for name, times in seen.items() if times >= MOST_OF_A_KIND}
        reached = follow_links(browser, site, who, known=known - LEADS, often=often)
        own = {stop.name: stop for stop in reversed(reached)}
        most = 1 if known else MOST_OF_A_KIND
        kept += [stop for name, stop in own.items() if sum(name == other.name for other in kept) < most]
    return kept


def once_each(stops: list[Stop], *, last: bool = False) -> list[Stop]:
    """Each name once, as the first person sees it (or the last): for what takes long."""
    chosen: dict[str, Stop] = {}
    for stop in stops:
        if last or stop.name not in chosen:
            chosen[stop.name] = stop
    return list(chosen.values())


def walk(browser: Browser, site: str, stops: list[Stop], **wishes: Any) -> Iterator[tuple[Stop, Visitor]]:
    """Open the pages one after another, each as the person who reached it."""
    for who in PEOPLE:
        theirs = [stop for stop in stops if stop.who == who]
        if not theirs:
            continue
        person = arrive_as(browser, site, who, **wishes)
        for stop in theirs:
            person.go(stop.path)
            yield stop, person
        person.leave()
