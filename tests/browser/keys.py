"""Somebody at a keyboard: Tab, Enter, Space and nothing else, seeing where they are at each step."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

MOST = 150  # presses of Tab on one page

WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const drawn = [here, ...here.querySelectorAll("*")].flatMap((one) => [one, "::after"].map((part) =>
    getComputedStyle(one, part === one ? null : part)));
  const ring = drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || (here instanceof SVGElement && drawn.some((style) => parseFloat(style.strokeWidth) >= 3));
  const boxes = [here, ...here.querySelectorAll("*")].map((one) => one.getBoundingClientRect());
  const shown = boxes.some((box) => [[.5, .5], [.02, .5], [.98, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (here.contains(hit) || [...(here.labels ?? [])].some((label) => label.contains(hit)));
  }));
  if (!window.visited) window.visited = new Set();
  // A date is several stops in one field: day, month, year, calendar.
  const again = window.visited.has(here) && !(here === window.last && here.type === "date");
  window.last = here;
  window.visited.add(here);
  const words = (here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.name || "");
  return { name: words.trim().slice(0, 60), tag: here.tagName.toLowerCase(), ring, shown, again };
}"""


def where(page: Page) -> dict[str, Any] | None:
    """What has the focus: name, tag, whether a ring shows it, whether it is in sight, whether it had it before."""
    found: dict[str, Any] | None = page.evaluate(WHERE)
    return found


def step(page: Page) -> dict[str, Any] | None:
    """Press Tab; where one is then can be seen."""
    page.keyboard.press("Tab")
    here = where(page)
    if here is not None:
        assert here["ring"], f"{page.url}: no ring around {here}"
        assert here["shown"], f"{page.url}: hidden behind something: {here}"
    return here


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus. No press goes back to where one was: nothing holds the focus."""
    page.evaluate("window.visited = new Set()")
    for _press in range(MOST):
        here = step(page)
        if here is not None and target.evaluate("(one) => one === document.activeElement"):
            return
        assert here is None or not here["again"], f"{page.url}: {here} holds the focus or comes before the target"
    raise AssertionError(f"{page.url}: {MOST} times Tab do not lead to {target}")


def round_trip(page: Page) -> int:
    """Press Tab through the whole page and out of it; how many stops it has."""
    page.evaluate("() => { window.visited = new Set(); document.activeElement.blur(); window.getSelection().empty(); }")
    for stops in range(MOST):
        here = step(page)
        if stops and (here is None or here["again"]):
            return stops
    raise AssertionError(f"{page.url}: {MOST} times Tab do not lead through the page")
