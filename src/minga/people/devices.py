"""What a browser is called, for the person whose browser it is."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

BROWSERS = (
    (r"Edg(?:A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"), (r"SamsungBrowser/", "Samsung Internet"),
    (r"MicroMessenger/", "WeChat"), (r"Firefox/|FxiOS/", "Firefox"), (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)  # fmt: skip
"""First match counts: Edge, Opera and others name Chrome and Safari too."""
SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"HarmonyOS", "HarmonyOS"),
    (r"Windows", "Windows"), (r"Mac OS X|Macintosh", "macOS"), (r"CrOS", "ChromeOS"), (r"Linux", "Linux"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """“Firefox on Android”; what is not known is said so, and never shown as the browser wrote it."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, text)), "")
