"""A line that carries little, and what was sent over it."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page

LISTEN = """() => {
  const place = document.querySelector(".mg-waiting");
  const note = () => { sessionStorage.said = `${sessionStorage.said ?? ""}|${place.textContent}`; };
  new MutationObserver(note).observe(place, { childList: true, characterData: true, subtree: true });
}"""
"""What the page says while it waits is kept: whoever asks a page that is being left is told only of the next one."""
TWICE = "button => { button.click(); button.click(); }"


def said_on(page: Page) -> list[str]:
    """What was said since LISTEN, on this page and the one before."""
    return str(page.evaluate("sessionStorage.said ?? ''")).split("|")


def sent_by(page: Page) -> list[str]:
    """Addresses that forms are sent to from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def slow_down(
    page: Page, *, latency: int = 0, kbit: float = 400, offline: bool = False, session: CDPSession | None = None
) -> CDPSession:
    """Everything takes `latency` ms longer, and comes and goes at so many kilobits a second; offline: not at all.

    Give the session again to change what it said: what is on its way follows the latest word of the same one only.
    """
    session = session or page.context.new_cdp_session(page)
    speed = kbit * 1000 / 8
    wishes = {"offline": offline, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed}
    session.send("Network.enable")
    session.send("Network.setBypassServiceWorker", {"bypass": True})  # its own requests are not slowed down
    session.send("Network.emulateNetworkConditions", wishes)
    return session
